"""The people of a conference as lines of a spreadsheet, read as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.checkin.models import Attendance
from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.coverage.board_queries import Part
from dissemination.database import db

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One delegate; `came_to` is the point where he came, "" when he did not."""

    name: str
    position: str
    unit_name: str
    category: str
    seat: str
    point: str
    standing: Standing
    excused_reason: str | None
    stands_for: str
    came_to: str
    arrived_at: datetime | None
    left_at: datetime | None


def lines(part: Part) -> Iterator[Line]:
    """Everyone on the rosters of a part's points, by point and name, without the withdrawn."""
    return _read(_query(part).where(Delegate.standing != Standing.WITHDRAWN))


def absent(part: Part) -> Iterator[Line]:
    """The summoned who did not come, by point and name."""
    return _read(
        _query(part).where(Delegate.standing == Standing.SUMMONED, Attendance.delegate_id.is_(None))
    )


def _query(part: Part) -> sa.Select[*tuple[Any, ...]]:
    original, came_to = aliased(Delegate), aliased(Point)
    return (
        sa.select(
            Delegate.name,
            Delegate.position,
            Delegate.unit_name,
            Delegate.category,
            Delegate.seat,
            Point.name,
            Delegate.standing,
            Delegate.excused_reason,
            sa.func.coalesce(original.name, ""),
            sa.func.coalesce(came_to.name, ""),
            Attendance.arrived_at,
            Attendance.left_at,
        )
        .join(Point, Point.id == Delegate.point_id)
        .outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        .outerjoin(came_to, came_to.id == Attendance.point_id)
        .outerjoin(original, original.id == Delegate.substitute_for_id)
        .where(part.points)
        .order_by(Point.search_key, Point.id, Delegate.sort_key, Delegate.id)
    )


def _read(query: sa.Select[*tuple[Any, ...]]) -> Iterator[Line]:
    for row in db.session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield Line(*row)


def walk_ins(part: Part) -> Iterator[Line]:
    """Who came without having been summoned, by point and name."""
    return _read(_query(part).where(Delegate.standing == Standing.WALK_IN))


def substitutes(part: Part) -> Iterator[Line]:
    """The summoned who stand for another and came, by point and name."""
    return _read(
        _query(part).where(
            Delegate.standing == Standing.SUMMONED,
            Delegate.substitute_for_id.is_not(None),
            Attendance.delegate_id.is_not(None),
        )
    )
