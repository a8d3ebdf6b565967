"""The figures of a progress report: how a directive stands beneath one unit in one period. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dissemination import clock
from dissemination.coverage.board import Figures
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Directive, SolutionGroup, Target, TargetValue
from dissemination.plans.briefing_coverage import Coverage
from dissemination.reporting import rates
from dissemination.reporting.consolidation import Sum
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.rates import Aim, Rate, Tally

_HUNDRED: Final = Decimal(100)


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
    """One target: what is asked for, what the units' reports in force say and come to together."""

    target: Target
    asked: TargetValue | None
    baseline: Decimal | None
    sum: Sum
    given: Sequence[Given]

    @property
    def actual(self) -> Decimal | None:
        """In the target's measure: 12.5 of 100 for a share, else the sum itself."""
        pooled = self.sum.pooled
        if not pooled.given:
            return None
        if self.target.measure != SHARE:
            return pooled.numerator
        return None if pooled.ratio is None else _HUNDRED * pooled.ratio

    @property
    def aim(self) -> Aim | None:
        one = self.asked
        return Aim(one.operator, one.value, one.low, one.high) if one else None

    @property
    def is_met(self) -> bool | None:
        return rates.is_met(self.aim, self.actual) if self.aim else None

    @property
    def attained(self) -> Decimal | None:
        return rates.attainment(self.aim, self.baseline, self.actual) if self.aim else None


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
