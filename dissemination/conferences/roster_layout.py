"""Where the header of a roster sheet is, and what each of its columns holds: a guess to correct."""

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dissemination.sheets.grids import Rows, Sheet
from dissemination.text import words


class Column(enum.StrEnum):
    """What a column of a roster can hold."""

    NUMBER = "number"
    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    POSITION = "position"
    POSITION_AND_UNIT = "position_and_unit"
    UNIT = "unit"
    POINT = "point"
    SEAT = "seat"
    CATEGORY = "category"
    CITIZEN_ID = "citizen_id"
    NOTE = "note"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Layout:
    """`header_line` counts from 1 as Excel does, 0 when there is none; one entry per column."""

    header_line: int
    header_height: int
    columns: tuple[Column, ...]
    labels: tuple[str, ...]

    @property
    def first_line(self) -> int:
        """The line where people begin."""
        return self.header_line + self.header_height if self.header_line else 1

    def places(self, column: Column) -> list[int]:
        return [place for place, held in enumerate(self.columns) if held is column]

    @property
    def names_people(self) -> bool:
        held = set(self.columns)
        return Column.NAME in held or {Column.FAMILY_NAME, Column.GIVEN_NAME} <= held


_SEARCHED_LINES = 60
_LONGEST_LABEL = 60
# The first that matches decides; matched against the folded words of a header.
_WORDINGS: tuple[tuple[Column, str], ...] = (
    (Column.NUMBER, r"^(stt|tt|so tt|so thu tu|thu tu|no)$"),
    (Column.CITIZEN_ID, r"cccd|cmnd|cmtnd|cmt\b|can cuoc|dinh danh|chung minh"),
    (Column.UNUSED, r"dien thoai|\bs?dt\b|di dong|mobile|phone|email|thu dien tu"),
    (Column.UNUSED, r"ngay sinh|nam sinh|sinh ngay|tuoi$|gioi tinh|^nam( nu)?$|^nu$"),
    (Column.UNUSED, r"dan toc|ton giao|que quan|noi sinh|trinh do|chuyen mon|vao dang|the dang"),
    (Column.UNUSED, r"chu ky|ky ten|ky nhan|so luong|diem danh"),
    (Column.POINT, r"diem cau|diem du|dia diem|noi du|phong hop"),
    (Column.SEAT, r"\bghe\b|cho ngoi|vi tri ngoi|so cho"),
    (Column.FAMILY_NAME, r"^ho( (va )?(ten |chu )?(dem|lot))?$"),
    (Column.GIVEN_NAME, r"^ten$"),
    (Column.NAME, r"ho (va )?ten|^ten (dai bieu|can bo|dang vien|nguoi)"),
    (Column.NAME, r"^(cac )?(dai bieu|dong chi)$|^nguoi (du|tham du)"),
    (Column.POSITION_AND_UNIT, r"(chuc (vu|danh|trach)).*(don vi|co quan|noi (cong tac|lam viec))"),
    (Column.POSITION_AND_UNIT, r"(chuc (vu|danh|trach)).*(to chuc|dia phuong|chi bo|dang bo)"),
    (Column.POSITION_AND_UNIT, r"(don vi|co quan|noi cong tac).*chuc (vu|danh)"),
    (Column.POSITION, r"chuc (vu|danh|trach)|cuong vi|nhiem vu|^vi tri"),
    (Column.UNIT, r"don vi|co quan|noi (cong tac|lam viec)|to chuc dang|dang bo|chi bo"),
    (Column.UNIT, r"dia phuong|^cong tac tai|truc thuoc|^(xa|phuong|xa phuong)$"),
    (Column.CATEGORY, r"thanh phan|doi tuong|loai|^nhom|^khoi|^dien "),
    (Column.NOTE, r"ghi chu|luu y|^note"),
)
_COMPILED = tuple((column, re.compile(wording)) for column, wording in _WORDINGS)
# These may stand in several columns, and are then read together.
_JOINED = frozenset({Column.POSITION, Column.NOTE, Column.UNUSED})


def column_of(label: str) -> Column | None:
    """What a header's wording says the column holds; None for words that are no header's."""
    if not label or len(label) > _LONGEST_LABEL:
        return None
    folded = " ".join(words(label))
    return next((column for column, wording in _COMPILED if wording.search(folded)), None)


def guess_layout(sheet: Sheet) -> Layout | None:
    """The first line or two that read as a roster's header; None when no line does."""
    rows = _with_merges_filled(sheet)
    for top in range(len(rows)):
        for height in (2, 1):
            if top + height <= len(rows) and (found := _try_header(sheet, rows, top, height)):
                return found
    return None


