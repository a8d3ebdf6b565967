"""Counting once more, in SQL that knows neither models nor rates."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

# The day of a moment in Việt Nam.
LOCAL_DAY = {
    "sqlite": "date({0}, '+7 hours')",
    "postgresql": "({0} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
}


def tiles(page: str) -> list[int]:
    """The figures in large: n, N, n, N …"""
    found = re.findall(r'figure">([\d.]+)<span class="of">/([\d.]+)', page)
    return [int(figure.replace(".", "")) for pair in found for figure in pair]


def recount(session: scoped_session[Session], sql: str, **named: Any) -> list[Any]:
    """The one row of a query; in it `d(x)` is the day of a moment, and a tuple fills an IN."""
    day = LOCAL_DAY[session.get_bind().dialect.name]
    query = sa.text(re.sub(r"\bd\(([a-z_.]+)\)", lambda found: day.format(found[1]), sql))
    lists = [key for key, value in named.items() if isinstance(value, tuple)]
    query = query.bindparams(*(sa.bindparam(key, expanding=True) for key in lists))
    return list(session.execute(query, named).one())
