"""Deriving attendance and tallies again from the scans, and saying where they differed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dissemination.checkin import tallies
from dissemination.checkin.attendance import Came
from dissemination.checkin.histories import rederived
from dissemination.checkin.models import Attendance, Scan
from dissemination.conferences.models import Delegate, Point
from dissemination.database import db

_CHUNK = 1_000
_FIELDS = ("presence", "point_id", "arrived_at", "left_at", "first_scan_id", "in_conflict")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How much was derived, and every difference found (there must be none)."""

    delegates: int
    attendances: list[dict[str, Any]]
    tallies: list[dict[str, Any]]

    @property
    def agrees(self) -> bool:
        return not self.attendances and not self.tallies


def rebuild(conference_id: int) -> Rebuilt:
    """Derive everything of a conference afresh, mend what differs, and report it."""
    different, seen = [], 0
    for chunk in _delegates_concerned(conference_id):
        seen += len(chunk)
        different += mend(chunk)
    wrong = tallies.differences(conference_id)
    if different or wrong:
        points = sa.select(Point.id).where(Point.conference_id == conference_id)
        tallies.recount(list(db.session.scalars(points)))
    return Rebuilt(seen, different, wrong)


def _delegates_concerned(conference_id: int) -> Iterator[list[int]]:
    """Everyone who was scanned or is said to have come, in chunks."""
    scanned = sa.select(Scan.delegate_id).where(
        Scan.conference_id == conference_id, Scan.delegate_id.is_not(None)
    )
    came = sa.select(Attendance.delegate_id).where(Attendance.conference_id == conference_id)
    ids = sorted(db.session.scalars(sa.union(scanned, came)))
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def mend(ids: list[int]) -> list[dict[str, Any]]:
    """Derive the attendance of these delegates from their scans; what was not so."""
    kept = {
        row.delegate_id: row
        for row in db.session.scalars(sa.select(Attendance).where(Attendance.delegate_id.in_(ids)))
    }
    different = []
    for delegate_id, came in rederived(db.session.connection(), ids).items():
        before, after = _values(kept.get(delegate_id)), _values(came)
        if before == after:
            continue
        different.append({"delegate_id": delegate_id, "kept": before, "derived": after})
        _put(delegate_id, kept.get(delegate_id), came)
    return different


def _values(state: Attendance | Came | None) -> dict[str, Any] | None:
    if state is None:
        return None
    values = {name: getattr(state, name) for name in _FIELDS}
    return values | {"first_scan_id": UUID(str(state.first_scan_id))}


def _put(delegate_id: int, row: Attendance | None, came: Came | None) -> None:
    if came is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        delegate = db.session.get_one(Delegate, delegate_id)
        row = Attendance(delegate_id=delegate_id, conference_id=delegate.conference_id)
        db.session.add(row)
    for name, value in (_values(came) or {}).items():
        setattr(row, name, value)
