"""The report's form as a workbook to fill in without a network, and read back.

Each line bears a key in its first column, so that lines may be moved and hidden; the first names the
report and the revision it was made from.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from dissemination.directives.wording import number_text
from dissemination.reporting import showing
from dissemination.reporting.models import Obligation, Report, ReportFigure
from dissemination.sheets.grids import Workbook
from dissemination.sheets.writing import Cell, Column, Table

_REPORT: Final = re.compile(r"BC-(\d{1,9})-(\d{1,9})-(\d{1,9})")
_WORDS: Final = {"KK": "difficulties", "DX": "proposals"}
# Where the cells to fill in stand: numerator, denominator, words.
_ABOVE, _BELOW, _SAID = 4, 5, 6


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook says: of which report, made from which revision, cells by the form's names."""

    obligation_id: int
    ordinal: int
    revision: int
    cells: Mapping[str, str]


def table(obligation: Obligation, report: Report, name: str) -> Table:
    """The form with what is kept already and the last period beside it."""
    columns = (
        Column(str(_("Mã (không sửa)")), 14),
        Column(str(_("Nội dung")), 60),
        Column(str(_("Kỳ trước: tử số")), 12),
        Column(str(_("Kỳ trước: mẫu số")), 12),
        Column(str(_("Tử số")), 12),
        Column(str(_("Mẫu số")), 12),
        Column(str(_("Giải trình, trả lời")), 60),
    )
    key = f"BC-{obligation.id}-{report.ordinal}-{report.revision}"
    head: list[Cell] = [key, name, None, None, None, None, None]
    return Table(str(_("Báo cáo")), columns, [head, *_lines(obligation, report)])


def _lines(obligation: Obligation, report: Report) -> Iterator[Sequence[Cell]]:
    for line in showing.lines(obligation, report, {}):
        title = f"{line.target.code}. {line.target.title}"
        now, before = _pair(line.figure), _pair(line.before)
        yield [f"CT-{line.target.id}", title, *before, *now, line.comment]
    for answer in showing.answers(obligation, report, {}):
        yield [f"CH-{answer.item.id}", answer.item.text, None, None, None, None, answer.text]
    yield ["KK", str(_("Khó khăn, vướng mắc")), None, None, None, None, report.difficulties]
    yield ["DX", str(_("Đề xuất, kiến nghị")), None, None, None, None, report.proposals]


def _pair(figure: ReportFigure | None) -> tuple[Cell, Cell]:
    return (_cell(figure.numerator), _cell(figure.denominator)) if figure else (None, None)


def _cell(number: Decimal | None) -> Cell:
    """Whole numbers as numbers; what has decimals as it is typed; nothing for what is missing."""
    if number is None:
        return None
    return int(number) if number == int(number) else number_text(number)


def read(book: Workbook) -> Filled | None:
    """What a workbook says, wherever its sheet stands; None when it is not one of ours."""
    for sheet in book.sheets:
        rows = {row[0].strip(): row for row in sheet.rows if row and row[0].strip()}
        found = next((one for key in rows if (one := _REPORT.fullmatch(key))), None)
        if found:
            obligation_id, ordinal, revision = map(int, found.groups())
            return Filled(obligation_id, ordinal, revision, _cells(rows))
    return None


def _cells(rows: Mapping[str, list[str]]) -> dict[str, str]:
    """The form's cells by name; a column the sheet has lost is empty."""
    found: dict[str, str] = {}
    for key, row in rows.items():
        cells = [*row, *[""] * (_SAID + 1 - len(row))]
        kind, _dash, number = key.partition("-")
        if kind == "CT" and number.isdecimal():
            found[f"n-{number}"], found[f"d-{number}"] = cells[_ABOVE], cells[_BELOW]
            found[f"c-{number}"] = cells[_SAID]
        elif kind == "CH" and number.isdecimal():
            found[f"a-{number}"] = cells[_SAID]
        elif key in _WORDS:
            found[_WORDS[key]] = cells[_SAID]
    return found
