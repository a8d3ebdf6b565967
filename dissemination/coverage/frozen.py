"""What frozen counts add up to, and what has changed since. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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


NOBODY: Final = Count(Figures(), 0)


def changes(
    rows: Sequence[Row], then: Mapping[int, Count], now: Mapping[int, Count]
) -> list[Change]:
    """The points of these rows whose counts moved, in their order."""
    found = []
    for row in rows:
        before, after = then.get(row.key, NOBODY), now.get(row.key, NOBODY)
        moved = Change(
            row.name,
            before.figures.own_attended,
            after.figures.own_attended,
            after.figures - before.figures,
            after.substitutes - before.substitutes,
        )
        if _is_told(moved):
            found.append(moved)
    return found


def _is_told(change: Change) -> bool:
    """Who is inside at this moment is in no report: it may move without being told."""
    told = change.figures
    counts = (told.expected, told.own_attended, told.absent_excused, told.absent_unexcused)
    return any((*counts, told.walk_ins, told.guests, change.substitutes))


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
