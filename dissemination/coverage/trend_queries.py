"""Reading how the rates of a directive went: two statements for reports, six for briefings."""

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

import sqlalchemy as sa

from dissemination import clock
from dissemination.coverage import heat, period_queries
from dissemination.coverage.heat import Period, PeriodSum
from dissemination.coverage.heat_scope import Scope, every_unit, opened
from dissemination.coverage.period_queries import NOBODY
from dissemination.coverage.trend import (
    Event,
    Group,
    Month,
    PeriodPoint,
    RegimeTrend,
    Span,
    month_ends,
    months,
    verified_on,
)
from dissemination.database import db
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_models import BriefingEntry, BriefingStep, OnwardBriefing
from dissemination.units.models import UnitVersion

# A year of months: more points make a line no clearer, and the address asks for all when wanted.
MOST_PERIODS: Final = 12
# Nothing else makes a briefing verified, or takes it back: see plans/briefing_lifecycle.py.
_TURNS: Final = (BriefingStep.VERIFY, BriefingStep.CORRECT)


def reports(whole: Scope, most: int | None = MOST_PERIODS) -> list[RegimeTrend]:
    """Each regime's last periods with their three rates over the units of a scope."""
    every = opened(whole)
    shown = heat.last_of_each_regime(every, most) if most else every
    sums = period_queries.sums(whole, [period.id for period in shown])
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
    points = tuple(PeriodPoint(period, sums.get(period.id, NOBODY)) for period in own)
    total = sum(period.regime_id == regime_id for period in every)
    return RegimeTrend(regime_id, own[0].regime, points, total - len(own))


def briefings(whole: Scope) -> list[Month]:
    """Briefing coverage at the end of each month since the conference, and on the scope's day."""
    order = briefing_queries.order_of(whole.directive_id)
    held = briefing_queries.conference_days()
    last = whole.as_of.day
    first = held.get(whole.directive_id) or _first_day(whole) or last
    days = list(month_ends(min(first, last), last))
    asked = {day: briefing_queries.obliged_on(order, held, day) for day in days}
    verified = verified_on(_steps_of_wavering(whole), days)
    return months(verified, asked, _groups(whole, days), _spans_of_wavering(whole))


def _turns(whole: Scope) -> sa.Subquery:
    """By unit: when a briefing of it was first verified, and whether one was taken back since."""
    taken_back = BriefingEntry.step == BriefingStep.CORRECT
    return (
        sa.select(
            OnwardBriefing.unit_id,
            sa.func.min(sa.case((~taken_back, BriefingEntry.at))).label("since"),
            sa.func.max(sa.case((taken_back, 1), else_=0)).label("wavers"),
        )
        .join(BriefingEntry, BriefingEntry.briefing_id == OnwardBriefing.id)
        .where(*_by_the_day(whole))
        .group_by(OnwardBriefing.unit_id)
        .subquery("turns")
    )


def _by_the_day(whole: Scope) -> list[sa.ColumnElement[bool]]:
    return [
        OnwardBriefing.directive_id == whole.directive_id,
        BriefingEntry.step.in_(_TURNS),
        BriefingEntry.at < whole.as_of.until,
    ]


def _first_day(whole: Scope) -> date | None:
    moment = db.session.scalar(sa.select(sa.func.min(_turns(whole).c.since)))
    return clock.local(moment).date() if moment else None


def _groups(whole: Scope, days: Sequence[date]) -> list[Group]:
    """All units of the scope by when they stood in the tree and on which of the days they were first
    verified. Those that waver are counted as if they never were.
    """
    turns = _turns(whole)
    moments = [(turns.c.since < clock.end_of(day), place) for place, day in enumerate(days)]
    reached = sa.case((turns.c.wavers == 1, None), *moments).label("reached")
    of_units = (
        sa.select(UnitVersion.valid_from, UnitVersion.valid_to, reached)
        .outerjoin(turns, turns.c.unit_id == UnitVersion.unit_id)
        .where(*_of_scope(whole))
        .offset(0)
        .subquery()
        .c
    )
    keys = (of_units.valid_from, of_units.valid_to, of_units.reached)
    rows = db.session.execute(sa.select(*keys, sa.func.count()).group_by(*keys))
    return [Group(*row) for row in rows]


def _of_scope(whole: Scope) -> list[sa.ColumnElement[bool]]:
    return [UnitVersion.unit_id.in_(every_unit(whole))] if whole.is_narrowed else []


def _wavering(whole: Scope) -> sa.Select[int]:
    """Units of which a briefing was taken back: the few that are looked at step by step."""
    return (
        sa.select(OnwardBriefing.unit_id)
        .join(BriefingEntry, BriefingEntry.briefing_id == OnwardBriefing.id)
        .where(*_by_the_day(whole), BriefingEntry.step == BriefingStep.CORRECT)
    )


def _steps_of_wavering(whole: Scope) -> Sequence[Event]:
    query = (
        sa.select(
            OnwardBriefing.id.label("briefing_id"),
            OnwardBriefing.unit_id,
            BriefingEntry.step,
            BriefingEntry.at,
        )
        .join(BriefingEntry, BriefingEntry.briefing_id == OnwardBriefing.id)
        .where(*_by_the_day(whole), OnwardBriefing.unit_id.in_(_wavering(whole)))
        .order_by(BriefingEntry.at, BriefingEntry.id)
    )
    return cast("Sequence[Event]", db.session.execute(query).all())


def _spans_of_wavering(whole: Scope) -> list[Span]:
    query = sa.select(UnitVersion.unit_id, UnitVersion.valid_from, UnitVersion.valid_to)
    query = query.where(UnitVersion.unit_id.in_(_wavering(whole)), *_of_scope(whole))
    return [Span(*row) for row in db.session.execute(query)]
