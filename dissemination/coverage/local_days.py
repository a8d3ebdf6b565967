"""Whether a stored moment lies on or before a day in Việt Nam, in SQL of either database."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class by_end_of(sa.sql.functions.FunctionElement[bool]):  # noqa: N801  # reads as a function in SQL
    """`by_end_of(day, moment)`: Việt Nam's days end at 17:00 UTC, without summer time since 1975."""

    type = sa.Boolean()
    inherit_cache = True
    name = "by_end_of"


@compiles(by_end_of, "sqlite")
def _on_sqlite(element: by_end_of, compiler: SQLCompiler, **options: Any) -> str:
    """Both are text there; that is compared many times faster than dates are reckoned."""
    day, moment = (compiler.process(one, **options) for one in element.clauses)
    return f"({moment} < {day} || ' 17:00')"


@compiles(by_end_of)
def _elsewhere(element: by_end_of, compiler: SQLCompiler, **options: Any) -> str:
    day, moment = (compiler.process(one, **options) for one in element.clauses)
    return f"({moment} < ({day} + TIME '17:00') AT TIME ZONE 'UTC')"
