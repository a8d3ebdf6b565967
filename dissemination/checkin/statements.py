"""The ledger's SQL: one statement per step, the same for one scan and for five hundred.

Written by hand for the driver, because this is the one place where building and unpacking
statements costs more than running them. Sets of values travel as one parameter: a JSON text on
SQLite, an array on PostgreSQL; rows to write travel as JSON on both.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.engine import Connection

from dissemination.checkin import tallies as tally_rules
from dissemination.checkin.models import Direction, ScanOutcome, Tally
from dissemination.conferences.models import ConferenceState, ElsewherePolicy, Standing


class ScannerRow(NamedTuple):
    """A scanner that was not revoked, with what its conference allows."""

    id: int
    token_hash: str | None
    conference_id: int
    point_id: int
    state: ConferenceState
    policy: ElsewherePolicy
    closed_at: datetime | None


class StoredRow(NamedTuple):
    """A scan stored earlier, as far as its answer needs it. Ids are 32 hex digits."""

    id: str
    outcome: ScanOutcome
    delegate_id: int | None
    first_scan_id: str | None
    point_id: int


class DelegateRow(NamedTuple):
    """A delegate with his point."""

    id: int
    conference_id: int
    point_id: int
    name: str
    position: str
    unit_name: str
    seat: str
    category: str
    standing: Standing
    excused_reason: str | None
    point_name: str


class HistoryRow(NamedTuple):
    """A counted scan of a delegate, or an undo that came before its scan (no delegate)."""

    id: str
    delegate_id: int | None
    point_id: int
    scanner_id: int
    direction: Direction
    at: datetime
    undoes: str | None
    offline: bool


class FirstScanRow(NamedTuple):
    """The arrival that an `already_admitted` names."""

    id: str
    at: datetime
    point_id: int
    point_name: str
    scanner_name: str


_SCAN_COLUMNS = {
    "id": "uuid",
    "scanner_id": "int",
    "conference_id": "int",
    "point_id": "int",
    "delegate_id": "int",
    "seq": "int",
    "digits": "text",
    "citizen_hash": "text",
    "direction": "text",
    "undoes": "uuid",
    "reason": "text",
    "method": "text",
    "offline": "bool",
    "scanned_at": "timestamptz",
    "corrected_at": "timestamptz",
    "received_at": "timestamptz",
    "outcome": "text",
    "counted": "bool",
    "first_scan_id": "uuid",
}
_ATTENDANCE_COLUMNS = {
    "delegate_id": "int",
    "conference_id": "int",
    "point_id": "int",
    "presence": "text",
    "arrived_at": "timestamptz",
    "left_at": "timestamptz",
    "first_scan_id": "uuid",
    "in_conflict": "bool",
}
_TALLY_COLUMNS = dict.fromkeys(("point_id", *tally_rules.COUNTS), "int")

_SCANNER = (
    "SELECT s.id, s.token_hash, s.conference_id, s.point_id, c.state, c.elsewhere_policy,"
    " c.closed_at FROM scanners s JOIN conferences c ON c.id = s.conference_id"
    " WHERE s.revoked_at IS NULL AND "
)
_DELEGATE = (
    "d.id, d.conference_id, d.point_id, d.name, d.position, d.unit_name, d.seat, d.category,"
    " d.standing, d.excused_reason, q.name"
)
_HISTORY = (
    "SELECT id, delegate_id, point_id, scanner_id, direction, corrected_at, undoes, offline"
    " FROM scans WHERE counted AND "
)
# Delegates are locked in one order by all, so that on PostgreSQL none waits for the other in turn.
_TEMPLATES = {
    "scanners_by_token": _SCANNER + "s.token_hash @text",
    "scanners_by_id": _SCANNER + "s.id @int",
    "stored": "SELECT id, outcome, delegate_id, first_scan_id, point_id FROM scans WHERE id @uuid",
    "passes": f"SELECT p.digits, p.revoked_at IS NOT NULL, {_DELEGATE} FROM passes p"
    " JOIN delegates d ON d.id = p.delegate_id JOIN points q ON q.id = d.point_id"
    " WHERE p.digits @text ORDER BY d.id @lock",
    "delegates": f"SELECT {_DELEGATE} FROM delegates d JOIN points q ON q.id = d.point_id"
    " WHERE d.id @int ORDER BY d.id @lock",
    "citizens": "SELECT id, conference_id, citizen_hash FROM delegates WHERE citizen_hash @text"
    " ORDER BY id",
    "counted": _HISTORY + "delegate_id @int",
    "undos": _HISTORY + "undoes @uuid",
    "first_scans": "SELECT s.id, s.corrected_at, s.point_id, q.name, c.name FROM scans s"
    " JOIN points q ON q.id = s.point_id JOIN scanners c ON c.id = s.scanner_id WHERE s.id @uuid",
    "substitutes": "SELECT substitute_for_id, name FROM delegates WHERE substitute_for_id @int",
    "tallies": "SELECT point_id, expected, present FROM tallies WHERE point_id @int",
    "lock_tallies": "SELECT point_id FROM tallies WHERE point_id @int ORDER BY point_id FOR UPDATE",
    "forget": "DELETE FROM attendances WHERE delegate_id @int",
    "insert_scans": f"INSERT INTO scans ({', '.join(_SCAN_COLUMNS)}) SELECT * FROM @scans",
    "put_attendances": f"INSERT INTO attendances ({', '.join(_ATTENDANCE_COLUMNS)})"
    " SELECT * FROM @attendances WHERE true ON CONFLICT (delegate_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in list(_ATTENDANCE_COLUMNS)[2:]),
    "add_tallies": "UPDATE tallies SET "
    + ", ".join(f"{name} = tallies.{name} + r.{name}" for name in tally_rules.COUNTS)
    + " FROM @tallies r WHERE tallies.point_id = r.point_id",
}


def _sqlite_rows(columns: Mapping[str, str]) -> str:
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {picked} FROM json_each(?))"


def _postgresql_rows(columns: Mapping[str, str], name: str) -> str:
    typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    return f"(SELECT * FROM json_to_recordset(%s::json) AS {name}({typed}))"


_ROW_SETS = {"scans": _SCAN_COLUMNS, "attendances": _ATTENDANCE_COLUMNS, "tallies": _TALLY_COLUMNS}


def _for_sqlite(template: str) -> str:
    for kind in ("text", "int", "uuid"):
        template = template.replace(f"@{kind}", "IN (SELECT value FROM json_each(?))")
    for name, columns in _ROW_SETS.items():
        template = template.replace(f"@{name}", _sqlite_rows(columns))
    return template.replace("@lock", "")


def _for_postgresql(template: str) -> str:
    for kind in ("text", "int", "uuid"):
        template = template.replace(f"@{kind}", f"= ANY(%s::{kind}[])")
    for name, columns in _ROW_SETS.items():
        template = template.replace(f"@{name}", _postgresql_rows(columns, "j") + " AS x")
    return template.replace("AS x r ", "AS r ").replace("@lock", "FOR NO KEY UPDATE OF d")


_SQL = {
    "sqlite": {name: _for_sqlite(template) for name, template in _TEMPLATES.items()},
    "postgresql": {name: _for_postgresql(template) for name, template in _TEMPLATES.items()},
}


class Statements:
    """The statements on one connection, within its transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.sql = _SQL[connection.dialect.name]
        self.cursor: Any = connection.connection.cursor()

    def _select(self, name: str, values: Collection[Any]) -> list[Any]:
        if not values:
            return []
        listed = list(values)
        self.cursor.execute(self.sql[name], (json.dumps(listed) if self.is_sqlite else listed,))
        rows: list[Any] = self.cursor.fetchall()
        return rows

    def _write(self, name: str, rows: list[dict[str, Any]]) -> int:
        text = json.dumps(rows, default=self._plain)
        self.cursor.execute(self.sql[name], (text,))
        count: int = self.cursor.rowcount
        return count

    def _plain(self, value: object) -> str:
        """Moments and ids as the columns of SQLAlchemy's types hold them."""
        if isinstance(value, datetime):
            moment = value.astimezone(UTC)
            if self.is_sqlite:
                return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
            return moment.isoformat()
        if isinstance(value, UUID):
            return value.hex
        raise TypeError(value)

    def scanners(self, tokens: Collection[str], ids: Collection[int]) -> Iterator[ScannerRow]:
        """Scanners that were not revoked."""
        rows = self._select("scanners_by_token", tokens) + self._select("scanners_by_id", ids)
        for *card, state, policy, closed_at in rows:
            closed = _moment(closed_at) if closed_at else None
            yield ScannerRow(*card, ConferenceState(state), ElsewherePolicy(policy), closed)

    def stored(self, ids: Collection[str]) -> Iterator[StoredRow]:
        """Those of the scans that are stored already."""
        for key, outcome, delegate_id, first, point_id in self._select("stored", ids):
            yield StoredRow(_key(key), ScanOutcome(outcome), delegate_id, _key(first), point_id)

    def passes(self, digits: Collection[str]) -> Iterator[tuple[str, bool, DelegateRow]]:
        """Digits, whether revoked, and the delegate, who is locked until the commit."""
        for shown, revoked, *delegate in self._select("passes", digits):
            yield shown, bool(revoked), _delegate(delegate)

    def delegates(self, ids: Collection[int]) -> Iterator[DelegateRow]:
        """Delegates, locked until the commit."""
        return (_delegate(row) for row in self._select("delegates", ids))

    def citizens(self, hashes: Collection[str]) -> list[tuple[int, int, str]]:
        """(delegate, conference, hash) of those whose card was listed."""
        return self._select("citizens", hashes)

    def counted(self, delegate_ids: Collection[int]) -> Iterator[HistoryRow]:
        """Every counted scan of these delegates."""
        return (_history(row) for row in self._select("counted", delegate_ids))

    def undos_of(self, ids: Collection[str]) -> Iterator[HistoryRow]:
        """Undos that name one of these scans."""
        return (_history(row) for row in self._select("undos", ids))

    def first_scans(self, ids: Collection[str]) -> dict[str, FirstScanRow]:
        rows = self._select("first_scans", ids)
        return {_key(row[0]): FirstScanRow(_key(row[0]), _moment(row[1]), *row[2:]) for row in rows}

    def substitutes(self, delegate_ids: Collection[int]) -> dict[int, str]:
        """Who goes instead, by the delegate replaced."""
        return dict(self._select("substitutes", delegate_ids))

    def tallies(self, point_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """(expected, present) by point."""
        rows = self._select("tallies", point_ids)
        return {point_id: (expected, present) for point_id, expected, present in rows}

    def insert_scans(self, rows: list[dict[str, Any]]) -> None:
        self._write("insert_scans", rows)

    def put_attendances(self, rows: list[dict[str, Any]], gone: list[int]) -> None:
        """Write the attendance of those who came; forget those whose every scan was undone."""
        if rows:
            self._write("put_attendances", rows)
        if gone:
            self.cursor.execute(
                self.sql["forget"], (json.dumps(gone) if self.is_sqlite else gone,)
            )

    def add_to_tallies(self, rows: list[dict[str, Any]]) -> None:
        """Add differences to the counts of points; a point that has none yet is counted whole."""
        ids = [row["point_id"] for row in rows]
        if not self.is_sqlite:
            self._select("lock_tallies", ids)
        if self._write("add_tallies", rows) == len(rows):
            return
        missing = sorted(set(ids) - self.tallies(ids).keys())
        counted = list(tally_rules.counted(self.connection, missing))
        self.connection.execute(Tally.__table__.insert(), counted)  # type: ignore[attr-defined]


def _key(value: Any) -> Any:
    """A scan's id as 32 hex digits, as SQLite stores it; None stays None."""
    return value.hex if isinstance(value, UUID) else value


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    moment: datetime = value
    return moment


def _delegate(row: Any) -> DelegateRow:
    found = DelegateRow(*row)
    return found._replace(standing=Standing(found.standing))


def _history(row: Any) -> HistoryRow:
    key, delegate_id, point_id, scanner_id, direction, at, undoes, offline = row
    return HistoryRow(
        _key(key),
        delegate_id,
        point_id,
        scanner_id,
        Direction(direction),
        _moment(at),
        _key(undoes),
        bool(offline),
    )
