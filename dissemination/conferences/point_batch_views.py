"""Many points at once: one for each unit of a subtree, and contacts from a spreadsheet."""

from pathlib import Path

import sqlalchemy as sa
from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences import lifecycle, point_import, point_plans, points
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import conference_or_404, points_blueprint
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, Point
from dissemination.conferences.point_forms import PlanForm, PointListForm
from dissemination.conferences.point_plans import Plan
from dissemination.conferences.point_sheet import write_points
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.words import explain
from dissemination.database import db
from dissemination.sheets.refusals import FileRefusal, sentence
from dissemination.units.models import UnitLevel
from dissemination.units.queries import tree_at
from dissemination.units.tree import Node, UnitTree
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.filters import number
from dissemination.web.forms import Choice

_SHOWN = 300
_FOLDER = "point_lists"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@points_blueprint.get("/plan")
@requires(Action.MANAGE_CONFERENCE)
def plan(conference_id: int) -> str:
    """Choose a subtree and see which points it would get; nothing is made yet."""
    conference = conference_or_404(conference_id)
    tree = tree_at(conference.held_on)
    form = PlanForm(request.args if request.args else None, meta={"csrf": False})
    form.root.choices = [Choice(str(unit_id), name) for unit_id, name in _roots(tree)]
    plan = None
    if request.args and form.validate():
        plan = _plan(conference, tree, form.root.data, form.chosen_levels())
    return render_template(
        "conferences/plan.html",
        conference=conference,
        form=form,
        plan=plan,
        tree=tree,
        shown=_SHOWN,
        lock=lifecycle.lock_on(conference.state, Operation.MANAGE_POINTS),
    )


@points_blueprint.post("/plan")
@requires(Action.MANAGE_CONFERENCE)
def create_planned(conference_id: int) -> Response:
    """Make the points that the preview showed."""
    conference = conference_or_404(conference_id)
    tree = tree_at(conference.held_on)
    form = PlanForm(meta={"csrf": False})
    form.root.choices = [Choice(str(unit_id), name) for unit_id, name in _roots(tree)]
    if not form.validate():
        return redirect(url_for("points.plan", conference_id=conference_id), 303)
    plan = _plan(conference, tree, form.root.data, form.chosen_levels())
    made = points.create_planned(conference_id, plan.new)
    refused = made if isinstance(made, Refusal) else None
    message = _("Đã lập %(n)s điểm cầu.", n=number(0 if isinstance(made, Refusal) else made))
    return answer(refused, message, _list(conference_id))


@points_blueprint.route("/import", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE)
def import_list(conference_id: int) -> tuple[str, int]:
    """Upload a list of contacts; the answer shows what it would change."""
    conference = conference_or_404(conference_id)
    form = PointListForm()
    preview, token, name = None, "", ""
    if form.validate_on_submit():
        data, name = form.file.data.read(), form.file.data.filename or ""
        result = point_import.preview(conference_id, data, name)
        if isinstance(result, FileRefusal):
            form.file.errors = [*form.file.errors, str(sentence(result))]
        elif isinstance(result, Refusal):
            blame(form, result)
        else:
            preview, token = result, point_import.keep(_folder(), data)
    page = render_template(
        "conferences/point_import.html",
        conference=conference,
        form=form,
        preview=preview,
        token=token,
        file_name=name,
        shown=_SHOWN,
        names=_names(conference_id) if preview else {},
        lock=lifecycle.lock_on(conference.state, Operation.EDIT),
    )
    return page, 422 if form.errors else 200


@points_blueprint.post("/import/apply")
@requires(Action.MANAGE_CONFERENCE)
def apply_import(conference_id: int) -> Response:
    """Do what the preview showed, from the same file."""
    data = point_import.kept(_folder(), request.form.get("token", ""))
    if data is None:
        flash(_("Tệp đã chọn không còn được giữ. Hãy nạp lại tệp."), "error")
        return redirect(url_for("points.import_list", conference_id=conference_id), 303)
    preview = point_import.preview(conference_id, data, request.form.get("file_name", ""))
    if isinstance(preview, (Refusal, FileRefusal)):
        said = sentence(preview) if isinstance(preview, FileRefusal) else explain(preview)
        flash(str(said), "error")
        return redirect(url_for("points.import_list", conference_id=conference_id), 303)
    changed = point_import.apply(preview.differences)
    if isinstance(changed, Refusal):
        return answer(changed, "", _list(conference_id))
    return done(_("Đã cập nhật %(n)s điểm cầu.", n=number(changed)), _list(conference_id))


@points_blueprint.get("/list.xlsx")
@requires(Action.MANAGE_CONFERENCE)
def export(conference_id: int) -> Response:
    """The points as a spreadsheet: to fill in contacts and import again."""
    conference = conference_or_404(conference_id)
    return send_file(
        write_points(conference_id, conference.held_on),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"diem-cau-{conference.held_on:%Y%m%d}.xlsx",
    )


def _plan(conference: Conference, tree: UnitTree, root_id: int, levels: set[UnitLevel]) -> Plan:
    have = sa.select(Point.unit_id, Point.name).where(Point.conference_id == conference.id)
    rows = db.session.execute(have).all()
    return point_plans.plan(
        tree,
        root_id,
        levels,
        taken_units={unit_id for unit_id, _name in rows},
        taken_names={name for _unit_id, name in rows},
    )


def _roots(tree: UnitTree) -> list[tuple[int, str]]:
    """Units that have others beneath them, indented by depth; all units where none has."""

    def walk(node: Node, depth: int) -> list[tuple[int, str]]:
        children = tree.children.get(node.id, [])
        if not children and depth:
            return []
        here = [(node.id, "\u2003" * depth + node.name)]
        return here + [found for child in children for found in walk(child, depth + 1)]

    return [found for root in tree.roots for found in walk(root, 0)]


def _names(conference_id: int) -> dict[int, str]:
    query = sa.select(Point.id, Point.name).where(Point.conference_id == conference_id)
    return dict(db.session.execute(query).all())


def _folder() -> Path:
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / _FOLDER


def _list(conference_id: int) -> str:
    return url_for("points.index", conference_id=conference_id)
