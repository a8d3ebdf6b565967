"""How far a target is reached: pooled figures against what is asked. Pure.

Formulas (DESIGN, rates): actual = Σ numerator ÷ Σ denominator over those who gave both; attainment =
(actual − baseline) ÷ (target − baseline); heads still needed = ⌈target × N⌉ − n, never below 0.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple, Protocol, TypeVar

from dissemination.coverage.heat import FEWEST_SHOWN
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Operator
from dissemination.reporting import rates
from dissemination.reporting.rates import Aim, Pooled

_HUNDRED: Final = Decimal(100)


class Figure(NamedTuple):
    """What the accepted version of one report gave for one target; None is missing."""

    obligation_id: int
    unit_id: int
    numerator: Decimal | None
    denominator: Decimal | None


def told(
    figures: Sequence[Figure], measure: str, named: Collection[int] | None
) -> Sequence[Figure]:
    """Those that a reader may see: a share of very few people says something about each of them.

    `named`: the units of whose people he may read the names; None: all.
    """
    if named is None or measure != SHARE:
        return figures
    return [
        one
        for one in figures
        if one.unit_id in named or one.denominator is None or one.denominator >= FEWEST_SHOWN
    ]


class YearValue(NamedTuple):
    """What is aimed at in one year."""

    year: int
    aim: Aim


@dataclass(frozen=True, slots=True)
class Reached:
    """One unit, or several together, in one period.

    `is_hidden`: all that was given is of so few people that this reader is not told.
    """

    pooled: Pooled
    measure: str
    aim: Aim | None
    baseline: Decimal | None
    is_hidden: bool = False

    @property
    def actual(self) -> Decimal | None:
        """In the target's measure: 12.5 of 100 for a share, a number of people or things else."""
        if self.measure != SHARE:
            return self.pooled.numerator if self.pooled.given else None
        ratio = self.pooled.ratio
        return None if ratio is None else ratio * _HUNDRED

    @property
    def attained(self) -> Decimal | None:
        if self.aim is None:
            return None
        return rates.attainment(self.aim, self.baseline, self.actual)

    @property
    def is_met(self) -> bool | None:
        return None if self.aim is None else rates.is_met(self.aim, self.actual)

    @property
    def needed(self) -> int | None:
        """Heads that must still come; negative: that must go, where no more are allowed.

        None when it cannot be said: nothing is asked, nothing was given, or there is nobody.
        """
        if self.aim is None or self.actual is None:
            return None
        return heads_needed(self.aim, self.pooled, self.measure)


def heads_needed(aim: Aim, pooled: Pooled, measure: str) -> int | None:
    """⌈target × N⌉ − n, 0 when the target is met; n − ⌊target × N⌋ below 0 where it is a ceiling."""
    whole = pooled.denominator / _HUNDRED if measure == SHARE else Decimal(1)
    present = pooled.numerator
    floor, ceiling = _bounds(aim)
    if floor is not None and (short := math.ceil(floor * whole) - math.floor(present)) > 0:
        return short
    if ceiling is not None and (over := math.ceil(present) - math.floor(ceiling * whole)) > 0:
        return -over
    return None if floor is None and ceiling is None else 0


def _bounds(aim: Aim) -> tuple[Decimal | None, Decimal | None]:
    match aim.operator:
        case Operator.RANGE:
            return aim.low, aim.high
        case Operator.AT_MOST:
            return None, aim.value
    return aim.value, None


def pooled(figures: Iterable[Figure], measure: str) -> Pooled:
    """Put together; where no share is asked for, a denominator is not needed."""
    one = Decimal(1)
    pairs = (
        (figure.numerator, figure.denominator if measure == SHARE else one) for figure in figures
    )
    return rates.pooled(pairs)


class Yearly(Protocol):
    """What is asked for one year."""

    @property
    def year(self) -> int: ...


Asked = TypeVar("Asked", bound=Yearly)


def aim_in(values: Sequence[Asked], year: int) -> Asked | None:
    """What counts in a year: the next milestone, or the last when all have passed."""
    ordered = sorted(values, key=lambda one: one.year)
    return next((one for one in ordered if one.year >= year), ordered[-1] if ordered else None)


def tops(units: Iterable[int], parents: Mapping[int, int | None]) -> set[int]:
    """Those of these units that stand beneath none of them: nobody is counted twice."""
    some = set(units)
    return {one for one in some if some.isdisjoint(_above(one, parents))}


def _above(unit_id: int, parents: Mapping[int, int | None]) -> set[int]:
    found: set[int] = set()
    above = parents.get(unit_id)
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found
