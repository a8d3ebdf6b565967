"""The rates of reports, tasks and targets: pure. A rate is n of N, "—" when N is 0; missing is not 0.

Formulas: docs/architecture.md, "How rates are counted".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol

from dissemination import clock
from dissemination.directives.models import Operator
from dissemination.reporting.models import ObligationState as State

NONE: Final = "—"
DUE_SOON_DAYS: Final = 5
# These leave the denominator; their reason stays on record.
EXCUSED: Final = frozenset({State.WAIVED, State.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Rate:
    """n of N."""

    n: int
    of: int

    @property
    def share(self) -> Decimal | None:
        """Between 0 and 1, None when there is nothing to count."""
        return Decimal(self.n) / self.of if self.of else None

    def __str__(self) -> str:
        if not self.of:
            return NONE
        percent = f"{Decimal(100 * self.n) / self.of:.1f}".replace(".", ",")
        return f"{self.n}/{self.of} ({percent}%)"


class Duty(Protocol):
    """What is counted of an obligation."""

    @property
    def state(self) -> State: ...
    @property
    def due_on(self) -> date: ...
    @property
    def grace_until(self) -> date | None: ...
    @property
    def first_submitted_at(self) -> datetime | None: ...
    @property
    def accepted_submitted_at(self) -> datetime | None: ...


class Work(Protocol):
    """What is counted of a task."""

    @property
    def due_on(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...


def is_obliged(duty: Duty) -> bool:
    return duty.state not in EXCUSED


def is_on_time(duty: Duty) -> bool:
    """The accepted version came in time, or the first did and the mended one within its grace."""
    if duty.accepted_submitted_at is None or duty.first_submitted_at is None:
        return False
    accepted = clock.local(duty.accepted_submitted_at).date()
    if accepted <= duty.due_on:
        return True
    first_in_time = clock.local(duty.first_submitted_at).date() <= duty.due_on
    return first_in_time and duty.grace_until is not None and accepted <= duty.grace_until


def is_overdue(duty: Duty, today: date) -> bool:
    """Nothing has come in and the day has passed; or what was returned has outlived its grace."""
    if not is_obliged(duty) or duty.accepted_submitted_at or duty.state is State.SUBMITTED:
        return False
    return today > _last_day(duty)


def _last_day(duty: Duty) -> date:
    """What is being mended has its grace."""
    if duty.first_submitted_at is None:
        return duty.due_on
    return max(duty.due_on, duty.grace_until or duty.due_on)


def days_left(duty: Duty, today: date) -> int | None:
    """Days to the last day when it is near and something is still awaited; None otherwise."""
    if not is_obliged(duty) or duty.accepted_submitted_at or duty.state is State.SUBMITTED:
        return None
    left = (_last_day(duty) - today).days
    return left if 0 <= left <= DUE_SOON_DAYS else None


def was_late(duty: Duty) -> bool:
    """The first version came after its day; once recorded it stays."""
    first = duty.first_submitted_at
    return first is not None and clock.local(first).date() > duty.due_on


def submission(duties: Iterable[Duty]) -> Rate:
    """Submitted ÷ obliged."""
    obliged = [duty for duty in duties if is_obliged(duty)]
    return Rate(sum(duty.first_submitted_at is not None for duty in obliged), len(obliged))


def acceptance(duties: Iterable[Duty]) -> Rate:
    """Accepted ÷ obliged."""
    obliged = [duty for duty in duties if is_obliged(duty)]
    return Rate(sum(duty.accepted_submitted_at is not None for duty in obliged), len(obliged))


def timeliness(duties: Iterable[Duty]) -> Rate:
    """On time ÷ obliged."""
    obliged = [duty for duty in duties if is_obliged(duty)]
    return Rate(sum(map(is_on_time, obliged)), len(obliged))


@dataclass(frozen=True, slots=True)
class Tally:
    """The rates of a list of obligations."""

    submission: Rate
    acceptance: Rate
    timeliness: Rate


def tally(duties: Iterable[Duty]) -> Tally:
    """The three rates together."""
    duties = list(duties)
    return Tally(submission(duties), acceptance(duties), timeliness(duties))


def task_completion(tasks: Iterable[Work], today: date) -> Rate:
    """Done ÷ (done + open overdue): a task whose day has not come is not counted yet."""
    done = overdue = 0
    for task in tasks:
        if task.done_on is not None:
            done += 1
        elif task.due_on is not None and task.due_on < today:
            overdue += 1
    return Rate(done, done + overdue)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at; `value` for all but a range, which has `low` and `high`."""

    operator: Operator
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def is_met(aim: Aim, actual: Decimal | None) -> bool | None:
    """Whether the aim is reached; None when the figure or the aim is missing."""
    if actual is None:
        return None
    if aim.operator is Operator.RANGE:
        if aim.low is None or aim.high is None:
            return None
        return aim.low <= actual <= aim.high
    if aim.value is None:
        return None
    if aim.operator is Operator.AT_MOST:
        return actual <= aim.value
    return actual >= aim.value


def attainment(aim: Aim, baseline: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """(actual − baseline) ÷ (target − baseline), 1 when reached whole, negative when moving away.

    To maintain and to stay in a range have no way to go: 1 when met, else 0. So has a target that
    its baseline reaches already. None when a figure is missing.
    """
    met = is_met(aim, actual)
    if met is None or actual is None:
        return None
    if aim.operator in (Operator.RANGE, Operator.MAINTAIN) or is_met(aim, baseline):
        return Decimal(met)
    if baseline is None or aim.value is None:
        return None
    return (actual - baseline) / (aim.value - baseline)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Figures of several units put together: `given` of `asked` gave both figures."""

    numerator: Decimal
    denominator: Decimal
    given: int
    asked: int

    @property
    def ratio(self) -> Decimal | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def missing(self) -> int:
        return self.asked - self.given


def pooled(figures: Iterable[tuple[Decimal | None, Decimal | None]]) -> Pooled:
    """Σ numerator ÷ Σ denominator over those who gave both; who did not adds to neither."""
    asked = given = 0
    numerator = denominator = Decimal(0)
    for above, below in figures:
        asked += 1
        if above is not None and below is not None:
            given += 1
            numerator += above
            denominator += below
    return Pooled(numerator, denominator, given, asked)


def briefing_coverage(verified: Iterable[int], obliged: Iterable[int]) -> Rate:
    """Units that held a verified onward briefing ÷ units obliged, by their ids."""
    units = set(obliged)
    return Rate(len(units & set(verified)), len(units))


@dataclass(frozen=True, slots=True)
class Reached:
    """Distinct people present and members as a unit told them; None is missing."""

    present: int | None
    members: int | None
    exempt: int | None


def people_reached(units: Iterable[Reached]) -> Rate:
    """Distinct present ÷ (members − exempt). A unit that does not know its members is left out."""
    n = of = 0
    for unit in units:
        if unit.members is not None:
            n += unit.present or 0
            of += unit.members - (unit.exempt or 0)
    return Rate(n, of)
