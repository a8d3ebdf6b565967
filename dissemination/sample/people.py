"""The invented people of one point: whoever asks with the same seed gets the same people."""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Final, NamedTuple

from dissemination.sample.duties import Duty, duties
from dissemination.sample.names import Pool, Sex, full_names, pool
from dissemination.sample.units import SampleUnit, table
from dissemination.units.models import UnitLevel

_MEN: Final = 0.64
_EXCUSED: Final = 0.0148
_SEATS_OF_A_ROW: Final = 20
_ROWS: Final = "ABCDEFGHIKLMNOPQRSTUVX"
_HALLS: Final = (UnitLevel.PROVINCE, UnitLevel.DISTRICT)


class Person(NamedTuple):
    """A delegate before he is stored; `excused_reason` None: expected to come."""

    name: str
    position: str
    unit_name: str
    unit_code: str
    category: str
    seat: str
    excused_reason: str | None


def people(
    unit: SampleUnit, bodies: Sequence[SampleUnit], size: int, seed: int
) -> Iterator[Person]:
    """`size` people of the unit's point, its leaders first; depends on nothing but these."""
    rng = Random(f"{seed} {unit.code}")
    posts = list(duties(unit, bodies, size, rng))
    sexes = [_sex(duty, rng) for duty in posts]
    names = full_names(sexes, rng)
    for number, (duty, sex, name) in enumerate(zip(posts, sexes, names, strict=True)):
        is_excused = number > 0 and rng.random() < _EXCUSED
        yield Person(
            name,
            duty.position,
            duty.unit_name,
            duty.unit_code,
            duty.category,
            seat(number, in_hall=unit.level in _HALLS),
            _excuses(sex).draw(rng, 1)[0] if is_excused else None,
        )


def contact(unit: SampleUnit, number: int, seed: int) -> tuple[str, str]:
    """Whom to call at a point: an invented name, and a number that no one can have.

    0205 is Lạng Sơn's area code; subscribers' numbers never begin with 0.
    """
    rng = Random(f"{seed} contact {unit.code}")
    sex = Sex.MAN if rng.random() < _MEN else Sex.WOMAN
    digits = f"{number % 1_000_000:06}"
    return next(full_names([sex], rng)), f"0205 0{digits[:2]} {digits[2:]}"


def seat(number: int, *, in_hall: bool) -> str:
    """The seat of the point's person `number` (from 0): "B7" in a hall, else just "27"."""
    row, place = divmod(number, _SEATS_OF_A_ROW)
    if not in_hall or row >= len(_ROWS):
        return str(number + 1)
    return f"{_ROWS[row]}{place + 1}"


def _sex(duty: Duty, rng: Random) -> Sex:
    return duty.sex or (Sex.MAN if rng.random() < _MEN else Sex.WOMAN)


@cache
def _excuses(sex: Sex) -> Pool:
    return pool([row for row in table("excuses.csv") if row["sex"] in ("", sex)], "reason")
