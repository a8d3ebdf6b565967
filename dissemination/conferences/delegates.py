"""One delegate at a time: added, corrected, excused, replaced, moved, withdrawn.

Every change marks the roster of the point (`roster_changed`) and is audited with what was before.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dissemination.conferences import issuing, lifecycle
from dissemination.conferences.door import door
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster import roster_changed, stamp
from dissemination.database import db
from dissemination.text import nfc, search_key, sort_key
from dissemination.web import audit

EDITABLE: Final = ("name", "position", "unit_name", "unit_id", "category", "seat", "notes")
_SUBJECT = "delegate"


def index(delegate: Delegate) -> None:
    """Renew what the delegate is found and sorted by; after any change of name, position, unit."""
    key = search_key(delegate.name, delegate.position, delegate.unit_name)
    delegate.search_key = key[:800]
    delegate.sort_key = sort_key(delegate.name)[:600]


def add(point_id: int, details: Mapping[str, Any]) -> Delegate | Refusal:
    """A summoned delegate by hand, with a pass. `details` holds any of EDITABLE, at least `name`."""
    return _add(point_id, Operation.FILL_ROSTER, "add", details, Standing.SUMMONED)


def add_walk_in(
    point_id: int, name: str, position: str = "", unit_name: str = ""
) -> Delegate | Refusal:
    """A person on no roster who stands at the door, with a pass; he does not count as expected."""
    details = {"name": name, "position": position, "unit_name": unit_name}
    return _add(point_id, Operation.ADD_WALK_IN, "add_walk_in", details, Standing.WALK_IN)


def keep_walk_in(point_id: int, details: Mapping[str, Any]) -> Delegate:
    """A walk-in whom a door let in before it could ask: check-in has judged whether in time."""
    return _keep_new(point_id, "add_walk_in", details, Standing.WALK_IN)


def edit(delegate_id: int, changes: Mapping[str, Any], reason: str = "") -> Refusal | None:
    """Correct any of EDITABLE; while the conference runs only with a reason."""
    delegate = _fresh(delegate_id)
    if refused := _correction_refused(delegate, reason):
        return refused
    if "name" in changes and not nfc(str(changes["name"])):
        return Refusal.NAME_MISSING
    before = _values(delegate, EDITABLE)
    _assign(delegate, changes)
    after = _values(delegate, EDITABLE)
    if before != after:
        _keep(delegate, "edit", _changed(before, after), _changed(after, before), reason)
    return None


def move(delegate_id: int, to_point_id: int, reason: str = "") -> Refusal | None:
    """To another point of the same conference; the pass stays, the seat does not."""
    delegate = _fresh(delegate_id)
    target = db.session.get_one(Point, to_point_id)
    if refused := _correction_refused(delegate, reason):
        return refused
    if target.conference_id != delegate.conference_id:
        return Refusal.OTHER_CONFERENCE
    if target.id == delegate.point_id:
        return Refusal.SAME_POINT
    if _has_come(delegate):
        return Refusal.ALREADY_CAME
    before = _values(delegate, ("point_id", "seat"))
    delegate.point_id, delegate.seat = target.id, ""
    after = _values(delegate, before)
    _keep(delegate, "move", before, after, reason, left=[before["point_id"]])
    return None


def excuse(delegate_id: int, reason: str) -> Refusal | None:
    """Record that an expected delegate will be absent, and why."""
    delegate = _fresh(delegate_id)
    if refused := _refused(delegate, Operation.EXCUSE):
        return refused
    if not nfc(reason):
        return Refusal.REASON_MISSING
    if not delegate.is_expected:
        return Refusal.NOT_EXPECTED
    if delegate.is_excused:
        return Refusal.ALREADY_EXCUSED
    if _has_come(delegate):
        return Refusal.ALREADY_CAME
    delegate.excused_reason = nfc(reason)[:500]
    _keep(delegate, "excuse", {}, _values(delegate, ("excused_reason",)), reason)
    return None


def withdraw_excuse(delegate_id: int) -> Refusal | None:
    """He will come after all."""
    delegate = _fresh(delegate_id)
    if refused := _refused(delegate, Operation.EXCUSE):
        return refused
    if not delegate.is_excused:
        return Refusal.NOT_EXCUSED
    before = _values(delegate, ("excused_reason",))
    delegate.excused_reason = None
    _keep(delegate, "withdraw_excuse", before, {})
    return None


def withdraw(delegate_id: int, reason: str) -> Refusal | None:
    """Take a person off the roster; the pass is revoked, the record stays."""
    delegate = _fresh(delegate_id)
    if refused := _refused(delegate, Operation.CORRECT_DELEGATE):
        return refused
    if not nfc(reason):
        return Refusal.REASON_MISSING
    if delegate.standing not in {Standing.SUMMONED, Standing.WALK_IN}:
        return Refusal.NOT_ON_ROSTER
    if delegate.substitute_for_id is not None:
        return undo_substitution(delegate_id, reason)
    if _has_come(delegate):
        return Refusal.ALREADY_CAME
    set_aside(delegate, "withdraw", nfc(reason))
    return None


def restore(delegate_id: int, reason: str = "") -> Refusal | None:
    """Put a withdrawn person back as he was, with a new pass."""
    delegate = _fresh(delegate_id)
    if refused := _correction_refused(delegate, reason):
        return refused
    if delegate.standing is not Standing.WITHDRAWN:
        return Refusal.NOT_WITHDRAWN
    if delegate.substitute_for_id is not None:
        return Refusal.SUBSTITUTION_UNDONE
    before = _values(delegate, ("standing",))
    delegate.standing = delegate.withdrawn_standing or Standing.SUMMONED
    delegate.withdrawn_standing = None
    issuing.issue(delegate.id)
    _keep(delegate, "restore", before, _values(delegate, before), reason)
    return None


def substitute(
    delegate_id: int, name: str, position: str, unit_name: str, word: str
) -> Delegate | Refusal:
    """Another person comes for an expected delegate, on `word` (whose, or which document).

    The delegate's pass is revoked; the substitute takes his seat and gets a pass.
    """
    delegate = _fresh(delegate_id)
    if refused := _substitution_refused(delegate, name, word):
        return refused
    return _replace(delegate, name, position, unit_name, word)


def keep_substitute(
    delegate_id: int, name: str, position: str, unit_name: str, word: str
) -> Delegate | None:
    """A substitute whom a door let in before it could ask, even when the delegate came too; None
    when the delegate is not expected, because he has another substitute, say."""
    delegate = _fresh(delegate_id)
    return _replace(delegate, name, position, unit_name, word) if delegate.is_expected else None


def _replace(delegate: Delegate, name: str, position: str, unit_name: str, word: str) -> Delegate:
    stand_in = Delegate(
        **_values(delegate, ("conference_id", "point_id", "unit_id", "category", "seat")),
        name=nfc(name),
        position=nfc(position),
        unit_name=nfc(unit_name),
        standing=Standing.SUMMONED,
        substitute_for_id=delegate.id,
        substitute_word=nfc(word)[:255],
    )
    _insert(stand_in)
    before = _values(delegate, ("standing",))
    delegate.standing = Standing.REPLACED
    issuing.revoke(delegate.id, stand_in.name)
    stamp(delegate)
    audit.record("add_substitute", _SUBJECT, stand_in.id, after=_summary(stand_in), reason=word)
    after = {**_values(delegate, before), "substitute": stand_in.name}
    _keep(delegate, "substitute", before, after, word, left=[delegate.point_id])
    return stand_in


def undo_substitution(substitute_id: int, reason: str) -> Refusal | None:
    """The substitute leaves the roster, the delegate he stood for returns with a new pass."""
    stand_in = _fresh(substitute_id)
    if refused := _refused(stand_in, Operation.SUBSTITUTE):
        return refused
    if not nfc(reason):
        return Refusal.REASON_MISSING
    original = stand_in.substitute_for
    if original is None or stand_in.standing is Standing.WITHDRAWN:
        return Refusal.NOT_A_SUBSTITUTE
    if stand_in.standing is Standing.REPLACED:
        return Refusal.SUBSTITUTE_REPLACED
    if _has_come(stand_in):
        return Refusal.ALREADY_CAME
    set_aside(stand_in, "undo_substitution", nfc(reason))
    before = _values(original, ("standing",))
    original.standing = Standing.SUMMONED
    issuing.issue(original.id)
    _keep(original, "return", before, _values(original, before), reason)
    return None


def set_aside(delegate: Delegate, verb: str, reason: str) -> None:
    """Withdraw without asking: for those who have asked already."""
    before = _values(delegate, ("standing",))
    delegate.withdrawn_standing = delegate.standing
    delegate.standing = Standing.WITHDRAWN
    issuing.revoke(delegate.id, reason)
    _keep(delegate, verb, before, _values(delegate, before), reason, left=[delegate.point_id])


def _add(
    point_id: int, operation: Operation, verb: str, details: Mapping[str, Any], standing: Standing
) -> Delegate | Refusal:
    audit.take_turn()
    point = db.session.get_one(Point, point_id, populate_existing=True)
    if refused := lifecycle.refusal(point.conference.state, operation):
        return refused
    if not nfc(str(details.get("name", ""))):
        return Refusal.NAME_MISSING
    return _keep_new(point_id, verb, details, standing)


def _keep_new(point_id: int, verb: str, details: Mapping[str, Any], standing: Standing) -> Delegate:
    audit.take_turn()
    point = db.session.get_one(Point, point_id, populate_existing=True)
    delegate = Delegate(conference_id=point.conference_id, point_id=point_id, standing=standing)
    _assign(delegate, details)
    _insert(delegate)
    audit.record(verb, _SUBJECT, delegate.id, after=_summary(delegate))
    roster_changed([point_id])
    return delegate


def _fresh(delegate_id: int) -> Delegate:
    """The delegate as committed last, with nobody changing rosters until we have."""
    audit.take_turn()
    return db.session.get_one(Delegate, delegate_id, populate_existing=True)


def _insert(delegate: Delegate) -> None:
    index(delegate)
    stamp(delegate)
    db.session.add(delegate)
    db.session.flush()
    issuing.issue(delegate.id)


def _assign(delegate: Delegate, values: Mapping[str, Any]) -> None:
    for key in EDITABLE:
        if key in values:
            value = values[key]
            setattr(delegate, key, nfc(value) if isinstance(value, str) else value)
    index(delegate)


def _keep(
    delegate: Delegate,
    verb: str,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str = "",
    *,
    left: list[int] | None = None,
) -> None:
    """Record a change of one delegate and tell everyone who follows the roster."""
    index(delegate)
    stamp(delegate)
    audit.record(verb, _SUBJECT, delegate.id, before=before, after=after, reason=reason[:500])
    roster_changed([delegate.point_id], left=left or ())


def _refused(delegate: Delegate, operation: Operation) -> Refusal | None:
    return lifecycle.refusal(delegate.conference.state, operation)


def _correction_refused(delegate: Delegate, reason: str) -> Refusal | None:
    if refused := _refused(delegate, Operation.CORRECT_DELEGATE):
        return refused
    if lifecycle.needs_correction_reason(delegate.conference.state) and not nfc(reason):
        return Refusal.REASON_MISSING
    return None


def _substitution_refused(delegate: Delegate, name: str, word: str) -> Refusal | None:
    if refused := _refused(delegate, Operation.SUBSTITUTE):
        return refused
    if not delegate.is_expected:
        return Refusal.NOT_EXPECTED
    if not nfc(name):
        return Refusal.NAME_MISSING
    if not nfc(word):
        return Refusal.WORD_MISSING
    return Refusal.ALREADY_CAME if _has_come(delegate) else None


def _has_come(delegate: Delegate) -> bool:
    return delegate.id in door().arrivals([delegate.id])


def _values(delegate: Delegate, keys: Iterable[str]) -> dict[str, Any]:
    return {key: getattr(delegate, key) for key in keys}


def _summary(delegate: Delegate) -> dict[str, Any]:
    return _values(delegate, ("name", "position", "unit_name", "standing", "point_id", "seat"))


def _changed(values: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != others[key]}
