"""What the person of this request is towards the plans of a unit, and which plans wait for him."""

from collections.abc import Collection

from flask_security import current_user

from dissemination.accounts.decision import (
    answered_in_request,
    answering_in_request,
    grants_for,
    reaches,
)
from dissemination.accounts.models import Grant, Role
from dissemination.plans.changing import Doer
from dissemination.plans.lifecycle import Capacity
from dissemination.plans.queries import Within
from dissemination.units.queries import mergers_from
from dissemination.web.access import reach
from dissemination.web.actions import Action, Scope

# An officer or head receives the plans of units beneath his own, never his own unit's.
_OF_A_UNIT = frozenset({Role.UNIT_OFFICER, Role.HEAD_OF_UNIT})


def doer(unit_id: int) -> Doer:
    """The person of this request, towards a unit's plans."""
    return Doer(current_user.id, capacities(unit_id))


def capacities(unit_id: int) -> frozenset[Capacity]:
    own = {unit_id} | {one.into_unit_id for one in mergers_from(unit_id) if not one.part_only}
    found = set()
    if any(_is_own(grant, own) for grant in grants_for(Action.DRAFT_PLAN)):
        found.add(Capacity.DRAFTER)
    if any(_is_own(grant, own) for grant in grants_for(Action.SIGN_PLAN)):
        found.add(Capacity.HEAD)
    if any(_receives(grant, unit_id, own) for grant in grants_for(Action.RECEIVE_PLAN)):
        found.add(Capacity.RECEIVER)
    return frozenset(found)


def _is_own(grant: Grant, own: Collection[int]) -> bool:
    return grant.is_for_everything or grant.unit_id in own


def _receives(grant: Grant, unit_id: int, own: Collection[int]) -> bool:
    if grant.role in _OF_A_UNIT and (grant.unit_id is None or grant.unit_id in own):
        return False
    return reaches(grant, Scope(unit_id=unit_id), answering_in_request)


def seen() -> Within:
    """The units whose plans the person may read."""
    found = reach(Action.VIEW_PLANS)
    return None if found.everything else frozenset(found.units)


def own_units() -> frozenset[int]:
    """The units the person works for, not those beneath."""
    grants = [*grants_for(Action.DRAFT_PLAN), *grants_for(Action.SIGN_PLAN)]
    return frozenset(grant.unit_id for grant in grants if grant.unit_id is not None)


def units_by_capacity() -> dict[Capacity, Within]:
    """For each capacity the units towards which the person holds it."""
    return {
        Capacity.DRAFTER: _units_of(grants_for(Action.DRAFT_PLAN)),
        Capacity.HEAD: _units_of(grants_for(Action.SIGN_PLAN)),
        Capacity.RECEIVER: _units_received(grants_for(Action.RECEIVE_PLAN)),
    }


def _units_of(grants: Collection[Grant]) -> Within:
    if any(grant.is_for_everything for grant in grants):
        return None
    return frozenset(grant.unit_id for grant in grants if grant.unit_id is not None)


def _units_received(grants: Collection[Grant]) -> Within:
    wide = [grant for grant in grants if grant.role not in _OF_A_UNIT]
    if any(grant.is_for_everything for grant in wide):
        return None
    tops = {grant.unit_id for grant in wide if grant.unit_id is not None}
    above = {grant.unit_id for grant in grants if grant.role in _OF_A_UNIT and grant.unit_id}
    beneath = answered_in_request(frozenset(above)) - above
    return answered_in_request(frozenset(tops)) | beneath
