"""Coverage as lines for paper and as a workbook, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from dissemination.plans.briefing_asking import Ground
from dissemination.plans.briefing_coverage import Coverage
from dissemination.plans.briefing_words import REACHED, exact_percent
from dissemination.sheets.writing import Cell, Column, Table
from dissemination.units.tree import Node


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, how deep it stands (0: at the top), and when it last briefed."""

    node: Node
    depth: int
    coverage: Coverage
    last_held_on: date | None


def lines(ground: Ground, beneath: int | None = None, levels: int | None = None) -> list[Line]:
    """Every unit, parents before children, those in need first among siblings.

    With `beneath` only that unit's branch, itself first; with `levels` no deeper than so many.
    """

    def walk(nodes: Iterable[Node], depth: int) -> Iterator[Line]:
        for node in nodes:
            last = ground.latest.get(node.id)
            yield Line(node, depth, ground.covered[node.id], last.held_on if last else None)
            if levels is None or depth + 1 < levels:
                yield from walk(ground.children(node.id), depth + 1)

    top = ground.find(beneath)
    ground.open(None if levels is None else _opened(ground, top, levels))
    return list(walk([top] if top else ground.children(None), 0))


def _opened(ground: Ground, top: Node | None, levels: int) -> list[int | None]:
    """The units whose children are shown."""
    level: list[int | None] = [top.id] if top else [None]
    found = level if top is None else []
    for _depth in range(levels - (top is not None)):
        found = found + level
        level = [node.id for one in level for node in ground.tree.children.get(one, ())]
    return found


def table(ground: Ground) -> Table:
    """One sheet: the whole first, then every unit with what stands beneath it."""
    columns = (
        Column(str(_("Mã đơn vị")), 12),
        Column(str(_("Đơn vị")), 44),
        Column(str(_("Tình trạng")), 16),
        Column(str(_("Hội nghị gần nhất")), 14),
        Column(str(_("Đơn vị đã xác nhận")), 12),
        Column(str(_("Tổng số đơn vị")), 12),
        Column(str(_("Đơn vị im lặng")), 12),
        Column(str(_("Số hội nghị")), 10),
        Column(str(_("Đảng viên tham gia")), 12),
        Column(str(_("Đảng viên thuộc diện dự")), 14),
        Column(str(_("Tỷ lệ")), 10),
        Column(str(_("Bài thu hoạch đã nộp")), 12),
        Column(str(_("Tỷ lệ bài thu hoạch")), 12),
    )
    whole: tuple[Cell, ...] = ("", str(_("Tổng cộng")), "", None, *_figures(ground.whole))
    return Table(str(_("Phổ biến, quán triệt")), columns, [whole, *map(_row, lines(ground))])


def _row(line: Line) -> tuple[Cell, ...]:
    name = "    " * line.depth + line.node.name
    word = str(REACHED[line.coverage.own])
    return line.node.code, name, word, line.last_held_on, *_figures(line.coverage)


def _figures(coverage: Coverage) -> tuple[Cell, ...]:
    return (
        coverage.verified,
        coverage.units,
        coverage.silent,
        coverage.conferences,
        coverage.present,
        coverage.due,
        exact_percent(coverage.present, coverage.due),
        coverage.essays if coverage.writers else None,
        exact_percent(coverage.essays, coverage.writers),
    )
