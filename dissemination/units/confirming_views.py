"""One way for all pages that change units: fill in, look at it once more, store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.database import db
from dissemination.units import profiles
from dissemination.units.models import Unit
from dissemination.units.profiles import Profile
from dissemination.units.refusals import Refusal
from dissemination.units.wording import explain
from dissemination.web.forms import Form

Answer = str | Response | tuple[str, int]
# What will change: a word for it, what stands there now, what will stand there.
Line = tuple[str, str, str]

# Under which field a refusal stands, whichever of these fields the form has.
_FIELDS: dict[Refusal, tuple[str, ...]] = {
    Refusal.BAD_CODE: ("code",),
    Refusal.CODE_TAKEN: ("code",),
    Refusal.BEFORE_LAST_CHANGE: ("since", "on"),
    Refusal.SAME_DAY: ("since",),
    Refusal.BEFORE_PREVIOUS: ("since",),
    Refusal.AFTER_OWN_END: ("since",),
    Refusal.PARENT_UNKNOWN: ("parent",),
    Refusal.PARENT_NOT_IN_FORCE: ("parent",),
    Refusal.PARENT_ENDS: ("parent",),
    Refusal.CIRCLE: ("parent",),
    Refusal.ABOVE_PARENT: ("level",),
    Refusal.BELOW_CHILD: ("level",),
    Refusal.INTO_NOT_IN_FORCE: ("on",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a form does. `act` stores or refuses; it may also put errors into the form itself."""

    form: Form
    title: str
    profile: Profile | None
    act: Callable[[], object]
    lines: Callable[[], Sequence[Line]]
    message: str
    danger: bool = False


def settle(change: Change) -> Answer:
    """Show the form, then what it would change, then do it and go to the unit.

    The first time `act` is only tried: what it refuses stands at the field, what it stores goes.
    """
    form = change.form
    if not form.is_submitted() or "back" in request.form:
        return page(change)
    is_confirmed = "confirmed" in request.form
    act = change.act if is_confirmed else lambda: _tried(change.act)
    outcome = act() if form.validate() else None
    if isinstance(outcome, Refusal):
        blame(form, outcome)
    if form.errors:
        return page(change), 422
    if not is_confirmed:
        lines = change.lines()
        return render_template("units/confirm.html", change=change, lines=lines, kept=_kept())
    flash(change.message, "success")
    if isinstance(outcome, Unit):
        return redirect(url_for("units.show", unit_id=outcome.id), 303)
    assert change.profile is not None
    return redirect(url_for("units.show", unit_id=change.profile.node.id), 303)


def page(change: Change) -> str:
    """The form alone."""
    return render_template("units/form.html", change=change, form=change.form)


def blame(form: Form, refusal: Refusal) -> None:
    """Put a refusal where the person who typed can mend it."""
    name = next((name for name in _FIELDS.get(refusal, ()) if name in form), None)
    if name:
        form[name].errors = [*form[name].errors, explain(refusal)]
    else:
        form.form_errors.append(explain(refusal))


def answer(refused: Refusal | None, message: str, unit_id: int) -> Response:
    """For a button: what was done, or why not; either way back to the unit."""
    flash(explain(refused) if refused else message, "error" if refused else "success")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def typed_reason() -> str:
    return request.form.get("reason", "").strip()[:500]


def profile_or_404(unit_id: int) -> Profile:
    return profiles.profile(unit_id, clock.today()) or abort(404)


def _tried(act: Callable[[], object]) -> object:
    attempt = db.session.begin_nested()
    try:
        return act()
    finally:
        attempt.rollback()
        db.session.expire_all()


def _kept() -> list[tuple[str, str]]:
    """What was typed, to be sent again with the confirmation."""
    left_out = {"csrf_token", "confirmed", "back"}
    return [pair for pair in request.form.items(multi=True) if pair[0] not in left_out]
