"""A board's workbook on disk: what it holds, by whose right."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask_babel import gettext as _

from dissemination import clock
from dissemination.conferences.models import Conference
from dissemination.coverage import board_queries, export_queries, workbook
from dissemination.coverage.board import Figures, Row, arranged
from dissemination.coverage.board_queries import Part, PointFilter
from dissemination.coverage.workbook import Content
from dissemination.web.filters import number, percent


def write(
    path: Path,
    conference: Conference,
    board: Part,
    names: Part | None,
    tick: Callable[[int], None] = lambda _done: None,
) -> None:
    """Write the workbook of a board; with the names of those points where they may be read."""
    whole = board_queries.totals(board)
    figures, _states = whole
    content = Content(
        title=conference.title,
        held_on=conference.held_on,
        sentence=sentence(figures),
        beyond=beyond(figures, board_queries.substitutes(board)),
        groups=[_named(row) for row in arranged(board_queries.by_district(board, whole))],
        points=board_queries.points(board, PointFilter(), "name", limit=None),
        people=export_queries.lines(names) if names else None,
        absent=export_queries.absent(names) if names else None,
        made_at=clock.now(),
        tick=tick,
    )
    workbook.write(path, content)


def sentence(figures: Figures) -> str:
    """The line that every report begins with."""
    return str(
        _(
            "Tổng số đại biểu triệu tập %(expected)s; có mặt %(came)s (%(percent)s); "
            "vắng %(absent)s, trong đó có lý do %(excused)s.",
            expected=number(figures.expected),
            came=number(figures.own_attended),
            percent=percent(figures.own_attended, figures.expected),
            absent=number(figures.absent),
            excused=number(figures.absent_excused),
        )
    )


def beyond(figures: Figures, substitutes: int) -> str:
    """Who came besides the summoned, and how many are there now."""
    return str(
        _(
            "Trong số có mặt, đi thay %(substitutes)s. Ngoài số triệu tập: đại biểu phát sinh "
            "%(walk_ins)s. Dự tại điểm cầu khác %(guests)s. Đang ở các điểm cầu "
            "%(present)s/%(attended)s người đã đến.",
            substitutes=number(substitutes),
            walk_ins=number(figures.walk_ins),
            guests=number(figures.guests),
            present=number(figures.present),
            attended=number(figures.attended),
        )
    )


def _named(row: Row) -> Row:
    return row if row.key else replace(row, name=str(_("Trực thuộc cấp tỉnh")))
