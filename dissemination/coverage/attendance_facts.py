"""What an attendance report is made of: the counts of a closed conference, and names by right."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from dissemination.checkin.models import Scan, Scanner, Tally
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.coverage import board_queries, export_queries
from dissemination.coverage.board import Figures, Row, States, arranged
from dissemination.coverage.board_queries import SUMS, Part, PointFilter
from dissemination.coverage.export_queries import Line
from dissemination.database import db
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel, UnitVersion
from dissemination.units.queries import valid_on


class NotFrozen(enum.StrEnum):
    """Why there is no attendance report yet."""

    NOT_HELD = "not_held"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class People:
    """The names behind the counts."""

    unexcused: Sequence[Line]
    excused: Sequence[Line]
    walk_ins: Sequence[Line]
    substitutes: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Attended:
    """All figures of one report. `late`: scans of before the close that arrived after it; `missing`:
    numbers that devices gave to scans which never arrived. `people` is None for whom names are closed.
    """

    title: str
    held_on: date
    closed_at: datetime
    figures: Figures
    states: States
    substitutes: int
    levels: Sequence[tuple[UnitLevel | None, int, Figures]]
    groups: Sequence[Row]
    points: Sequence[Row]
    late: int
    missing: int
    people: People | None


def not_frozen(conference: Conference) -> NotFrozen | None:
    """Why the counts may still change; None once the conference is closed."""
    match conference.state:
        case ConferenceState.CLOSED:
            return None
        case ConferenceState.RUNNING:
            return NotFrozen.RUNNING
    return NotFrozen.NOT_HELD


def attended(conference: Conference, board: Part, names: Part | None) -> Attended:
    """The figures of a closed conference's points, with the names at those that may be read."""
    assert conference.closed_at is not None
    whole = board_queries.totals(board)
    return Attended(
        title=conference.title,
        held_on=conference.held_on,
        closed_at=conference.closed_at,
        figures=whole[0],
        states=whole[1],
        substitutes=board_queries.substitutes(board),
        levels=by_level(board),
        groups=arranged(board_queries.by_district(board, whole)),
        points=board_queries.points(board, PointFilter(), "name", limit=None),
        late=_late(board, conference.closed_at),
        missing=_missing(board),
        people=people(names) if names else None,
    )


def people(part: Part) -> People:
    absent = list(export_queries.absent(part))
    return People(
        unexcused=[line for line in absent if line.excused_reason is None],
        excused=[line for line in absent if line.excused_reason is not None],
        walk_ins=list(export_queries.walk_ins(part)),
        substitutes=list(export_queries.substitutes(part)),
    )


def by_level(part: Part) -> list[tuple[UnitLevel | None, int, Figures]]:
    """Points and counts by the level of the unit that a point stands for, the highest first.

    None: units that no longer stood on the conference's day.
    """
    query = (
        sa.select(UnitVersion.level, sa.func.count(Point.id), *SUMS)
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .outerjoin(
            UnitVersion,
            sa.and_(UnitVersion.unit_id == Point.unit_id, valid_on(part.held_on)),
        )
        .where(part.points)
        .group_by(UnitVersion.level)
    )
    rows = [
        (level, points, Figures(*map(int, sums)))
        for level, points, *sums in db.session.execute(query)
    ]
    return sorted(rows, key=lambda row: RANK[row[0]] if row[0] else len(RANK))


def _late(part: Part, closed_at: datetime) -> int:
    """Taken before the close without a network, brought after it: they count, and it is said."""
    query = (
        sa.select(sa.func.count())
        .select_from(Scan)
        .where(
            Scan.point_id.in_(sa.select(Point.id).where(part.points)),
            Scan.received_at > closed_at,
            Scan.counted,
        )
    )
    return db.session.scalar(query) or 0


def _missing(part: Part) -> int:
    query = sa.select(sa.func.coalesce(sa.func.sum(Scanner.missing), 0))
    points = sa.select(Point.id).where(part.points)
    return db.session.scalar(query.where(Scanner.point_id.in_(points))) or 0
