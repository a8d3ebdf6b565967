"""Reading what threads are made of: as many statements for one unit as for twelve thousand.

Everything is as it stood before a moment. `unit_id` narrows a question to one unit.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dissemination.coverage.thread import PlanFact, ReportFact
from dissemination.database import db
from dissemination.plans.evidence_models import Evidence
from dissemination.plans.models import (
    OmittedTarget,
    Plan,
    PlanState,
    PlanTarget,
    PlanTask,
    PlanTransition,
    PlanVersion,
)
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    RegimeItem,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
    ReportTask,
    ReportTransition,
)

Pair = tuple[int, int]
# The version of a plan that counts: in force, else ended, else the newest that is under way.
_COUNTS: Final = {PlanState.ACTIVE: 2, PlanState.CLOSED: 1}


@dataclass(frozen=True, slots=True)
class At:
    """The end of a day: what happened before `until` is known."""

    day: date
    until: datetime


class Owing(NamedTuple):
    """Whose forms ask for what: regimes by target, and those that ask how tasks go."""

    by_target: Mapping[int, frozenset[int]]
    for_tasks: frozenset[int]


# --- plans --------------------------------------------------------------------------------------


def plans(directive_id: int, at: At, unit_id: int | None = None) -> dict[int, PlanFact]:
    """The version that counted, by unit; units that had begun no plan are absent."""
    last = _last_steps(directive_id, at)
    query = (
        sa.select(
            Plan.unit_id,
            Plan.first_year,
            Plan.id,
            PlanVersion.id,
            PlanVersion.ordinal,
            PlanTransition.to_state,
        )
        .select_from(PlanVersion)
        .join(PlanVersion.plan)
        .outerjoin(last, last.c.version_id == PlanVersion.id)
        .outerjoin(PlanTransition, PlanTransition.id == last.c.id)
        .where(Plan.directive_id == directive_id, Plan.created_at < at.until)
    )
    if unit_id is not None:
        query = query.where(Plan.unit_id == unit_id)
    best: dict[int, tuple[tuple[int, int, int], PlanFact]] = {}
    for unit, first_year, plan_id, version_id, ordinal, state in db.session.execute(query):
        fact = PlanFact(plan_id, version_id, ordinal, state or PlanState.DRAFT)
        rank = (_COUNTS.get(fact.state, 0), first_year, ordinal)
        if unit not in best or rank > best[unit][0]:
            best[unit] = rank, fact
    return {unit: fact for unit, (_rank, fact) in best.items()}


def _last_steps(directive_id: int, at: At) -> sa.Subquery:
    """The last step of each version before the moment."""
    return (
        sa.select(PlanTransition.version_id, sa.func.max(PlanTransition.id).label("id"))
        .join(PlanVersion, PlanVersion.id == PlanTransition.version_id)
        .join(PlanVersion.plan)
        .where(Plan.directive_id == directive_id, PlanTransition.at < at.until)
        .group_by(PlanTransition.version_id)
        .subquery()
    )


def target_lines(
    directive_id: int, target_ids: Collection[int], unit_id: int | None = None
) -> dict[Pair, int]:
    """How many lines of a version serve a target, by version and target."""
    query = (
        sa.select(PlanTarget.version_id, PlanTarget.target_id, sa.func.count())
        .join(PlanVersion, PlanVersion.id == PlanTarget.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanTarget.target_id.in_(target_ids), *_about(directive_id, unit_id))
        .group_by(PlanTarget.version_id, PlanTarget.target_id)
    )
    rows = db.session.execute(query)
    return {(version, target or 0): count for version, target, count in rows}


def omissions(
    directive_id: int, target_ids: Collection[int], unit_id: int | None = None
) -> dict[Pair, str]:
    """Why a version leaves a target out, by version and target."""
    query = (
        sa.select(OmittedTarget.version_id, OmittedTarget.target_id, OmittedTarget.reason)
        .join(PlanVersion, PlanVersion.id == OmittedTarget.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(OmittedTarget.target_id.in_(target_ids), *_about(directive_id, unit_id))
    )
    rows = db.session.execute(query)
    return {(version, target): reason for version, target, reason in rows}


def group_tasks(
    directive_id: int, group_ids: Collection[int], day: date, unit_id: int | None = None
) -> dict[Pair, tuple[int, int]]:
    """Tasks of a version in a solution group and those done by a day, by version and group."""
    done = sa.func.sum(sa.case((PlanTask.done_on <= day, 1), else_=0))
    query = (
        sa.select(PlanTask.version_id, PlanTask.solution_group_id, sa.func.count(), done)
        .join(PlanVersion, PlanVersion.id == PlanTask.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanTask.solution_group_id.in_(group_ids), *_about(directive_id, unit_id))
        .group_by(PlanTask.version_id, PlanTask.solution_group_id)
    )
    rows = db.session.execute(query)
    return {(version, group or 0): (count, done or 0) for version, group, count, done in rows}


def _about(directive_id: int, unit_id: int | None) -> list[sa.ColumnElement[bool]]:
    """Only plans for a directive, or one unit's."""
    about = [Plan.directive_id == directive_id]
    return about if unit_id is None else [*about, Plan.unit_id == unit_id]


