"""A plan taken away as a workbook and sent back, and tasks pasted from Word or Excel."""

import json
from io import BytesIO
from pathlib import Path
from typing import Final

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.plans import (
    editing,
    lifecycle,
    pasting,
    picture,
    rights,
    sheet_import,
    sheet_layout,
    wording,
)
from dissemination.plans.answers import answer, done
from dissemination.plans.blueprint import OF_UNIT, asked_ordinal, blueprint, version_or_404
from dissemination.plans.forms import PasteForm, UploadForm
from dissemination.plans.lifecycle import Capacity, Operation
from dissemination.plans.models import CommentPlace, PlanVersion
from dissemination.plans.plan_views import unit_or_404
from dissemination.plans.refusals import Refusal
from dissemination.plans.sheet_import import Import
from dissemination.sheets import keeping
from dissemination.sheets.writing import XLSX_TYPE
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action

Answer = str | tuple[str, int] | Response
_LARGEST_GRID: Final = 1_000_000


@blueprint.get(f"{OF_UNIT}/<int:plan_id>/plan.xlsx")
@requires(Action.VIEW_PLANS, writes=True)
def excel(unit_id: int, plan_id: int) -> Response:
    """A version as a workbook."""
    version = version_or_404(unit_id, plan_id, asked_ordinal())
    content = sheet_import.workbook_of(version)
    audit.record("export", "plan", plan_id, after={"version": version.ordinal})
    name = f"ke-hoach-{version.plan.unit.code}-{plan_id}-{version.ordinal}.xlsx"
    return send_file(BytesIO(content), XLSX_TYPE, as_attachment=True, download_name=name)


@blueprint.route(f"{OF_UNIT}/<int:plan_id>/import", methods=["GET", "POST"])
@requires(Action.WORK_ON_PLAN)
def send_excel(unit_id: int, plan_id: int) -> Answer:
    """Send an edited workbook; nothing is stored but the file itself, for the preview."""
    version, form = version_or_404(unit_id, plan_id), UploadForm()
    lock = why_not(version)
    if lock or not form.validate_on_submit():
        return _upload_page(version, form, lock)
    data, name = form.file.data.read(), form.file.data.filename or ""
    found = sheet_import.preview(version, data, name)
    if not isinstance(found, Import):
        form.file.errors = [wording.explain_file(found)]
        return _upload_page(version, form, lock)
    token = keeping.keep(_folder(), data, name)
    return redirect(
        url_for("plans.preview_excel", unit_id=unit_id, plan_id=plan_id, token=token), 303
    )


def _upload_page(version: PlanVersion, form: UploadForm, lock: str) -> tuple[str, int]:
    unit = unit_or_404(version.plan.unit_id)
    page = render_template(
        "plans/sheet_send.html", form=form, version=version, plan=version.plan, unit=unit, lock=lock
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{OF_UNIT}/<int:plan_id>/import/<token>", methods=["GET", "POST"])
@requires(Action.WORK_ON_PLAN)
def preview_excel(unit_id: int, plan_id: int, token: str) -> Answer:
    """What the workbook would change; sent, all of that is stored or nothing."""
    version, kept = version_or_404(unit_id, plan_id), keeping.kept(_folder(), token)
    if kept is None:
        flash(_("Tệp đã gửi không còn được giữ. Hãy chọn lại tệp."), "warning")
        return redirect(url_for("plans.send_excel", unit_id=unit_id, plan_id=plan_id), 303)
    if request.method == "POST":
        seen = request.form.get("revision", "")
        revision = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
        taken = sheet_import.take_in(version.id, *kept, revision, rights.doer(unit_id))
        if isinstance(taken, Import):
            keeping.drop(_folder(), token)
            url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id)
            return done(_("Đã nhập tệp: %(n)s dòng thay đổi.", n=len(taken.changes)), url)
        flash(wording.explain_file(taken), "error")
    found = sheet_import.preview(version, *kept)
    if not isinstance(found, Import):
        return redirect(url_for("plans.send_excel", unit_id=unit_id, plan_id=plan_id), 303)
    return render_template(
        "plans/sheet_preview.html",
        version=version,
        plan=version.plan,
        unit=unit_or_404(unit_id),
        token=token,
        found=found,
        changes=found.changes,
        file_name=kept[1],
        say=picture.Teller(version),
        wording=wording,
        lock=why_not(version),
    )


def why_not(version: PlanVersion) -> str:
    """Why the person of this request cannot write this version; "" when he can."""
    if Capacity.DRAFTER not in rights.capacities(version.plan.unit_id):
        return wording.explain(Refusal.NOT_THE_DRAFTER)
    lock = lifecycle.lock_on(version.state, Operation.EDIT)
    return wording.explain_lock(lock) if lock else ""


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir / "plan_sheets"
    return folder


# --- pasted tables ------------------------------------------------------------------------------


@blueprint.route(f"{OF_UNIT}/<int:plan_id>/paste", methods=["GET", "POST"])
@requires(Action.WORK_ON_PLAN)
def paste(unit_id: int, plan_id: int) -> Answer:
    """Paste a table, see what its columns were taken for, correct that, take the tasks in."""
    version, form = version_or_404(unit_id, plan_id), PasteForm()
    lock = why_not(version)
    if lock or not form.is_submitted():
        return _paste_page(version, form, lock)
    grid = _sent_grid() or pasting.grid_of(form.text.data or "", form.html.data or "")
    if not form.validate() or not grid:
        form.text.errors = [*form.text.errors, _("Chưa thấy bảng nào. Hãy chép cả bảng rồi dán.")]
        return _paste_page(version, form, lock)
    columns = request.form.getlist("column") or pasting.guess(grid)
    first = bool(request.form.get("first")) if "column" in request.form else None
    skip = pasting.has_heading(grid) if first is None else first
    found = pasting.tasks(grid, columns, sheet_import.choices_of(version), skip_first=skip)
    if request.form.get("take") and found:
        made = editing.add_tasks(version.id, [one.values for one in found], rights.doer(unit_id))
        url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id, _anchor="tasks")
        return answer(made, _("Đã thêm %(n)s nhiệm vụ.", n=len(found)), url)
    return render_template(
        "plans/paste_preview.html",
        version=version,
        plan=version.plan,
        unit=unit_or_404(unit_id),
        grid=grid,
        sent=json.dumps(grid, ensure_ascii=False),
        columns=columns,
        skip=skip,
        found=found,
        choices=list(sheet_layout.HEADINGS[CommentPlace.TASK]),
        faults={one.row: one.faults for one in found if one.faults},
        taken={one.row for one in found},
        wording=wording,
    )


def _paste_page(version: PlanVersion, form: PasteForm, lock: str) -> tuple[str, int]:
    unit = unit_or_404(version.plan.unit_id)
    page = render_template(
        "plans/paste.html", form=form, version=version, plan=version.plan, unit=unit, lock=lock
    )
    return page, 422 if form.errors else 200


def _sent_grid() -> pasting.Grid:
    """The grid as the preview sends it back."""
    text = request.form.get("grid", "")
    if not text or len(text) > _LARGEST_GRID:
        return []
    try:
        rows = json.loads(text)
    except ValueError:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return []
    width = max(map(len, rows), default=0)
    return [[str(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
