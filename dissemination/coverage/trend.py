"""How the rates of a directive went from period to period and from month to month. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Span(NamedTuple):
    """A unit stood in the tree from one day to before another."""

    unit_id: int
    since: date
    until: date | None


class Group(NamedTuple):
    """Units that stood in the tree from one day to before another.

    `reached`: the place of the first of the days at whose end they were verified, and they stayed so;
    None: not so far, or not for good.
    """

    since: date
    until: date | None
    reached: int | None
    units: int


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
        until = clock.end_of(day)
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
    wavering: Iterable[tuple[date, frozenset[int]]],
    asked: Mapping[date, date],
    groups: Sequence[Group],
    spans: Sequence[Span],
) -> list[Month]:
    """The coverage on each day.

    `wavering`: by day, those units verified that are told step by step; `spans` are theirs. `asked`:
    whose duty it was by then, as the day whose units are obliged. `groups`: all units.
    """
    found = []
    for place, (day, verified) in enumerate(wavering):
        on = asked[day]
        obliged = [one for one in groups if _stood(one, on)]
        steady = sum(
            one.units for one in obliged if one.reached is not None and one.reached <= place
        )
        theirs = sum(one.unit_id in verified for one in spans if _stood(one, on))
        found.append(Month(day, Rate(steady + theirs, sum(one.units for one in obliged))))
    return found


def _stood(one: Group | Span, on: date) -> bool:
    return one.since <= on and (one.until is None or on < one.until)
