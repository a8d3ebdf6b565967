"""The form of a waiver, a transfer or more time: why, and to whom or until when."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from dissemination.reporting.lifecycle import Step
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.services import Said
from dissemination.reporting.wording import explain
from dissemination.text import nfc
from dissemination.web.forms import Form

_FIELD_OF = {
    Refusal.REASON_MISSING: "reason",
    Refusal.UNIT_MISSING: "successor",
    Refusal.UNIT_OWES_ALREADY: "successor",
    Refusal.UNIT_ELSEWHERE: "successor",
    Refusal.DAY_NOT_LATER: "until",
    Refusal.TIME_IS_UP: "until",
}


class SettlingForm(Form):
    """Only the fields that a step asks for."""

    successor = StringField(_l("Đơn vị báo cáo thay"), [InputRequired(), Length(max=255)])
    until = DateField(_l("Hạn mới"), [InputRequired()], format=["%Y-%m-%d", "%d/%m/%Y"])
    reason = TextAreaField(_l("Lý do"), [InputRequired(), Length(max=500)])

    def narrow(self, step: Step) -> None:
        """Ask for nothing that the step does not need."""
        if step is not Step.TRANSFER:
            del self.successor
        if step is not Step.EXTEND:
            del self.until

    def said(self, successor_id: int | None) -> Said:
        """What was typed, once it is valid."""
        until: date | None = self.until.data if "until" in self else None
        return Said(nfc(self.reason.data or ""), successor_id, until)

    def blame(self, refusal: Refusal) -> None:
        """Put a refusal where the person who typed can mend it."""
        name = _FIELD_OF.get(refusal, "")
        if name in self:
            self[name].errors = [*self[name].errors, explain(refusal)]
        else:
            self.form_errors.append(explain(refusal))
