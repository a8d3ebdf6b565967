"""The figures of a progress report: how a directive stands beneath one unit in one period. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dissemination import clock
from dissemination.coverage.attainment import Reached
from dissemination.coverage.board import Figures
from dissemination.directives.models import Directive, SolutionGroup, Target
from dissemination.plans.briefing_coverage import Coverage
from dissemination.reporting import rates
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.rates import Rate, Tally


@dataclass(frozen=True, slots=True)
class Held:
    """A closed conference on the directive, and who came to the points beneath the unit."""

    title: str
    held_on: date
    points: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Given:
    """What one unit's report in force says of a target; who gave but one of the two gave nothing."""

    name: str
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target: what the units' reports in force come to together, against what is asked.

    `year` is that of the aim; as on the boards, the aim is the unit's own plan's or the directive's.
    """

    target: Target
    reached: Reached
    year: int | None
    given: Sequence[Given]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Tasks of the plans in force in one of the directive's groups; None: in none of them."""

    group: SolutionGroup | None
    tasks: int
    done: int
    overdue: int

    @property
    def completion(self) -> Rate:
        return Rate(self.done, self.done + self.overdue)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's duty for the period; `days` overdue today, or late when it came."""

    name: str
    duty: Obligation
    days: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one unit wrote in its accepted report."""

    name: str
    difficulties: str
    proposals: str


@dataclass(frozen=True, slots=True)
class Progress:
    """All figures of one report, as they stood on `day`."""

    directive: Directive
    period: ReportingPeriod
    day: date
    units: int
    held: Sequence[Held]
    briefings: Coverage
    plans: Rate
    tally: Tally
    targets: Sequence[TargetLine]
    groups: Sequence[GroupLine]
    duties: Sequence[UnitLine]
    said: Sequence[Said]

    @property
    def silent(self) -> list[UnitLine]:
        """Overdue and nothing has come in, the longest first."""
        found = [one for one in self.duties if rates.is_overdue(one.duty, self.day)]
        return sorted(found, key=lambda one: -one.days)

    @property
    def late(self) -> list[UnitLine]:
        """Came after its day."""
        return [
            one for one in self.duties if rates.is_obliged(one.duty) and rates.was_late(one.duty)
        ]


def days_late(duty: Obligation, day: date) -> int:
    """Days overdue today, else by how many the first version was late."""
    came = duty.first_submitted_at
    if rates.is_overdue(duty, day):
        granted = duty.grace_until if came else None
        return (day - max(duty.due_on, granted or duty.due_on)).days
    return max(0, (clock.local(came).date() - duty.due_on).days) if came else 0
