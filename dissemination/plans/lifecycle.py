"""The way of a version: draft → presented → submitted → returned | accepted → active → amended | closed.

Drafter, head and receiver are three people. A capacity is what somebody is towards one plan, by the
grants he holds; `rights.py` finds it, here it is only compared.
"""

import enum
from dataclasses import dataclass
from typing import Final

from dissemination.plans.models import PlanState as State
from dissemination.plans.refusals import Refusal


class Capacity(enum.StrEnum):
    """What a person is towards a plan."""

    DRAFTER = "drafter"  # an officer of the unit
    HEAD = "head"  # of the unit
    RECEIVER = "receiver"  # the secretariat, or an officer or head of a unit above


class Step(enum.StrEnum):
    """A move from one state to another; `REPLACE` comes of issuing the next version."""

    PRESENT = "present"
    HAND_BACK = "hand_back"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    ISSUE = "issue"
    AMEND = "amend"
    REPLACE = "replace"
    CLOSE = "close"


class Operation(enum.StrEnum):
    """What people do to a version, as far as its state has a say."""

    EDIT = "edit"
    DISCARD = "discard"
    COMMENT = "comment"
    CARRY_OUT = "carry_out"  # progress, evidence, extensions
    ATTACH_SIGNED = "attach_signed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by, besides the state.

    `gap` is what the plan still lacks before others should read it. `drafted` says
    whether the same person wrote or presented any of this version, `submitted` whether he sent it.
    """

    capacities: frozenset[Capacity] = frozenset()
    drafted: bool = False
    submitted: bool = False
    gap: Refusal | None = None
    reason: str = ""
    has_comments: bool = False
    is_numbered: bool = False
    has_amendment: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """Why something cannot be done now, and the steps that would allow it (none: nothing will)."""

    why: Refusal
    lifted_by: tuple[Step, ...] = ()


WHO: Final[dict[Step, frozenset[Capacity]]] = {
    Step.PRESENT: frozenset({Capacity.DRAFTER}),
    Step.HAND_BACK: frozenset({Capacity.HEAD}),
    Step.SUBMIT: frozenset({Capacity.HEAD}),
    Step.RETURN: frozenset({Capacity.RECEIVER}),
    Step.ACCEPT: frozenset({Capacity.RECEIVER}),
    Step.ISSUE: frozenset({Capacity.HEAD}),
    Step.AMEND: frozenset({Capacity.DRAFTER, Capacity.HEAD}),
    Step.CLOSE: frozenset({Capacity.HEAD, Capacity.RECEIVER}),
    Step.REPLACE: frozenset(),
}
NEEDS_REASON: Final = frozenset({Step.HAND_BACK, Step.RETURN, Step.AMEND, Step.CLOSE})
# Comments on the lines are reason enough to give a plan back.
_COMMENTS_SUFFICE: Final = frozenset({Step.HAND_BACK, Step.RETURN})
_STRANGER: Final = {
    Capacity.DRAFTER: Refusal.NOT_THE_DRAFTER,
    Capacity.HEAD: Refusal.NOT_THE_HEAD,
    Capacity.RECEIVER: Refusal.NOT_THE_RECEIVER,
}
# The states in which a version is somebody's work on paper, not yet in force.
OPEN_STATES: Final = frozenset(
    {State.DRAFT, State.PRESENTED, State.SUBMITTED, State.RETURNED, State.ACCEPTED}
)

# Nothing has been decided that could be signed.
BEFORE_SIGNING: Final = OPEN_STATES - {State.ACCEPTED}

# What is done to a version in force, and to no other.
_IN_FORCE: Final = frozenset({Operation.CARRY_OUT, Operation.ATTACH_SIGNED})
_WAITING: Final = {
    State.PRESENTED: Lock(Refusal.WITH_THE_HEAD, (Step.HAND_BACK,)),
    State.SUBMITTED: Lock(Refusal.WITH_THE_RECEIVER, (Step.RETURN,)),
    State.ACCEPTED: Lock(Refusal.WAITS_FOR_ISSUE, (Step.ISSUE,)),
}


def move(state: State, step: Step, facts: Facts) -> State | Refusal:
    """The state after a step, or why it cannot be taken.

    After AMEND the version stays in force; a new one begins beside it.
    """
    match state, step:
        case State.DRAFT | State.RETURNED, Step.PRESENT:
            return _refused(step, facts) or facts.gap or State.PRESENTED
        case State.PRESENTED, Step.HAND_BACK:
            return _refused(step, facts) or State.DRAFT
        case State.PRESENTED, Step.SUBMIT:
            return _refused(step, facts) or State.SUBMITTED
        case State.SUBMITTED, Step.RETURN:
            return _refused(step, facts) or State.RETURNED
        case State.SUBMITTED, Step.ACCEPT:
            return _refused(step, facts) or State.ACCEPTED
        case State.ACCEPTED, Step.ISSUE:
            unnumbered = None if facts.is_numbered else Refusal.NUMBER_MISSING
            return _refused(step, facts) or unnumbered or State.ACTIVE
        case State.ACTIVE, Step.AMEND:
            return _refused(step, facts) or State.ACTIVE
        case State.ACTIVE, Step.CLOSE:
            return _refused(step, facts) or State.CLOSED
        case State.ACTIVE, Step.REPLACE:
            return State.AMENDED
        case _:
            return Refusal.STEP_DOES_NOT_FOLLOW


def _refused(step: Step, facts: Facts) -> Refusal | None:
    """Why this person may not take a step that follows."""
    if stranger := not_theirs(step, facts.capacities):
        return stranger
    if facts.drafted and step in (Step.SUBMIT, Step.HAND_BACK, Step.RETURN, Step.ACCEPT):
        return Refusal.SAME_PERSON_DRAFTED
    if facts.submitted and step in (Step.RETURN, Step.ACCEPT):
        return Refusal.SAME_PERSON_SUBMITTED
    if facts.has_amendment and step in (Step.AMEND, Step.CLOSE):
        return Refusal.AMENDMENT_OPEN
    excused = facts.has_comments and step in _COMMENTS_SUFFICE
    if step in NEEDS_REASON and not facts.reason and not excused:
        return Refusal.REASON_MISSING
    return None


def not_theirs(step: Step, capacities: frozenset[Capacity]) -> Refusal | None:
    """Whose step it is, when it is not one of these capacities'."""
    who = WHO[step]
    if capacities & who:
        return None
    if who == {Capacity.DRAFTER, Capacity.HEAD}:
        return Refusal.NOT_OF_THE_UNIT
    return _STRANGER[min(who)] if who else Refusal.STEP_DOES_NOT_FOLLOW


def steps_of(state: State, capacities: frozenset[Capacity]) -> list[Step]:
    """What somebody of these capacities may do next, were nothing missing."""
    willing = Facts(capacities, reason="…", is_numbered=True)
    return [
        step
        for step in Step
        if step is not Step.REPLACE and isinstance(move(state, step, willing), State)
    ]


def lock_on(state: State, operation: Operation) -> Lock | None:
    """Why the state forbids an operation and what would lift it; None when it is allowed."""
    match state:
        case State.CLOSED:
            return Lock(Refusal.CLOSED)
        case State.AMENDED:
            return Lock(Refusal.REPLACED)
        case State.ACTIVE:
            return None if operation in _IN_FORCE else Lock(Refusal.ISSUED, (Step.AMEND,))
        case State.ACCEPTED if operation is Operation.ATTACH_SIGNED:
            return None
        case _ if operation in _IN_FORCE:
            return Lock(Refusal.NOT_IN_FORCE, (Step.ISSUE,))
        case State.DRAFT | State.RETURNED:
            return None
        case State.PRESENTED | State.SUBMITTED if operation is Operation.COMMENT:
            return None
    return _WAITING[state]
