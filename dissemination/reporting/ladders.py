"""When an obligation's silence is followed by a reminder, and to whom. Pure: the day is an argument.

A ladder's rungs stand so many days before or after the deadline. A rung that was missed, because
nothing ran that day, is made up for by the newest rung missed that speaks to the same post: each
post hears once, whatever was missed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination.reporting.models import ObligationState as State
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.reminder_models import Audience, Post

EARLIEST: Final = -60
LATEST: Final = 90
MOST_RUNGS: Final = 8

# What a unit still has to hand in; everything else stops the ladder.
OWED: Final = frozenset({State.OPEN, State.DRAFT, State.APPROVED, State.RETURNED})


@dataclass(frozen=True, slots=True, order=True)
class Rung:
    """`days` after the deadline, before it when negative."""

    days: int
    audience: Audience


Ladder = Sequence[Rung]

DEFAULT: Final[Ladder] = (
    Rung(-10, Audience.OFFICER),
    Rung(-3, Audience.HEAD),
    Rung(1, Audience.BOTH),
    Rung(7, Audience.SUPERIOR),
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What reminders of one obligation are reckoned from; `accepted`: a version is in force."""

    state: State
    due_on: date
    grace_until: date | None = None
    accepted: bool = False

    @property
    def is_owed(self) -> bool:
        """A correction of what was accepted is nobody's silence."""
        return self.state in OWED and not self.accepted

    @property
    def deadline(self) -> date:
        """What was returned has until the day granted for mending it."""
        return max(self.due_on, self.grace_until or self.due_on)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One rung to be sent now, to these posts."""

    days: int
    posts: frozenset[Post]


def nudges(duty: Duty, ladder: Ladder, day: date, sent: Collection[int]) -> list[Nudge]:
    """What is to be sent on a day; `sent` are the rungs sent already for this deadline.

    Rungs before one that was sent are history. The result goes from the earliest rung on.
    """
    if not duty.is_owed:
        return []
    elapsed = (day - duty.deadline).days
    begun = max(sent, default=EARLIEST - 1)
    told: set[Post] = set()
    found = []
    for rung in sorted(ladder, reverse=True):
        if begun < rung.days <= elapsed and (posts := rung.audience.posts - told):
            told |= posts
            found.append(Nudge(rung.days, posts))
    return found[::-1]


def objection(ladder: Ladder) -> Refusal | None:
    """Why a ladder cannot be used; none at all means that nobody is reminded."""
    if len({rung.days for rung in ladder}) < len(ladder):
        return Refusal.RUNG_TWICE
    if any(not EARLIEST <= rung.days <= LATEST for rung in ladder):
        return Refusal.RUNG_TOO_FAR
    return Refusal.TOO_MANY_RUNGS if len(ladder) > MOST_RUNGS else None
