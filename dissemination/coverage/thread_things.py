"""What the database must know of a target or solution group to say of which kind a unit's strand is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.coverage.past_states import Of
from dissemination.coverage.thread import At
from dissemination.directives.models import Target
from dissemination.plans.evidence_models import Evidence
from dissemination.plans.models import OmittedTarget, Plan, PlanTarget, PlanTask, PlanVersion
from dissemination.reporting.models import (
    Obligation,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportTask,
)
from dissemination.units.levels import RANK


class Marks(NamedTuple):
    """What the database must know of a thing, beside plans and reports: each is SQL over `Known`.

    `joined` is what they read, at most one row for each unit, and by which condition.
    """

    asks_plan: sa.ColumnElement[bool]
    has_line: sa.ColumnElement[bool]
    is_omitted: sa.ColumnElement[bool]
    is_told: sa.ColumnElement[bool]
    has_files: sa.ColumnElement[bool]
    joined: Sequence[tuple[Any, sa.ColumnElement[bool]]] = ()


class Known(NamedTuple):
    """The columns of one unit of which marks are made."""

    unit_id: Of
    rank: Of
    version_id: Of
    report_id: Of
    folder_id: Of


@dataclass(frozen=True, slots=True)
class Thing:
    """What a thread is about, and the counting periods of the regimes that ask for it."""

    directive_id: int
    periods: Sequence[ReportingPeriod]
    marks: Callable[[Known, At], Marks]


def of_target(target: Target, periods: Sequence[ReportingPeriod]) -> Thing:
    """A directive's target; only units down to its level are asked to plan for it."""

    def marks(known: Known, at: At) -> Marks:
        return Marks(
            known.rank <= RANK[target.level],
            known.version_id.in_(
                sa.select(PlanTarget.version_id).where(PlanTarget.target_id == target.id)
            ),
            known.version_id.in_(
                sa.select(OmittedTarget.version_id).where(OmittedTarget.target_id == target.id)
            ),
            sa.and_(ReportFigure.numerator.is_not(None), ReportFigure.denominator.is_not(None)),
            _is_in_folder(known.folder_id, at),
            [
                (
                    ReportFigure,
                    sa.and_(
                        ReportFigure.report_id == known.report_id,
                        ReportFigure.target_id == target.id,
                    ),
                )
            ],
        )

    return Thing(target.directive_id, periods, marks)


def of_group(directive_id: int, group_id: int, periods: Sequence[ReportingPeriod]) -> Thing:
    """A directive's solution group."""

    def marks(known: Known, at: At) -> Marks:
        return Marks(
            sa.true(),
            known.version_id.in_(
                sa.select(PlanTask.version_id).where(PlanTask.solution_group_id == group_id)
            ),
            sa.false(),
            known.report_id.in_(_telling(directive_id, group_id, periods)),
            sa.or_(_is_in_folder(known.folder_id, at), _has_task_files(known, group_id, at)),
        )

    return Thing(directive_id, periods, marks)


def _is_in_folder(folder_id: Of, at: At) -> sa.ColumnElement[bool]:
    return sa.exists().where(Evidence.folder_id == folder_id, Evidence.added_at < at.until)


def _telling(
    directive_id: int, group_id: int, periods: Sequence[ReportingPeriod]
) -> sa.Select[int]:
    """Reports on tasks of a group: a task is known by its line through all versions of the unit's plans."""
    return (
        sa.select(ReportTask.report_id)
        .join(Report, Report.id == ReportTask.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .join(Plan, sa.and_(Plan.unit_id == Obligation.unit_id, Plan.directive_id == directive_id))
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .join(
            PlanTask,
            sa.and_(PlanTask.version_id == PlanVersion.id, PlanTask.line == ReportTask.line),
        )
        .where(
            Obligation.period_id.in_([one.id for one in periods]),
            PlanTask.solution_group_id == group_id,
        )
    )


def _has_task_files(known: Known, group_id: int, at: At) -> sa.ColumnElement[bool]:
    """Evidence of a task of the group, in whatever version of the same plan."""
    other = aliased(PlanVersion)
    with_files = (
        sa.select(other.id)
        .join(PlanVersion, PlanVersion.plan_id == other.plan_id)
        .join(PlanTask, PlanTask.version_id == PlanVersion.id)
        .join(Evidence, Evidence.folder_id == PlanTask.evidence_folder_id)
        .where(PlanTask.solution_group_id == group_id, Evidence.added_at < at.until)
    )
    return known.version_id.in_(with_files)
