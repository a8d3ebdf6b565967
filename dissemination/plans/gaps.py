"""What a plan still lacks before others should read it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dissemination.directives.models import Target
from dissemination.plans.fields import SIX_CLEAR
from dissemination.plans.models import PlanTarget, PlanTask, PlanVersion
from dissemination.plans.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Gaps:
    """`unclear`: fields that a task leaves open, by line. `left_out`: targets nobody explained."""

    unclear: dict[int, list[str]]
    unmapped: list[int]
    left_out: list[Target]
    has_tasks: bool

    @property
    def refusal(self) -> Refusal | None:
        """The first reason not to present the plan."""
        if not self.has_tasks:
            return Refusal.NO_TASKS
        if self.left_out or self.unmapped:
            return Refusal.TARGETS_UNEXPLAINED
        return Refusal.NOT_CLEAR if self.unclear else None


def gaps(version: PlanVersion, asked: Iterable[Target]) -> Gaps:
    """`asked` are the directive's targets that concern the unit."""
    return Gaps(
        unclear={task.line: missing for task in version.tasks if (missing := unclear(task))},
        unmapped=[line.line for line in version.targets if is_unmapped(line)],
        left_out=[target for target in omitted(version, asked) if not _explained(version, target)],
        has_tasks=bool(version.tasks),
    )


def unclear(task: PlanTask) -> list[str]:
    """Which of the six a task leaves open, in their order."""
    return [name for name in SIX_CLEAR if not getattr(task, name)]


def is_unmapped(aimed: PlanTarget) -> bool:
    """Neither a target of the directive nor a word on why not."""
    return aimed.target_id is None and not aimed.no_target_reason


def omitted(version: PlanVersion, asked: Iterable[Target]) -> Sequence[Target]:
    """The directive's targets that no line of the plan serves."""
    served = {aimed.target_id for aimed in version.targets}
    return [target for target in asked if target.id not in served]


def _explained(version: PlanVersion, target: Target) -> bool:
    return any(one.target_id == target.id and one.reason for one in version.omissions)