def layout_at(sheet: Sheet, header_line: int) -> Layout:
    """What the columns hold when a person says where the header is (0: there is none)."""
    if not 0 < header_line <= len(sheet.rows):
        blank = (Column.UNUSED,) * sheet.width, ("",) * sheet.width
        return Layout(0, 0, *blank)
    rows = _with_merges_filled(sheet, header_line + 1)
    top = header_line - 1
    for height in (2, 1):
        if top + height <= len(rows) and (found := _try_header(sheet, rows, top, height)):
            return found
    labels = tuple(rows[top])
    return Layout(header_line, 1, _settled([column_of(label) for label in labels]), labels)


def _with_merges_filled(sheet: Sheet, lines: int = _SEARCHED_LINES) -> Rows:
    """The top of the sheet with each merged text in every cell it covers."""
    rows = [list(row) for row in sheet.rows[:lines]]
    for merge in sheet.merges:
        if merge.top >= len(rows) or merge.left >= sheet.width:
            continue
        text = rows[merge.top][merge.left]
        for row in rows[merge.top : merge.bottom + 1]:
            for place in range(merge.left, min(merge.right + 1, sheet.width)):
                row[place] = text
    return rows


def _try_header(sheet: Sheet, rows: Rows, top: int, height: int) -> Layout | None:
    upper = rows[top]
    if _is_title(upper):
        return None
    lower = rows[top + 1] if height == 2 else None
    if lower is not None and not _continues_header(upper, lower):
        return None
    read = [_read_label(cell, lower[n] if lower else "") for n, cell in enumerate(upper)]
    columns = _settled([column for column, _ in read])
    labels = tuple(label for _, label in read)
    columns = _with_split_name(sheet, columns, labels, top, height)
    layout = Layout(top + 1, height, columns, labels)
    known = {label for column, label in read if column}
    enough = len(known) >= 2 or len({cell for cell in upper if cell}) == 1
    return layout if layout.names_people and enough else None


def _is_title(row: Sequence[str]) -> bool:
    """A line of one text, unless that text is just "Họ và tên"."""
    texts = {cell for cell in row if cell}
    return not texts or (len(texts) == 1 and column_of(next(iter(texts))) is not Column.NAME)


def _continues_header(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether two lines name columns together: not a letterhead above a header, nor a header
    above the first person."""
    own = [(up, low) for up, low in zip(upper, lower, strict=True) if low and low != up]
    if any(column_of(up) is Column.NAME and not column_of(low) for up, low in own):
        return False  # a person's name
    below = {column for _, low in own if (column := column_of(low))}
    above = {column for up in upper if (column := column_of(up))}
    stands_alone = Column.NAME in below and len(below) > 1
    known = sum(column_of(low) is not None for _, low in own)
    return bool(known) and 2 * known >= len(own) and len(above) > (1 if stands_alone else 0)


def _read_label(upper: str, lower: str) -> tuple[Column | None, str]:
    """The column's meaning and full wording; the second line is the more precise."""
    if not lower or lower == upper:
        return column_of(upper), upper
    label = f"{upper} {lower}".strip()
    return column_of(lower) or column_of(label), label


def _settled(columns: Sequence[Column | None]) -> tuple[Column, ...]:
    """Each meaning once, the first column that has it, but for those that are read together."""
    settled: list[Column] = []
    for column in columns:
        again = column in settled and column not in _JOINED
        settled.append(Column.UNUSED if column is None or again else column)
    return tuple(settled)


def _with_split_name(
    sheet: Sheet, columns: tuple[Column, ...], labels: tuple[str, ...], top: int, height: int
) -> tuple[Column, ...]:
    """One header over two columns, family names and given names, is common and often unmerged."""
    if Column.NAME not in columns:
        return columns
    place = columns.index(Column.NAME)
    beside = place + 1
    if beside >= len(columns) or labels[beside] not in ("", labels[place]):
        return columns
    if not _holds_given_names(sheet.rows[top + height :], place, beside):
        return columns
    pair = (Column.FAMILY_NAME, Column.GIVEN_NAME)
    return (*columns[:place], *pair, *columns[beside + 1 :])


def _holds_given_names(rows: Rows, place: int, beside: int) -> bool:
    """Single words beside most of the names."""
    named = [row for row in rows if row[place]]
    single = sum(row[beside].isalpha() for row in named)
    return bool(named) and 2 * single > len(named)


def letter_of(place: int) -> str:
    """A column as Excel calls it: 0 → "A", 26 → "AA"."""
    letters = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        letters = chr(65 + letter) + letters
        place -= 1
    return letters
