"""What the tree page shows of a tree of any size, and what its search finds.

`visible` is the ids of all units the reader may see, None when that is every unit.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import db
from dissemination.text import like_words
from dissemination.units.levels import RANK
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.queries import NODE, latest_nodes, valid_on
from dissemination.units.tree import Node

AT_ONCE: Final = 200  # siblings that one step shows
AT_FIRST: Final = 150  # levels are open at first as long as no more lines than these are shown

Visible = Collection[int] | None


@dataclass(slots=True)
class Branch:
    """A unit in the tree. `children` are those already shown, `count` is how many there are."""

    node: Node
    count: int = 0
    children: list["Branch"] = field(default_factory=list)

    @property
    def rest(self) -> int:
        return self.count - len(self.children)


@dataclass(frozen=True, slots=True)
class Siblings:
    """Some of a unit's children from `start` on, of `total`."""

    branches: list[Branch]
    start: int
    total: int

    @property
    def next(self) -> int | None:
        """Where the rest begins."""
        reached = self.start + len(self.branches)
        return reached if reached < self.total else None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `ever`: also under former names and among units that have ended."""

    text: str
    day: date
    ever: bool = False
    level: UnitLevel | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that was found, what stands above it, and the day it ended if it did by then."""

    node: Node
    path: list[Node]
    ended_on: date | None = None


def outline(day: date, visible: Visible, opened: Collection[int] = ()) -> Siblings:
    """The top of the tree with its first levels open, and `opened` units wherever they stand."""
    roots = siblings(None, day, visible)
    level, shown = roots.branches, len(roots.branches)
    while level and shown + (below := sum(branch.count for branch in level)) <= AT_FIRST and below:
        _open(level, day, visible)
        level = [child for branch in level for child in branch.children]
        shown += below
    if len(roots.branches) == 1 and not roots.branches[0].children:
        _open(roots.branches, day, visible)
    _open_wanted(roots.branches, set(opened), day, visible)
    return roots


def siblings(
    parent_id: int | None, day: date, visible: Visible, start: int = 0, at_once: int = AT_ONCE
) -> Siblings:
    """A unit's children, or the top of what is visible; higher levels first, then by code."""
    every = _tops(day, visible) if parent_id is None else _below([parent_id], day, visible)
    some = sorted(every, key=in_order)[start : start + at_once]
    return Siblings(_branches(some, day, visible), start, len(every))


def counts(day: date, visible: Visible) -> dict[UnitLevel, int]:
    """How many units of each level there are on a day, levels from the top down."""
    query = sa.select(UnitVersion.unit_id, UnitVersion.level).where(valid_on(day))
    rows = db.session.execute(query)
    found = Counter(level for unit_id, level in rows if _is_seen(unit_id, visible))
    return {level: found[level] for level in UnitLevel if found[level]}


def in_order(node: Node) -> tuple[int, str]:
    return RANK[node.level], node.code


def paths(nodes: Iterable[Node], day: date) -> dict[int, list[Node]]:
    """What stands above each of these units, from the top down."""
    nodes = list(nodes)
    known: dict[int, Node] = {}
    wanted = {node.parent_id for node in nodes if node.parent_id is not None}
    while wanted:
        above = latest_nodes(wanted, day)
        known |= above
        wanted = {node.parent_id for node in above.values() if node.parent_id is not None}
        wanted -= known.keys()
    return {node.id: _path(node, known) for node in nodes}


def search(wanted: Search, visible: Visible) -> list[int]:
    """The ids of all units found, higher levels first, then by code."""
    keys = [UnitVersion.search_key.like(pattern) for pattern in like_words(wanted.text)]
    code = sa.func.lower(Unit.code).startswith(wanted.text.lower(), autoescape=True)
    query = (
        sa.select(Unit.id, Unit.code, UnitVersion.level)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(sa.or_(code, sa.and_(*keys)) if keys else code)
    )
    if not wanted.ever:
        query = query.where(valid_on(wanted.day))
    if wanted.level:
        query = query.where(UnitVersion.level == wanted.level)
    rows = sorted(db.session.execute(query), key=lambda row: (RANK[row.level], row.code))
    return list(dict.fromkeys(row.id for row in rows if visible is None or row.id in visible))


