"""A table copied from Word or Excel, as tasks: its cells, what its columns seem to hold, what they say. Pure.

The clipboard holds the table as HTML and as text with tabs; both become the same grid.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree, html

from dissemination.plans import fields, sheet_layout
from dissemination.plans.models import CommentPlace
from dissemination.plans.refusals import Refusal
from dissemination.plans.sheet_layout import Choices
from dissemination.text import fold, nfc

Grid = list[list[str]]
_Held = dict[int, tuple[str, int]]  # by column: what a cell above says, and for how many rows more
MOST_ROWS: Final = 1_000
MOST_COLUMNS: Final = 30
_TASK: Final = CommentPlace.TASK
_FIELDS: Final = fields.FIELDS[_TASK]
# What the columns of plans are called in Vietnamese offices; the first that fits a heading.
_HEADINGS: Final[Mapping[str, Sequence[str]]] = {
    "required_evidence": ("minh chung",),
    "partners": ("phoi hop",),
    "product": ("san pham", "ket qua"),
    "due_on": ("han", "thoi gian", "thoi han", "tien do"),
    "responsible": ("trach nhiem", "phu trach", "lanh dao chi dao"),
    "authority": ("tham quyen",),
    "is_breakthrough": ("dot pha",),
    "solution_group_id": ("nhom",),
    "lead": ("chu tri", "don vi thuc hien", "co quan thuc hien", "nguoi thuc hien"),
    "content": ("noi dung", "nhiem vu", "cong viec"),
}
_SPAN: Final = 50
_BREAK: Final = "\ue000"  # of private use: stands for a line break while spaces are folded


@dataclass(frozen=True, slots=True)
class PastedTask:
    """One row: values by field, or why a cell will not do."""

    row: int
    values: Mapping[str, Any]
    faults: Mapping[str, Refusal]


def grid_of(text: str, markup: str = "") -> Grid:
    """The cells of what was pasted; its HTML when that holds a table, else its text."""
    rows = (_from_html(markup) if "<t" in markup.casefold() else []) or _from_text(text)
    rows = [row for row in rows if any(row)][:MOST_ROWS]
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    return [(row + [""] * width)[:width] for row in rows]


def _from_text(text: str) -> Grid:
    """Cells parted by tabs; Excel puts those with line ends in quotes."""
    reader = csv.reader(io.StringIO(text.strip("\r\n"), newline=""), delimiter="\t")
    return [[_tidy(cell) for cell in row] for row in reader]


def _from_html(markup: str) -> Grid:
    """The first table, with the last row of its heading on top.

    A cell over several rows holds for each of them, one over several columns stands in its first.
    """
    try:
        page = html.fromstring(markup)
    except (etree.ParserError, ValueError):
        return []
    tables = page.xpath("descendant-or-self::table")
    rows: Grid = []
    held: _Held = {}
    heading = 1
    for line in tables[0].iter("tr") if tables else ():
        row, held = _row_of(line, held)
        if not rows:
            heading += max((left for _text, left in held.values()), default=0)
        rows.append(row)
    is_tall = 1 < heading <= len(rows) and has_heading([rows[heading - 1]])
    return rows[heading - 1 :] if is_tall else rows


def _row_of(line: html.HtmlElement, held: _Held) -> tuple[list[str], _Held]:
    """The texts of a row, those that cells above still hold included; and what it holds itself."""
    row: list[str] = []
    below: _Held = {}
    for cell in line.iterchildren("td", "th"):
        _take_over(row, held, below)
        text, rows = _cell_text(cell), _number(cell.get("rowspan"))
        for span in range(_number(cell.get("colspan"))):
            shown = "" if span else text
            if rows > 1:
                below[len(row)] = (shown, rows - 1)
            row.append(shown)
    _take_over(row, held, below)
    return row, below


def _take_over(row: list[str], held: _Held, below: _Held) -> None:
    while found := held.get(len(row)):
        text, left = found
        if left > 1:
            below[len(row)] = (text, left - 1)
        row.append(text)


def _number(span: str | None) -> int:
    return min(int(span), _SPAN) if span and span.isdecimal() and int(span) else 1


def _cell_text(cell: html.HtmlElement) -> str:
    """A paragraph or a line break begins a new line; line ends of the markup mean nothing."""
    for part in cell.iter("p", "br", "li", "div"):
        part.tail = _BREAK + (part.tail or "")
    text = re.sub(r"[\s\xa0]+", " ", cell.text_content())
    return _tidy(text.replace(_BREAK, "\n"))


def _tidy(text: str) -> str:
    return "\n".join(filter(None, (nfc(line) for line in text.splitlines())))


def guess(grid: Grid) -> list[str]:
    """What each column holds by the heading above it; "" for what nobody needs."""
    found: list[str] = []
    for heading in grid[0] if grid else ():
        fits = (name for name, words in _HEADINGS.items() if _mentions(heading, words))
        found.append(next((name for name in fits if name not in found), ""))
    if "content" not in found and grid:
        found[_longest(grid, found)] = "content"
    return found


def has_heading(grid: Grid) -> bool:
    """Whether the first row names its columns."""
    return sum(any(_mentions(cell, words) for words in _HEADINGS.values()) for cell in grid[0]) > 1


def _mentions(heading: str, words: Iterable[str]) -> bool:
    folded = f" {' '.join(re.findall(r'[a-z0-9]+', fold(heading)))} "
    return len(folded) < 60 and any(f" {word} " in folded for word in words)


def _longest(grid: Grid, taken: Sequence[str]) -> int:
    """The column that says most, of those nobody knows."""
    free = [at for at, name in enumerate(taken) if not name] or [0]
    return max(free, key=lambda at: sum(len(row[at]) for row in grid))


def tasks(
    grid: Grid, columns: Sequence[str], choices: Choices, *, skip_first: bool
) -> list[PastedTask]:
    """The rows as tasks; those without content, such as headings of sections, are left out."""
    found = []
    for number, row in enumerate(grid, start=1):
        if skip_first and number == 1:
            continue
        task = _task(number, dict(zip(columns, row, strict=False)), choices)
        if task.values.get("content"):
            found.append(task)
    return found


def _task(number: int, cells: Mapping[str, str], choices: Choices) -> PastedTask:
    values: dict[str, Any] = {}
    faults: dict[str, Refusal] = {}
    for name, cell in cells.items():
        if name not in sheet_layout.HEADINGS[_TASK]:
            continue
        value = fields.read(_FIELDS[name], sheet_layout.understood(name, cell, choices))
        if isinstance(value, Refusal):
            faults[name] = value
        else:
            values[name] = value
    return PastedTask(number, values, faults)
