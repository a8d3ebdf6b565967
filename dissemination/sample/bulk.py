"""Writing millions of rows: COPY on PostgreSQL, executemany on SQLite, a chunk at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dissemination.database import db

CHUNK: Final = 10_000
ROOM_KIBIBYTES: Final = 256 * 1024
Row = tuple[Any, ...]
_T = TypeVar("_T")


def insert(table: sa.Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write rows of these columns in the current transaction; how many there were.

    Other columns get their scalar defaults. Values are those of the model.
    """
    db.session.flush()
    connection = db.session.connection()
    defaults = _defaults(table, columns)
    bind = _binder(table, [*columns, *defaults], connection)
    beyond = tuple(defaults.values())
    put = _copy if connection.dialect.name == "postgresql" else _execute_many
    total = 0
    for chunk in chunks(rows, CHUNK):
        put(connection, table.name, [*columns, *defaults], [bind(row + beyond) for row in chunk])
        total += len(chunk)
    return total


@contextmanager
def roomy() -> Iterator[None]:
    """Within, SQLite keeps the indexes it fills in memory: millions of keys arrive in no order."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    before = db.session.scalar(sa.text("PRAGMA cache_size"))
    db.session.execute(sa.text(f"PRAGMA cache_size = -{ROOM_KIBIBYTES}"))
    yield
    db.session.execute(sa.text(f"PRAGMA cache_size = {before}"))


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of at most `size` items, holding one at a time."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


def next_id(table: sa.Table) -> int:
    """The first id above all that are in use."""
    return (db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0) + 1


def continue_ids(table: sa.Table) -> None:
    """Let the database number the next rows above those that were given their ids."""
    if db.engine.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        db.session.execute(sa.select(sa.func.setval(sequence, next_id(table), False)))


def _defaults(table: sa.Table, given: Sequence[str]) -> dict[str, Any]:
    return {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in given
        and isinstance(column.default, sa.ColumnDefault)
        and column.default.is_scalar
    }


def _binder(
    table: sa.Table, columns: Sequence[str], connection: Connection
) -> Callable[[Row], Row]:
    """A row as the driver takes it: enumerations by value, moments in UTC."""
    binds = []
    for place, name in enumerate(columns):
        kind = table.columns[name].type.dialect_impl(connection.dialect)
        if bind := kind.bind_processor(connection.dialect):
            binds.append((place, bind))

    def bound(row: Row) -> Row:
        values = list(row)
        for place, bind in binds:
            values[place] = bind(values[place])
        return tuple(values)

    return bound


def _execute_many(
    connection: Connection, table: str, columns: Sequence[str], rows: list[Row]
) -> None:
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: list[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
