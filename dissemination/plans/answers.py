"""How pages answer a service: a sentence and a redirect, or the form again with the refusal in it."""

from flask import flash, redirect
from werkzeug.wrappers import Response

from dissemination.plans.refusals import Refusal
from dissemination.plans.wording import explain
from dissemination.web.forms import Form

# Under which field a refusal stands; the others stand above the form.
_FIELDS = {
    Refusal.REASON_MISSING: "reason",
    Refusal.NUMBER_MISSING: "number",
    Refusal.PLAN_EXISTS: "first_year",
    Refusal.NOTHING_TO_COPY: "source",
    Refusal.RESULT_MISSING: "result",
    Refusal.NOT_A_SHARE: "percentage",
    Refusal.EVIDENCE_MISSING: "status",
    Refusal.NOT_LATER: "until",
}


def done(message: str, url: str) -> Response:
    """Say what was done, and go on."""
    flash(message, "success")
    return redirect(url, 303)


def answer(refusal: object, message: str, url: str) -> Response:
    """For a button: what was done or, given a Refusal, why not; either way on to `url`."""
    if not isinstance(refusal, Refusal):
        return done(message, url)
    flash(explain(refusal), "error")
    return redirect(url, 303)


def blame(form: Form, refusal: Refusal) -> None:
    """Put a refusal where the person who typed can mend it."""
    name = _FIELDS.get(refusal, "")
    if name in form:
        form[name].errors = [*form[name].errors, explain(refusal)]
    else:
        form.form_errors.append(explain(refusal))