def found(unit_ids: Sequence[int], day: date) -> list[Found]:
    """Some of the units a search found, with their paths, in the same order."""
    nodes = latest_nodes(unit_ids, day)
    above = paths(nodes.values(), day)
    ended = _ended(unit_ids, day)
    return [
        Found(nodes[unit_id], above[unit_id], ended.get(unit_id))
        for unit_id in unit_ids
        if unit_id in nodes
    ]


def _open(branches: Iterable[Branch], day: date, visible: Visible) -> None:
    """Show the children of branches; of very many only the first."""
    parents = {branch.node.id: branch for branch in branches if branch.count}
    nodes: dict[int, list[Node]] = {}
    for node in sorted(_below(parents, day, visible), key=in_order):
        if node.parent_id is not None:
            nodes.setdefault(node.parent_id, []).append(node)
    shown = [node for children in nodes.values() for node in children[:AT_ONCE]]
    for child in _branches(shown, day, visible):
        if child.node.parent_id is not None:
            parents[child.node.parent_id].children.append(child)


def _open_wanted(branches: list[Branch], opened: set[int], day: date, visible: Visible) -> None:
    for branch in branches:
        if branch.node.id in opened and not branch.children:
            _open([branch], day, visible)
        _open_wanted(branch.children, opened, day, visible)


def _branches(nodes: Sequence[Node], day: date, visible: Visible) -> list[Branch]:
    counts = Counter(
        parent_id for _, parent_id in _pairs(day, [node.id for node in nodes], visible)
    )
    return [Branch(node, counts[node.id]) for node in nodes]


def _pairs(day: date, parent_ids: Collection[int], visible: Visible) -> Iterable[tuple[int, int]]:
    query = sa.select(UnitVersion.unit_id, UnitVersion.parent_id).where(
        UnitVersion.parent_id.in_(parent_ids), valid_on(day)
    )
    rows = db.session.execute(query)
    return [(unit, parent) for unit, parent in rows if parent and _is_seen(unit, visible)]


def _below(parent_ids: Collection[int], day: date, visible: Visible) -> list[Node]:
    return _nodes(day, UnitVersion.parent_id.in_(parent_ids), visible)


def _tops(day: date, visible: Visible) -> list[Node]:
    """Visible units with nothing visible above them on that day."""
    if visible is None:
        return _nodes(day, ~_has_parent_on(day), None)
    query = sa.select(UnitVersion.unit_id, UnitVersion.parent_id).where(valid_on(day))
    pairs = [pair for pair in db.session.execute(query) if pair[0] in visible]
    standing = {unit for unit, _ in pairs}
    tops = [unit for unit, parent in pairs if parent not in standing]
    return _nodes(day, Unit.id.in_(tops), visible)


def _has_parent_on(day: date) -> sa.ColumnElement[bool]:
    above = aliased(UnitVersion)
    return sa.exists().where(above.unit_id == UnitVersion.parent_id, valid_on(day, above))


def _nodes(day: date, chosen: sa.ColumnElement[bool], visible: Visible) -> list[Node]:
    query = sa.select(*NODE).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    rows = db.session.execute(query.where(valid_on(day), chosen))
    return [Node(*row) for row in rows if _is_seen(row.id, visible)]


def _is_seen(unit_id: int, visible: Visible) -> bool:
    return visible is None or unit_id in visible


def _path(node: Node, known: dict[int, Node]) -> list[Node]:
    path: list[Node] = []
    parent = known.get(node.parent_id) if node.parent_id is not None else None
    while parent and parent not in path:
        path.append(parent)
        parent = known.get(parent.parent_id) if parent.parent_id is not None else None
    return path[::-1]


def _ended(unit_ids: Collection[int], day: date) -> dict[int, date]:
    """The last day of units that have ended by a day."""
    ends = sa.func.max(sa.func.coalesce(UnitVersion.valid_to, date.max))
    query = (
        sa.select(UnitVersion.unit_id, ends)
        .where(UnitVersion.unit_id.in_(unit_ids))
        .group_by(UnitVersion.unit_id)
        .having(ends <= day)
    )
    return dict(db.session.execute(query).all())
