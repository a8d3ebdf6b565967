"""The points of the sample conference and how many people each has, uneven as in life."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from random import Random
from typing import Final

from dissemination.sample.duties import committee
from dissemination.sample.people import contact
from dissemination.sample.units import SampleUnit
from dissemination.units.models import UnitLevel

# People at a point before all are stretched to the number asked for.
_USUAL_SIZES: Final = {
    UnitLevel.PROVINCE: (390, 430),
    UnitLevel.DISTRICT: (75, 180),
    UnitLevel.COMMUNE: (23, 47),
    UnitLevel.GRASSROOTS: (16, 40),
}


@dataclass(frozen=True, slots=True)
class SamplePoint:
    """A point before it is stored, with the number of its delegates."""

    unit: SampleUnit
    name: str
    address: str
    contact_name: str
    contact_phone: str
    size: int

    @property
    def capacity(self) -> int:
        """Seats of the hall: some more than people, in tens."""
        return (self.size * 11 // 100 + 1) * 10


def points(
    units: Sequence[SampleUnit], count: int, delegates: int, seed: int
) -> Iterator[SamplePoint]:
    """`count` points of these units, the first the main one, with `delegates` people in all.

    At least one person a point: needs count ≤ delegates and count ≤ len(units).
    """
    names = point_names(units)
    places = chosen(units, count)
    sizes = shared_out(delegates, [_usual_size(units[index], seed) for index in places])
    for number, (index, size) in enumerate(zip(places, sizes, strict=True)):
        unit = units[index]
        yield SamplePoint(
            unit, names[index], _address(unit), *contact(unit, number, seed), size=size
        )


def chosen(units: Sequence[SampleUnit], count: int) -> list[int]:
    """Indices of `count` units, 0 among them: as many of each level as there are and fit."""
    by_level: dict[UnitLevel, list[int]] = {level: [] for level in UnitLevel}
    for index, unit in enumerate(units):
        by_level[unit.level].append(index)
    in_turn = chain.from_iterable(zip_longest(*by_level.values()))
    return sorted(islice((index for index in in_turn if index is not None), count))


def shared_out(people: int, usual: Sequence[int]) -> Iterator[int]:
    """Whole shares in proportion to the usual sizes, none below 1, adding up to `people`."""
    beyond_one = people - len(usual)
    total = sum(usual)
    before = given = 0
    for size in usual:
        before += size
        share = beyond_one * before // total - given
        given += share
        yield 1 + share


def point_names(units: Sequence[SampleUnit]) -> list[str]:
    """What each unit's point is called; communes of one name say their district."""
    names = [_point_name(unit) for unit in units]
    often = Counter(names)
    return [
        f"{name} ({unit.parent.proper_name})" if often[name] > 1 and unit.parent else name
        for name, unit in zip(names, units, strict=True)
    ]


def _point_name(unit: SampleUnit) -> str:
    match unit.level:
        case UnitLevel.PROVINCE:
            return committee(unit)
        case UnitLevel.DISTRICT:
            return f"UBND {unit.inner_name}"
        case _:
            return unit.name


def _address(unit: SampleUnit) -> str:
    match unit.level:
        case UnitLevel.PROVINCE:
            return f"Hội trường {committee(unit)}"
        case UnitLevel.DISTRICT:
            return f"Hội trường Ủy ban nhân dân {unit.inner_name}"
        case UnitLevel.COMMUNE if unit.parent:
            return f"Hội trường Ủy ban nhân dân {unit.inner_name}, {unit.parent.inner_name}"
        case _:
            return f"Phòng họp {unit.name}"


def _usual_size(unit: SampleUnit, seed: int) -> int:
    low, high = _USUAL_SIZES[unit.level]
    return Random(f"{seed} size {unit.code}").randint(low, high)
