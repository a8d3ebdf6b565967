"""The board of units × duties as a workbook: words and figures as typed cells, totals by formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from dissemination.coverage.heat import CAME, ISSUED, TIMELY, Attended, Filed, Foot, Line, Period
from dissemination.coverage.heat_words import ATTENDED, FILED, column_of, words_of
from dissemination.plans.briefing_coverage import Reached
from dissemination.plans.briefing_words import REACHED
from dissemination.plans.wording import STATES as PLAN_STATES
from dissemination.units.wording import LEVELS
from dissemination.web.filters import DASH

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_FONT: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_TOP: Final = 3  # the line of the headings
_UNIT: Final = 2  # the column of names
_LEADING: Final = 4  # columns before the words: number, code, unit, level
_PEOPLE: Final = 2  # columns of people at the end: came, summoned


@dataclass(frozen=True, slots=True)
class Total:
    """What a column of words adds up to: how many say one of `done`, and one of `timely`, of all
    that do not say `besides`. The numbers are what the formulas come to, for readers that do not
    calculate.
    """

    done: Sequence[str]
    n: int
    of: int
    besides: Sequence[str] = ()
    timely: Sequence[str] = ()
    on_time: int = 0


def workbook(
    title: str, day: date, periods: Sequence[Period], lines: Sequence[Line], foot: Foot
) -> bytes:
    """One sheet: the units in the order given, then n, N and the share of each column."""
    import xlsxwriter  # a server that never exports need not carry it

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, dict(_OPTIONS)) as book:
        sheet = book.add_worksheet(_("Đơn vị và nhiệm vụ"))
        styles = _styles(book)
        heading = _("Tổng hợp thực hiện %(title)s", title=title)
        sheet.write_string(0, 0, heading, styles["title"])
        sheet.write_string(1, 0, _("Số liệu tại ngày %(day)s", day=f"{day:%d/%m/%Y}"))
        _write_heading(sheet, styles, periods)
        for number, line in enumerate(lines, start=1):
            _write_line(sheet, styles, number, line)
        _write_totals(sheet, styles, len(lines), foot)
        _dress(sheet, len(lines), _LEADING + 3 + len(periods) + _PEOPLE)
    return output.getvalue()


def _styles(book: "Workbook") -> dict[str, "Format"]:
    line = {**_FONT, "border": 1, "border_color": "#999999"}
    bold = {**line, "bold": True, "bg_color": "#F4F6F8"}
    return {
        "title": book.add_format({**_FONT, "bold": True, "font_size": 14}),
        "heading": book.add_format({**bold, "text_wrap": True, "align": "center"}),
        "text": book.add_format({**line, "text_wrap": True, "num_format": "@"}),
        "number": book.add_format({**line, "num_format": "#,##0"}),
        "total": book.add_format(bold),
        "total_number": book.add_format({**bold, "num_format": "#,##0", "align": "right"}),
        "total_share": book.add_format({**bold, "num_format": "0.0%", "align": "right"}),
    }


def _write_heading(
    sheet: "Worksheet", styles: dict[str, "Format"], periods: Sequence[Period]
) -> None:
    columns = [
        (_("STT"), 6),
        (_("Mã đơn vị"), 12),
        (_("Đơn vị"), 38),
        (_("Cấp"), 11),
        (_("Dự hội nghị"), 14),
        (_("Phổ biến, quán triệt"), 16),
        (_("Kế hoạch"), 20),
        *((column_of(period), 20) for period in periods),
        (_("Đại biểu có mặt"), 11),
        (_("Đại biểu triệu tập"), 11),
    ]
    for place, (heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(_TOP, place, heading, styles["heading"])


def _write_line(sheet: "Worksheet", styles: dict[str, "Format"], number: int, line: Line) -> None:
    """What is not the unit's duty stays blank."""
    row = _TOP + number
    sheet.write_number(row, 0, number, styles["number"])
    words = [line.code, line.name, str(LEVELS[line.level]), *words_of(line)]
    for place, word in enumerate(words, start=1):
        if word:
            sheet.write_string(row, place, word, styles["text"])
        else:
            sheet.write_blank(row, place, None, styles["text"])
    people = line.attendance
    for place, attribute in enumerate(("came", "expected"), start=len(words) + 1):
        if people is None or line.is_hidden:
            sheet.write_blank(row, place, None, styles["number"])
        else:
            sheet.write_number(row, place, getattr(people, attribute), styles["number"])


