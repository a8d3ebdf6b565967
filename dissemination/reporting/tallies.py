"""The rates of many obligations, counted where they lie; what each means says `rates.py`."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

import sqlalchemy as sa

from dissemination.database import by_end_of, db
from dissemination.reporting import lists, rates
from dissemination.reporting.lists import Wanted
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.rates import Rate, Tally

_Count = sa.ColumnElement[int]
_FIRST: Final = Obligation.first_submitted_at
_ACCEPTED: Final = Obligation.accepted_submitted_at
_NOBODY: Final = Tally(*(Rate(0, 0) for _ in range(3)))


def tally(wanted: Wanted, today: date) -> Tally:
    """The rates of a list, whatever state it is narrowed to."""
    whole = replace(wanted, stands="")
    query = sa.select(*_counts()).select_from(Obligation).join(ReportingPeriod)
    narrowed = query.where(_is_obliged(), *lists.conditions(whole, today))
    return _tally(*db.session.execute(narrowed).one())


def tallies(period_ids: Collection[int]) -> dict[int, Tally]:
    """The rates of periods, by their id."""
    query = (
        sa.select(Obligation.period_id, *_counts())
        .where(Obligation.period_id.in_(period_ids), _is_obliged())
        .group_by(Obligation.period_id)
    )
    found = {period_id: _tally(*counts) for period_id, *counts in db.session.execute(query)}
    return {period_id: found.get(period_id, _NOBODY) for period_id in period_ids}


def _tally(obliged: int, submitted: int, accepted: int, on_time: int | None) -> Tally:
    """Of four counts; a sum over nothing is none."""
    return Tally(Rate(submitted, obliged), Rate(accepted, obliged), Rate(on_time or 0, obliged))


def _counts() -> tuple[_Count, _Count, _Count, _Count]:
    return (
        sa.func.count().label("obliged"),
        sa.func.count(_FIRST).label("submitted"),
        sa.func.count(_ACCEPTED).label("accepted"),
        sa.func.sum(sa.case((_is_on_time(), 1), else_=0)).label("on_time"),
    )


def _is_obliged() -> sa.ColumnElement[bool]:
    return Obligation.state.not_in(rates.EXCUSED)


def _is_on_time() -> sa.ColumnElement[bool]:
    """As `rates.is_on_time` says it of one."""
    came_in_time = by_end_of(Obligation.due_on, _ACCEPTED)
    first_in_time = by_end_of(Obligation.due_on, _FIRST)
    mended_in_time = by_end_of(Obligation.grace_until, _ACCEPTED)
    return sa.and_(
        _ACCEPTED.is_not(None),
        _FIRST.is_not(None),
        sa.or_(came_in_time, sa.and_(first_in_time, mended_in_time)),
    )
