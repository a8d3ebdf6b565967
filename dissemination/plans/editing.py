"""Writing a plan, field by field: nobody's change is lost to another's who edits at the same time.

A row keeps the revision of its last change. Who saves a field says which revision he saw and what
stood in the field; when the row has changed since and this field with it, he is told, not overruled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from dissemination.database import db
from dissemination.directives.models import Operator, SolutionGroup, Target
from dissemination.plans import fields
from dissemination.plans.changing import Doer, fresh, may_write, record, touch, wrote
from dissemination.plans.fields import FIELDS, Aim
from dissemination.plans.models import (
    CommentPlace,
    OmittedTarget,
    Plan,
    PlanTarget,
    PlanTargetValue,
    PlanTask,
    PlanVersion,
)
from dissemination.plans.refusals import Refusal

Row = PlanVersion | PlanTarget | PlanTask
YEAR_PREFIX: Final = "value-"


@dataclass(frozen=True, slots=True)
class Edit:
    """A new text for a field; `seen` is what stood there for who wrote it (None: not known)."""

    field: str
    text: str
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The row's revision now."""

    revision: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed this field meanwhile; nothing was saved."""

    field: str
    theirs: str
    by: str
    revision: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A text that the field does not take."""

    field: str
    why: Refusal


def save(
    version_id: int,
    place: CommentPlace,
    row_id: int | None,
    edits: Sequence[Edit],
    based_on: int,
    doer: Doer,
) -> Saved | Conflict | Fault | Refusal:
    """Save all these fields of one row, or none."""
    version = fresh(version_id)
    if refused := may_write(version, doer):
        return refused
    row = find_row(version, place, row_id)
    if row is None:
        return Refusal.ROW_GONE
    changes = _judged(version, row, place, edits, based_on)
    if isinstance(changes, Conflict | Fault):
        return changes
    if changes:
        _apply(version, row, place, changes)
        wrote(version, doer)
    return Saved(revision_of(row))


def add_tasks(
    version_id: int, values: Sequence[Mapping[str, Any]], doer: Doer
) -> list[PlanTask] | Refusal:
    """Tasks at the end of the list; each mapping holds values of task fields."""
    version = fresh(version_id)
    if refused := may_write(version, doer):
        return refused
    made = [append_task(version, one) for one in values]
    wrote(version, doer)
    db.session.flush()
    record("add_tasks", version, after={"lines": [task.line for task in made]})
    return made


def append_task(version: PlanVersion, values: Mapping[str, Any]) -> PlanTask:
    """One task more, with a line of its own."""
    line = _next_line(version.plan)
    position = max((task.position for task in version.tasks), default=0) + 1
    task = PlanTask(line=line, position=position, **values)
    version.tasks.append(task)
    touch(version, task)
    return task


def add_target(version_id: int, target_id: int | None, doer: Doer) -> PlanTarget | Refusal:
    """A line that serves a target of the directive (with what it asks), or one of the unit's own."""
    version = fresh(version_id)
    if refused := may_write(version, doer):
        return refused
    target = db.session.get(Target, target_id) if target_id else None
    if target_id and (target is None or target.directive_id != version.plan.directive_id):
        return Refusal.NOT_A_CHOICE
    made = append_target(version, target)
    version.omissions = [one for one in version.omissions if one.target_id != target_id]
    wrote(version, doer)
    db.session.flush()
    record("add_target", version, after={"line": made.line, "title": made.title})
    return made


def append_target(version: PlanVersion, target: Target | None) -> PlanTarget:
    """As the directive asks it; the unit then writes its own numbers."""
    position = max((one.position for one in version.targets), default=0) + 1
    made = PlanTarget(
        line=_next_line(version.plan),
        position=position,
        operator=Operator.AT_LEAST,
        measure="%",
    )
    if target is not None:
        made.target_id = target.id
        made.title, made.measure, made.denominator = (
            target.title,
            target.measure,
            target.denominator,
        )
        made.operator = target.values[-1].operator if target.values else Operator.AT_LEAST
        made.values = [
            PlanTargetValue(year=one.year, **_aim_of(one.value, one.low, one.high, made.operator))
            for one in target.values
        ]
    version.targets.append(made)
    touch(version, made)
    return made


