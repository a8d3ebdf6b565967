"""Pages of conferences: the list, one conference, its data and its state."""

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import lifecycle, queries, reach, services
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import blueprint, conference_or_404
from dissemination.conferences.door import door
from dissemination.conferences.forms import (
    ConferenceForm,
    NewConferenceForm,
    directive_choices,
    moment,
)
from dissemination.conferences.lifecycle import Operation, Step
from dissemination.conferences.models import Conference, ConferenceState
from dissemination.conferences.refusals import Refusal
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.paging import cut, page_number

Answer = str | tuple[str, int] | Response
_FORWARD_AND_BACK = "any(open, start, close, to_draft, to_open)"


@blueprint.get("")
@requires(Action.VIEW_CONFERENCE, anywhere=True)
def index() -> str:
    """The conferences that the person's grants reach, the latest first."""
    within = reach.conferences_within(grants_for(Action.VIEW_CONFERENCE), clock.today())
    query = queries.conferences(within, request.args.get("state", ""))
    page = cut(query, page_number(request.args.get("page")))
    ids = [conference.id for conference in page.rows]
    return render_template(
        "conferences/index.html",
        page=page,
        counts=door().counts(ids),
        points=queries.points_by_conference(ids),
        states=ConferenceState,
        may_create=may(Action.MANAGE_CONFERENCE),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def new() -> Answer:
    """Make a conference, with its first session when the hours are known."""
    form = _with_directives(NewConferenceForm())
    if not form.validate_on_submit():
        return _form_page(form, None)
    conference = services.create(form.details())
    if form.starts_at.data and form.ends_at.data:
        day = conference.held_on
        services.add_session(
            conference.id, moment(day, form.starts_at.data), moment(day, form.ends_at.data)
        )
    return done(_("Đã tạo hội nghị. Bước tiếp theo: lập điểm cầu."), _page(conference.id))


@blueprint.get("/<int:conference_id>")
@requires(Action.VIEW_CONFERENCE, anywhere=True)
def show(conference_id: int) -> str:
    """What the conference is, how far it is, and the next step."""
    conference = conference_or_404(conference_id)
    is_organiser = may(Action.MANAGE_CONFERENCE, conference_id=conference_id)
    reaches_all = may(Action.VIEW_CONFERENCE, conference_id=conference_id)
    return render_template(
        "conferences/show.html",
        conference=conference,
        next_step=lifecycle.next_step(conference.state) if is_organiser else None,
        step_back=_step_back(conference),
        edit_lock=lifecycle.lock_on(conference.state, Operation.EDIT),
        delete_lock=lifecycle.lock_on(conference.state, Operation.DELETE),
        is_organiser=is_organiser,
        reads_roster=may(Action.VIEW_ROSTER, conference_id=conference_id),
        overview=queries.overview(conference_id, _points_reached(), reaches_all=reaches_all),
    )


@blueprint.route("/<int:conference_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def edit(conference_id: int) -> Answer:
    """Change a conference's data; sessions follow the day."""
    conference = conference_or_404(conference_id)
    chosen = [directive.id for directive in conference.directives]
    form = _with_directives(ConferenceForm(obj=conference, directive_ids=chosen))
    if not form.validate_on_submit():
        return _form_page(form, conference)
    if refused := services.edit(conference_id, form.details()):
        blame(form, refused)
        return _form_page(form, conference)
    return done(_("Đã lưu."), _page(conference_id))


@blueprint.post(f"/<int:conference_id>/steps/<{_FORWARD_AND_BACK}:step>")
@requires(Action.MANAGE_CONFERENCE)
def take_step(conference_id: int, step: str) -> Response:
    """Move the conference on, or back with a reason."""
    return _take(conference_id, Step(step))


@blueprint.post("/<int:conference_id>/steps/reopen")
@requires(Action.REOPEN_CONFERENCE)
def reopen(conference_id: int) -> Response:
    """Unlock a closed conference; the secretariat's, with a reason."""
    return _take(conference_id, Step.REOPEN)


@blueprint.post("/<int:conference_id>/delete")
@requires(Action.MANAGE_CONFERENCE)
def delete(conference_id: int) -> Response:
    """Delete a draft without points."""
    refused = services.delete(conference_id)
    url = _page(conference_id) if refused else url_for("conferences.index")
    return answer(refused, _("Đã xóa hội nghị."), url)


def _take(conference_id: int, step: Step) -> Response:
    state = services.take_step(conference_id, step, request.form.get("reason", ""))
    refused = state if isinstance(state, Refusal) else None
    said = {
        ConferenceState.DRAFT: _("Hội nghị đã về trạng thái đang chuẩn bị."),
        ConferenceState.OPEN: _("Hội nghị đã mở cho các điểm cầu."),
        ConferenceState.RUNNING: _("Hội nghị đang diễn ra; điểm danh được tính."),
        ConferenceState.CLOSED: _("Hội nghị đã kết thúc; số liệu đã chốt."),
    }
    message = "" if isinstance(state, Refusal) else said[state]
    return answer(refused, message, _page(conference_id))


def _step_back(conference: Conference) -> Step | None:
    """The step back, when the person may take it."""
    step = lifecycle.step_back(conference.state)
    if step is None:
        return None
    return step if may(lifecycle.ACTION_OF_STEP[step], conference_id=conference.id) else None


def _points_reached() -> sa.ColumnElement[bool]:
    return reach.points_within(grants_for(Action.VIEW_CONFERENCE), clock.today())


def _with_directives(form: ConferenceForm) -> ConferenceForm:
    form.directive_ids.choices = directive_choices(queries.directives())
    return form


def _form_page(form: ConferenceForm, conference: Conference | None) -> tuple[str, int]:
    page = render_template("conferences/form.html", form=form, conference=conference)
    return page, 422 if form.errors else 200


def _page(conference_id: int) -> str:
    return url_for("conferences.show", conference_id=conference_id)
