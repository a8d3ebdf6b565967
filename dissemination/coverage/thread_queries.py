"""Reading what threads are made of: as many statements for one unit as for twelve thousand.

Everything is as it stood before a moment. `unit_id` narrows a question to one unit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dissemination.coverage import thread_reports
from dissemination.coverage.thread import At, PlanFact
from dissemination.coverage.thread_reports import Owing
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
from dissemination.reporting.models import ReportingPeriod

Pair = tuple[int, int]
# The version of a plan that counts: in force, else ended, else the newest that is under way.
_COUNTS: Final = {PlanState.ACTIVE: 2, PlanState.CLOSED: 1}


@dataclass(frozen=True, slots=True)
class Ground:
    """What all boards of a directive stand on, read once: plans, regimes, opened periods."""

    directive_id: int
    at: At
    plans: Mapping[int, PlanFact]
    owing: Owing
    opened: Sequence[ReportingPeriod]


def ground(directive_id: int, at: At, unit_id: int | None = None) -> Ground:
    """As it stood before a moment; of plans only one unit's when it is named."""
    return Ground(
        directive_id,
        at,
        plans(directive_id, at, unit_id),
        thread_reports.owing(directive_id),
        thread_reports.periods(directive_id, at),
    )


# --- plans --------------------------------------------------------------------------------------


def plans(directive_id: int, at: At, unit_id: int | None = None) -> dict[int, PlanFact]:
    """The version that counted, by unit; units that had begun no plan are absent."""
    last = _last_steps(directive_id, at, unit_id)
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


def _last_steps(directive_id: int, at: At, unit_id: int | None) -> sa.Subquery:
    """The last step of each version before the moment."""
    return (
        sa.select(PlanTransition.version_id, sa.func.max(PlanTransition.id).label("id"))
        .join(PlanVersion, PlanVersion.id == PlanTransition.version_id)
        .join(PlanVersion.plan)
        .where(*_about(directive_id, unit_id), PlanTransition.at < at.until)
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


# --- evidence -----------------------------------------------------------------------------------


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


# --- the details of a page -------------------------------------------------------------


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
