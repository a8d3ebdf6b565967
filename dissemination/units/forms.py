"""Forms of units. They judge input; whether the tree allows it, the services judge."""

from dataclasses import replace
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from dissemination import clock
from dissemination.units.levels import KIND_WORDS, kind_in_name, level_of_kind
from dissemination.units.models import UnitLevel
from dissemination.units.refusals import Refusal
from dissemination.units.services import Details, is_code
from dissemination.units.wording import KINDS, LEVELS, explain, kind_word
from dissemination.web.forms import Choice, Form

_YEARS = (1900, 2200)
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def _sensible(_form: Form, field: Field) -> None:
    if field.data and not _YEARS[0] <= field.data.year <= _YEARS[1]:
        raise ValidationError(_l("Năm không đúng."))


def _code(_form: Form, field: Field) -> None:
    if not is_code(field.data or ""):
        raise ValidationError(explain(Refusal.BAD_CODE))


def _kinds() -> list[Choice]:
    return [Choice("", _l("Không ghi")), *(Choice(kind, word) for kind, word in KINDS.items())]


class ReasonForm(Form):
    """Why, in a few words; for the audit."""

    reason = StringField(_l("Lý do, căn cứ"), [Length(max=500)])


class DetailsForm(ReasonForm):
    """What is dated about a unit, and from which day."""

    name = StringField(_l("Tên đơn vị"), [InputRequired(), Length(max=255)])
    level = SelectField(
        _l("Cấp"), choices=[Choice(level.value, word) for level, word in LEVELS.items()]
    )
    kind = SelectField(_l("Loại"), choices=_kinds)
    parent = StringField(_l("Đơn vị cấp trên"), [Length(max=300)])
    since = DateField(_l("Từ ngày"), [InputRequired(), _sensible], format=_DAYS)

    def offer_kind(self, kind: str) -> None:
        """Let a kind of people's own stay what it is."""
        if kind and kind not in KIND_WORDS:
            self.kind.choices = [*_kinds(), Choice(kind, kind_word(kind))]

    def details(self, parent_id: int | None) -> Details:
        """What was typed, once valid."""
        return Details(
            self.name.data or "", UnitLevel(self.level.data), parent_id, self.kind.data or ""
        )

    def day(self) -> date:
        """The day, once valid."""
        assert self.since.data is not None
        return self.since.data


class NewUnitForm(DetailsForm):
    """A unit that is not there yet. Without a kind it has the one its name begins with."""

    code = StringField(_l("Mã đơn vị"), [InputRequired(), Length(max=32), _code])

    def details(self, parent_id: int | None) -> Details:
        """What was typed, once valid."""
        typed = super().details(parent_id)
        kind = kind_in_name(typed.name)
        fits = not typed.kind and level_of_kind(kind) is typed.level
        return replace(typed, kind=kind) if fits else typed


class CorrectionForm(DetailsForm):
    """The same, and the code, for what was recorded wrongly."""

    code = StringField(_l("Mã đơn vị"), [InputRequired(), Length(max=32), _code])


class EndForm(ReasonForm):
    """The first day on which a unit is no more."""

    on = DateField(
        _l("Kết thúc từ ngày"), [InputRequired(), _sensible], format=_DAYS, default=clock.today
    )

    def day(self) -> date:
        """The day, once valid."""
        assert self.on.data is not None
        return self.on.data


class MergeForm(ReasonForm):
    """Units that go into this one."""

    units = FieldList(StringField(_l("Đơn vị được sáp nhập"), [Length(max=300)]), min_entries=3)
    on = DateField(
        _l("Sáp nhập từ ngày"), [InputRequired(), _sensible], format=_DAYS, default=clock.today
    )
    part_only = BooleanField(_l("Chỉ một phần của mỗi đơn vị được nhập vào"))
    lives_on = BooleanField(_l("Phần còn lại vẫn hoạt động như đơn vị cũ"))

    def day(self) -> date:
        """The day, once valid."""
        assert self.on.data is not None
        return self.on.data


class UploadForm(Form):
    """A list of units, and the day it tells of."""

    file = FileField(_l("Tệp danh sách"), [FileRequired(_l("Chưa chọn tệp."))])
    on = DateField(
        _l("Danh sách theo hiện trạng ngày"),
        [Optional(), _sensible],
        format=_DAYS,
        default=clock.today,
    )
