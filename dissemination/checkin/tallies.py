"""The counts of each point, as they follow from rosters and attendance.

A scan changes a tally by its difference (`ledger.py`); a change of rosters, and the rebuild,
count afresh here. Both must always agree: `differences` says where they do not.
"""

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import scoped_session

from dissemination.checkin.models import Attendance, Presence, Tally
from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.database import db

COUNTS = (
    "expected",
    "excused",
    "own_attended",
    "excused_attended",
    "attended",
    "present",
    "guests",
    "walk_ins",
)
_CHUNK = 500


def recount(point_ids: Collection[int]) -> None:
    """Count these points afresh in the current transaction.

    The kept rows are locked first: on PostgreSQL that waits for scans under way at these points,
    so that the count which follows sees them.
    """
    points = sorted(point_ids)
    for start in range(0, len(points), _CHUNK):
        rows = list(counted(db.session, points[start : start + _CHUNK]))
        db.session.execute(
            sa.delete(Tally).where(Tally.point_id.in_([r["point_id"] for r in rows]))
        )
        if rows:
            db.session.execute(sa.insert(Tally), rows)


def differences(conference_id: int) -> list[dict[str, Any]]:
    """Points whose kept tally is not what a count gives: both, side by side."""
    points = list(
        db.session.scalars(sa.select(Point.id).where(Point.conference_id == conference_id))
    )
    wrong = []
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        kept = {row["point_id"]: row for row in _kept(chunk)}
        for row in counted(db.session, chunk):
            if kept.get(row["point_id"]) != row:
                wrong.append({"counted": row, "kept": kept.get(row["point_id"])})
    return wrong


def counted(
    database: Connection | scoped_session[Any], point_ids: list[int]
) -> Iterator[dict[str, int]]:
    """One row of counts per point, from delegates and attendance."""
    roster = {row.point_id: row for row in database.execute(_roster_counts(point_ids))}
    floor = {row.point_id: row for row in database.execute(_floor_counts(point_ids))}
    points = sa.select(Point.id, Point.conference_id).where(Point.id.in_(point_ids))
    for point_id, conference_id in database.execute(points):
        row = {"point_id": point_id, "conference_id": conference_id}
        for name in COUNTS:
            source = roster if name in COUNTS[:4] else floor
            row[name] = int(getattr(source.get(point_id), name, 0) or 0)
        yield row


def _kept(point_ids: list[int]) -> Iterator[dict[str, int]]:
    columns = [Tally.point_id, Tally.conference_id, *(getattr(Tally, name) for name in COUNTS)]
    rows = db.session.execute(sa.select(*columns).where(Tally.point_id.in_(point_ids)))
    return (dict(row) for row in rows.mappings())


def _roster_counts(point_ids: list[int]) -> sa.Select[int, int, int, int, int]:
    """Of the summoned delegates of each point, wherever they came."""
    came, excused = Attendance.delegate_id.is_not(None), Delegate.excused_reason.is_not(None)
    return (
        sa.select(
            Delegate.point_id,
            sa.func.count().label("expected"),
            _sum(excused).label("excused"),
            _sum(came).label("own_attended"),
            _sum(sa.and_(came, excused)).label("excused_attended"),
        )
        .outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        .where(Delegate.point_id.in_(point_ids), Delegate.standing == Standing.SUMMONED)
        .group_by(Delegate.point_id)
    )


def _floor_counts(point_ids: list[int]) -> sa.Select[int, int, int, int, int]:
    """Of the people who came to each point, from whatever roster."""
    return (
        sa.select(
            Attendance.point_id,
            sa.func.count().label("attended"),
            _sum(Attendance.presence == Presence.PRESENT).label("present"),
            _sum(Delegate.point_id != Attendance.point_id).label("guests"),
            _sum(Delegate.standing == Standing.WALK_IN).label("walk_ins"),
        )
        .join(Delegate, Delegate.id == Attendance.delegate_id)
        .where(Attendance.point_id.in_(point_ids))
        .group_by(Attendance.point_id)
    )


def _sum(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
