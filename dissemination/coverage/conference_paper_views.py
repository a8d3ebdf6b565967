"""The papers of one conference: its attendance report, once the counts are closed, and its file."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences.answers import answer
from dissemination.conferences.blueprint import conference_or_404
from dissemination.conferences.refusals import Refusal
from dissemination.coverage import (
    attendance_facts,
    attendance_report,
    board_queries,
    freezes,
    paper_words,
)
from dissemination.coverage.asking import may_read_names, part_for
from dissemination.coverage.paper_models import PaperKind
from dissemination.coverage.paper_views import order_paper
from dissemination.web.access import may, requires
from dissemination.web.actions import Action

blueprint = Blueprint(
    "conference_papers", __name__, url_prefix="/conferences/<int:conference_id>/papers"
)


@blueprint.get("")
@requires(Action.VIEW_BOARD, anywhere=True)
def show(conference_id: int) -> str:
    """What can be ordered, and why not yet; the frozen counts and what has come in since."""
    conference, part = part_for(conference_id, Action.VIEW_BOARD)
    freeze = freezes.in_force(conference)
    why_not = attendance_facts.why_not(conference, freeze)
    history = freezes.history(part)
    since = attendance_facts.since(freeze, part) if freeze else None
    return render_template(
        "papers/conference.html",
        conference=conference,
        figures=history[0].figures if freeze else board_queries.totals(part)[0],
        why_not=paper_words.NOT_FROZEN[why_not] if why_not else "",
        freeze=freeze,
        history=history,
        since=since,
        came_since=attendance_report.came_since(since) if since else [],
        may_freeze=conference.is_locked
        and may(Action.MANAGE_CONFERENCE, conference_id=conference_id),
        with_names=may_read_names(conference_id),
        words=paper_words,
    )


@blueprint.post("/freeze")
@requires(Action.MANAGE_CONFERENCE)
def freeze(conference_id: int) -> Response:
    """Freeze the counts once more, with a reason on record."""
    conference_or_404(conference_id)
    made = freezes.again(conference_id, request.form.get("reason", ""))
    refused = made if isinstance(made, Refusal) else None
    return answer(refused, _("Đã chốt lại số liệu."), url_for(".show", conference_id=conference_id))


@blueprint.post("/attendance")
@requires(Action.VIEW_BOARD, anywhere=True)
def attendance(conference_id: int) -> Response:
    """Order the attendance report."""
    conference, _part = part_for(conference_id, Action.VIEW_BOARD)
    why_not = attendance_facts.why_not(conference, freezes.in_force(conference))
    if why_not:
        flash(_("Chưa chốt số liệu.") + " " + str(paper_words.NOT_FROZEN[why_not]), "error")
        return redirect(url_for(".show", conference_id=conference_id), 303)
    title = str(_("Báo cáo kết quả tham dự: %(title)s", title=conference.title))
    return order_paper(
        PaperKind.ATTENDANCE, ("docx", "pdf", "xlsx"), title, conference_id=conference_id
    )


@blueprint.post("/file")
@requires(Action.VIEW_BOARD, anywhere=True)
def whole_file(conference_id: int) -> Response:
    """Order everything about the conference in one bundle."""
    conference, _part = part_for(conference_id, Action.VIEW_BOARD)
    title = str(_("Hồ sơ hội nghị: %(title)s", title=conference.title))
    kind = PaperKind.CONFERENCE_FILE
    return order_paper(kind, ("zip", "pdf"), title, conference_id=conference_id)
