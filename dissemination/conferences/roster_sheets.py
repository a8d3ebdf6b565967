"""Workbooks that go out: the lines that were refused, and a template to fill in.

Every text is written as text: a cell that begins with "=" stays what it was, and is never run.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Final

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dissemination.conferences import roster_words
from dissemination.conferences.roster_files import Entry
from dissemination.conferences.roster_layout import Column, letter_of

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_TEMPLATE_LINES: Final = 1_000
_TEMPLATE: Final = (
    (Column.NUMBER, 6),
    (Column.NAME, 28),
    (Column.POSITION, 34),
    (Column.UNIT, 34),
    (Column.POINT, 30),
    (Column.CATEGORY, 20),
    (Column.SEAT, 10),
    (Column.CITIZEN_ID, 18),
    (Column.NOTE, 28),
)


def write_refused(refused: Sequence[Entry], labels: Mapping[str, Sequence[str]]) -> BytesIO:
    """Sheet, line, reason, then the line's own cells, to correct and send again.

    `labels` are the headers of each sheet; they stand above the cells when all sheets share them.
    """
    output = BytesIO()
    width = max((len(entry["cells"]) for entry in refused), default=0)
    headers = _shared_headers({tuple(labels.get(e["sheet"], ())) for e in refused}, width)
    with Workbook(output, _OPTIONS) as book:
        sheet = book.add_worksheet(_("Dòng không nhận"))
        titles = [_("Trang tính"), _("Dòng"), _("Lý do")]
        titles += headers
        _write_header(book, sheet, titles, [22, 8, 60] + [22] * width)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for line, entry in enumerate(refused, start=1):
            sheet.write_string(line, 0, entry["sheet"])
            sheet.write_number(line, 1, entry["line"])
            told = roster_words.reason(entry["reason"], entry["details"])
            sheet.write_string(line, 2, told, wrapped)
            _write_texts(sheet, line, 3, entry["cells"])
        sheet.autofilter(0, 0, max(1, len(refused)), 2 + width)
    output.seek(0)
    return output


def _shared_headers(labels: set[tuple[str, ...]], width: int) -> list[str]:
    only = labels.pop() if len(labels) == 1 else ()
    letters = [_("Cột %(letter)s", letter=letter_of(n)) for n in range(width)]
    return [*only, *letters[len(only) :]][:width]


def write_template(points: Sequence[tuple[str, str]]) -> BytesIO:
    """An empty list with the columns that are understood; `points` are (unit code, name)."""
    output = BytesIO()
    with Workbook(output, _OPTIONS) as book:
        sheet = book.add_worksheet(_("Danh sách"))
        titles = [str(roster_words.COLUMNS[column]) for column, _width in _TEMPLATE]
        _write_header(book, sheet, titles, [width for _column, width in _TEMPLATE])
        as_text = book.add_format({"num_format": "@"})
        for place, (column, width) in enumerate(_TEMPLATE):
            if column in (Column.SEAT, Column.CITIZEN_ID):
                sheet.set_column(place, place, width, as_text)  # keeps leading zeros
        _write_points(book, points)
        _offer_points(sheet, len(points))
        _write_guide(book)
    output.seek(0)
    return output


def _write_points(book: Workbook, points: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(_("Điểm cầu"))
    _write_header(book, sheet, [_("Mã đơn vị"), _("Điểm cầu")], [14, 44])
    for line, row in enumerate(points, start=1):
        _write_texts(sheet, line, 0, row)


def _offer_points(sheet: Worksheet, count: int) -> None:
    """A list to choose the point from, in the template's column."""
    place = [column for column, _width in _TEMPLATE].index(Column.POINT)
    if count:
        source = f"='{_('Điểm cầu')}'!$B$2:$B${count + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, place, _TEMPLATE_LINES, place, rule)


def _write_guide(book: Workbook) -> None:
    sheet = book.add_worksheet(_("Hướng dẫn"))
    sheet.set_column(0, 0, 100)
    lines = (
        _("Mỗi dòng một đại biểu. Chỉ họ và tên là bắt buộc."),
        _("Điểm cầu: chọn trong danh sách; để trống nếu cả trang tính thuộc một điểm cầu."),
        _("Có thể đặt mỗi điểm cầu một trang tính, tên trang là tên điểm cầu."),
        _("Số căn cước không bắt buộc; hệ thống chỉ giữ mã băm để nhận ra thẻ căn cước khi quét."),
        _("Nhập lại tệp đã sửa sẽ cập nhật, không tạo người trùng."),
    )
    for line, text in enumerate(lines):
        sheet.write_string(line, 0, text)


def _write_header(
    book: Workbook, sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]
) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1, "text_wrap": True})
    for place, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.write_string(0, place, title, heading)
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _write_texts(sheet: Worksheet, line: int, first: int, texts: Iterable[str]) -> None:
    for place, text in enumerate(texts, start=first):
        if text:
            sheet.write_string(line, place, text[:32_767])
