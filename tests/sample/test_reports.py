"""The sample's reports: believable, the same every time, and counted alike by whoever counts."""

from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination.reporting import consolidation, lists, opening, rates, tallies
from dissemination.reporting.lists import Wanted
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    Report,
    ReportTask,
    ReportTransition,
)
from dissemination.sample.load import Wanted as Sample
from dissemination.sample.load import load

Db = scoped_session[Session]
# The formulas of the design once more, by a hand that knows neither models nor rates.
RECOUNT = {
    "sqlite": "date({0}, '+7 hours')",
    "postgresql": "({0} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
}
SQL = """
SELECT count(*) AS obliged,
       sum(CASE WHEN first_submitted_at IS NOT NULL THEN 1 ELSE 0 END) AS submitted,
       sum(CASE WHEN accepted_submitted_at IS NOT NULL THEN 1 ELSE 0 END) AS accepted,
       sum(CASE WHEN {accepted} <= due_on
                  OR ({first} <= due_on AND {accepted} <= grace_until) THEN 1 ELSE 0 END) AS on_time
  FROM obligations
 WHERE period_id = :period AND state NOT IN ('waived', 'transferred')
"""

# Units right beneath the top, and those whose own superior need not report.
POOLED = """
SELECT f.target_id, sum(f.numerator), sum(f.denominator), count(*)
  FROM obligations o
  JOIN unit_versions u ON u.unit_id = o.unit_id
  JOIN reports r ON r.obligation_id = o.id AND r.ordinal = (
       SELECT max(ordinal) FROM report_transitions t
        WHERE t.obligation_id = o.id AND t.step = 'accept')
  JOIN report_figures f ON f.report_id = r.id
 WHERE o.period_id = :period AND o.state NOT IN ('waived', 'transferred')
   AND f.numerator IS NOT NULL AND f.denominator IS NOT NULL
   AND (u.parent_id = :root OR u.parent_id IN (
        SELECT unit_id FROM obligations above
         WHERE above.period_id = :period AND above.state IN ('waived', 'transferred')))
 GROUP BY f.target_id
"""


@pytest.fixture
def loaded(session: Db) -> Db:
    load(Sample(points=1, delegates=20))
    session.commit()
    return session


@pytest.mark.both_databases
def test_the_rates_equal_an_independent_recount(loaded: Db) -> None:
    day = RECOUNT[loaded.get_bind().dialect.name]
    sql = SQL.format(
        accepted=day.format("accepted_submitted_at"), first=day.format("first_submitted_at")
    )
    for period in lists.periods(None):
        tally = tallies.tally(Wanted(None, period_id=period.id), date(2024, 4, 1))
        owed = sa.select(Obligation).where(Obligation.period_id == period.id)
        assert tally == rates.tally(loaded.scalars(owed))
        assert tally == tallies.tallies([period.id])[period.id]
        row = loaded.execute(sa.text(sql), {"period": period.id}).one()
        obliged = row.obliged
        assert tally.submission == rates.Rate(row.submitted, obliged)
        assert tally.acceptance == rates.Rate(row.accepted, obliged)
        assert tally.timeliness == rates.Rate(row.on_time, obliged)
        assert 0 < row.on_time < row.accepted < row.submitted < obliged <= 266
    overdue = lists.obligations(Wanted(None, "overdue"), date(2024, 4, 1))
    found = {one.id for one in loaded.scalars(overdue)}
    every = loaded.scalars(sa.select(Obligation)).all()
    assert found == {one.id for one in every if rates.is_overdue(one, date(2024, 4, 1))} != set()


@pytest.mark.both_databases
def test_the_pooled_ratios_equal_an_independent_recount(loaded: Db) -> None:
    for period in lists.periods(None):
        root = period.regime.root_unit_id
        sums = consolidation.sums(period, consolidation.children(period, root))
        rows = loaded.execute(sa.text(POOLED), {"period": period.id, "root": root}).all()
        recount = {row[0]: tuple(row[1:]) for row in rows}
        found = {
            one.target.id: (one.pooled.numerator, one.pooled.denominator, one.pooled.given)
            for one in sums
        }
        assert found == recount
        assert all(0 < len(one.missing) < one.pooled.asked for one in sums)


def test_two_periods_of_266_units_in_every_state(loaded: Db) -> None:
    counts = loaded.execute(
        sa.select(Obligation.period_id, sa.func.count()).group_by(Obligation.period_id)
    ).all()
    assert sorted(count for _period, count in counts) == [266, 266]
    states = set(loaded.scalars(sa.select(Obligation.state)))
    unused = {ObligationState.SCHEDULED, ObligationState.CONSOLIDATED, ObligationState.TRANSFERRED}
    assert states == set(ObligationState) - unused
    assert opening.run_daily(date(2026, 11, 25)) == (0, 0), "the regime has ended"


def test_each_state_is_where_its_steps_lead(loaded: Db) -> None:
    for obligation in loaded.scalars(sa.select(Obligation)):
        state = ObligationState.OPEN
        for step in obligation.transitions:
            assert step.from_state is state
            state = step.to_state
        assert obligation.state is state
        drafted = [one for one in obligation.transitions if one.step == "draft"]
        assert len(obligation.reports) == len(drafted)


def test_reports_tell_of_the_plan_in_force(session: Db) -> None:
    load(Sample(points=60, delegates=600))
    told = session.scalars(sa.select(ReportTask)).all()
    assert len({one.report_id for one in told}) > 20
    assert {one.percentage == 100 for one in told if one.done_on} == {True}
    assert any(one.percentage < 100 for one in told)


def test_the_same_sample_every_time(loaded: Db) -> None:
    def told() -> list[object]:
        rows = sa.select(Report.difficulties, Report.changed_at).order_by(Report.obligation_id)
        steps = sa.select(ReportTransition.step, ReportTransition.at).order_by(ReportTransition.id)
        return [*loaded.execute(rows).all(), *loaded.execute(steps).all()]

    first = told()
    kinds = Counter(str(one.state) for one in loaded.scalars(sa.select(Obligation)))
    assert kinds["accepted"] > 400
    for table in reversed(Obligation.metadata.sorted_tables):
        loaded.execute(table.delete())
    loaded.commit()
    load(Sample(points=1, delegates=20))
    assert told() == first
