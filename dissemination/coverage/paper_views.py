"""My documents: what one ordered, how far it is, and the files while they are kept."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.coverage import paper_orders, paper_rights, paper_words
from dissemination.coverage.paper_jobs import delete_paper, folder, make_paper
from dissemination.coverage.paper_models import OrderState, PaperKind, PaperOrder
from dissemination.database import db, writing
from dissemination.papers.forms import Form
from dissemination.papers.rulesets import PARTY, STATE
from dissemination.web import audit
from dissemination.web.access import signed_in
from dissemination.web.jobs import enqueue
from dissemination.web.paging import cut, page_number

blueprint = Blueprint("papers", __name__, url_prefix="/my-papers")


@blueprint.get("")
@signed_in
def index() -> str:
    """What one ordered, the newest first."""
    page = cut(paper_orders.of(current_user.id), page_number(request.args.get("page")))
    return render_template(
        "papers/index.html", page=page, shown=[shown(order) for order in page.rows]
    )


@blueprint.get("/<int:paper_id>/progress")
@signed_in
def progress(paper_id: int) -> str:
    """How far one is: asked for by the page while it goes on."""
    return render_template("papers/_order.html", one=shown(_own(paper_id)))


@blueprint.get("/<int:paper_id>/file")
@signed_in
def fetch(paper_id: int) -> Response:
    """The file, as long as everything by which it was made still holds."""
    order = _own(paper_id)
    path = folder() / order.stored_name
    if not paper_orders.is_fetchable(order, clock.now()) or not path.is_file():
        abort(404)
    if not paper_rights.may_fetch(order):
        abort(403)
    name, content_type = order.file_name, _content_type(order)
    _record_fetching(order)
    return send_file(path, content_type, as_attachment=True, download_name=name)


@blueprint.post("/<int:paper_id>/again")
@signed_in
def again(paper_id: int) -> Response:
    """Make anew what failed."""
    order = _own(paper_id)
    if paper_orders.again(order):
        enqueue(make_paper, order.id)
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:paper_id>/delete")
@signed_in
def delete(paper_id: int) -> Response:
    """Forget one's own order and its file."""
    stored_name = paper_orders.remove(_own(paper_id))
    if stored_name:
        enqueue(delete_paper, stored_name)
    flash(_("Đã xóa tài liệu."), "success")
    return redirect(url_for(".index"), 303)


# --- for the pages that order -------------------------------------------------------------------


def order_paper(kind: PaperKind, forms: tuple[str, ...], title: str, **about: int) -> Response:
    """Order what the form asks for, in the background; to my documents."""
    form, rules = request.form.get("form", ""), request.form.get("rules", PARTY)
    if form not in forms or rules not in (PARTY, STATE):
        abort(400)
    wanted = PaperOrder(
        user_id=current_user.id, kind=kind, form=form, rules=rules, title=title[:600], **about
    )
    if paper_orders.place(wanted):
        wanted.file_name = paper_words.file_name(wanted)
        enqueue(make_paper, wanted.id)
    return redirect(url_for("papers.index"), 303)


def shown(order: PaperOrder) -> dict[str, Any]:
    """An order as its page shows it."""
    now = clock.now()
    stuck = paper_orders.is_stuck(order, now)
    return {
        "order": order,
        "state": OrderState.FAILED if stuck else order.state,
        "kind": paper_words.KINDS[order.kind],
        "form": paper_words.FORMS[order.form],
        "rules": paper_words.RULES[order.rules],
        "until": paper_orders.expires_at(order),
        "fetchable": paper_orders.is_fetchable(order, now),
    }


def _content_type(order: PaperOrder) -> str:
    return "application/zip" if order.form == "zip" else Form(order.form).content_type


def _own(paper_id: int) -> PaperOrder:
    """Somebody else's does not exist."""
    order = db.session.get(PaperOrder, paper_id)
    return order if order is not None and order.user_id == current_user.id else abort(404)


def _record_fetching(order: PaperOrder) -> None:
    """In a short transaction of its own, before the file is handed out."""
    after, order_id = paper_orders.told(order), order.id
    db.session.rollback()
    with writing():
        audit.record("download_paper", "paper", order_id, after=after)
