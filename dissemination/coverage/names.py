"""The people behind each figure of the board."""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.checkin.models import Attendance, Direction, Presence, Scan, Scanner
from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.coverage.board_queries import Part
from dissemination.database import db
from dissemination.text import like_words
from dissemination.web.paging import Page, cut


class Show(enum.StrEnum):
    """Which people; each is the list behind one figure."""

    EXPECTED = "expected"
    CAME = "came"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    PRESENT = "present"
    WALK_INS = "walk_ins"
    GUESTS = "guests"
    SUBSTITUTES = "substitutes"
    CONFLICTS = "conflicts"


# Counted where they came, the rest at the point whose roster they are on.
WHERE_THEY_CAME: Final = frozenset({Show.PRESENT, Show.WALK_INS, Show.GUESTS, Show.CONFLICTS})
_CAME: Final = Attendance.delegate_id.is_not(None)
_SUMMONED: Final = Delegate.standing == Standing.SUMMONED
# Word for word what the partial index says, without which SQLite would not use it; as a
# Boolean it would be written "in_conflict = 1".
_IN_CONFLICT: Final[sa.ColumnElement[bool]] = sa.literal_column("attendances.in_conflict")
_WHO: Final[dict[Show, sa.ColumnElement[bool]]] = {
    Show.EXPECTED: _SUMMONED,
    Show.CAME: sa.and_(_SUMMONED, _CAME),
    Show.EXCUSED: sa.and_(_SUMMONED, ~_CAME, Delegate.excused_reason.is_not(None)),
    Show.UNEXCUSED: sa.and_(_SUMMONED, ~_CAME, Delegate.excused_reason.is_(None)),
    Show.PRESENT: Attendance.presence == Presence.PRESENT,
    Show.WALK_INS: Delegate.standing == Standing.WALK_IN,
    Show.GUESTS: Delegate.point_id != Attendance.point_id,
    Show.SUBSTITUTES: sa.and_(_SUMMONED, _CAME, Delegate.substitute_for_id.is_not(None)),
    Show.CONFLICTS: _IN_CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Came:
    """When and to which point a delegate came."""

    point_id: int
    arrived_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One scan that let a delegate in: when, where, at which device, and whether without network."""

    at: datetime
    point: str
    scanner: str
    offline: bool


def find(part: Part, show: Show, text: str, page: int) -> Page[Delegate]:
    """One page of the people behind a figure, by name."""
    points = sa.select(Point.id).where(part.points)
    if show in WHERE_THEY_CAME:
        query = sa.select(Delegate).join(Attendance, Attendance.delegate_id == Delegate.id)
        query = query.where(Attendance.point_id.in_(points))
    else:
        query = sa.select(Delegate).outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        query = query.where(Delegate.point_id.in_(points))
    query = query.where(Delegate.conference_id == part.conference_id, _WHO[show])
    query = query.where(*(Delegate.search_key.like(words) for words in like_words(text)))
    return cut(query.order_by(Delegate.sort_key, Delegate.id), page)


def came(delegate_ids: Collection[int]) -> dict[int, Came]:
    """Those of the delegates who came."""
    query = sa.select(
        Attendance.delegate_id, Attendance.point_id, Attendance.arrived_at, Attendance.left_at
    ).where(Attendance.delegate_id.in_(delegate_ids))
    return {row.delegate_id: Came(*row[1:]) for row in db.session.execute(query)}


def point_names(point_ids: Collection[int]) -> dict[int, str]:
    query = sa.select(Point.id, Point.name).where(Point.id.in_(sorted(point_ids)))
    return {point_id: name for point_id, name in db.session.execute(query)}


def stood_for(delegate_ids: Collection[int]) -> dict[int, str]:
    """The names of those for whom these delegates stand in."""
    original = aliased(Delegate)
    query = (
        sa.select(Delegate.id, original.name)
        .join(original, original.id == Delegate.substitute_for_id)
        .where(Delegate.id.in_(delegate_ids))
    )
    return {delegate_id: name for delegate_id, name in db.session.execute(query)}


def scans_of(delegate_ids: Collection[int]) -> dict[int, list[Arrival]]:
    """The scans that let each of these delegates in, by time: what contradicts itself."""
    query = (
        sa.select(Scan.delegate_id, Scan.corrected_at, Point.name, Scanner.name, Scan.offline)
        .join(Point, Point.id == Scan.point_id)
        .join(Scanner, Scanner.id == Scan.scanner_id)
        .where(
            Scan.delegate_id.in_(delegate_ids),
            Scan.counted,
            Scan.direction == Direction.IN,
        )
        .order_by(Scan.corrected_at)
    )
    found: dict[int, list[Arrival]] = {}
    for row in db.session.execute(query):
        if row.delegate_id is not None:
            found.setdefault(row.delegate_id, []).append(Arrival(*row[1:]))
    return found


def conflicts(part: Part) -> int:
    """How many came twice in a way that somebody must look at."""
    query = (
        sa.select(sa.func.count())
        .select_from(Attendance)
        .where(
            Attendance.conference_id == part.conference_id,
            _IN_CONFLICT,
            Attendance.point_id.in_(sa.select(Point.id).where(part.points)),
        )
    )
    return db.session.scalar(query) or 0
