"""A list of units as people send it: which column is which, and what each line says. Pure."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dissemination.sheets.grids import Sheet
from dissemination.sheets.tcvn3 import UNSURE, convert_table
from dissemination.text import fold, nfc
from dissemination.units import levels
from dissemination.units.models import UnitLevel

_HEADINGS_WITHIN: Final = 30
_LONGEST_HEADING: Final = 60

# Tried in this order: "Mã đơn vị cấp trên" is the parent, not the code, nor the level.
COLUMNS: Final = (
    (
        "parent",
        re.compile(r"cap tren|truc thuoc|ma cha|don vi cha|don vi chu quan|parent|superior"),
    ),
    ("since", re.compile(r"tu ngay|hieu luc|ngay thanh lap|valid.?from|since|from")),
    ("code", re.compile(r"\bma\b|code|\bid\b|ma so")),
    ("level", re.compile(r"\bcap\b|level")),
    ("kind", re.compile(r"\bloai\b|loai hinh|type|kind")),
    ("name", re.compile(r"\bten\b|name|don vi|to chuc|unit")),
)
LENGTHS: Final = {"code": 32, "name": 255, "kind": 32}
_CODE: Final = re.compile(r"\w[\w.\-/]*")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class LineFault(enum.StrEnum):
    """Why a line is left out."""

    NO_CODE = "no_code"
    BAD_CODE = "bad_code"
    DUPLICATE_CODE = "duplicate_code"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    OLD_ENCODING = "old_encoding"
    BAD_LEVEL = "bad_level"
    BAD_DATE = "bad_date"
    UNKNOWN_PARENT = "unknown_parent"
    AMBIGUOUS_PARENT = "ambiguous_parent"
    PARENT_NOT_IN_FORCE = "parent_not_in_force"
    PARENT_REFUSED = "parent_refused"
    CIRCLE = "circle"
    ABOVE_PARENT = "above_parent"
    BELOW_CHILD = "below_child"
    ENDED = "ended"
    BEFORE_LAST_CHANGE = "before_last_change"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is left out: the line as Excel numbers it, what it says, and what is wrong.

    `detail` is the text that is wrong, or what stands against it (a line, a day).
    """

    line: int
    text: str
    fault: LineFault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One unit as a line tells it; None where the list has no such column or an empty cell."""

    line: int
    code: str
    name: str
    level: UnitLevel | None = None
    kind: str | None = None
    parent: str | None = None
    since: date | None = None

    @property
    def text(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class UnitList:
    """What a file tells. `columns`: which it has, none when no heading row was found."""

    sheet: str = ""
    columns: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(sheets: Iterable[Sheet]) -> UnitList:
    """The units of the first visible sheet that has a heading row with a code and a name."""
    for sheet in sheets:
        if sheet.hidden:
            continue
        for number, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
            columns = columns_of(row)
            if {"code", "name"} <= columns.keys():
                return _read_lines(sheet, number, columns)
    return UnitList()


def columns_of(row: Sequence[str]) -> dict[str, int]:
    """Which column of a heading row holds what."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        heading = fold(cell).replace("_", " ")
        if not heading or len(heading) > _LONGEST_HEADING:
            continue
        name = next((name for name, pattern in COLUMNS if pattern.search(heading)), None)
        if name and name not in found:
            found[name] = column
    return found


def date_typed(text: str) -> date | None:
    """15/11/2023 or 2023-11-15; None for anything else."""
    if day_first := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, day_first.groups())
    elif year_first := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, year_first.groups())
    else:
        return None
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def _read_lines(sheet: Sheet, heading: int, columns: Mapping[str, int]) -> UnitList:
    result = UnitList(sheet.name, tuple(columns))
    converted = convert_table(sheet.rows)
    for number, row in enumerate(sheet.rows[heading + 1 :], start=heading + 1):
        cells = {name: nfc(row[column]) for name, column in columns.items()}
        unsure = False
        for name, column in columns.items():
            match converted.get((number, column)):
                case str(text):
                    cells[name] = nfc(text)
                case found:
                    unsure = unsure or found is UNSURE
        if cells["code"] or cells["name"] and _tells_more(cells):
            _read_line(number + 1, cells, result, unsure=unsure)
    return result


def _tells_more(cells: Mapping[str, str]) -> bool:
    """A name alone, where others say more, is a section's title or a signature."""
    more = [text for name, text in cells.items() if name not in ("code", "name")]
    return any(more) or not more


def _read_line(number: int, cells: Mapping[str, str], result: UnitList, *, unsure: bool) -> None:
    line = Line(
        number,
        cells["code"],
        cells["name"],
        kind=levels.kind_typed(cells["kind"]) if "kind" in cells else None,
        parent=cells.get("parent"),
    )
    faults = [Fault(number, line.text, LineFault.OLD_ENCODING)] if unsure else _faults(line)
    level = _level(cells)
    if level is None and cells.get("level"):
        faults.append(Fault(number, line.text, LineFault.BAD_LEVEL, cells["level"]))
    since = date_typed(cells.get("since", ""))
    if since is None and cells.get("since"):
        faults.append(Fault(number, line.text, LineFault.BAD_DATE, cells["since"]))
    if faults:
        result.faults.append(faults[0])
    else:
        known = (line.line, line.code, line.name)
        result.lines.append(Line(*known, level, line.kind, line.parent, since))


def _faults(line: Line) -> list[Fault]:
    """What is wrong with the texts of a line, worst first."""
    found: list[tuple[LineFault, str]] = []
    if not line.code:
        found.append((LineFault.NO_CODE, ""))
    elif not _CODE.fullmatch(line.code):
        found.append((LineFault.BAD_CODE, line.code))
    if not line.name:
        found.append((LineFault.NO_NAME, ""))
    texts = {"code": line.code, "name": line.name, "kind": line.kind or ""}
    for name, longest in LENGTHS.items():
        if len(texts[name]) > longest:
            found.append((LineFault.TOO_LONG, str(longest)))
    return [Fault(line.line, line.text, fault, detail) for fault, detail in found]


def _level(cells: Mapping[str, str]) -> UnitLevel | None:
    """What the level's cell says, else what the kind's cell means."""
    if typed := cells.get("level"):
        return levels.level_typed(typed)
    kind = levels.kind_typed(cells.get("kind", ""))
    return levels.level_of_kind(kind, has_parent=bool(cells.get("parent", "-")))
