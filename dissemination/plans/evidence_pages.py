"""The files of plans and tasks: the signed document of a version, the evidence of a task."""

from flask import url_for

from dissemination.plans import rights, wording
from dissemination.plans.evidence_keepers import Keeper, register
from dissemination.plans.evidence_models import EvidenceKind
from dissemination.plans.lifecycle import Operation, lock_on
from dissemination.plans.models import PlanTask, PlanVersion
from dissemination.web.access import may
from dissemination.web.actions import Action


def init() -> None:
    """Say whom the pages of evidence ask about these files."""
    register(
        EvidenceKind.PLAN,
        Keeper(
            PlanVersion,
            may_see=lambda version: may(Action.VIEW_PLANS, unit_id=version.plan.unit_id),
            may_change=lambda version: rights.doer(version.plan.unit_id).is_of_the_unit,
            lock=lock_on_signed,
            page=lambda version: url_for(
                "plans.show",
                unit_id=version.plan.unit_id,
                plan_id=version.plan_id,
                version=version.ordinal,
            ),
        ),
    )
    register(
        EvidenceKind.TASK,
        Keeper(
            PlanTask,
            may_see=lambda task: may(Action.VIEW_PLANS, unit_id=task.version.plan.unit_id),
            may_change=lambda task: rights.doer(task.version.plan.unit_id).is_of_the_unit,
            lock=lock_on_task,
            page=lambda task: url_for(
                "plans.task",
                unit_id=task.version.plan.unit_id,
                plan_id=task.version.plan_id,
                task_id=task.id,
            ),
        ),
    )


def lock_on_signed(version: PlanVersion) -> str | None:
    """Why the signed document cannot be attached or taken away now."""
    lock = lock_on(version.state, Operation.ATTACH_SIGNED)
    return wording.explain_lock(lock) if lock else None


def lock_on_task(task: PlanTask) -> str | None:
    """Why nothing can be written about the task now, evidence included."""
    lock = lock_on(task.version.state, Operation.CARRY_OUT)
    return wording.explain_lock(lock) if lock else None
