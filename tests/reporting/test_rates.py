"""Each formula with its awkward cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal as Dec

import pytest

from dissemination import clock
from dissemination.directives.models import Operator
from dissemination.reporting import rates
from dissemination.reporting.models import ObligationState as S
from dissemination.reporting.rates import Aim, Rate, Reached

DUE = date(2026, 4, 7)


@dataclass(frozen=True)
class ADuty:
    state: S = S.OPEN
    first_submitted_at: datetime | None = None
    accepted_submitted_at: datetime | None = None
    grace_until: date | None = None
    due_on: date = DUE


@dataclass(frozen=True)
class ATask:
    due_on: date | None
    done_on: date | None = None


def on(day: int, hour: int = 9) -> datetime:
    return clock.at_local(date(2026, 4, day), hour)


PUNCTUAL = ADuty(S.ACCEPTED, on(7, 23), on(7, 23))
LATE = ADuty(S.ACCEPTED, on(8, 0), on(8, 0))
MENDED = ADuty(S.ACCEPTED, on(6), on(10), date(2026, 4, 10))
MENDED_LATE = ADuty(S.ACCEPTED, on(6), on(11), date(2026, 4, 10))
LATE_THEN_MENDED = ADuty(S.ACCEPTED, on(8), on(9), date(2026, 4, 13))
MISSING = ADuty()
WAIVED = ADuty(S.WAIVED)
TRANSFERRED = ADuty(S.TRANSFERRED)
SUBMITTED = ADuty(S.SUBMITTED, on(6))
RETURNED = ADuty(S.RETURNED, on(6), None, date(2026, 4, 10))
ALL = [PUNCTUAL, LATE, MENDED, MENDED_LATE, LATE_THEN_MENDED, MISSING, WAIVED, TRANSFERRED]
ALL += [SUBMITTED, RETURNED]


def test_a_rate_of_nothing_is_a_dash() -> None:
    assert str(Rate(0, 0)) == "—"
    assert Rate(0, 0).share is None
    assert str(Rate(0, 4)) == "0/4 (0,0%)"
    assert str(Rate(2, 3)) == "2/3 (66,7%)"


@pytest.mark.parametrize("rate", [rates.submission, rates.acceptance, rates.timeliness])
def test_none_obliged_or_all_waived_is_a_dash(rate: Callable[[list[ADuty]], Rate]) -> None:
    assert str(rate([])) == "—"
    assert str(rate([WAIVED, TRANSFERRED])) == "—"


def test_reports_are_counted_of_those_obliged() -> None:
    assert rates.submission(ALL) == Rate(7, 8)
    assert rates.acceptance(ALL) == Rate(5, 8)
    assert rates.timeliness(ALL) == Rate(2, 8)


@pytest.mark.parametrize(
    ("duty", "on_time"),
    [
        (PUNCTUAL, True),  # the last hour of the last day, in Việt Nam
        (LATE, False),  # accepted all the same
        (MENDED, True),
        (MENDED_LATE, False),
        (LATE_THEN_MENDED, False),
        (SUBMITTED, False),  # not accepted yet
        (MISSING, False),
    ],
)
def test_on_time_is_what_was_accepted(duty: ADuty, on_time: bool) -> None:
    assert rates.is_on_time(duty) is on_time


def test_overdue_is_what_has_not_come() -> None:
    assert not rates.is_overdue(MISSING, DUE)
    assert rates.is_overdue(MISSING, date(2026, 4, 8))
    assert not rates.is_overdue(WAIVED, date(2026, 4, 30))
    assert not rates.is_overdue(SUBMITTED, date(2026, 4, 30))
    assert not rates.is_overdue(RETURNED, date(2026, 4, 10))
    assert rates.is_overdue(RETURNED, date(2026, 4, 11))
    # A correction under way does not make an accepted report owed again.
    assert not rates.is_overdue(ADuty(S.DRAFT, on(6), on(6)), date(2026, 4, 30))


def test_days_are_counted_down_while_something_is_awaited() -> None:
    assert rates.days_left(MISSING, DUE) == 0
    assert rates.days_left(MISSING, date(2026, 4, 4)) == 3
    assert rates.days_left(MISSING, date(2026, 3, 1)) is None, "not near"
    assert rates.days_left(MISSING, date(2026, 4, 8)) is None, "overdue"
    assert rates.days_left(RETURNED, date(2026, 4, 8)) == 2, "the grace counts"
    for settled in (WAIVED, SUBMITTED, ADuty(S.DRAFT, on(6), on(6))):
        assert rates.days_left(settled, DUE) is None


def test_lateness_once_recorded_stays() -> None:
    assert rates.was_late(LATE_THEN_MENDED)
    assert not rates.was_late(MENDED)
    assert not rates.was_late(MISSING)


def test_a_task_counts_from_its_day_on() -> None:
    tasks = [
        ATask(date(2026, 4, 1), date(2026, 4, 9)),  # late, but done
        ATask(date(2026, 5, 1), date(2026, 4, 1)),
        ATask(date(2026, 4, 6)),  # overdue
        ATask(date(2026, 4, 7)),  # due today
        ATask(None),
    ]
    assert rates.task_completion(tasks, date(2026, 4, 7)) == Rate(2, 3)
    assert str(rates.task_completion(tasks[3:], date(2026, 4, 7))) == "—"


GROW = Aim(Operator.AT_LEAST, Dec(90))
SHRINK = Aim(Operator.AT_MOST, Dec(2))
KEEP = Aim(Operator.MAINTAIN, Dec(95))
BETWEEN = Aim(Operator.RANGE, low=Dec(3), high=Dec(4))


@pytest.mark.parametrize(
    ("aim", "baseline", "actual", "expected"),
    [
        (GROW, Dec(80), Dec(85), Dec("0.5")),
        (GROW, Dec(80), Dec(70), Dec(-1)),
        (GROW, Dec(80), Dec(100), Dec(2)),
        (GROW, Dec(80), None, None),
        (GROW, None, Dec(85), None),
        (GROW, Dec(90), Dec(90), Dec(1)),  # baseline = target: met or not
        (GROW, Dec(90), Dec(89), Dec(0)),
        (GROW, Dec(95), Dec(92), Dec(1)),  # a baseline beyond the target: no way to go either
        (GROW, Dec(95), Dec(89), Dec(0)),
        (SHRINK, Dec(1), Dec(3), Dec(0)),
        (SHRINK, Dec(10), Dec(6), Dec("0.5")),  # a target that decreases
        (SHRINK, Dec(10), Dec(2), Dec(1)),
        (SHRINK, Dec(10), Dec(12), Dec("-0.25")),
        (KEEP, Dec(97), Dec(95), Dec(1)),
        (KEEP, Dec(97), Dec("94.9"), Dec(0)),
        (BETWEEN, None, Dec(3), Dec(1)),
        (BETWEEN, None, Dec(4), Dec(1)),
        (BETWEEN, None, Dec("4.1"), Dec(0)),  # too much is not met either
        (BETWEEN, None, None, None),
        (Aim(Operator.AT_LEAST), Dec(1), Dec(2), None),
    ],
)
def test_attainment(
    aim: Aim, baseline: Dec | None, actual: Dec | None, expected: Dec | None
) -> None:
    assert rates.attainment(aim, baseline, actual) == expected


def test_ratios_are_pooled_and_missing_is_not_zero() -> None:
    result = rates.pooled([(Dec(1), Dec(2)), (Dec(30), Dec(40)), (None, Dec(100)), (Dec(5), None)])
    assert result.ratio == Dec(31) / Dec(42)
    assert (result.given, result.asked, result.missing) == (2, 4, 2)
    assert rates.pooled([]).ratio is None
    assert rates.pooled([(None, None)]).ratio is None
    assert rates.pooled([(Dec(0), Dec(0))]).ratio is None


def test_coverage_counts_only_the_obliged() -> None:
    assert rates.briefing_coverage([1, 2, 9], [1, 2, 3, 4]) == Rate(2, 4)
    assert str(rates.briefing_coverage([1], [])) == "—"


def test_people_reached_leaves_out_the_exempt_and_the_unknown() -> None:
    units = [Reached(36, 40, 2), Reached(None, 10, None), Reached(50, None, None)]
    assert rates.people_reached(units) == Rate(36, 48)
    assert str(rates.people_reached([Reached(5, None, None)])) == "—"
