"""Reading the tasks of plans in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from dissemination import clock
from dissemination.accounts.models import Grant, Role, User
from dissemination.database import db
from dissemination.plans.lateness import DUE_SOON_DAYS
from dissemination.plans.models import (
    Plan,
    PlanState,
    PlanTask,
    PlanVersion,
    TaskEntry,
    TaskExtension,
    TaskStatus,
)
from dissemination.plans.queries import Within, is_last_name
from dissemination.text import like_words, words
from dissemination.units.models import UnitVersion

DUE = sa.func.coalesce(PlanTask.extended_to, PlanTask.due_on)


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of tasks is narrowed to. `lead_id`: only the tasks that this person leads."""

    within: Within
    lead_id: int | None = None
    directive_id: int | None = None
    timing: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    asks_for_time: bool = False


def tasks(wanted: TaskFilter) -> sa.Select[PlanTask]:
    """Tasks by deadline, those without one last."""
    return (
        _in_force()
        .where(*_conditions(wanted))
        .options(contains_eager(PlanTask.version).contains_eager(PlanVersion.plan))
        .order_by(DUE.is_(None), DUE, Plan.id, PlanTask.position)
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of a list; `on_time` are done ones without a deadline missed."""

    total: int = 0
    done: int = 0
    late_but_done: int = 0
    overdue: int = 0
    due_soon: int = 0


def tally(wanted: TaskFilter) -> Tally:
    """The figures of all tasks a filter means, whatever timing it names."""
    today = clock.today()
    counted = _in_force().where(*_conditions(wanted, any_timing=True))
    query = counted.with_only_columns(
        sa.func.count(),
        _count(PlanTask.status == TaskStatus.DONE),
        _count(_is("late", today)),
        _count(_is("overdue", today)),
        _count(_is("due_soon", today)),
        maintain_column_froms=True,
    )
    return Tally(*db.session.execute(query).one())


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _in_force() -> sa.Select[PlanTask]:
    return (
        sa.select(PlanTask)
        .join(PlanTask.version)
        .join(PlanVersion.plan)
        .join(UnitVersion, UnitVersion.unit_id == Plan.unit_id)
        .where(PlanVersion.state == PlanState.ACTIVE, is_last_name(UnitVersion, clock.today()))
    )


def _conditions(wanted: TaskFilter, *, any_timing: bool = False) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.within is not None:
        found.append(Plan.unit_id.in_(wanted.within))
    if wanted.lead_id is not None:
        found.append(PlanTask.lead_user_id == wanted.lead_id)
    if wanted.directive_id:
        found.append(Plan.directive_id == wanted.directive_id)
    if wanted.timing and not any_timing:
        found.append(_is(wanted.timing, clock.today()))
    if wanted.since:
        found.append(DUE >= wanted.since)
    if wanted.until:
        found.append(DUE <= wanted.until)
    if wanted.asks_for_time:
        found.append(_waits_for_time())
    return found + _mentions(wanted.text)


def _mentions(text: str) -> list[sa.ColumnElement[bool]]:
    """A unit by its name, or the very words of the task or its lead."""
    if not words(text):
        return []
    named = sa.and_(*(UnitVersion.search_key.like(pattern) for pattern in like_words(text)))
    said = (column.icontains(text, autoescape=True) for column in (PlanTask.content, PlanTask.lead))
    return [sa.or_(named, *said)]


def _waits_for_time() -> sa.ColumnElement[bool]:
    return sa.exists().where(TaskExtension.task_id == PlanTask.id, TaskExtension.granted.is_(None))


def _is(timing: str, today: date) -> sa.ColumnElement[bool]:
    """As `lateness.timing` says it of one task."""
    done = PlanTask.status == TaskStatus.DONE
    late = sa.or_(PlanTask.late_since.is_not(None), PlanTask.done_on > DUE)
    match timing:
        case "done":
            return done
        case "on_time":
            return sa.and_(done, ~sa.func.coalesce(late, sa.false()))
        case "late":
            return sa.and_(done, late)
        case "overdue":
            return sa.and_(~done, DUE < today)
        case "due_soon":
            return sa.and_(~done, DUE.between(today, today + timedelta(DUE_SOON_DAYS)))
        case "open":
            return ~done
    return sa.true()


# --- one task -----------------------------------------------------------------------------------


def entries(task: PlanTask) -> Sequence[TaskEntry]:
    """Everything said of a line in all versions, the newest first."""
    query = sa.select(TaskEntry).where(TaskEntry.task_id.in_(_same_line(task)))
    return db.session.scalars(query.order_by(TaskEntry.id.desc())).all()


def extensions(task: PlanTask) -> Sequence[TaskExtension]:
    query = sa.select(TaskExtension).where(TaskExtension.task_id.in_(_same_line(task)))
    return db.session.scalars(query.order_by(TaskExtension.id.desc())).all()


def _same_line(task: PlanTask) -> sa.Select[int]:
    plan_id = sa.select(PlanVersion.plan_id).where(PlanVersion.id == task.version_id)
    return (
        sa.select(PlanTask.id)
        .join(PlanTask.version)
        .where(PlanTask.line == task.line, PlanVersion.plan_id == plan_id.scalar_subquery())
    )


def leads(unit_id: int) -> list[User]:
    """The people of a unit who may be named as leading a task."""
    query = (
        sa.select(User)
        .where(
            User.active.is_(True),
            sa.exists().where(
                Grant.user_id == User.id,
                Grant.unit_id == unit_id,
                Grant.revoked_at.is_(None),
                Grant.role.in_((Role.UNIT_OFFICER, Role.HEAD_OF_UNIT)),
            ),
        )
        .order_by(User.sort_key)
    )
    return list(db.session.scalars(query))


def units_of(user_id: int) -> frozenset[int]:
    """The units a person works for, by his grants in force."""
    query = sa.select(Grant.unit_id).where(
        Grant.user_id == user_id,
        Grant.revoked_at.is_(None),
        Grant.unit_id.is_not(None),
        Grant.role.in_((Role.UNIT_OFFICER, Role.HEAD_OF_UNIT)),
    )
    return frozenset(unit_id for unit_id in db.session.scalars(query) if unit_id is not None)


def feed(user_id: int) -> Sequence[PlanTask]:
    """Tasks for a person's own calendar: those he leads and those of his units, by deadline."""
    mine = sa.or_(PlanTask.lead_user_id == user_id, Plan.unit_id.in_(units_of(user_id)))
    query = (
        _in_force()
        .where(mine, DUE.is_not(None))
        .options(contains_eager(PlanTask.version).contains_eager(PlanVersion.plan))
        .order_by(DUE, PlanTask.id)
    )
    return db.session.scalars(query.limit(2_000)).all()
