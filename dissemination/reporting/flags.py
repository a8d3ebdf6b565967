"""What a receiver should look at twice. Pure; a flag is for a human to judge, it refuses nothing."""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Final

from dissemination.directives.models import Operator
from dissemination.reporting.gaps import Figure, ratio
from dissemination.text import search_key

# A few words are alike everywhere: "Không có", "Chưa phát sinh".
_SHORTEST: Final = 40


class Flag(enum.StrEnum):
    """One reason to look twice."""

    UNCHANGED = "unchanged"  # the words of the last period again
    COPIED = "copied"  # the words of another unit
    BACKWARDS = "backwards"  # a target that moves away from what is aimed at


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag and what raised it: the units that say the same, the targets that move backwards."""

    flag: Flag
    ids: tuple[int, ...] = ()


def mark(texts: Iterable[str]) -> str:
    """The same for the same words, aside from accents, case and spaces; "" when they are too few."""
    said = search_key(*texts)
    return sha256(said.encode()).hexdigest() if len(said) >= _SHORTEST else ""


def is_backwards(operator: Operator | None, now: Decimal | None, before: Decimal | None) -> bool:
    """Whether a share moved away from its aim; to stay in a range has no direction."""
    if now is None or before is None or operator in (None, Operator.RANGE):
        return False
    return now > before if operator is Operator.AT_MOST else now < before


def raised(
    own: str,
    last: str,
    others: Mapping[str, Collection[int]],
    unit_id: int,
    backwards: Collection[int],
) -> list[Raised]:
    """`own` and `last` are marks; `others` the units by the mark of their words; `backwards` targets."""
    found = []
    if own and own == last:
        found.append(Raised(Flag.UNCHANGED))
    if own and (same := [one for one in others.get(own, ()) if one != unit_id]):
        found.append(Raised(Flag.COPIED, tuple(sorted(same))))
    if backwards:
        found.append(Raised(Flag.BACKWARDS, tuple(backwards)))
    return found


def moving_backwards(
    figures: Iterable[Figure],
    before: Mapping[int, Figure],
    operators: Mapping[int, Operator],
) -> list[int]:
    """The targets whose share moved away from the aim since the last period."""
    return [
        figure.target_id
        for figure in figures
        if is_backwards(
            operators.get(figure.target_id),
            ratio(figure),
            ratio(before.get(figure.target_id)),
        )
    ]
