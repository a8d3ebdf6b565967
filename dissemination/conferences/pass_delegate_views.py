"""One delegate's pass: printed alone, taken back, given anew."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences import pass_queries, pass_services
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import stay_within_reach
from dissemination.conferences.delegate_views import delegate_at
from dissemination.conferences.models import Delegate, Pass
from dissemination.conferences.pass_forms import ReasonForm
from dissemination.conferences.pass_views import print_now
from dissemination.conferences.refusals import Refusal
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action

Answer = tuple[str, int] | Response
_PREFIX = "/conferences/<int:conference_id>/points/<int:point_id>/delegates/<int:delegate_id>/pass"

blueprint = Blueprint("delegate_passes", __name__, url_prefix=_PREFIX)
blueprint.before_request(stay_within_reach)


@blueprint.get("/file")
@requires(Action.PRINT_PASSES)
def download(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """One badge, after a pass was given anew."""
    cards = pass_queries.pass_cards(conference_id, point_id, delegate_id)
    if not cards:
        page = _page(delegate_at(point_id, delegate_id))
        return answer(Refusal.PASS_MISSING, "", page)
    return print_now(conference_id, cards, "badges", f"the-dai-bieu-{delegate_id}.pdf")


@blueprint.post("/issue")
@requires(Action.MANAGE_ROSTER)
def issue(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """A pass for someone who holds none."""
    delegate = delegate_at(point_id, delegate_id)
    issued = pass_services.issue(delegate.id)
    refused = issued if isinstance(issued, Refusal) else None
    return answer(refused, _("Đã cấp thẻ cho %(name)s.", name=delegate.name), _page(delegate))


@blueprint.route("/revoke", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER, writes=True)
def revoke(conference_id: int, point_id: int, delegate_id: int) -> Answer:
    """Ask for the reason, then take the pass back."""
    delegate = delegate_at(point_id, delegate_id)
    message = _("Đã thu hồi thẻ của %(name)s.", name=delegate.name)
    return _change(delegate, pass_services.revoke, message, is_new=False)


@blueprint.route("/reissue", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER, writes=True)
def reissue(conference_id: int, point_id: int, delegate_id: int) -> Answer:
    """Ask for the reason, then give a new pass for the old one."""
    delegate = delegate_at(point_id, delegate_id)
    message = _("Đã cấp thẻ mới cho %(name)s; thẻ cũ hết hiệu lực.", name=delegate.name)
    return _change(delegate, pass_services.reissue, message, is_new=True)


def _change(
    delegate: Delegate,
    change: Callable[[int, str], Pass | Refusal | None],
    message: str,
    *,
    is_new: bool,
) -> Answer:
    form = ReasonForm()
    if form.validate_on_submit():
        changed = change(delegate.id, form.reason.data or "")
        if not isinstance(changed, Refusal):
            return done(message, _page(delegate))
        blame(form, changed)
    if request.method == "GET":
        audit.record("read", "delegate", delegate.id)
    page = render_template(
        "conferences/pass_change.html", form=form, delegate=delegate, is_new=is_new
    )
    return page, 422 if form.errors else 200


def _page(delegate: Delegate) -> str:
    return url_for(
        "delegates.show",
        conference_id=delegate.conference_id,
        point_id=delegate.point_id,
        delegate_id=delegate.id,
    )
