"""Pages of the roster import: upload, progress, preview and result."""

from typing import Any, BinaryIO

import sqlalchemy as sa
from flask import abort, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from dissemination.conferences import (
    roster_files,
    roster_jobs,
    roster_sheets,
    roster_uploads,
    roster_words,
)
from dissemination.conferences.answers import answer, done
from dissemination.conferences.blueprint import conference_or_404
from dissemination.conferences.models import Conference, ImportState, Point, RosterImport
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_layout import Column
from dissemination.conferences.roster_mapping import Mapping
from dissemination.conferences.roster_pages import (
    Answer,
    folder,
    import_or_404,
    lock_of,
    names_of,
    page,
    part_of,
    shared,
    url_of,
)
from dissemination.database import db
from dissemination.sheets.refusals import LIMITS, FileRefusal, sentence
from dissemination.units.models import Unit
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.forms import Form
from dissemination.web.paging import PER_PAGE, Page, cut, page_number

_SHEETS_SHOWN = 50


class UploadForm(Form):
    """One file."""

    file = FileField(_l("Tệp danh sách"), [FileRequired(_l("Chưa chọn tệp."))])


# --- beginning ------------------------------------------------------------------------------


@page("")
@requires(Action.MANAGE_ROSTER)
def index(conference_id: int, point_id: int | None = None) -> Answer:
    """Choose a file; the imports made so far."""
    return _beginning(conference_id, point_id, UploadForm())


