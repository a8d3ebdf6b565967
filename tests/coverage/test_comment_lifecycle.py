"""Held, published, answered, refused: which step leads where, and what it needs."""

from datetime import date

import pytest

from dissemination.coverage import comment_lifecycle
from dissemination.coverage.comment_lifecycle import Facts, Refusal, Step
from dissemination.coverage.public_models import CommentState as State

WHOLE = Facts(text="Xã làm chậm.", answer="Đã nhắc.", reason="Trùng ý kiến khác")
LEADS: dict[tuple[State, Step], State] = {
    (State.HELD, Step.PUBLISH): State.PUBLISHED,
    (State.HELD, Step.ANSWER): State.ANSWERED,
    (State.HELD, Step.REFUSE): State.REFUSED,
    (State.PUBLISHED, Step.ANSWER): State.ANSWERED,
    (State.PUBLISHED, Step.REFUSE): State.REFUSED,
    (State.PUBLISHED, Step.TAKE_UP): State.HELD,
    (State.ANSWERED, Step.ANSWER): State.ANSWERED,
    (State.ANSWERED, Step.TAKE_UP): State.HELD,
    (State.REFUSED, Step.TAKE_UP): State.HELD,
}


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(State))
def test_each_step_leads_where_it_should_or_nowhere(state: State, step: Step) -> None:
    expected = LEADS.get((state, step), Refusal.STEP_DOES_NOT_FOLLOW)
    assert comment_lifecycle.move(state, step, WHOLE) is expected
    assert (step in comment_lifecycle.steps_from(state)) is ((state, step) in LEADS)


def test_nothing_is_shown_that_is_empty_or_tells_how_to_reach_somebody() -> None:
    for step in (Step.PUBLISH, Step.ANSWER):
        nothing = Facts(answer="Đã nhắc.")
        assert comment_lifecycle.move(State.HELD, step, nothing) is Refusal.TEXT_MISSING
        telling = Facts(text="Gọi 0987654321", answer="Đã gọi.", tells_contact=True)
        assert comment_lifecycle.move(State.HELD, step, telling) is Refusal.CONTACT_LEFT


def test_an_answer_and_a_refusal_need_their_words() -> None:
    text = Facts(text="Xã làm chậm.")
    assert comment_lifecycle.move(State.HELD, Step.ANSWER, text) is Refusal.ANSWER_MISSING
    assert comment_lifecycle.move(State.HELD, Step.REFUSE, text) is Refusal.REASON_MISSING
    assert comment_lifecycle.move(State.REFUSED, Step.TAKE_UP, text) is Refusal.REASON_MISSING


def test_only_who_still_waits_is_late() -> None:
    due, next_day = date(2024, 3, 1), date(2024, 3, 2)
    late = {state for state in State if comment_lifecycle.is_late(state, due, next_day)}
    assert late == {State.HELD, State.PUBLISHED}
    assert not comment_lifecycle.is_late(State.HELD, due, due)
