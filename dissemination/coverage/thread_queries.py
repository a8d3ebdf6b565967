"""Reading what the threads of some units are made of: as many statements for one as for fifty.

Everything is as it stood before a moment.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dissemination.coverage import thread_columns, thread_reports
from dissemination.coverage.past_states import state_then
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


@dataclass(frozen=True, slots=True)
class Ground:
    """What all boards of a directive stand on, read once: who asks for what, and when."""

    directive_id: int
    at: At
    owing: Owing
    opened: Sequence[ReportingPeriod]


def ground(directive_id: int, at: At) -> Ground:
    """As it stood before a moment."""
    opened = thread_reports.periods(directive_id, at)
    return Ground(directive_id, at, thread_reports.owing(directive_id), opened)


# --- plans --------------------------------------------------------------------------------------


def plans(directive_id: int, at: At, unit_ids: Collection[int]) -> dict[int, PlanFact]:
    """The version that counted, by unit; units that had begun no plan are absent."""
    steps = PlanTransition.version_id == PlanVersion.id
    query = (
        sa.select(
            thread_columns.standing(at).label("best"), Plan.unit_id, Plan.id,
            PlanVersion.id.label("version_id"), PlanVersion.ordinal,
            state_then(PlanVersion.state, PlanTransition, steps, at).label("state"),
        )
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(
            *thread_columns.begun(directive_id, at), *thread_columns.named(Plan.unit_id, unit_ids)
        )
    )  # fmt: skip
    found = sorted(row for row in db.session.execute(query) if row.best is not None)
    return {
        unit: PlanFact(plan_id, version_id, ordinal, PlanState(word))
        for _best, unit, plan_id, version_id, ordinal, word in found
    }


def target_lines(
    directive_id: int, target_ids: Collection[int], unit_ids: Collection[int]
) -> dict[Pair, int]:
    """How many lines of a version serve a target, by version and target."""
    query = (
        sa.select(PlanTarget.version_id, PlanTarget.target_id, sa.func.count())
        .join(PlanVersion, PlanVersion.id == PlanTarget.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanTarget.target_id.in_(target_ids), *_about(directive_id, unit_ids))
        .group_by(PlanTarget.version_id, PlanTarget.target_id)
    )
    rows = db.session.execute(query)
    return {(version, target or 0): count for version, target, count in rows}


def omissions(
    directive_id: int, target_ids: Collection[int], unit_ids: Collection[int]
) -> dict[Pair, str]:
    """Why a version leaves a target out, by version and target."""
    query = (
        sa.select(OmittedTarget.version_id, OmittedTarget.target_id, OmittedTarget.reason)
        .join(PlanVersion, PlanVersion.id == OmittedTarget.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(OmittedTarget.target_id.in_(target_ids), *_about(directive_id, unit_ids))
    )
    rows = db.session.execute(query)
    return {(version, target): reason for version, target, reason in rows}


def group_tasks(
    directive_id: int, group_ids: Collection[int], day: date, unit_ids: Collection[int]
) -> dict[Pair, tuple[int, int]]:
    """Tasks of a version in a solution group and those done by a day, by version and group."""
    done = sa.func.sum(sa.case((PlanTask.done_on <= day, 1), else_=0))
    query = (
        sa.select(PlanTask.version_id, PlanTask.solution_group_id, sa.func.count(), done)
        .join(PlanVersion, PlanVersion.id == PlanTask.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanTask.solution_group_id.in_(group_ids), *_about(directive_id, unit_ids))
        .group_by(PlanTask.version_id, PlanTask.solution_group_id)
    )
    rows = db.session.execute(query)
    return {(version, group or 0): (count, done or 0) for version, group, count, done in rows}


def _about(directive_id: int, unit_ids: Collection[int]) -> list[sa.ColumnElement[bool]]:
    """Only these units' plans for a directive."""
    return [Plan.directive_id == directive_id, Plan.unit_id.in_(unit_ids)]


# --- evidence -----------------------------------------------------------------------------------


def task_files(
    directive_id: int, group_ids: Collection[int], at: At, unit_ids: Collection[int]
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
            *_about(directive_id, unit_ids),
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
