"""The list of conflicts: what waits for a decision, and what was decided, each with both scans."""

import enum
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from dissemination.checkin.conflicts import Pair, standing_pairs
from dissemination.checkin.models import Attendance, ConflictDecision, Method, Scan, Scanner
from dissemination.conferences.models import Delegate, Point
from dissemination.database import db
from dissemination.text import like_words
from dissemination.web.paging import Page, cut

# Word for word what the partial index says, without which SQLite would not use it.
_IN_CONFLICT: Final[sa.ColumnElement[bool]] = sa.literal_column("attendances.in_conflict")


class Status(enum.StrEnum):
    """Which conflicts a list holds."""

    UNDECIDED = "undecided"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Seen:
    """One of the two scans: when by our clock, where, at which device, and how."""

    id: UUID
    at: datetime
    point: str
    scanner: str
    method: Method
    offline: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One line: whose pass, both scans, what was decided. `more`: other scans that contradict."""

    delegate: Delegate
    first: Seen
    second: Seen
    more: int = 0
    decision: ConflictDecision | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people have a conflict that waits, and how many decisions were taken."""

    undecided: int
    decided: int

    @property
    def all(self) -> int:
        return self.undecided + self.decided


def counts(conference_id: int) -> Counts:
    waiting = sa.select(sa.func.count()).select_from(Attendance)
    waiting = waiting.where(Attendance.conference_id == conference_id, _IN_CONFLICT)
    decided = sa.select(sa.func.count(ConflictDecision.id))
    decided = decided.where(ConflictDecision.conference_id == conference_id)
    return Counts(db.session.scalar(waiting) or 0, db.session.scalar(decided) or 0)


def find(conference_id: int, status: Status, text: str, page: int) -> Page[Conflict]:
    """One page of the list: what waits by name, what was decided by when, the last first."""
    query, lines = _listed(conference_id, status, text)
    found = cut(query, page)
    return Page(lines(found.rows), found.page, found.total, found.per_page, found.is_capped)


def every(conference_id: int, status: Status) -> Iterator[Conflict]:
    """The whole list, read page by page."""
    for number in count(1):
        found = find(conference_id, status, "", number)
        yield from found.rows
        if number >= found.pages:
            return


def of_delegate(delegate: Delegate) -> list[Conflict]:
    """What waits for a decision about one delegate, by time."""
    pairs = standing_pairs([delegate.id])[delegate.id]
    seen = _seen(pairs)
    return [Conflict(delegate, seen[pair.first], seen[pair.second]) for pair in pairs]


def delegate_of(conference_id: int, delegate_id: int) -> Delegate | None:
    """A delegate of this conference, with his point."""
    return db.session.scalar(
        sa.select(Delegate)
        .options(joinedload(Delegate.point))
        .where(Delegate.id == delegate_id, Delegate.conference_id == conference_id)
    )


def _listed(conference_id: int, status: Status, text: str) -> tuple[sa.Select[Any], Any]:
    """The rows of a list in order, and what makes lines of them."""
    words = [Delegate.search_key.like(word) for word in like_words(text)]
    if status is Status.UNDECIDED:
        query = sa.select(Delegate).join(Attendance, Attendance.delegate_id == Delegate.id)
        query = query.where(Attendance.conference_id == conference_id, _IN_CONFLICT, *words)
        return query.order_by(Delegate.sort_key, Delegate.id).options(
            joinedload(Delegate.point)
        ), _waiting
    decided = sa.select(ConflictDecision).join(
        Delegate, Delegate.id == ConflictDecision.delegate_id
    )
    decided = decided.where(ConflictDecision.conference_id == conference_id, *words)
    newest = (ConflictDecision.decided_at.desc(), ConflictDecision.id.desc())
    return decided.order_by(*newest), _settled


def _waiting(delegates: Sequence[Delegate]) -> list[Conflict]:
    pairs = standing_pairs([delegate.id for delegate in delegates])
    seen = _seen([pair for found in pairs.values() for pair in found])
    return [
        Conflict(delegate, seen[first.first], seen[first.second], more=len(others))
        for delegate in delegates
        for first, *others in (pairs[delegate.id],)
    ]


def _settled(decisions: Sequence[ConflictDecision]) -> list[Conflict]:
    seen = _seen([Pair(one.first_scan_id, one.second_scan_id) for one in decisions])
    ids = {one.delegate_id for one in decisions}
    query = sa.select(Delegate).options(joinedload(Delegate.point)).where(Delegate.id.in_(ids))
    people = {delegate.id: delegate for delegate in db.session.scalars(query)}
    return [
        Conflict(
            people[one.delegate_id],
            seen[one.first_scan_id],
            seen[one.second_scan_id],
            decision=one,
        )
        for one in decisions
    ]


def _seen(pairs: Collection[Pair]) -> dict[UUID, Seen]:
    ids = {scan_id for pair in pairs for scan_id in (pair.first, pair.second)}
    query = (
        sa.select(Scan.id, Scan.corrected_at, Point.name, Scanner.name, Scan.method, Scan.offline)
        .join(Point, Point.id == Scan.point_id)
        .join(Scanner, Scanner.id == Scan.scanner_id)
        .where(Scan.id.in_(ids))
    )
    return {row[0]: Seen(*row) for row in db.session.execute(query)} if ids else {}
