"""Reading how the rates of a directive went: two statements for reports, three for briefings."""

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

import sqlalchemy as sa

from dissemination.coverage import heat, heat_columns, heat_grid
from dissemination.coverage.heat import Period, PeriodSum
from dissemination.coverage.heat_scope import Scope, every_unit, opened
from dissemination.coverage.trend import (
    Event,
    Month,
    PeriodPoint,
    RegimeTrend,
    month_ends,
    months,
    verified_on,
)
from dissemination.database import db
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_models import BriefingEntry, BriefingStep, OnwardBriefing
from dissemination.reporting.models import Obligation
from dissemination.reporting.rates import Rate
from dissemination.units.models import UnitVersion

# A year of months: more points make a line no clearer, and the address asks for all when wanted.
MOST_PERIODS: Final = 12
# Nothing else makes a briefing verified, or takes it back: see plans/briefing_lifecycle.py.
_TURNS: Final = (BriefingStep.VERIFY, BriefingStep.CORRECT)


def reports(whole: Scope, most: int | None = MOST_PERIODS) -> list[RegimeTrend]:
    """Each regime's last periods with their three rates over the units of a scope."""
    every = opened(whole)
    shown = heat.last_of_each_regime(every, most) if most else every
    sums = period_sums(whole, [period.id for period in shown])
    return [_trend(regime_id, every, shown, sums) for regime_id in _regimes(shown)]


def _regimes(shown: Sequence[Period]) -> list[int]:
    return list(dict.fromkeys(period.regime_id for period in shown))


def _trend(
    regime_id: int,
    every: Sequence[Period],
    shown: Sequence[Period],
    sums: dict[int, PeriodSum],
) -> RegimeTrend:
    own = [period for period in shown if period.regime_id == regime_id]
    points = tuple(PeriodPoint(period, sums.get(period.id, _NOBODY)) for period in own)
    total = sum(period.regime_id == regime_id for period in every)
    return RegimeTrend(regime_id, own[0].regime, points, total - len(own))


_NOBODY: Final = PeriodSum(Rate(0, 0), Rate(0, 0), Rate(0, 0))


def period_sums(whole: Scope, period_ids: Sequence[int]) -> dict[int, PeriodSum]:
    """The rates of these periods over the units of a scope, whether they still stand or have ended."""
    cell = heat_columns.filed(whole.as_of, Obligation).label("cell")
    owed = sa.select(Obligation.period_id, cell).where(Obligation.period_id.in_(period_ids))
    if whole.is_narrowed:
        owed = owed.where(Obligation.unit_id.in_(every_unit(whole)))
    cells = owed.cte("cells").prefix_with("MATERIALIZED").c
    words = (heat.OBLIGED, heat.CAME, heat.TAKEN, heat.TIMELY)
    query = sa.select(
        cells.period_id, *(heat_grid.count(heat_grid.says(cells.cell, w)) for w in words)
    ).group_by(cells.period_id)
    return {
        period_id: PeriodSum(Rate(came, of), Rate(taken, of), Rate(timely, of))
        for period_id, of, came, taken, timely in db.session.execute(query)
    }


def briefings(whole: Scope) -> list[Month]:
    """Briefing coverage at the end of each month since the conference, and on the scope's day."""
    order = briefing_queries.order_of(whole.directive_id)
    held = briefing_queries.conference_days()
    events = _events(whole)
    first = held.get(whole.directive_id) or (events[0].at.date() if events else whole.as_of.day)
    days = list(month_ends(min(first, whole.as_of.day), whole.as_of.day))
    dates = {day: briefing_queries.obliged_on(order, held, day) for day in days}
    spans = _spans(whole)
    units = {
        on: frozenset(
            unit_id for unit_id, since, until in spans if since <= on and (not until or on < until)
        )
        for on in set(dates.values())
    }
    return months(verified_on(events, days), {day: units[on] for day, on in dates.items()})


def _events(whole: Scope) -> Sequence[Event]:
    query = (
        sa.select(
            OnwardBriefing.id.label("briefing_id"),
            OnwardBriefing.unit_id,
            BriefingEntry.step,
            BriefingEntry.at,
        )
        .join(BriefingEntry, BriefingEntry.briefing_id == OnwardBriefing.id)
        .where(
            OnwardBriefing.directive_id == whole.directive_id,
            BriefingEntry.step.in_(_TURNS),
            BriefingEntry.at < whole.as_of.until,
        )
        .order_by(BriefingEntry.at, BriefingEntry.id)
    )
    return cast("Sequence[Event]", db.session.execute(query).all())


def _spans(whole: Scope) -> Sequence[tuple[int, date, date | None]]:
    """When each unit of the scope stood in the tree: from when to before when."""
    query = sa.select(UnitVersion.unit_id, UnitVersion.valid_from, UnitVersion.valid_to)
    if whole.is_narrowed:
        query = query.where(UnitVersion.unit_id.in_(every_unit(whole)))
    return cast("Sequence[tuple[int, date, date | None]]", db.session.execute(query).all())
