"""Workbooks of reports: the form to fill in elsewhere and to send back, and the list."""

from typing import Final

from flask import Blueprint, abort, flash, redirect, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.database import db
from dissemination.reporting import lists, rates, rights, services, sheet_forms, typed_forms
from dissemination.reporting.models import Obligation
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.report_views import page_of
from dissemination.reporting.sheet_forms import Filled
from dissemination.reporting.views import asked, title_of
from dissemination.reporting.wording import STATES, explain
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import FileRefusal
from dissemination.sheets.refusals import sentence as file_sentence
from dissemination.sheets.writing import XLSX_TYPE, Cell, Column, Table, as_xlsx
from dissemination.units import queries as unit_queries
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action

blueprint = Blueprint("report_sheets", __name__)
_MOST_ROWS: Final = 20_000


@blueprint.get("/reports/export.xlsx")
@requires(Action.VIEW_REPORTS, anywhere=True, writes=True)
def export() -> Response:
    """The list as the address narrows it, as a workbook."""
    query = lists.obligations(asked(rights.seen()), clock.today()).limit(_MOST_ROWS)
    rows = db.session.scalars(query).all()
    audit.record("export", "report", after={"rows": len(rows)})
    nodes = unit_queries.latest_nodes({one.unit_id for one in rows}, clock.today())
    columns = (
        Column(str(_("Mã đơn vị")), 12),
        Column(str(_("Đơn vị")), 36),
        Column(str(_("Chế độ báo cáo")), 36),
        Column(str(_("Từ ngày")), 12),
        Column(str(_("Đến ngày")), 12),
        Column(str(_("Hạn gửi")), 12),
        Column(str(_("Sửa đến ngày")), 12),
        Column(str(_("Tình trạng")), 18),
        Column(str(_("So với hạn")), 12),
        Column(str(_("Gửi lần đầu")), 12),
        Column(str(_("Tiếp nhận")), 12),
    )
    table = [_row(one, nodes[one.unit_id].code, nodes[one.unit_id].name) for one in rows]
    return _sent(Table(str(_("Báo cáo")), columns, table), "bao-cao")


def _row(one: Obligation, code: str, name: str) -> list[Cell]:
    first = clock.local(one.first_submitted_at).date() if one.first_submitted_at else None
    accepted = clock.local(one.accepted_at).date() if one.accepted_at else None
    period = one.period
    return [
        code, name, period.regime.title, period.starts_on, period.ends_on, one.due_on,
        one.grace_until, str(STATES[one.state]), _lateness(one), first, accepted,
    ]  # fmt: skip


def _lateness(one: Obligation) -> str:
    if rates.is_overdue(one, clock.today()):
        return str(_("Quá hạn"))
    if rates.was_late(one):
        return str(_("Nộp chậm"))
    return str(_("Đúng hạn")) if rates.is_on_time(one) else ""


@blueprint.get("/units/<int:unit_id>/reports/<int:obligation_id>/form.xlsx")
@requires(Action.VIEW_REPORTS)
def form(unit_id: int, obligation_id: int) -> Response:
    """The form of the newest version, filled in as far as it is."""
    obligation = _owed(unit_id, obligation_id)
    report = services.current(obligation) or abort(404)
    name = f"{unit_names([unit_id])[unit_id]}. {title_of(obligation.period)}"
    return _sent(sheet_forms.table(obligation, report, name), f"bao-cao-{obligation_id}")


@blueprint.post("/units/<int:unit_id>/reports/<int:obligation_id>/upload")
@requires(Action.DRAFT_REPORT)
def upload(unit_id: int, obligation_id: int) -> Response:
    """Keep what a filled-in form says, unless the report was saved since it was made."""
    obligation = _owed(unit_id, obligation_id)
    refused = _brought(obligation)
    flash(refused or _("Đã nhập số liệu từ tệp."), "error" if refused else "success")
    return redirect(page_of(obligation), 303)


def _brought(obligation: Obligation) -> str:
    """Why the file was not taken; "" when it was."""
    file, report = request.files.get("file"), services.current(obligation)
    if file is None or not file.filename:
        return str(_("Chưa chọn tệp."))
    book = read_workbook(file.read(), file.filename)
    if isinstance(book, FileRefusal):
        return str(file_sentence(book))
    filled = sheet_forms.read(book)
    if filled is None or filled.obligation_id != obligation.id:
        return str(_("Tệp này không phải biểu mẫu của báo cáo đang mở."))
    if report is None or filled.ordinal != report.ordinal:
        return str(_("Biểu mẫu này của bản báo cáo khác; tải biểu mẫu mới rồi điền lại."))
    return _saved(obligation, filled)


def _saved(obligation: Obligation, filled: Filled) -> str:
    typed = typed_forms.content(filled.cells, "." if str(get_locale()) == "en" else ",")
    if isinstance(typed, Refusal):
        return str(_("Trong tệp có ô tử số hoặc mẫu số không phải là số."))
    doer = rights.doer(obligation.unit_id)
    saved = services.save(obligation.id, doer, filled.revision, typed)
    if saved is Refusal.CHANGED_MEANWHILE:
        return str(_("Báo cáo đã được lưu sau khi tải biểu mẫu; tải biểu mẫu mới rồi điền lại."))
    return explain(saved) if isinstance(saved, Refusal) else ""


def _owed(unit_id: int, obligation_id: int) -> Obligation:
    obligation = db.get_or_404(Obligation, obligation_id)
    return obligation if obligation.unit_id == unit_id else abort(404)


def _sent(table: Table, name: str) -> Response:
    answer = Response(as_xlsx(table), content_type=XLSX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
