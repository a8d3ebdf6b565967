"""The way of an obligation: scheduled → open → draft → approved → submitted → returned | accepted.

Drafter, head and receiver are three people. A correction after acceptance is a new version that goes
the same way, while the accepted one stays in force.
"""

import enum
from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination.reporting.models import ObligationState as State
from dissemination.reporting.refusals import Refusal


class Capacity(enum.StrEnum):
    """What a person is towards an obligation."""

    DRAFTER = "drafter"  # an officer of the unit
    HEAD = "head"  # of the unit
    RECEIVER = "receiver"  # the secretariat, or an officer or head of a unit above
    CLOCK = "clock"  # the daily job


class Step(enum.StrEnum):
    """A move from one state to another."""

    OPEN = "open"
    DRAFT = "draft"  # begin, or take up again what was returned
    APPROVE = "approve"
    HAND_BACK = "hand_back"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    CONSOLIDATE = "consolidate"
    CORRECT = "correct"
    WAIVE = "waive"
    TRANSFER = "transfer"
    RESTORE = "restore"
    EXTEND = "extend"  # more time, asked for before the time was up


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by, besides the state.

    `drafted` and `sent` say whether the same person wrote any of this version, or approved or
    submitted it. `gap` is what the report still lacks before others should read it. `has_successor`:
    a unit to which a transfer goes is named. `accepted`: an earlier version is in force.
    `waived_from` is where a waived obligation stood. `until` is the last day that is granted;
    `runs_out` the last day as it stands.
    """

    capacities: frozenset[Capacity] = frozenset()
    drafted: bool = False
    sent: bool = False
    gap: Refusal | None = None
    reason: str = ""
    has_successor: bool = False
    accepted: bool = False
    waived_from: State = State.OPEN
    until: date | None = None
    runs_out: date = date.max
    today: date = date.min


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a report cannot be written now, and the steps that would allow it (none: nothing will)."""

    why: Refusal
    lifted_by: tuple[Step, ...] = ()


WHO: Final[dict[Step, frozenset[Capacity]]] = {
    Step.OPEN: frozenset({Capacity.CLOCK}),
    Step.DRAFT: frozenset({Capacity.DRAFTER}),
    Step.APPROVE: frozenset({Capacity.HEAD}),
    Step.HAND_BACK: frozenset({Capacity.HEAD}),
    Step.SUBMIT: frozenset({Capacity.DRAFTER, Capacity.HEAD}),
    Step.RETURN: frozenset({Capacity.RECEIVER}),
    Step.ACCEPT: frozenset({Capacity.RECEIVER}),
    Step.CONSOLIDATE: frozenset({Capacity.RECEIVER}),
    Step.CORRECT: frozenset({Capacity.DRAFTER, Capacity.HEAD}),
    Step.WAIVE: frozenset({Capacity.RECEIVER}),
    Step.TRANSFER: frozenset({Capacity.RECEIVER}),
    Step.RESTORE: frozenset({Capacity.RECEIVER}),
    Step.EXTEND: frozenset({Capacity.RECEIVER}),
}
NEEDS_REASON: Final = frozenset(
    {
        Step.HAND_BACK,
        Step.RETURN,
        Step.CORRECT,
        Step.WAIVE,
        Step.TRANSFER,
        Step.RESTORE,
        Step.EXTEND,
    }
)
# What has not come in yet, or has been given back: its last day may be moved.
_AWAITED: Final = frozenset(
    {State.SCHEDULED, State.OPEN, State.DRAFT, State.APPROVED, State.RETURNED}
)
# Who wrote a version neither approves nor receives it; who sent it does not receive it.
_NOT_BY_DRAFTER: Final = frozenset({Step.APPROVE, Step.RETURN, Step.ACCEPT})
_NOT_BY_SENDER: Final = frozenset({Step.RETURN, Step.ACCEPT})


