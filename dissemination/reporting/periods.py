"""Which period a day falls into, and when its report is due. Pure: the calendar is an argument."""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dissemination.reporting.models import DueRule, PeriodKind
from dissemination.reporting.working_days import Calendar, after, on_or_after

_MONTHS: Final = {
    PeriodKind.MONTHLY: 1,
    PeriodKind.QUARTERLY: 3,
    PeriodKind.HALF_YEARLY: 6,
    PeriodKind.YEARLY: 12,
}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A period's first and last day."""

    starts_on: date
    ends_on: date


def closing(year: int, month: int, closing_day: int | None) -> date:
    """A month's closing day; None, or a day the month does not have, is its last."""
    last = months.monthrange(year, month)[1]
    return date(year, month, min(closing_day or last, last))


def span_of(day: date, kind: PeriodKind, closing_day: int | None) -> Span:
    """The period a day falls into. With closing day 14 a month goes from the 15th to the 14th.

    `PeriodKind.ONCE` has no calendar: its days stand in the regime.
    """
    length = _MONTHS[kind]
    index = day.year * 12 + day.month - 1
    if day > closing(day.year, day.month, closing_day):
        index += 1
    last = index // length * length + length - 1
    return Span(_closing_of(last - length, closing_day) + _DAY, _closing_of(last, closing_day))


def following(span: Span, kind: PeriodKind, closing_day: int | None) -> Span:
    """The period after this one."""
    return span_of(span.ends_on + _DAY, kind, closing_day)


def _closing_of(index: int, closing_day: int | None) -> date:
    return closing(index // 12, index % 12 + 1, closing_day)


def due_on(ends_on: date, rule: DueRule, number: int, calendar: Calendar) -> date:
    """The last day to submit: n working days after the end, or day n of the next month.

    A day of the month on which offices are closed moves to the next working day.
    """
    if rule is DueRule.WORKING_DAYS:
        return after(ends_on, number, calendar)
    index = ends_on.year * 12 + ends_on.month
    return on_or_after(_closing_of(index, number), calendar)
