"""A whole conference that came: one arrival for nearly everybody, and the tallies that follow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa

from dissemination.checkin import tallies
from dissemination.checkin.models import Attendance, Presence
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.database import db
from dissemination.sample import bulk

DOORS: Final = datetime(2023, 11, 14, 23, 30, tzinfo=UTC)  # half past six in Việt Nam
_COLUMNS: Final = (
    "delegate_id", "conference_id", "point_id", "presence", "arrived_at", "first_scan_id",
    "in_conflict",
)  # fmt: skip


def everybody_came() -> int:
    """49 of 50 within an hour and a half, at their own points; how many."""
    conference_id = db.session.scalar(sa.select(sa.func.min(Conference.id))) or 0
    db.session.execute(sa.delete(Attendance))
    table = cast("sa.Table", Attendance.__table__)
    with bulk.roomy():
        count = bulk.insert(table, _COLUMNS, _arrivals(conference_id))
    tallies.recount(list(db.session.scalars(sa.select(Point.id))))
    db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    return count


def _arrivals(conference_id: int) -> Iterator[tuple[Any, ...]]:
    luck = Random(1511)
    query = sa.select(Delegate.id, Delegate.point_id).where(Delegate.conference_id == conference_id)
    rows = db.session.execute(query).all()
    for delegate_id, point_id in rows:
        if luck.random() < 0.98:
            at = DOORS + timedelta(seconds=luck.randrange(5400))
            key = UUID(int=luck.getrandbits(128))
            yield delegate_id, conference_id, point_id, Presence.PRESENT, at, key, False
