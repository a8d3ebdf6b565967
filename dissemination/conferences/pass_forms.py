"""Forms about passes."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from dissemination.web.forms import Form


class ReasonForm(Form):
    """Why a pass is taken back."""

    reason = StringField(
        _l("Lý do"),
        validators=[
            DataRequired(_l("Hãy nêu lý do; người trực cửa sẽ thấy lý do này.")),
            Length(max=255, message=_l("Lý do dài nhất 255 ký tự.")),
        ],
    )
