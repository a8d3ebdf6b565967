"""How the rates of a directive went from period to period and from month to month. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


def verified_on(events: Iterable[Event], days: Iterable[date]) -> Iterator[tuple[date, set[int]]]:
    """For each of the days, in order: the units that had a verified briefing at its end.

    Events in the order in which they happened. The set is the same object all along: read it before
    the next day.
    """
    waiting = iter(events)
    upcoming = next(waiting, None)
    verified: dict[int, int] = {}  # unit by its verified briefing
    counts: dict[int, int] = {}
    units: set[int] = set()
    for day in days:
        until = clock.at_local(day + timedelta(days=1), 0)
        while upcoming is not None and upcoming.at < until:
            _happen(upcoming, verified, counts, units)
            upcoming = next(waiting, None)
        yield day, units


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
    reached: Iterable[tuple[date, set[int]]], obliged: Mapping[date, Collection[int]]
) -> list[Month]:
    """The coverage on each day; `obliged` says whose duty it was by then."""
    return [
        Month(day, Rate(len(units.intersection(obliged[day])), len(obliged[day])))
        for day, units in reached
    ]
