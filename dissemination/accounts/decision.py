"""The decision behind the gate: does any of the person's grants reach this?

A grant for everything reaches everything; for a unit, what names that unit or one it answers for
(a point names the unit it stands for); for a conference, the conference and its points; for a
point, that point alone. What names nothing narrower than the system, only the first reaches.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from flask import g, has_request_context
from flask_security import current_user

from dissemination import clock
from dissemination.accounts.models import Grant
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.units import queries as unit_queries
from dissemination.units import standing
from dissemination.units.tree import UnitTree
from dissemination.web.actions import Action, Scope

# The unit itself and every unit that answers for it.
Answering = Callable[[int], Collection[int]]


def decide(action: Action, scope: Scope, *, anywhere: bool) -> bool:
    """Whether the signed-in person may; `anywhere` asks whether at all."""
    holding = grants_for(action)
    if anywhere:
        return bool(holding)
    return any(reaches(grant, scope, answering_in_request) for grant in holding)


def reaches(grant: Grant, scope: Scope, answering: Answering) -> bool:
    """Whether the part a grant is for contains the scope."""
    if grant.point_id is not None:
        return grant.point_id == scope.point_id
    if grant.conference_id is not None:
        return grant.conference_id == scope.conference_id
    if grant.unit_id is not None:
        return scope.unit_id is not None and grant.unit_id in answering(scope.unit_id)
    return True


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything some grants are for: what lists are filtered by. `units` holds whole subtrees."""

    everything: bool = False
    units: frozenset[int] = frozenset()
    conferences: frozenset[int] = frozenset()
    points: frozenset[int] = frozenset()


def reach_of(grants: Iterable[Grant]) -> Reach:
    """The parts of these grants together, units with all they answer for."""
    grants = list(grants)
    own_units = {grant.unit_id for grant in grants if grant.unit_id is not None}
    return Reach(
        everything=any(grant.is_for_everything for grant in grants),
        units=answered_in_request(frozenset(own_units)),
        conferences=frozenset(x.conference_id for x in grants if x.conference_id is not None),
        points=frozenset(x.point_id for x in grants if x.point_id is not None),
    )


def answered_in_request(own_units: frozenset[int]) -> frozenset[int]:
    """These units and all they answer for today; in a request read once for the same units."""
    known: dict[frozenset[int], frozenset[int]] = {}
    if has_request_context():
        known = g.setdefault("answered", known)
    if own_units not in known:
        known[own_units] = frozenset(standing.answered_by(own_units, clock.today()))
    return known[own_units]


def reach(action: Action) -> Reach:
    """Where the person of this request may do this."""
    return reach_of(grants_for(action))


def grants_of_request() -> list[Grant]:
    """Grants in force of the signed-in person; none for nobody."""
    if "grants" not in g:
        found: Iterable[Grant] = getattr(current_user, "grants", ())
        g.grants = [grant for grant in found if grant.is_in_force]
    grants: list[Grant] = g.grants
    return grants


def grants_for(action: Action) -> list[Grant]:
    """The person's grants that hold an action: what lists are filtered by."""
    return [grant for grant in grants_of_request() if action in ROLE_ACTIONS[grant.role]]


def answering_in_request(unit_id: int) -> Collection[int]:
    """The units that answer for this one today, read at most once per request."""
    known: dict[int, set[int]] = g.setdefault("answering", {})
    if unit_id not in known:
        known[unit_id] = standing.answering_for(unit_id, clock.today())
    return known[unit_id]


def tree_of_request() -> UnitTree:
    """Today's tree of units, read at most once per request."""
    if "unit_tree" not in g:
        g.unit_tree = unit_queries.tree_at(clock.today())
    tree: UnitTree = g.unit_tree
    return tree
