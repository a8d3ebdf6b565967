"""The way of a conference: draft → open → running → closed, and what each state allows."""

import enum
from dataclasses import dataclass

from dissemination.conferences.models import ConferenceState as State
from dissemination.conferences.refusals import Refusal
from dissemination.web.actions import Action


class Step(enum.StrEnum):
    """A move from one state to another; the last three go back."""

    OPEN = "open"
    START = "start"
    CLOSE = "close"
    TO_DRAFT = "to_draft"
    TO_OPEN = "to_open"
    REOPEN = "reopen"


class Operation(enum.StrEnum):
    """What people do to a conference, as far as its state has a say."""

    EDIT = "edit"
    DELETE = "delete"
    MANAGE_POINTS = "manage_points"
    FILL_ROSTER = "fill_roster"  # import, and adding summoned delegates by hand
    CORRECT_DELEGATE = "correct_delegate"  # one person's data, point, withdrawal
    EXCUSE = "excuse"
    SUBSTITUTE = "substitute"
    ADD_WALK_IN = "add_walk_in"
    ISSUE_PASSES = "issue_passes"
    PAIR_SCANNER = "pair_scanner"
    CHECK_IN = "check_in"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by, besides the state."""

    points: int = 0
    has_main_point: bool = False
    has_scans: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """Why something cannot be done now, and the step that would allow it (None: nothing will)."""

    why: Refusal
    lifted_by: Step | None

    @property
    def lifter(self) -> Action | None:
        """What one must hold to lift the lock."""
        return ACTION_OF_STEP[self.lifted_by] if self.lifted_by else None


ACTION_OF_STEP: dict[Step, Action] = {
    Step.OPEN: Action.MANAGE_CONFERENCE,
    Step.START: Action.MANAGE_CONFERENCE,
    Step.CLOSE: Action.MANAGE_CONFERENCE,
    Step.TO_DRAFT: Action.MANAGE_CONFERENCE,
    Step.TO_OPEN: Action.MANAGE_CONFERENCE,
    Step.REOPEN: Action.REOPEN_CONFERENCE,
}
NEEDS_REASON = frozenset({Step.TO_DRAFT, Step.TO_OPEN, Step.REOPEN})

_NEXT: dict[State, Step | None] = {
    State.DRAFT: Step.OPEN,
    State.OPEN: Step.START,
    State.RUNNING: Step.CLOSE,
    State.CLOSED: None,
}
_BACK: dict[State, Step | None] = {
    State.DRAFT: None,
    State.OPEN: Step.TO_DRAFT,
    State.RUNNING: Step.TO_OPEN,
    State.CLOSED: Step.REOPEN,
}
_NEEDS_OPENING = {Operation.ADD_WALK_IN, Operation.PAIR_SCANNER}


def next_step(state: State) -> Step | None:
    """The step forward, what the conference page offers first."""
    return _NEXT[state]


def step_back(state: State) -> Step | None:
    return _BACK[state]


def move(state: State, step: Step, facts: Facts) -> State | Refusal:
    """The state after a step, or why it cannot be taken."""
    if step in NEEDS_REASON and step is _BACK[state] and not facts.reason:
        return Refusal.REASON_MISSING
    match state, step:
        case State.DRAFT, Step.OPEN:
            return _unready(facts) or State.OPEN
        case State.OPEN, Step.START:
            return _unready(facts) or State.RUNNING
        case State.RUNNING, Step.CLOSE:
            return State.CLOSED
        case State.OPEN, Step.TO_DRAFT:
            return State.DRAFT
        case State.RUNNING, Step.TO_OPEN:
            return Refusal.SCANS_EXIST if facts.has_scans else State.OPEN
        case State.CLOSED, Step.REOPEN:
            return State.RUNNING
        case _:
            return Refusal.STEP_DOES_NOT_FOLLOW


def _unready(facts: Facts) -> Refusal | None:
    if not facts.points:
        return Refusal.NO_POINTS
    return None if facts.has_main_point else Refusal.NO_MAIN_POINT


def lock_on(state: State, operation: Operation) -> Lock | None:
    """Why the state forbids an operation and what would lift it; None when it is allowed.

    Late offline scans of a closed conference are judged by check-in, not here.
    """
    match state:
        case State.CLOSED:
            return Lock(Refusal.CLOSED, Step.REOPEN)
        case State.DRAFT if operation in _NEEDS_OPENING:
            return Lock(Refusal.STILL_DRAFT, Step.OPEN)
        case State.DRAFT | State.OPEN if operation is Operation.CHECK_IN:
            return Lock(Refusal.NOT_RUNNING, _NEXT[state])
        case State.OPEN | State.RUNNING if operation is Operation.DELETE:
            return Lock(Refusal.ONLY_IN_DRAFT, _BACK[state])
    return None


def refusal(state: State, operation: Operation) -> Refusal | None:
    """`lock_on` for those who only pass the reason on."""
    lock = lock_on(state, operation)
    return lock.why if lock else None


def needs_correction_reason(state: State) -> bool:
    """While it runs, a delegate's data change only as an explicit correction, with its reason."""
    return state is State.RUNNING
