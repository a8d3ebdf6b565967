"""How far a directive has reached in a tree of units: read as far as a page shows it."""

from collections.abc import Collection, Iterable

from dissemination.plans import briefing_coverage, briefing_sums
from dissemination.plans.briefing_coverage import REACHED_RANK, Held, Reached
from dissemination.plans.briefing_models import BriefingState
from dissemination.plans.briefing_sums import Part, Plain
from dissemination.text import fold
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel
from dissemination.units.tree import Node, UnitTree


class Cascade:
    """The coverage at every unit of a part.

    `tree` holds the units with others beneath them, and few more: `children` reads the others of a
    branch when it is opened. `covered` and `latest` (each unit's last briefing, of those that were
    sent) know what has been read. `counts`: how many stand right beneath a unit.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.tree = UnitTree(briefing_sums.branches(part))
        self.plain = Plain(part, self.tree.nodes.keys())
        held = briefing_sums.held(part, briefing_sums.named(self.tree.nodes.keys()))
        plain = self.plain.by_parent()
        shared = self.plain.shared(_named_then(held) if part.until else ())
        self.covered, self.whole = briefing_coverage.cover_with(self.tree, held, plain, shared)
        self.counts = {one: len(some) for one, some in self.tree.children.items()}
        for parent, coverage in plain.items():
            above = self._known(parent)
            self.counts[above] = self.counts.get(above, 0) + coverage.units
        self.latest: dict[int, Held] = {}
        self._note(held)
        self._plain: dict[int | None, list[Node]] = {}
        # Parents that the reader does not see: to him the units beneath stand at the top.
        self._unseen = [parent for parent in plain if self._known(parent) is None]

    def _known(self, unit_id: int | None) -> int | None:
        return unit_id if unit_id in self.tree.nodes else None

    def levels(self, beneath: int | None) -> list[int]:
        """How many units stand at each level beneath one, itself first; None: from the top down."""
        level = [node.id for node in self.tree.children.get(None, [])]
        found = [1 if beneath else self.counts.get(None, 0)]
        level = [beneath] if beneath else level
        while below := sum(self.counts.get(one, 0) for one in level):
            found.append(below)
            level = [node.id for one in level for node in self.tree.children.get(one, ())]
        return found

    def children(self, unit_id: int | None) -> list[Node]:
        """Who needs attention first: silent, returned, waiting, verified."""
        self.open([unit_id])
        branches = self.tree.children.get(unit_id, [])
        return sorted([*branches, *self._plain.get(unit_id, ())], key=self.in_need)

    def in_need(self, node: Node) -> tuple[int, int, int, str]:
        covered = self.covered[node.id]
        return _in_need(REACHED_RANK[covered.own], covered.silent, node.level, node.code)

    def open(self, unit_ids: Collection[int | None] | None) -> None:
        """Read the units right beneath these at once; None: beneath all."""
        every = self.counts.keys() if unit_ids is None else self.counts.keys() & set(unit_ids)
        lacking = every - self._plain.keys()
        if not lacking:
            return
        self._plain |= {unit_id: [] for unit_id in lacking}
        under = (lacking - {None}) | set(self._unseen if None in lacking else ())
        for node in self._read(self.plain.beneath(under)):
            if (above := self._known(node.parent_id)) in lacking:
                self._plain[above].append(node)

    def find(self, unit_id: int | None) -> Node | None:
        """A unit wherever it stands."""
        return None if unit_id is None else self.nodes([unit_id]).get(unit_id)

    def way(self, unit_id: int) -> list[Node]:
        """From the top down to a unit and itself."""
        node = self.find(unit_id)
        if node is None:
            return []
        above = self.tree.get(node.parent_id)
        return [*self.tree.ancestors(above.id), above, node] if above else [node]

    def nodes(self, unit_ids: Collection[int]) -> dict[int, Node]:
        """These units."""
        branches = [self.tree.nodes[one] for one in unit_ids if one in self.tree.nodes]
        plain = self._read(self.plain.among(unit_ids))
        return {node.id: node for node in [*branches, *plain]}

    def found(
        self, text: str, level: UnitLevel | None, state: Reached | None, beneath: int | None
    ) -> list[int]:
        """The units that match, those in need first."""
        under = None if beneath is None else self.tree.subtree_ids(beneath)
        keys = [
            (self.in_need(node), node.id)
            for node in self.tree.nodes.values()
            if (under is None or node.id in under)
            and (level is None or node.level is level)
            and (state is None or self.covered[node.id].own is state)
            and is_named(node, text)
        ]
        rows = self.plain.found(text, level, state, beneath, under)
        keys += [
            (
                _in_need(rank, int(rank == REACHED_RANK[Reached.SILENT]), UnitLevel(of), code),
                unit_id,
            )
            for rank, of, code, unit_id in rows
        ]
        return [unit_id for _key, unit_id in sorted(keys)]

    def _read(self, nodes: list[Node]) -> list[Node]:
        """Plain units with their briefings, which stand for themselves."""
        ids = {node.id for node in nodes}
        held = briefing_sums.held(self.part, briefing_sums.named(ids)) if ids else []
        told = {one.unit_id: one for one in held if one.unit_id in ids}
        for node in nodes:
            own = [told[node.id]] if node.id in told else []
            self.covered[node.id] = briefing_coverage.alone(own)
        self._note(told.values())
        return nodes

    def _note(self, held: Iterable[Held]) -> None:
        sent = [one for one in held if one.state is not BriefingState.DRAFT]
        self.latest |= {one.unit_id: one for one in sorted(sent, key=lambda one: one.held_on)}


def _named_then(held: Iterable[Held]) -> set[int]:
    """The units with which others say they held a briefing together."""
    return {one.other_unit_id for one in held if one.other_unit_id is not None}


def _in_need(rank: int, silent: int, level: UnitLevel, code: str) -> tuple[int, int, int, str]:
    return rank, -silent, RANK[level], code


def is_named(node: Node, text: str) -> bool:
    """Whether a unit is meant by some words of its name, in any order, or by its code's beginning."""
    words = fold(text).split()
    if not words:
        return True
    name = f" {fold(node.name)}"
    return all(f" {word}" in name for word in words) or node.code.lower().startswith(words[0])
