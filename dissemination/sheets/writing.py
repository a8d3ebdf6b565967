"""Spreadsheets to hand on: Excel and CSV in which text stays text, whatever it begins with."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from dissemination.sheets.delimited import guarded

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | None

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAY: Final = "dd/mm/yyyy"
# Nothing typed by a person is ever read as a formula, a link or a number.
_PLAIN: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how wide its column is, in letters."""

    heading: str
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name and columns, and rows as wide as these."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def as_xlsx(*tables: Table) -> bytes:
    """A workbook, a sheet each, with headings that stay in sight and stand on every printed page."""
    import xlsxwriter  # a server that never exports need not carry it

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, dict(_PLAIN)) as book:
        heading = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#F4F6F8", "text_wrap": True, "valign": "top"}
        )
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": _DAY, "align": "left", "valign": "top"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            _lay_out(sheet, table, heading, text)
            _write_rows(sheet, table, text, day)
    return output.getvalue()


def as_csv(table: Table) -> bytes:
    """UTF-8 with its mark, so that Excel reads Vietnamese letters."""
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(column.heading for column in table.columns)
    writer.writerows([_csv_text(cell) for cell in row] for row in table.rows)
    return output.getvalue().encode("utf-8-sig")


def _lay_out(sheet: "Worksheet", table: Table, heading: "Format", text: "Format") -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.heading, heading)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_rows(sheet: "Worksheet", table: Table, text: "Format", day: "Format") -> None:
    height = 0
    for height, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, height, place, cell, text, day)
    sheet.autofilter(0, 0, max(height, 1), len(table.columns) - 1)


def _write(
    sheet: "Worksheet", line: int, place: int, cell: Cell, text: "Format", day: "Format"
) -> None:
    match cell:
        case str():
            sheet.write_string(line, place, cell, text)
        case date():
            sheet.write_datetime(line, place, cell, day)
        case int():
            sheet.write_number(line, place, cell)


def _csv_text(cell: Cell) -> str:
    match cell:
        case str():
            return guarded(cell)
        case date():
            return cell.strftime("%d/%m/%Y")
    return "" if cell is None else str(cell)
