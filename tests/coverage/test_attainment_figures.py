"""Which figures make a target's attainment: as counted over again from the steps on record."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.coverage import thread_queries
from dissemination.coverage.attainments import Surveyor
from dissemination.directives.models import Target
from dissemination.reporting.models import ReportFigure
from dissemination.units.models import UnitVersion
from tests.conftest import Cast
from tests.coverage import threadworld
from tests.coverage.recount import rows
from tests.coverage.test_thread_grid import at_end_of

Db = scoped_session[Session]
Told = tuple[Decimal, Decimal, int, int]

# Who owed and was not excused then, and what his version accepted last by then gave.
_GIVEN = """
    WITH steps AS (SELECT * FROM report_transitions WHERE at < :until),
    owed AS (
        SELECT o.*,
            coalesce((SELECT s.to_state FROM steps s WHERE s.obligation_id = o.id
                      ORDER BY s.id DESC LIMIT 1), 'open') AS stood,
            (SELECT s.ordinal FROM steps s WHERE s.obligation_id = o.id AND s.step = 'accept'
             ORDER BY s.id DESC LIMIT 1) AS taken
        FROM obligations o WHERE o.period_id = :period
    )
    SELECT owed.unit_id, f.numerator, f.denominator
    FROM owed
    LEFT JOIN reports r ON r.obligation_id = owed.id AND r.ordinal = owed.taken
    LEFT JOIN report_figures f ON f.report_id = r.id AND f.target_id = :target
    WHERE owed.stood NOT IN ('waived', 'transferred')
"""


def nearest(
    unit_id: int, given: dict[int, Any], children: dict[int | None, list[int]]
) -> Iterator[Any]:
    """Of the units beneath that owed, those with none above them that did."""
    for child in children.get(unit_id, []):
        if child in given:
            yield given[child]
        else:
            yield from nearest(child, given, children)


def pooled(figures: list[Any], measure: str) -> Told:
    """Σ numerator, Σ denominator, of how many and of how many that were asked."""
    if measure != "%":
        some = [Decimal(str(one.numerator)) for one in figures if one.numerator is not None]
        return sum(some, Decimal(0)), Decimal(len(some)), len(some), len(figures)
    both = [one for one in figures if one.numerator is not None and one.denominator is not None]
    above = sum((Decimal(str(one.numerator)) for one in both), Decimal(0))
    below = sum((Decimal(str(one.denominator)) for one in both), Decimal(0))
    return above, below, len(both), len(figures)


@pytest.mark.both_databases
@pytest.mark.parametrize("as_it_is", [False, True])
def test_every_period_is_the_sum_of_the_nearest_that_owed_a_report(
    session: Db, cast: Cast, as_it_is: bool
) -> None:
    world = threadworld.made(session, cast, 5)
    world.targets[1].measure = "người"
    in_parts = sa.update(ReportFigure).where(ReportFigure.target_id == world.targets[1].id)
    session.execute(in_parts.values(numerator=ReportFigure.numerator + Decimal("0.1007")))
    session.commit()
    children: dict[int | None, list[int]] = {}
    for parent, unit in session.execute(sa.select(UnitVersion.parent_id, UnitVersion.unit_id)):
        children.setdefault(parent, []).append(unit)
    seen: set[Told] = set()
    for day in (*threadworld.DAYS, clock.today()):
        for target in world.targets:
            for told, again in _both(world, target, day, children, as_it_is):
                assert told == again, (day, target.code)
                seen.add(told)
    assert len(seen) > 20
    assert any(given < asked for *_sums, given, asked in seen)


def _both(
    world: threadworld.ThreadWorld,
    target: Target,
    day: date,
    children: dict[int | None, list[int]],
    as_it_is: bool,
) -> Iterator[tuple[Told, Told]]:
    """Beneath the province, each district and some communes, of which their own counts, period by
    period: as the board says it, and counted again.
    """
    ground = thread_queries.ground(world.directive.id, at_end_of(day))
    for top in world.units[:8]:
        surveyor = Surveyor(top.id, ground, as_it_is=as_it_is)
        for period, reached in surveyor.whole(target, surveyor.newest(target.id)).series:
            found = rows(_GIVEN, day, period=period.id, target=target.id)
            given = {row.unit_id: row for row in found}
            some = reached.pooled
            told = some.numerator, some.denominator, some.given, some.asked
            own = [given[top.id]] if top.id in given else []
            yield told, pooled(list(nearest(top.id, given, children)) or own, target.measure)
