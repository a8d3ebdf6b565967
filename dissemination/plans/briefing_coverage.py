"""How far a directive has reached down the tree: pure, one pass, for any number of units.

Formulas (DESIGN, rates): briefing coverage = units with a verified briefing ÷ units obliged;
people reached = distinct present ÷ (members − exempt), both of verified briefings, summed.
"""

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from dissemination.plans.briefing_models import BriefingState
from dissemination.units.tree import UnitTree


class Reached(enum.StrEnum):
    """Whether a unit can say how its people were reached; what must be done comes first."""

    SILENT = "silent"
    RETURNED = "returned"
    WAITING = "waiting"
    VERIFIED = "verified"


_NONE = dict.fromkeys(Reached, 0)
REACHED_RANK: Final = {reached: rank for rank, reached in enumerate(Reached)}


class Held(NamedTuple):
    """What coverage needs of a briefing."""

    id: int
    unit_id: int
    state: BriefingState
    other_unit_id: int | None
    held_on: date
    members_total: int | None
    members_exempt: int | None
    present_members: int | None
    present_cadres: int | None = None
    present_union: int | None = None
    present_others: int | None = None
    essays: int | None = None

    @property
    def present(self) -> int:
        """Everybody in the hall, as far as told."""
        guests = (self.present_cadres, self.present_union, self.present_others)
        return (self.present_members or 0) + sum(count or 0 for count in guests)

    @property
    def members_due(self) -> int | None:
        """The party members who had to be reached."""
        if self.members_total is None:
            return None
        return self.members_total - (self.members_exempt or 0)


@dataclass(slots=True)
class Coverage:
    """Of a unit and all beneath it. `own` is the unit's alone.

    `essays` are of the `writers` who came to the briefings that told of essays.
    """

    own: Reached = Reached.SILENT
    units: int = 0
    by_state: dict[Reached, int] = field(default_factory=_NONE.copy)
    conferences: int = 0
    waiting_conferences: int = 0
    present: int = 0
    due: int = 0
    essays: int = 0
    writers: int = 0

    @property
    def verified(self) -> int:
        return self.by_state[Reached.VERIFIED]

    @property
    def silent(self) -> int:
        return self.by_state[Reached.SILENT]


_NOTHING: Final[Mapping[int | None, Coverage]] = MappingProxyType({})


def cover(tree: UnitTree, briefings: Iterable[Held]) -> dict[int, Coverage]:
    """The coverage at every node of a tree, by unit."""
    return cover_with(tree, briefings, _NOTHING)[0]


def cover_with(
    tree: UnitTree,
    briefings: Iterable[Held],
    beneath: Mapping[int | None, Coverage],
    shared: Collection[tuple[int | None, Held]] = (),
) -> tuple[dict[int, Coverage], Coverage]:
    """The same with units that are counted already and stand in no tree, by their parents; and of all
    units together. `shared`: those of their briefings that may have been held together with others,
    each after its unit's parent; they were counted as if each had been held alone.
    """
    told = _by_unit(tree.nodes, briefings)
    found = {unit_id: _own(told.get(unit_id, ())) for unit_id in tree.nodes}
    whole = Coverage()
    for parent, briefing in shared:
        _count(beneath[parent], [briefing], -1)
    for one in (*found.values(), *beneath.values()):
        _add(whole, one)
    for unit_id in found.keys() & beneath.keys():
        _add(found[unit_id], beneath[unit_id])
    _add_up(tree, found)
    places = dict(_places(tree, told, shared))
    groups = conferences([*(one for own in told.values() for one in own), *(b for _, b in shared)])
    for group in groups:
        _count(whole, group)
        _count_conference(found, group, places)
    return found, whole


def alone(briefings: Collection[Held]) -> Coverage:
    """Of one unit by itself."""
    made = _own(briefings)
    for group in conferences(briefings):
        _count(made, group)
    return made


def total(units: Collection[int], briefings: Iterable[Held]) -> Coverage:
    """Of these units together, in the time that their briefings take."""
    whole = Coverage()
    told = _by_unit(units, briefings)
    for own in told.values():
        _add(whole, _own(own))
    quiet = len(units) - len(told)
    whole.units += quiet
    whole.by_state[Reached.SILENT] += quiet
    for group in conferences([one for own in told.values() for one in own]):
        _count(whole, group)
    return whole


