"""Which conferences and points a person's grants reach. Pure of who asks: grants are given."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dissemination.accounts.models import Grant
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.database import db
from dissemination.units import standing
from dissemination.units.models import UnitVersion
from dissemination.units.queries import valid_on


def subtree(unit_id: int, day: date) -> sa.ScalarSelect[Any]:
    """Ids of a unit and all beneath it on a day, for an IN."""
    beneath = sa.select(sa.literal(unit_id).label("id")).cte("subtree", recursive=True)
    beneath = beneath.union(
        sa.select(UnitVersion.unit_id).where(UnitVersion.parent_id == beneath.c.id, valid_on(day))
    )
    return sa.select(beneath.c.id).scalar_subquery()


def conferences_within(grants: Sequence[Grant], day: date) -> sa.ColumnElement[bool]:
    """The conferences these grants reach.

    Whoever holds only a point or a unit sees a conference once it is open, not its drafts.
    """
    if any(_is_for_all(grant) for grant in grants):
        return sa.true()
    whole = [grant.conference_id for grant in grants if grant.conference_id]
    partly = sa.select(Point.conference_id).where(points_within(grants, day))
    shown = Conference.state != ConferenceState.DRAFT
    return sa.or_(Conference.id.in_(whole), sa.and_(shown, Conference.id.in_(partly)))


def points_within(grants: Sequence[Grant], day: date) -> sa.ColumnElement[bool]:
    """The points these grants reach."""
    if any(_is_for_all(grant) for grant in grants):
        return sa.true()
    by_point = [grant.point_id for grant in grants if grant.point_id]
    by_conference = [grant.conference_id for grant in grants if grant.conference_id]
    by_unit = {grant.unit_id for grant in grants if grant.unit_id}
    return sa.or_(
        Point.id.in_(by_point),
        Point.conference_id.in_(by_conference),
        Point.unit_id.in_(standing.beneath(sorted(by_unit), day)),
    )


def reaches_conference(grants: Sequence[Grant], conference_id: int, day: date) -> bool:
    query = sa.select(Conference.id).where(
        Conference.id == conference_id, conferences_within(grants, day)
    )
    return db.session.scalar(query) is not None


def _is_for_all(grant: Grant) -> bool:
    return grant.unit_id is None and grant.conference_id is None and grant.point_id is None
