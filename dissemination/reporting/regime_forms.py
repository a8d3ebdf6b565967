"""Forms of regimes: who owes what by when, and what the report's form asks for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.reporting.models import DueRule, ObligedBy, PeriodKind
from dissemination.reporting.periods import Span
from dissemination.reporting.regimes import Asked, Details, FormAsked
from dissemination.reporting.wording import DUE_RULES, OBLIGED, PERIODS
from dissemination.units import picking
from dissemination.units.models import UnitLevel
from dissemination.units.wording import LEVELS
from dissemination.web.forms import Choice, Form

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_MOST_LISTED = 2_000
_MOST_ASKED = 40
_OPTIONAL = "?"  # begins a line that need not be answered


class RegimeForm(Form):
    """A regime as it holds for the periods still to be opened."""

    title = StringField(_l("Tên chế độ báo cáo"), [InputRequired(), Length(max=255)])
    directive = SelectField(_l("Văn bản"), coerce=int)
    obliged_by = SelectField(
        _l("Đơn vị phải báo cáo"),
        choices=[Choice(one.value, word) for one, word in OBLIGED.items()],
    )
    level = SelectField(
        _l("Cấp"),
        choices=[Choice("", "—"), *(Choice(one.value, word) for one, word in LEVELS.items())],
    )
    listed = TextAreaField(_l("Danh sách đơn vị"))
    period_kind = SelectField(
        _l("Kỳ báo cáo"), choices=[Choice(one.value, word) for one, word in PERIODS.items()]
    )
    closing_day = IntegerField(_l("Ngày chốt số liệu"), [Optional(), NumberRange(1, 31)])
    due_number = IntegerField(_l("Hạn gửi"), [InputRequired(), NumberRange(1, 31)])
    due_rule = SelectField(
        _l("Tính hạn theo"), choices=[Choice(one.value, word) for one, word in DUE_RULES.items()]
    )
    opens_before = IntegerField(_l("Mở trước khi hết kỳ"), [InputRequired(), NumberRange(0, 366)])
    grace_days = IntegerField(_l("Thời gian sửa khi bị trả lại"), [NumberRange(0, 60)])
    starts_on = DateField(_l("Từ ngày"), [InputRequired()], format=_DAYS)
    ends_on = DateField(_l("Đến ngày"), [Optional()], format=_DAYS)
    asks_tasks = BooleanField(_l("Báo cáo cả tiến độ nhiệm vụ trong kế hoạch của đơn vị"))

    def offer(self, directives: Iterable[Directive]) -> None:
        """The directives that may be reported on."""
        self.directive.choices = [
            Choice(one.id, f"{title_of(one.kind, one.number)} — {one.subject}"[:120])
            for one in directives
        ]

    def validate_listed(self, field: Field) -> None:
        """Each line a code, or a whole name that only one unit has."""
        lines = [line for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > _MOST_LISTED:
            raise ValidationError(_("Danh sách quá dài."))
        day = self.starts_on.data or date.max
        self.picked = {line: picking.picked(line.strip(), day) for line in lines}
        unknown = [line.strip() for line, found in self.picked.items() if found is None]
        if unknown:
            some = "; ".join(unknown[:5])
            raise ValidationError(
                _("Không có đơn vị nào, hoặc có nhiều đơn vị: %(some)s.", some=some)
            )

    def details(self) -> Details:
        """What was typed, once valid."""
        starts_on = self.starts_on.data
        assert starts_on is not None
        obliged_by = ObligedBy(self.obliged_by.data)
        by_level = obliged_by is ObligedBy.LEVEL and self.level.data
        listed = {one for one in self.picked.values() if one is not None}
        return Details(
            directive_id=self.directive.data,
            title=self.title.data or "",
            period_kind=PeriodKind(self.period_kind.data),
            starts_on=starts_on,
            ends_on=self.ends_on.data,
            obliged_by=obliged_by,
            level=UnitLevel(self.level.data) if by_level else None,
            listed=tuple(sorted(listed)) if obliged_by is ObligedBy.LIST else (),
            closing_day=self.closing_day.data,
            due_rule=DueRule(self.due_rule.data),
            due_number=self.due_number.data or 0,
            opens_before=self.opens_before.data or 0,
            grace_days=self.grace_days.data or 0,
            asks_tasks=bool(self.asks_tasks.data),
        )


def typed(details: Details, day: date) -> dict[str, Any]:
    """A regime as the form shows it; units as a person would type them."""
    return {
        "title": details.title,
        "directive": details.directive_id,
        "obliged_by": details.obliged_by.value,
        "level": details.level.value if details.level else "",
        "listed": "\n".join(picking.label_of(unit_id, day) for unit_id in details.listed),
        "period_kind": details.period_kind.value,
        "closing_day": details.closing_day,
        "due_number": details.due_number,
        "due_rule": details.due_rule.value,
        "opens_before": details.opens_before,
        "grace_days": details.grace_days,
        "starts_on": details.starts_on,
        "ends_on": details.ends_on,
        "asks_tasks": details.asks_tasks,
    }


class AskedForm(Form):
    """What the report's form asks for."""

    targets = SelectMultipleField(
        _l("Chỉ tiêu"), coerce=int, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    questions = TextAreaField(_l("Câu hỏi"))
    attachments = TextAreaField(_l("Tài liệu gửi kèm"))

    def offer(self, directive: Directive) -> None:
        self.in_order = [target.id for target in directive.targets]
        self.targets.choices = [
            Choice(target.id, f"{target.code}. {target.title}") for target in directive.targets
        ]

    def validate_questions(self, field: Field) -> None:
        _lines_fit(field)

    def validate_attachments(self, field: Field) -> None:
        _lines_fit(field)

    def asked(self) -> FormAsked:
        """What was typed, once valid; targets in the directive's order."""
        chosen = set(self.targets.data or ())
        ordered = tuple(target_id for target_id in self.in_order if target_id in chosen)
        return FormAsked(
            ordered, _asked(self.questions.data or ""), _asked(self.attachments.data or "")
        )


def typed_form(asked: FormAsked) -> dict[str, Any]:
    """What a form asks for, as it is typed."""
    return {
        "targets": list(asked.targets),
        "questions": _lines(asked.questions),
        "attachments": _lines(asked.attachments),
    }


def _lines_fit(field: Field) -> None:
    lines = (field.data or "").splitlines()
    if len(lines) > _MOST_ASKED:
        raise ValidationError(_("Nhiều nhất %(n)s dòng.", n=_MOST_ASKED))
    if any(len(line) > 500 for line in lines):
        raise ValidationError(_("Mỗi dòng nhiều nhất 500 ký tự."))


def _asked(text: str) -> tuple[Asked, ...]:
    lines = [line.strip() for line in text.splitlines()]
    found = [(line.removeprefix(_OPTIONAL).strip(), line) for line in lines]
    return tuple(Asked(said, not line.startswith(_OPTIONAL)) for said, line in found if said)


def _lines(asked: Iterable[Asked]) -> str:
    return "\n".join(one.text if one.is_required else f"{_OPTIONAL} {one.text}" for one in asked)


class OpenForm(Form):
    """Which period is opened by hand."""

    starts_on = SelectField(_l("Kỳ"))

    def offer(self, spans: Iterable[Span]) -> None:
        self.starts_on.choices = [
            Choice(
                span.starts_on.isoformat(), f"{span.starts_on:%d/%m/%Y} – {span.ends_on:%d/%m/%Y}"
            )
            for span in spans
        ]
