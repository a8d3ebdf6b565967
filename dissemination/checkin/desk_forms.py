"""The desk's short forms, and those of scanners."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from dissemination.web.forms import Form


class _Person(Form):
    name = StringField(_l("Họ và tên"), [DataRequired(_l("Hãy nhập họ và tên.")), Length(max=255)])
    position = StringField(_l("Chức vụ"), [Length(max=255)])
    unit_name = StringField(_l("Đơn vị"), [Length(max=255)])


class WalkInForm(_Person):
    """Somebody on no roster who stands at the door."""


class _Named(Form):
    """About a delegate who was chosen from the point's roster."""

    delegate_id = HiddenField(
        _l("Đại biểu"), [DataRequired(_l("Hãy chọn đại biểu trong danh sách trước."))]
    )

    @property
    def delegate(self) -> int | None:
        """The id that was sent; None when it is none."""
        text = self.delegate_id.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None


class SubstituteForm(_Named, _Person):
    """Who comes instead, and on whose word."""

    word = StringField(
        _l("Theo ý kiến của ai, văn bản nào"),
        [DataRequired(_l("Hãy ghi theo ý kiến của ai hoặc văn bản nào.")), Length(max=255)],
    )


class ExcuseForm(_Named):
    """Why a delegate is absent."""

    reason = StringField(
        _l("Lý do vắng"), [DataRequired(_l("Hãy ghi lý do vắng.")), Length(max=500)]
    )


class PairForm(Form):
    """What the people at the point call a device."""

    name = StringField(
        _l("Tên thiết bị"), [DataRequired(_l("Hãy đặt tên cho thiết bị.")), Length(max=100)]
    )


class RevokeForm(Form):
    """Why a device is refused from now on."""

    reason = StringField(_l("Lý do"), [DataRequired(_l("Hãy nêu lý do thu hồi.")), Length(max=500)])


class HandoverForm(Form):
    """The file that a device saved because it could not send."""

    file = FileField(_l("Tệp bàn giao (.scanner)"), [FileRequired(_l("Chưa chọn tệp."))])
