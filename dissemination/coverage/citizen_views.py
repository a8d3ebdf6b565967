"""A citizen sends a comment and asks what became of it."""

from flask import current_app, make_response, render_template
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.config import Settings
from dissemination.coverage import (
    comment_guard,
    comment_services,
    public_figures,
    public_queries,
)
from dissemination.coverage.comment_guard import Doubt, Opened
from dissemination.coverage.comment_lifecycle import SHOWN
from dissemination.coverage.public_forms import CommentForm, ReceiptForm
from dissemination.coverage.public_models import CitizenComment, Publication
from dissemination.coverage.public_units import NamedUnits
from dissemination.coverage.public_views import blueprint, published
from dissemination.coverage.public_words import STATES, TOPICS, explain_doubt
from dissemination.directives.wording import title_of
from dissemination.web.access import public
from dissemination.web.extensions import limiter

Answer = str | tuple[str, int]
# More names than these make a page too heavy for a phone; whoever is not suggested can be typed.
MOST_SUGGESTED = 1_000


@blueprint.route("/<int:directive_id>/comments/new", methods=["GET", "POST"])
@public
def comment(directive_id: int) -> Answer:
    """Write a comment; what is sent is held until a moderator has read it."""
    publication = published(directive_id)
    if not publication.takes_comments:
        return _closed(publication), 404
    units = public_figures.ground(publication, clock.today()).named
    form = CommentForm()
    form.find_unit = units.meant
    if not form.is_submitted():
        form.opened.data = comment_guard.open_form(_secret(), clock.now())
        return _form(form, publication, units)
    received = _receive(form, publication) if form.validate() else None
    if received is None:
        return _form(form, publication, units), 422
    code, held = received
    return render_template("public/received.html", code=code, comment=held, **_titled(publication))


def _receive(form: CommentForm, publication: Publication) -> tuple[str, CitizenComment] | None:
    """The receipt's code and the comment; None, with the reason on the form, when it is not taken."""
    now = clock.now()
    opened = comment_guard.read(_secret(), form.opened.data or "")
    doubt = comment_guard.doubt(opened, form.sent(), now)
    if opened is None or doubt is not None:
        _doubted(form, doubt or Doubt.EXPIRED)
        return None
    code = comment_guard.receipt_code(_secret(), opened.nonce)
    network = comment_guard.network_of(_secret(), get_remote_address())
    held = comment_services.receive(publication, form.message(), code, network)
    if held is None:
        _doubted(form, Doubt.TOO_MANY)
        return None
    return code, held


def _doubted(form: CommentForm, doubt: Doubt) -> None:
    """Say why, and give a form that is too old, or filled in by a machine, a new beginning."""
    if doubt is Doubt.UNPROVEN:
        form["sum"].errors = [explain_doubt(doubt)]
        return
    form.form_errors.append(explain_doubt(doubt))
    if doubt in (Doubt.EXPIRED, Doubt.TRAPPED):
        form.opened.data = comment_guard.open_form(_secret(), clock.now())
        form.work.data = form.website.data = ""


def _form(form: CommentForm, publication: Publication, units: NamedUnits) -> str:
    opened = comment_guard.read(_secret(), form.opened.data or "")
    if opened is None:
        form.opened.data = comment_guard.open_form(_secret(), clock.now())
        opened = comment_guard.read(_secret(), form.opened.data)
    assert isinstance(opened, Opened)
    every = units.highest_first()
    return render_template(
        "public/comment.html",
        form=form,
        names=dict.fromkeys(units.labels(every[:MOST_SUGGESTED]).values()),
        are_all=len(every) <= MOST_SUGGESTED,
        nonce=opened.nonce,
        bits=comment_guard.WORK_BITS,
        numbers=opened.sum,
        **_titled(publication),
    )


def _closed(publication: Publication) -> str:
    return render_template("public/comments_closed.html", **_titled(publication))


@blueprint.route("/receipt", methods=["GET", "POST"])
@public
@limiter.limit("20 per minute", methods=["POST"])
def receipt() -> Answer | Response:
    """What became of a comment, by its code; the code stands in no address."""
    form = ReceiptForm()
    found = asked = None
    if form.validate_on_submit():
        asked = form.code.data
        found = public_queries.by_receipt(comment_guard.receipt_hash(asked or ""))
    shown = render_template(
        "public/receipt.html",
        form=form,
        asked=asked,
        comment=found,
        is_shown=found is not None and found.state in SHOWN,
        title_of=title_of,
        states=STATES,
        topics=TOPICS,
    )
    answer = make_response(shown, 422 if form.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _titled(publication: Publication) -> dict[str, object]:
    directive = publication.directive
    return {
        "publication": publication,
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "topics": TOPICS,
    }


def _secret() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.secret_key
