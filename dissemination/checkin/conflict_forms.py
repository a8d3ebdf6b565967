"""What a person says about a conflict."""

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from dissemination.checkin.conflict_queries import Conflict, Seen
from dissemination.checkin.conflicts import Pair
from dissemination.checkin.models import Ruling
from dissemination.web.filters import hour
from dissemination.web.forms import Choice, Form


class DecisionForm(Form):
    """Which scan stands, and why; the two scans are those that were before the person's eyes."""

    first = HiddenField()
    second = HiddenField()
    ruling = RadioField(_l("Quyết định"), [InputRequired(_l("Hãy chọn một quyết định."))])
    reason = TextAreaField(
        _l("Lý do"), [DataRequired(_l("Hãy nêu lý do; lý do được lưu lại.")), Length(max=500)]
    )

    def about(self, conflict: Conflict) -> None:
        """Offer the rulings on this conflict, and hold its scans unless some were sent."""
        first, second = _where(conflict.first), _where(conflict.second)
        borrowed = _("Hai người dùng chung một thẻ; lượt thứ nhất là của đại biểu")
        self.ruling.choices = [
            Choice(Ruling.FIRST_STANDS, _("Lượt thứ nhất đúng: %(where)s", where=first)),
            Choice(Ruling.SECOND_STANDS, _("Lượt thứ hai đúng: %(where)s", where=second)),
            Choice(Ruling.TWO_PEOPLE, borrowed),
        ]
        if not self.is_submitted():
            self.first.data = str(conflict.first.id)
            self.second.data = str(conflict.second.id)

    @property
    def pair(self) -> Pair | None:
        """The scans that were sent; None when they are none."""
        try:
            return Pair(UUID(self.first.data or ""), UUID(self.second.data or ""))
        except ValueError:
            return None


def _where(seen: Seen) -> str:
    return f"{hour(seen.at)}, {seen.point}"
