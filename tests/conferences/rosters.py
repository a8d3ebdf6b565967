"""Roster files as people make them, built in code: one content, written by four programs."""

import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import openpyxl
import xlwt
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from dissemination.sheets.grids import Merge
from dissemination.sheets.tcvn3 import _TO_UNICODE

Cell = str | int | float | None
_FROM_UNICODE = {letter: code for code, letter in _TO_UNICODE.items()}


@dataclass
class Page:
    """A worksheet: rows of cells from line 1, merges counted from 0."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False
    merged: list[Merge] = field(init=False)

    def __post_init__(self) -> None:
        self.merged = [Merge(*merge) for merge in self.merges]


def xlsx(*pages: Page) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for row in page.rows:
            sheet.append(list(row))
        for merge in page.merged:
            sheet.merge_cells(
                start_row=merge.top + 1,
                start_column=merge.left + 1,
                end_row=merge.bottom + 1,
                end_column=merge.right + 1,
            )
        sheet.sheet_state = "hidden" if page.hidden else "visible"
    return _saved(book.save)


def xls(*pages: Page) -> bytes:
    book = xlwt.Workbook()
    for page in pages:
        sheet = book.add_sheet(page.name, cell_overwrite_ok=True)
        for line, row in enumerate(page.rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(line, column, value)
        for merge in page.merged:
            sheet.merge(merge.top, merge.bottom, merge.left, merge.right)
        sheet.visibility = 1 if page.hidden else 0
    return _saved(book.save)


def ods(*pages: Page) -> bytes:
    book = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    for page in pages:
        style = {"stylename": "unseen"} if page.hidden else {}
        table = Table(name=page.name, **style)
        for line, row in enumerate(page.rows):
            table.addElement(_ods_row(page, line, row))
        book.spreadsheet.addElement(table)
    return _saved(book.write)


def _ods_row(page: Page, line: int, row: Sequence[Cell]) -> Element:
    element = TableRow()
    for column, value in enumerate(row):
        covered = any(
            m.top <= line <= m.bottom
            and m.left <= column <= m.right
            and (m.top, m.left) != (line, column)
            for m in page.merged
        )
        element.addElement(CoveredTableCell() if covered else _ods_cell(page, line, column, value))
    return element


def _ods_cell(page: Page, line: int, column: int, value: Cell) -> Element:
    starts = (m for m in page.merged if (m.top, m.left) == (line, column))
    spans = {
        name: size
        for m in starts
        for name, size in (
            ("numberrowsspanned", m.bottom - m.top + 1),
            ("numbercolumnsspanned", m.right - m.left + 1),
        )
    }
    if value is None:
        return TableCell(**spans)
    if isinstance(value, str):
        cell = TableCell(valuetype="string", **spans)
    else:
        cell = TableCell(valuetype="float", value=str(value), **spans)
    cell.addElement(P(text=str(value)))
    return cell


def csv(page: Page, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    lines = (
        separator.join(_quoted("" if value is None else str(value), separator) for value in row)
        for row in page.rows
    )
    return "\r\n".join(lines).encode(encoding)


def _quoted(text: str, separator: str) -> str:
    quotes = '"' in text or separator in text or "\n" in text
    return '"' + text.replace('"', '""') + '"' if quotes else text


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


def in_tcvn3(text: str) -> str:
    """As typed with a .VnTime font; capital letters with tones share the small ones' codes."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_FROM_UNICODE.get(c) or _FROM_UNICODE.get(c.lower(), c) for c in composed)


def page_in_tcvn3(page: Page) -> Page:
    rows = [[in_tcvn3(c) if isinstance(c, str) else c for c in row] for row in page.rows]
    return Page(page.name, rows, page.merges, page.hidden)


def plain_page(name: str, people: Iterable[Sequence[Cell]]) -> Page:
    """A tidy list: number, name, position, unit, point."""
    header = ("STT", "Họ và tên", "Chức vụ", "Đơn vị công tác", "Điểm cầu")
    return Page(name, [header, *((n, *person) for n, person in enumerate(people, start=1))])
