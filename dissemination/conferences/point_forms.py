"""Forms of points."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from dissemination.conferences.points import PointDetails
from dissemination.conferences.words import LEVELS
from dissemination.units.models import UnitLevel
from dissemination.web.forms import Choice, Form


class PointForm(Form):
    """Name, place, contact, capacity and notes of a point."""

    name = StringField(_l("Tên điểm cầu"), [InputRequired(), Length(max=255)])
    address = StringField(_l("Địa chỉ"), [Length(max=255)])
    contact_name = StringField(_l("Người phụ trách"), [Length(max=255)])
    contact_phone = TelField(_l("Điện thoại"), [Length(max=32)])
    capacity = IntegerField(_l("Sức chứa"), [Optional(), NumberRange(min=1, max=100_000)])
    notes = TextAreaField(_l("Ghi chú"), [Length(max=5_000)])

    def validate_contact_phone(self, field: TelField) -> None:
        """Digits with the usual separators: it is called on the morning itself."""
        text = field.data or ""
        if text and (sum(map(str.isdigit, text)) < 7 or set(text) - set("0123456789 .+-()/;,")):
            raise ValidationError(_l("Số điện thoại không đúng, ví dụ đúng: 0912 345 678."))

    def details(self) -> PointDetails:
        """What was typed, once valid."""
        return PointDetails(
            name=self.name.data or "",
            address=self.address.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            capacity=self.capacity.data,
            notes=self.notes.data or "",
        )


class NewPointForm(PointForm):
    """The same with the unit the point stands for, told by its code or its whole name."""

    unit = StringField(_l("Đơn vị"), [InputRequired(), Length(max=255)])


class PlanForm(Form):
    """The subtree that gets points, and at which levels."""

    root = SelectField(_l("Đơn vị cấp trên"), coerce=int)
    levels = SelectMultipleField(
        _l("Lập điểm cầu cho"),
        choices=[Choice(level.value, LEVELS[level]) for level in UnitLevel],
        default=[level.value for level in UnitLevel],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def chosen_levels(self) -> set[UnitLevel]:
        return {UnitLevel(value) for value in self.levels.data or ()}


class PointListForm(Form):
    """A spreadsheet of contacts."""

    file = FileField(_l("Tệp danh sách"), [FileRequired(_l("Chưa chọn tệp."))])
