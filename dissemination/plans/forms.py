"""Forms of plans and their tasks. They judge input, nothing else."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from dissemination.plans.carrying_out import Progress
from dissemination.plans.copying import Source
from dissemination.plans.models import PlanKind, TaskStatus
from dissemination.plans.services import NewPlan, Said
from dissemination.plans.wording import KINDS, SOURCES, STATUSES
from dissemination.web.forms import Choice, Form

_YEARS = (1945, 2200)
_LONGEST_TERM = 20


def _sensible(_form: Form, field: Field) -> None:
    if field.data and not _YEARS[0] <= field.data.year <= _YEARS[1]:
        raise ValidationError(_l("Năm không đúng."))


class NewPlanForm(Form):
    """For which directive and years, and what to start from."""

    directive_id = SelectField(_l("Thực hiện văn bản"), coerce=int)
    kind = RadioField(
        _l("Loại"),
        choices=[Choice(kind.value, word) for kind, word in KINDS.items()],
        default=PlanKind.PLAN.value,
    )
    first_year = IntegerField(_l("Từ năm"), [InputRequired(), NumberRange(*_YEARS)])
    last_year = IntegerField(_l("Đến năm"), [InputRequired(), NumberRange(*_YEARS)])
    title = StringField(_l("Tên kế hoạch"), [Length(max=500)])
    source = RadioField(
        _l("Bắt đầu từ"),
        choices=[Choice(source.value, word) for source, word in SOURCES.items()],
        default=Source.DIRECTIVE.value,
    )

    def validate_last_year(self, field: Field) -> None:
        """Not before the first, and within a term."""
        first, last = self.first_year.data, field.data
        if first and last and not first <= last < first + _LONGEST_TERM:
            raise ValidationError(_l("Năm cuối phải từ năm đầu trở đi, không quá 20 năm."))

    def details(self, unit_id: int) -> NewPlan:
        """What was typed, once valid."""
        return NewPlan(
            unit_id,
            self.directive_id.data,
            PlanKind(self.kind.data),
            self.first_year.data or 0,
            self.last_year.data or 0,
            self.title.data or "",
            Source(self.source.data),
        )


class StepForm(Form):
    """What a step takes along; `revision` is the text the person has read."""

    reason = TextAreaField(_l("Lý do, ý kiến"), [Length(max=2_000)])
    number = StringField(_l("Số, ký hiệu"), [Length(max=64)])
    issued_on = DateField(_l("Ngày ban hành"), [Optional(), _sensible])
    signer = StringField(_l("Người ký"), [Length(max=255)])
    signer_post = StringField(_l("Chức vụ người ký"), [Length(max=255)])
    revision = HiddenField()

    def said(self) -> Said:
        """What was typed, once valid."""
        return Said(
            self.reason.data or "",
            self.number.data or "",
            self.issued_on.data,
            self.signer.data or "",
            self.signer_post.data or "",
        )

    def seen(self) -> int | None:
        """The revision of the text that was read."""
        text = self.revision.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None


class ProgressForm(Form):
    """How a task goes."""

    status = RadioField(
        _l("Tình hình"),
        choices=[Choice(status.value, word) for status, word in STATUSES.items()],
    )
    percentage = IntegerField(_l("Tiến độ (%)"), [Optional(), NumberRange(0, 100)])
    result = TextAreaField(_l("Kết quả thực hiện"), [Length(max=5_000)])
    done_on = DateField(_l("Ngày hoàn thành"), [Optional(), _sensible])

    def progress(self) -> Progress:
        """What was typed, once valid."""
        return Progress(
            TaskStatus(self.status.data),
            self.percentage.data or 0,
            self.result.data or "",
            self.done_on.data,
        )


class ExtensionForm(Form):
    """More time, and why."""

    until = DateField(_l("Xin gia hạn đến"), [InputRequired(), _sensible])
    reason = TextAreaField(_l("Lý do"), [InputRequired(), Length(max=500)])

    def day(self) -> date:
        """The day, once valid."""
        assert self.until.data is not None
        return self.until.data


class DecisionForm(Form):
    """An answer to who asks for more time."""

    reason = TextAreaField(_l("Ý kiến trả lời"), [InputRequired(), Length(max=500)])


class UploadForm(Form):
    """A workbook taken from here and edited."""

    file = FileField(_l("Tệp Excel"), [FileRequired(_l("Chưa chọn tệp."))])


class PasteForm(Form):
    """A table copied from Word or Excel; `html` is what the clipboard held beside the text."""

    text = TextAreaField(_l("Bảng nhiệm vụ"), [Length(max=500_000)])
    html = HiddenField(validators=[Length(max=1_000_000)])
