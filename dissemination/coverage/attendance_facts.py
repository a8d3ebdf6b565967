"""What an attendance report is made of: the frozen counts of a closed conference, what has come in
since, and names by right."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from dissemination.checkin.models import Scanner
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.coverage import board_queries, export_queries, freezes, frozen
from dissemination.coverage.board import Figures, Row, States, total
from dissemination.coverage.board_queries import Part, PointFilter
from dissemination.coverage.export_queries import Line
from dissemination.coverage.freeze_models import Freeze, FreezeCause
from dissemination.coverage.frozen import Change, Count
from dissemination.database import db
from dissemination.units.models import UnitLevel


class NotFrozen(enum.StrEnum):
    """Why there is no attendance report yet."""

    NOT_HELD = "not_held"
    RUNNING = "running"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class People:
    """The names behind the counts, as they are now."""

    unexcused: Sequence[Line]
    excused: Sequence[Line]
    walk_ins: Sequence[Line]
    substitutes: Sequence[Line]

    @property
    def every(self) -> Sequence[Sequence[Line]]:
        return self.unexcused, self.excused, self.walk_ins, self.substitutes


@dataclass(frozen=True, slots=True)
class Since:
    """What came after a freeze: scans of before the close, decisions, and the points they changed.

    `missing`: numbers that devices gave to scans which have not arrived to this day.
    """

    scans: int
    decisions: int
    changes: Sequence[Change]
    missing: int

    @property
    def figures(self) -> Figures:
        """All changes together."""
        return total(change.figures for change in self.changes)

    @property
    def substitutes(self) -> int:
        return sum(change.substitutes for change in self.changes)


@dataclass(frozen=True, slots=True)
class Frozen:
    """When the counts were frozen and why; `instead_of`: when they had been before that."""

    at: datetime
    cause: FreezeCause
    reason: str
    instead_of: datetime | None


@dataclass(frozen=True, slots=True)
class Attended:
    """All figures of one report, as they were frozen. `people` is None for whom names are closed."""

    title: str
    held_on: date
    closed_at: datetime
    frozen: Frozen
    figures: Figures
    states: States
    substitutes: int
    levels: Sequence[tuple[UnitLevel | None, int, Figures]]
    groups: Sequence[Row]
    points: Sequence[Row]
    since: Since
    people: People | None


def why_not(conference: Conference, freeze: Freeze | None) -> NotFrozen | None:
    """Why there is no report; None once the conference is closed and its counts are frozen."""
    match conference.state:
        case ConferenceState.CLOSED:
            return NotFrozen.NOT_COUNTED if freeze is None else None
        case ConferenceState.RUNNING:
            return NotFrozen.RUNNING
    return NotFrozen.NOT_HELD


def attended(conference: Conference, board: Part, names: Part | None) -> Attended | None:
    """The frozen figures of a closed conference's points, with the names at those that may be read.

    None as long as there are no frozen counts.
    """
    freeze = freezes.in_force(conference)
    if freeze is None or conference.closed_at is None:
        return None
    rows = board_queries.points(board, PointFilter(), "name", limit=None)
    then = freezes.counts(freeze, board)
    counts = list(then.values())
    return Attended(
        title=conference.title,
        held_on=conference.held_on,
        closed_at=conference.closed_at,
        frozen=_frozen(freeze, board),
        figures=total(count.figures for count in counts),
        states=frozen.states(counts),
        substitutes=sum(count.substitutes for count in counts),
        levels=frozen.by_level(counts),
        groups=frozen.by_district(counts, _names(counts, board)),
        points=[replace(row, figures=then[row.key].figures) for row in rows if row.key in then],
        since=since(freeze, board),
        people=people(names) if names else None,
    )


def since(freeze: Freeze, part: Part) -> Since:
    """What has changed at the points of a part since a freeze."""
    return Since(
        freezes.scans_since(freeze, part),
        freezes.decisions_since(freeze, part),
        freezes.changes(freeze, part),
        _missing(part),
    )


def _frozen(freeze: Freeze, part: Part) -> Frozen:
    """An earlier freeze is named only by one that took its place for a reason."""
    before = None
    if freeze.cause is FreezeCause.AGAIN:
        earlier = (kept.freeze for kept in freezes.history(part) if kept.freeze.id < freeze.id)
        before = next((one.frozen_at for one in earlier), None)
    return Frozen(freeze.frozen_at, freeze.cause, freeze.reason, before)


def _names(counts: Sequence[Count], part: Part) -> dict[int, str]:
    ids = {count.district_id for count in counts if count.district_id}
    return board_queries.unit_names(ids, part.held_on)


def people(part: Part) -> People:
    absent = list(export_queries.absent(part))
    return People(
        unexcused=[line for line in absent if line.excused_reason is None],
        excused=[line for line in absent if line.excused_reason is not None],
        walk_ins=list(export_queries.walk_ins(part)),
        substitutes=list(export_queries.substitutes(part)),
    )


def _missing(part: Part) -> int:
    query = sa.select(sa.func.coalesce(sa.func.sum(Scanner.missing), 0))
    points = sa.select(Point.id).where(part.points)
    return db.session.scalar(query.where(Scanner.point_id.in_(points))) or 0
