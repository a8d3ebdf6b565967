"""A list of points as a spreadsheet: whose contact, address and capacity each line tells. Pure.

Reads the first sheet that has a heading row; a heading row names the point (or the unit's code)
and something to tell about it.
"""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dissemination.conferences.matching import Matcher, Suggestion
from dissemination.sheets.grids import Sheet
from dissemination.text import fold, nfc

_HEADINGS_WITHIN: Final = 20
_LARGEST_CAPACITY: Final = 100_000

# Tried in this order: "Họ tên người phụ trách" is a contact, "Tên điểm cầu" a point.
_COLUMNS: Final = (
    ("contact_phone", re.compile(r"dien thoai|\bsdt\b|\bdi dong\b|so may|lien lac")),
    ("contact_name", re.compile(r"phu trach|dau moi|lien he|ho ten|ho va ten|can bo")),
    ("capacity", re.compile(r"suc chua|so cho|cho ngoi|so ghe|quy mo")),
    ("address", re.compile(r"dia chi|dia diem|hoi truong|noi to chuc")),
    ("notes", re.compile(r"ghi chu")),
    ("code", re.compile(r"\bma\b")),
    ("point", re.compile(r"diem cau|don vi|ten xa|\bten\b")),
)
_LENGTHS: Final = {"address": 255, "contact_name": 255, "contact_phone": 32, "notes": 5_000}


class LineFault(enum.StrEnum):
    """Why a line is left out."""

    NO_POINT = "no_point"
    UNKNOWN_POINT = "unknown_point"
    AMBIGUOUS_POINT = "ambiguous_point"
    CAPACITY_NOT_A_NUMBER = "capacity_not_a_number"
    TOO_LONG = "too_long"
    POINT_TWICE = "point_twice"


@dataclass(frozen=True, slots=True)
class Change:
    """What one line would change at one point: values by field of a point."""

    line: int
    point_id: int
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is left out: the line as Excel numbers it, what it says, what may be meant."""

    line: int
    text: str
    fault: LineFault
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class PointList:
    """What a file tells. `columns`: which fields it has; `has_heading` is False when none."""

    changes: list[Change]
    faults: list[Fault]
    columns: tuple[str, ...] = ()

    @property
    def has_heading(self) -> bool:
        return bool(self.columns)


def read(sheets: Sequence[Sheet], matcher: Matcher) -> PointList:
    """The changes and the faults of the first sheet with a heading row."""
    for sheet in sheets:
        for line, row in sheet.numbered():
            if line > _HEADINGS_WITHIN:
                break
            columns = columns_of(row)
            if columns.keys() & {"point", "code"} and columns.keys() - {"point", "code"}:
                return _read_rows(sheet, line, columns, matcher)
    return PointList([], [])


def columns_of(row: Sequence[str]) -> dict[str, int]:
    """Which column of a heading row holds which field."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        heading = fold(cell)
        for name, pattern in _COLUMNS:
            if name not in found and len(heading) < 60 and pattern.search(heading):
                found[name] = column
                break
    return found


def _read_rows(
    sheet: Sheet, heading: int, columns: Mapping[str, int], matcher: Matcher
) -> PointList:
    result = PointList([], [], tuple(name for name in columns if name not in ("point", "code")))
    seen: set[int] = set()
    for line, row in sheet.numbered():
        cells = {name: nfc(row[column]) for name, column in columns.items()}
        if line <= heading or not any(cells.values()):
            continue
        outcome = _read_line(line, cells, matcher)
        if isinstance(outcome, Change) and outcome.point_id in seen:
            outcome = Fault(line, _said(cells), LineFault.POINT_TWICE)
        if isinstance(outcome, Fault):
            result.faults.append(outcome)
        else:
            seen.add(outcome.point_id)
            result.changes.append(outcome)
    return result


def _read_line(line: int, cells: Mapping[str, str], matcher: Matcher) -> Change | Fault:
    said = _said(cells)
    if not said:
        return Fault(line, " · ".join(filter(None, cells.values())), LineFault.NO_POINT)
    found = next((ids for text in _ways(cells) if (ids := matcher.find(text))), [])
    if len(found) != 1:
        fault = LineFault.AMBIGUOUS_POINT if found else LineFault.UNKNOWN_POINT
        return Fault(line, said, fault, tuple(matcher.nearest(said)))
    values: dict[str, str | int] = {}
    for name, text in cells.items():
        if name in ("point", "code") or not text:
            continue
        if name == "capacity":
            number = _whole(text)
            if number is None:
                return Fault(line, f"{said}: {text}", LineFault.CAPACITY_NOT_A_NUMBER)
            values[name] = number
        elif len(text) > _LENGTHS[name]:
            return Fault(line, said, LineFault.TOO_LONG)
        else:
            values[name] = text
    return Change(line, found[0], values)


def _ways(cells: Mapping[str, str]) -> Iterator[str]:
    """What the point may be looked up by: the unit's code first, it cannot be mistaken."""
    return (cells[name] for name in ("code", "point") if cells.get(name))


def _said(cells: Mapping[str, str]) -> str:
    return cells.get("point") or cells.get("code") or ""


def _whole(text: str) -> int | None:
    digits = re.sub(r"\s*(?:chỗ|người|ghế|đại biểu)\.?$", "", text.casefold())
    digits = re.sub(r"[\s.,](?=\d{3}\b)", "", digits)
    if not digits.isdecimal() or len(digits) > 6:
        return None
    number = int(digits)
    return number if 0 < number <= _LARGEST_CAPACITY else None
