"""Official papers as workbooks: what is said on the first sheet, then a sheet for each table.

Cells keep their types, totals and shares are formulas (with what they come to, for readers that do
not calculate), and whatever a person typed stays text, also when it begins as a formula does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from dissemination.papers.document import (
    Appendix,
    Cell,
    Column,
    Head,
    Paper,
    Section,
    Table,
    Text,
    Title,
    told,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST: Final = "Nội dung"
_A4: Final = 9
_WHOLE: Final = "#,##0"
_BROKEN: Final = "#,##0.00"
_SHARE: Final = "0.0%"
_INCH: Final = 25.4
_LETTERS_PER_MM: Final = 0.5  # a column's width in letters of its type
_UPRIGHT: Final = 170  # millimetres: what is wider lies on its side
_FILLED: Final = 1.1  # letters of words in the width of a digit, as a column's is told
_SPARE: Final = 0.85  # one column alone is cut, not shrunk, where digits are wider than Excel's
_LINE: Final = 16  # points of a row for each line of its words
_LONGEST_NAME: Final = 31  # letters that Excel allows a sheet
_PLAIN: Final = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}


def write(paper: Paper) -> bytes:
    """The paper as an Excel workbook."""
    import xlsxwriter  # a server that never exports need not carry it

    kept = BytesIO()
    with xlsxwriter.Workbook(kept, dict(_PLAIN)) as book:
        book.set_properties({"title": paper.name})
        style = _Style(book, paper)
        _write_words(book, style, paper)
        for number, (heading, table) in enumerate(_tables(paper), 1):
            name = f"{number}. {table.name or heading.title}"[:_LONGEST_NAME]
            _write_table(book.add_worksheet(name.translate(_FORBIDDEN)), style, heading, table)
    return kept.getvalue()


_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class _Style:
    """The formats of one workbook, made as they are asked for."""

    book: "Workbook"
    paper: Paper

    def __call__(self, *, lined: bool = True, **more: object) -> "Format":
        line = {"border": 1, "border_color": "#999999"} if lined else {}
        plain = {"font_name": self.paper.rules.font, "font_size": 12, "valign": "top"}
        return self.book.add_format({**plain, **line, **more})


def _tables(paper: Paper) -> Iterator[tuple[Title | Appendix, Table]]:
    """Each table with the title it stands under."""
    heading: Title | Appendix = Title(paper.name, "")
    for block in paper.blocks:
        if isinstance(block, Title | Appendix):
            heading = block
        elif isinstance(block, Table):
            yield heading, block


def _write_words(book: "Workbook", style: _Style, paper: Paper) -> None:
    """The issuer, the title and every paragraph, one beneath the other."""
    sheet = book.add_worksheet(_FIRST)
    letters = paper.rules.page.inside * _LETTERS_PER_MM * _SPARE
    sheet.set_column(0, 0, letters)
    wrapped = {"text_wrap": True}
    plain, bold = style(lined=False, **wrapped), style(lined=False, bold=True, **wrapped)
    centred = style(lined=False, bold=True, align="center", **wrapped)
    line = 0
    is_behind = False
    for block in paper.blocks:
        is_behind |= isinstance(block, Appendix)
        match block:
            case Head(_, issuer):
                said = [(issuer.upper(), bold)]
            case Title(title, subject):
                said = [(title.upper(), centred), (subject, centred)]
            case Section(text) if (
                not is_behind
            ):  # in appendices they head tables, on sheets of their own
                said = [(text, bold)]
            case Text(text):
                said = [(text, plain)]
            case _:
                continue
        for text, shape in said:
            sheet.write_string(line, 0, text, shape)
            _make_room(sheet, line, [(text, letters)])
            line += 1
    _set_up(sheet, is_wide=False, paper=paper)


def _make_room(sheet: "Worksheet", line: int, cells: Iterable[tuple[str, float]]) -> None:
    """As high as its longest cell needs, each a text and its width in letters: not every program
    that opens or prints a workbook reckons that by itself."""
    lines = (
        sum(max(1, ceil(len(piece) / (letters * _FILLED))) for piece in text.split("\n"))
        for text, letters in cells
    )
    if (most := max(lines, default=1)) > 1:
        sheet.set_row(line, most * _LINE)


def _letters(column: Column) -> float:
    return max(6, column.width * _LETTERS_PER_MM)


def _write_table(
    sheet: "Worksheet", style: _Style, heading: Title | Appendix, table: Table
) -> None:
    last = len(table.columns) - 1
    lines = (heading.title.upper(), *heading.subject.split("\n"))
    for line, text in enumerate(lines):
        shape = style(lined=False, bold=line == 0, align="center")
        if last:
            sheet.merge_range(line, 0, line, last, "", shape)
        sheet.write_string(line, 0, text, shape)
    top = len(lines) + 1
    _write_heading(sheet, style, table.columns, top)
    writer = _Rows(sheet, style, table, top + 1)
    for number, row in enumerate(table.rows):
        writer.write(top + 1 + number, row)
    if table.has_totals:
        writer.write_totals(top + 1 + len(table.rows))
    sheet.freeze_panes(top + 1, min(2, last))
    sheet.autofilter(top, 0, max(top + len(table.rows), top + 1), last)
    sheet.repeat_rows(top)
    is_wide = sum(column.width for column in table.columns) > _UPRIGHT
    _set_up(sheet, is_wide=is_wide, paper=style.paper)


def _write_heading(sheet: "Worksheet", style: _Style, columns: Sequence[Column], line: int) -> None:
    shape = style(bold=True, text_wrap=True, align="center", bg_color="#F4F6F8")
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _letters(column))
        sheet.write_string(line, place, column.title, shape)
    _make_room(sheet, line, [(column.title, _letters(column)) for column in columns])


class _Rows:
    """Writes the rows of one table that begin at a line."""

    def __init__(self, sheet: "Worksheet", style: _Style, table: Table, first: int) -> None:
        self.sheet, self.table, self.first = sheet, table, first
        self.letters = [_letters(column) for column in table.columns]
        self.text = style(text_wrap=True, num_format="@")
        self.day = style(num_format="dd/mm/yyyy", align="left")
        self.whole = style(num_format=_WHOLE, align="right")
        self.broken = style(num_format=_BROKEN, align="right")
        self.share = style(num_format=_SHARE, align="right")
        self.bold_whole = style(num_format=_WHOLE, align="right", bold=True)
        self.bold_broken = style(num_format=_BROKEN, align="right", bold=True)
        self.bold_share = style(num_format=_SHARE, align="right", bold=True)
        self.bold = style(bold=True)

    def write(self, line: int, row: Sequence[Cell]) -> None:
        for place, (column, cell) in enumerate(zip(self.table.columns, row, strict=True)):
            if column.share_of:
                self._write_share(line, place, row, column.share_of, self.share)
            else:
                self._write_cell(line, place, cell)
        cells = zip(self.letters, row, strict=True)
        words = [(cell, letters) for letters, cell in cells if isinstance(cell, str)]
        _make_room(self.sheet, line, words)

    def write_totals(self, line: int) -> None:
        sums = self.table.totals()
        for place, (column, cell) in enumerate(zip(self.table.columns, sums, strict=True)):
            if column.share_of:
                self._write_share(line, place, sums, column.share_of, self.bold_share)
            elif column.adds:
                self._write_sum(line, place, cell)
            else:
                self.sheet.write_string(line, place, told(cell), self.bold)

    def _write_cell(self, line: int, place: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self.sheet.write_string(line, place, cell, self.text)
        elif isinstance(cell, date):
            self.sheet.write_datetime(line, place, cell, self.day)
        elif cell is None:
            self.sheet.write_blank(line, place, None, self.text)
        else:
            shape = self.whole if cell == int(cell) else self.broken
            self.sheet.write_number(line, place, float(cell), shape)

    def _write_sum(self, line: int, place: int, value: Cell) -> None:
        from xlsxwriter.utility import xl_range

        cells = xl_range(self.first, place, max(self.first, line - 1), place)
        known = float(value) if isinstance(value, int | Decimal) else 0.0
        shape = self.bold_whole if known.is_integer() else self.bold_broken
        self.sheet.write_formula(line, place, f"=SUM({cells})", shape, known)

    def _write_share(
        self, line: int, place: int, row: Sequence[Cell], share_of: tuple[int, int], shape: "Format"
    ) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        part, whole = (row[at] for at in share_of)
        above, below = (xl_rowcol_to_cell(line, at) for at in share_of)
        known: float | str = "—"
        if isinstance(part, int | Decimal) and isinstance(whole, int | Decimal) and whole:
            known = float(Decimal(part) / Decimal(whole))
        self.sheet.write_formula(
            line, place, f'=IF(N({below})=0,"—",{above}/{below})', shape, known
        )


def _set_up(sheet: "Worksheet", *, is_wide: bool, paper: Paper) -> None:
    """How it lies on paper: A4 with the ruleset's margins, all columns on one sheet, pages numbered."""
    page = paper.rules.page
    sheet.set_paper(_A4)
    if is_wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sides = (page.left, page.right, page.top, page.bottom)
    sheet.set_margins(*(round(side / _INCH, 2) for side in sides))
    sheet.set_footer("&C&P/&N")
