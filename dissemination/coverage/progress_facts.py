"""Reading what a progress report is made of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from dissemination import clock
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Point,
    conference_directives,
)
from dissemination.coverage import board_queries, freezes, thread_queries
from dissemination.coverage.attainments import Line, Survey, Surveyor, asked_in
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
from dissemination.coverage.thread import At
from dissemination.database import db
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Directive
from dissemination.plans import briefing_queries
from dissemination.plans import queries as plan_queries
from dissemination.plans.briefing_coverage import Coverage, cover
from dissemination.plans.models import Plan, PlanState, PlanTask, PlanVersion, TaskStatus
from dissemination.plans.queries import PlanFilter
from dissemination.plans.task_queries import DUE
from dissemination.reporting import queries as reporting_queries
from dissemination.reporting import rates
from dissemination.reporting.models import Obligation, Report, ReportingPeriod
from dissemination.reporting.rates import Rate
from dissemination.units.queries import latest_nodes, tree_at
from dissemination.units.tree import Node, UnitTree


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
    """Closed conferences only, as their counts were frozen: those of others still move."""
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
        points = board_queries.totals(part)[1].points
        if points:
            found.append(Held(one.title, one.held_on, points, freezes.figures_of(one, part)))
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
    """Each target the form asks for, counted as the boards count it."""
    at = At(day, clock.end_of(day), day < clock.today())
    ground = thread_queries.ground(period.regime.directive_id, at)
    targets = reporting_queries.targets_of(period.regime)
    surveys = Surveyor(unit_id, ground).in_period(targets, period)
    nodes = latest_nodes({line.unit_id for one in surveys for line in one.lines}, day)
    return [_target(one, period, nodes) for one in surveys]


def _target(survey: Survey, period: ReportingPeriod, nodes: Mapping[int, Node]) -> TargetLine:
    """With what each unit gave, by the units' codes."""
    assert survey.whole is not None
    asked = asked_in(survey.plan, survey.path, period.ends_on.year)
    lines = sorted(survey.lines, key=lambda line: nodes[line.unit_id].code)
    is_share = survey.target.measure == SHARE
    given = [_given(nodes[line.unit_id].name, line, is_share=is_share) for line in lines]
    return TargetLine(survey.target, survey.whole, asked.year if asked else None, given)


def _given(name: str, line: Line, *, is_share: bool) -> Given:
    """Nobody divides where no share is asked for."""
    pooled = line.reached.pooled
    if not pooled.given:
        return Given(name, None, None)
    return Given(name, pooled.numerator, pooled.denominator if is_share else None)


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
