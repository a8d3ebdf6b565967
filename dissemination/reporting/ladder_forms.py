"""The form of a regime's ladder. It judges input; what makes a ladder usable says `ladders.py`."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from dissemination.reporting.ladders import LATEST, MOST_RUNGS, Ladder, Rung
from dissemination.reporting.reminder_models import Audience
from dissemination.reporting.reminder_wording import AUDIENCES
from dissemination.web.forms import Choice, Form

_BEFORE: Final = "before"
_AFTER: Final = "after"


class RungForm(Form):
    """One line; without a number of days it is none."""

    class Meta(Form.Meta):
        """Part of a form that has its own token."""

        csrf = False

    days = IntegerField(_l("Số ngày"), [Optional(), NumberRange(0, LATEST)])
    side = SelectField(
        _l("Trước hay sau hạn"),
        choices=[Choice(_BEFORE, _l("ngày trước hạn")), Choice(_AFTER, _l("ngày sau hạn"))],
    )
    audience = SelectField(
        _l("Nhắc ai"), choices=[Choice(one.value, word) for one, word in AUDIENCES.items()]
    )


class LadderForm(Form):
    """All rungs, in any order."""

    rungs = FieldList(FormField(RungForm), max_entries=MOST_RUNGS)

    def ladder(self) -> Ladder:
        """What was typed, without the empty lines."""
        return [
            Rung(-row["days"] if row["side"] == _BEFORE else row["days"], Audience(row["audience"]))
            for row in self.rungs.data
            if row["days"] is not None
        ]

    def show(self, ladder: Ladder) -> None:
        """Fill the lines, and leave empty ones to write in."""
        for rung in sorted(ladder):
            side = _BEFORE if rung.days < 0 else _AFTER
            row = {"days": abs(rung.days), "side": side, "audience": rung.audience.value}
            self.rungs.append_entry(row)
        for _ in range(min(2, MOST_RUNGS - len(ladder))):
            self.rungs.append_entry()
