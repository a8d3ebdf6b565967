"""Reading conferences, points and delegates."""

import sqlalchemy as sa

from dissemination.conferences.models import Conference, Point
from dissemination.database import db
from dissemination.web.actions import Scope


def scope_of_conference(conference_id: int) -> Scope | None:
    """For the gate: the scope of a conference, None when there is none."""
    query = sa.select(Conference.id).where(Conference.id == conference_id)
    return Scope(conference_id=conference_id) if db.session.scalar(query) else None


def scope_of_point(point_id: int) -> Scope | None:
    """For the gate: a point with the conference and the unit it belongs to."""
    query = sa.select(Point.conference_id, Point.unit_id).where(Point.id == point_id)
    row = db.session.execute(query).one_or_none()
    return Scope(row.conference_id, point_id, row.unit_id) if row else None
