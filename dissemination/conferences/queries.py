"""Reading conferences, points and delegates."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from dissemination.conferences import point_queries
from dissemination.conferences.door import Counts, door
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.conferences.point_queries import PointTotals
from dissemination.database import db
from dissemination.directives.models import Directive
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


@dataclass(frozen=True, slots=True)
class Overview:
    """What a conference's page counts; `counts` only for who reaches the whole conference."""

    totals: PointTotals
    main_point: Point | None
    counts: Counts | None


def conferences(within: sa.ColumnElement[bool], state: str = "") -> sa.Select[Conference]:
    """Conferences within a right, the latest first; those of one state when it is a state."""
    query = sa.select(Conference).where(within)
    if state in {known.value for known in ConferenceState}:
        query = query.where(Conference.state == ConferenceState(state))
    return query.order_by(Conference.held_on.desc(), Conference.id.desc())


def points_by_conference(conference_ids: Collection[int]) -> dict[int, int]:
    """How many points each conference has; those without are left out."""
    query = (
        sa.select(Point.conference_id, sa.func.count())
        .where(Point.conference_id.in_(sorted(conference_ids)))
        .group_by(Point.conference_id)
    )
    return dict(db.session.execute(query).all())


def directives() -> list[Directive]:
    """All that can be disseminated, the latest first."""
    return list(db.session.scalars(sa.select(Directive).order_by(Directive.issued_on.desc())))


def overview(conference_id: int, within: sa.ColumnElement[bool], *, reaches_all: bool) -> Overview:
    """Counts of the points within a right; of people only where all are within it."""
    main = sa.select(Point).where(Point.conference_id == conference_id, Point.is_main)
    counts = door().counts([conference_id]).get(conference_id, Counts()) if reaches_all else None
    return Overview(point_queries.totals(conference_id, within), db.session.scalar(main), counts)
