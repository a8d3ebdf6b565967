"""The ledger's SQL, one statement per step, the same for one scan and for five hundred."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from dissemination.checkin import tallies as tally_rules
from dissemination.checkin.models import Attendance, Scan, Scanner, Tally
from dissemination.conferences.models import Conference, Delegate, Pass, Point
from dissemination.units.models import Unit

# SQLite takes 32,766 parameters a statement; a scan has 19 columns.
CHUNK = 1_000

_SCANNERS = (
    sa.select(
        Scanner.id,
        Scanner.token_hash,
        Scanner.conference_id,
        Scanner.point_id,
        Conference.state,
        Conference.elsewhere_policy,
        Conference.closed_at,
    )
    .join(Conference, Conference.id == Scanner.conference_id)
    .where(Scanner.revoked_at.is_(None))
)
_BY_TOKEN = _SCANNERS.where(Scanner.token_hash.in_(sa.bindparam("values", expanding=True)))
_BY_ID = _SCANNERS.where(Scanner.id.in_(sa.bindparam("values", expanding=True)))

_STORED = sa.select(
    Scan.id, Scan.outcome, Scan.delegate_id, Scan.first_scan_id, Scan.point_id
).where(Scan.id.in_(sa.bindparam("values", expanding=True)))

_PASSES = sa.select(Pass.digits, Pass.delegate_id, Pass.revoked_at).where(
    Pass.digits.in_(sa.bindparam("values", expanding=True))
)
_CITIZENS = (
    sa.select(Delegate.id, Delegate.conference_id, Delegate.citizen_hash)
    .where(Delegate.citizen_hash.in_(sa.bindparam("values", expanding=True)))
    .order_by(Delegate.id)
)
_DELEGATES = (
    sa.select(
        Delegate.id,
        Delegate.conference_id,
        Delegate.point_id,
        Delegate.name,
        Delegate.position,
        Delegate.unit_name,
        Delegate.seat,
        Delegate.category,
        Delegate.standing,
        Delegate.excused_reason,
        Point.name.label("point_name"),
    )
    .join(Point, Point.id == Delegate.point_id)
    .where(Delegate.id.in_(sa.bindparam("values", expanding=True)))
    .order_by(Delegate.id)  # one order for all who lock, so that none waits for the other
)
_DELEGATES_LOCKED = _DELEGATES.with_for_update(key_share=True, of=Delegate.__table__)

_HISTORY = sa.select(
    Scan.id,
    Scan.delegate_id,
    Scan.point_id,
    Scan.scanner_id,
    Scan.direction,
    Scan.corrected_at,
    Scan.undoes,
    Scan.offline,
)
_COUNTED = _HISTORY.where(
    Scan.delegate_id.in_(sa.bindparam("values", expanding=True)), Scan.counted
)
_UNDOS = _HISTORY.where(Scan.undoes.in_(sa.bindparam("values", expanding=True)), Scan.counted)

_FIRST_SCANS = (
    sa.select(
        Scan.id,
        Scan.corrected_at,
        Scan.point_id,
        Point.name.label("point_name"),
        Scanner.name.label("scanner_name"),
    )
    .join(Point, Point.id == Scan.point_id)
    .join(Scanner, Scanner.id == Scan.scanner_id)
    .where(Scan.id.in_(sa.bindparam("values", expanding=True)))
)
_SUBSTITUTES = sa.select(Delegate.substitute_for_id, Delegate.name).where(
    Delegate.substitute_for_id.in_(sa.bindparam("values", expanding=True))
)
_TALLIES = sa.select(Tally.point_id, Tally.expected, Tally.present).where(
    Tally.point_id.in_(sa.bindparam("values", expanding=True))
)


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _rows(
    connection: Connection, query: sa.Select[Any], values: Iterable[Any]
) -> Iterator[Row[Any]]:
    for chunk in _chunks(values):
        yield from connection.execute(query, {"values": chunk})


def scanners(
    connection: Connection, tokens: Collection[str], ids: Collection[int]
) -> Iterator[Row[Any]]:
    """Scanners that were not revoked, with what their conference allows."""
    yield from _rows(connection, _BY_TOKEN, tokens)
    yield from _rows(connection, _BY_ID, ids)


def scans_by_id(connection: Connection, ids: Collection[UUID]) -> Iterator[Row[Any]]:
    return _rows(connection, _STORED, ids)


def passes(connection: Connection, digits: Collection[str]) -> Iterator[Row[Any]]:
    return _rows(connection, _PASSES, digits)


def citizens(connection: Connection, hashes: Collection[str]) -> Iterator[Row[Any]]:
    return _rows(connection, _CITIZENS, hashes)


def delegates(connection: Connection, ids: Collection[int], *, lock: bool) -> Iterator[Row[Any]]:
    """Delegates with their point; PostgreSQL holds them until the commit, SQLite holds all."""
    return _rows(connection, _DELEGATES_LOCKED if lock else _DELEGATES, sorted(ids))


def counted_scans(connection: Connection, delegate_ids: Collection[int]) -> Iterator[Row[Any]]:
    return _rows(connection, _COUNTED, delegate_ids)


def undos_of(connection: Connection, ids: Collection[UUID]) -> Iterator[Row[Any]]:
    """Undos that name one of these scans."""
    return _rows(connection, _UNDOS, ids)


def first_scans(connection: Connection, ids: Collection[UUID]) -> Iterator[Row[Any]]:
    return _rows(connection, _FIRST_SCANS, ids)


def substitutes(connection: Connection, delegate_ids: Collection[int]) -> dict[int, str]:
    """Who goes instead, by the delegate replaced."""
    rows = _rows(connection, _SUBSTITUTES, delegate_ids)
    return {row.substitute_for_id: row.name for row in rows}


def tallies(connection: Connection, point_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """(expected, present) by point."""
    rows = _rows(connection, _TALLIES, point_ids)
    return {row.point_id: (row.expected, row.present) for row in rows}


def insert_scans(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(sa.insert(Scan.__table__), rows)


def put_attendances(connection: Connection, rows: list[dict[str, Any]], gone: list[int]) -> None:
    """Write the attendance of those who came, and forget those whose every scan was undone."""
    if rows:
        connection.execute(_upsert_attendance(connection), rows)
    for chunk in _chunks(gone):
        connection.execute(sa.delete(Attendance).where(Attendance.delegate_id.in_(chunk)))


def add_to_tallies(
    connection: Connection, differences: dict[tuple[int, int], dict[str, int]]
) -> None:
    """Add to the counts of each point, in one order for all who write."""
    for (point_id, _conference), change in sorted(differences.items()):
        values = {name: getattr(Tally, name) + by for name, by in change.items() if by}
        if not values:
            continue
        update = sa.update(Tally).where(Tally.point_id == point_id).values(values)
        if connection.execute(update).rowcount == 0:
            rows = list(tally_rules.counted(connection, [point_id]))
            connection.execute(sa.insert(Tally), rows)


def _upsert_attendance(connection: Connection) -> Any:
    return _UPSERTS[connection.dialect.name]


def _attendance_upsert(dialect: Any) -> Any:
    statement = dialect.insert(Attendance.__table__)
    changing = ("point_id", "presence", "arrived_at", "left_at", "first_scan_id", "in_conflict")
    return statement.on_conflict_do_update(
        index_elements=["delegate_id"],
        set_={name: getattr(statement.excluded, name) for name in changing},
    )


_UPSERTS = {"sqlite": _attendance_upsert(sqlite), "postgresql": _attendance_upsert(postgresql)}

_SCANNER_CARD = (
    sa.select(
        Scanner.id,
        Scanner.name,
        Scanner.conference_id,
        Scanner.point_id,
        Conference.title,
        Conference.held_on,
        Conference.state,
        Conference.elsewhere_policy,
        Point.name.label("point_name"),
        Point.roster_revision,
        Point.roster_floor,
        Unit.code.label("unit_code"),
    )
    .join(Conference, Conference.id == Scanner.conference_id)
    .join(Point, Point.id == Scanner.point_id)
    .join(Unit, Unit.id == Point.unit_id)
    .where(Scanner.token_hash == sa.bindparam("token_hash"), Scanner.revoked_at.is_(None))
)


def scanner_card(connection: Any, token_hash: str) -> Row[Any] | None:
    """Who a device is, where it stands and what its roster's revision is; None: nobody."""
    row: Row[Any] | None = connection.execute(
        _SCANNER_CARD, {"token_hash": token_hash}
    ).one_or_none()
    return row
