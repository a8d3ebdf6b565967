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


def outline(ground: Ground, opened: set[int], sought: int | None = None) -> list[Branch]:
    """The top of the tree with its first levels open, and `opened` units wherever they stand.

    To a unit that is `sought` the way is open, and it is shown however many stand before it.
    """
    way = ground.way(sought) if sought else []
    opened = opened | {node.id for node in way[:-1]}
    shown_first = frozenset(node.id for node in way)
    ground.open([None, *opened])
    tops = [branch(ground, node) for node in _some(ground, None, shown_first)]
    level, shown = tops, len(tops)
    while level and shown + (below := sum(branch.count for branch in level)) <= AT_FIRST and below:
        ground.open([branch.node.id for branch in level])
        level = [child for branch in level for child in _open(ground, branch, shown_first)]
        shown += below
    if len(tops) == 1 and not tops[0].children:
        _open(ground, tops[0], shown_first)
    _open_wanted(ground, tops, opened, shown_first)
    return tops


def branch(ground: Ground, node: Node) -> Branch:
    """A unit, closed."""
    return Branch(node, ground.covered[node.id], ground.counts.get(node.id, 0))


def _some(ground: Ground, above: int | None, wanted: frozenset[int]) -> list[Node]:
    """The first children; one that is wanted stands at the end when it is not among them."""
    every = ground.children(above)
    some = every[:AT_ONCE]
    return some + [node for node in every[AT_ONCE:] if node.id in wanted]


def _open(ground: Ground, above: Branch, wanted: frozenset[int]) -> list[Branch]:
    above.children = [branch(ground, node) for node in _some(ground, above.node.id, wanted)]
    return above.children


def _open_wanted(
    ground: Ground, branches: list[Branch], opened: set[int], wanted: frozenset[int]
) -> None:
    for one in branches:
        if one.node.id in opened and not one.children:
            _open(ground, one, wanted)
        _open_wanted(ground, one.children, opened, wanted)
