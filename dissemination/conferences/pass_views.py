"""Pages that print passes: of a conference in the background, of a point at once."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.conferences import (
    lifecycle,
    pass_orders,
    pass_queries,
    pass_services,
    pass_words,
)
from dissemination.conferences.blueprint import stay_within_reach
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, PassPrint, Point, PrintState
from dissemination.conferences.pass_jobs import folder, print_all_passes
from dissemination.conferences.pass_print import LAYOUTS, Layout, print_passes
from dissemination.conferences.passes import PassCard
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.words import explain
from dissemination.database import db, read_only
from dissemination.text import fold
from dissemination.web import audit
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.filters import number
from dissemination.web.jobs import enqueue
from dissemination.web.paging import page_number

blueprint = Blueprint("passes", __name__, url_prefix="/conferences/<int:conference_id>")
blueprint.before_request(stay_within_reach)


# --- the whole conference -------------------------------------------------------------------


@blueprint.get("/passes")
@requires(Action.PRINT_PASSES)
def show(conference_id: int) -> str:
    """Print all passes, or those of one point."""
    page = page_number(request.args.get("page"))
    holders, without = pass_queries.count_passes(conference_id)
    return render_template(
        "conferences/pass_prints.html",
        conference=db.session.get_one(Conference, conference_id),
        points=pass_queries.points_with_passes(conference_id, request.args.get("q", ""), page),
        holders=holders,
        without=without,
        may_issue=_may_issue(conference_id),
        prints=[_print(conference_id, layout) for layout in LAYOUTS],
    )


@blueprint.post("/passes/prints")
@requires(Action.PRINT_PASSES)
def order(conference_id: int) -> Response:
    """Have all passes set in the background."""
    layout = _layout(request.form.get("layout"))
    placed, is_new = pass_orders.place(conference_id, layout)
    if is_new:
        enqueue(print_all_passes, placed.id)
    return redirect(url_for(".show", conference_id=conference_id, _anchor=f"print-{layout}"), 303)


@blueprint.get("/passes/prints/<layout>")
@requires(Action.PRINT_PASSES)
def progress(conference_id: int, layout: str) -> str:
    """How far the newest print of a layout is: asked for by the page while it goes on."""
    shown = _print(conference_id, _layout(layout))
    if shown["order"] is None:
        abort(404)
    conference = db.session.get_one(Conference, conference_id)
    return render_template("conferences/pass_progress.html", conference=conference, print=shown)


@blueprint.get("/passes/prints/<layout>/file")
@requires(Action.PRINT_PASSES, writes=True)
def download(conference_id: int, layout: str) -> Response:
    """The newest finished PDF of a layout; that it was taken is on record."""
    done = pass_orders.newest_file(conference_id, _layout(layout))
    path = folder() / done.stored_name if done else None
    if path is None or not path.is_file():
        abort(404)
    conference = db.session.get_one(Conference, conference_id)
    audit.record("download_passes", "conference", conference_id, after={"layout": layout})
    return _attachment(path, f"the-dai-bieu-{conference.held_on:%d-%m-%Y}-{layout}.pdf")


@blueprint.post("/passes/issue")
@requires(Action.MANAGE_ROSTER)
def issue_all(conference_id: int) -> Response:
    """Give a pass to everyone of the conference who has none."""
    _say_issued(pass_services.issue_missing(conference_id))
    return redirect(url_for(".show", conference_id=conference_id), 303)


# --- one point ------------------------------------------------------------------------------


@blueprint.get("/points/<int:point_id>/passes")
@requires(Action.PRINT_PASSES)
def show_point(conference_id: int, point_id: int) -> str:
    """Print the passes of one point."""
    holders, without = pass_queries.count_passes(conference_id, point_id)
    return render_template(
        "conferences/pass_point.html",
        conference=db.session.get_one(Conference, conference_id),
        point=db.session.get_one(Point, point_id),
        holders=holders,
        without=without,
        may_issue=_may_issue(conference_id, point_id),
        layouts=[_named(layout) for layout in LAYOUTS],
    )


@blueprint.get("/points/<int:point_id>/passes/file")
@requires(Action.PRINT_PASSES)
def download_point(conference_id: int, point_id: int) -> Response:
    """The PDF of one point, set while one waits: a second for a thousand."""
    layout = _layout(request.args.get("layout"))
    cards = pass_queries.pass_cards(conference_id, point_id)
    if not cards:
        flash(_("Điểm cầu này chưa có thẻ nào để in. Hãy cấp thẻ trước."), "warning")
        return redirect(url_for(".show_point", conference_id=conference_id, point_id=point_id))
    name = fold(cards[0].point).replace(" ", "-")
    return print_now(conference_id, cards, layout, f"the-dai-bieu-{name}-{layout}.pdf")


@blueprint.post("/points/<int:point_id>/passes/issue")
@requires(Action.MANAGE_ROSTER)
def issue_point(conference_id: int, point_id: int) -> Response:
    """Give a pass to everyone of the point who has none."""
    _say_issued(pass_services.issue_missing(conference_id, point_id))
    return redirect(url_for(".show_point", conference_id=conference_id, point_id=point_id), 303)


def print_now(conference_id: int, cards: Sequence[PassCard], layout: Layout, name: str) -> Response:
    """The PDF of some passes of one point; that it was taken is on record.

    No transaction is open while pages are set, and the one that records is short: on SQLite it
    keeps the scans of all points waiting.
    """
    conference = pass_queries.conference_line(conference_id)
    db.session.rollback()
    pdf = print_passes(cards, conference or abort(404), layout)
    read_only(enabled=False)
    after = {"layout": layout, "passes": len(cards)}
    audit.record("download_passes", "point", cards[0].point_id, after=after)
    return _attachment(BytesIO(pdf), name)


def _attachment(file: Path | BytesIO, name: str) -> Response:
    return send_file(file, "application/pdf", as_attachment=True, download_name=name)


def _may_issue(conference_id: int, point_id: int | None = None) -> bool:
    """Whether the button is worth showing to this person now."""
    conference = db.session.get_one(Conference, conference_id)
    part = {"conference_id": conference_id} | ({"point_id": point_id} if point_id else {})
    is_open = lifecycle.refusal(conference.state, Operation.ISSUE_PASSES) is None
    return is_open and may(Action.MANAGE_ROSTER, **part)


def _say_issued(issued: int | Refusal) -> None:
    if isinstance(issued, Refusal):
        flash(str(explain(issued)), "error")
    elif issued:
        flash(_("Đã cấp %(n)s thẻ.", n=number(issued)), "success")
    else:
        flash(_("Mọi đại biểu trong danh sách đều đã có thẻ."), "info")


def _print(conference_id: int, layout: Layout) -> dict[str, Any]:
    """A layout with its newest order and its newest file, as the page shows them."""
    found = pass_orders.latest(conference_id, layout)
    file_of = pass_orders.newest_file(conference_id, layout)
    return {
        **_named(layout),
        "order": found,
        "state": _state(found) if found else None,
        "seconds_left": pass_orders.seconds_left(found, clock.now()) if found else None,
        "file_of": file_of,
        "is_outdated": file_of is not None and pass_orders.is_outdated(file_of),
    }


def _state(found: PassPrint) -> PrintState:
    """A job not heard of for long is shown as failed, so that it can be ordered again."""
    return PrintState.FAILED if pass_orders.is_stuck(found, clock.now()) else found.state


def _named(layout: Layout) -> dict[str, Any]:
    return {
        "layout": layout,
        "name": pass_words.layout_name(layout),
        "hint": pass_words.layout_hint(layout),
    }


def _layout(text: str | None) -> Layout:
    """The layout an address or a form names; cards when it names none."""
    for layout in LAYOUTS:
        if text in (layout, None):
            return layout
    abort(404)
