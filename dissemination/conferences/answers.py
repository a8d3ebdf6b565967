"""How pages answer a service: a sentence and a redirect, or the form again with the refusal in it."""

from flask import flash, redirect
from werkzeug.wrappers import Response

from dissemination.conferences.refusals import Refusal
from dissemination.conferences.words import explain
from dissemination.web.forms import Form

# Under which field a refusal stands; the others stand above the form.
_FIELDS = {
    Refusal.NAME_TAKEN: "name",
    Refusal.NAME_MISSING: "name",
    Refusal.WORD_MISSING: "word",
    Refusal.REASON_MISSING: "reason",
    Refusal.ENDS_BEFORE_START: "ends_at",
    Refusal.SESSIONS_OVERLAP: "starts_at",
    Refusal.FILE_EMPTY: "file",
    Refusal.FILE_TOO_LARGE: "file",
    Refusal.FILE_KIND: "file",
    Refusal.FILE_MACROS: "file",
    Refusal.NO_HEADINGS: "file",
    Refusal.SAME_POINT: "point",
}


def done(message: str, url: str) -> Response:
    """Say what was done, and go on."""
    flash(message, "success")
    return redirect(url, 303)


def answer(refusal: Refusal | None, message: str, url: str) -> Response:
    """For a button: what was done, or why not; either way on to `url`."""
    if refusal is None:
        return done(message, url)
    flash(str(explain(refusal)), "error")
    return redirect(url, 303)


def blame(form: Form, refusal: Refusal) -> None:
    """Put a refusal where the person who typed can mend it."""
    name = _FIELDS.get(refusal, "")
    sentence = str(explain(refusal))
    if name in form:
        form[name].errors = [*form[name].errors, sentence]
    else:
        form.form_errors.append(sentence)
