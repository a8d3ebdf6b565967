"""The ledger's SQL: one statement per step, the same for one scan and for five hundred.

Written by hand for the driver, because this is the one place where building and unpacking
statements costs more than running them. Sets of values travel as one parameter: a JSON text on
SQLite, an array on PostgreSQL. Rows to write travel together too, as the marks of one statement to
SQLite, which else hands the interpreter to another thread at each, and as one JSON text to
PostgreSQL, where each would be a message.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from pydantic_core import to_json
from sqlalchemy.engine import Connection

from dissemination.checkin import tallies as tally_rules
from dissemination.checkin.models import Direction, ScanOutcome, Tally
from dissemination.conferences.models import ConferenceState, ElsewherePolicy, Standing

# Any number of our own: on PostgreSQL acts, and scans that name acts, wait for each other.
ACTS_LOCK = 7_306_002


class ScannerRow(NamedTuple):
    """A scanner, with what its conference allows."""

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


_STANDINGS = {standing.value: standing for standing in Standing}
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
    "act_id": "uuid",
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
_TALLY_COLUMNS = dict.fromkeys((*tally_rules.COUNTS, "point_id"), "int")

_ANY_SCANNER = (
    "SELECT s.id, s.token_hash, s.conference_id, s.point_id, c.state, c.elsewhere_policy,"
    " c.closed_at FROM scanners s JOIN conferences c ON c.id = s.conference_id WHERE "
)
_SCANNER = _ANY_SCANNER + "s.revoked_at IS NULL AND "
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
    "vouched_scanners": _ANY_SCANNER + "s.id @int",
    "stored": "SELECT id, outcome, delegate_id, first_scan_id, point_id FROM scans WHERE id @uuid",
    "passes": f"SELECT p.digits, p.revoked_at IS NOT NULL, {_DELEGATE} FROM passes p"
    " JOIN delegates d ON d.id = p.delegate_id JOIN points q ON q.id = d.point_id"
    " WHERE p.digits @text ORDER BY d.id @lock",
    "delegates": f"SELECT {_DELEGATE} FROM delegates d JOIN points q ON q.id = d.point_id"
    " WHERE d.id @int ORDER BY d.id @lock",
    "acts": "SELECT id, point_id, delegate_id FROM acts WHERE id @uuid",
    "replaced_at_door": "SELECT replaced_id FROM acts WHERE replaced_id @int",
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
    "insert_scans": f"INSERT INTO scans ({', '.join(_SCAN_COLUMNS)}) @scans",
    "put_attendances": f"INSERT INTO attendances ({', '.join(_ATTENDANCE_COLUMNS)}) @attendances"
    " ON CONFLICT (delegate_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in list(_ATTENDANCE_COLUMNS)[2:]),
}
_ADD_TALLIES = {
    "sqlite": "UPDATE tallies SET "
    + ", ".join(f"{name} = {name} + column{n}" for n, name in enumerate(tally_rules.COUNTS, 1))
    + f" FROM (@tallies) WHERE point_id = column{len(_TALLY_COLUMNS)}",
    "postgresql": "UPDATE tallies SET "
    + ", ".join(f"{name} = tallies.{name} + r.{name}" for name in tally_rules.COUNTS)
    + " FROM (@tallies) r WHERE tallies.point_id = r.point_id",
}


# Of SQLite's at most 32,766 marks in one statement; the texts of larger ones are not worth keeping.
ROWS_AT_ONCE = 100
_ROW_SETS = {"scans": _SCAN_COLUMNS, "attendances": _ATTENDANCE_COLUMNS, "tallies": _TALLY_COLUMNS}


def _for_sqlite(template: str) -> str:
    for kind in ("text", "int", "uuid"):
        template = template.replace(f"@{kind}", "IN (SELECT value FROM json_each(?))")
    for name, columns in _ROW_SETS.items():
        row = f"@row({', '.join('?' * len(columns))})@row"
        template = template.replace(f"@{name}", f"VALUES {row}")
    return template.replace("@lock", "")


def _for_postgresql(template: str) -> str:
    for kind in ("text", "int", "uuid"):
        template = template.replace(f"@{kind}", f"= ANY(%s::{kind}[])")
    for name, columns in _ROW_SETS.items():
        typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        rows = f"SELECT * FROM json_to_recordset(%s::json) AS r({typed})"
        template = template.replace(f"@{name}", rows)
    return template.replace("@lock", "FOR NO KEY UPDATE OF d")


_SQL = {
    dialect: {name: fill(template) for name, template in _TEMPLATES.items()}
    | {"add_tallies": fill(_ADD_TALLIES[dialect])}
    for dialect, fill in (("sqlite", _for_sqlite), ("postgresql", _for_postgresql))
}


# Every statement here finds a few rows by an index. PostgreSQL may have planned it while the table
# was empty, as scans are when a conference begins, and would read it all for the whole morning.
_LOOK_UP = "SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan"


class Statements:
    """The statements on one connection, within its transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.sql = _SQL[connection.dialect.name]
        self.cursor: Any = connection.connection.cursor()
        if not self.is_sqlite:
            self.cursor.execute(_LOOK_UP)

    def _select(self, name: str, values: Collection[Any]) -> list[Any]:
        if not values:
            return []
        listed = list(values)
        self.cursor.execute(self.sql[name], (json.dumps(listed) if self.is_sqlite else listed,))
        rows: list[Any] = self.cursor.fetchall()
        return rows

    def _write(self, name: str, columns: Mapping[str, str], rows: list[tuple[Any, ...]]) -> int:
        """Write the rows; how many the statement touched."""
        if not self.is_sqlite:
            objects = [dict(zip(columns, row, strict=True)) for row in rows]
            self.cursor.execute(self.sql[name], (to_json(objects).decode(),))
            return int(self.cursor.rowcount)
        touched = 0
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            self.cursor.execute(_with_rows(self.sql[name], len(some)), [*chain(*some)])
            touched += self.cursor.rowcount
        return touched

    def moment(self, value: datetime) -> str:
        """A moment as the columns of `UtcDateTime` hold it."""
        text = value.astimezone(UTC).isoformat(" ", "microseconds")
        return text.removesuffix("+00:00") if self.is_sqlite else text

    def scanners(
        self, tokens: Collection[str], ids: Collection[int], vouched: Collection[int] = ()
    ) -> Iterator[ScannerRow]:
        """Scanners that were not revoked, and those that somebody vouches for."""
        for *known, state, policy, closed_at in (
            *self._select("scanners_by_token", tokens),
            *self._select("scanners_by_id", ids),
            *self._select("vouched_scanners", vouched),
        ):
            closed = _moment(closed_at) if closed_at else None
            yield ScannerRow._make(
                (*known, ConferenceState(state), ElsewherePolicy(policy), closed)
            )

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

    def acts(self, ids: Collection[str]) -> Iterator[tuple[str, int, int | None]]:
        """(id, point, person added) of the acts that have come.

        None comes from elsewhere until the commit: it would not see the scans that wait for it.
        """
        if ids and not self.is_sqlite:
            self.cursor.execute("SELECT pg_advisory_xact_lock(%s)", (ACTS_LOCK,))
        for key, point_id, delegate_id in self._select("acts", ids):
            yield _key(key), point_id, delegate_id

    def replaced_at_door(self, delegate_ids: Collection[int]) -> set[int]:
        """Those of the delegates in whose place a scanner recorded another."""
        return {row[0] for row in self._select("replaced_at_door", delegate_ids)}

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

    def insert_scans(self, rows: list[tuple[Any, ...]]) -> None:
        """Rows in the order of `SCAN_COLUMNS`, moments as `moment` writes them."""
        self._write("insert_scans", _SCAN_COLUMNS, rows)

    def put_attendances(self, rows: list[tuple[Any, ...]], gone: list[int]) -> None:
        """Write the attendance of those who came; forget those whose every scan was undone."""
        if rows:
            self._write("put_attendances", _ATTENDANCE_COLUMNS, rows)
        if gone:
            self.cursor.execute(self.sql["forget"], (json.dumps(gone) if self.is_sqlite else gone,))

    def add_to_tallies(self, differences: dict[int, dict[str, int]]) -> None:
        """Add differences to the counts of points; a point that has none yet is counted whole."""
        ids = sorted(differences)
        if not self.is_sqlite:
            self._select("lock_tallies", ids)
        rows = [(*differences[point_id].values(), point_id) for point_id in ids]
        if self._write("add_tallies", _TALLY_COLUMNS, rows) == len(rows):
            return
        missing = sorted(set(ids) - self.tallies(ids).keys())
        counted = list(tally_rules.counted(self.connection, missing))
        self.connection.execute(sa.insert(Tally), counted)


@cache
def _with_rows(template: str, count: int) -> str:
    """A statement that writes one row as one that writes many; `@row` stands for a row's marks."""
    before, row, after = template.split("@row")
    return before + ", ".join([row] * count) + after


def _key(value: Any) -> Any:  # noqa: ANN401 - what the driver gives
    """A scan's id as 32 hex digits, as SQLite stores it; None stays None."""
    return value.hex if isinstance(value, UUID) else value


def _moment(value: str | datetime) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def _delegate(row: Sequence[Any]) -> DelegateRow:
    *before, standing, excused_reason, point_name = row
    return DelegateRow._make((*before, _STANDINGS[standing], excused_reason, point_name))


def _history(row: Sequence[Any]) -> HistoryRow:
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
