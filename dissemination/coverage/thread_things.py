"""What the database must know of a target or solution group to say of which kind a unit's strand is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.coverage.past_states import Of
from dissemination.coverage.thread import At
from dissemination.directives.models import Target
from dissemination.plans.evidence_models import Evidence
from dissemination.plans.models import OmittedTarget, Plan, PlanTarget, PlanTask, PlanVersion
from dissemination.reporting.models import ReportFigure, ReportingPeriod, ReportTask
from dissemination.units.levels import RANK

# The sign keeps SQLite from walking all tasks of the group instead of those of the unit.
_IN_GROUP: Final = sa.literal_column("+plan_tasks.solution_group_id", sa.Integer)


class Marks(NamedTuple):
    """What the database must know of a thing, beside plans and reports: each is SQL over `Known`."""

    asks_plan: sa.ColumnElement[bool]
    has_line: sa.ColumnElement[bool]
    is_omitted: sa.ColumnElement[bool]
    is_told: sa.ColumnElement[bool]
    has_files: sa.ColumnElement[bool]


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
            sa.exists().where(
                ReportFigure.report_id == known.report_id,
                ReportFigure.target_id == target.id,
                ReportFigure.numerator.is_not(None),
                ReportFigure.denominator.is_not(None),
            ),
            _is_in_folder(known.folder_id, at),
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
            _tells_of_group(known, directive_id, group_id),
            sa.or_(_is_in_folder(known.folder_id, at), _has_task_files(known, group_id, at)),
        )

    return Thing(directive_id, periods, marks)


def _is_in_folder(folder_id: Of, at: At) -> sa.ColumnElement[bool]:
    return sa.exists().where(Evidence.folder_id == folder_id, Evidence.added_at < at.until)


def _tells_of_group(known: Known, directive_id: int, group_id: int) -> sa.ColumnElement[bool]:
    """A task is known by its line through all versions of the unit's plans."""
    return (
        sa.select(sa.literal(1))
        .select_from(ReportTask)
        .join(PlanTask, PlanTask.line == ReportTask.line)
        .join(PlanVersion, PlanVersion.id == PlanTask.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            ReportTask.report_id == known.report_id,
            _IN_GROUP == group_id,
            Plan.unit_id == known.unit_id,
            Plan.directive_id == directive_id,
        )
        .exists()
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
