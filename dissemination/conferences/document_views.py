"""Documents: taken by what they are, given only as files to save."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences import documents
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import blueprint, conference_or_404
from dissemination.conferences.forms import DocumentForm
from dissemination.conferences.models import Document
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.web import file_answers
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.file_kinds import ACCEPTED


@blueprint.route("/<int:conference_id>/documents/new", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def new_document(conference_id: int) -> tuple[str, int] | Response:
    """Upload a document for those who attend."""
    conference = conference_or_404(conference_id)
    form = DocumentForm()
    if form.validate_on_submit():
        file = form.file.data
        title = form.title.data or ""
        kept = documents.add(
            conference_id, file_answers.folder(), file.stream, file.filename or "", title
        )
        if not isinstance(kept, Refusal):
            return done(_("Đã thêm tài liệu."), _list(conference_id))
        blame(form, kept)
    page = render_template(
        "conferences/document_form.html", form=form, conference=conference, accepted=ACCEPTED
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<int:conference_id>/documents/<int:document_id>")
@requires(Action.VIEW_CONFERENCE, anywhere=True)
def document(conference_id: int, document_id: int) -> Response:
    """The file to save; never shown in the browser, whatever it holds."""
    return file_answers.send(_document(conference_id, document_id))


@blueprint.post("/<int:conference_id>/documents/<int:document_id>/remove")
@requires(Action.MANAGE_CONFERENCE)
def remove_document(conference_id: int, document_id: int) -> Response:
    """Delete a document; its file goes once that is committed."""
    found = _document(conference_id, document_id)
    stored_name = found.stored_name
    refused = documents.remove(found)
    if refused is None:
        file_answers.delete_after_commit(stored_name)
    return answer(refused, _("Đã xóa tài liệu."), _list(conference_id))


def _document(conference_id: int, document_id: int) -> Document:
    found = db.get_or_404(Document, document_id)
    return found if found.conference_id == conference_id else abort(404)


def _list(conference_id: int) -> str:
    return url_for("conferences.show", conference_id=conference_id, _anchor="documents")
