"""Passes given, taken back and given anew. A revoked pass stays on record.

Every change marks the roster of the point, so that its scanners learn of it, and is audited
without the digits: who reads the trail must not be able to print a pass.
"""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from dissemination import clock
from dissemination.conferences import issuing, lifecycle
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, Delegate, Pass
from dissemination.conferences.pass_queries import HOLDERS, delegates_without_pass
from dissemination.conferences.passes import new_digits
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster import next_revision, roster_changed, stamp
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit

_SUBJECT = "delegate"
_AT_ONCE = 500


def issue(delegate_id: int) -> Pass | Refusal:
    """A pass for someone on the roster who holds none."""
    delegate = _fresh(delegate_id)
    if refused := _refused(delegate):
        return refused
    if _holds_pass(delegate_id):
        return Refusal.PASS_VALID
    issued = issuing.issue(delegate_id)
    _keep(delegate, "issue_pass", "")
    return issued


def revoke(delegate_id: int, reason: str) -> Refusal | None:
    """Take the pass back: whoever shows it is refused at the door, and told why."""
    delegate = _fresh(delegate_id)
    if refused := _revocation_refused(delegate, reason):
        return refused
    issuing.revoke(delegate_id, nfc(reason))
    _keep(delegate, "revoke_pass", reason)
    return None


def reissue(delegate_id: int, reason: str) -> Pass | Refusal:
    """A new pass for a lost or damaged one, which is revoked in the same breath."""
    delegate = _fresh(delegate_id)
    if refused := _refused(delegate) or _revocation_refused(delegate, reason):
        return refused
    issuing.revoke(delegate_id, nfc(reason))
    issued = issuing.issue(delegate_id)
    _keep(delegate, "reissue_pass", reason)
    return issued


def issue_missing(conference_id: int, point_id: int | None = None) -> int | Refusal:
    """A pass for everyone on the roster who holds none; how many."""
    audit.take_turn()
    conference = db.session.get_one(Conference, conference_id, populate_existing=True)
    if refused := lifecycle.refusal(conference.state, Operation.ISSUE_PASSES):
        return refused
    without = delegates_without_pass(conference_id, point_id)
    if not without:
        return 0
    issue_to([delegate_id for delegate_id, _ in without])
    subject, subject_id = ("point", point_id) if point_id else ("conference", conference_id)
    audit.record("issue_passes", subject, subject_id, after={"passes": len(without)})
    _mark(without)
    return len(without)


def issue_to(delegate_ids: Sequence[int]) -> None:
    """A pass for each of these delegates, in bulk; the caller marks the rosters."""
    moment = clock.now()
    rows = [
        {"delegate_id": delegate_id, "digits": digits, "issued_at": moment, "revoked_reason": ""}
        for delegate_id, digits in zip(delegate_ids, unused_digits(len(delegate_ids)), strict=True)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        db.session.execute(sa.insert(Pass), rows[start : start + _AT_ONCE])


def unused_digits(count: int) -> list[str]:
    """`count` numbers that no pass of any conference bears, revoked ones included."""
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        chosen.update(dict.fromkeys(new_digits(count - len(chosen))))
        for digits in _taken(list(chosen)):
            del chosen[digits]
    return list(chosen)


def _taken(candidates: list[str]) -> list[str]:
    taken: list[str] = []
    for start in range(0, len(candidates), _AT_ONCE):
        query = sa.select(Pass.digits).where(Pass.digits.in_(candidates[start : start + _AT_ONCE]))
        taken.extend(db.session.scalars(query))
    return taken


def _fresh(delegate_id: int) -> Delegate:
    """The delegate as committed last, with nobody changing rosters until we have."""
    audit.take_turn()
    return db.session.get_one(Delegate, delegate_id, populate_existing=True)


def _refused(delegate: Delegate) -> Refusal | None:
    if refused := lifecycle.refusal(delegate.conference.state, Operation.ISSUE_PASSES):
        return refused
    return None if delegate.standing in HOLDERS else Refusal.NOT_ON_ROSTER


def _revocation_refused(delegate: Delegate, reason: str) -> Refusal | None:
    if refused := lifecycle.refusal(delegate.conference.state, Operation.ISSUE_PASSES):
        return refused
    if not nfc(reason):
        return Refusal.REASON_MISSING
    return None if _holds_pass(delegate.id) else Refusal.PASS_MISSING


def _holds_pass(delegate_id: int) -> bool:
    query = sa.select(Pass.id).where(Pass.delegate_id == delegate_id, Pass.revoked_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def _keep(delegate: Delegate, verb: str, reason: str) -> None:
    stamp(delegate)
    audit.record(verb, _SUBJECT, delegate.id, reason=nfc(reason)[:500])
    roster_changed([delegate.point_id])


def _mark(changed: Sequence[tuple[int, int]]) -> None:
    """Give (delegate, point) pairs the revision their points are about to get, and tell."""
    by_point: dict[int, list[int]] = defaultdict(list)
    for delegate_id, point_id in changed:
        by_point[point_id].append(delegate_id)
    for point_id, delegate_ids in by_point.items():
        revision = next_revision(point_id)
        for start in range(0, len(delegate_ids), _AT_ONCE):
            some = delegate_ids[start : start + _AT_ONCE]
            db.session.execute(
                sa.update(Delegate).where(Delegate.id.in_(some)).values(revision=revision)
            )
    roster_changed(by_point)
