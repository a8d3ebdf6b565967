"""What the person of this request is towards a unit's reports, and whose he may see."""

from collections.abc import Iterable
from typing import Final

from flask_security import current_user

from dissemination import clock
from dissemination.accounts.decision import (
    answered_in_request,
    answering_in_request,
    grants_for,
    reaches,
)
from dissemination.accounts.models import Grant, Role
from dissemination.reporting.lifecycle import Capacity, Step, steps_of
from dissemination.reporting.models import Obligation
from dissemination.reporting.queries import Within
from dissemination.reporting.services import Doer, runs_out
from dissemination.web.access import reach
from dissemination.web.actions import Action, Scope

# An officer or head receives the reports of units beneath his own, never his own unit's.
_OF_A_UNIT = frozenset({Role.UNIT_OFFICER, Role.HEAD_OF_UNIT})
# What a receiver decides of a duty itself, not of what was filed.
_SETTLING: Final[tuple[Step, ...]] = (Step.WAIVE, Step.TRANSFER, Step.EXTEND, Step.RESTORE)


def doer(unit_id: int) -> Doer:
    """The person of this request, towards a unit's reports."""
    return Doer(current_user.id, unit_id, capacities(unit_id))


def capacities(unit_id: int) -> frozenset[Capacity]:
    """What one may do oneself, what one signs as its head, and what one receives from beneath."""
    found = set()
    if any(_is_own(grant, unit_id) for grant in grants_for(Action.DRAFT_REPORT)):
        found.add(Capacity.DRAFTER)
    if any(_is_own(grant, unit_id) for grant in grants_for(Action.SIGN_REPORT)):
        found.add(Capacity.HEAD)
    if any(_receives(grant, unit_id) for grant in grants_for(Action.RECEIVE_REPORT)):
        found.add(Capacity.RECEIVER)
    return frozenset(found)


def _is_own(grant: Grant, unit_id: int) -> bool:
    return grant.is_for_everything or grant.unit_id == unit_id


def _receives(grant: Grant, unit_id: int) -> bool:
    if grant.role in _OF_A_UNIT and grant.unit_id in (None, unit_id):
        return False
    return reaches(grant, Scope(unit_id=unit_id), answering_in_request)


def settling_steps(obligations: Iterable[Obligation]) -> dict[int, list[Step]]:
    """What the person may settle of each, by the obligation's id; none for those who only read."""
    found: dict[int, list[Step]] = {}
    for owed in obligations:
        allowed = set(steps_of(owed.state, capacities(owed.unit_id)))
        if clock.today() > runs_out(owed):
            allowed.discard(Step.EXTEND)
        if steps := [step for step in _SETTLING if step in allowed]:
            found[owed.id] = steps
    return found


def seen() -> Within:
    """The units whose reports the person may read."""
    found = reach(Action.VIEW_REPORTS)
    return None if found.everything else frozenset(found.units)


def own_units() -> frozenset[int]:
    """The units whose reports the person drafts or signs himself."""
    grants = grants_for(Action.DRAFT_REPORT) + grants_for(Action.SIGN_REPORT)
    return frozenset(grant.unit_id for grant in grants if grant.unit_id is not None)


def received() -> Within:
    """The units whose reports the person receives: as `capacities` says it of one."""
    found: set[int] = set()
    for grant in grants_for(Action.RECEIVE_REPORT):
        if grant.is_for_everything:
            if grant.role not in _OF_A_UNIT:
                return None
        elif grant.unit_id is not None:
            beneath = answered_in_request(frozenset({grant.unit_id}))
            found |= beneath - {grant.unit_id} if grant.role in _OF_A_UNIT else beneath
    return frozenset(found)
