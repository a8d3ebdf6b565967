"""Pages of sessions and of the programme."""

from collections.abc import Callable

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences import services
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import blueprint, conference_or_404
from dissemination.conferences.forms import AgendaForm, SessionForm
from dissemination.conferences.models import AgendaItem, Conference, ConferenceSession
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.web.access import requires
from dissemination.web.actions import Action

Answer = str | tuple[str, int] | Response
Form = SessionForm | AgendaForm


@blueprint.route("/<int:conference_id>/sessions/new", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def new_session(conference_id: int) -> Answer:
    """Add a morning or an afternoon."""
    conference = conference_or_404(conference_id)
    form = SessionForm(day=conference.held_on)
    return _handled(form, conference, lambda: services.add_session(conference_id, *form.moments()))


@blueprint.route("/<int:conference_id>/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def edit_session(conference_id: int, session_id: int) -> Answer:
    """Change when a session sits."""
    session = _session(conference_id, session_id)
    form = SessionForm.of(session)
    conference = conference_or_404(conference_id)
    return _handled(
        form, conference, lambda: services.edit_session(session, *form.moments()), session
    )


@blueprint.post("/<int:conference_id>/sessions/<int:session_id>/remove")
@requires(Action.MANAGE_CONFERENCE)
def remove_session(conference_id: int, session_id: int) -> Response:
    """Take a session off."""
    refused = services.remove_session(_session(conference_id, session_id))
    return answer(refused, _("Đã bỏ phiên họp."), _programme(conference_id))


@blueprint.route("/<int:conference_id>/agenda/new", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def new_agenda_item(conference_id: int) -> Answer:
    """Add an item at the end of the programme."""
    conference = conference_or_404(conference_id)
    form = AgendaForm(day=conference.held_on)
    return _handled(
        form, conference, lambda: services.add_agenda_item(conference_id, form.details())
    )


@blueprint.route("/<int:conference_id>/agenda/<int:item_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def edit_agenda_item(conference_id: int, item_id: int) -> Answer:
    """Change an item of the programme."""
    item = _item(conference_id, item_id)
    form = AgendaForm.of(item)
    conference = conference_or_404(conference_id)
    return _handled(form, conference, lambda: services.edit_agenda_item(item, form.details()), item)


@blueprint.post("/<int:conference_id>/agenda/<int:item_id>/remove")
@requires(Action.MANAGE_CONFERENCE)
def remove_agenda_item(conference_id: int, item_id: int) -> Response:
    """Take an item off the programme."""
    refused = services.remove_agenda_item(_item(conference_id, item_id))
    return answer(refused, _("Đã bỏ nội dung."), _programme(conference_id))


@blueprint.post("/<int:conference_id>/agenda/<int:item_id>/<any(up, down):way>")
@requires(Action.MANAGE_CONFERENCE)
def move_agenda_item(conference_id: int, item_id: int, way: str) -> Response:
    """Move an item one place up or down."""
    item = _item(conference_id, item_id)
    refused = services.place_agenda_item(item, item.position + (1 if way == "down" else -1))
    return answer(refused, _("Đã đổi thứ tự."), _programme(conference_id))


def _handled(
    form: Form,
    conference: Conference,
    do: Callable[[], object],
    thing: ConferenceSession | AgendaItem | None = None,
) -> Answer:
    """Show the form, or do what it says and go back to the programme."""
    if form.validate_on_submit():
        result = do()
        if not isinstance(result, Refusal):
            return done(_("Đã lưu."), _programme(conference.id))
        blame(form, result)
    kind = "session" if isinstance(form, SessionForm) else "agenda"
    page = render_template(
        f"conferences/{kind}_form.html", form=form, conference=conference, thing=thing
    )
    return page, 422 if form.errors else 200


def _session(conference_id: int, session_id: int) -> ConferenceSession:
    session = db.get_or_404(ConferenceSession, session_id)
    return session if session.conference_id == conference_id else abort(404)


def _item(conference_id: int, item_id: int) -> AgendaItem:
    item = db.get_or_404(AgendaItem, item_id)
    return item if item.conference_id == conference_id else abort(404)


def _programme(conference_id: int) -> str:
    return url_for("conferences.show", conference_id=conference_id, _anchor="programme")
