"""What the board of units × duties says in each cell, and which cells count in n/N. Pure.

A cell is None where the duty is not the unit's: it counts in no N. The members stand in the order of
progress, and their place in it is the code by which the database sorts and counts them.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination.plans.briefing_coverage import Reached
from dissemination.plans.models import PlanState
from dissemination.reporting.rates import Rate
from dissemination.units.models import UnitLevel

# Figures about fewer people than these say something about each of them.
FEWEST_SHOWN: Final = 5


class Attended(enum.StrEnum):
    """Who came of those a unit was to send to the conference."""

    NOT_YET = "not_yet"  # nobody, but the doors are not closed yet
    NOBODY = "nobody"
    SOME = "some"
    ALL = "all"


class Filed(enum.StrEnum):
    """How a unit stands to one period of a regime."""

    MISSING = "missing"  # nothing has come in and the day has passed
    NOT_DUE = "not_due"  # nothing has come in, the day has not passed
    RETURNED = "returned"  # being mended
    LATE = "late"  # came late, before the receiver
    ON_TIME = "on_time"  # came in time, before the receiver
    ACCEPTED_LATE = "accepted_late"
    ACCEPTED = "accepted"  # and on time
    WAIVED = "waived"  # or transferred to another unit


# A unit's best plan says where it stands; None before them: no plan at all.
PLANS: Final = (
    None,
    PlanState.DRAFT,
    PlanState.PRESENTED,
    PlanState.RETURNED,
    PlanState.SUBMITTED,
    PlanState.ACCEPTED,
    PlanState.CLOSED,
    PlanState.ACTIVE,
)
ISSUED: Final = frozenset({PlanState.CLOSED, PlanState.ACTIVE})
BRIEFED: Final = tuple(Reached)
FILED: Final = tuple(Filed)

# `reporting/rates.py`: submission, acceptance and timeliness, each ÷ obliged.
CAME: Final = frozenset(Filed) - {Filed.MISSING, Filed.NOT_DUE, Filed.WAIVED}
TAKEN: Final = frozenset({Filed.ACCEPTED, Filed.ACCEPTED_LATE})
TIMELY: Final = frozenset({Filed.ACCEPTED})
OBLIGED: Final = frozenset(Filed) - {Filed.WAIVED}


@dataclass(frozen=True, slots=True)
class Attendance:
    """People who came of those summoned; `is_small`: too few to be told to everybody.

    `is_over`: the conference is closed, nobody can come any more.
    """

    came: int
    expected: int
    is_over: bool = True

    @property
    def word(self) -> Attended:
        if self.came == 0:
            return Attended.NOBODY if self.is_over else Attended.NOT_YET
        return Attended.ALL if self.came >= self.expected else Attended.SOME

    @property
    def is_small(self) -> bool:
        return self.expected < FEWEST_SHOWN


@dataclass(frozen=True, slots=True)
class Plan:
    """A unit's best plan for the directive: `state` None and no id when there is none."""

    state: PlanState | None
    plan_id: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's duty of one period."""

    filed: Filed
    obligation_id: int


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with all its cells; `reports` in the order of the board's periods.

    `is_hidden`: the reader has no right to figures of so few people. `has_ended`: it was merged or
    dissolved by the day of the figures.
    """

    unit_id: int
    code: str
    name: str
    level: UnitLevel
    has_ended: bool
    attendance: Attendance | None
    is_hidden: bool
    briefed: Reached | None
    plan: Plan | None
    reports: tuple[Report | None, ...]


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """One period's three rates over the units of a board."""

    submission: Rate
    acceptance: Rate
    timeliness: Rate


@dataclass(frozen=True, slots=True)
class Foot:
    """The totals of a board: n/N of each column.

    `people` are those who came of those summoned; both leave out units whose figures are hidden.
    """

    units: int
    attended: Rate
    people: Rate
    hidden: int
    briefed: Rate
    planned: Rate
    reports: tuple[PeriodSum, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A column of reports."""

    id: int
    regime_id: int
    regime: str
    starts_on: date
    ends_on: date
    due_on: date


def last_of_each_regime(periods: Sequence[Period], most: int) -> list[Period]:
    """The last `most` periods of each regime, the oldest first; regimes in the order given."""
    by_regime: dict[int, list[Period]] = {}
    for period in periods:
        by_regime.setdefault(period.regime_id, []).append(period)
    return [
        period
        for some in by_regime.values()
        for period in sorted(some, key=lambda one: one.starts_on)[-most:]
    ]
