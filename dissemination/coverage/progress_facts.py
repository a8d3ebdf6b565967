"""Reading what a progress report is made of."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Point,
    conference_directives,
)
from dissemination.coverage import board_queries
from dissemination.coverage.attainment import aim_in
from dissemination.coverage.board_queries import Part
from dissemination.coverage.progress import (
    Given,
    GroupLine,
    Held,
    Progress,
    Said,
    TargetLine,
    UnitLine,
    days_late,
)
from dissemination.database import db
from dissemination.directives.models import Directive, TargetValue
from dissemination.plans import briefing_queries
from dissemination.plans import queries as plan_queries
from dissemination.plans.briefing_coverage import Coverage, cover
from dissemination.plans.models import Plan, PlanState, PlanTask, PlanVersion, TaskStatus
from dissemination.plans.queries import PlanFilter
from dissemination.plans.task_queries import DUE
from dissemination.reporting import consolidation, rates
from dissemination.reporting.models import Obligation, Report, ReportingPeriod
from dissemination.reporting.rates import Rate
from dissemination.units.queries import latest_nodes, tree_at
from dissemination.units.tree import UnitTree

_NOTHING: Final = (None, None)


def progress(period: ReportingPeriod, unit_id: int, day: date) -> Progress:
    """How the directive of a period stands beneath a unit."""
    directive, tree = period.regime.directive, tree_at(day)
    beneath = frozenset(tree.subtree_ids(unit_id) | {unit_id})
    duties = _duties(period, unit_id)
    wanted = PlanFilter(beneath, directive.id)
    return Progress(
        directive=directive,
        period=period,
        day=day,
        units=len(beneath),
        held=_held(directive.id, beneath),
        briefings=_briefings(tree, directive.id, unit_id),
        plans=Rate(plan_queries.units_having(wanted), plan_queries.unit_count(wanted)),
        tally=rates.tally(duties),
        targets=_targets(period, unit_id, day),
        groups=_groups(directive, beneath, day),
        duties=_lines(duties, day),
        said=_said(duties, day),
    )


def _held(directive_id: int, beneath: Collection[int]) -> list[Held]:
    """Closed conferences only: the counts of others still move."""
    query = (
        sa.select(Conference)
        .join(conference_directives, conference_directives.c.conference_id == Conference.id)
        .where(
            conference_directives.c.directive_id == directive_id,
            Conference.state == ConferenceState.CLOSED,
        )
        .order_by(Conference.held_on, Conference.id)
    )
    found = []
    for one in db.session.scalars(query):
        part = Part(one.id, one.held_on, Point.unit_id.in_(beneath))
        figures, states = board_queries.totals(part)
        if states.points:
            found.append(Held(one.title, one.held_on, states.points, figures))
    return found


def _briefings(tree: UnitTree, directive_id: int, unit_id: int) -> Coverage:
    found = cover(tree, briefing_queries.held(directive_id))
    return found.get(unit_id) or Coverage()


def _duties(period: ReportingPeriod, unit_id: int) -> list[Obligation]:
    """What is owed beneath the unit, by the tree that the period was opened by."""
    beneath = tree_at(period.opens_on).subtree_ids(unit_id) - {unit_id}
    query = sa.select(Obligation).where(Obligation.period_id == period.id)
    return [one for one in db.session.scalars(query) if one.unit_id in beneath]


def _lines(duties: Sequence[Obligation], day: date) -> list[UnitLine]:
    """The obliged, by the units' codes."""
    nodes = latest_nodes([one.unit_id for one in duties], day)
    obliged = [one for one in duties if rates.is_obliged(one)]
    obliged.sort(key=lambda one: nodes[one.unit_id].code)
    return [UnitLine(nodes[one.unit_id].name, one, days_late(one, day)) for one in obliged]


# --- targets ------------------------------------------------------------------------------------


def _targets(period: ReportingPeriod, unit_id: int, day: date) -> list[TargetLine]:
    """Each target the form asks for, held against what is asked in the period's year."""
    duties = consolidation.children(period, unit_id)
    sums = consolidation.sums(period, duties)
    asked = _asked([one.target.id for one in sums], period.ends_on.year)
    plan = plan_queries.in_force(unit_id, period.regime.directive_id)
    baselines = {one.target_id: one.baseline for one in (plan.targets if plan else [])}
    given = _given(duties, day)
    return [
        TargetLine(
            one.target,
            asked.get(one.target.id),
            baselines.get(one.target.id),
            one,
            given(one.target.id),
        )
        for one in sums
    ]


def _given(duties: Sequence[Obligation], day: date) -> Callable[[int], list[Given]]:
    """What each unit gave for a target, by the units' codes."""
    figures = consolidation.figures_in_force([one.id for one in duties])
    nodes = latest_nodes([one.unit_id for one in duties], day)
    ordered = sorted(duties, key=lambda one: nodes[one.unit_id].code)

    def of(target_id: int) -> list[Given]:
        pairs = ((one, figures.get((one.id, target_id), _NOTHING)) for one in ordered)
        return [
            Given(nodes[one.unit_id].name, *(_NOTHING if None in pair else pair))
            for one, pair in pairs
        ]

    return of


def _asked(target_ids: Collection[int], year: int) -> dict[int, TargetValue | None]:
    """What counts for each target in a year."""
    values: dict[int, list[TargetValue]] = {target_id: [] for target_id in target_ids}
    for one in db.session.scalars(
        sa.select(TargetValue).where(TargetValue.target_id.in_(target_ids))
    ):
        values[one.target_id].append(one)
    return {target_id: aim_in(known, year) for target_id, known in values.items()}


# --- groups -------------------------------------------------------------------------------------


def _groups(directive: Directive, beneath: Collection[int], day: date) -> list[GroupLine]:
    """Every group of the directive, tasks or none; what belongs to no group last, if anything."""
    done = PlanTask.status == TaskStatus.DONE
    query = (
        sa.select(
            PlanTask.solution_group_id,
            sa.func.count(),
            _count(done),
            _count(sa.and_(~done, DUE < day)),
        )
        .join(PlanTask.version)
        .join(PlanVersion.plan)
        .where(
            PlanVersion.state == PlanState.ACTIVE,
            Plan.directive_id == directive.id,
            Plan.unit_id.in_(beneath),
        )
        .group_by(PlanTask.solution_group_id)
    )
    counts = {row[0]: tuple(row[1:]) for row in db.session.execute(query)}
    lines = [GroupLine(one, *counts.get(one.id, (0, 0, 0))) for one in directive.solution_groups]
    return [*lines, GroupLine(None, *counts[None])] if None in counts else lines


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


# --- words --------------------------------------------------------------------------------------


def _said(duties: Sequence[Obligation], day: date) -> list[Said]:
    """What units wrote of difficulties and proposals in what was accepted, in the order of names."""
    accepted = [one for one in duties if one.accepted_at is not None]
    query = (
        sa.select(Report)
        .where(
            Report.obligation_id.in_([one.id for one in accepted]),
            sa.or_(Report.difficulties != "", Report.proposals != ""),
        )
        .order_by(Report.ordinal)
    )
    newest = {one.obligation_id: one for one in db.session.scalars(query)}
    names = latest_nodes([one.unit_id for one in accepted], day)
    found = [
        Said(names[one.unit_id].name, report.difficulties, report.proposals)
        for one in accepted
        if (report := newest.get(one.id))
    ]
    return sorted(found, key=lambda one: one.name)
