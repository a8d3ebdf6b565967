"""What the address of a page on briefings asks for, and what of it the person may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from flask import request

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import briefing_coverage, briefing_queries
from dissemination.plans.briefing_coverage import REACHED_RANK, Coverage, Held, Reached
from dissemination.plans.briefing_models import BriefingOrder, BriefingState
from dissemination.plans.briefing_queries import Span
from dissemination.text import fold
from dissemination.units import queries as unit_queries
from dissemination.units.levels import RANK
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.units.tree import Node, UnitTree
from dissemination.web.access import reach
from dissemination.web.actions import Action

FILTERS: Final = ("q", "state", "level", "beneath")


@dataclass(frozen=True)
class Ground:
    """A directive over the units that the person may see, as it stood at the end of a day."""

    directive: Directive
    order: BriefingOrder
    day: date
    tree: UnitTree
    held: list[Held]
    covered: dict[int, Coverage]
    whole: Coverage
    is_limited: bool

    @property
    def is_past(self) -> bool:
        return self.day < clock.today()

    @cached_property
    def latest(self) -> dict[int, Held]:
        """Each unit's last briefing, of those that were sent."""
        told = [held for held in self.held if held.state is not BriefingState.DRAFT]
        return {held.unit_id: held for held in sorted(told, key=lambda one: one.held_on)}

    def children(self, unit_id: int | None) -> list[Node]:
        """Who needs attention first: silent, returned, waiting, verified."""
        return sorted(self.tree.children.get(unit_id, ()), key=self.in_need)

    def in_need(self, node: Node) -> tuple[int, int, int, str]:
        covered = self.covered[node.id]
        return REACHED_RANK[covered.own], -covered.silent, RANK[node.level], node.code


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of units is narrowed to."""

    text: str = ""
    state: Reached | None = None
    level: UnitLevel | None = None
    beneath: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()


def ground(directive_id: int) -> Ground:
    """Everything a page on one directive's briefings shows, in memory."""
    directive = db.get_or_404(Directive, directive_id)
    order = briefing_queries.order_of(directive_id)
    day = asked_day()
    tree, is_limited = seen_tree(
        briefing_queries.obliged_on(order, briefing_queries.conference_days(), day)
    )
    held = _held(directive_id, day)
    covered = briefing_coverage.cover(tree, held)
    whole = briefing_coverage.total(tree.nodes, held)
    return Ground(directive, order, day, tree, held, covered, whole, is_limited)


def asked_day() -> date:
    """The day whose figures are shown: the address's, else today."""
    return min(date_typed(request.args.get("date", "")) or date.max, clock.today())


def seen_tree(day: date) -> tuple[UnitTree, bool]:
    """The units of a day within the person's reach, and whether that is less than all."""
    within, tree = reach(Action.VIEW_BRIEFINGS), unit_queries.tree_at(day)
    if within.everything:
        return tree, False
    return UnitTree(n for n in tree.nodes.values() if n.id in within.units), True


def seen_units(spans: Iterable[Span], day: date) -> set[int]:
    """The units of a day within the person's reach."""
    within = reach(Action.VIEW_BRIEFINGS)
    units = {span.unit_id for span in spans if span.holds_on(day)}
    return units if within.everything else units.intersection(within.units)


def _held(directive_id: int, day: date) -> list[Held]:
    if day >= clock.today():
        return briefing_queries.held(directive_id)
    return briefing_queries.held_at(directive_id, clock.at_local(day + timedelta(days=1), 0))


def wanted() -> Wanted:
    """The present address; what makes no sense in it asks for nothing."""
    given = request.args
    state, level, beneath = given.get("state", ""), given.get("level", ""), given.get("beneath", "")
    return Wanted(
        text=given.get("q", "").strip()[:100],
        state=Reached(state) if state in set(Reached) else None,
        level=UnitLevel(level) if level in set(UnitLevel) else None,
        beneath=int(beneath) if is_count(beneath) else None,
    )


def found(ground: Ground, asked: Wanted) -> list[Node]:
    """The units that match, those in need first."""
    some: Iterable[Node] = ground.tree.nodes.values()
    if asked.beneath is not None:
        some = ground.tree.subtree(asked.beneath)
    words = fold(asked.text).split()
    matching = [
        node
        for node in some
        if (asked.state is None or ground.covered[node.id].own is asked.state)
        and (asked.level is None or node.level is asked.level)
        and _is_named(node, words)
    ]
    return sorted(matching, key=ground.in_need)


def opened() -> set[int]:
    """The branches that the address holds open."""
    return {int(text) for text in request.args.getlist("open") if is_count(text)}


def sought(ground: Ground) -> int | None:
    """The unit to which the address wants the tree opened."""
    text = request.args.get("unit", "")
    return int(text) if is_count(text) and int(text) in ground.tree.nodes else None


def is_count(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _is_named(node: Node, words: Sequence[str]) -> bool:
    if not words:
        return True
    name = f" {fold(node.name)}"
    return all(f" {word}" in name for word in words) or node.code.lower().startswith(words[0])
