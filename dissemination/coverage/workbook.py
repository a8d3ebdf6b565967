"""The board as a workbook that can be forwarded as it is: totals, points, and names by right.

Rows are written as they are read, so that 1.9 million need no more memory than a page. Whatever a
person typed stays text, also when it begins as a formula does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from dissemination import clock
from dissemination.conferences.models import Standing
from dissemination.coverage.board import Figures, PointState, Row, total
from dissemination.coverage.export_queries import Line

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Formats = dict[str, "Format"]
Column = tuple[str, int]
_MOST_ROWS: Final = 1_048_000  # of one sheet; Excel holds 1,048,576
_TICK: Final = 1_000
_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class Content:
    """What goes into the workbook. `people` and `absent` are None for whom names are closed.

    `tick` is called with the number of people written so far.
    """

    title: str
    held_on: date
    sentence: str
    beyond: str
    groups: Sequence[Row]
    points: Sequence[Row]
    people: Iterable[Line] | None
    absent: Iterable[Line] | None
    made_at: datetime
    tick: Callable[[int], None] = lambda _done: None


def write(path: Path, content: Content) -> None:
    """Write the workbook to a file."""
    import xlsxwriter  # a server that never exports need not carry it

    with xlsxwriter.Workbook(str(path), dict(_OPTIONS)) as book:
        book.set_properties({"title": content.title, "comments": content.sentence})
        formats = _formats(book)
        _write_summary(book, formats, content)
        _write_points(book, formats, content)
        if content.people is not None and content.absent is not None:
            _write_people(book, formats, content)
            _write_absent(book, formats, content)


def _formats(book: "Workbook") -> Formats:
    def make(**more: object) -> "Format":
        return book.add_format({**_FONT, "valign": "top", **more})

    line = {"border": 1, "border_color": "#999999"}
    return {
        "title": make(bold=True, font_size=14, align="center"),
        "subtitle": make(italic=True, align="center"),
        "sentence": make(bold=True, text_wrap=True),
        "note": make(text_wrap=True),
        "heading": make(**line, bold=True, text_wrap=True, align="center", bg_color="#F4F6F8"),
        "text": make(**line, text_wrap=True, num_format="@"),
        "number": make(**line, num_format="#,##0"),
        "share": make(**line, num_format="0.0%", align="right"),
        "moment": make(**line, num_format="hh:mm dd/mm/yyyy", align="left"),
        "total": make(**line, bold=True, bg_color="#F4F6F8"),
        "total_number": make(**line, bold=True, num_format="#,##0", bg_color="#F4F6F8"),
        "total_share": make(
            **line, bold=True, num_format="0.0%", align="right", bg_color="#F4F6F8"
        ),
    }


def _figure_columns() -> list[Column]:
    return [
        (_("Triệu tập"), 11),
        (_("Có mặt"), 11),
        (_("Tỷ lệ có mặt"), 11),
        (_("Vắng"), 9),
        (_("Vắng có lý do"), 11),
        (_("Vắng không lý do"), 11),
        (_("Đại biểu phát sinh"), 11),
        (_("Từ điểm cầu khác"), 11),
    ]


def _write_summary(book: "Workbook", formats: Formats, content: Content) -> None:
    columns = [
        (_("STT"), 6),
        (_("Địa bàn, khối"), 38),
        (_("Số điểm cầu"), 11),
        (_("Điểm cầu im lặng"), 11),
        *_figure_columns(),
    ]
    last = len(columns) - 1
    sheet = book.add_worksheet(_("Tổng hợp"))
    _set_widths(sheet, columns)
    sheet.merge_range(0, 0, 0, last, "", formats["title"])
    sheet.write_string(0, 0, _("BẢNG TỔNG HỢP ĐẠI BIỂU THAM DỰ HỘI NGHỊ"), formats["title"])
    sheet.merge_range(1, 0, 1, last, "", formats["subtitle"])
    sheet.write_string(1, 0, f"{content.title}, {content.held_on:%d/%m/%Y}", formats["subtitle"])
    for line, text, kind in ((3, content.sentence, "sentence"), (4, content.beyond, "note")):
        sheet.set_row(line, 34)
        sheet.merge_range(line, 0, line, last, "", formats[kind])
        sheet.write_string(line, 0, text, formats[kind])
    made_at = clock.local(content.made_at)
    sheet.write_string(5, 0, _("Số liệu lúc %(at)s.", at=f"{made_at:%H:%M %d/%m/%Y}"))
    rows = ((row.name, row.states.points, row.states.silent) for row in content.groups)
    _write_table(sheet, formats, columns, 7, list(rows), [row.figures for row in content.groups])


def _write_points(book: "Workbook", formats: Formats, content: Content) -> None:
    columns = [
        (_("STT"), 6),
        (_("Điểm cầu"), 38),
        (_("Mã đơn vị"), 11),
        (_("Đơn vị cấp trên"), 24),
        (_("Tình trạng"), 18),
        *_figure_columns(),
    ]
    sheet = book.add_worksheet(_("Điểm cầu"))
    _set_widths(sheet, columns)
    states = {
        PointState.SILENT: _("Im lặng"),
        PointState.SHORT: _("Thiếu"),
        PointState.FULL: _("Đủ"),
        PointState.EMPTY: _("Chưa có danh sách"),
    }
    rows = [(row.name, row.code, row.detail, states[row.state]) for row in content.points]
    _write_table(sheet, formats, columns, 0, rows, [row.figures for row in content.points])


def _write_table(
    sheet: "Worksheet",
    formats: Formats,
    columns: Sequence[Column],
    top: int,
    leading: Sequence[Sequence[str | int]],
    figures: Sequence[Figures],
) -> None:
    """A heading, numbered rows, then the totals as formulas over them."""
    _write_heading(sheet, formats, columns, top)
    at = len(columns) - len(_figure_columns())
    for number, (cells, counts) in enumerate(zip(leading, figures, strict=True), start=1):
        sheet.write_number(top + number, 0, number, formats["number"])
        for place, value in enumerate(cells, start=1):
            _write_cell(sheet, top + number, place, value, formats)
        _write_figures(sheet, formats, top + number, at, counts)
    last = top + len(leading)
    _write_totals(sheet, formats, (top + 1, last), at, leading, total(figures))
    _dress(sheet, len(columns), top, last)


def _write_totals(
    sheet: "Worksheet",
    formats: Formats,
    rows: tuple[int, int],
    at: int,
    leading: Sequence[Sequence[str | int]],
    figures: Figures,
) -> None:
    line = rows[1] + 1
    sheet.write_string(line, 0, "", formats["total"])
    sheet.write_string(line, 1, _("Tổng cộng"), formats["total"])
    for place in range(2, at):
        values = [cells[place - 1] for cells in leading]
        if values and all(isinstance(value, int) for value in values):
            _write_sum(sheet, formats, line, place, rows, sum(map(int, values)))
        else:
            sheet.write_string(line, place, "", formats["total"])
    for place, value in enumerate(_values(figures), start=at):
        if value is not None:
            _write_sum(sheet, formats, line, place, rows, value)
    _write_share(sheet, line, at, figures, formats["total_share"])


def _write_figures(sheet: "Worksheet", formats: Formats, line: int, at: int, f: Figures) -> None:
    for place, value in enumerate(_values(f)):
        if value is not None:
            sheet.write_number(line, at + place, value, formats["number"])
    _write_share(sheet, line, at, f, formats["share"])


def _values(f: Figures) -> tuple[int | None, ...]:
    """In the order of the columns; None where the share stands."""
    absent = (f.absent, f.absent_excused, f.absent_unexcused)
    return (f.expected, f.own_attended, None, *absent, f.walk_ins, f.guests)


def _write_sum(
    sheet: "Worksheet", formats: Formats, line: int, place: int, rows: tuple[int, int], value: int
) -> None:
    from xlsxwriter.utility import xl_range

    cells = xl_range(rows[0], place, max(rows), place)
    # Together with what it comes to, for readers that do not calculate.
    sheet.write_formula(line, place, f"=SUM({cells})", formats["total_number"], value)


def _write_share(sheet: "Worksheet", line: int, at: int, f: Figures, share: "Format") -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    expected, came = xl_rowcol_to_cell(line, at), xl_rowcol_to_cell(line, at + 1)
    value = f.own_attended / f.expected if f.expected else "—"
    sheet.write_formula(line, at + 2, f'=IF({expected}=0,"—",{came}/{expected})', share, value)


def _write_people(book: "Workbook", formats: Formats, content: Content) -> None:
    columns = [
        (_("STT"), 7),
        (_("Họ và tên"), 26),
        (_("Chức vụ"), 30),
        (_("Đơn vị"), 32),
        (_("Thành phần"), 16),
        (_("Ghế"), 7),
        (_("Điểm cầu"), 30),
        (_("Tình trạng"), 18),
        (_("Giờ đến"), 18),
        (_("Giờ ra"), 18),
        (_("Ghi chú"), 36),
    ]

    def cells(line: Line) -> Sequence[str | datetime | None]:
        return (
            line.name,
            line.position,
            line.unit_name,
            line.category,
            line.seat,
            line.point,
            _state(line),
            line.arrived_at,
            line.left_at,
            _note(line),
        )

    _write_lines(book, formats, _("Đại biểu"), columns, content.people or (), cells, content.tick)


def _write_absent(book: "Workbook", formats: Formats, content: Content) -> None:
    columns = [
        (_("STT"), 7),
        (_("Họ và tên"), 26),
        (_("Chức vụ"), 30),
        (_("Đơn vị"), 32),
        (_("Điểm cầu"), 30),
        (_("Tình trạng"), 18),
        (_("Lý do"), 40),
    ]

    def cells(line: Line) -> Sequence[str | datetime | None]:
        return (
            line.name,
            line.position,
            line.unit_name,
            line.point,
            _state(line),
            line.excused_reason or "",
        )

    _write_lines(book, formats, _("Vắng"), columns, content.absent or (), cells)


def _write_lines(
    book: "Workbook",
    formats: Formats,
    name: str,
    columns: Sequence[Column],
    lines: Iterable[Line],
    cells: Callable[[Line], Sequence[str | datetime | None]],
    tick: Callable[[int], None] = lambda _done: None,
) -> None:
    """People, numbered; on several sheets where one cannot hold them."""
    rest = iter(enumerate(lines, start=1))
    sheets, height = 0, _MOST_ROWS
    while height == _MOST_ROWS:
        sheets += 1
        sheet = book.add_worksheet(name if sheets == 1 else f"{name} {sheets}")
        _set_widths(sheet, columns)
        _write_heading(sheet, formats, columns, 0)
        height = 0
        for height, (number, line) in enumerate(islice(rest, _MOST_ROWS), start=1):
            sheet.write_number(height, 0, number, formats["number"])
            for place, value in enumerate(cells(line), start=1):
                _write_cell(sheet, height, place, value, formats)
            if number % _TICK == 0:
                tick(number)
        _dress(sheet, len(columns), 0, height)


def _set_widths(sheet: "Worksheet", columns: Sequence[Column]) -> None:
    for place, (_heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)


def _write_heading(
    sheet: "Worksheet", formats: Formats, columns: Sequence[Column], line: int
) -> None:
    for place, (heading, _width) in enumerate(columns):
        sheet.write_string(line, place, heading, formats["heading"])


def _dress(sheet: "Worksheet", width: int, heading: int, last: int) -> None:
    """Headings in sight and on every sheet of paper, filters, A4 on its side."""
    sheet.freeze_panes(heading + 1, 2)
    sheet.autofilter(heading, 0, max(last, heading + 1), width - 1)
    sheet.repeat_rows(heading)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P/&N")


def _write_cell(
    sheet: "Worksheet", line: int, place: int, value: str | int | datetime | None, formats: Formats
) -> None:
    if isinstance(value, str):
        sheet.write_string(line, place, value, formats["text"])
    elif isinstance(value, datetime):
        naive = clock.local(value).replace(tzinfo=None)
        sheet.write_datetime(line, place, naive, formats["moment"])
    elif value is None:
        sheet.write_blank(line, place, None, formats["text"])
    else:
        sheet.write_number(line, place, value, formats["number"])


def _state(line: Line) -> str:
    if line.left_at is not None:
        return str(_("Đã ra"))
    if line.arrived_at is not None:
        return str(_("Có mặt"))
    if line.standing is Standing.REPLACED:
        return str(_("Có người đi thay"))
    return str(_("Vắng không lý do") if line.excused_reason is None else _("Vắng có lý do"))


def _note(line: Line) -> str:
    """Everything out of the ordinary, in words."""
    said = []
    if line.standing is Standing.WALK_IN:
        said.append(_("Đại biểu phát sinh"))
    if line.stands_for:
        said.append(_("Đi thay %(name)s", name=line.stands_for))
    if line.came_to and line.came_to != line.point:
        said.append(_("Dự tại %(point)s", point=line.came_to))
    if line.excused_reason:
        said.append(_("Lý do: %(reason)s", reason=line.excused_reason))
    return "; ".join(map(str, said))
