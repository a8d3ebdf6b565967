"""What scanners record besides scans: walk-ins, substitutes, head-counts. Each is stored once.

A scan may come before the act that adds its person; it is found then and counted, so that the
attendance does not depend on which came first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from dissemination.checkin import rebuild, tallies
from dissemination.checkin.messages import ActIn, HeadCountIn, SubstitutionIn, WalkInIn
from dissemination.checkin.models import Act, ActKind, ActOutcome, Scan
from dissemination.checkin.rules import corrected
from dissemination.checkin.statements import ACTS_LOCK
from dissemination.conferences import delegates
from dissemination.conferences.models import Conference, ConferenceState, Delegate
from dissemination.database import db
from dissemination.web import audit


@dataclass(frozen=True, slots=True)
class Place:
    """The scanner whose acts these are."""

    scanner_id: int
    conference_id: int
    point_id: int


@dataclass(frozen=True, slots=True)
class Sending:
    """When a batch was sent by the scanner's clock and received by ours."""

    sent_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to one act, with the person it added."""

    id: UUID
    outcome: ActOutcome
    delegate: Delegate | None


def record(place: Place, acts: Sequence[ActIn], sending: Sending) -> list[Judged]:
    """Store what is new of these acts, in order, and answer each of them."""
    _take_turn()
    conference = db.session.get_one(Conference, place.conference_id, populate_existing=True)
    stored = select_stored([act.id for act in acts])
    for act in acts:
        if act.id not in stored:
            stored[act.id] = _store(place, conference, act, sending)
    people = _people(stored.values())
    return [
        Judged(act.id, stored[act.id].outcome, people.get(stored[act.id].delegate_id or 0))
        for act in acts
    ]


def refused(
    kind: ActKind, state: ConferenceState, closed_at: datetime | None, at: datetime
) -> ActOutcome | None:
    """Why an act made then counts no more, or not yet; None when it counts."""
    match state:
        case ConferenceState.DRAFT:
            return ActOutcome.NOT_OPEN
        case ConferenceState.OPEN if kind is ActKind.HEAD_COUNT:
            return ActOutcome.NOT_OPEN
        case ConferenceState.CLOSED if closed_at is None or at > closed_at:
            return ActOutcome.CLOSED
    return None


def select_stored(ids: Sequence[UUID]) -> dict[UUID, Act]:
    """Those of the acts that came before."""
    query = sa.select(Act).where(Act.id.in_(ids))
    return {act.id: act for act in db.session.scalars(query)}


def _take_turn() -> None:
    """Neither another act nor a scan that names one until the commit; see `Statements.acts`."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(ACTS_LOCK)))
    audit.take_turn()


def _store(place: Place, conference: Conference, act: ActIn, sending: Sending) -> Act:
    at = corrected(act.made_at, sending.sent_at, sending.received_at)
    kept = Act(
        id=act.id,
        scanner_id=place.scanner_id,
        conference_id=place.conference_id,
        point_id=place.point_id,
        kind=act.kind,
        seq=act.seq,
        offline=act.offline,
        made_at=act.made_at,
        corrected_at=at,
        received_at=sending.received_at,
        outcome=ActOutcome.RECORDED,
    )
    if why := refused(act.kind, conference.state, conference.closed_at, at):
        kept.outcome = why
    else:
        _do(kept, act)
    db.session.add(kept)
    db.session.flush()
    if kept.delegate_id is not None:
        _count_early_scans(kept)
    return kept


def _do(kept: Act, act: ActIn) -> None:
    """Carry out an act that counts, and note what came of it."""
    match act:
        case WalkInIn():
            kept.delegate_id = _walk_in(kept.point_id, act).id
        case SubstitutionIn():
            _substitute(kept, act)
        case HeadCountIn():
            kept.number, kept.signed_by = act.number, act.signed_by
            audit.record("head_count", "point", kept.point_id, after={"number": act.number})


def _substitute(kept: Act, act: SubstitutionIn) -> None:
    own = sa.select(Delegate.id).where(
        Delegate.id == act.delegate_id, Delegate.point_id == kept.point_id
    )
    absent = db.session.scalar(own)
    person = (act.name, act.position, act.unit, act.word)
    stand_in = delegates.keep_substitute(absent, *person) if absent else None
    if stand_in is not None:
        kept.delegate_id, kept.replaced_id = stand_in.id, absent
        return
    kept.outcome = ActOutcome.KEPT_AS_WALK_IN
    kept.delegate_id = _walk_in(kept.point_id, act, act.word).id


def _walk_in(point_id: int, act: WalkInIn | SubstitutionIn, notes: str = "") -> Delegate:
    details = {"name": act.name, "position": act.position, "unit_name": act.unit, "notes": notes}
    return delegates.keep_walk_in(point_id, details)


def _count_early_scans(act: Act) -> None:
    """The scans of this point that named the act before it came are about its person."""
    found = db.session.execute(
        sa.update(Scan)
        .where(
            Scan.act_id == act.id,
            Scan.point_id == act.point_id,
            Scan.delegate_id.is_(None),
            Scan.counted,
        )
        .values(delegate_id=act.delegate_id)
    )
    if found.rowcount and act.delegate_id is not None:  # type: ignore[attr-defined]
        rebuild.mend([act.delegate_id])
        db.session.flush()
        tallies.recount([act.point_id])


def _people(acts: Iterable[Act]) -> dict[int, Delegate]:
    ids = {act.delegate_id for act in acts if act.delegate_id}
    query = sa.select(Delegate).where(Delegate.id.in_(ids))
    return {delegate.id: delegate for delegate in db.session.scalars(query)}
