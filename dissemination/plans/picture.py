"""What the pages of a plan show of a version, put together once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Operator, SolutionGroup, Target
from dissemination.directives.wording import OPERATORS
from dissemination.plans import fields, lateness, queries
from dissemination.plans.gaps import gaps, omitted
from dissemination.plans.models import (
    CommentPlace,
    PlanComment,
    PlanTask,
    PlanVersion,
    TaskStatus,
)


def of(version: PlanVersion) -> dict[str, Any]:
    """For a template: the plan, its rows with what was said of them, and what it still lacks."""
    asked = queries.targets_asked(version)
    today = clock.today()
    return {
        "plan": version.plan,
        "version": version,
        "targets": version.targets,
        "years": years_of(version),
        "tasks": outline(version),
        "groups": groups_of(version),
        "omitted": omitted(version, asked),
        "reasons": {one.target_id: one.reason for one in version.omissions},
        "gaps": gaps(version, asked),
        "comments": comments_by_row(version),
        "timings": {task.id: timing_of(task, today) for task in version.tasks},
        "figures": Figures.of(version, today),
        "tell_aim": lambda one: fields.tell_aim(fields.Aim(one.value, one.low, one.high)),
        "tell": fields.tell,
    }


def years_of(version: PlanVersion) -> list[int]:
    """The plan's own years when they are few, and every year that a target names."""
    named = {one.year for aimed in version.targets for one in aimed.values}
    own = version.plan.years
    horizons = {year for year in version.plan.directive.horizons if year >= own.start}
    return sorted(named | set(own) if len(own) <= 5 else named | horizons | {own[0], own[-1]})


def outline(version: PlanVersion) -> list[tuple[int, PlanTask]]:
    """Tasks with their depth, each after the one it belongs to."""
    beneath: dict[int | None, list[PlanTask]] = defaultdict(list)
    lines = {task.line for task in version.tasks}
    for task in version.tasks:
        beneath[task.parent_line if task.parent_line in lines else None].append(task)
    found: list[tuple[int, PlanTask]] = []

    def walk(line: int | None, depth: int) -> None:
        for task in beneath[line]:
            found.append((depth, task))
            walk(task.line, depth + 1)

    walk(None, 0)
    return found


def groups_of(version: PlanVersion) -> list[SolutionGroup]:
    query = db.select(SolutionGroup).filter_by(directive_id=version.plan.directive_id)
    return list(db.session.scalars(query.order_by(SolutionGroup.number)))


def targets_of(version: PlanVersion) -> list[Target]:
    query = db.select(Target).filter_by(directive_id=version.plan.directive_id)
    return list(db.session.scalars(query.order_by(Target.code)))


def comments_by_row(version: PlanVersion) -> dict[str, list[PlanComment]]:
    """Comments by the row's anchor ("task-3"), "plan" for those on the whole."""
    found: dict[str, list[PlanComment]] = defaultdict(list)
    for one in version.comments:
        found[f"{one.place}-{one.line}" if one.line else CommentPlace.PLAN].append(one)
    return found


def timing_of(task: PlanTask, today: date) -> lateness.Timing:
    return lateness.timing(task.due, task.done_on, task.late_since, today)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a version's tasks go. Completion is done ÷ (done + open overdue)."""

    total: int
    done: int
    overdue: int
    breakthrough: int

    @classmethod
    def of(cls, version: PlanVersion, today: date) -> "Figures":
        timings = [timing_of(task, today) for task in version.tasks]
        return cls(
            total=len(version.tasks),
            done=sum(task.status is TaskStatus.DONE for task in version.tasks),
            overdue=timings.count(lateness.Timing.OVERDUE),
            breakthrough=sum(task.is_breakthrough for task in version.tasks),
        )


class Teller:
    """Says the texts of `comparing` as people read them: ids as what they stand for."""

    def __init__(self, *versions: PlanVersion | None) -> None:
        known = next(version for version in versions if version is not None)
        self.groups = {str(one.id): f"{one.number}. {one.title}" for one in groups_of(known)}
        self.targets = {str(one.id): f"{one.code}. {one.title}" for one in targets_of(known)}

    def __call__(self, name: str, text: str) -> str:
        match name:
            case "solution_group_id":
                return self.groups.get(text, text)
            case "target_id":
                return self.targets.get(text, text)
            case "due_on" if text:
                return date.fromisoformat(text).strftime("%d/%m/%Y")
            case "operator" if text:
                return str(OPERATORS[Operator(text)])
            case "is_breakthrough":
                return "✓" if text else ""
        return text
