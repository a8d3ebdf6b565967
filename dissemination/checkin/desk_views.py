"""The desk: one box for everyone who comes to a point, and what may be done about him."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from pydantic import ValidationError
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.checkin import desk_queries, desk_services, desk_wording, scanners
from dissemination.checkin.batches import Answer, Batch, Claim, Result
from dissemination.checkin.desk_claims import Desk, Unsound, claim
from dissemination.checkin.desk_forms import ExcuseForm, SubstituteForm, WalkInForm
from dissemination.checkin.desk_input import Kind, Unclear, digits_in, recognise
from dissemination.checkin.desk_messages import DeskBatch, DeskScan
from dissemination.checkin.desk_wording import Verdict
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.models import ScanOutcome
from dissemination.conferences.answers import blame
from dissemination.conferences.lifecycle import Operation, lock_on
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.words import explain_lock
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.forms import Form

Json = dict[str, Any]

blueprint = Blueprint(
    "desk", __name__, url_prefix="/conferences/<int:conference_id>/points/<int:point_id>/desk"
)


@blueprint.app_template_filter("clock_time")
def clock_time(moment: datetime) -> str:
    """07:42, for a column of times."""
    return f"{clock.local(moment):%H:%M}"


@blueprint.get("")
@requires(Action.CHECK_IN, writes=True)
def page(conference_id: int, point_id: int) -> str:
    """The page; opening it makes the scanner that stands for this person's desk."""
    point = db.session.get_one(Point, point_id)
    audit.record("open_desk", "point", point_id)
    name = _("bàn %(name)s", name=current_user.shown_name)
    scanners.desk_of(point, current_user.id, name[:100])
    conference = db.session.get_one(Conference, conference_id)
    lock = lock_on(conference.state, Operation.CHECK_IN)
    return render_template(
        "checkin/desk.html",
        conference=conference,
        point=point,
        lock=explain_lock(lock) if lock else "",
        provisional=desk_wording.provisional(),
        walk_in=WalkInForm(formdata=None, prefix="walk-in-"),
        substitute=SubstituteForm(formdata=None, prefix="substitute-"),
        excuse=ExcuseForm(formdata=None, prefix="excuse-"),
        **_screen(point_id),
    )


@blueprint.get("/state")
@requires(Action.CHECK_IN)
def state(conference_id: int, point_id: int) -> Response:
    """The counts and the last scans, when they are not what the page shows already."""
    return jsonify(_state(point_id, request.args.get("seen", "")))


@blueprint.post("/people")
@requires(Action.CHECK_IN)
def people(conference_id: int, point_id: int) -> str | tuple[str, int]:
    """The point's own people by name: by POST, so that no name stands in an address or a log."""
    typed = recognise(request.form.get("q", ""))
    if isinstance(typed, Unclear) or typed.kind is not Kind.NAME:
        return desk_wording.problem(Unclear.NAME_TOO_SHORT).lines[0], 422
    found = desk_queries.find(point_id, typed.value)
    shown = {"query": typed.value[:200], "found": len(found.people)}
    audit.record("search", "point", point_id, after=shown)
    return render_template("checkin/_people.html", found=found)


# --- scans ----------------------------------------------------------------------------------


@blueprint.post("/scans")
@requires(Action.CHECK_IN, ledger=True)
def scan(conference_id: int, point_id: int) -> Response | tuple[Response, int]:
    """Record what the box got and answer with the screens to show."""
    received_at = clock.now()
    try:
        batch = DeskBatch.model_validate_json(request.get_data())
    except ValidationError as error:
        return jsonify(error=str(error.errors()[0]["msg"])), 400
    desk_id = desk_queries.desk_id(point_id, current_user.id)
    if desk_id is None:
        return jsonify(error=_("Tải lại trang rồi quét lại.")), 409
    read = _read(point_id, batch.scans)
    claims = [one for one in read if isinstance(one, Claim)]
    answer = _record(Batch(claims, batch.sent_at, received_at, scanner_id=desk_id))
    verdicts = _verdicts(batch.scans, read, answer)
    results = [_shown(one, shown) for one, shown in zip(batch.scans, verdicts, strict=True)]
    return jsonify(results=results, state=_state(point_id, ""))


def _read(point_id: int, scans: list[DeskScan]) -> list[Claim | Unclear | Unsound]:
    named = [one.delegate_id for one in scans if one.delegate_id is not None]
    roster = desk_queries.own_people(point_id, named)
    desk = Desk(roster, current_app.config["SECRET_KEY"])
    return [claim(one, desk) for one in scans]


