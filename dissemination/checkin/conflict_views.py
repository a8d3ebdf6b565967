"""The organiser's list of passes that were seen twice, and what he decides about each."""

from collections.abc import Iterator

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination.checkin import conflict_queries, conflicts
from dissemination.checkin.conflict_forms import DecisionForm
from dissemination.checkin.conflict_queries import Conflict, Status
from dissemination.checkin.conflict_words import RULINGS, WHY_NOT, told
from dissemination.checkin.conflicts import Decider, Undecided
from dissemination.checkin.models import Ruling
from dissemination.conferences.models import Conference, Delegate
from dissemination.database import db
from dissemination.sheets.writing import XLSX_TYPE, Cell, Column, Table, as_xlsx
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.filters import moment
from dissemination.web.paging import page_number

blueprint = Blueprint("conflicts", __name__, url_prefix="/conferences/<int:conference_id>")


@blueprint.get("/conflicts")
@requires(Action.MANAGE_CONFERENCE, writes=True)
def index(conference_id: int) -> str:
    """What waits for a decision, or what was decided; a reading of names, so on record."""
    asked, text = request.args.get("state", ""), request.args.get("q", "")[:100]
    status = Status(asked) if asked in set(Status) else Status.UNDECIDED
    page = conflict_queries.find(conference_id, status, text, page_number(request.args.get("page")))
    _audit("read", conference_id, {"state": status.value, "search": text, "names": len(page.rows)})
    return render_template(
        "checkin/conflicts.html",
        conference=db.session.get_one(Conference, conference_id),
        status=status,
        page=page,
        counts=conflict_queries.counts(conference_id),
        rulings=RULINGS,
        told=told,
    )


@blueprint.get("/conflicts.xlsx")
@requires(Action.MANAGE_CONFERENCE, writes=True)
def workbook(conference_id: int) -> Response:
    """The whole list as Excel, what waits first."""
    answer = Response(as_xlsx(_table(conference_id)), content_type=XLSX_TYPE)
    _audit("export", conference_id, {})
    answer.headers["Content-Disposition"] = 'attachment; filename="diem-danh-trung.xlsx"'
    return answer


@blueprint.route("/conflicts/<int:delegate_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_CONFERENCE, writes=True)
def decide(conference_id: int, delegate_id: int) -> str | tuple[str, int] | Response:
    """Both scans of one pass, and the decision about them."""
    delegate = conflict_queries.delegate_of(conference_id, delegate_id) or abort(404)
    waiting = conflict_queries.of_delegate(delegate)
    if not waiting:
        flash(str(WHY_NOT[Undecided.NO_LONGER_SO]), "info")
        return redirect(url_for(".index", conference_id=conference_id), 303)
    form = DecisionForm()
    form.about(waiting[0])
    if form.validate_on_submit() and form.pair:
        return _decided(delegate, form)
    _audit("read", conference_id, {"delegate": delegate_id})
    page = render_template(
        "checkin/conflict.html",
        conference=db.session.get_one(Conference, conference_id),
        delegate=delegate,
        conflict=waiting[0],
        more=len(waiting) - 1,
        form=form,
        told=told,
    )
    return (page, 422) if form.errors else page


def _decided(delegate: Delegate, form: DecisionForm) -> Response:
    conference_id, ruling = delegate.conference_id, Ruling(form.ruling.data)
    decider = Decider(
        current_user.id, _("ban tổ chức: %(name)s", name=current_user.shown_name)[:100]
    )
    pair = form.pair or abort(400)
    decision = conflicts.decide(delegate, pair, ruling, form.reason.data or "", decider)
    if isinstance(decision, Undecided):
        db.session.rollback()  # nothing of it stays, not even the scan that was refused
        flash(str(WHY_NOT[decision]), "error")
    else:
        flash(_("Đã ghi quyết định về thẻ của %(name)s.", name=delegate.name), "success")
    if ruling is Ruling.TWO_PEOPLE and not isinstance(decision, Undecided):
        flash(_("Người thứ hai được tính khi điểm cầu thêm làm đại biểu phát sinh."), "info")
    return redirect(url_for(".index", conference_id=conference_id), 303)


def _audit(verb: str, conference_id: int, what: dict[str, object]) -> None:
    audit.record(verb, "conflicts", f"conference:{conference_id}", after=what)


def _table(conference_id: int) -> Table:
    columns = (
        Column(_("Họ và tên"), 24),
        Column(_("Chức vụ"), 20),
        Column(_("Đơn vị"), 24),
        Column(_("Điểm cầu trong danh sách"), 26),
        Column(_("Lượt thứ nhất"), 44),
        Column(_("Lượt thứ hai"), 44),
        Column(_("Quyết định"), 24),
        Column(_("Lý do"), 30),
        Column(_("Người quyết định"), 24),
        Column(_("Lúc"), 20),
    )
    return Table(_("Điểm danh trùng"), columns, _lines(conference_id))


def _lines(conference_id: int) -> Iterator[tuple[Cell, ...]]:
    for status in Status:
        for conflict in conflict_queries.every(conference_id, status):
            yield _line(conflict)


def _line(conflict: Conflict) -> tuple[Cell, ...]:
    delegate, decision = conflict.delegate, conflict.decision
    who = (delegate.name, delegate.position, delegate.unit_name, delegate.point.name)
    scans = (told(conflict.first), told(conflict.second))
    if decision is None:
        return (*who, *scans, _("Chưa quyết định"), "", "", "")
    by = ", ".join(filter(None, (decision.decided_by, decision.post)))
    ruling = str(RULINGS[decision.ruling])
    return (*who, *scans, ruling, decision.reason, by, moment(decision.decided_at))