def _aim_of(value: Any, low: Any, high: Any, operator: Operator) -> dict[str, Any]:  # noqa: ANN401
    """A directive may change its operator between years, a line of a plan has one."""
    if operator is Operator.RANGE:
        return {
            "low": low if low is not None else value,
            "high": high if high is not None else value,
        }
    return {"value": value if value is not None else low}


def remove_row(version_id: int, place: CommentPlace, row_id: int, doer: Doer) -> Refusal | None:
    """Take a target or a task out of the draft; tasks beneath it move up."""
    version = fresh(version_id)
    if refused := may_write(version, doer):
        return refused
    row = find_row(version, place, row_id)
    if row is None or isinstance(row, PlanVersion):
        return Refusal.ROW_GONE
    drop_row(version, row)
    wrote(version, doer)
    db.session.flush()
    return None


def drop_row(version: PlanVersion, row: PlanTarget | PlanTask) -> None:
    before = {"line": row.line, **{name: text for name, text in texts(row).items() if text}}
    if isinstance(row, PlanTask):
        for child in version.tasks:
            if child.parent_line == row.line:
                child.parent_line = row.parent_line
        version.tasks.remove(row)
    else:
        version.targets.remove(row)
    touch(version)
    record("remove_task" if isinstance(row, PlanTask) else "remove_target", version, before=before)


def explain_omission(version_id: int, target_id: int, reason: str, doer: Doer) -> Refusal | None:
    """Why a target of the directive is not in this plan; an empty reason takes it back."""
    version = fresh(version_id)
    if refused := may_write(version, doer):
        return refused
    read = fields.read(fields.FIELDS[CommentPlace.TARGET]["no_target_reason"], reason)
    if isinstance(read, Refusal):
        return read
    known = db.session.get(OmittedTarget, (version_id, target_id))
    target = db.session.get(Target, target_id)
    if target is None or target.directive_id != version.plan.directive_id:
        return Refusal.NOT_A_CHOICE
    before = {"reason": known.reason} if known else None
    if known and read:
        known.reason = read
    elif known:
        version.omissions.remove(known)
    elif read:
        version.omissions.append(OmittedTarget(target_id=target_id, reason=read))
    touch(version)
    wrote(version, doer)
    record(
        "explain_omission", version, before=before, after={"target": target.code, "reason": read}
    )
    return None


# --- rows and their texts -----------------------------------------------------------------------


def find_row(version: PlanVersion, place: CommentPlace, row_id: int | None) -> Row | None:
    """A row of this version and of no other."""
    match place:
        case CommentPlace.PLAN:
            return version
        case CommentPlace.TARGET:
            return next((row for row in version.targets if row.id == row_id), None)
        case CommentPlace.TASK:
            return next((row for row in version.tasks if row.id == row_id), None)


def revision_of(row: Row) -> int:
    return row.changed_revision if isinstance(row, PlanVersion) else row.revision


def place_of(row: Row) -> CommentPlace:
    match row:
        case PlanVersion():
            return CommentPlace.PLAN
        case PlanTarget():
            return CommentPlace.TARGET
        case PlanTask():
            return CommentPlace.TASK


def texts(row: Row) -> dict[str, str]:
    """Every field of a row as text, years of a target among them."""
    told = {name: fields.tell(getattr(row, name)) for name in FIELDS[place_of(row)]}
    if isinstance(row, PlanTarget):
        for one in row.values:
            told[f"{YEAR_PREFIX}{one.year}"] = fields.tell_aim(Aim(one.value, one.low, one.high))
    return told


# --- judging and applying -----------------------------------------------------------------------


def _judged(
    version: PlanVersion, row: Row, place: CommentPlace, edits: Sequence[Edit], based_on: int
) -> dict[str, Any] | Conflict | Fault:
    """The values that really change, by field."""
    changes: dict[str, Any] = {}
    is_old = revision_of(row) > based_on
    for edit in edits:
        value, current = _read(row, place, edit.field, edit.text), _current(row, edit.field)
        if isinstance(value, Refusal):
            return Fault(edit.field, value)
        if value == current:
            continue
        seen = _read(row, place, edit.field, edit.seen) if edit.seen is not None else _UNSEEN
        if is_old and seen != current:
            theirs = texts(row).get(edit.field, "")
            by = version.changed_by if isinstance(row, PlanVersion) else row.changed_by
            return Conflict(edit.field, theirs, by, revision_of(row))
        if fault := _not_a_choice(version, row, edit.field, value):
            return Fault(edit.field, fault)
        changes[edit.field] = value
    return changes


