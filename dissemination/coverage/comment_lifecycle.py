"""The way of a citizen's comment: held → published → answered, or refused; each can be taken up again."""

import enum
from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination.coverage.public_models import CommentState as State


class Step(enum.StrEnum):
    """What a moderator does with a comment."""

    PUBLISH = "publish"
    ANSWER = "answer"
    REFUSE = "refuse"
    TAKE_UP = "take_up"


class Refusal(enum.StrEnum):
    """Why a step is not taken."""

    STEP_DOES_NOT_FOLLOW = "step_does_not_follow"
    TEXT_MISSING = "text_missing"
    CONTACT_LEFT = "contact_left"
    ANSWER_MISSING = "answer_missing"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by, besides the state.

    `text` is what everybody will read; `tells_contact`: an address or number still stands in what
    will be read and was not expressly let stand.
    """

    text: str = ""
    answer: str = ""
    reason: str = ""
    tells_contact: bool = False


# Somebody still waits for an answer.
WAITING: Final = frozenset({State.HELD, State.PUBLISHED})
SHOWN: Final = frozenset({State.PUBLISHED, State.ANSWERED})


def move(state: State, step: Step, facts: Facts) -> State | Refusal:
    """The state after a step, or why it cannot be taken."""
    match state, step:
        case State.HELD, Step.PUBLISH:
            return _unreadable(facts) or State.PUBLISHED
        case State.HELD | State.PUBLISHED | State.ANSWERED, Step.ANSWER:
            missing = None if facts.answer else Refusal.ANSWER_MISSING
            return missing or _unreadable(facts) or State.ANSWERED
        case State.HELD | State.PUBLISHED, Step.REFUSE:
            return State.REFUSED if facts.reason else Refusal.REASON_MISSING
        case State.PUBLISHED | State.ANSWERED | State.REFUSED, Step.TAKE_UP:
            return State.HELD if facts.reason else Refusal.REASON_MISSING
        case _:
            return Refusal.STEP_DOES_NOT_FOLLOW


def _unreadable(facts: Facts) -> Refusal | None:
    if not facts.text:
        return Refusal.TEXT_MISSING
    return Refusal.CONTACT_LEFT if facts.tells_contact else None


def steps_from(state: State) -> tuple[Step, ...]:
    """The steps that follow from a state, what comes next first."""
    match state:
        case State.HELD:
            return (Step.ANSWER, Step.PUBLISH, Step.REFUSE)
        case State.PUBLISHED:
            return (Step.ANSWER, Step.REFUSE, Step.TAKE_UP)
        case State.ANSWERED:
            return (Step.ANSWER, Step.TAKE_UP)
        case State.REFUSED:
            return (Step.TAKE_UP,)


def is_late(state: State, due_on: date, today: date) -> bool:
    """Nobody has answered or refused, and the day has passed."""
    return state in WAITING and today > due_on
