"""Working days of Việt Nam as 2026 has them: Tết, 30 April, 2 September, and a Saturday worked."""

from datetime import date, timedelta

import pytest

from dissemination.reporting.models import DueRule, PeriodKind
from dissemination.reporting.periods import Span, due_on, following, span_of
from dissemination.reporting.working_days import (
    Calendar,
    after,
    before,
    between,
    is_working,
    on_or_after,
)


def days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


TET = days(date(2026, 2, 16), date(2026, 2, 20))
Y2026 = Calendar(
    frozenset(
        {date(2026, 1, 1), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)}
        | TET
        | {date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}
    ),
    frozenset({date(2026, 8, 22)}),  # in the stead of Monday 31 August
)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # the Friday before Tết
        (date(2026, 2, 14), 5, date(2026, 2, 27)),
        (date(2026, 2, 18), 1, date(2026, 2, 23)),  # from within Tết
        (date(2026, 4, 29), 1, date(2026, 5, 4)),
        (date(2026, 4, 24), 3, date(2026, 5, 4)),  # Hùng Kings' day, observed on a Monday
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # the Saturday counts
        (date(2026, 8, 21), 2, date(2026, 8, 24)),
        (date(2026, 3, 14), 0, date(2026, 3, 14)),
    ],
)
def test_counting_forward_skips_what_is_off(start: date, count: int, expected: date) -> None:
    assert after(start, count, Y2026) == expected


def test_counting_back_mirrors_counting_forward() -> None:
    assert before(date(2026, 2, 23), 1, Y2026) == date(2026, 2, 13)
    assert before(date(2026, 9, 3), 1, Y2026) == date(2026, 8, 28)
    assert before(date(2026, 8, 24), 1, Y2026) == date(2026, 8, 22)


def test_days_are_not_counted_the_wrong_way() -> None:
    with pytest.raises(ValueError, match="forward"):
        after(date(2026, 1, 5), -1, Y2026)
    with pytest.raises(ValueError, match="back"):
        before(date(2026, 1, 5), -1, Y2026)


def test_between_counts_the_last_day_and_not_the_first() -> None:
    assert between(date(2026, 2, 13), date(2026, 2, 23), Y2026) == 1
    assert between(date(2026, 8, 21), date(2026, 8, 24), Y2026) == 2
    assert between(date(2026, 3, 3), date(2026, 3, 3), Y2026) == 0
    assert between(date(2026, 3, 4), date(2026, 3, 3), Y2026) == 0


def test_a_worked_saturday_wins_over_a_holiday() -> None:
    day = date(2026, 8, 22)
    assert is_working(day, Calendar(frozenset({day}), frozenset({day})))
    assert not is_working(day, Calendar())
    assert on_or_after(date(2026, 2, 15), Y2026) == date(2026, 2, 23)


@pytest.mark.parametrize(
    ("kind", "closing_day", "day", "span"),
    [
        (PeriodKind.MONTHLY, None, date(2026, 2, 28), (date(2026, 2, 1), date(2026, 2, 28))),
        (PeriodKind.MONTHLY, 14, date(2026, 2, 14), (date(2026, 1, 15), date(2026, 2, 14))),
        (PeriodKind.MONTHLY, 14, date(2026, 2, 15), (date(2026, 2, 15), date(2026, 3, 14))),
        (PeriodKind.MONTHLY, 31, date(2026, 2, 3), (date(2026, 2, 1), date(2026, 2, 28))),
        (PeriodKind.QUARTERLY, 14, date(2026, 3, 14), (date(2025, 12, 15), date(2026, 3, 14))),
        (PeriodKind.QUARTERLY, 14, date(2026, 3, 15), (date(2026, 3, 15), date(2026, 6, 14))),
        (PeriodKind.HALF_YEARLY, None, date(2026, 7, 1), (date(2026, 7, 1), date(2026, 12, 31))),
        (PeriodKind.YEARLY, 14, date(2025, 12, 15), (date(2025, 12, 15), date(2026, 12, 14))),
    ],
)
def test_a_day_falls_into_one_period(
    kind: PeriodKind, closing_day: int | None, day: date, span: tuple[date, date]
) -> None:
    assert span_of(day, kind, closing_day) == Span(*span)


@pytest.mark.parametrize("kind", [kind for kind in PeriodKind if kind is not PeriodKind.ONCE])
@pytest.mark.parametrize("closing_day", [None, 1, 14, 29, 31])
def test_periods_follow_without_gap(kind: PeriodKind, closing_day: int | None) -> None:
    span = span_of(date(2023, 11, 20), kind, closing_day)
    for _ in range(30):
        later = following(span, kind, closing_day)
        assert later.starts_on == span.ends_on + timedelta(days=1)
        assert later.ends_on > later.starts_on
        span = later


def test_a_report_is_due_by_its_rule() -> None:
    assert due_on(date(2026, 2, 14), DueRule.WORKING_DAYS, 5, Y2026) == date(2026, 2, 27)
    assert due_on(date(2026, 3, 31), DueRule.DAY_OF_MONTH, 15, Y2026) == date(2026, 4, 15)
    assert due_on(date(2026, 12, 14), DueRule.DAY_OF_MONTH, 31, Y2026) == date(2027, 2, 1)
    # The 18th lies within Tết.
    assert due_on(date(2026, 1, 31), DueRule.DAY_OF_MONTH, 18, Y2026) == date(2026, 2, 23)