def _record(batch: Batch) -> Answer | None:
    """Hand the claims to the ledger, which commits by itself; what this request read is stale."""
    db.session.rollback()
    if not batch.claims:
        return None
    ledger: Ledger = current_app.extensions["ledger"]
    return ledger.record(batch) or abort(403)


def _verdicts(
    scans: list[DeskScan], read: list[Claim | Unclear | Unsound], answer: Answer | None
) -> list[Verdict]:
    """A screen for each scan, in their order."""
    results = {result.id: result for result in answer.results} if answer else {}
    left = (_leaver(result) for result in results.values())
    stays = desk_queries.stays([delegate_id for delegate_id in left if delegate_id])
    return [
        _verdict(results[why.id], stays)
        if isinstance(why, Claim)
        else desk_wording.problem(why, len(digits_in(one.text)))
        for one, why in zip(scans, read, strict=True)
    ]


def _leaver(result: Result) -> int | None:
    has_left = result.outcome is ScanOutcome.LEFT
    return result.delegate.id if has_left and result.delegate else None


def _verdict(result: Result, stays: dict[int, timedelta]) -> Verdict:
    return desk_wording.verdict(result, stays.get(_leaver(result) or 0))


def _shown(scan: DeskScan, verdict: Verdict) -> Json:
    return {
        "id": str(scan.id),
        "outcome": verdict.outcome,
        "tone": verdict.tone,
        "kind": verdict.kind,
        "said": verdict.said,
        "html": render_template("checkin/_verdict.html", verdict=verdict),
    }


# --- people ---------------------------------------------------------------------------------


@blueprint.post("/walk-ins")
@requires(Action.CHECK_IN)
def walk_in(conference_id: int, point_id: int) -> Response | tuple[str, int]:
    """Add somebody on no roster; the page then sends the scan that lets him in."""
    form = WalkInForm(prefix="walk-in-")

    def add() -> Delegate | Refusal:
        return desk_services.walk_in(point_id, *_typed(form.name, form.position, form.unit_name))

    return _done(form, add, "walk_in")


@blueprint.post("/substitutes")
@requires(Action.CHECK_IN)
def substitute(conference_id: int, point_id: int) -> Response | tuple[str, int]:
    """Record who comes instead; the page then sends the scan that lets him in."""
    form = SubstituteForm(prefix="substitute-")

    def replace() -> Delegate | Refusal:
        absent = desk_services.own(point_id, form.delegate)
        typed = _typed(form.name, form.position, form.unit_name, form.word)
        return desk_services.substitute(absent.id, *typed) if absent else Refusal.NOT_ON_ROSTER

    return _done(form, replace, "substitute")


@blueprint.post("/excuses")
@requires(Action.CHECK_IN)
def excuse(conference_id: int, point_id: int) -> Response | tuple[str, int]:
    """Record that a delegate is absent with a reason."""
    form = ExcuseForm(prefix="excuse-")

    def keep() -> Delegate | Refusal:
        absent = desk_services.own(point_id, form.delegate)
        if absent is None:
            return Refusal.NOT_ON_ROSTER
        return desk_services.excuse(absent.id, *_typed(form.reason)) or absent

    return _done(form, keep, "excuse")


def _typed(*fields: Any) -> tuple[str, ...]:
    return tuple(field.data or "" for field in fields)


def _done(
    form: Form, change: Callable[[], Delegate | Refusal], name: str
) -> Response | tuple[str, int]:
    """The delegate as JSON, or the form again with what is wrong with it."""
    if form.validate_on_submit():
        changed = change()
        if not isinstance(changed, Refusal):
            return jsonify(delegate_id=changed.id, name=changed.name)
        blame(form, changed)
    return render_template(f"checkin/_{name}.html", form=form), 422


# --- the screen -----------------------------------------------------------------------------


def _screen(point_id: int) -> Json:
    tally, recent = desk_queries.counts(point_id), desk_queries.last_scans(point_id)
    return {"tally": tally, "recent": recent, "version": desk_queries.version(tally, recent)}


def _state(point_id: int, seen: str) -> Json:
    """What the page shows; only a fresh CSRF token when it has seen all of it."""
    screen = _screen(point_id)
    shown: Json = {"version": screen["version"], "csrf": generate_csrf()}
    if screen["version"] != seen:
        shown["counts"] = render_template("checkin/_counts.html", **screen)
        shown["recent"] = render_template("checkin/_recent.html", **screen)
    return shown
