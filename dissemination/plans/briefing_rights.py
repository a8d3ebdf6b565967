"""For whom the person of this request records, sends and judges briefings."""

import sqlalchemy as sa
from flask_security import current_user

from dissemination.accounts.decision import answering_in_request, grants_for, reach_of
from dissemination.plans import briefing_lifecycle, briefing_services
from dissemination.plans.briefing_lifecycle import Facts
from dissemination.plans.briefing_models import BriefingStep, OnwardBriefing
from dissemination.web.access import may
from dissemination.web.actions import Action


def facts_about(found: OnwardBriefing, reason: str = "") -> Facts:
    """What the person is to a briefing, and why a step is taken."""
    return Facts(
        user_id=current_user.id,
        acts_for=_parts(Action.VERIFY_BRIEFING),
        above=set(answering_in_request(found.unit_id)) - {found.unit_id},
        sender=briefing_services.sender_of(found),
        reason=reason,
    )


def sends_for(unit_id: int) -> int | None:
    """On whose behalf the person sends a unit's briefing: its own, one above it, the secretariat."""
    parts = _parts(Action.RECORD_BRIEFING)
    if unit_id in parts:
        return unit_id
    above = [part for part in parts if part is not None and part in answering_in_request(unit_id)]
    return min(above, default=None)


def open_steps(found: OnwardBriefing) -> list[BriefingStep]:
    """The steps that this person may take now."""
    objection = briefing_lifecycle.objection(facts_about(found))
    return [
        step
        for step in briefing_lifecycle.steps_from(found.state)
        if may(briefing_lifecycle.ACTION_OF_STEP[step], unit_id=found.unit_id)
        and (step not in briefing_lifecycle.JUDGES or objection is None)
    ]


def may_record(found: OnwardBriefing) -> bool:
    return may(Action.RECORD_BRIEFING, unit_id=found.unit_id)


def own_unit() -> int | None:
    """The one unit for which the person records; None: for several, or for none."""
    parts = _parts(Action.RECORD_BRIEFING)
    return next(iter(parts)) if len(parts) == 1 else None


def to_judge() -> sa.ColumnElement[bool]:
    """Briefings of the units beneath those for which the person judges."""
    grants = grants_for(Action.VERIFY_BRIEFING)
    within = reach_of(grants)
    if within.everything:
        return sa.true()
    own = {grant.unit_id for grant in grants}
    return OnwardBriefing.unit_id.in_(within.units - own)


def _parts(action: Action) -> set[int | None]:
    """The units that the person's grants with an action are for; None: everything."""
    return {
        grant.unit_id
        for grant in grants_for(action)
        if grant.unit_id is not None or grant.is_for_everything
    }
