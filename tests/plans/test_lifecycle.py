"""Every step of a plan × every state × everybody: what is not in the table is refused."""

from itertools import chain, combinations, product

import pytest

from dissemination.plans.lifecycle import (
    NEEDS_REASON,
    WHO,
    Capacity,
    Facts,
    Operation,
    Step,
    lock_on,
    move,
    steps_of,
)
from dissemination.plans.models import PlanState as S
from dissemination.plans.refusals import Refusal

D, H, R = Capacity.DRAFTER, Capacity.HEAD, Capacity.RECEIVER

# state, step → who may, and the state then.
TABLE: dict[tuple[S, Step], tuple[set[Capacity], S]] = {
    (S.DRAFT, Step.PRESENT): ({D}, S.PRESENTED),
    (S.RETURNED, Step.PRESENT): ({D}, S.PRESENTED),
    (S.PRESENTED, Step.HAND_BACK): ({H}, S.DRAFT),
    (S.PRESENTED, Step.SUBMIT): ({H}, S.SUBMITTED),
    (S.SUBMITTED, Step.RETURN): ({R}, S.RETURNED),
    (S.SUBMITTED, Step.ACCEPT): ({R}, S.ACCEPTED),
    (S.ACCEPTED, Step.ISSUE): ({H}, S.ACTIVE),
    (S.ACTIVE, Step.AMEND): ({D, H}, S.ACTIVE),
    (S.ACTIVE, Step.CLOSE): ({H, R}, S.CLOSED),
}
PEOPLE = [
    frozenset(some) for some in chain.from_iterable(combinations(Capacity, n) for n in range(4))
]
COMPLETE = {"reason": "Bổ sung nhiệm vụ", "is_numbered": True}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", [step for step in Step if step is not Step.REPLACE])
def test_only_the_table_is_possible(state: S, step: Step) -> None:
    who, after = TABLE.get((state, step), (set(), None))
    for person in PEOPLE:
        result = move(state, step, Facts(person, **COMPLETE))  # type: ignore[arg-type]
        if person & who:
            assert result is after, (state, step, person)
        else:
            assert isinstance(result, Refusal), (state, step, person)


@pytest.mark.parametrize("state", S)
def test_what_is_offered_is_what_the_table_allows(state: S) -> None:
    for person in PEOPLE:
        allowed = [step for step in Step if TABLE.get((state, step), (set(), 0))[0] & person]
        assert steps_of(state, person) == allowed


def test_a_version_gives_way_only_to_its_next() -> None:
    assert move(S.ACTIVE, Step.REPLACE, Facts()) is S.AMENDED
    for state in set(S) - {S.ACTIVE}:
        assert move(state, Step.REPLACE, Facts()) is Refusal.STEP_DOES_NOT_FOLLOW
    assert all(Step.REPLACE not in steps_of(state, frozenset(Capacity)) for state in S)


@pytest.mark.parametrize("step", [Step.SUBMIT, Step.HAND_BACK, Step.RETURN, Step.ACCEPT])
def test_who_drafted_neither_approves_nor_receives(step: Step) -> None:
    [state] = {state for state, taken in TABLE if taken is step}
    facts = Facts(frozenset(Capacity), drafted=True, **COMPLETE)  # type: ignore[arg-type]
    assert move(state, step, facts) is Refusal.SAME_PERSON_DRAFTED


@pytest.mark.parametrize("step", [Step.RETURN, Step.ACCEPT])
def test_who_submitted_does_not_receive(step: Step) -> None:
    facts = Facts(frozenset(Capacity), submitted=True, **COMPLETE)  # type: ignore[arg-type]
    assert move(S.SUBMITTED, step, facts) is Refusal.SAME_PERSON_SUBMITTED


def test_what_goes_back_says_why() -> None:
    for (state, step), (who, after) in TABLE.items():
        silent = Facts(frozenset(who), is_numbered=True)
        expected = Refusal.REASON_MISSING if step in NEEDS_REASON else after
        assert move(state, step, silent) is expected
    commented = Facts(frozenset({R}), has_comments=True)
    assert move(S.SUBMITTED, Step.RETURN, commented) is S.RETURNED


def test_a_plan_with_gaps_is_not_presented() -> None:
    facts = Facts(frozenset({D}), gap=Refusal.TARGETS_UNEXPLAINED)
    assert move(S.DRAFT, Step.PRESENT, facts) is Refusal.TARGETS_UNEXPLAINED


def test_a_plan_without_its_number_is_not_issued() -> None:
    assert move(S.ACCEPTED, Step.ISSUE, Facts(frozenset({H}))) is Refusal.NUMBER_MISSING


@pytest.mark.parametrize("step", [Step.AMEND, Step.CLOSE])
def test_one_amendment_at_a_time(step: Step) -> None:
    facts = Facts(frozenset({H}), has_amendment=True, **COMPLETE)  # type: ignore[arg-type]
    assert move(S.ACTIVE, step, facts) is Refusal.AMENDMENT_OPEN


# What may be done to a version in each state.
OPEN: dict[S, set[Operation]] = {
    S.DRAFT: {Operation.EDIT, Operation.DISCARD, Operation.COMMENT},
    S.PRESENTED: {Operation.COMMENT},
    S.SUBMITTED: {Operation.COMMENT},
    S.RETURNED: {Operation.EDIT, Operation.DISCARD, Operation.COMMENT},
    S.ACCEPTED: {Operation.ATTACH_SIGNED},
    S.ACTIVE: {Operation.CARRY_OUT, Operation.ATTACH_SIGNED},
    S.AMENDED: set(),
    S.CLOSED: set(),
}


@pytest.mark.parametrize(("state", "operation"), list(product(S, Operation)))
def test_locks(state: S, operation: Operation) -> None:
    lock = lock_on(state, operation)
    assert (lock is None) == (operation in OPEN[state])
    if lock:
        assert all(WHO[step] for step in lock.lifted_by), "somebody must be able to lift it"