# --- reports ------------------------------------------------------------------------------------


def owing(directive_id: int) -> Owing:
    """Which regimes of a directive ask for which target, and which for tasks."""
    query = (
        sa.select(ReportingRegime.id, ReportingRegime.asks_tasks, RegimeItem.target_id)
        .outerjoin(RegimeItem, RegimeItem.regime_id == ReportingRegime.id)
        .where(ReportingRegime.directive_id == directive_id)
    )
    by_target: dict[int, set[int]] = {}
    for_tasks = set()
    for regime_id, asks_tasks, target_id in db.session.execute(query):
        if target_id is not None:
            by_target.setdefault(target_id, set()).add(regime_id)
        if asks_tasks:
            for_tasks.add(regime_id)
    return Owing({key: frozenset(some) for key, some in by_target.items()}, frozenset(for_tasks))


def periods(directive_id: int, at: At) -> list[ReportingPeriod]:
    """All periods of a directive's regimes that were opened by then, the oldest first."""
    query = (
        sa.select(ReportingPeriod)
        .join(ReportingRegime, ReportingRegime.id == ReportingPeriod.regime_id)
        .where(ReportingRegime.directive_id == directive_id, ReportingPeriod.opened_at < at.until)
        .order_by(ReportingPeriod.ends_on, ReportingPeriod.id)
    )
    return list(db.session.scalars(query))


def counting(opened: Iterable[ReportingPeriod], at: At) -> list[ReportingPeriod]:
    """Of each regime the newest period that was due, and those opened since; in the same order."""
    opened = list(opened)
    newest_due = {one.regime_id: one.ends_on for one in opened if one.due_on < at.day}
    return [one for one in opened if one.ends_on >= newest_due.get(one.regime_id, date.min)]


def reports(
    some: Iterable[ReportingPeriod], at: At, unit_id: int | None = None
) -> dict[Pair, ReportFact]:
    """The report that counted, by unit and regime: a newer period's once it was sent."""
    some = list(some)
    regimes = {one.id: one.regime_id for one in some}
    order = {one.id: rank for rank, one in enumerate(some)}
    found: dict[Pair, ReportFact] = {}
    rows = sorted(report_facts(regimes, at, unit_id), key=lambda fact: order[fact.period_id])
    for fact in rows:
        key = fact.unit_id, regimes[fact.period_id]
        if key not in found or fact.report_id is not None:
            found[key] = fact
    return found


def report_facts(
    period_ids: Collection[int], at: At, unit_id: int | None = None
) -> list[ReportFact]:
    """Each obligation of these periods with the version sent last."""
    last = _report_steps(period_ids, at)
    query = (
        sa.select(
            Obligation.id,
            Obligation.unit_id,
            Obligation.period_id,
            ReportTransition.to_state,
            Obligation.due_on,
            Report.id,
            last.c.accepted == last.c.sent,
        )
        .outerjoin(last, last.c.obligation_id == Obligation.id)
        .outerjoin(ReportTransition, ReportTransition.id == last.c.id)
        .outerjoin(
            Report,
            sa.and_(Report.obligation_id == Obligation.id, Report.ordinal == last.c.sent),
        )
        .where(Obligation.period_id.in_(period_ids))
    )
    if unit_id is not None:
        query = query.where(Obligation.unit_id == unit_id)
    return [
        ReportFact(key, unit, period, state or ObligationState.OPEN, due_on, report, bool(accepted))
        for key, unit, period, state, due_on, report, accepted in db.session.execute(query)
    ]


def _report_steps(period_ids: Collection[int], at: At) -> sa.Subquery:
    """Of each obligation the last step, and the versions sent and accepted last."""

    def newest(step: Step) -> sa.ColumnElement[int]:
        taken = ReportTransition.step == step
        return sa.func.max(sa.case((taken, ReportTransition.ordinal)))

    return (
        sa.select(
            ReportTransition.obligation_id,
            sa.func.max(ReportTransition.id).label("id"),
            newest(Step.SUBMIT).label("sent"),
            newest(Step.ACCEPT).label("accepted"),
        )
        .join(Obligation, Obligation.id == ReportTransition.obligation_id)
        .where(Obligation.period_id.in_(period_ids), ReportTransition.at < at.until)
        .group_by(ReportTransition.obligation_id)
        .subquery()
    )