def move(state: State, step: Step, facts: Facts) -> State | Refusal:  # noqa: C901  # one table
    """The state after a step, or why it cannot be taken.

    Only what has not come in can be waived or transferred.
    """
    match state, step:
        case State.SCHEDULED, Step.OPEN:
            after = State.OPEN
        case State.WAIVED, Step.RESTORE:
            after = facts.waived_from
        case _, Step.EXTEND if state in _AWAITED:
            after = state
        case (
            (State.OPEN | State.RETURNED, Step.DRAFT)
            | (State.DRAFT | State.APPROVED, Step.HAND_BACK)
            | (State.ACCEPTED | State.CONSOLIDATED, Step.CORRECT)
        ):
            after = State.DRAFT
        case State.DRAFT, Step.APPROVE:
            after = State.APPROVED
        case State.APPROVED, Step.SUBMIT:
            after = State.SUBMITTED
        case State.SUBMITTED, Step.RETURN:
            after = State.RETURNED
        case State.SUBMITTED, Step.ACCEPT:
            after = State.ACCEPTED
        case State.ACCEPTED, Step.CONSOLIDATE:
            after = State.CONSOLIDATED
        case State.SCHEDULED | State.OPEN | State.DRAFT | State.APPROVED, Step.WAIVE:
            after = State.WAIVED
        case State.SCHEDULED | State.OPEN | State.DRAFT | State.APPROVED, Step.TRANSFER:
            after = State.TRANSFERRED
        case _:
            return Refusal.STEP_DOES_NOT_FOLLOW
    return _refused(step, facts) or after


def _refused(step: Step, facts: Facts) -> Refusal | None:
    """Why this person may not take a step that follows."""
    if not facts.capacities & WHO[step]:
        return _stranger(step)
    if facts.drafted and step in _NOT_BY_DRAFTER:
        return Refusal.SAME_PERSON_DRAFTED
    if facts.sent and step in _NOT_BY_SENDER:
        return Refusal.SAME_PERSON_SENT
    if step in NEEDS_REASON and not facts.reason:
        return Refusal.REASON_MISSING
    if facts.accepted and step in (Step.WAIVE, Step.TRANSFER):
        return Refusal.ACCEPTED
    if step is Step.TRANSFER and not facts.has_successor:
        return Refusal.UNIT_MISSING
    if step is Step.EXTEND:
        return _not_extended(facts)
    if step is Step.RETURN and facts.until is not None and facts.until < facts.today:
        return Refusal.DAY_IS_PAST
    return facts.gap if step in (Step.APPROVE, Step.SUBMIT) else None


def _not_extended(facts: Facts) -> Refusal | None:
    """Lateness that is on record stays: no day is moved once it has passed."""
    if facts.today > facts.runs_out:
        return Refusal.TIME_IS_UP
    if facts.until is None or facts.until <= facts.runs_out:
        return Refusal.DAY_NOT_LATER
    return None


def _stranger(step: Step) -> Refusal:
    """Whose step it is."""
    who = WHO[step]
    if Capacity.CLOCK in who:
        return Refusal.NOT_YET_OPEN
    if Capacity.RECEIVER in who:
        return Refusal.NOT_THE_RECEIVER
    if len(who) > 1:
        return Refusal.NOT_OF_THE_UNIT
    return Refusal.NOT_THE_HEAD if Capacity.HEAD in who else Refusal.NOT_THE_DRAFTER


def steps_of(state: State, capacities: frozenset[Capacity]) -> list[Step]:
    """What somebody of these capacities may do next, were nothing missing."""
    willing = Facts(capacities, reason="…", has_successor=True, until=date.max, runs_out=date.min)
    return [step for step in Step if isinstance(move(state, step, willing), State)]


def writing_lock(state: State) -> Lock | None:
    """Why the text cannot be changed in this state; None while it is a draft."""
    match state:
        case State.SCHEDULED:
            return Lock(Refusal.NOT_YET_OPEN, (Step.OPEN,))
        case State.APPROVED:
            return Lock(Refusal.WITH_THE_HEAD, (Step.HAND_BACK,))
        case State.SUBMITTED:
            return Lock(Refusal.WITH_THE_RECEIVER, (Step.RETURN,))
        case State.ACCEPTED | State.CONSOLIDATED:
            return Lock(Refusal.ACCEPTED, (Step.CORRECT,))
        case State.WAIVED:
            return Lock(Refusal.WAIVED, (Step.RESTORE,))
        case State.TRANSFERRED:
            return Lock(Refusal.TRANSFERRED)
        case State.OPEN | State.DRAFT | State.RETURNED:
            return None
