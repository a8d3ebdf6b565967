"""What a target asks for in a year, and whether that can be asked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dissemination.directives.models import Operator
from dissemination.directives.refusals import Refusal

SHARE: Final = "%"
_LARGEST: Final = Decimal(10) ** 8


@dataclass(frozen=True, slots=True)
class Asked:
    """The demand of one year: a range has `low` and `high`, the others `value`."""

    year: int
    operator: Operator
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""

    @property
    def numbers(self) -> tuple[Decimal | None, ...]:
        """Those that its operator needs."""
        return (self.low, self.high) if self.operator is Operator.RANGE else (self.value,)


def faults(asked: Sequence[Asked], measure: str) -> dict[int, Refusal]:
    """What is wrong with the demands of one target, by their places in the sequence."""
    found: dict[int, Refusal] = {}
    years: set[int] = set()
    for place, one in enumerate(asked):
        refused = Refusal.YEAR_TWICE if one.year in years else _fault(one, measure)
        if refused:
            found[place] = refused
        years.add(one.year)
    return found


def _fault(asked: Asked, measure: str) -> Refusal | None:
    numbers = [number for number in asked.numbers if number is not None]
    if len(numbers) < len(asked.numbers):
        is_range = asked.operator is Operator.RANGE
        return Refusal.BOUNDS_MISSING if is_range else Refusal.VALUE_MISSING
    if numbers != sorted(numbers):
        return Refusal.BOUNDS_CROSSED
    if measure == SHARE and not all(0 <= number <= 100 for number in numbers):
        return Refusal.NOT_A_SHARE
    return Refusal.TOO_LARGE if any(abs(number) >= _LARGEST for number in numbers) else None
