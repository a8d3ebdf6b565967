"""What the doors tell besides names: scans that never arrived, and heads that were counted.

Whoever was counted and is named too is one person: of a count only what exceeds the names is told,
and it adds to no figure of those who came.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import sqlalchemy as sa

from dissemination.checkin.head_counts import unnamed
from dissemination.checkin.models import Act, ActOutcome, Scanner, Tally
from dissemination.conferences.models import Point
from dissemination.coverage.board_queries import Part
from dissemination.database import db

# Word for word what the partial indexes say, without which SQLite would not use them.
_IS_MISSING: Final[sa.ColumnElement[bool]] = sa.literal_column("scanners.missing > 0")
_IS_HEAD_COUNT: Final[sa.ColumnElement[bool]] = sa.literal_column("acts.kind = 'head_count'")


@dataclass(frozen=True, slots=True)
class Door:
    """One point: `missing` scans; the heads counted last (None: never), when, and how many came
    there by name."""

    point_id: int
    name: str
    missing: int = 0
    counted: int | None = None
    counted_at: datetime | None = None
    named: int = 0

    @property
    def unnamed(self) -> int:
        return unnamed(self.counted or 0, self.named)


@dataclass(frozen=True)
class Doors:
    """The points that have something to tell, those that miss most first."""

    rows: Sequence[Door]

    @cached_property
    def by_point(self) -> dict[int, Door]:
        return {door.point_id: door for door in self.rows}

    @cached_property
    def with_missing(self) -> list[Door]:
        return [door for door in self.rows if door.missing]

    @cached_property
    def with_count(self) -> list[Door]:
        return [door for door in self.rows if door.counted is not None]

    @property
    def missing(self) -> int:
        return sum(door.missing for door in self.rows)

    @property
    def counted(self) -> int:
        return sum(door.counted or 0 for door in self.rows)

    @property
    def unnamed(self) -> int:
        return sum(door.unnamed for door in self.rows)


def doors(part: Part) -> Doors:
    """The doors of a part: two statements, whatever its size."""
    missing = {point_id: (name, number) for point_id, name, number in _missing(part)}
    counted = _head_counts(part)
    found = [
        counted.get(point_id) or Door(point_id, missing[point_id][0])
        for point_id in counted.keys() | missing.keys()
    ]
    rows = [
        Door(
            door.point_id,
            door.name,
            missing.get(door.point_id, ("", 0))[1],
            door.counted,
            door.counted_at,
            door.named,
        )
        for door in found
    ]
    key: Callable[[Door], tuple[int, int, str]] = lambda door: (
        -door.missing,
        -door.unnamed,
        door.name,
    )
    return Doors(sorted(rows, key=key))


def missing(part: Part) -> int:
    """How many scans never arrived; cheap, for the board's tag."""
    return sum(number for _point, _name, number in _missing(part))


def _missing(part: Part) -> list[tuple[int, str, int]]:
    query = (
        sa.select(Scanner.point_id, Point.name, sa.func.sum(Scanner.missing))
        .join(Point, Point.id == Scanner.point_id)
        .where(Scanner.conference_id == part.conference_id, _IS_MISSING, part.points)
        .group_by(Scanner.point_id, Point.name)
    )
    return [(point_id, name, int(number)) for point_id, name, number in db.session.execute(query)]


def _head_counts(part: Part) -> dict[int, Door]:
    """The last count of each point that stands: a later one takes the place of an earlier."""
    query = (
        sa.select(Point.id, Point.name, Act.number, Act.corrected_at, Tally.attended)
        .select_from(Act)
        .join(Point, Point.id == Act.point_id)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(
            Act.conference_id == part.conference_id,
            _IS_HEAD_COUNT,
            Act.outcome == ActOutcome.RECORDED,
            part.points,
        )
        .order_by(Act.corrected_at, Act.id)
    )
    return {
        point_id: Door(point_id, name, counted=number or 0, counted_at=at, named=attended or 0)
        for point_id, name, number, at, attended in db.session.execute(query)
    }
