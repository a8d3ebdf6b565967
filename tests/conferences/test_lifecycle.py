"""The way of a conference, as one table."""

import pytest

from dissemination.conferences import words
from dissemination.conferences.lifecycle import (
    ACTION_OF_STEP,
    Facts,
    Lock,
    Operation,
    Step,
    lock_on,
    move,
    next_step,
    step_back,
)
from dissemination.conferences.models import ConferenceState as State
from dissemination.conferences.refusals import Refusal
from dissemination.web.actions import Action

READY = Facts(points=267, has_main_point=True, reason="Hoãn vì bão số 8")
LEADS = {
    (State.DRAFT, Step.OPEN): State.OPEN,
    (State.OPEN, Step.START): State.RUNNING,
    (State.RUNNING, Step.CLOSE): State.CLOSED,
    (State.OPEN, Step.TO_DRAFT): State.DRAFT,
    (State.RUNNING, Step.TO_OPEN): State.OPEN,
    (State.CLOSED, Step.REOPEN): State.RUNNING,
}
EVERYTHING = set(Operation)
ALLOWED = {
    State.DRAFT: EVERYTHING - {Operation.ADD_WALK_IN, Operation.PAIR_SCANNER, Operation.CHECK_IN},
    State.OPEN: EVERYTHING - {Operation.DELETE, Operation.CHECK_IN},
    State.RUNNING: EVERYTHING - {Operation.DELETE},
    State.CLOSED: set(),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_leads_where_the_table_says_or_nowhere(state: State, step: Step) -> None:
    expected = LEADS.get((state, step), Refusal.STEP_DOES_NOT_FOLLOW)
    assert move(state, step, READY) is expected


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("operation", Operation)
def test_each_state_allows_what_the_table_says(state: State, operation: Operation) -> None:
    assert (lock_on(state, operation) is None) is (operation in ALLOWED[state])


@pytest.mark.parametrize("step", [Step.OPEN, Step.START])
@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Facts(points=0), Refusal.NO_POINTS),
        (Facts(points=3, has_main_point=False), Refusal.NO_MAIN_POINT),
    ],
)
def test_nothing_opens_or_starts_without_its_points(step: Step, facts: Facts, why: Refusal) -> None:
    state = State.DRAFT if step is Step.OPEN else State.OPEN
    assert move(state, step, facts) is why


def test_a_started_conference_stops_only_before_the_first_scan() -> None:
    scanned = Facts(points=1, has_main_point=True, has_scans=True, reason="Bấm nhầm")
    assert move(State.RUNNING, Step.TO_OPEN, scanned) is Refusal.SCANS_EXIST


@pytest.mark.parametrize(
    ("state", "step"),
    [(State.OPEN, Step.TO_DRAFT), (State.RUNNING, Step.TO_OPEN), (State.CLOSED, Step.REOPEN)],
)
def test_every_step_back_needs_a_reason(state: State, step: Step) -> None:
    silent = Facts(points=1, has_main_point=True)
    assert move(state, step, silent) is Refusal.REASON_MISSING


def test_only_the_secretariat_holds_what_reopens() -> None:
    assert ACTION_OF_STEP[Step.REOPEN] is Action.REOPEN_CONFERENCE
    assert set(ACTION_OF_STEP) == set(Step)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("operation", Operation)
def test_every_lock_says_why_and_a_step_that_lifts_it(state: State, operation: Operation) -> None:
    lock = lock_on(state, operation)
    if lock is None:
        return
    sentence = str(words.explain_lock(lock))
    assert lock.lifted_by is not None
    assert str(words.LIFTERS[ACTION_OF_STEP[lock.lifted_by]]) in sentence.casefold()
    assert lifts(state, operation, lock)


def lifts(state: State, operation: Operation, lock: Lock) -> bool:
    """Taking the named step, and those after it in the same direction, allows the operation."""
    for _ in State:
        assert lock.lifted_by is not None
        moved = move(state, lock.lifted_by, READY)
        assert isinstance(moved, State)
        further = lock_on(moved, operation)
        if further is None:
            return True
        state, lock = moved, further
    return False


def test_the_offered_steps_can_be_taken() -> None:
    for state in State:
        for step in (next_step(state), step_back(state)):
            assert step is None or isinstance(move(state, step, READY), State)


def test_everything_that_can_be_said_has_words() -> None:
    assert all(str(words.explain(refusal)) for refusal in Refusal)
    assert set(words.STEPS) == set(words.STEP_EFFECTS) == set(Step)
    assert set(words.STATES) == set(State)
