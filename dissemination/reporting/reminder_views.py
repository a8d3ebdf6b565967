"""What I was reminded of, and that I have seen it."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.reporting import digests, reminder_queries, reminder_wording
from dissemination.reporting.digest_post import newest_lines
from dissemination.web.access import signed_in
from dissemination.web.actions import Action
from dissemination.web.paging import cut, page_number

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")


@blueprint.get("/")
@signed_in
def mine() -> str:
    """One's own digests, the newest first."""
    page = cut(reminder_queries.digests_of(current_user.id), page_number(request.args.get("page")))
    return render_template(
        "reminders/mine.html",
        page=page,
        unseen=reminder_queries.unseen(current_user.id),
        names=reminder_wording.names_in(page.rows, clock.today()),
        newest_lines=newest_lines,
        today=clock.today(),
        words=reminder_wording,
    )


@blueprint.post("/seen")
@signed_in
def see() -> Response:
    """All digests so far are seen."""
    count = digests.see(current_user.id)
    if count:
        said = ngettext("Đã xem %(num)s bản nhắc việc.", "Đã xem %(num)s bản nhắc việc.", count)
        flash(said, "success")
    else:
        flash(_("Không có bản nhắc việc nào mới."), "info")
    return redirect(url_for(".mine"), 303)


def unseen_reminders() -> int | None:
    """For the masthead; None for those whom nobody reminds."""
    return reminder_queries.unseen(current_user.id) if grants_for(Action.RECEIVE_REPORT) else None


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["unseen_reminders"] = unseen_reminders
