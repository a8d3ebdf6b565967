"""The papers of one conference: its attendance report, once the counts are closed, and its file."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.coverage import attendance_facts, board_queries, paper_words
from dissemination.coverage.asking import may_read_names, part_for
from dissemination.coverage.paper_models import PaperKind
from dissemination.coverage.paper_views import order_paper
from dissemination.web.access import requires
from dissemination.web.actions import Action

blueprint = Blueprint(
    "conference_papers", __name__, url_prefix="/conferences/<int:conference_id>/papers"
)


@blueprint.get("")
@requires(Action.VIEW_BOARD, anywhere=True)
def show(conference_id: int) -> str:
    """What can be ordered, and why not yet."""
    conference, part = part_for(conference_id, Action.VIEW_BOARD)
    why_not = attendance_facts.not_frozen(conference)
    return render_template(
        "papers/conference.html",
        conference=conference,
        figures=board_queries.totals(part)[0],
        why_not=paper_words.NOT_FROZEN[why_not] if why_not else "",
        with_names=may_read_names(conference_id),
        words=paper_words,
    )


@blueprint.post("/attendance")
@requires(Action.VIEW_BOARD, anywhere=True)
def attendance(conference_id: int) -> Response:
    """Order the attendance report."""
    conference, _part = part_for(conference_id, Action.VIEW_BOARD)
    why_not = attendance_facts.not_frozen(conference)
    if why_not:
        flash(_("Chưa khóa số liệu.") + " " + str(paper_words.NOT_FROZEN[why_not]), "error")
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