def figures(
    period_ids: Collection[int], target_ids: Collection[int], unit_id: int | None = None
) -> dict[Pair, tuple[Any, Any]]:
    """Numerator and denominator, by version of a report and target."""
    query = (
        sa.select(
            ReportFigure.report_id,
            ReportFigure.target_id,
            ReportFigure.numerator,
            ReportFigure.denominator,
        )
        .join(Report, Report.id == ReportFigure.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .where(Obligation.period_id.in_(period_ids), ReportFigure.target_id.in_(target_ids))
    )
    if unit_id is not None:
        query = query.where(Obligation.unit_id == unit_id)
    rows = db.session.execute(query)
    return {(report, target): (above, below) for report, target, above, below in rows}


def told_tasks(
    period_ids: Collection[int], group_ids: Collection[int], unit_id: int | None = None
) -> dict[Pair, int]:
    """Lines of a report on tasks of a solution group, by version of a report and group.

    A task is known by its line through all versions of the plan.
    """
    query = (
        sa.select(
            ReportTask.report_id,
            PlanTask.solution_group_id,
            sa.func.count(sa.distinct(ReportTask.line)),
        )
        .join(Report, Report.id == ReportTask.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .join(ReportingPeriod, ReportingPeriod.id == Obligation.period_id)
        .join(ReportingRegime, ReportingRegime.id == ReportingPeriod.regime_id)
        .join(
            Plan,
            sa.and_(
                Plan.unit_id == Obligation.unit_id,
                Plan.directive_id == ReportingRegime.directive_id,
            ),
        )
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .join(
            PlanTask,
            sa.and_(PlanTask.version_id == PlanVersion.id, PlanTask.line == ReportTask.line),
        )
        .where(Obligation.period_id.in_(period_ids), PlanTask.solution_group_id.in_(group_ids))
        .group_by(ReportTask.report_id, PlanTask.solution_group_id)
    )
    if unit_id is not None:
        query = query.where(Obligation.unit_id == unit_id)
    rows = db.session.execute(query)
    return {(report, group or 0): count for report, group, count in rows}


# --- evidence -----------------------------------------------------------------------------------


def report_files(period_ids: Collection[int], at: At, unit_id: int | None = None) -> dict[int, int]:
    """How many pieces of evidence a version of a report had, by the version; 0 is left out."""
    query = (
        sa.select(Report.id, sa.func.count())
        .join(Obligation, Obligation.id == Report.obligation_id)
        .join(Evidence, Evidence.folder_id == Report.evidence_folder_id)
        .where(Obligation.period_id.in_(period_ids), Evidence.added_at < at.until)
        .group_by(Report.id)
    )
    if unit_id is not None:
        query = query.where(Obligation.unit_id == unit_id)
    return dict(db.session.execute(query).all())


def task_files(
    directive_id: int, group_ids: Collection[int], at: At, unit_id: int | None = None
) -> dict[Pair, int]:
    """How many pieces of evidence tasks of a solution group had, by plan and group."""
    query = (
        sa.select(PlanVersion.plan_id, PlanTask.solution_group_id, sa.func.count())
        .join(PlanTask, PlanTask.version_id == PlanVersion.id)
        .join(Evidence, Evidence.folder_id == PlanTask.evidence_folder_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            PlanTask.solution_group_id.in_(group_ids),
            Evidence.added_at < at.until,
            *_about(directive_id, unit_id),
        )
        .group_by(PlanVersion.plan_id, PlanTask.solution_group_id)
    )
    rows = db.session.execute(query)
    return {(plan, group or 0): count for plan, group, count in rows}


# --- who, and the details of a page -------------------------------------------------------------


def owing_units(directive_id: int, at: At) -> set[int]:
    """Units that owed a report on a directive for any period opened by then."""
    query = (
        sa.select(Obligation.unit_id)
        .join(ReportingPeriod, ReportingPeriod.id == Obligation.period_id)
        .join(ReportingRegime, ReportingRegime.id == ReportingPeriod.regime_id)
        .where(ReportingRegime.directive_id == directive_id, ReportingPeriod.opened_at < at.until)
        .distinct()
    )
    return set(db.session.scalars(query))


def aims(version_ids: Collection[int], target_ids: Collection[int]) -> dict[Pair, list[PlanTarget]]:
    """The lines of versions that serve targets, with their yearly values."""
    query = (
        sa.select(PlanTarget)
        .where(PlanTarget.version_id.in_(version_ids), PlanTarget.target_id.in_(target_ids))
        .options(selectinload(PlanTarget.values))
        .order_by(PlanTarget.line)
    )
    found: dict[Pair, list[PlanTarget]] = {}
    for line in db.session.scalars(query):
        found.setdefault((line.version_id, line.target_id or 0), []).append(line)
    return found
