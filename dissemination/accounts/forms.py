"""Forms for people and their roles."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from dissemination.accounts.mail import is_sign_in
from dissemination.accounts.models import Role
from dissemination.accounts.words import role_name
from dissemination.web.forms import Choice, Form


class ReasonForm(Form):
    """Why; kept in the record."""

    reason = StringField(_l("Lý do"), [InputRequired(), Length(min=3, max=500)])


class PersonForm(Form):
    """What is written down about somebody."""

    name = StringField(_l("Họ và tên"), [InputRequired(), Length(max=255)])
    post = StringField(_l("Chức vụ, đơn vị công tác"), [Length(max=255)])
    sign_in = StringField(
        _l("Thư điện tử"),
        [Optional(), Length(max=255)],
        description=_l("Để trống nếu không có; hệ thống sẽ đặt tên đăng nhập."),
    )

    def validate_sign_in(self, field: StringField) -> None:
        if field.data and not is_sign_in(field.data):
            raise ValidationError(_l("Nhập một địa chỉ thư điện tử, ví dụ ten@coquan.example."))


class RoleForm(Form):
    """A role and the part it is for; which of the fields count depends on `part`."""

    role = SelectField(_l("Vai trò"), [InputRequired()])
    part = RadioField(_l("Phạm vi"), [InputRequired()])
    unit_code = StringField(
        _l("Mã đơn vị"), [Length(max=32)], description=_l("Gồm cả các đơn vị cấp dưới.")
    )
    conference = SelectField(_l("Hội nghị"), [Optional()])
    point = StringField(
        _l("Điểm cầu"),
        [Length(max=255)],
        description=_l("Mã đơn vị hoặc tên điểm cầu trong hội nghị đã chọn."),
    )
    reason = StringField(
        _l("Căn cứ"), [Length(max=500)], description=_l("Ví dụ số quyết định, văn bản phân công.")
    )

    def offer(
        self, roles: list[Role], kinds: list[str], conferences: list[tuple[int, str]]
    ) -> None:
        """Only what the person filling it in may choose."""
        labels = {
            "point": _l("Một điểm cầu"),
            "conference": _l("Toàn bộ một hội nghị"),
            "unit": _l("Một đơn vị và cấp dưới"),
            "all": _l("Toàn hệ thống"),
        }
        # None is chosen beforehand, least of all the one that may do everything.
        self.role.choices = [
            Choice("", _l("Chọn một vai trò")),
            *(Choice(role.value, role_name(role)) for role in reversed(roles)),
        ]
        self.part.choices = [Choice(kind, labels[kind]) for kind in kinds]
        self.conference.choices = [
            Choice("", ""),
            *(Choice(str(key), title) for key, title in conferences),
        ]


class NewPersonForm(PersonForm, RoleForm):
    """A person together with the first role: nobody is made without one."""
