"""Pages of points: the list, one point, its data."""

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import lifecycle, point_queries, points, reach, readiness
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import conference_or_404, points_blueprint
from dissemination.conferences.door import Counts, door
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.matching import Matcher, Named
from dissemination.conferences.models import Conference, Point
from dissemination.conferences.point_forms import NewPointForm, PointForm
from dissemination.conferences.point_queries import PointFilter
from dissemination.conferences.readiness import PointFacts
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.units.queries import tree_at
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.paging import cut, page_number

Answer = str | tuple[str, int] | Response
_MOST_SUGGESTED = 1_000


@points_blueprint.get("")
@requires(Action.VIEW_CONFERENCE, anywhere=True)
def index(conference_id: int) -> str:
    """The points of a conference that the person's grants reach."""
    conference = conference_or_404(conference_id)
    within = reached_points(Action.VIEW_CONFERENCE)
    wanted = _wanted()
    query = point_queries.find(
        conference_id, wanted, request.args.get("sort", ""), conference.held_on, within
    )
    totals = point_queries.totals(conference_id, within)
    page = cut(
        query,
        page_number(request.args.get("page")),
        total=totals.points if wanted == PointFilter() else None,
    )
    ids = [point.id for point in page.rows]
    return render_template(
        "conferences/points.html",
        conference=conference,
        page=page,
        totals=totals,
        counts=door().counts_by_point(ids),
        units=point_queries.unit_names([p.unit_id for p in page.rows], conference.held_on),
        districts=point_queries.districts(conference.held_on),
        manage_lock=lifecycle.lock_on(conference.state, Operation.MANAGE_POINTS),
        is_organiser=may(Action.MANAGE_CONFERENCE, conference_id=conference_id),
    )


@points_blueprint.get("/<int:point_id>")
@requires(Action.VIEW_CONFERENCE)
def show(conference_id: int, point_id: int) -> str:
    """One point: who to call, how many are expected, what it still lacks."""
    found = db.get_or_404(Point, point_id)
    conference = found.conference
    counts = door().counts_by_point([point_id]).get(point_id, Counts())
    facts = PointFacts(
        bool(found.contact_name and found.contact_phone),
        found.capacity,
        counts.expected,
        door().scanners_by_point([point_id]).get(point_id, 0),
    )
    return render_template(
        "conferences/point.html",
        conference=conference,
        point=found,
        unit=point_queries.unit_names([found.unit_id], conference.held_on).get(found.unit_id),
        counts=counts,
        gaps=readiness.gaps(facts),
        edit_lock=lifecycle.lock_on(conference.state, Operation.EDIT),
        manage_lock=lifecycle.lock_on(conference.state, Operation.MANAGE_POINTS),
        is_organiser=may(Action.MANAGE_CONFERENCE, conference_id=conference_id),
    )


@points_blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def new(conference_id: int) -> Answer:
    """One more point, for a unit told by its code or name."""
    conference = conference_or_404(conference_id)
    form = NewPointForm()
    if form.validate_on_submit() and (unit_id := _unit_of(form, conference)):
        made = points.create(conference_id, unit_id, form.details())
        if not isinstance(made, Refusal):
            return done(_("Đã thêm điểm cầu."), _page(made))
        blame(form, made)
    return _form_page(form, conference, None)


@points_blueprint.route("/<int:point_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_POINT)
def edit(conference_id: int, point_id: int) -> Answer:
    """Change name, place, contact, capacity and notes."""
    found = db.get_or_404(Point, point_id)
    form = PointForm(obj=found)
    if form.validate_on_submit():
        refused = points.edit(point_id, form.details())
        if refused is None:
            return done(_("Đã lưu."), _page(found))
        blame(form, refused)
    return _form_page(form, conference_or_404(conference_id), found)


@points_blueprint.post("/<int:point_id>/main")
@requires(Action.MANAGE_CONFERENCE)
def make_main(conference_id: int, point_id: int) -> Response:
    """Make it the main point instead of the one that is."""
    refused = points.make_main(point_id)
    url = url_for("points.show", conference_id=conference_id, point_id=point_id)
    return answer(refused, _("Đã đặt làm điểm cầu chính."), url)


@points_blueprint.post("/<int:point_id>/delete")
@requires(Action.MANAGE_CONFERENCE)
def delete(conference_id: int, point_id: int) -> Response:
    """Delete a point that nobody belongs to."""
    found = db.get_or_404(Point, point_id)
    page, name = _page(found), found.name
    refused = points.delete(point_id)
    listing = url_for("points.index", conference_id=conference_id)
    return answer(refused, _("Đã xóa điểm cầu %(name)s.", name=name), page if refused else listing)


def reached_points(action: Action) -> sa.ColumnElement[bool]:
    """The points to which the person's grants give an action."""
    return reach.points_within(grants_for(action), clock.today())


def _wanted() -> PointFilter:
    given = request.args
    district = given.get("district", "")
    return PointFilter(
        text=given.get("q", "")[:100],
        district_id=int(district) if district.isdecimal() and len(district) < 10 else None,
        lacks=given.get("lacks", ""),
        only_main=given.get("main") == "1",
    )


def _unit_of(form: NewPointForm, conference: Conference) -> int | None:
    """The one unit that was meant; else the form says what may have been meant."""
    nodes = tree_at(conference.held_on).nodes.values()
    matcher = Matcher(Named(node.id, node.name, node.code) for node in nodes)
    text = (form.unit.data or "").partition(" · ")[0]
    found = matcher.find(text)
    if len(found) == 1:
        return found[0]
    codes = {node.id: node.code for node in nodes}
    near = "; ".join(f"{s.name} ({codes[s.id]})" for s in matcher.nearest(text))
    sentence = (
        _("Chưa rõ đơn vị nào. Có phải: %(units)s? Hãy nhập mã đơn vị.", units=near)
        if near
        else _("Không có đơn vị này. Nhập mã hoặc tên đầy đủ của đơn vị.")
    )
    form.unit.errors = [*form.unit.errors, sentence]
    return None


def _form_page(form: PointForm, conference: Conference, found: Point | None) -> tuple[str, int]:
    nodes = [] if found else list(tree_at(conference.held_on).nodes.values())
    page = render_template(
        "conferences/point_form.html",
        form=form,
        conference=conference,
        point=found,
        units=nodes if len(nodes) <= _MOST_SUGGESTED else [],
    )
    return page, 422 if form.errors else 200


def _page(found: Point) -> str:
    return url_for("points.show", conference_id=found.conference_id, point_id=found.id)
