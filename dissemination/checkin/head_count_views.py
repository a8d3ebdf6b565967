"""The page on which a counted head gets its name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination.checkin import desk_queries, head_counts, scanner_queries, scanners
from dissemination.conferences.models import Point
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import page_number

blueprint = Blueprint(
    "head_counts",
    __name__,
    url_prefix="/conferences/<int:conference_id>/points/<int:point_id>/head-count",
)


@blueprint.get("")
@requires(Action.MANAGE_ROSTER, writes=True)
def reconcile(conference_id: int, point_id: int) -> str:
    """The count that stands, and the point's people who may have been among the counted."""
    point = db.session.get_one(Point, point_id)
    text = request.args.get("q", "")[:100]
    page = head_counts.not_come(point_id, text, page_number(request.args.get("page")))
    audit.record("read", "roster", f"point:{point_id}", after={"names": len(page.rows)})
    count = scanner_queries.head_count(point_id)
    named = desk_queries.counts(point_id).attended
    return render_template(
        "checkin/head_count.html",
        point=point,
        conference=point.conference,
        count=count,
        named=named,
        unnamed=head_counts.unnamed(count.number, named) if count else 0,
        page=page,
    )


@blueprint.post("")
@requires(Action.MANAGE_ROSTER)
def name(conference_id: int, point_id: int) -> Response:
    """Record that the people who were ticked were among the counted."""
    back = redirect(url_for(".reconcile", **(request.view_args or {})), 303)
    ticked = set(request.form.getlist("delegate", type=int))
    count = scanner_queries.head_count(point_id)
    if count is None or not ticked:
        flash(_("Chưa chọn ai. Đánh dấu những người có mặt rồi bấm ghi."), "warning")
        return back
    point = db.session.get_one(Point, point_id)
    desk = scanners.desk_of(
        point, current_user.id, _("bàn %(name)s", name=current_user.shown_name)[:100]
    )
    named = head_counts.name_them(count, ticked, desk)
    audit.record("name_heads", "point", point_id, after={"named": named})
    flash(_("Đã ghi có mặt %(n)s người.", n=named), "success")
    return back
