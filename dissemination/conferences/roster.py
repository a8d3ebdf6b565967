"""Every change to who is expected where goes through here, in the change's own transaction."""

from collections.abc import Callable, Collection

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from dissemination.conferences.models import Delegate, Point
from dissemination.database import db

# Who must follow a change of rosters (the tallies of check-in): called with the points' ids.
listeners: list[Callable[[Collection[int]], None]] = []


def next_revision(point_id: int) -> int:
    """The revision a changed delegate of this point carries; give it before `roster_changed`."""
    current = db.session.scalar(sa.select(Point.roster_revision).where(Point.id == point_id))
    return (current or 0) + 1


def roster_changed(point_ids: Collection[int], *, left: Collection[int] = ()) -> None:
    """Bump the revision of each point once and tell those who keep tallies.

    `left` names the points that somebody left: their scanners must fetch the whole roster.
    Changed delegates must already carry `next_revision` of their point.
    """
    db.session.flush()
    points = sorted({*point_ids, *left})
    if not points:
        return
    _bump(points, Point.roster_revision)
    if left:
        db.session.execute(
            sa.update(Point)
            .where(Point.id.in_(sorted(left)))
            .values(roster_floor=Point.roster_revision)
        )
    db.session.expire_all()
    for listener in listeners:
        listener(points)


def _bump(points: list[int], column: InstrumentedAttribute[int]) -> None:
    for start in range(0, len(points), 500):
        db.session.execute(
            sa.update(Point)
            .where(Point.id.in_(points[start : start + 500]))
            .values({column.key: column + 1})
        )


def stamp(delegate: Delegate) -> None:
    """Mark one delegate as changed at the revision his point is about to get."""
    delegate.revision = next_revision(delegate.point_id)
