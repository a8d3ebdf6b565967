"""Every step of an obligation × every state × everybody: what is not in the table is refused."""

from datetime import date
from itertools import chain, combinations

import pytest

from dissemination.reporting.lifecycle import (
    NEEDS_REASON,
    WHO,
    Capacity,
    Facts,
    Step,
    move,
    steps_of,
    writing_lock,
)
from dissemination.reporting.models import ObligationState as S
from dissemination.reporting.refusals import Refusal
from tests.reporting.table import TABLE

D, H, R, C = Capacity.DRAFTER, Capacity.HEAD, Capacity.RECEIVER, Capacity.CLOCK

PEOPLE = [
    frozenset(some) for some in chain.from_iterable(combinations(Capacity, n) for n in range(5))
]


def willing(
    *who: Capacity, drafted: bool = False, sent: bool = False, accepted: bool = False
) -> Facts:
    return Facts(
        frozenset(who), drafted, sent, None, "Có lý do", True, accepted,
        until=date(2026, 4, 10), runs_out=date(2026, 4, 7), today=date(2026, 4, 1),
    )  # fmt: skip


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", Step)
def test_only_the_table_is_possible(state: S, step: Step) -> None:
    who, after = TABLE.get((state, step), (set(), None))
    for person in PEOPLE:
        result = move(state, step, willing(*person))
        if person & who:
            assert result is after, (state, step, person)
        else:
            assert isinstance(result, Refusal), (state, step, person)


@pytest.mark.parametrize("state", S)
def test_what_is_offered_is_what_the_table_allows(state: S) -> None:
    for person in PEOPLE:
        allowed = [step for step in Step if TABLE.get((state, step), (set(), 0))[0] & person]
        assert steps_of(state, person) == allowed


@pytest.mark.parametrize(
    ("state", "step"),
    [(S.DRAFT, Step.APPROVE), (S.SUBMITTED, Step.RETURN), (S.SUBMITTED, Step.ACCEPT)],
)
def test_who_drafted_neither_approves_nor_receives(state: S, step: Step) -> None:
    assert move(state, step, willing(*Capacity, drafted=True)) is Refusal.SAME_PERSON_DRAFTED


@pytest.mark.parametrize("step", [Step.RETURN, Step.ACCEPT])
def test_who_approved_or_submitted_does_not_receive(step: Step) -> None:
    assert move(S.SUBMITTED, step, willing(*Capacity, sent=True)) is Refusal.SAME_PERSON_SENT


def test_what_goes_back_or_away_says_why() -> None:
    for state, step in TABLE:
        result = move(state, step, Facts(frozenset(WHO[step]), has_successor=True))
        assert (result is Refusal.REASON_MISSING) == (step in NEEDS_REASON), (state, step)


def test_a_transfer_names_to_whom() -> None:
    facts = Facts(frozenset({R}), reason="Sáp nhập")
    assert move(S.OPEN, Step.TRANSFER, facts) is Refusal.UNIT_MISSING


@pytest.mark.parametrize(("state", "step"), [(S.DRAFT, Step.APPROVE), (S.APPROVED, Step.SUBMIT)])
def test_a_report_with_a_gap_goes_no_further(state: S, step: Step) -> None:
    facts = Facts(frozenset({H}), gap=Refusal.FIGURE_UNEXPLAINED)
    assert move(state, step, facts) is Refusal.FIGURE_UNEXPLAINED


@pytest.mark.parametrize("state", S)
def test_every_lock_can_be_lifted_by_what_follows(state: S) -> None:
    lock = writing_lock(state)
    if lock is None:
        assert state in {S.OPEN, S.DRAFT, S.RETURNED}
        return
    assert all((state, step) in TABLE for step in lock.lifted_by)
    assert bool(lock.lifted_by) == (state is not S.TRANSFERRED)


@pytest.mark.parametrize("step", [Step.WAIVE, Step.TRANSFER])
def test_what_was_accepted_is_not_waived_while_it_is_corrected(step: Step) -> None:
    assert move(S.DRAFT, step, willing(R, accepted=True)) is Refusal.ACCEPTED
