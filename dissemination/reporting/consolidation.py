"""A parent's report out of its children's: sums of what is in force, and who is missing from them.

A unit's children are those who owe for the same period and have it as their nearest superior that
owes or receives: so nobody is counted twice. Who has given nothing adds to neither sum.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from dissemination.database import db
from dissemination.directives.models import Target
from dissemination.reporting import queries, rates
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import (
    Obligation,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportTransition,
)
from dissemination.reporting.rates import Pooled, pooled
from dissemination.units.queries import tree_at
from dissemination.units.tree import UnitTree

Pair = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Sum:
    """One target over all children: the sums, and the units whose figures are missing."""

    target: Target
    pooled: Pooled
    missing: tuple[int, ...]


def nearest(tree: UnitTree, owing: Collection[int], unit_id: int) -> list[int]:
    """Those who owe and whose nearest superior among the owing and this unit is this unit."""
    above = {*owing, unit_id}

    def superior(child: int) -> int | None:
        beyond = (node.id for node in reversed(tree.ancestors(child)))
        return next((one for one in beyond if one != child and one in above), None)

    return [child for child in owing if child != unit_id and superior(child) == unit_id]


def children(period: ReportingPeriod, unit_id: int) -> list[Obligation]:
    """The duties of a unit's children for a period, without those excused, by the unit's id."""
    query = sa.select(Obligation).where(
        Obligation.period_id == period.id, Obligation.state.not_in(rates.EXCUSED)
    )
    owed = {one.unit_id: one for one in db.session.scalars(query.order_by(Obligation.unit_id))}
    return [owed[one] for one in nearest(tree_at(period.opens_on), owed, unit_id)]


def sums(period: ReportingPeriod, duties: Collection[Obligation]) -> list[Sum]:
    """Each target of the form over these duties, in the form's order."""
    given = figures_in_force([duty.id for duty in duties])
    return [_sum(target, duties, given) for target in queries.targets_of(period.regime)]


def _sum(
    target: Target, duties: Iterable[Obligation], given: Mapping[tuple[int, int], Pair]
) -> Sum:
    told = {duty.unit_id: given.get((duty.id, target.id), (None, None)) for duty in duties}
    missing = [unit_id for unit_id, pair in told.items() if None in pair]
    return Sum(target, pooled(told.values()), tuple(missing))


def figures_in_force(obligation_ids: list[int]) -> dict[tuple[int, int], Pair]:
    """Numerator and denominator of the version accepted last, by obligation and target."""
    accepted = (
        sa.select(ReportTransition.obligation_id, sa.func.max(ReportTransition.ordinal).label("n"))
        .where(
            ReportTransition.obligation_id.in_(obligation_ids),
            ReportTransition.step == Step.ACCEPT,
        )
        .group_by(ReportTransition.obligation_id)
        .subquery()
    )
    query = (
        sa.select(
            Report.obligation_id,
            ReportFigure.target_id,
            ReportFigure.numerator,
            ReportFigure.denominator,
        )
        .join(Report, Report.id == ReportFigure.report_id)
        .join(
            accepted,
            sa.and_(
                accepted.c.obligation_id == Report.obligation_id, accepted.c.n == Report.ordinal
            ),
        )
    )
    return {
        (one, target): (above, below) for one, target, above, below in db.session.execute(query)
    }
