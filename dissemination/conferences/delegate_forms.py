"""Forms of one delegate."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from dissemination.conferences.models import Delegate
from dissemination.web.forms import Form


class PersonForm(Form):
    """Who someone is."""

    name = StringField(_l("Họ và tên"), [InputRequired(), Length(max=255)])
    position = StringField(_l("Chức vụ"), [Length(max=255)])
    unit_name = StringField(_l("Đơn vị"), [Length(max=255)])


class DelegateForm(PersonForm):
    """Everything that is typed about a delegate; a reason when a running conference wants one."""

    category = StringField(_l("Thành phần"), [Length(max=64)])
    seat = StringField(_l("Ghế"), [Length(max=32)])
    notes = StringField(_l("Ghi chú"), [Length(max=500)])
    reason = StringField(_l("Lý do đính chính"), [Length(max=500)])

    def details(self) -> dict[str, str]:
        """What was typed, by field of a delegate."""
        fields = (
            self.name,
            self.position,
            self.unit_name,
            self.category,
            self.seat,
            self.notes,
        )
        return {field.short_name: field.data or "" for field in fields}

    @classmethod
    def of(cls, delegate: Delegate) -> "DelegateForm":
        return cls(obj=delegate)


class SubstituteForm(PersonForm):
    """Who comes instead, and on whose word."""

    word = StringField(_l("Theo ý kiến của ai, văn bản nào"), [InputRequired(), Length(max=255)])


class MoveForm(Form):
    """The point a delegate goes to."""

    point = SelectField(_l("Chuyển đến điểm cầu"), coerce=int)
    reason = StringField(_l("Lý do"), [Length(max=500)])