def conferences(briefings: Collection[Held]) -> list[list[Held]]:
    """Briefings by the conference they tell of: what two units held together is one.

    Units that name each other, or one that names another which briefed on the same day, were in
    one hall. Two briefings of one unit on one day are two, unless one of them was joint.
    """
    leaders: dict[tuple[int, date], tuple[int, date]] = {}

    def leader(place: tuple[int, date]) -> tuple[int, date]:
        while leaders.get(place, place) != place:
            place = leaders[place]
        return place

    halls: set[tuple[int, date]] = set()
    for joint in briefings:
        if joint.other_unit_id is not None:
            one, other = (joint.unit_id, joint.held_on), (joint.other_unit_id, joint.held_on)
            leaders[leader(one)] = leader(other)
            halls |= {one, other}
    shared: dict[tuple[int, date], list[Held]] = {}
    alone = []
    for briefing in briefings:
        place = (briefing.unit_id, briefing.held_on)
        if place in halls:
            shared.setdefault(leader(place), []).append(briefing)
        else:
            alone.append([briefing])
    return [*alone, *shared.values()]


def _by_unit(units: Collection[int], briefings: Iterable[Held]) -> dict[int, list[Held]]:
    """Those of these units."""
    told: dict[int, list[Held]] = {}
    for briefing in briefings:
        if briefing.unit_id in units:
            told.setdefault(briefing.unit_id, []).append(briefing)
    return told


def _own(briefings: Collection[Held]) -> Coverage:
    """One unit's own: its best briefing says whether it was reached, its verified ones how far."""
    states = {REACHED[briefing.state] for briefing in briefings}
    own = max(states, key=REACHED_RANK.__getitem__, default=Reached.SILENT)
    made = Coverage(own=own, units=1)
    made.by_state[own] = 1
    verified = [b for b in briefings if b.state is BriefingState.VERIFIED]
    if verified:
        latest = max(verified, key=lambda briefing: (briefing.held_on, briefing.id))
        made.due = latest.members_due or 0
        made.present = min(sum(b.present_members or 0 for b in verified), made.due)
        made.essays = sum(b.essays or 0 for b in verified)
        made.writers = sum(b.present for b in verified if b.essays is not None)
    return made


REACHED: Final = {
    BriefingState.DRAFT: Reached.SILENT,
    BriefingState.RETURNED: Reached.RETURNED,
    BriefingState.SUBMITTED: Reached.WAITING,
    BriefingState.VERIFIED: Reached.VERIFIED,
}


def _add_up(tree: UnitTree, found: dict[int, Coverage]) -> None:
    """From the leaves up: each node gets what stands beneath it."""
    order = [node for root in tree.roots for node in tree.subtree(root.id)]
    for node in reversed(order):
        if node.parent_id in found:
            _add(found[node.parent_id], found[node.id])


def _add(above: Coverage, below: Coverage) -> None:
    above.units += below.units
    above.present += below.present
    above.due += below.due
    above.essays += below.essays
    above.writers += below.writers
    above.conferences += below.conferences
    above.waiting_conferences += below.waiting_conferences
    for state, count in below.by_state.items():
        above.by_state[state] += count


def _places(
    tree: UnitTree, units: Iterable[int], shared: Iterable[tuple[int | None, Held]]
) -> Iterator[tuple[int, list[int]]]:
    """For each of these units: at which nodes its conferences count."""
    ways: dict[int | None, list[int]] = {}
    parents = ((briefing.unit_id, parent) for parent, briefing in shared)
    for unit_id, node_id in (*((one, one) for one in units), *parents):
        if node_id not in ways:
            node = tree.get(node_id)
            ways[node_id] = [one.id for one in (*tree.ancestors(node.id), node)] if node else []
        yield unit_id, ways[node_id]


def _count_conference(
    found: Mapping[int, Coverage], group: Collection[Held], places: Mapping[int, Collection[int]]
) -> None:
    """It counts once at every node that has one of its units."""
    by_node: dict[int, list[Held]] = {}
    for briefing in group:
        for node_id in places[briefing.unit_id]:
            by_node.setdefault(node_id, []).append(briefing)
    for node_id, part in by_node.items():
        _count(found[node_id], part)


def _count(coverage: Coverage, group: Collection[Held], times: int = 1) -> None:
    states = {briefing.state for briefing in group}
    if BriefingState.VERIFIED in states:
        coverage.conferences += times
    elif BriefingState.SUBMITTED in states:
        coverage.waiting_conferences += times
