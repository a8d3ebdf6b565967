"""How the rates of a directive went from period to period and from month to month. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from dissemination import clock
from dissemination.coverage.heat import Period, PeriodSum
from dissemination.plans.briefing_models import BriefingState, BriefingStep
from dissemination.plans.briefing_past import AFTER
from dissemination.reporting.rates import Rate


@dataclass(frozen=True, slots=True)
class PeriodPoint:
    """The rates of one period."""

    period: Period
    rates: PeriodSum


@dataclass(frozen=True, slots=True)
class RegimeTrend:
    """A regime's periods shown, the oldest first; `earlier` are not shown."""

    regime_id: int
    title: str
    points: tuple[PeriodPoint, ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class Month:
    """Units with a verified briefing of those obliged, at the end of a day."""

    day: date
    coverage: Rate


class Event(NamedTuple):
    """One step of a briefing."""

    briefing_id: int
    unit_id: int
    step: BriefingStep
    at: datetime


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of every month from that of `first`, and then `last` itself."""
    day = first.replace(day=1)
    while True:
        following = (day + timedelta(days=32)).replace(day=1)
        if following - timedelta(days=1) >= last:
            yield last
            return
        yield following - timedelta(days=1)
        day = following


def verified_on(
    events: Iterable[Event], days: Iterable[date]
) -> Iterator[tuple[date, frozenset[int]]]:
    """For each of the days, in order: the units that had a verified briefing at its end.

    Events in the order in which they happened. Days between which nothing happened share one set.
    """
    waiting = iter(events)
    upcoming = next(waiting, None)
    verified: dict[int, int] = {}  # unit by its verified briefing
    counts: dict[int, int] = {}
    units: set[int] = set()
    seen = frozenset[int]()
    for day in days:
        until = clock.at_local(day + timedelta(days=1), 0)
        before = upcoming
        while upcoming is not None and upcoming.at < until:
            _happen(upcoming, verified, counts, units)
            upcoming = next(waiting, None)
        if upcoming is not before:
            seen = frozenset(units)
        yield day, seen


def _happen(
    event: Event, verified: dict[int, int], counts: dict[int, int], units: set[int]
) -> None:
    is_verified = AFTER[event.step] is BriefingState.VERIFIED
    if is_verified == (event.briefing_id in verified):
        return
    if is_verified:
        verified[event.briefing_id] = event.unit_id
    else:
        del verified[event.briefing_id]
    count = counts.get(event.unit_id, 0) + (1 if is_verified else -1)
    counts[event.unit_id] = count
    (units.add if count else units.discard)(event.unit_id)


def months(
    reached: Iterable[tuple[date, frozenset[int]]], obliged: Mapping[date, frozenset[int]]
) -> list[Month]:
    """The coverage on each day; `obliged` says whose duty it was by then."""

    @cache
    def covered(units: frozenset[int], of: frozenset[int]) -> Rate:
        return Rate(len(units & of), len(of))

    return [Month(day, covered(units, obliged[day])) for day, units in reached]
