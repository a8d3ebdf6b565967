"""Whether a unit may stand where it is meant to stand, through the whole time it is meant to."""

from datetime import date

import sqlalchemy as sa

from dissemination.database import db
from dissemination.units import queries
from dissemination.units.levels import may_stand_under
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.refusals import Refusal


def refused(
    unit_id: int | None, level: UnitLevel, parent_id: int | None, since: date, until: date | None
) -> Refusal | None:
    """Why a unit cannot be of this level beneath this parent from `since` until before `until`.

    `unit_id` None: a unit that is yet to be made. `until` None: without end.
    """
    if parent_id is not None:
        parent_refused = _parent_refused(unit_id, level, parent_id, since, until)
        if parent_refused:
            return parent_refused
    if unit_id is None:
        return None
    children = children_between(unit_id, since, until)
    fit = all(may_stand_under(child.level, level) for child in children)
    return None if fit else Refusal.BELOW_CHILD


def _parent_refused(
    unit_id: int | None, level: UnitLevel, parent_id: int, since: date, until: date | None
) -> Refusal | None:
    if db.session.get(Unit, parent_id) is None:
        return Refusal.PARENT_UNKNOWN
    versions = between(parent_id, since, until)
    if not versions or versions[0].valid_from > since:
        return Refusal.PARENT_NOT_IN_FORCE
    ends = versions[-1].valid_to
    if ends is not None and (until is None or ends < until):
        return Refusal.PARENT_ENDS
    if unit_id is not None and _closes_a_circle(unit_id, parent_id, since, until):
        return Refusal.CIRCLE
    fit = all(may_stand_under(level, version.level) for version in versions)
    return None if fit else Refusal.ABOVE_PARENT


def _closes_a_circle(unit_id: int, parent_id: int, since: date, until: date | None) -> bool:
    """On the first day or on any later day on which some unit's place changes."""
    days = sa.select(UnitVersion.valid_from).distinct().where(UnitVersion.valid_from > since)
    if until is not None:
        days = days.where(UnitVersion.valid_from < until)
    return any(
        unit_id in queries.self_and_ancestors(parent_id, day)
        for day in (since, *db.session.scalars(days))
    )


def between(unit_id: int, since: date, until: date | None) -> list[UnitVersion]:
    """The unit's versions that are in force at some time in [since, until), in order."""
    query = sa.select(UnitVersion).where(UnitVersion.unit_id == unit_id)
    return _overlapping(query, since, until)


def children_between(parent_id: int, since: date, until: date | None) -> list[UnitVersion]:
    """Versions of other units beneath this one at some time in [since, until)."""
    query = sa.select(UnitVersion).where(UnitVersion.parent_id == parent_id)
    return _overlapping(query, since, until)


def _overlapping(
    query: sa.Select[UnitVersion], since: date, until: date | None
) -> list[UnitVersion]:
    query = query.where(sa.or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > since))
    if until is not None:
        query = query.where(UnitVersion.valid_from < until)
    return list(db.session.scalars(query.order_by(UnitVersion.valid_from)))