_UNSEEN: Final = object()


def _read(row: Row, place: CommentPlace, name: str, text: str) -> Any:  # noqa: ANN401
    if isinstance(row, PlanTarget) and _year(name) is not None:
        return fields.read_aim(text, row.operator)
    field = FIELDS[place].get(name)
    return fields.read(field, text) if field else Refusal.UNKNOWN_FIELD


def _current(row: Row, name: str) -> Any:  # noqa: ANN401
    year = _year(name)
    if isinstance(row, PlanTarget) and year is not None:
        found = next((one for one in row.values if one.year == year), None)
        return Aim(found.value, found.low, found.high) if found else None
    return getattr(row, name, None)


def _year(name: str) -> int | None:
    digits = name.removeprefix(YEAR_PREFIX)
    return int(digits) if name != digits and digits.isdecimal() and len(digits) == 4 else None


def _not_a_choice(version: PlanVersion, row: Row, name: str, value: object) -> Refusal | None:
    """Whether what is pointed at is not there to be pointed at."""
    if value is None:
        return None
    plan = version.plan
    match name:
        case "target_id":
            asked = sa.select(Target.id).where(Target.directive_id == plan.directive_id)
            return None if value in set(db.session.scalars(asked)) else Refusal.NOT_A_CHOICE
        case "solution_group_id":
            groups = sa.select(SolutionGroup.id).where(
                SolutionGroup.directive_id == plan.directive_id
            )
            return None if value in set(db.session.scalars(groups)) else Refusal.NOT_A_CHOICE
        case "parent_line" if isinstance(row, PlanTask):
            return _unfit_parent(version, row, value)
    return None


def _unfit_parent(version: PlanVersion, row: PlanTask, line: object) -> Refusal | None:
    """A task stands under another, never under itself or what stands under it."""
    by_line = {task.line: task for task in version.tasks}
    above = by_line.get(line)  # type: ignore[call-overload]  # None for anything else
    if above is None:
        return Refusal.NOT_A_CHOICE
    for _ in version.tasks:
        if above is None:
            return None
        if above.line == row.line:
            return Refusal.OWN_PARENT
        above = by_line.get(above.parent_line)
    return None


def _apply(version: PlanVersion, row: Row, place: CommentPlace, changes: Mapping[str, Any]) -> None:
    before = {name: text for name, text in texts(row).items() if name in changes}
    for name, value in changes.items():
        set_value(row, name, value)
    touch(version, None if isinstance(row, PlanVersion) else row)
    db.session.flush()
    line = {} if isinstance(row, PlanVersion) else {"line": row.line}
    after = {name: text for name, text in texts(row).items() if name in changes}
    record(f"edit_{place}", version, before=line | before, after=line | after)


def set_value(row: Row, name: str, value: Any) -> None:  # noqa: ANN401
    """Assign a value that was read; a new operator keeps the numbers it can."""
    year = _year(name)
    if isinstance(row, PlanTarget) and year is not None:
        _set_aim(row, year, value)
        return
    if isinstance(row, PlanTarget) and name == "operator":
        for one in row.values:
            aim = _aim_of(one.value, one.low, one.high, value)
            one.value, one.low, one.high = aim.get("value"), aim.get("low"), aim.get("high")
    setattr(row, name, value)


def _set_aim(row: PlanTarget, year: int, aim: Aim | None) -> None:
    found = next((one for one in row.values if one.year == year), None)
    if aim is None:
        if found:
            row.values.remove(found)
        return
    if found is None:
        found = PlanTargetValue(year=year)
        row.values.append(found)
    found.value, found.low, found.high = aim.value, aim.low, aim.high


def _next_line(plan: Plan) -> int:
    plan.last_line += 1
    return plan.last_line
