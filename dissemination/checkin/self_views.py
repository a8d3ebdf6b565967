"""Self check-in: the point's screen, and the pages that a delegate's own phone opens."""

from datetime import UTC, datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.link_codes import code_of
from dissemination.checkin import desk_queries, self_codes, self_service, self_words
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.models import Scanner
from dissemination.checkin.self_service import Ticket
from dissemination.checkin.self_words import Barrier, Told
from dissemination.conferences.lifecycle import Operation, lock_on
from dissemination.conferences.models import ConferenceState, Point
from dissemination.conferences.passes import is_valid, normalise
from dissemination.conferences.words import explain_lock
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.access import public, requires, visitor
from dissemination.web.actions import Action
from dissemination.web.extensions import limiter

_KEPT = "self_check_in"
# Each server process counts by itself: it is the size of the numbers that keeps guessing hopeless.
_MOST_BY_PHONE = "10 per 10 minutes"
_MOST_BY_ADDRESS = "300 per 10 minutes"  # a whole hall may stand behind one address

blueprint = Blueprint("self_check_in", __name__)
_PATH = "/conferences/<int:conference_id>/points/<int:point_id>/self-check-in"


# --- the point's side -------------------------------------------------------------------------


@blueprint.post(_PATH)
@requires(Action.MANAGE_SCANNERS)
def switch_on(conference_id: int, point_id: int) -> Response:
    """Open self check-in at this point, and go to its screen."""
    point = db.session.get_one(Point, point_id)
    if lock := lock_on(point.conference.state, Operation.PAIR_SCANNER):
        flash(str(explain_lock(lock)), "error")
        return _to("scanners.index", conference_id, point_id)
    self_service.switch_on(point, _("Tự điểm danh"))
    return _to(".screen", conference_id, point_id)


@blueprint.post(f"{_PATH}/off")
@requires(Action.MANAGE_SCANNERS)
def switch_off(conference_id: int, point_id: int) -> Response:
    """Close it: the codes on the screen open nothing any more."""
    self_service.switch_off(point_id)
    flash(_("Đã tắt tự điểm danh."), "success")
    return _to("scanners.index", conference_id, point_id)


@blueprint.get(f"{_PATH}/screen")
@requires(Action.CHECK_IN)
def screen(conference_id: int, point_id: int) -> str | Response:
    """The page for a second monitor; its code renews itself."""
    shown = self_service.screen_of(point_id)
    if shown is None:
        flash(str(self_words.barrier(Barrier.OFF).title), "error")
        return _to("points.show", conference_id, point_id)
    return render_template("checkin/self/screen.html", **_shown(shown))


@blueprint.get(f"{_PATH}/screen/code")
@requires(Action.CHECK_IN)
def code(conference_id: int, point_id: int) -> str:
    """The code of now, for the page above."""
    shown = self_service.screen_of(point_id) or abort(404)
    return render_template("checkin/self/_code.html", **_shown(shown))


def _shown(screen: Scanner) -> dict[str, object]:
    code = self_codes.code_at(current_app.config["SECRET_KEY"], screen.id, clock.now())
    entrance = url_for(".enter", screen_id=screen.id, code=code)
    return {
        "point": screen.point,
        "conference": screen.conference,
        "tally": desk_queries.counts(screen.point_id),
        "code": code_of(_address() + entrance),
        "is_open": screen.conference.state is ConferenceState.RUNNING,
    }


def _to(endpoint: str, conference_id: int, point_id: int) -> Response:
    return redirect(url_for(endpoint, conference_id=conference_id, point_id=point_id), 303)


def _address() -> str:
    """Where a phone reaches us: as set, or as the person at this page did."""
    settings: Settings = current_app.config["SETTINGS"]
    return (settings.public_url or request.url_root).rstrip("/")


# --- how often one may try --------------------------------------------------------------------


def _phone() -> str:
    kept = session.get(_KEPT)
    return f"{kept[1] if kept else ''} {get_remote_address()}"


def _failed(response: Response) -> bool:
    return response.status_code >= 400


# --- the delegate's side ----------------------------------------------------------------------


@blueprint.get("/self-check-in/<int:screen_id>/<code>")
@public
@limiter.limit(_MOST_BY_ADDRESS, key_func=get_remote_address, deduct_when=_failed)
def enter(screen_id: int, code: str) -> tuple[str, int] | str:
    """Where the code on the screen leads: the box for the pass's digits."""
    screen = self_service.screen(screen_id)
    if screen is None:
        return _stopped(Barrier.OFF)
    now = clock.now()
    kept = _ticket()
    if kept is None or kept.screen_id != screen_id or not kept.is_good(now):
        if not self_codes.is_good(code, current_app.config["SECRET_KEY"], screen_id, now):
            return _stopped(Barrier.OLD_CODE)
        _keep(self_service.ticket(screen_id, now))
    return render_template("checkin/self/enter.html", point=screen.point)


@blueprint.get("/self-check-in/pass")
@public
def own_pass() -> str:
    """Where an invitation leads: the number stands in the fragment, which never comes here."""
    return render_template("checkin/self/pass.html")


@blueprint.post("/self-check-in")
@visitor
@limiter.limit(_MOST_BY_PHONE, key_func=_phone, deduct_when=_failed)
@limiter.limit(_MOST_BY_ADDRESS, key_func=get_remote_address, deduct_when=_failed)
def check_in() -> tuple[str, int] | str:
    """Check in the holder of the pass, if this phone came from the screen a moment ago."""
    kept, now = _ticket(), clock.now()
    if kept is None or not kept.is_good(now):
        return _stopped(Barrier.LATE)
    screen = self_service.screen(kept.screen_id)
    if screen is None:
        return _stopped(Barrier.OFF)
    digits = normalise(request.form.get("digits", "")[:80]) or ""
    if not is_valid(digits):
        page = render_template(
            "checkin/self/enter.html",
            point=screen.point,
            problem=self_words.barrier(Barrier.NOT_A_PASS),
            typed=request.form.get("digits", "")[:40],
        )
        return page, 422
    return _recorded(screen.id, screen.point.name, digits, now)


def _recorded(screen_id: int, point: str, digits: str, now: datetime) -> tuple[str, int] | str:
    db.session.rollback()  # the ledger commits by itself; what this request read is stale
    ledger: Ledger = current_app.extensions["ledger"]
    answer = ledger.record(self_service.batch(screen_id, digits, now))
    if answer is None:
        return _stopped(Barrier.OFF)
    [result] = answer.results
    done = result.outcome in self_words.ADMITTED
    if done:
        session.pop(_KEPT, None)  # one phone, one person; for the next the code is scanned again
    page = _page(self_words.outcome(result), point=point)
    return page if done else (page, 422)


def _stopped(why: Barrier) -> tuple[str, int]:
    return _page(self_words.barrier(why)), 410


def _page(told: Told, point: str = "") -> str:
    return render_template("checkin/self/told.html", told=told, point=point)


def _keep(ticket: Ticket) -> None:
    session[_KEPT] = [ticket.screen_id, ticket.until.timestamp()]


def _ticket() -> Ticket | None:
    """What this phone got for a good code; signed, so that no phone makes one for itself."""
    kept = session.get(_KEPT)
    return Ticket(kept[0], datetime.fromtimestamp(kept[1], UTC)) if kept else None
