"""Playing the arrivals through the check-in API of the served system, and checking the sums."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

import sqlalchemy as sa

from dissemination.checkin import scanners
from dissemination.checkin.models import Attendance, Scan, Scanner, Tally
from dissemination.checkin.rebuild import Rebuilt, rebuild
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    Point,
    Standing,
)
from dissemination.database import db, reading
from dissemination.sample.arrivals import Invited, plan
from dissemination.sample.doors import Address, Door, Record, Rehearsal, ServerUnusableError
from dissemination.web.transactions import commit

SCANNER_NAME: Final = "Máy diễn tập"
_END_OF_REHEARSAL: Final = "kết thúc diễn tập"
_TICK_SECONDS: Final = 2.0

Watch = Callable[[float, Record], None]


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended: what the doors heard, what the database holds, and whether they agree."""

    record: Record
    expected: int
    present: int
    stored_scans: int
    recount: Rebuilt

    @property
    def faults(self) -> list[str]:
        """What must not have happened, as sentences; empty when all is well."""
        answered = len(self.record.answers)
        found = []
        if self.stored_scans != answered:
            found.append(f"{answered} scans were answered but {self.stored_scans} are stored.")
        if self.record.changed_answers:
            found.append(f"{self.record.changed_answers} repeated scans got another answer.")
        if self.recount.attendances:
            found.append(f"{len(self.recount.attendances)} delegates differ from their scans.")
        if self.recount.tallies:
            found.append(f"{len(self.recount.tallies)} points differ from a recount.")
        return found


def running_conference(conference_id: int | None) -> Conference | None:
    """The conference to rehearse: the one named, or the latest that is running."""
    query = sa.select(Conference).where(Conference.state == ConferenceState.RUNNING)
    if conference_id is not None:
        query = query.where(Conference.id == conference_id)
    return db.session.scalar(query.order_by(Conference.id.desc()).limit(1))


def rehearse(
    conference_id: int,
    address: Address,
    seconds: float,
    rng: Random,
    connections: int,
    watch: Watch = lambda _hour, _record: None,
) -> Result:
    """Play everybody who has not come yet; `watch` hears every two seconds how far the hour is.

    Commits: scanners must exist for the server. Raises ServerUnusableError when it cannot be used.
    """
    with reading():
        invited = not_yet_here(conference_id)
        db.session.rollback()
    with paired({person.point_id for person in invited}) as (ids, tokens):
        _check_server(address, tokens, conference_id)
        rehearsal = Rehearsal(address, tokens, plan(invited, rng), seconds, connections)
        _watch(rehearsal, watch)
        if rehearsal.failure:
            raise rehearsal.failure
        return _result(conference_id, rehearsal.record, ids)


def not_yet_here(conference_id: int) -> list[Invited]:
    """Summoned delegates with a valid pass who have not come."""
    query = (
        sa.select(Delegate.id, Delegate.point_id, Pass.digits, Delegate.excused_reason.is_not(None))
        .join(Pass, sa.and_(Pass.delegate_id == Delegate.id, Pass.revoked_at.is_(None)))
        .outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        .where(
            Delegate.conference_id == conference_id,
            Delegate.standing == Standing.SUMMONED,
            Attendance.delegate_id.is_(None),
        )
        .order_by(Delegate.id)
    )
    return [Invited(*row) for row in db.session.execute(query)]


@contextmanager
def paired(point_ids: set[int]) -> Iterator[tuple[list[int], dict[int, str]]]:
    """A scanner at each point: their ids, and tokens by point. Revoked again at the end."""
    ids: list[int] = []
    tokens: dict[int, str] = {}
    for point_id in sorted(point_ids):
        point = db.session.get_one(Point, point_id)
        scanner, tokens[point_id] = scanners.pair(point, SCANNER_NAME)
        ids.append(scanner.id)
    commit()
    try:
        yield ids, tokens
    finally:
        db.session.rollback()
        for scanner_id in ids:
            scanners.revoke(db.session.get_one(Scanner, scanner_id), _END_OF_REHEARSAL)
        commit()


def _check_server(address: Address, tokens: dict[int, str], conference_id: int) -> None:
    door = Door(address, tokens)
    try:
        told = door.whoami(next(iter(tokens)))
    finally:
        door.close()
    if told["conference"]["id"] != conference_id:
        raise ServerUnusableError(f"The server at {address} serves another database.")


def _watch(rehearsal: Rehearsal, watch: Watch) -> None:
    """Until the plan is played; an interruption stops the doors first."""
    try:
        for thread in rehearsal.threads:
            while thread.is_alive():
                thread.join(_TICK_SECONDS)
                watch(min(1.0, rehearsal.elapsed / rehearsal.seconds), rehearsal.record)
    finally:
        rehearsal.stop.set()
        for thread in rehearsal.threads:
            thread.join()


def _result(conference_id: int, record: Record, scanner_ids: list[int]) -> Result:
    """What the database holds now; the recount is compared, not kept."""
    with reading():
        expected, present = db.session.execute(
            sa.select(sa.func.sum(Tally.expected), sa.func.sum(Tally.present)).where(
                Tally.conference_id == conference_id
            )
        ).one()
        stored = _stored_scans(conference_id, set(scanner_ids))
        db.session.rollback()
    recount = rebuild(conference_id)
    db.session.rollback()
    return Result(record, expected, present, stored, recount)


def _stored_scans(conference_id: int, scanner_ids: set[int]) -> int:
    counts = db.session.execute(
        sa.select(Scan.scanner_id, sa.func.count())
        .where(Scan.conference_id == conference_id)
        .group_by(Scan.scanner_id)
    )
    return sum(count for scanner_id, count in counts if scanner_id in scanner_ids)
