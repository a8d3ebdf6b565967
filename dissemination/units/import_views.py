"""Pages that import a list of units: send a file, see what it would do, store it."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.sheets import keeping
from dissemination.sheets.writing import Column, Table
from dissemination.units import imports
from dissemination.units.forms import UploadForm
from dissemination.units.imports import Reading
from dissemination.units.list_plan import Plan, Values
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.units.views import blueprint, sent
from dissemination.units.wording import (
    column_word,
    explain_fault,
    explain_file,
    kind_word,
    level_word,
)
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, page_number

Answer = str | Response | tuple[str, int]
_LISTS: Final = ("faults", "changed", "new", "repairs")


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def send_file() -> Answer:
    """Send a file; nothing is stored but the file itself, for the preview."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("units/import.html", form=form), 422 if form.errors else 200
    data, name = form.file.data.read(), form.file.data.filename or ""
    on = form.on.data or clock.today()
    plan = imports.preview(data, name, Reading(on))
    if not isinstance(plan, Plan):
        form.file.errors = [explain_file(plan)]
        return render_template("units/import.html", form=form), 422
    token = keeping.keep(_folder(), data, name)
    return redirect(url_for(".preview", token=token, date=on.isoformat()), 303)


@blueprint.get("/import/<token>")
@requires(Action.MANAGE_UNITS)
def preview(token: str) -> Answer:
    """What the file would do."""
    kept = keeping.kept(_folder(), token)
    if kept is None:
        return _gone()
    return _preview(token, imports.preview(*kept, _asked()), kept[1])


@blueprint.get("/import/<token>/faults.xlsx")
@requires(Action.MANAGE_UNITS)
def faults(token: str) -> Answer:
    """The lines that are left out, as a sheet to send back to who made the list."""
    kept = keeping.kept(_folder(), token)
    plan = imports.preview(*kept, _asked()) if kept else None
    if not isinstance(plan, Plan):
        return _gone()
    columns = (Column(_("Dòng"), 8), Column(_("Nội dung"), 50), Column(_("Lý do"), 60))
    rows = [(fault.line, fault.text, explain_fault(fault)) for fault in plan.faults]
    return sent(Table(_("Dòng bị loại"), columns, rows), "xlsx", "dong-bi-loai")


@blueprint.post("/import/<token>")
@requires(Action.MANAGE_UNITS)
def store(token: str) -> Answer:
    """Store what was shown; when the units have changed meanwhile, show it anew."""
    kept = keeping.kept(_folder(), token)
    if kept is None:
        return _gone()
    audit.take_turn()
    plan = imports.preview(*kept, _asked())
    if not isinstance(plan, Plan) or plan.fingerprint != request.form.get("fingerprint"):
        flash(_("Danh mục đơn vị vừa thay đổi. Hãy xem lại trước khi nhập."), "warning")
        return _preview(token, plan, kept[1])
    imports.apply(plan, kept[1])
    keeping.drop(_folder(), token)
    flash(
        _(
            "Đã nhập danh sách: %(new)s đơn vị mới, %(changed)s thay đổi, %(same)s giữ nguyên.",
            new=len(plan.new),
            changed=len(plan.changed),
            same=len(plan.unchanged),
        ),
        "success",
    )
    return redirect(url_for(".index"), 303)


def _preview(token: str, plan: object, file_name: str) -> Answer:
    if not isinstance(plan, Plan):
        return _gone()
    shown = request.args.get("list", "")
    if shown not in _LISTS:
        shown = next((name for name in _LISTS if getattr(plan, name)), "new")
    return render_template(
        "units/import_preview.html",
        token=token,
        plan=plan,
        reading=_asked(),
        file_name=file_name,
        shown=shown,
        rows=_page(getattr(plan, shown)),
        explain_fault=explain_fault,
        column_word=column_word,
        say=_said,
        parts=_parts,
    )


def _parts(values: Values) -> tuple[str, str, str]:
    return level_word(values.level), kind_word(values.kind), values.parent or ""


def _said(name: str, value: str | None) -> str:
    """A value of a list as people read it."""
    match name:
        case "level" if value:
            return level_word(UnitLevel(value))
        case "kind" if value:
            return kind_word(value)
    return value or "—"


def _page(rows: list[Any]) -> Page[Any]:
    last = max(1, -(-len(rows) // PER_PAGE))
    page = min(page_number(request.args.get("page")), last)
    return Page(rows[(page - 1) * PER_PAGE : page * PER_PAGE], page, len(rows))


def _asked() -> Reading:
    on: date = date_typed(request.args.get("date", "")) or clock.today()
    return Reading(on, keep_codes=bool(request.args.get("keep_codes")))


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir / "unit_lists"
    return folder


def _gone() -> Response:
    flash(_("Tệp đã gửi không còn được giữ. Hãy chọn lại tệp."), "warning")
    return redirect(url_for(".send_file"), 303)