@page("", "POST")
@requires(Action.MANAGE_ROSTER)
def upload(conference_id: int, point_id: int | None = None) -> Answer:
    """Take a file and have it read in the background."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _beginning(conference_id, point_id, form)
    data = form.file.data.read(LIMITS.file_bytes + 1)
    started = roster_uploads.start(
        conference_id, point_id, folder(), data, form.file.data.filename or ""
    )
    if isinstance(started, FileRefusal):
        form.file.errors = [*form.file.errors, str(sentence(started))]
        return _beginning(conference_id, point_id, form)
    if isinstance(started, Refusal):
        return answer(
            started, "", url_for("roster_imports.index", **part_of(conference_id, point_id))
        )
    return redirect(url_of(started, point_id), 303)


@page("/template.xlsx")
@requires(Action.MANAGE_ROSTER)
def template(conference_id: int, point_id: int | None = None) -> Response:
    """An empty list with the columns that are understood."""
    query = (
        sa.select(Unit.code, Point.name)
        .join(Unit, Unit.id == Point.unit_id)
        .where(Point.conference_id == conference_id)
        .order_by(Point.search_key)
    )
    if point_id is not None:
        query = query.where(Point.id == point_id)
    points = [(code, name) for code, name in db.session.execute(query)]
    return _attachment(roster_sheets.write_template(points), "mau-danh-sach-dai-bieu.xlsx")


def _beginning(conference_id: int, point_id: int | None, form: UploadForm) -> tuple[str, int]:
    conference = conference_or_404(conference_id)
    query = sa.select(RosterImport).where(RosterImport.conference_id == conference_id)
    if point_id is not None:
        query = query.where(RosterImport.point_id == point_id)
    content = render_template(
        "conferences/import_index.html",
        **shared(conference, point_id),
        form=form,
        page=cut(query.order_by(RosterImport.id.desc()), page_number(request.args.get("page"))),
        lock=lock_of(conference),
    )
    return content, 422 if form.errors else 200


# --- one import -----------------------------------------------------------------------------


@page("/<int:import_id>")
@requires(Action.MANAGE_ROSTER, writes=True)
def show(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """How far it is, what it will do, or what it did: by its state."""
    imported = import_or_404(conference_id, import_id, point_id)
    common = shared(db.session.get_one(Conference, conference_id), point_id)
    if imported.state in roster_jobs.WORKING:
        return render_template(
            "conferences/import_progress_page.html",
            **common,
            **_progress(imported, point_id),
            stuck=roster_jobs.is_stuck(imported),
        )
    if imported.state is ImportState.FAILED:
        failure = roster_words.failure(imported.failure)
        can_run_again = imported.failure in ("system",) or imported.failure.startswith("state:")
        return render_template(
            "conferences/import_failed.html",
            **common,
            imported=imported,
            failure=failure,
            can_run_again=can_run_again,
        )
    return _found(imported, common)


@page("/<int:import_id>/progress")
@requires(Action.MANAGE_ROSTER)
def progress(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """The bar alone, asked for by the page; when the work has ended the page loads itself anew."""
    imported = import_or_404(conference_id, import_id, point_id)
    response = make_response(
        render_template("conferences/import_progress.html", **_progress(imported, point_id))
    )
    if imported.state not in roster_jobs.WORKING:
        response.headers["HX-Refresh"] = "true"
    return response


@page("/<int:import_id>/apply", "POST")
@requires(Action.MANAGE_ROSTER)
def apply(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """Import what the preview showed."""
    imported = import_or_404(conference_id, import_id, point_id, ImportState.MAPPED)
    withdraw = request.form.get("withdraw_missing") == "1"
    if refused := roster_uploads.confirm(imported, withdraw_missing=withdraw):
        return answer(refused, "", url_of(imported, point_id))
    return redirect(url_of(imported, point_id), 303)


@page("/<int:import_id>/run", "POST")
@requires(Action.MANAGE_ROSTER)
def run_again(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """Send a failed or silent job once more."""
    imported = import_or_404(conference_id, import_id, point_id)
    if imported.state is not ImportState.FAILED and not roster_jobs.is_stuck(imported):
        return redirect(url_of(imported, point_id), 303)
    roster_uploads.run_again(imported)
    return redirect(url_of(imported, point_id), 303)


@page("/<int:import_id>/drop", "POST")
@requires(Action.MANAGE_ROSTER)
def drop(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """Forget a file that will not be imported."""
    unfinished = (ImportState.MAPPED, ImportState.FAILED)
    imported = import_or_404(conference_id, import_id, point_id, *unfinished)
    roster_uploads.drop(imported, folder())
    index_url = url_for("roster_imports.index", **part_of(conference_id, point_id))
    return done(_("Đã bỏ tệp. Danh sách đại biểu không thay đổi."), index_url)


@page("/<int:import_id>/refused.xlsx")
@requires(Action.MANAGE_ROSTER, writes=True)
def refused(conference_id: int, import_id: int, point_id: int | None = None) -> Response:
    """The lines that were refused, with their reasons, to correct and send again."""
    imported = import_or_404(conference_id, import_id, point_id)
    entries = roster_files.read_list(folder(), imported.stored_name, "refused")
    if not entries:
        abort(404)
    sheets = Mapping.from_json(imported.mapping).sheets if imported.mapping else ()
    labels = {sheet.name: sheet.layout.labels for sheet in sheets}
    audit.record("download_refused", "roster_import", import_id, after={"lines": len(entries)})
    return _attachment(roster_sheets.write_refused(entries, labels), "dong-khong-nhan.xlsx")


def _found(imported: RosterImport, common: dict[str, Any]) -> str:
    """The preview or the result: counts, one list at a time, and what is still to be explained."""
    counts = imported.report["counts"]
    chosen = request.args.get("list", "")
    shown = chosen if chosen in counts else _first_worth_showing(counts)
    audit.record("read", "roster_import", imported.id, after={"list": shown})
    mapping = Mapping.from_json(imported.mapping)
    return render_template(
        "conferences/import_found.html",
        **common,
        imported=imported,
        counts=counts,
        shown=shown,
        page=_page_of(roster_files.read_list(folder(), imported.stored_name, shown)),
        mapping=mapping,
        sheets=mapping.sheets[:_SHEETS_SHOWN],
        point_names=names_of(mapping.sheets[:_SHEETS_SHOWN]),
        columns=roster_words.COLUMNS,
        unused=Column.UNUSED,
        lists=roster_words.LISTS,
        kinds=roster_words.KINDS,
        reason=roster_words.reason,
        field_name=roster_words.field_name,
        lock=lock_of(common["conference"]),
    )


def _first_worth_showing(counts: dict[str, int]) -> str:
    order = ("refused", "added", "updated", "unchanged", "missing", "skipped")
    return next((name for name in order if counts[name]), "added")


def _page_of(entries: list[roster_files.Entry]) -> Page[roster_files.Entry]:
    pages = max(1, -(-len(entries) // PER_PAGE))
    number = min(page_number(request.args.get("page")), pages)
    return Page(entries[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(entries))


def _progress(imported: RosterImport, point_id: int | None) -> dict[str, Any]:
    applying = imported.state is ImportState.APPLYING
    waiting = imported.state is ImportState.UPLOADED
    return {
        "imported": imported,
        "what": roster_words.job_name(imported.file_name, applying=applying),
        "job_state": "queued" if waiting else "running",
        "step": roster_words.STEPS.get(imported.step, ""),
        "poll": url_for(
            "roster_imports.progress",
            **part_of(imported.conference_id, point_id),
            import_id=imported.id,
        ),
    }


def _attachment(content: BinaryIO, name: str) -> Response:
    return send_file(content, roster_sheets.XLSX, as_attachment=True, download_name=name)
