"""The names behind the board's figures: by right only, and on record."""

from flask import Blueprint, render_template, request

from dissemination.coverage import board_queries, names
from dissemination.coverage.asking import number_asked, part_for
from dissemination.coverage.board_queries import Part
from dissemination.coverage.names import Show
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import page_number

blueprint = Blueprint("coverage_names", __name__)


@blueprint.get("/conferences/<int:conference_id>/board/names")
@requires(Action.VIEW_ROSTER, anywhere=True, writes=True)
def show(conference_id: int) -> str:
    """The people behind one figure, of all that the person's right reaches."""
    conference, reached = part_for(conference_id, Action.VIEW_ROSTER)
    part = _asked_part(reached)
    wanted = _asked_show()
    text = request.args.get("q", "")[:100]
    page = names.find(part, wanted, text, page_number(request.args.get("page")))
    _record(part, wanted, text, page.page, len(page.rows))
    ids = [delegate.id for delegate in page.rows]
    came = names.came(ids)
    points = {d.point_id for d in page.rows} | {arrival.point_id for arrival in came.values()}
    return render_template(
        "coverage/names.html",
        conference=conference,
        show=wanted,
        page=page,
        came=came,
        point_names=names.point_names(points),
        stood_for=names.stood_for(ids),
        scans=names.scans_of(ids) if wanted is Show.CONFLICTS else {},
        place=_place(part),
    )


def _asked_show() -> Show:
    show = request.args.get("show", "")
    return Show(show) if show in set(Show) else Show.EXPECTED


def _asked_part(reached: Part) -> Part:
    return Part(
        reached.conference_id,
        reached.held_on,
        reached.within,
        unit_id=number_asked("unit"),
        own=request.args.get("own") == "1",
        point_id=number_asked("point"),
    )


def _record(part: Part, show: Show, text: str, page: int, count: int) -> None:
    told = {"show": show.value, "search": text, "page": page, "names": count}
    if part.unit_id is not None:
        told["unit"] = part.unit_id
    if part.point_id is not None:
        told["point"] = part.point_id
    audit.record("read", "board_names", f"conference:{part.conference_id}", after=told)


def _place(part: Part) -> str:
    """What the list is narrowed to, "" for all; nothing is told beyond the person's reach."""
    if part.point_id is not None:
        found = board_queries.points_by_id(part, [part.point_id])
        return found[0].name if found else ""
    if part.unit_id:
        return board_queries.unit_names([part.unit_id], part.held_on).get(part.unit_id, "")
    return ""
