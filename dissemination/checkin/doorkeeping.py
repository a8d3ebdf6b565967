"""Answers the questions of `conferences/door.py` from scans, attendance and tallies."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from dissemination.checkin.models import Act, Attendance, Pairing, Scan, Scanner, Tally
from dissemination.conferences.door import Arrival, Counts
from dissemination.database import db

_CHUNK = 500


class Doorkeeper:
    """A `conferences.door.Door`."""

    def arrivals(self, delegate_ids: Collection[int]) -> Mapping[int, Arrival]:
        query = sa.select(
            Attendance.delegate_id,
            Attendance.point_id,
            Attendance.arrived_at,
            Attendance.left_at,
        )
        return {
            delegate_id: Arrival(point_id, arrived_at, left_at)
            for chunk in _chunks(delegate_ids)
            for delegate_id, point_id, arrived_at, left_at in db.session.execute(
                query.where(Attendance.delegate_id.in_(chunk))
            )
        }

    def has_scans(self, conference_id: int) -> bool:
        found = sa.select(Scan.id).where(Scan.conference_id == conference_id).limit(1)
        return db.session.scalar(found) is not None

    def counts(self, conference_ids: Collection[int]) -> Mapping[int, Counts]:
        return _counts(Tally.conference_id, conference_ids)

    def counts_by_point(self, point_ids: Collection[int]) -> Mapping[int, Counts]:
        return _counts(Tally.point_id, point_ids)

    def scanners_by_point(self, point_ids: Collection[int]) -> Mapping[int, int]:
        query = (
            sa.select(Scanner.point_id, sa.func.count())
            .where(
                Scanner.revoked_at.is_(None),
                Scanner.token_hash.is_not(None),
                Scanner.is_self_service.is_(False),
            )
            .group_by(Scanner.point_id)
        )
        return {
            point_id: number
            for chunk in _chunks(point_ids)
            for point_id, number in db.session.execute(query.where(Scanner.point_id.in_(chunk)))
        }

    def let_go(self, point_id: int) -> bool:
        if db.session.scalar(sa.select(Scan.id).where(Scan.point_id == point_id).limit(1)):
            return False
        if db.session.scalar(
            sa.select(Attendance.delegate_id).where(Attendance.point_id == point_id).limit(1)
        ):
            return False
        if db.session.scalar(sa.select(Act.id).where(Act.point_id == point_id).limit(1)):
            return False
        db.session.execute(sa.delete(Pairing).where(Pairing.point_id == point_id))
        db.session.execute(sa.delete(Scanner).where(Scanner.point_id == point_id))
        db.session.execute(sa.delete(Tally).where(Tally.point_id == point_id))
        return True


def _counts(key: InstrumentedAttribute[int], ids: Collection[int]) -> dict[int, Counts]:
    sums = (sa.func.sum(column) for column in (Tally.expected, Tally.excused, Tally.present))
    query = sa.select(key, *sums).group_by(key)
    return {
        found: Counts(*(int(number) for number in numbers))
        for chunk in _chunks(ids)
        for found, *numbers in db.session.execute(query.where(key.in_(chunk)))
    }


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    waiting = iter(sorted(ids))
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk
