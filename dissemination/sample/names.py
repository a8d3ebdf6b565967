"""Invented people's names, as they are borne in Lạng Sơn by Tày, Nùng, Kinh, Dao and Hoa.

The given names of the province's leaders in 2023 are not among them, so that nobody at the head
of the sample is mistaken for a real person.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Final

from dissemination.sample.units import table

_REDRAWS: Final = 8


class Sex(enum.StrEnum):
    """Names and some posts depend on it; it is never stored."""

    MAN = "m"
    WOMAN = "f"


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts and how often each comes up."""

    texts: Sequence[str]
    cumulative: Sequence[int]

    def draw(self, rng: Random, count: int) -> list[str]:
        return rng.choices(self.texts, cum_weights=self.cumulative, k=count)


def pool(rows: Sequence[dict[str, str]], column: str) -> Pool:
    """The pool of rows with a `weight`."""
    weights = accumulate(int(row["weight"]) for row in rows)
    return Pool([row[column] for row in rows], list(weights))


@cache
def names_of(part: str, sex: str = "") -> Pool:
    """Families, middle names, given names, or the halves of a hamlet's name."""
    rows = [row for row in table("names.csv") if row["part"] == part and row["sex"] == sex]
    return pool(rows, "text")


def full_names(sexes: Sequence[Sex], rng: Random) -> Iterator[str]:
    """A name for each, none twice as far as the pools go."""
    taken: set[str] = set()
    drawn = {sex: _stream(sex, sexes.count(sex), rng) for sex in Sex}
    for sex in sexes:
        name = next(drawn[sex])
        for _ in range(_REDRAWS):
            if name not in taken:
                break
            name = next(_stream(sex, 1, rng))
        taken.add(name)
        yield name


def _stream(sex: Sex, count: int, rng: Random) -> Iterator[str]:
    families = names_of("family").draw(rng, count)
    middles = names_of("middle", sex).draw(rng, count)
    givens = names_of("given", sex).draw(rng, count)
    for family, middle, given in zip(families, middles, givens, strict=True):
        # A word twice in one name ("Minh Minh") is borne by nobody.
        plain = "Thị" if sex is Sex.WOMAN else "Văn"
        yield f"{family} {plain if given in middle or family in middle else middle} {given}"


def hamlets(count: int, rng: Random) -> list[str]:
    """Hamlets as they are called in the mountains, such as "Nà Lùng"; none twice in a few."""
    first, second = names_of("hamlet_first"), names_of("hamlet_second")
    drawn = zip(first.draw(rng, count), second.draw(rng, count), strict=True)
    return [" ".join(halves) for halves in drawn]
