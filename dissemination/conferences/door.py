"""What rosters must know of check-in, which stands above them and says it through here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a point or a conference: summoned delegates, of those excused, people present now."""

    expected: int = 0
    excused: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """That a delegate came: when, to which point, and when he left if he did."""

    point_id: int
    arrived_at: datetime
    left_at: datetime | None


class Door(Protocol):
    """Answered by `checkin/doorkeeping.py`."""

    def arrivals(self, delegate_ids: Collection[int]) -> Mapping[int, Arrival]:
        """Those of the delegates who came, by id."""
        ...

    def has_scans(self, conference_id: int) -> bool:
        """Whether any scan was made in the conference."""
        ...

    def counts(self, conference_ids: Collection[int]) -> Mapping[int, Counts]:
        """Counts by conference."""
        ...

    def counts_by_point(self, point_ids: Collection[int]) -> Mapping[int, Counts]:
        """Counts by point."""
        ...

    def scanners_by_point(self, point_ids: Collection[int]) -> Mapping[int, int]:
        """How many devices are paired now, by point; points without any may be left out."""
        ...

    def let_go(self, point_id: int) -> bool:
        """Drop what is kept of a point that is about to be deleted; False: scans forbid it."""
        ...


class _NoDoor:
    """Nobody checks in: nobody came."""

    def arrivals(self, delegate_ids: Collection[int]) -> Mapping[int, Arrival]:
        return {}

    def has_scans(self, conference_id: int) -> bool:
        return False

    def counts(self, conference_ids: Collection[int]) -> Mapping[int, Counts]:
        return {}

    def counts_by_point(self, point_ids: Collection[int]) -> Mapping[int, Counts]:
        return {}

    def scanners_by_point(self, point_ids: Collection[int]) -> Mapping[int, int]:
        return {}

    def let_go(self, point_id: int) -> bool:
        return True


_installed: list[Door] = [_NoDoor()]


def door() -> Door:
    return _installed[-1]


def install(keeper: Door) -> None:
    """Check-in says who answers."""
    _installed[:] = [keeper]
