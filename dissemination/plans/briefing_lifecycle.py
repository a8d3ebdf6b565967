"""The way of a briefing: draft → submitted → verified | returned, and who takes each step.

The unit records and corrects, its superior or the secretariat judges. Whoever sent a briefing,
and whoever acts for the same unit, does not verify it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from dissemination.plans.briefing_models import BriefingState as State
from dissemination.plans.briefing_models import BriefingStep as Step
from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.web.actions import Action

ACTION_OF_STEP: dict[Step, Action] = {
    Step.SUBMIT: Action.RECORD_BRIEFING,
    Step.WITHDRAW: Action.RECORD_BRIEFING,
    Step.CORRECT: Action.RECORD_BRIEFING,
    Step.VERIFY: Action.VERIFY_BRIEFING,
    Step.RETURN: Action.VERIFY_BRIEFING,
}
NEEDS_REASON = frozenset({Step.RETURN, Step.CORRECT})
JUDGES = frozenset({Step.VERIFY, Step.RETURN})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a briefing: the person, and the unit acted for (None: the secretariat)."""

    user_id: int | None
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by, besides the state.

    `acts_for` are the units for which the person may judge (None among them: the secretariat),
    `above` the units that stand above the briefing's own.
    """

    user_id: int | None = None
    acts_for: Collection[int | None] = ()
    above: Collection[int] = ()
    sender: Sender | None = None
    is_complete: bool = False
    reason: str = ""


def move(state: State, step: Step, facts: Facts) -> State | Refusal:
    """The state after a step, or why it cannot be taken."""
    match state, step:
        case State.DRAFT | State.RETURNED, Step.SUBMIT:
            return State.SUBMITTED if facts.is_complete else Refusal.INCOMPLETE
        case State.SUBMITTED, Step.WITHDRAW:
            return State.DRAFT
        case State.VERIFIED, Step.CORRECT:
            return State.DRAFT if facts.reason else Refusal.REASON_MISSING
        case State.SUBMITTED, Step.VERIFY:
            return objection(facts) or State.VERIFIED
        case State.SUBMITTED | State.VERIFIED, Step.RETURN:
            reasoned = State.RETURNED if facts.reason else Refusal.REASON_MISSING
            return objection(facts) or reasoned
        case _:
            return Refusal.STEP_DOES_NOT_FOLLOW


def objection(facts: Facts) -> Refusal | None:
    """Why this person does not judge this briefing; None: he may."""
    superior = [part for part in facts.acts_for if part is None or part in facts.above]
    if not superior:
        return Refusal.NOT_SUPERIOR
    if facts.sender is None:
        return None
    if facts.user_id is not None and facts.user_id == facts.sender.user_id:
        return Refusal.SENT_BY_ONESELF
    if all(part == facts.sender.unit_id for part in superior):
        return Refusal.SENT_BY_OWN_UNIT
    return None


def steps_from(state: State) -> tuple[Step, ...]:
    """The steps that follow from a state, what comes next first."""
    match state:
        case State.DRAFT | State.RETURNED:
            return (Step.SUBMIT,)
        case State.SUBMITTED:
            return (Step.VERIFY, Step.RETURN, Step.WITHDRAW)
        case State.VERIFIED:
            return (Step.RETURN, Step.CORRECT)


def lock_on_editing(state: State) -> Refusal | None:
    """Why what is said, and the evidence, cannot be changed now; None when they can."""
    match state:
        case State.DRAFT | State.RETURNED:
            return None
        case State.SUBMITTED:
            return Refusal.SUBMITTED
        case State.VERIFIED:
            return Refusal.VERIFIED
