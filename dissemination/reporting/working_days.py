"""Counting working days: pure, over a calendar of days off and of Saturdays worked in their stead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from the plain week; a day in both is worked."""

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


def is_working(day: date, calendar: Calendar) -> bool:
    """Whether offices are open."""
    if day in calendar.worked:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.holidays


def after(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after a day, which itself is not counted; 0 is the day itself."""
    if count < 0:
        raise ValueError(f"cannot count {count} days forward")
    while count:
        day += _DAY
        count -= is_working(day, calendar)
    return day


def before(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day before a day, which itself is not counted."""
    if count < 0:
        raise ValueError(f"cannot count {count} days back")
    while count:
        day -= _DAY
        count -= is_working(day, calendar)
    return day


def on_or_after(day: date, calendar: Calendar) -> date:
    """The day, or the first working day that follows when offices are closed on it."""
    while not is_working(day, calendar):
        day += _DAY
    return day


def between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after `first` up to and with `last`; 0 when `last` is not later."""
    return sum(is_working(day, calendar) for day in _days(first + _DAY, last))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY
