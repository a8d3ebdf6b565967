"""The page on which a plan is written. Each field is saved by itself; without scripts, each row.

A script sends one field with the revision it saw and what stood there; it is answered in JSON. A form
sends a whole row and is answered by a page.
"""

from typing import Any

from flask import abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.plans import editing, fields, lifecycle, picture, rights, task_queries, wording
from dissemination.plans.answers import answer, done
from dissemination.plans.blueprint import OF_UNIT, blueprint, version_or_404
from dissemination.plans.editing import Conflict, Edit, Fault, Saved
from dissemination.plans.lifecycle import Operation, Step
from dissemination.plans.models import CommentPlace, PlanVersion
from dissemination.plans.plan_views import unit_or_404
from dissemination.plans.refusals import Refusal
from dissemination.web.access import requires
from dissemination.web.actions import Action

Answer = str | tuple[str | Response, int] | Response
_AT = "/<int:plan_id>/versions/<int:ordinal>"
_ROWS = "any(target, task)"
_NOT_FIELDS = frozenset({"revision", "csrf_token", "seen"})


@blueprint.get(f"{OF_UNIT}/<int:plan_id>/edit")
@requires(Action.WORK_ON_PLAN)
def edit(unit_id: int, plan_id: int) -> str:
    """The newest version, to be written; why not, when it is not."""
    version = version_or_404(unit_id, plan_id)
    doer = rights.doer(unit_id)
    lock = lifecycle.lock_on(version.state, Operation.EDIT)
    stranger = lifecycle.not_theirs(Step.PRESENT, doer.capacities)
    return render_template(
        "plans/edit.html",
        **picture.of(version),
        unit=unit_or_404(unit_id),
        choices=picture.targets_of(version),
        leads=task_queries.leads(unit_id),
        lock=wording.explain_lock(lock) if lock else wording.explain(stranger) if stranger else "",
        texts=editing.texts,
        wording=wording,
    )


@blueprint.post(f"{OF_UNIT}{_AT}/rows/<any(plan, target, task):place>/<int:row_id>")
@requires(Action.WORK_ON_PLAN)
def save(unit_id: int, plan_id: int, ordinal: int, place: str, row_id: int) -> Answer:
    """Save fields of one row."""
    version = version_or_404(unit_id, plan_id, ordinal)
    where = CommentPlace(place)
    saved = editing.save(
        version.id, where, row_id, _edits(where), _based_on(), rights.doer(unit_id)
    )
    if _wants_json():
        return _told(version, where, row_id, saved)
    anchor = f"{place}-{row_id}"
    url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id, _anchor=anchor)
    if isinstance(saved, Saved):
        return done(_("Đã lưu."), url)
    return render_template("plans/not_saved.html", why=_sentence(saved), back=url), 422


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _edits(place: CommentPlace) -> list[Edit]:
    """The fields that were sent; a whole row's unticked box says no."""
    sent = [name for name in request.form if name not in _NOT_FIELDS]
    if not _wants_json() and place is CommentPlace.TASK and "is_breakthrough" not in sent:
        sent.append("is_breakthrough")
    seen = request.form.get("seen") if _wants_json() else None
    return [Edit(name, request.form.get(name, ""), seen) for name in sent]


def _based_on() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _told(
    version: PlanVersion, place: CommentPlace, row_id: int, saved: object
) -> tuple[Response, int]:
    if isinstance(saved, Saved):
        row = editing.find_row(version, place, row_id)
        assert row is not None
        return jsonify(revision=saved.revision, values=editing.texts(row)), 200
    if isinstance(saved, Conflict):
        return jsonify(
            why=_sentence(saved), theirs=saved.theirs, by=saved.by, revision=saved.revision
        ), 409
    return jsonify(why=_sentence(saved)), 422


def _sentence(saved: object) -> str:
    match saved:
        case Conflict():
            theirs = saved.theirs or _("(để trống)")
            return str(_("%(who)s vừa sửa mục này thành: %(theirs)s", who=saved.by, theirs=theirs))
        case Fault():
            return wording.explain(saved.why)
        case Refusal():
            return wording.explain(saved)
    return ""


