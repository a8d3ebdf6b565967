"""Moderators read what citizens sent, publish it with an answer, or say why not."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.coverage import comment_lifecycle, comment_services, public_queries
from dissemination.coverage.comment_lifecycle import Refusal, Step
from dissemination.coverage.public_forms import SettleForm, typed
from dissemination.coverage.public_models import CitizenComment, CommentState, Topic
from dissemination.coverage.public_queries import CommentFilter
from dissemination.coverage.public_text import without_contacts
from dissemination.coverage.public_words import DONE, STATES, STEPS, TOPICS, explain
from dissemination.database import db
from dissemination.directives import queries as directive_queries
from dissemination.directives.wording import title_of
from dissemination.units.queries import latest_nodes
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import cut, page_number

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("moderation", __name__, url_prefix="/citizen-comments")
_FIELDS = {
    Refusal.TEXT_MISSING: "published_text",
    Refusal.CONTACT_LEFT: "published_text",
    Refusal.ANSWER_MISSING: "answer",
    Refusal.REASON_MISSING: "reason",
}


@blueprint.get("/")
@requires(Action.MODERATE)
def index() -> str:
    """What waits, the next day of an answer first; then what is settled."""
    today = clock.today()
    page = cut(public_queries.comments(_wanted(), today), page_number(request.args.get("page")))
    units = [one.unit_id for one in page.rows if one.unit_id is not None]
    return render_template(
        "moderation/index.html",
        page=page,
        counts=public_queries.count_by_state(),
        late=public_queries.count_late(today),
        names=latest_nodes(units, today),
        directives=directive_queries.found("", None),
        title_of=title_of,
        is_late=lambda one: comment_lifecycle.is_late(one.state, one.due_on, today),
        states=STATES,
        topics=TOPICS,
    )


def _wanted() -> CommentFilter:
    """The address's filter; what makes no sense in it asks for nothing."""
    given = request.args
    state, topic = given.get("state", ""), given.get("topic", "")
    directive = given.get("directive", "")
    return CommentFilter(
        state=CommentState(state) if state in set(CommentState) else None,
        topic=Topic(topic) if topic in set(Topic) else None,
        directive_id=int(directive) if directive.isdecimal() and len(directive) < 10 else None,
        late_only=state == "late",
    )


@blueprint.route("/<int:citizen_comment_id>", methods=["GET", "POST"])
@requires(Action.MODERATE, writes=True)
def show(citizen_comment_id: int) -> Answer:
    """One comment with who sent it; reading that is recorded."""
    comment = db.get_or_404(CitizenComment, citizen_comment_id)
    form = SettleForm(data=typed(comment, without_contacts(comment.text)))
    step = request.form.get("step", "")
    if form.validate_on_submit() and step in set(Step):
        refused = comment_services.settle(citizen_comment_id, Step(step), form.settling())
        if refused is None:
            flash(str(DONE[Step(step)]), "success")
            return redirect(url_for(".show", citizen_comment_id=citizen_comment_id), 303)
        _blame(form, refused)
    if comment.author or comment.contact:
        audit.record("read", comment_services.SUBJECT, citizen_comment_id)
    return _page(comment, form)


def _page(comment: CitizenComment, form: SettleForm) -> Answer:
    today = clock.today()
    units = latest_nodes([comment.unit_id] if comment.unit_id else [], today)
    shown = render_template(
        "moderation/show.html",
        comment=comment,
        form=form,
        steps=comment_lifecycle.steps_from(comment.state),
        words=STEPS,
        unit=units.get(comment.unit_id or 0),
        title=title_of(comment.directive.kind, comment.directive.number),
        is_late=comment_lifecycle.is_late(comment.state, comment.due_on, today),
        states=STATES,
        topics=TOPICS,
    )
    return shown, 422 if form.errors else 200


def _blame(form: SettleForm, refusal: Refusal) -> None:
    """Put a refusal where the person who typed can mend it."""
    name = _FIELDS.get(refusal)
    if name is None:
        form.form_errors.append(explain(refusal))
    else:
        form[name].errors = [explain(refusal)]
