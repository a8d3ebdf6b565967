"""What a desk reads: its last scans, its own people by name, its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.checkin.models import (
    Attendance,
    Direction,
    Presence,
    Scan,
    Scanner,
    ScanOutcome,
    Tally,
)
from dissemination.conferences.models import Delegate, Standing
from dissemination.database import db
from dissemination.text import like_words

RECENT = 12
FOUND = 12

# An undo is offered for what let somebody in or out; the rest changed nothing.
UNDOABLE = (ScanOutcome.ADMITTED, ScanOutcome.ADMITTED_ELSEWHERE, ScanOutcome.LEFT)


@dataclass(frozen=True, slots=True)
class RecentScan:
    """One line of the last scans. `name` is empty for people who are not of this conference."""

    id: UUID
    at: datetime
    outcome: ScanOutcome
    direction: Direction
    name: str
    stands_for: str
    digits: str
    reason: str
    scanner: str
    standing: Standing | None
    is_taken_back: bool

    @property
    def is_undoable(self) -> bool:
        return self.outcome in UNDOABLE and not self.is_taken_back


@dataclass(frozen=True, slots=True)
class Person:
    """One of the point's own people, as the desk must know him before it decides."""

    id: int
    name: str
    position: str
    unit_name: str
    seat: str
    standing: Standing
    excused_reason: str | None
    presence: Presence | None
    arrived_at: datetime | None
    substitute: str


@dataclass(frozen=True, slots=True)
class Found:
    """People of a search; `is_cut`: there are more, type more letters."""

    people: Sequence[Person]
    is_cut: bool


def counts(point_id: int) -> Tally:
    """The point's tally; an empty one before anything happened there."""
    return db.session.get(Tally, point_id) or Tally(
        point_id=point_id, expected=0, excused=0, present=0, attended=0, guests=0, walk_ins=0
    )


def desk_id(point_id: int, user_id: int) -> int | None:
    """The scanner that stands for this person's desk, once the page was opened."""
    return db.session.scalar(
        sa.select(Scanner.id).where(
            Scanner.point_id == point_id, Scanner.user_id == user_id, Scanner.revoked_at.is_(None)
        )
    )


def version(tally: Tally, scans: Sequence[RecentScan]) -> str:
    """Changes whenever the desk's screen must."""
    figures = (tally.present, tally.expected, tally.excused, tally.walk_ins, tally.guests)
    return "-".join(str(part) for part in (scans[0].id.hex if scans else "", *figures))


def stays(delegate_ids: Sequence[int]) -> dict[int, timedelta]:
    """How long each of those who left was there, from the first arrival."""
    query = sa.select(Attendance.delegate_id, Attendance.arrived_at, Attendance.left_at).where(
        Attendance.delegate_id.in_(delegate_ids), Attendance.left_at.is_not(None)
    )
    found = db.session.execute(query) if delegate_ids else ()
    return {delegate_id: left - arrived for delegate_id, arrived, left in found if left}


def own_people(point_id: int, delegate_ids: Sequence[int]) -> set[int]:
    """Those of the ids that are on this point's roster: a desk names no others."""
    if not delegate_ids:
        return set()
    query = sa.select(Delegate.id).where(
        Delegate.point_id == point_id, Delegate.id.in_(delegate_ids)
    )
    return set(db.session.scalars(query))


def last_scans(point_id: int) -> list[RecentScan]:
    """The last scans of the point, newest first; undos are told by the scan they took back."""
    undo, original = aliased(Scan), aliased(Delegate)
    taken_back = sa.exists().where(
        undo.undoes == Scan.id, undo.point_id == Scan.point_id, undo.counted
    )
    query = (
        sa.select(
            Scan.id,
            Scan.corrected_at,
            Scan.outcome,
            Scan.direction,
            sa.func.coalesce(Delegate.name, ""),
            sa.func.coalesce(original.name, ""),
            sa.func.coalesce(Scan.digits, ""),
            sa.func.coalesce(Scan.reason, ""),
            Scanner.name,
            Delegate.standing,
            taken_back,
        )
        .join(Scanner, Scanner.id == Scan.scanner_id)
        .outerjoin(
            Delegate,
            sa.and_(Delegate.id == Scan.delegate_id, Delegate.conference_id == Scan.conference_id),
        )
        .outerjoin(original, original.id == Delegate.substitute_for_id)
        .where(Scan.point_id == point_id)
        .order_by(Scan.received_at.desc(), Scan.corrected_at.desc())
        .limit(RECENT)
    )
    return [RecentScan(*row) for row in db.session.execute(query)]


def find(point_id: int, typed: str) -> Found:
    """The point's people whose name, position or unit has all the words, in any order."""
    stand_in = aliased(Delegate)
    substitute = (
        sa.select(sa.func.max(stand_in.name))
        .where(
            stand_in.substitute_for_id == Delegate.id,
            stand_in.standing.in_((Standing.SUMMONED, Standing.REPLACED)),
        )
        .correlate(Delegate)
        .scalar_subquery()
    )
    query = (
        sa.select(
            Delegate.id,
            Delegate.name,
            Delegate.position,
            Delegate.unit_name,
            Delegate.seat,
            Delegate.standing,
            Delegate.excused_reason,
            Attendance.presence,
            Attendance.arrived_at,
            sa.func.coalesce(substitute, ""),
        )
        .outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        .where(
            Delegate.point_id == point_id,
            Delegate.standing != Standing.WITHDRAWN,
            *(Delegate.search_key.like(pattern) for pattern in like_words(typed)),
        )
        .order_by(Delegate.sort_key, Delegate.id)
        .limit(FOUND + 1)
    )
    people = [Person(*row) for row in db.session.execute(query)]
    return Found(people[:FOUND], len(people) > FOUND)
