"""The board of a conference: figures for everyone who may see it, names by right only."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import reach
from dissemination.conferences.models import Conference, ConferenceState
from dissemination.coverage import board_queries, doors
from dissemination.coverage.arrivals import arrivals
from dissemination.coverage.asking import asked, may_read_names, part_for
from dissemination.coverage.board_queries import Part
from dissemination.coverage.boards import Board
from dissemination.coverage.boards import board as put_together
from dissemination.database import db
from dissemination.web.access import may, requires
from dissemination.web.actions import Action

blueprint = Blueprint("coverage", __name__)
_PATH = "/conferences/<int:conference_id>/board"
_MANY_POINTS = 2_000
_SECONDS = 5
_SECONDS_WHEN_MANY = 15


@blueprint.get("/board")
@requires(Action.VIEW_BOARD, anywhere=True)
def current() -> Response:
    """To the board of the conference that is on, or else of the last one."""
    within = reach.conferences_within(grants_for(Action.VIEW_BOARD), clock.today())
    running = sa.case((Conference.state == ConferenceState.RUNNING, 0), else_=1)
    drafts_last = sa.case((Conference.state == ConferenceState.DRAFT, 1), else_=0)
    query = sa.select(Conference.id).where(within)
    found = db.session.scalar(
        query.order_by(running, drafts_last, Conference.held_on.desc()).limit(1)
    )
    if found is None:
        return redirect(url_for("conferences.index"))
    return redirect(url_for("coverage.board", conference_id=found))


@blueprint.get(_PATH)
@requires(Action.VIEW_BOARD, anywhere=True)
def board(conference_id: int) -> str:
    """Totals first, then districts, points or units; it refreshes itself."""
    return render_template("coverage/board.html", **_seen(conference_id))


@blueprint.get(f"{_PATH}/projector")
@requires(Action.VIEW_BOARD, anywhere=True)
def projector(conference_id: int) -> str:
    """The same in large figures, for a wall."""
    return render_template("coverage/projector.html", **_seen(conference_id))


@blueprint.get(f"{_PATH}/figures")
@requires(Action.VIEW_BOARD, anywhere=True)
def figures(conference_id: int) -> Response:
    """The board's figures alone: 304 while nothing has changed."""
    return _fresh(conference_id, "coverage/_figures.html", _seen)


@blueprint.get(f"{_PATH}/projector/figures")
@requires(Action.VIEW_BOARD, anywhere=True)
def projector_figures(conference_id: int) -> Response:
    """What the projector shows: 304 while nothing has changed."""
    return _fresh(conference_id, "coverage/_projector.html", _seen)


@blueprint.get(f"{_PATH}/arrivals")
@requires(Action.VIEW_BOARD, anywhere=True)
def chart(conference_id: int) -> Response:
    """The chart alone, for conferences so large that it would hold the figures up."""
    return _fresh(conference_id, "coverage/_arrivals.html", _arrived)


def _seen(conference_id: int) -> dict[str, Any]:
    conference, part = part_for(conference_id, Action.VIEW_BOARD)
    wanted = asked()
    seen = put_together(part, wanted)
    return {
        "conference": conference,
        "asked": wanted,
        "board": seen,
        "arrivals": seen.arrivals,
        "reads_names": may_read_names(conference_id),
        "unit_choices": _unit_choices(seen),
        "seen_at": clock.now(),
        "seconds": _SECONDS if seen.states.points <= _MANY_POINTS else _SECONDS_WHEN_MANY,
        "counted": conference.state in (ConferenceState.RUNNING, ConferenceState.CLOSED),
    }


def _unit_choices(seen: Board) -> list[tuple[int, str]]:
    """Districts to narrow the points to, and the unit that a link has narrowed them to."""
    choices = list(seen.districts)
    if choices:
        choices.append((0, str(_("Trực thuộc cấp tỉnh"))))
    if seen.way and seen.unit_id not in dict(choices):
        choices.append(seen.way[-1])
    return choices


def _arrived(conference_id: int) -> dict[str, Any]:
    conference, part = part_for(conference_id, Action.VIEW_BOARD)
    many = may(Action.VIEW_BOARD, conference_id=conference_id)
    return {"conference": conference, "arrivals": arrivals(part, many=many)}


def _fresh(conference_id: int, template: str, reading: Callable[[int], dict[str, Any]]) -> Response:
    """A fragment under a strong tag; nothing is read or rendered for who has it already."""
    part = part_for(conference_id, Action.VIEW_BOARD)[1]
    tag = _tag(part)
    if request.if_none_match.contains_weak(tag):
        response = make_response("", 304)
    else:
        response = make_response(render_template(template, **reading(conference_id)))
    response.set_etag(tag)
    return response


def _tag(part: Part) -> str:
    """Whose eyes, which view, in which language, of which figures."""
    grants = [*grants_for(Action.VIEW_BOARD), *grants_for(Action.VIEW_ROSTER)]
    seen_by = ",".join(str(grant.id) for grant in grants)
    missing = str(doors.missing(part))
    return board_queries.version(part, request.full_path, str(get_locale()), seen_by, missing)
