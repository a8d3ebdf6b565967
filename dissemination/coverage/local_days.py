"""The day in Việt Nam of a stored moment, in SQL of either database."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class local_day(sa.sql.functions.FunctionElement[date]):  # noqa: N801  # reads as a function in SQL
    """`local_day(moment)`: Việt Nam has kept UTC+7 without summer time since 1975."""

    type = sa.Date()
    inherit_cache = True
    name = "local_day"


@compiles(local_day, "sqlite")
def _on_sqlite(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+7 hours')"


@compiles(local_day)
def _elsewhere(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"CAST(({moment}) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE)"
