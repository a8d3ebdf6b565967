"""What conferences add to the pages of units and directives: points held, conferences briefed."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import reach
from dissemination.conferences.models import Conference, Point, conference_directives
from dissemination.database import db
from dissemination.web.actions import Action
from dissemination.web.belongings import Belonging, add_finder
from dissemination.web.filters import day


def add_finders() -> None:
    """Mount them; more than once does no harm."""
    add_finder("unit", "points", lambda: _("Điểm cầu đã có"), points_of)
    add_finder("directive", "conferences", lambda: _("Hội nghị quán triệt"), conferences_about)


def points_of(unit_id: int) -> list[Belonging]:
    """The points a unit has had, newest first, of those the person may see."""
    grants, today = grants_for(Action.VIEW_CONFERENCE), clock.today()
    query = (
        sa.select(Point)
        .join(Point.conference)
        .where(
            Point.unit_id == unit_id,
            reach.points_within(grants, today),
            reach.conferences_within(grants, today),
        )
        .order_by(Conference.held_on.desc(), Point.name)
    )
    return [_point(point) for point in db.session.scalars(query)]


def conferences_about(directive_id: int) -> list[Belonging]:
    """The conferences that brief on a directive, newest first, of those the person may see."""
    grants = grants_for(Action.VIEW_CONFERENCE)
    query = (
        sa.select(Conference)
        .join(conference_directives)
        .where(
            conference_directives.c.directive_id == directive_id,
            reach.conferences_within(grants, clock.today()),
        )
        .order_by(Conference.held_on.desc())
    )
    return [
        Belonging(
            conference.title,
            url_for("conferences.show", conference_id=conference.id),
            day(conference.held_on),
        )
        for conference in db.session.scalars(query)
    ]


def _point(point: Point) -> Belonging:
    conference = point.conference
    return Belonging(
        point.name,
        url_for("points.show", conference_id=conference.id, point_id=point.id),
        f"{conference.title}, {day(conference.held_on)}",
    )