@blueprint.get(f"{OF_UNIT}{_AT}/changes")
@requires(Action.WORK_ON_PLAN)
def changes(unit_id: int, plan_id: int, ordinal: int) -> Response:
    """What was changed since a revision, for the pages of others who are writing."""
    version = version_or_404(unit_id, plan_id, ordinal)
    text = request.args.get("since", "")
    since = int(text) if text.isdecimal() and len(text) < 10 else 0
    rows: list[Any] = [version, *version.targets, *version.tasks]
    changed = [
        {
            "key": key_of(row),
            "revision": editing.revision_of(row),
            "by": row.changed_by,
            "values": editing.texts(row),
        }
        for row in rows
        if editing.revision_of(row) > since
    ]
    lock = lifecycle.lock_on(version.state, Operation.EDIT)
    return jsonify(
        revision=version.revision,
        rows=changed,
        keys=[key_of(row) for row in rows],
        lock=wording.explain_lock(lock) if lock else "",
    )


def key_of(row: editing.Row) -> str:
    """How a page knows a row: "task-17"; the plan itself is "plan-0"."""
    return f"{editing.place_of(row)}-{0 if isinstance(row, PlanVersion) else row.id}"


@blueprint.post(f"{OF_UNIT}{_AT}/tasks")
@requires(Action.WORK_ON_PLAN)
def add_task(unit_id: int, plan_id: int, ordinal: int) -> Response:
    """One more task, blank but for its group."""
    version = version_or_404(unit_id, plan_id, ordinal)
    group = fields.read(
        fields.FIELDS[CommentPlace.TASK]["solution_group_id"], request.form.get("group", "")
    )
    known = {one.id for one in picture.groups_of(version)}
    values = {"solution_group_id": group} if group in known else {}
    made = editing.add_tasks(version.id, [values], rights.doer(unit_id))
    anchor = f"task-{made[0].id}" if not isinstance(made, Refusal) else "tasks"
    url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id, open=anchor, _anchor=anchor)
    return answer(made, _("Đã thêm một nhiệm vụ để ghi."), url)


@blueprint.post(f"{OF_UNIT}{_AT}/targets")
@requires(Action.WORK_ON_PLAN)
def add_target(unit_id: int, plan_id: int, ordinal: int) -> Response:
    """One more target: of the directive, or the unit's own."""
    version = version_or_404(unit_id, plan_id, ordinal)
    text = request.form.get("target", "")
    if text and not (text.isdecimal() and len(text) < 10):
        abort(400)
    made = editing.add_target(version.id, int(text) if text else None, rights.doer(unit_id))
    anchor = f"target-{made.id}" if not isinstance(made, Refusal) else "targets"
    url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id, open=anchor, _anchor=anchor)
    return answer(made, _("Đã thêm chỉ tiêu."), url)


@blueprint.post(f"{OF_UNIT}{_AT}/rows/<{_ROWS}:place>/<int:row_id>/remove")
@requires(Action.WORK_ON_PLAN)
def remove(unit_id: int, plan_id: int, ordinal: int, place: str, row_id: int) -> Response:
    """Take a row out of the draft."""
    version = version_or_404(unit_id, plan_id, ordinal)
    refused = editing.remove_row(version.id, CommentPlace(place), row_id, rights.doer(unit_id))
    url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id, _anchor=f"{place}s")
    return answer(refused, _("Đã bỏ dòng khỏi dự thảo."), url)


@blueprint.post(f"{OF_UNIT}{_AT}/omissions/<int:target_id>")
@requires(Action.WORK_ON_PLAN)
def omit(unit_id: int, plan_id: int, ordinal: int, target_id: int) -> Response:
    """Why a target of the directive is left out."""
    version = version_or_404(unit_id, plan_id, ordinal)
    reason = request.form.get("reason", "")
    refused = editing.explain_omission(version.id, target_id, reason, rights.doer(unit_id))
    url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id, _anchor="omitted")
    return answer(refused, _("Đã lưu lý do."), url)
