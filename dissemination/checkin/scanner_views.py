"""The devices of a point: paired, listed, revoked."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.link_codes import code_of
from dissemination.checkin import pairing, scanner_queries, scanners, self_service
from dissemination.checkin.desk_forms import PairForm, RevokeForm
from dissemination.checkin.pairing import CodeState
from dissemination.conferences.lifecycle import Operation, lock_on
from dissemination.conferences.models import Conference, Point
from dissemination.conferences.words import explain_lock
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.access import requires
from dissemination.web.actions import Action

blueprint = Blueprint(
    "scanners",
    __name__,
    url_prefix="/conferences/<int:conference_id>/points/<int:point_id>/scanners",
)


@blueprint.get("")
@requires(Action.MANAGE_SCANNERS)
def index(conference_id: int, point_id: int) -> str:
    """The point's scanners, and the ways to pair one more."""
    return _list(point_id, PairForm(formdata=None))


@blueprint.post("/pairings")
@requires(Action.MANAGE_SCANNERS)
def offer(conference_id: int, point_id: int) -> str | Response:
    """A code for one phone; it is on this answer and nowhere else."""
    point = db.session.get_one(Point, point_id)
    if lock := lock_on(point.conference.state, Operation.PAIR_SCANNER):
        flash(str(explain_lock(lock)), "error")
        return redirect(url_for(".index", conference_id=conference_id, point_id=point_id), 303)
    offered, code = pairing.offer(point)
    address = f"{_address()}{pairing.PATH}#{code}"
    return render_template(
        "checkin/pairing.html",
        point=point,
        conference=point.conference,
        offered=offered,
        state=CodeState.GOOD,
        address=address,
        entrance=f"{_address()}{pairing.PATH}",
        typed=code,
        code=code_of(address),
        is_secure=address.startswith("https://"),
    )


@blueprint.get("/pairings/<int:pairing_id>")
@requires(Action.MANAGE_SCANNERS)
def offered(conference_id: int, point_id: int, pairing_id: int) -> str:
    """Whether a phone has used the code; the page with the code asks for it."""
    found = pairing.of_point(pairing_id, point_id) or abort(404)
    scanner = pairing.used_by(found)
    state = pairing.judge(found, clock.now(), closed=False)
    return render_template("checkin/_pairing.html", offered=found, scanner=scanner, state=state)


@blueprint.post("")
@requires(Action.MANAGE_SCANNERS)
def pair(conference_id: int, point_id: int) -> str | tuple[str, int] | Response:
    """Pair a device by hand; its token is on this answer and nowhere else."""
    point = db.session.get_one(Point, point_id)
    form = PairForm()
    if lock := lock_on(point.conference.state, Operation.PAIR_SCANNER):
        flash(str(explain_lock(lock)), "error")
        return redirect(url_for(".index", conference_id=conference_id, point_id=point_id), 303)
    if not form.validate_on_submit():
        return _list(point_id, form), 422
    scanner, token = scanners.pair(point, form.name.data or "")
    return render_template(
        "checkin/scanner_paired.html",
        point=point,
        conference=db.session.get_one(Conference, conference_id),
        scanner=scanner,
        token=token,
        code=code_of(token),
    )


@blueprint.route("/<int:scanner_id>/revoke", methods=["GET", "POST"])
@requires(Action.MANAGE_SCANNERS)
def revoke(conference_id: int, point_id: int, scanner_id: int) -> str | tuple[str, int] | Response:
    """Ask for the reason, then refuse the device from now on."""
    scanner = scanner_queries.device(point_id, scanner_id) or abort(404)
    form = RevokeForm()
    if not form.validate_on_submit():
        page = render_template("checkin/scanner_revoke.html", form=form, scanner=scanner)
        return (page, 422) if form.errors else page
    scanners.revoke(scanner, form.reason.data or "")
    flash(_("Đã thu hồi thiết bị %(name)s.", name=scanner.name), "success")
    return redirect(url_for(".index", conference_id=conference_id, point_id=point_id), 303)


def _list(point_id: int, form: PairForm) -> str:
    point = db.session.get_one(Point, point_id)
    lock = lock_on(point.conference.state, Operation.PAIR_SCANNER)
    return render_template(
        "checkin/scanners.html",
        point=point,
        conference=point.conference,
        scanners=scanner_queries.of_point(point),
        head_count=scanner_queries.head_count(point_id),
        self_screen=self_service.screen_of(point_id),
        form=form,
        lock=explain_lock(lock) if lock else "",
    )


def _address() -> str:
    """Where a phone reaches us: as set, or as the person at this page did."""
    settings: Settings = current_app.config["SETTINGS"]
    return (settings.public_url or request.url_root).rstrip("/")
