"""The tree of units as it stood on one day: pure, in memory, fast at 12,000 nodes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from dissemination.units.models import UnitLevel


@dataclass(frozen=True, slots=True)
class Node:
    """A unit on that day."""

    id: int
    code: str
    name: str
    level: UnitLevel
    parent_id: int | None
    kind: str = ""


class UnitTree:
    """Parents before children; siblings in the order given."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.id: node for node in nodes}

    @cached_property
    def children(self) -> dict[int | None, list[Node]]:
        """Children by parent id; the key None holds the roots."""
        children: dict[int | None, list[Node]] = {}
        for node in self.nodes.values():
            parent = node.parent_id if node.parent_id in self.nodes else None
            children.setdefault(parent, []).append(node)
        return children

    @property
    def roots(self) -> list[Node]:
        return self.children.get(None, [])

    def get(self, unit_id: int | None) -> Node | None:
        return None if unit_id is None else self.nodes.get(unit_id)

    def subtree(self, unit_id: int) -> Iterator[Node]:
        """The unit and all beneath it, parents first."""
        if unit_id not in self.nodes:
            return
        waiting = [self.nodes[unit_id]]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(self.children.get(node.id, [])))

    def subtree_ids(self, unit_id: int) -> set[int]:
        return {node.id for node in self.subtree(unit_id)}

    def ancestors(self, unit_id: int) -> list[Node]:
        """From the root down to the unit's parent."""
        path: list[Node] = []
        node = self.get(unit_id)
        while node and (parent := self.get(node.parent_id)) and parent not in path:
            path.append(parent)
            node = parent
        return path[::-1]

    def within(self, unit_id: int | None, ancestor_id: int) -> bool:
        """Whether the unit is the ancestor itself or stands beneath it."""
        node = self.get(unit_id)
        for _ in range(len(self.nodes)):
            if node is None:
                return False
            if node.id == ancestor_id:
                return True
            node = self.get(node.parent_id)
        return False

    def at_level(self, unit_id: int, level: UnitLevel) -> Node | None:
        """The unit or its nearest ancestor at a level; None when there is none."""
        node = self.get(unit_id)
        while node and node.level != level:
            node = self.get(node.parent_id)
        return node
