"""The front page: what to do next, for each by his grants."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import (
    Reach,
    decide,
    grants_for,
    grants_of_request,
    reach_of,
)
from dissemination.accounts.models import Grant, Role
from dissemination.conferences import point_queries, reach
from dissemination.conferences.door import Counts, door
from dissemination.conferences.lifecycle import Step, next_step
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.conferences.point_queries import PointTotals
from dissemination.database import db
from dissemination.units.models import Unit
from dissemination.web.access import may, signed_in
from dissemination.web.actions import Action, Scope
from dissemination.web.duties import duties
from dissemination.web.front_page import sections

blueprint = Blueprint("home", __name__)
_MOST_CONFERENCES = 5
_MOST_POINTS = 20
_PREPARED = frozenset({ConferenceState.DRAFT, ConferenceState.OPEN})


@dataclass(frozen=True, slots=True)
class PointLine:
    """One of the reader's own points, and what he may do there."""

    point: Point
    checks_in: bool
    reads_roster: bool


@dataclass(frozen=True, slots=True)
class ConferenceCard:
    """One conference on the front page, for those who reach all of it or some of its points.

    `points_total`: how many the reader reaches, of which `points` are the first; `totals`: how far they
    are prepared, as long as that matters.
    """

    conference: Conference
    reaches_all: bool
    next_step: Step | None
    points_total: int
    totals: PointTotals | None
    counts: Counts | None
    points: list[PointLine]


@blueprint.get("/")
@signed_in
def index() -> str | Response:
    """What waits for the reader, and the conferences that are on with the next thing to do in each."""
    if desk := _only_desk():
        return redirect(url_for("desk.page", conference_id=desk.conference_id, point_id=desk.id))
    return render_template(
        "home.html",
        duties=duties(),
        sections=sections(),
        cards=_cards(_conferences()),
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


def _cards(conferences: list[Conference]) -> list[ConferenceCard]:
    """All counts in one question each, however many conferences there are."""
    ids = [conference.id for conference in conferences]
    within = reach.points_within(grants_for(Action.VIEW_CONFERENCE), clock.today())
    whole = {key for key in ids if _may(Action.VIEW_CONFERENCE, key)}
    numbers = point_queries.numbers_by_conference(ids, within)
    being_prepared = {one.id for one in conferences if one.state in _PREPARED} & numbers.keys()
    totals = point_queries.totals_by_conference(being_prepared, within) if being_prepared else {}
    counts = door().counts(whole)
    points = _own_points([key for key in ids if key not in whole], within)
    return [
        ConferenceCard(
            conference,
            conference.id in whole,
            _offered_step(conference),
            numbers.get(conference.id, 0),
            totals.get(conference.id),
            counts.get(conference.id, Counts()) if conference.id in whole else None,
            points.get(conference.id, []),
        )
        for conference in conferences
    ]


def _may(action: Action, conference_id: int) -> bool:
    return decide(action, Scope(conference_id), anywhere=False)


def _offered_step(conference: Conference) -> Step | None:
    if not _may(Action.MANAGE_CONFERENCE, conference.id):
        return None
    return next_step(conference.state)


def _own_points(
    conference_ids: list[int], within: sa.ColumnElement[bool]
) -> dict[int, list[PointLine]]:
    """The first points within the reader's right, by conference."""
    number = sa.func.row_number().over(
        partition_by=Point.conference_id, order_by=(Point.search_key, Point.id)
    )
    ranked = (
        sa.select(Point.id, number.label("number"))
        .where(Point.conference_id.in_(conference_ids), within)
        .subquery()
    )
    first = sa.select(ranked.c.id).where(ranked.c.number <= _MOST_POINTS)
    lines: dict[int, list[PointLine]] = {}
    query = sa.select(Point).where(Point.id.in_(first)).order_by(Point.search_key, Point.id)
    reaches = reach_of(grants_for(Action.CHECK_IN)), reach_of(grants_for(Action.VIEW_ROSTER))
    for point in db.session.scalars(query):
        lines.setdefault(point.conference_id, []).append(_line(point, *reaches))
    return lines


def _line(point: Point, checks_in: Reach, reads_roster: Reach) -> PointLine:
    return PointLine(point, _holds(checks_in, point), _holds(reads_roster, point))


def _holds(reach: Reach, point: Point) -> bool:
    """As the gate decides it of one point, without a question for each."""
    return (
        reach.everything
        or point.id in reach.points
        or point.conference_id in reach.conferences
        or point.unit_id in reach.units
    )
