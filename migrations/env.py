"""Run migrations in the application's own database, one transaction each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeEngine

from dissemination.database import UtcDateTime, db

QUEUE_TABLES = {"kv", "schedule", "task", "counter"}


def include_object(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Huey looks after its own tables."""
    return not (kind == "table" and name and (name in QUEUE_TABLES or name.startswith("huey_")))


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations name plain SQLAlchemy types, so that they never change with our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item.__class__.__name__ == "AsaList":
        return "sa.Text()"
    if kind == "type" and isinstance(item, TypeEngine) and item.__class__.__name__ == "Enum":
        return f"sa.String({item.length})"  # type: ignore[attr-defined]
    return False


@contextmanager
def references_unchecked(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; with checks on, that would orphan what points at it.

    Checked whole before the end, since the pragma works only outside a transaction.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"the migration left rows that point at nothing: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


with db.engine.connect() as connection, references_unchecked(connection):
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        include_object=include_object,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
