"""What briefings said at the end of a past day: pure, from the history of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from dissemination.plans.briefing_coverage import Held
from dissemination.plans.briefing_models import BriefingState as State
from dissemination.plans.briefing_models import BriefingStep as Step

AFTER: Final = {
    Step.SUBMIT: State.SUBMITTED,
    Step.WITHDRAW: State.DRAFT,
    Step.VERIFY: State.VERIFIED,
    Step.RETURN: State.RETURNED,
    Step.CORRECT: State.DRAFT,
}


class Past(NamedTuple):
    """One line of a briefing's history; `changes` are [before, after] by column."""

    step: Step | None
    at: datetime
    changes: Mapping[str, Sequence[Any]]


def rewound(
    briefings: Iterable[Held], histories: Mapping[int, Sequence[Past]], until: datetime
) -> list[Held]:
    """The same briefings as they stood before a moment; histories by id, oldest first."""
    return [_rewound(held, histories.get(held.id, ()), until) for held in briefings]


def _rewound(held: Held, history: Sequence[Past], until: datetime) -> Held:
    state = State.DRAFT
    undone: dict[str, Any] = {}
    for past in history:
        if past.at >= until:
            for column, (before, _after) in past.changes.items():
                undone.setdefault(column, before)
        elif past.step:
            state = AFTER[past.step]
    if "held_on" in undone:
        undone["held_on"] = date.fromisoformat(undone["held_on"])
    counted = {column: undone[column] for column in undone.keys() & set(Held._fields)}
    return held._replace(state=state, **counted)
