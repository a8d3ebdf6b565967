"""A workbook once read: sheets of text cells, addressed as Excel shows them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[n]` is line n + 1 of the sheet; every row is as long as the longest."""

    name: str
    rows: Rows
    hidden: bool = False
    merges: tuple[Merge, ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line number Excel shows."""
        return enumerate(self.rows, start=1)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in their order, hidden ones included."""

    sheets: list[Sheet] = field(default_factory=list)


def squared(rows: Rows) -> Rows:
    """Rows without the blank ones at the end, all of one width without blank columns at the end."""
    height = max((n for n, row in enumerate(rows, start=1) if any(map(str.strip, row))), default=0)
    kept = rows[:height]
    width = max(map(_filled_width, kept), default=0)
    return [row[:width] + [""] * (width - len(row)) for row in kept]


def _filled_width(row: list[str]) -> int:
    return max((n for n, cell in enumerate(row, start=1) if cell.strip()), default=0)
