"""The units as a spreadsheet: what `imports.py` reads back without a difference."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import db
from dissemination.sheets.writing import Cell, Column, Table
from dissemination.units.browsing import in_order
from dissemination.units.levels import KIND_WORDS, LEVEL_WORDS
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.queries import NODE, valid_on
from dissemination.units.tree import Node, UnitTree

COLUMNS: Final = (
    Column("Mã đơn vị", 14),
    Column("Tên đơn vị", 44),
    Column("Cấp", 12),
    Column("Loại", 24),
    Column("Mã đơn vị cấp trên", 20),
    Column("Từ ngày", 12),
)
_EXAMPLES: Final = (
    ("20", "Tỉnh Lạng Sơn", "Cấp tỉnh", "Tỉnh", "", "01/01/2023"),
    ("180", "Huyện Tràng Định", "Cấp huyện", "Huyện", "20", "01/01/2023"),
    ("05995", "Thị trấn Thất Khê", "Cấp xã", "Thị trấn", "180", "01/01/2023"),
    ("20-01", "Văn phòng Tỉnh ủy", "Cơ sở", KIND_WORDS["party_body"], "20", "01/01/2023"),
)


def template() -> Table:
    """An empty list with four lines that show how it is filled in."""
    return Table("Đơn vị", COLUMNS, _EXAMPLES)


def table(day: date, visible: Collection[int] | None = None) -> Table:
    """The units of a day, parents before children; of `visible` only, None: all."""
    units = {
        node.id: (node, parent, since)
        for node, parent, since in _units(day)
        if visible is None or node.id in visible
    }
    tree = UnitTree(sorted((node for node, _, _ in units.values()), key=in_order))
    return Table("Đơn vị", COLUMNS, [_line(*units[node.id]) for node in walked(tree)])


def _line(node: Node, parent: str | None, since: date) -> tuple[Cell, ...]:
    kind = KIND_WORDS.get(node.kind, node.kind)
    return node.code, node.name, LEVEL_WORDS[node.level], kind, parent or "", since


def walked(tree: UnitTree) -> Iterator[Node]:
    """All of a tree, parents first."""
    for root in tree.roots:
        yield from tree.subtree(root.id)


def _units(day: date) -> Iterator[tuple[Node, str | None, date]]:
    """The units of a day, their parents' codes, and since when they have been so."""
    parent = aliased(Unit)
    query = (
        sa.select(*NODE, parent.code.label("above"), UnitVersion.valid_from)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .outerjoin(parent, parent.id == UnitVersion.parent_id)
        .where(valid_on(day))
    )
    for *node, above, since in db.session.execute(query):
        yield Node(*node), above, since
