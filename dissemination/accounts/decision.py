"""The decision behind the gate: does any of the person's grants reach this?"""

from collections.abc import Iterable

from flask import g
from flask_security import current_user

from dissemination import clock
from dissemination.accounts.models import Grant
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.units import queries as unit_queries
from dissemination.units.tree import UnitTree
from dissemination.web.actions import Action, Scope


def decide(action: Action, scope: Scope, *, anywhere: bool) -> bool:
    """Whether the signed-in person may; `anywhere` asks whether at all."""
    holding = [grant for grant in grants_of_request() if action in ROLE_ACTIONS[grant.role]]
    if anywhere:
        return bool(holding)
    return any(reaches(grant, scope) for grant in holding)


def reaches(grant: Grant, scope: Scope) -> bool:
    """Whether the part a grant is for contains the scope."""
    if grant.point_id is not None:
        return grant.point_id == scope.point_id
    if grant.conference_id is not None:
        return grant.conference_id == scope.conference_id
    if grant.unit_id is not None:
        return scope.unit_id is not None and tree_of_request().within(scope.unit_id, grant.unit_id)
    return True


def grants_of_request() -> list[Grant]:
    """Grants in force of the signed-in person; none for nobody."""
    if "grants" not in g:
        found: Iterable[Grant] = getattr(current_user, "grants", ())
        g.grants = [grant for grant in found if grant.revoked_at is None]
    grants: list[Grant] = g.grants
    return grants


def grants_for(action: Action) -> list[Grant]:
    """The person's grants that hold an action: what lists are filtered by."""
    return [grant for grant in grants_of_request() if action in ROLE_ACTIONS[grant.role]]


def tree_of_request() -> UnitTree:
    """Today's tree of units, read at most once per request."""
    if "unit_tree" not in g:
        g.unit_tree = unit_queries.tree_at(clock.today())
    tree: UnitTree = g.unit_tree
    return tree
