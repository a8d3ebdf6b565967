"""The front page: what to do next, for each by his grants."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for, grants_of_request
from dissemination.accounts.models import Grant, Role
from dissemination.conferences import point_queries, reach
from dissemination.conferences.door import Counts, door
from dissemination.conferences.lifecycle import Step, next_step
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.conferences.point_queries import PointTotals
from dissemination.database import db
from dissemination.units.models import Unit
from dissemination.web.access import may, signed_in
from dissemination.web.actions import Action

blueprint = Blueprint("home", __name__)
_MOST_CONFERENCES = 5
_MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class ConferenceCard:
    """One conference on the front page, for those who reach all of it or some of its points."""

    conference: Conference
    reaches_all: bool
    next_step: Step | None
    totals: PointTotals
    counts: Counts | None
    points: list[Point]


@blueprint.get("/")
@signed_in
def index() -> str | Response:
    """The conferences that are on, with the next thing to do in each."""
    if desk := _only_desk():
        return redirect(url_for("desk.page", conference_id=desk.conference_id, point_id=desk.id))
    return render_template(
        "home.html",
        cards=[_card(conference) for conference in _conferences()],
        has_grants=bool(grants_of_request()),
        may_create=may(Action.MANAGE_CONFERENCE),
        has_units=db.session.scalar(sa.select(Unit.id).limit(1)) is not None,
    )


def _only_desk() -> Point | None:
    """The point of somebody who stands at one desk and does nothing else, while it may be used."""
    match grants_of_request():
        case [Grant(role=Role.DESK, point_id=int(point_id))]:
            point = db.session.get_one(Point, point_id)
            in_use = (ConferenceState.OPEN, ConferenceState.RUNNING)
            return point if point.conference.state in in_use else None
    return None


def _conferences() -> list[Conference]:
    """Running ones first, then those being prepared, then the last that closed."""
    within = reach.conferences_within(grants_for(Action.VIEW_CONFERENCE), clock.today())
    order = sa.case(
        {
            ConferenceState.RUNNING: 0,
            ConferenceState.OPEN: 1,
            ConferenceState.DRAFT: 2,
            ConferenceState.CLOSED: 3,
        },
        value=Conference.state,
    )
    query = sa.select(Conference).where(within).order_by(order, Conference.held_on.desc())
    return list(db.session.scalars(query.limit(_MOST_CONFERENCES)))


def _card(conference: Conference) -> ConferenceCard:
    reaches_all = may(Action.VIEW_CONFERENCE, conference_id=conference.id)
    is_organiser = may(Action.MANAGE_CONFERENCE, conference_id=conference.id)
    within = reach.points_within(grants_for(Action.VIEW_CONFERENCE), clock.today())
    counts = door().counts([conference.id]).get(conference.id, Counts())
    return ConferenceCard(
        conference,
        reaches_all,
        next_step(conference.state) if is_organiser else None,
        point_queries.totals(conference.id, within),
        counts if reaches_all else None,
        [] if reaches_all else _own_points(conference, within),
    )


def _own_points(conference: Conference, within: sa.ColumnElement[bool]) -> list[Point]:
    query = sa.select(Point).where(Point.conference_id == conference.id, within)
    return list(db.session.scalars(query.order_by(Point.search_key).limit(_MOST_POINTS)))
