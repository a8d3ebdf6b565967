"""The page that prints account letters: a few at once, many in the background."""

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.views import base_address
from dissemination.conferences import letter_orders
from dissemination.conferences.account_letters import outlook
from dissemination.conferences.blueprint import stay_within_reach
from dissemination.conferences.letter_jobs import draw_up, folder, print_account_letters
from dissemination.conferences.letter_print import print_letters
from dissemination.conferences.models import AccountLetters, Conference
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.jobs import enqueue
from dissemination.web.transactions import commit

AT_ONCE = 50

blueprint = Blueprint(
    "letters", __name__, url_prefix="/conferences/<int:conference_id>/account-letters"
)
blueprint.before_request(stay_within_reach)


@blueprint.get("")
@requires(Action.PRINT_LETTERS)
def show(conference_id: int) -> str:
    """What printing would do now, and how the last order went."""
    letter_orders.sweep(folder(), clock.now())
    base = base_address()
    return render_template(
        "conferences/account_letters.html",
        conference=db.session.get_one(Conference, conference_id),
        outlook=outlook(conference_id),
        base=base,
        is_local="//localhost" in base or "//127." in base,
        at_once=AT_ONCE,
        **_last_order(conference_id),
    )


@blueprint.post("")
@requires(Action.PRINT_LETTERS)
def order(conference_id: int) -> Response:
    """Fresh links for all who never came in, on paper."""
    if db.session.get_one(Conference, conference_id).is_locked:
        flash(_("Hội nghị đã kết thúc: liên kết của hội nghị không còn dùng được."), "error")
        return redirect(url_for(".show", conference_id=conference_id))
    due = outlook(conference_id).to_print
    if not due:
        flash(_("Mọi người đã vào hệ thống, không còn thư nào để in."), "info")
        return redirect(url_for(".show", conference_id=conference_id))
    if due <= AT_ONCE:
        return _print_now(conference_id)
    placed = letter_orders.place(conference_id)
    enqueue(print_account_letters, placed.id, base_address())
    return redirect(url_for(".show", conference_id=conference_id))


def _print_now(conference_id: int) -> Response:
    """A few letters: set while one waits, kept nowhere."""
    letters, heading = draw_up(conference_id, base_address())
    commit()  # setting pages takes a second, in which nobody else could write
    return _pdf(BytesIO(print_letters(letters, heading)))


@blueprint.get("/progress")
@requires(Action.PRINT_LETTERS)
def progress(conference_id: int) -> str:
    """How far the last order is: asked for by the page while it goes on."""
    return render_template(
        "conferences/letter_progress.html",
        conference=db.session.get_one(Conference, conference_id),
        **_last_order(conference_id),
    )


@blueprint.get("/<int:letters_id>/file")
@requires(Action.PRINT_LETTERS, writes=True)
def download(conference_id: int, letters_id: int) -> Response:
    """The file of an order, for two hours; that it was taken is on record."""
    found = db.session.get(AccountLetters, letters_id)
    if found is None or found.conference_id != conference_id:
        abort(404)
    path = folder() / found.stored_name
    if not found.stored_name or not path.is_file() or not _is_fetchable(found):
        abort(404)
    after = {"letters": found.total, "order": found.id}
    audit.record("download_letters", "conference", conference_id, after=after)
    return _pdf(BytesIO(path.read_bytes()))


def _is_fetchable(found: AccountLetters) -> bool:
    return letter_orders.is_fetchable(found, clock.now())


def _last_order(conference_id: int) -> dict[str, object]:
    found = letter_orders.latest(conference_id)
    if found is None:
        return {"order": None}
    stuck = letter_orders.is_stuck(found, clock.now())
    return {
        "order": found,
        "state": "failed" if stuck else found.state.value,
        "fetchable": _is_fetchable(found),
    }


def _pdf(file: BytesIO) -> Response:
    name = f"giay-bao-tai-khoan-{clock.today():%d-%m-%Y}.pdf"
    return send_file(file, "application/pdf", as_attachment=True, download_name=name)
