"""The declarative base, the session, and what SQLite needs to serve many processes safely.

Writers on SQLite begin with BEGIN IMMEDIATE and wait for their turn on a lock file: the kernel
wakes waiters in order and at once, where SQLite's own busy handler sleeps and lets some starve.
SQLite's lock remains the guard; the turn only makes waiting fair.
"""

import enum
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

SQLITE_BUSY_MILLISECONDS = 30_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC with microseconds; naive values are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class by_end_of(FunctionElement[bool]):  # noqa: N801  # reads like a function of SQL, which it is
    """`by_end_of(day, moment)`: whether a stored moment lies on or before a day in Việt Nam.

    Its days end at 17:00 UTC: the zone has kept UTC+7, without summer time, since 1975.
    """

    type = sa.Boolean()
    inherit_cache = True


@compiles(by_end_of, "sqlite")
def _by_end_of_in_sqlite(element: by_end_of, compiler: SQLCompiler, **more: Any) -> str:
    """Both are text there; that is compared many times faster than dates are reckoned."""
    day, moment = (compiler.process(one, **more) for one in element.clauses)
    return f"({moment} < {day} || ' 17:00')"


@compiles(by_end_of, "postgresql")
def _by_end_of_in_postgres(element: by_end_of, compiler: SQLCompiler, **more: Any) -> str:
    day, moment = (compiler.process(one, **more) for one in element.clauses)
    return f"({moment} < ({day} + TIME '17:00') AT TIME ZONE 'UTC')"


class among(FunctionElement[bool]):  # noqa: N801  # reads like a function of SQL, which it is
    """`among(column, "[1, 2]")`: whether a number is one of a JSON list, however long.

    It is one parameter. A thousand would be compared one by one by PostgreSQL, for each row anew, as
    soon as it keeps the statement's plan.
    """

    type = sa.Boolean()
    inherit_cache = True


@compiles(among, "sqlite")
def _among_in_sqlite(element: among, compiler: SQLCompiler, **more: Any) -> str:
    number, some = (compiler.process(one, **more) for one in element.clauses)
    return f"({number} IN (SELECT value FROM json_each({some})))"


@compiles(among, "postgresql")
def _among_in_postgres(element: among, compiler: SQLCompiler, **more: Any) -> str:
    number, some = (compiler.process(one, **more) for one in element.clauses)
    each = f"json_array_elements_text(CAST({some} AS JSON))"
    return f"({number} IN (SELECT CAST({each} AS INTEGER)))"


def sortable(length: int) -> sa.types.TypeEngine[str]:
    """Text that both databases order byte by byte, as `text.sort_key` and `search_key` expect.

    PostgreSQL would else follow the rules of whatever language its server was set up in.
    """
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _stored_values(members: type[enum.Enum]) -> list[str]:
    return [member.value for member in members]


class Base(DeclarativeBase):
    """Every model's base: named constraints and one way to store each kind of value."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime,
            enum.Enum: sa.Enum(
                enum.Enum, native_enum=False, length=32, values_callable=_stored_values
            ),
            dict[str, Any]: sa.JSON,
            list[int]: sa.JSON,
            list[str]: sa.JSON,
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Within, transactions do not ask SQLite for the right to write."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Within, transactions write, whatever the request around them does."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def read_only(*, enabled: bool) -> None:
    """Say for the rest of this context whether transactions only read."""
    _reading.set(enabled)


# Which thread holds which turn: to refuse, not hang, when one would wait for itself.
_turns: dict[int, int] = {}


def prepare_engine(engine: Engine) -> None:
    """Give an engine durable, concurrent SQLite, or PostgreSQL without its compiler."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _configure_postgres)
        return
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_turn)


def _configure_postgres(connection: DBAPIConnection, _record: object) -> None:
    """PostgreSQL would compile a board's statement anew each time: 2 s for what then runs 0.3 s."""
    connection.cursor().execute("SET jit = off")
    connection.commit()


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout = {SQLITE_BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        # Pages that many commits wrote go to the file once; the journal may hold 32 MB meanwhile.
        "wal_autocheckpoint = 8000",
        "foreign_keys = ON",
        "cache_size = -16000",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("BEGIN")
        return
    _take_turn(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _take_turn(connection: Connection) -> None:
    """Wait until no other connection of any process writes; `_end_turn` lets the next go."""
    path = connection.engine.url.database
    if not path or path == ":memory:" or "turn" in connection.info:
        return
    if threading.get_ident() in _turns.values():
        raise RuntimeError(
            "this thread already writes on another connection: it would wait for itself"
        )
    descriptor = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    connection.info["turn"] = descriptor
    _turns[descriptor] = threading.get_ident()


def _end_turn(_connection: object, record: ConnectionPoolEntry) -> None:
    descriptor = record.info.pop("turn", None)
    if descriptor is not None:
        _turns.pop(descriptor, None)
        os.close(descriptor)
