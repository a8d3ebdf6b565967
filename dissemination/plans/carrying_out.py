"""Tasks of a plan in force: progress, and more time asked for and granted."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination import clock
from dissemination.database import db
from dissemination.plans import evidence, lateness, lifecycle
from dissemination.plans.changing import Doer, fresh, record
from dissemination.plans.lifecycle import Capacity, Operation
from dissemination.plans.models import (
    PlanTask,
    TaskEntry,
    TaskExtension,
    TaskStatus,
)
from dissemination.plans.refusals import Refusal
from dissemination.text import nfc
from dissemination.web import audit

_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """What is reported about a task. `done_on` None: today."""

    status: TaskStatus
    percentage: int
    result: str = ""
    done_on: date | None = None


def report(task_id: int, progress: Progress, doer: Doer) -> TaskEntry | Refusal:
    """Say how a task goes; what was said before stays on record."""
    task = _fresh_task(task_id)
    if refused := _locked(task, doer):
        return refused
    if refused := _unfit(task, progress):
        return refused
    before = _told(task)
    today = clock.today()
    is_done = progress.status is TaskStatus.DONE
    task.late_since = lateness.recorded(task.late_since, task.due, task.is_done, today)
    task.status = progress.status
    task.percentage = _WHOLE if is_done else progress.percentage
    task.result = progress.result
    task.done_on = min(progress.done_on or today, today) if is_done else None
    entry = _entry(task)
    db.session.add(entry)
    db.session.flush()
    record("report_task", task.version, before=before, after=_told(task))
    return entry


def ask_for_time(task_id: int, until: date, reason: str, doer: Doer) -> TaskExtension | Refusal:
    """Ask for a later deadline; one question at a time."""
    task = _fresh_task(task_id)
    if refused := _locked(task, doer):
        return refused
    if task.is_done:
        return Refusal.ALREADY_DONE
    if not nfc(reason):
        return Refusal.REASON_MISSING
    if until <= clock.today() or (task.due is not None and until <= task.due):
        return Refusal.NOT_LATER
    waiting = db.select(TaskExtension).filter_by(task_id=task_id, granted=None)
    if db.session.scalar(waiting.limit(1)):
        return Refusal.EXTENSION_WAITS
    asked = TaskExtension(
        task_id=task_id,
        task=task,
        due_before=task.due,
        asked_to=until,
        reason=nfc(reason)[:500],
        asked_at=clock.now(),
        asked_by=audit.current_actor().shown_name,
        asked_by_id=doer.user_id,
    )
    db.session.add(asked)
    db.session.flush()
    record(
        "ask_extension",
        task.version,
        after={"line": task.line, "until": until.isoformat()},
        reason=nfc(reason),
    )
    return asked


def decide(extension_id: int, *, granted: bool, reason: str, doer: Doer) -> Refusal | None:
    """Grant or refuse more time, with a reason; a deadline that has passed stays recorded."""
    asked = db.session.get_one(TaskExtension, extension_id)
    task = _fresh_task(asked.task_id)
    db.session.refresh(asked)
    if Capacity.RECEIVER not in doer.capacities:
        return Refusal.NOT_THE_RECEIVER
    if doer.user_id is not None and doer.user_id == asked.asked_by_id:
        return Refusal.SAME_PERSON_DRAFTED
    if lock := lifecycle.lock_on(task.version.state, Operation.CARRY_OUT):
        return lock.why
    if asked.granted is not None:
        return Refusal.EXTENSION_DECIDED
    if not nfc(reason):
        return Refusal.REASON_MISSING
    asked.granted, asked.decision_reason = granted, nfc(reason)[:500]
    asked.decided_at, asked.decided_by = clock.now(), audit.current_actor().shown_name
    if granted:
        task.late_since = lateness.recorded(task.late_since, task.due, task.is_done, clock.today())
        task.extended_to = asked.asked_to
    db.session.flush()
    verb = "grant_extension" if granted else "refuse_extension"
    after = {"line": task.line, "until": asked.asked_to.isoformat()}
    record(verb, task.version, after=after, reason=nfc(reason))
    return None


def _fresh_task(task_id: int) -> PlanTask:
    version_id = db.session.get_one(PlanTask, task_id).version_id
    fresh(version_id)
    return db.session.get_one(PlanTask, task_id, populate_existing=True)


def _locked(task: PlanTask, doer: Doer) -> Refusal | None:
    if not doer.is_of_the_unit:
        return Refusal.NOT_OF_THE_UNIT
    lock = lifecycle.lock_on(task.version.state, Operation.CARRY_OUT)
    return lock.why if lock else None


def _unfit(task: PlanTask, progress: Progress) -> Refusal | None:
    if not 0 <= progress.percentage <= _WHOLE:
        return Refusal.NOT_A_SHARE
    if progress.status is not TaskStatus.DONE:
        return None
    if not progress.result:
        return Refusal.RESULT_MISSING
    if task.required_evidence and not evidence.of(task):
        return Refusal.EVIDENCE_MISSING
    return None


def _entry(task: PlanTask) -> TaskEntry:
    actor = audit.current_actor()
    return TaskEntry(
        task_id=task.id,
        at=clock.now(),
        author=actor.shown_name,
        post=actor.post,
        status=task.status,
        percentage=task.percentage,
        result=task.result,
    )


def _told(task: PlanTask) -> dict[str, object]:
    return {
        "line": task.line,
        "status": task.status,
        "percentage": task.percentage,
        "result": task.result,
    }
