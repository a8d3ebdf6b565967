"""Forms of a conference, its sessions, programme and documents. They judge input, nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from dissemination import clock
from dissemination.conferences.models import AgendaItem, ConferenceSession, ElsewherePolicy
from dissemination.conferences.services import AgendaDetails, ConferenceDetails
from dissemination.conferences.words import POLICIES
from dissemination.directives.models import Directive
from dissemination.web.forms import Choice, Form

_YEARS = (1945, 2200)


def _sensible_day(_form: Form, field: DateField) -> None:
    if field.data and not _YEARS[0] <= field.data.year <= _YEARS[1]:
        raise ValidationError(_l("Năm không đúng."))


def moment(day: date, at: time) -> datetime:
    """The UTC moment of a wall-clock time in Việt Nam."""
    return clock.at_local(day, at.hour, at.minute)


class ConferenceForm(Form):
    """Title, day, directives, chair and what happens to who comes elsewhere."""

    title = StringField(_l("Tên hội nghị"), [InputRequired(), Length(max=500)])
    held_on = DateField(_l("Ngày tổ chức"), [InputRequired(), _sensible_day])
    directive_ids = SelectMultipleField(
        _l("Văn bản được quán triệt"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    chair = StringField(_l("Chủ trì"), [Length(max=255)])
    elsewhere_policy = RadioField(
        _l("Đại biểu đến điểm cầu khác"),
        choices=[Choice(policy.value, POLICIES[policy]) for policy in ElsewherePolicy],
        default=ElsewherePolicy.ADMIT.value,
    )
    notes = TextAreaField(_l("Ghi chú"), [Length(max=10_000)])

    def details(self) -> ConferenceDetails:
        """What was typed, once valid."""
        assert self.held_on.data is not None
        return ConferenceDetails(
            title=self.title.data or "",
            held_on=self.held_on.data,
            chair=self.chair.data or "",
            notes=self.notes.data or "",
            elsewhere_policy=ElsewherePolicy(self.elsewhere_policy.data),
            directive_ids=tuple(self.directive_ids.data or ()),
        )


class NewConferenceForm(ConferenceForm):
    """The same with the hours of the first session."""

    starts_at = TimeField(_l("Giờ bắt đầu"), [Optional()])
    ends_at = TimeField(_l("Giờ kết thúc"), [Optional()])

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Both hours or none, in their order; an empty field's own validators do not run."""
        valid = super().validate(extra_validators)
        start, end = self.starts_at.data, self.ends_at.data
        if (start is None) != (end is None):
            problem = _l("Nhập cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai.")
        elif start and end and end <= start:
            problem = _l("Giờ kết thúc phải sau giờ bắt đầu.")
        else:
            return bool(valid)
        self.ends_at.errors = [*self.ends_at.errors, problem]
        return False


class SessionForm(Form):
    """The day and the hours of a session."""

    day = DateField(_l("Ngày"), [InputRequired(), _sensible_day])
    starts_at = TimeField(_l("Giờ bắt đầu"), [InputRequired()])
    ends_at = TimeField(_l("Giờ kết thúc"), [InputRequired()])

    def moments(self) -> tuple[datetime, datetime]:
        """Start and end in UTC."""
        assert self.day.data
        assert self.starts_at.data
        assert self.ends_at.data
        return moment(self.day.data, self.starts_at.data), moment(self.day.data, self.ends_at.data)

    @classmethod
    def of(cls, session: ConferenceSession) -> "SessionForm":
        start, end = clock.local(session.starts_at), clock.local(session.ends_at)
        return cls(day=start.date(), starts_at=start.time(), ends_at=end.time())


class AgendaForm(Form):
    """One item of the programme; its hour may be open."""

    title = StringField(_l("Nội dung"), [InputRequired(), Length(max=500)])
    presenter = StringField(_l("Người thực hiện"), [Length(max=255)])
    day = DateField(_l("Ngày"), [Optional(), _sensible_day])
    starts_at = TimeField(_l("Giờ"), [Optional()])

    def validate_starts_at(self, field: TimeField) -> None:
        """An hour needs its day."""
        if field.data and not self.day.data:
            raise ValidationError(_l("Chọn ngày cho giờ đã nhập."))

    def details(self) -> AgendaDetails:
        """What was typed, once valid."""
        at, day = self.starts_at.data, self.day.data
        starts_at = moment(day, at) if at and day else None
        return AgendaDetails(self.title.data or "", self.presenter.data or "", starts_at)

    @classmethod
    def of(cls, item: AgendaItem) -> "AgendaForm":
        start = clock.local(item.starts_at) if item.starts_at else None
        return cls(
            title=item.title,
            presenter=item.presenter,
            day=start.date() if start else None,
            starts_at=start.time() if start else None,
        )


class DocumentForm(Form):
    """A file, and what it is called in the list."""

    file = FileField(_l("Tệp"), [FileRequired(_l("Chưa chọn tệp."))])
    title = StringField(_l("Tên tài liệu"), [Length(max=255)])


def directive_choices(directives: Iterable[Directive]) -> list[Choice]:
    """Directives by number and subject."""
    return [Choice(str(d.id), f"{d.number} – {d.subject}") for d in directives]
