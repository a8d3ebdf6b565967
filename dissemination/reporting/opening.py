"""Opening a period: from then on it is frozen who owes what by when. Safe to run twice."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import db
from dissemination.reporting import queries
from dissemination.reporting.lifecycle import Capacity, Facts, Step, move
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    PeriodKind,
    ReportingPeriod,
    ReportingRegime,
    ReportTransition,
)
from dissemination.reporting.periods import Span, due_on, following, span_of
from dissemination.reporting.refusals import Refusal
from dissemination.web import audit


def spans(regime: ReportingRegime, until: date) -> Iterator[Span]:
    """The regime's periods from its first day, as far as their form opens by `until`."""
    span = _first(regime)
    while opens_on(regime, span) <= until and (
        regime.ends_on is None or span.ends_on <= regime.ends_on
    ):
        yield span
        if regime.period_kind is PeriodKind.ONCE:
            return
        span = following(span, regime.period_kind, regime.closing_day)


def _first(regime: ReportingRegime) -> Span:
    if regime.period_kind is PeriodKind.ONCE:
        return Span(regime.starts_on, regime.ends_on or regime.starts_on)
    return span_of(regime.starts_on, regime.period_kind, regime.closing_day)


def opens_on(regime: ReportingRegime, span: Span) -> date:
    return max(span.starts_on, span.ends_on - timedelta(days=regime.opens_before))


def open_period(regime_id: int, span: Span, today: date) -> ReportingPeriod | Refusal:
    """Freeze the obligations of one period, by the tree of the day its form opens."""
    audit.take_turn()
    regime = db.session.get_one(ReportingRegime, regime_id, populate_existing=True)
    if queries.period_of(regime_id, span.starts_on):
        return Refusal.PERIOD_OPENED
    if regime.ends_on is not None and span.ends_on > regime.ends_on:
        return Refusal.REGIME_ENDED
    opens = opens_on(regime, span)
    obliged = queries.obliged_units(regime, opens)
    if not obliged:
        return Refusal.NOBODY_OBLIGED
    period = ReportingPeriod(
        regime=regime,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        opens_on=opens,
        due_on=due_on(span.ends_on, regime.due_rule, regime.due_number, queries.calendar()),
        opened_at=clock.now(),
    )
    db.session.add(period)
    db.session.flush()
    state = ObligationState.OPEN if today >= opens else ObligationState.SCHEDULED
    rows = [_owed(period, unit_id, state) for unit_id in obliged]
    db.session.execute(sa.insert(Obligation), rows)
    after = {"from": str(span.starts_on), "to": str(span.ends_on), "obliged": len(rows)}
    audit.record("create", "reporting_period", period.id, after=after)
    return period


def _owed(period: ReportingPeriod, unit_id: int, state: ObligationState) -> dict[str, object]:
    return {
        "period_id": period.id,
        "unit_id": unit_id,
        "state": state,
        "due_on": period.due_on,
        "settled_reason": "",
    }


def run_daily(today: date) -> tuple[int, int]:
    """What the clock does each day: periods opened, and obligations whose form opened."""
    audit.take_turn()
    opened = 0
    for regime in queries.regimes():
        for span in list(spans(regime, today)):
            if not queries.period_of(regime.id, span.starts_on):
                opened += isinstance(open_period(regime.id, span, today), ReportingPeriod)
    return opened, _open_forms(today)


def _open_forms(today: date) -> int:
    """Scheduled obligations whose day has come."""
    query = (
        sa.select(Obligation)
        .join(ReportingPeriod)
        .where(Obligation.state == ObligationState.SCHEDULED, ReportingPeriod.opens_on <= today)
    )
    opened = 0
    for obligation in db.session.scalars(query.execution_options(populate_existing=True)):
        after = move(obligation.state, Step.OPEN, Facts(frozenset({Capacity.CLOCK})))
        if isinstance(after, ObligationState):
            db.session.add(_opened(obligation, after))
            obligation.state = after
            opened += 1
    db.session.flush()
    return opened


def _opened(obligation: Obligation, after: ObligationState) -> ReportTransition:
    return ReportTransition(
        obligation_id=obligation.id,
        ordinal=0,
        step=Step.OPEN,
        from_state=obligation.state,
        to_state=after,
        at=clock.now(),
        actor=audit.current_actor().name,
        post=audit.current_actor().post,
    )
