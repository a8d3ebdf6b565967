"""One delegate's pass: printed alone, taken back, given anew."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences import pass_queries, pass_services, pass_words
from dissemination.conferences.models import Delegate, Pass
from dissemination.conferences.pass_forms import ReasonForm
from dissemination.conferences.pass_views import print_now
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.web.access import requires
from dissemination.web.actions import Action

blueprint = Blueprint(
    "delegate_passes",
    __name__,
    url_prefix=(
        "/conferences/<int:conference_id>/points/<int:point_id>/delegates/<int:delegate_id>/pass"
    ),
)


@blueprint.get("/file")
@requires(Action.PRINT_PASSES)
def download(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """One badge, after a pass was given anew."""
    cards = pass_queries.pass_cards(conference_id, point_id, delegate_id)
    if not cards:
        flash(pass_words.refusal_sentence(Refusal.PASS_MISSING), "warning")
        return _back(conference_id, point_id, delegate_id)
    return print_now(conference_id, cards, "badges", f"the-dai-bieu-{delegate_id}.pdf")


@blueprint.post("/issue")
@requires(Action.MANAGE_ROSTER)
def issue(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """A pass for someone who holds none."""
    delegate = _delegate(point_id, delegate_id)
    issued = pass_services.issue(delegate.id)
    if isinstance(issued, Refusal):
        flash(pass_words.refusal_sentence(issued), "warning")
    else:
        flash(_("Đã cấp thẻ cho %(name)s.", name=delegate.name), "success")
    return _back(conference_id, point_id, delegate_id)


@blueprint.route("/revoke", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER)
def revoke(conference_id: int, point_id: int, delegate_id: int) -> Response | str | tuple[str, int]:
    """Ask for the reason, then take the pass back."""
    return _change(_delegate(point_id, delegate_id), pass_services.revoke, is_new=False)


@blueprint.route("/reissue", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER)
def reissue(
    conference_id: int, point_id: int, delegate_id: int
) -> Response | str | tuple[str, int]:
    """Ask for the reason, then give a new pass for the old one."""
    return _change(_delegate(point_id, delegate_id), pass_services.reissue, is_new=True)


def _change(
    delegate: Delegate, change: Callable[[int, str], Pass | Refusal | None], *, is_new: bool
) -> Response | str | tuple[str, int]:
    form = ReasonForm()
    if not form.validate_on_submit():
        page = render_template(
            "conferences/pass_change.html", form=form, delegate=delegate, is_new=is_new
        )
        return (page, 422) if form.errors else page
    changed = change(delegate.id, form.reason.data or "")
    if isinstance(changed, Refusal):
        flash(pass_words.refusal_sentence(changed), "warning")
    elif is_new:
        flash(_("Đã cấp thẻ mới cho %(name)s; thẻ cũ hết hiệu lực.", name=delegate.name), "success")
    else:
        flash(_("Đã thu hồi thẻ của %(name)s.", name=delegate.name), "success")
    return _back(delegate.conference_id, delegate.point_id, delegate.id)


def _delegate(point_id: int, delegate_id: int) -> Delegate:
    """The delegate, who must be at the point that the gate was asked about."""
    query = sa.select(Delegate).where(Delegate.id == delegate_id, Delegate.point_id == point_id)
    return db.session.scalar(query) or abort(404)


def _back(conference_id: int, point_id: int, delegate_id: int) -> Response:
    return redirect(
        url_for(
            "delegates.show",
            conference_id=conference_id,
            point_id=point_id,
            delegate_id=delegate_id,
        )
    )
