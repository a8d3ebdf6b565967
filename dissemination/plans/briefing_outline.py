"""What the tree shows at first: as many levels as fit, and what the reader had open."""

from dataclasses import dataclass, field
from typing import Final

from dissemination.plans.briefing_asking import Ground
from dissemination.plans.briefing_coverage import Coverage
from dissemination.units.tree import Node

AT_ONCE: Final = 200  # siblings that one step shows
AT_FIRST: Final = 150  # levels are open at first as long as no more lines than these are shown


@dataclass(slots=True)
class Branch:
    """A unit in the tree. `children` are those already shown, `count` is how many there are."""

    node: Node
    coverage: Coverage
    count: int
    children: list["Branch"] = field(default_factory=list)


def outline(ground: Ground, opened: set[int]) -> list[Branch]:
    """The top of the tree with its first levels open, and `opened` units wherever they stand."""
    tops = [branch(ground, node) for node in ground.children(None)[:AT_ONCE]]
    level, shown = tops, len(tops)
    while level and shown + (below := sum(branch.count for branch in level)) <= AT_FIRST and below:
        level = [child for branch in level for child in _open(ground, branch)]
        shown += below
    if len(tops) == 1 and not tops[0].children:
        _open(ground, tops[0])
    _open_wanted(ground, tops, opened)
    return tops


def branch(ground: Ground, node: Node) -> Branch:
    """A unit, closed."""
    return Branch(node, ground.covered[node.id], len(ground.tree.children.get(node.id, ())))


def _open(ground: Ground, above: Branch) -> list[Branch]:
    above.children = [branch(ground, node) for node in ground.children(above.node.id)[:AT_ONCE]]
    return above.children


def _open_wanted(ground: Ground, branches: list[Branch], opened: set[int]) -> None:
    for one in branches:
        if one.node.id in opened and not one.children:
            _open(ground, one)
        _open_wanted(ground, one.children, opened)
