"""What is on record of one unit, for its fact sheet: figures only, nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.coverage import freezes
from dissemination.coverage.board import Figures
from dissemination.coverage.board_queries import Part
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import briefing_queries, task_queries
from dissemination.plans.briefing_coverage import Coverage, Reached, total
from dissemination.plans.models import Plan, PlanVersion
from dissemination.plans.queries import ISSUED
from dissemination.plans.task_queries import TaskFilter
from dissemination.reporting import queries as report_queries
from dissemination.reporting import rates
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.rates import Tally
from dissemination.units.queries import latest_nodes, tree_at
from dissemination.units.tree import Node

_CONFERENCES: Final = 5
_DIRECTIVES: Final = 5
_PERIODS: Final = 8


@dataclass(frozen=True, slots=True)
class Attended:
    """One closed conference at the points of a unit and of all beneath it."""

    title: str
    held_on: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Briefed:
    """How far one directive has reached in a unit and beneath it."""

    number: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that the unit issued."""

    directive: str
    number: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a sheet says; `beneath` counts units, `duties` are the newest."""

    unit: Node
    above: str
    beneath: int
    day: date
    attended: Sequence[Attended]
    briefed: Sequence[Briefed]
    planned: Sequence[Planned]
    tasks: task_queries.Tally
    tally: Tally
    overdue: int
    duties: Sequence[Obligation]


def facts(unit_id: int, day: date) -> Facts:
    """What is known of a unit on a day."""
    tree = tree_at(day)
    unit = latest_nodes([unit_id], day)[unit_id]
    above = tree.get(unit.parent_id)
    family = frozenset(tree.subtree_ids(unit_id) | {unit_id})
    duties = _duties(unit_id)
    return Facts(
        unit=unit,
        above=above.name if above else "",
        beneath=len(family) - 1,
        day=day,
        attended=_attended(family),
        briefed=_briefed(family, unit_id),
        planned=_planned(unit_id),
        tasks=task_queries.tally(TaskFilter(frozenset({unit_id}))),
        tally=rates.tally(duties),
        overdue=sum(rates.is_overdue(one, day) for one in duties),
        duties=duties[:_PERIODS],
    )


def _attended(family: frozenset[int]) -> list[Attended]:
    """The last conferences that were closed and had a point here, as their counts were frozen."""
    here = sa.select(Point.conference_id).where(Point.unit_id.in_(family))
    query = (
        sa.select(Conference)
        .where(Conference.state == ConferenceState.CLOSED, Conference.id.in_(here))
        .order_by(Conference.held_on.desc(), Conference.id.desc())
        .limit(_CONFERENCES)
    )
    found = []
    for one in db.session.scalars(query):
        part = Part(one.id, one.held_on, Point.unit_id.in_(family))
        found.append(Attended(one.title, one.held_on, freezes.figures_of(one, part)))
    return found


def _briefed(family: frozenset[int], unit_id: int) -> list[Briefed]:
    """The newest directives that were briefed on anywhere."""
    told = briefing_queries.held_by_directive()
    query = (
        sa.select(Directive)
        .where(Directive.id.in_(told))
        .order_by(Directive.issued_on.desc(), Directive.id)
        .limit(_DIRECTIVES)
    )
    found = []
    for one in db.session.scalars(query):
        covered = total(family, told[one.id])
        covered.own = _own(total({unit_id}, told[one.id]))
        found.append(Briefed(one.number, covered))
    return found


def _own(alone: Coverage) -> Reached:
    """Where the one unit stands that is counted."""
    return next(state for state, count in alone.by_state.items() if count)


def _planned(unit_id: int) -> list[Planned]:
    """The version in force of each plan, the newest first."""
    query = (
        sa.select(Directive.number, PlanVersion.number, PlanVersion.issued_on)
        .join(PlanVersion.plan)
        .join(Directive, Directive.id == Plan.directive_id)
        .where(Plan.unit_id == unit_id, PlanVersion.state.in_(ISSUED))
        .order_by(PlanVersion.issued_on.desc(), PlanVersion.id.desc())
        .limit(_DIRECTIVES)
    )
    rows = db.session.execute(query)
    return [Planned(directive, number or "", day) for directive, number, day in rows]


def _duties(unit_id: int) -> list[Obligation]:
    """What the unit itself owes or owed, the newest period first."""
    query = (
        sa.select(Obligation)
        .join(ReportingPeriod)
        .where(Obligation.unit_id == unit_id)
        .options(report_queries.WITH_REGIME)
        .order_by(ReportingPeriod.ends_on.desc(), Obligation.id.desc())
    )
    return list(db.session.scalars(query))
