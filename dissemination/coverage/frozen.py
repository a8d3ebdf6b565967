"""What frozen counts add up to, and what has changed since. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dissemination.coverage.board import Figures, Row, States, arranged, total
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel


@dataclass(frozen=True, slots=True)
class Count:
    """One point: its counts, those of its people who came for another, and where it stands."""

    figures: Figures
    substitutes: int
    level: UnitLevel | None = None
    district_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One point whose counts are others now; `figures` and `substitutes` are now less then."""

    point: str
    came_then: int
    came_now: int
    figures: Figures
    substitutes: int


def change(point: str, then: Count, now: Count) -> Change | None:
    """How one point moved; None when it did not.

    Who is inside at this moment is in no report: it may move without being told.
    """
    figures, substitutes = now.figures - then.figures, now.substitutes - then.substitutes
    told = (figures.expected, figures.own_attended, figures.absent_excused, figures.walk_ins)
    if not any((*told, figures.absent_unexcused, figures.guests, substitutes)):
        return None
    came_then, came_now = then.figures.own_attended, now.figures.own_attended
    return Change(point, came_then, came_now, figures, substitutes)


def states(counts: Iterable[Count]) -> States:
    """How many points were in each state."""
    return sum((_state(count) for count in counts), States())


def _state(count: Count) -> States:
    return States(**{"points": 1, count.figures.state.value: 1})


def by_level(counts: Iterable[Count]) -> list[tuple[UnitLevel | None, int, Figures]]:
    """Points and counts by level, the highest first; None: units that no longer stood that day."""
    found: dict[UnitLevel | None, list[Figures]] = {}
    for count in counts:
        found.setdefault(count.level, []).append(count.figures)
    rows = [(level, len(many), total(many)) for level, many in found.items()]
    return sorted(rows, key=lambda row: RANK[row[0]] if row[0] else len(RANK))


def by_district(counts: Iterable[Count], names: Mapping[int, str]) -> list[Row]:
    """A line for each district by name; key 0, at the end: points beneath none."""
    found: dict[int, list[Count]] = {}
    for count in counts:
        found.setdefault(count.district_id or 0, []).append(count)
    return arranged(
        Row(key, names.get(key, ""), total(one.figures for one in many), states(many))
        for key, many in found.items()
    )
