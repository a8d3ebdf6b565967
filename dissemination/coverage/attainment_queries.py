"""Reading what attainment is counted of: accepted figures of many periods, level by level."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dissemination.coverage import attainment, thread_columns
from dissemination.coverage.attainment import Figure, YearValue
from dissemination.coverage.attainment_trees import Standing
from dissemination.coverage.past_states import state_then
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

# Figures by target of each unit, by period.
ByPeriod = dict[int, dict[int, dict[int, list[Figure]]]]


def figures_beneath(
    unit_id: int,
    periods: Sequence[ReportingPeriod],
    target_ids: Collection[int],
    at: At,
    standings: Mapping[int, Standing],
) -> ByPeriod:
    """The figures of the units nearest beneath one that owed a report, as consolidation takes them.

    `standings` say how the units of each period are read. Level by level: beneath a unit that owed
    nobody is asked, so that nobody is counted twice.
    """
    found: ByPeriod = {one.id: {} for one in periods}
    waiting = beneath({one.id: [unit_id] for one in periods}, standings)
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
                owing = [unit for unit in some if unit in owed]
                if len(owing) > 1:
                    owing = _tops(owing, standings[period_id])
                if owing:
                    found[period_id][node] = _merged([owed[unit] for unit in owing])
        silent = {
            period_id: [node for node in nodes if node not in found[period_id]]
            for period_id, nodes in waiting.items()
        }
        waiting = beneath(silent, standings)
    return found


def beneath(
    some: Mapping[int, Sequence[int]], standings: Mapping[int, Standing]
) -> dict[int, list[int]]:
    """The units right beneath these, by period; periods without any are left out."""
    found = {}
    for period_id, nodes in some.items():
        children = standings[period_id].tree.children(nodes)
        if below := [child for node in nodes for child in children[node]]:
            found[period_id] = below
    return found


def _tops(units: Collection[int], standing: Standing) -> list[int]:
    """Of several that are read as one, those that stood beneath none of them."""
    return sorted(attainment.tops(units, standing.then.parents(units)))


def own_figures(
    unit_id: int, period_ids: Collection[int], target_ids: Collection[int], at: At
) -> dict[int, dict[int, Figure]]:
    """What one unit reported itself, by period and target."""
    given = _given(period_ids, {unit_id}, target_ids, at)
    return {period_id: owed[unit_id] for period_id, owed in given.items()}


def _merged(some: Sequence[Mapping[int, Figure]]) -> dict[int, list[Figure]]:
    """The figures of several units, by target; each of them has all the targets."""
    return {target_id: [figures[target_id] for figures in some] for target_id in some[0]}


def _given(
    period_ids: Collection[int], unit_ids: Collection[int], target_ids: Collection[int], at: At
) -> dict[int, dict[int, dict[int, Figure]]]:
    """Accepted figures by period, unit and target, of units that owed and were not excused."""
    query = sa.select(
        Obligation.period_id, Obligation.id, Obligation.unit_id,
        ReportFigure.target_id, ReportFigure.numerator, ReportFigure.denominator,
    )  # fmt: skip
    query = accepted(query, target_ids, at).where(
        Obligation.period_id.in_(period_ids), *thread_columns.named(Obligation.unit_id, unit_ids)
    )
    found: dict[int, dict[int, dict[int, Figure]]] = {}
    for period_id, obligation_id, unit_id, target_id, above, below in db.session.execute(query):
        by_unit = found.setdefault(period_id, {})
        if unit_id not in by_unit:
            by_unit[unit_id] = {
                one: Figure(obligation_id, unit_id, None, None) for one in target_ids
            }
        if target_id is not None:
            by_unit[unit_id][target_id] = Figure(obligation_id, unit_id, above, below)
    return found


def accepted(
    query: sa.Select[*tuple[Any, ...]], target_ids: Collection[int], at: At
) -> sa.Select[*tuple[Any, ...]]:
    """Of obligations that were not excused, the figures of the version accepted last by then."""
    steps = ReportTransition.obligation_id == Obligation.id
    state = state_then(Obligation.state, ReportTransition, steps, at)
    in_force = sa.and_(
        Report.obligation_id == Obligation.id, Report.ordinal == thread_columns.last_accepted(at)
    )
    asked = sa.and_(ReportFigure.report_id == Report.id, ReportFigure.target_id.in_(target_ids))
    return (
        query.outerjoin_from(Obligation, Report, in_force)
        .outerjoin(ReportFigure, asked)
        .where(state.not_in([one.value for one in EXCUSED]))
    )


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
