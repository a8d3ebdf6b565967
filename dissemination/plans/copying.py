"""Where the text of a draft comes from: the directive, the superior's plan, last year's, or the version before."""

import enum
from collections.abc import Collection
from typing import Any, Final

from dissemination.database import db
from dissemination.plans import editing, fields, queries
from dissemination.plans.models import (
    OmittedTarget,
    PlanTarget,
    PlanTargetValue,
    PlanTask,
    PlanVersion,
)


class Source(enum.StrEnum):
    """What a new plan starts from."""

    DIRECTIVE = "directive"
    SUPERIOR = "superior"
    LAST_YEAR = "last_year"
    EMPTY = "empty"


NEEDS_A_PLAN: Final = frozenset({Source.SUPERIOR, Source.LAST_YEAR})
# Of a superior's or last year's plan these are for each unit, or each year, to say anew.
_OWN: Final = frozenset({"lead", "lead_user_id", "responsible", "due_on", "authority"})
_TARGET_TEXT: Final = tuple(field.name for field in fields.TARGET_FIELDS)
_TASK_TEXT: Final = tuple(field.name for field in fields.TASK_FIELDS)


def find(source: Source, unit_id: int, directive_id: int, year: int) -> PlanVersion | None:
    """The version that a source means; None when there is none."""
    match source:
        case Source.SUPERIOR:
            return queries.superiors_version(unit_id, directive_id)
        case Source.LAST_YEAR:
            return queries.last_years_version(unit_id, directive_id, year)
        case _:
            return None


def fill(version: PlanVersion, source: Source, found: PlanVersion | None) -> None:
    """Write a new draft's rows."""
    if source is Source.DIRECTIVE:
        _from_directive(version)
    elif found is not None:
        version.goals = found.goals
        _copy_rows(found, version, leave_out=_OWN if source is Source.SUPERIOR else {"due_on"})


def copy_version(former: PlanVersion, amendment: PlanVersion) -> None:
    """All of a version as the draft of the next, line for line."""
    amendment.goals = former.goals
    amendment.editors = list(former.editors)
    amendment.signer, amendment.signer_post = former.signer, former.signer_post
    _copy_rows(former, amendment, leave_out=())
    amendment.omissions = [
        OmittedTarget(target_id=one.target_id, reason=one.reason) for one in former.omissions
    ]


def hand_on(former: PlanVersion, version: PlanVersion) -> None:
    """How the tasks of a version went so far, with evidence, for the same lines of the next."""
    known = {task.line: task for task in former.tasks}
    for task in version.tasks:
        old = known.get(task.line)
        if old is None:
            continue
        task.status, task.percentage, task.result = old.status, old.percentage, old.result
        task.done_on, task.late_since = old.done_on, old.late_since
        if task.due_on == old.due_on:
            task.extended_to = old.extended_to
        _hand_on_files(old, task)


def _hand_on_files(old: PlanTask, task: PlanTask) -> None:
    """A folder has one owner, at every moment: now the line as it is in force."""
    folder = old.evidence_folder_id
    if folder is not None:
        old.evidence_folder_id = None
        db.session.flush()
        task.evidence_folder_id = folder


def _from_directive(version: PlanVersion) -> None:
    """Its targets for a unit of this level, and one task to begin with in each solution group."""
    for target in queries.targets_asked(version):
        editing.append_target(version, target)
    for group in version.plan.directive.solution_groups:
        editing.append_task(
            version,
            {
                "content": group.title,
                "solution_group_id": group.id,
                "is_breakthrough": group.is_breakthrough,
            },
        )


def _copy_rows(former: PlanVersion, version: PlanVersion, leave_out: Collection[str]) -> None:
    for aimed in former.targets:
        version.targets.append(_copied_target(aimed))
    for task in former.tasks:
        kept = {name: getattr(task, name) for name in _TASK_TEXT if name not in leave_out}
        version.tasks.append(PlanTask(line=task.line, position=task.position, **kept))
    version.plan.last_line = max(version.plan.last_line, former.plan.last_line)


def _copied_target(aimed: PlanTarget) -> PlanTarget:
    kept: dict[str, Any] = {name: getattr(aimed, name) for name in _TARGET_TEXT}
    values = [
        PlanTargetValue(year=one.year, value=one.value, low=one.low, high=one.high)
        for one in aimed.values
    ]
    return PlanTarget(line=aimed.line, position=aimed.position, values=values, **kept)