def _totals(foot: Foot) -> list[Total]:
    """Of each column of words."""
    few, waived = [str(_("Dưới 5 người"))], [str(FILED[Filed.WAIVED])]
    came = [str(ATTENDED[word]) for word in (Attended.SOME, Attended.ALL)]
    verified = [str(REACHED[Reached.VERIFIED])]
    issued = sorted(str(PLAN_STATES[state]) for state in ISSUED)
    sent = [str(FILED[word]) for word in Filed if word in CAME]
    timely = [str(FILED[word]) for word in Filed if word in TIMELY]
    return [
        Total(came, foot.attended.n, foot.attended.of, besides=few),
        Total(verified, foot.briefed.n, foot.briefed.of),
        Total(issued, foot.planned.n, foot.planned.of),
        *(
            Total(sent, one.submission.n, one.submission.of, waived, timely, one.timeliness.n)
            for one in foot.reports
        ),
    ]


def _write_totals(sheet: "Worksheet", styles: dict[str, "Format"], height: int, foot: Foot) -> None:
    """Under the units: how many did it, of how many, the share; and how many in time."""
    totals = _totals(foot)
    labels = (_("Đã thực hiện"), _("Thuộc diện"), _("Tỷ lệ"), _("Trong đó đúng hạn"))
    width = _LEADING + len(totals) + _PEOPLE
    for line, label in enumerate(labels, start=_TOP + height + 1):
        for place in range(width):
            sheet.write_blank(line, place, None, styles["total"])
        sheet.write_string(line, _UNIT, label, styles["total"])
    for place, total in enumerate(totals, start=_LEADING):
        _write_total(sheet, styles, place, height, total)
    for place, people in enumerate((foot.people.n, foot.people.of), start=width - _PEOPLE):
        formula = f"=SUM({_cells(place, height)})"
        last = _TOP + height + 1
        sheet.write_formula(last, place, formula, styles["total_number"], people)


def _write_total(
    sheet: "Worksheet", styles: dict[str, "Format"], place: int, height: int, total: Total
) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    cells, line = _cells(place, height), _TOP + height + 1
    number = styles["total_number"]
    sheet.write_formula(line, place, f"={_counting(cells, total.done)}", number, total.n)
    besides = f"-({_counting(cells, total.besides)})" if total.besides else ""
    sheet.write_formula(line + 1, place, f"=COUNTA({cells}){besides}", number, total.of)
    n, of = xl_rowcol_to_cell(line, place), xl_rowcol_to_cell(line + 1, place)
    share = total.n / total.of if total.of else DASH
    formula = f'=IF({of}=0,"{DASH}",{n}/{of})'
    sheet.write_formula(line + 2, place, formula, styles["total_share"], share)
    if total.timely:
        timely = f"={_counting(cells, total.timely)}"
        sheet.write_formula(line + 3, place, timely, number, total.on_time)


def _cells(place: int, height: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(_TOP + 1, place, _TOP + max(height, 1), place))


def _counting(cells: str, words: Sequence[str]) -> str:
    return "+".join(f'COUNTIF({cells},"{word}")' for word in words)


def _dress(sheet: "Worksheet", height: int, width: int) -> None:
    """Headings in sight and on every sheet of paper, filters, A4 on its side."""
    sheet.freeze_panes(_TOP + 1, _UNIT + 1)
    sheet.autofilter(_TOP, 0, _TOP + max(height, 1), width - 1)
    sheet.repeat_rows(_TOP)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P/&N")
