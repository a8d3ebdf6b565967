"""Reading what attainment is counted of: accepted figures of many periods, level by level."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dissemination.coverage import attainment, thread_reports
from dissemination.coverage.attainment import Figure, Standing, YearValue
from dissemination.coverage.thread import At
from dissemination.database import db
from dissemination.directives.models import Operator, Target, TargetValue
from dissemination.plans.models import PlanTarget, PlanTargetValue
from dissemination.reporting.models import (
    Obligation,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportTransition,
)
from dissemination.reporting.rates import EXCUSED, Aim
from dissemination.units.models import UnitMerger, UnitVersion
from dissemination.units.queries import tree_at
from dissemination.units.tree import UnitTree

# Beyond this many units a question names only its periods.
_MOST_NAMED: Final = 5_000
# Figures by target of each unit, by period.
ByPeriod = dict[int, dict[int, dict[int, list[Figure]]]]


class Trees:
    """The tree of any day, read once for all days between two changes of the tree."""

    def __init__(self) -> None:
        starts = sa.select(UnitVersion.valid_from)
        ends = sa.select(UnitVersion.valid_to).where(UnitVersion.valid_to.is_not(None))
        self.changes: list[date] = sorted(set(db.session.scalars(sa.union(starts, ends))))
        self.known: dict[int, UnitTree] = {}

    def at(self, day: date) -> UnitTree:
        epoch = bisect_right(self.changes, day)
        if epoch not in self.known:
            self.known[epoch] = tree_at(day)
        return self.known[epoch]


def heirs(day: date) -> dict[int, frozenset[int]]:
    """By a unit: all that had gone wholly into it by a day, through whatever others."""
    query = sa.select(UnitMerger.from_unit_id, UnitMerger.into_unit_id).where(
        UnitMerger.merged_on <= day, UnitMerger.part_only.is_(False)
    )
    into = dict(db.session.execute(query.order_by(UnitMerger.merged_on)).all())
    found: dict[int, set[int]] = {}
    for unit_id, heir in into.items():
        last, passed = heir, {unit_id}
        while last in into and last not in passed:
            passed.add(last)
            last = into[last]
        found.setdefault(last, set()).add(unit_id)
    return {unit_id: frozenset(some) for unit_id, some in found.items()}


def figures_beneath(
    unit_id: int,
    periods: Sequence[ReportingPeriod],
    target_ids: Collection[int],
    at: At,
    standings: Mapping[int, Standing],
    then: Mapping[int, UnitTree],
) -> ByPeriod:
    """The figures of the units nearest beneath one that owed a report, as consolidation takes them.

    `standings` say how the units of each period are read, `then` how the tree stood. Level by level:
    beneath a unit that owed nobody is asked, so that nobody is counted twice.
    """
    found: ByPeriod = {one.id: {} for one in periods}
    waiting = {one.id: _children(standings[one.id], unit_id) for one in periods}
    while waiting:
        sources = {
            period_id: {node: standings[period_id].sources(node) for node in nodes}
            for period_id, nodes in waiting.items()
        }
        asked = {unit for by_node in sources.values() for some in by_node.values() for unit in some}
        given = _given(list(waiting), asked, target_ids, at)
        for period_id, by_node in sources.items():
            owed = given.get(period_id, {})
            for node, some in by_node.items():
                if owing := attainment.tops(some & owed.keys(), then[period_id]):
                    found[period_id][node] = _merged([owed[unit] for unit in sorted(owing)])
        waiting = {
            period_id: beneath
            for period_id, nodes in waiting.items()
            if (
                beneath := [
                    child
                    for node in nodes
                    if node not in found[period_id]
                    for child in _children(standings[period_id], node)
                ]
            )
        }
    return found


def own_figures(
    unit_id: int, period_ids: Collection[int], target_ids: Collection[int], at: At
) -> dict[int, dict[int, Figure]]:
    """What one unit reported itself, by period and target."""
    given = _given(period_ids, {unit_id}, target_ids, at)
    return {period_id: owed[unit_id] for period_id, owed in given.items()}


def _children(standing: Standing, unit_id: int) -> list[int]:
    return [node.id for node in standing.tree.children.get(unit_id, ())]


def _merged(some: Iterable[Mapping[int, Figure]]) -> dict[int, list[Figure]]:
    found: dict[int, list[Figure]] = {}
    for figures in some:
        for target_id, figure in figures.items():
            found.setdefault(target_id, []).append(figure)
    return found


def _given(
    period_ids: Collection[int], unit_ids: Collection[int], target_ids: Collection[int], at: At
) -> dict[int, dict[int, dict[int, Figure]]]:
    """Accepted figures by period, unit and target, of units that owed and were not excused."""
    named = unit_ids if len(unit_ids) <= _MOST_NAMED else None
    last = thread_reports.report_steps(period_ids, at, named)
    query = (
        sa.select(
            Obligation.period_id,
            Obligation.id,
            Obligation.unit_id,
            ReportTransition.to_state,
            ReportFigure.target_id,
            ReportFigure.numerator,
            ReportFigure.denominator,
        )
        .outerjoin(last, last.c.obligation_id == Obligation.id)
        .outerjoin(ReportTransition, ReportTransition.id == last.c.id)
        .outerjoin(
            Report,
            sa.and_(Report.obligation_id == Obligation.id, Report.ordinal == last.c.accepted),
        )
        .outerjoin(
            ReportFigure,
            sa.and_(ReportFigure.report_id == Report.id, ReportFigure.target_id.in_(target_ids)),
        )
        .where(Obligation.period_id.in_(period_ids))
    )
    if named is not None:
        query = query.where(Obligation.unit_id.in_(named))
    found: dict[int, dict[int, dict[int, Figure]]] = {}
    for period_id, obligation_id, unit_id, state, target_id, above, below in db.session.execute(
        query
    ):
        if state in EXCUSED:
            continue
        nothing = {one: Figure(obligation_id, unit_id, None, None) for one in target_ids}
        figures = found.setdefault(period_id, {}).setdefault(unit_id, nothing)
        if target_id is not None:
            figures[target_id] = Figure(obligation_id, unit_id, above, below)
    return found


# --- what is asked -------------------------------------------------------------------------------


def targets(directive_id: int) -> list[Target]:
    """A directive's targets with their yearly demands."""
    query = sa.select(Target).where(Target.directive_id == directive_id).order_by(Target.code)
    return list(db.session.scalars(query.options(selectinload(Target.values))))


def asked_of_directive(values: Iterable[TargetValue]) -> list[YearValue]:
    """The yearly demands of a target."""
    return [YearValue(one.year, Aim(one.operator, one.value, one.low, one.high)) for one in values]


def asked_by_plans(
    version_ids: Collection[int], target_ids: Collection[int]
) -> dict[tuple[int, int], PlanTarget]:
    """The first line of each version that serves a target, by version and target."""
    query = (
        sa.select(PlanTarget)
        .where(PlanTarget.version_id.in_(version_ids), PlanTarget.target_id.in_(target_ids))
        .options(selectinload(PlanTarget.values))
        .order_by(PlanTarget.line.desc())
    )
    return {(one.version_id, one.target_id or 0): one for one in db.session.scalars(query)}


def values_of(line: PlanTarget) -> list[YearValue]:
    """The yearly values of a line of a plan."""
    return [YearValue(one.year, _aim(line.operator, one)) for one in line.values]


def _aim(operator: Operator, value: PlanTargetValue) -> Aim:
    return Aim(operator, value.value, value.low, value.high)
