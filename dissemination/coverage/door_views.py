"""The points behind the board's missing scans and counted heads; figures only, no names."""

from flask import Blueprint, render_template, request

from dissemination.checkin.models import ActKind
from dissemination.coverage.asking import part_for
from dissemination.coverage.boards import cut
from dissemination.coverage.doors import doors
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import page_number

blueprint = Blueprint("coverage_doors", __name__)


@blueprint.get("/conferences/<int:conference_id>/board/doors")
@requires(Action.VIEW_BOARD, anywhere=True)
def show(conference_id: int) -> str:
    """Points whose devices gave numbers that never arrived, and points that counted heads."""
    conference, part = part_for(conference_id, Action.VIEW_BOARD)
    seen = doors(part)
    show = request.args.get("show", "")
    rows = {"missing": seen.with_missing, ActKind.HEAD_COUNT.value: seen.with_count}.get(
        show, list(seen.rows)
    )
    return render_template(
        "coverage/doors.html",
        conference=conference,
        doors=seen,
        page=cut(rows, page_number(request.args.get("page"))),
    )
