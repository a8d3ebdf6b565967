"""What the address of a thread asks for, and the units of it that this person may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from dissemination import clock
from dissemination.coverage import thread_reports
from dissemination.coverage.thread import At, Chain, Link
from dissemination.plans import briefing_asking, briefing_queries
from dissemination.text import fold
from dissemination.units.levels import RANK
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.units.queries import latest_nodes, tree_at
from dissemination.units.tree import Node, UnitTree
from dissemination.web.access import reach
from dissemination.web.actions import Action

ANY = "any"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a thread is narrowed to. `broken`: "any", a link, or "" for every unit."""

    text: str = ""
    level: UnitLevel | None = None
    beneath: int | None = None
    broken: str = ""

    def keeps(self, chain: Chain) -> bool:
        """Whether a thread is among those asked for."""
        if not self.broken:
            return True
        return chain.breaks_at(None if self.broken == ANY else Link(self.broken))


def wanted() -> Wanted:
    """The present address; what makes no sense in it asks for nothing."""
    given = request.args
    level, beneath, broken = (given.get(name, "") for name in ("level", "beneath", "broken"))
    return Wanted(
        text=given.get("q", "").strip()[:100],
        level=UnitLevel(level) if level in set(UnitLevel) else None,
        beneath=int(beneath) if briefing_asking.is_count(beneath) else None,
        broken=broken if broken in {ANY, *Link} else "",
    )


def asked_at() -> At:
    """The end of the day whose figures are shown: the address's, else today."""
    day = min(date_typed(request.args.get("on", "")) or date.max, clock.today())
    return At(day, clock.at_local(day + timedelta(days=1), 0))


def as_of(at: At) -> dict[str, str]:
    """The day stands in addresses only when it is not today."""
    return {"on": at.day.isoformat()} if at.day < clock.today() else {}


def asked_tree(directive_id: int, at: At) -> UnitTree:
    """The units asked to carry a directive out that the person may see, in one tree.

    They are those of the day by which all had to be briefed, and who owed a report since. Units
    that were merged afterwards keep what they told.
    """
    order = briefing_queries.order_of(directive_id)
    base = briefing_queries.obliged_on(order, briefing_queries.conference_days(), at.day)
    nodes = dict(tree_at(base).nodes)
    owing = thread_reports.owing_units(directive_id, at)
    if later := owing - nodes.keys():
        nodes |= latest_nodes(later, at.day)
    within = reach(Action.VIEW_REPORTS)
    return UnitTree(node for node in nodes.values() if within.everything or node.id in within.units)


def narrowed(tree: UnitTree, asked: Wanted) -> list[Node]:
    """The units that the address asks for, higher levels first, then by code."""
    some: Iterable[Node] = tree.nodes.values()
    if asked.beneath is not None:
        some = tree.subtree(asked.beneath)
    words = fold(asked.text).split()
    found = [
        node
        for node in some
        if (asked.level is None or node.level is asked.level) and _is_named(node, words)
    ]
    return sorted(found, key=lambda node: (RANK[node.level], node.code))


def _is_named(node: Node, words: Sequence[str]) -> bool:
    if not words:
        return True
    name = f" {fold(node.name)}"
    return all(f" {word}" in name for word in words) or node.code.lower().startswith(words[0])
