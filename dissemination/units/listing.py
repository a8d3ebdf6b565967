"""The whole tree of a day as lines for paper, and as a list to hand on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dissemination.units import exports, queries
from dissemination.units.browsing import in_order
from dissemination.units.tree import Node, UnitTree


@dataclass(frozen=True, slots=True)
class Row:
    """A unit and how deep it stands; 0: at the top."""

    node: Node
    depth: int


def rows(day: date, visible: Collection[int] | None) -> list[Row]:
    """Parents before children, siblings by level and code."""
    nodes = queries.tree_at(day).nodes.values()
    some = (node for node in nodes if visible is None or node.id in visible)
    tree = UnitTree(sorted(some, key=in_order))
    depths: dict[int | None, int] = {}
    listed = []
    for node in exports.walked(tree):
        parent = node.parent_id if node.parent_id in tree.nodes else None
        depths[node.id] = depths[parent] + 1 if parent is not None else 0
        listed.append(Row(node, depths[node.id]))
    return listed
