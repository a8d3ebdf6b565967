"""What a board shows, from the counts that points keep. Pure.

Present are those of the summoned who came, to whatever point: so present and absent add up to the
summoned. People who came but were not summoned there are told beside them, where they came.
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

from dissemination.text import fold, sort_key


class PointState(enum.StrEnum):
    """How a point stands. Whoever has an excuse is missed by nobody."""

    SILENT = "silent"
    SHORT = "short"
    FULL = "full"
    EMPTY = "empty"


# What needs a call comes first.
URGENCY: Final = {state: rank for rank, state in enumerate(PointState)}


@dataclass(frozen=True)
class Figures:
    """Counts of one point or of many together, as `checkin.models.Tally` defines them."""

    expected: int = 0
    excused: int = 0
    own_attended: int = 0
    excused_attended: int = 0
    attended: int = 0
    present: int = 0
    guests: int = 0
    walk_ins: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            *(getattr(self, part.name) + getattr(other, part.name) for part in fields(Figures))
        )

    def __sub__(self, other: "Figures") -> "Figures":
        return Figures(
            *(getattr(self, part.name) - getattr(other, part.name) for part in fields(Figures))
        )

    @property
    def absent(self) -> int:
        """Summoned and not come, with or without a reason."""
        return self.expected - self.own_attended

    @property
    def absent_excused(self) -> int:
        return self.excused - self.excused_attended

    @property
    def absent_unexcused(self) -> int:
        return self.absent - self.absent_excused

    @property
    def share(self) -> float:
        """Present of the summoned, 0 to 1; below every share when nobody is summoned."""
        return self.own_attended / self.expected if self.expected else -1.0

    @property
    def state(self) -> PointState:
        """Of one point."""
        if not self.expected:
            return PointState.EMPTY
        if not self.attended:
            return PointState.SILENT
        return PointState.SHORT if self.absent_unexcused else PointState.FULL


def total(many: Iterable[Figures]) -> Figures:
    return sum(many, Figures())


@dataclass(frozen=True, slots=True)
class States:
    """How many points are in each state; they add up to `points`."""

    points: int = 0
    silent: int = 0
    short: int = 0
    full: int = 0
    empty: int = 0

    def __add__(self, other: "States") -> "States":
        return States(*(getattr(self, p.name) + getattr(other, p.name) for p in fields(States)))

    def __sub__(self, other: "States") -> "States":
        return States(*(getattr(self, p.name) - getattr(other, p.name) for p in fields(States)))


Counted = tuple[Figures, States]


@dataclass(frozen=True)
class Row:
    """One line of the board: a point, or the points of a district or unit together.

    `key` is its id; 0 for the points that belong to none of the districts or units listed.
    """

    key: int
    name: str
    figures: Figures
    states: States = States()
    detail: str = ""
    code: str = ""

    @cached_property
    def state(self) -> PointState:
        """The state of a point; of many, that of the worst among them."""
        if self.states.points == 0:
            return self.figures.state
        for state in (PointState.SILENT, PointState.SHORT, PointState.FULL):
            if getattr(self.states, state.value):
                return state
        return PointState.EMPTY


def with_rest(groups: Iterable[Row], whole: Counted) -> list[Row]:
    """The groups, and as key 0 what of the whole belongs to none of them, if anything does."""
    rows = list(groups)
    figures = whole[0] - total(row.figures for row in rows)
    states = whole[1] - sum((row.states for row in rows), States())
    return [*rows, Row(0, "", figures, states)] if states.points else rows


SORTS: Final[dict[str, Callable[[Row], Any]]] = {
    "name": lambda row: sort_key_of_place(row.name),
    "points": lambda row: row.states.points,
    "silent": lambda row: row.states.silent,
    "expected": lambda row: row.figures.expected,
    "came": lambda row: row.figures.own_attended,
    "share": lambda row: row.figures.share,
    "excused": lambda row: row.figures.absent_excused,
    "unexcused": lambda row: row.figures.absent_unexcused,
    "present": lambda row: row.figures.present,
    "walk_ins": lambda row: row.figures.walk_ins,
    "guests": lambda row: row.figures.guests,
}


def arranged(rows: Iterable[Row], sort: str = "", text: str = "") -> list[Row]:
    """Groups whose name has all the words, in the order asked for.

    Unless asked otherwise: by name, and what belongs to no group last.
    """
    wanted = fold(text).split()
    found = [row for row in rows if all(word in fold(row.name) for word in wanted)]
    found.sort(key=lambda row: (row.key == 0, sort_key_of_place(row.name)))
    key = SORTS.get(sort.removeprefix("-"))
    if key is not None:
        found.sort(key=key, reverse=sort.startswith("-"))
    return found


def sort_key_of_place(name: str) -> str:
    """Places sort by their words in order, people by the given name first."""
    return " ".join(sort_key(word) for word in name.split())
