"""Which points a conference would get for the units of a subtree. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dissemination.units.models import UnitLevel
from dissemination.units.tree import Node, UnitTree


@dataclass(frozen=True, slots=True)
class Proposal:
    """A point that would be made: its unit and its name, unlike any other in the conference."""

    unit_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the button would do: what is new, and how many units have a point already."""

    new: list[Proposal]
    existing: int


def plan(
    tree: UnitTree,
    root_id: int,
    levels: Collection[UnitLevel],
    *,
    taken_units: Collection[int],
    taken_names: Collection[str],
) -> Plan:
    """A point for each unit of the subtree at these levels that has none yet, parents first."""
    units = [node for node in tree.subtree(root_id) if node.level in levels]
    new = [node for node in units if node.id not in taken_units]
    names = _names(tree, new, taken_names)
    return Plan([Proposal(node.id, names[node.id]) for node in new], len(units) - len(new))


def _names(tree: UnitTree, units: Iterable[Node], taken: Collection[str]) -> dict[int, str]:
    """A unit's own name; where several would be alike, with the unit above, then with its code."""
    units = list(units)
    often = Counter(node.name for node in units)
    used = set(taken)
    names = {}
    for node in units:
        name = node.name
        parent = tree.get(node.parent_id)
        if parent and (often[name] > 1 or name in used):
            name = f"{node.name} ({parent.name})"
        if name in used:
            name = f"{name} – {node.code}"
        used.add(name)
        names[node.id] = name[:255]
    return names
