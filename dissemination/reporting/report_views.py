"""One report: its page, saving the form, and the steps of its way."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.database import db
from dissemination.plans import evidence
from dissemination.plans.evidence_keepers import Keeper
from dissemination.reporting import (
    consolidation,
    drafting,
    gaps,
    lists,
    queries,
    rights,
    services,
    showing,
    typed_forms,
)
from dissemination.reporting.lifecycle import (
    NEEDS_REASON,
    Capacity,
    Lock,
    Step,
    steps_of,
    writing_lock,
)
from dissemination.reporting.models import ItemKind, Obligation, ObligationState, Report
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.services import Said
from dissemination.reporting.views import title_of
from dissemination.reporting.wording import FLAGS, STEPS, explain, step_word
from dissemination.text import nfc
from dissemination.units import picking
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.filters import moment

Answer = str | Response | tuple[str | Response, int]

blueprint = Blueprint("report", __name__, url_prefix="/units/<int:unit_id>/reports")
blueprint.add_app_template_filter(step_word, "report_step")
# Consolidating is done for a whole period; opening is the clock's.
_OFFERED = frozenset(Step) - {Step.OPEN, Step.CONSOLIDATE}


@blueprint.get("/<int:obligation_id>")
@requires(Action.VIEW_REPORTS)
def show(unit_id: int, obligation_id: int) -> str:
    """One obligation: its form, what may be done next, and its history."""
    return _page(_owed(unit_id, obligation_id))


@blueprint.post("/<int:obligation_id>")
@requires(Action.DRAFT_REPORT)
def save(unit_id: int, obligation_id: int) -> Answer:
    """Keep what was typed; nothing is lost when somebody else saved meanwhile."""
    obligation = _owed(unit_id, obligation_id)
    typed = typed_forms.content(request.form, "." if str(get_locale()) == "en" else ",")
    if isinstance(typed, Refusal):
        return _kept(obligation, typed, 422)
    saved = services.save(obligation_id, rights.doer(unit_id), _seen() or 0, typed)
    if isinstance(saved, Refusal):
        return _kept(obligation, saved, 409)
    if _is_by_itself():
        gap = _gap(obligation, saved)
        return jsonify(revision=saved.revision, said=_saved_at(saved), gap=gap)
    flash(_("Đã lưu báo cáo."), "success")
    return _back(obligation)


@blueprint.post("/<int:obligation_id>/tasks")
@requires(Action.DRAFT_REPORT)
def refresh_tasks(unit_id: int, obligation_id: int) -> Response:
    """Take the progress of the plan's tasks over again."""
    obligation = _owed(unit_id, obligation_id)
    refreshed = services.refresh_tasks(obligation_id, rights.doer(unit_id))
    if isinstance(refreshed, Refusal):
        flash(explain(refreshed), "error")
    else:
        flash(_("Đã lấy lại tiến độ từ kế hoạch."), "success")
    return _back(obligation)


@blueprint.post("/<int:obligation_id>/<step>")
@requires(Action.WORK_ON_REPORT)
def take(unit_id: int, obligation_id: int, step: str) -> Response:
    """One step of the obligation's way."""
    obligation = _owed(unit_id, obligation_id)
    if step not in _OFFERED:
        abort(404)
    said = _said(Step(step))
    if isinstance(said, Refusal):
        flash(explain(said), "error")
        return _back(obligation)
    taken = services.take(obligation_id, Step(step), rights.doer(unit_id), said)
    if isinstance(taken, Refusal):
        flash(explain(taken), "error")
    else:
        flash(_("Đã ghi nhận: %(step)s.", step=STEPS[Step(step)]), "success")
    return _back(obligation)


def _said(step: Step) -> Said | Refusal:
    """Reason, day and heir as typed; an heir must lie within what one receives oneself."""
    reason = nfc(request.form.get("reason", ""))[:500]
    until = _day(request.form.get("until", ""))
    typed = request.form.get("successor", "") if step is Step.TRANSFER else ""
    successor = picking.picked(typed, clock.today()) if typed else None
    if typed and (successor is None or not may(Action.RECEIVE_REPORT, unit_id=successor)):
        return Refusal.UNIT_ELSEWHERE
    return Said(reason, successor, until, _seen())


def _seen() -> int | None:
    """The revision of the text that stood on the page."""
    revision = request.form.get("revision", "")
    return int(revision) if revision.isdecimal() and len(revision) < 10 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_by_itself() -> bool:
    """Whether the page's script saves, not a person's press."""
    return request.headers.get("X-Requested-With") == "autosave"


def _saved_at(report: Report) -> str:
    return str(_("Đã lưu lúc %(moment)s", moment=moment(report.changed_at)))


def _owed(unit_id: int, obligation_id: int) -> Obligation:
    obligation = db.get_or_404(Obligation, obligation_id, options=[queries.WITH_REGIME])
    return obligation if obligation.unit_id == unit_id else abort(404)


def _back(obligation: Obligation) -> Response:
    return redirect(page_of(obligation), 303)


def page_of(obligation: Obligation) -> str:
    return url_for("report.show", unit_id=obligation.unit_id, obligation_id=obligation.id)


def _kept(obligation: Obligation, refusal: Refusal, status: int) -> Answer:
    """What was typed again, and why it was not saved; for the script what is kept now."""
    report = services.current(obligation)
    if not _is_by_itself():
        return _page(obligation, request.form.to_dict(), explain(refusal)), status
    kept = refusal is Refusal.CHANGED_MEANWHILE and report is not None
    return jsonify(
        said=explain(refusal),
        revision=report.revision if kept and report else None,
        by=report.editors[-1].shown_name if kept and report and report.editors else "",
        cells=showing.cells(obligation, report) if kept and report else {},
    ), status


def _page(obligation: Obligation, typed: dict[str, str] | None = None, refused: str = "") -> str:
    report, newest = _version(obligation), services.current(obligation)
    who, is_newest = rights.capacities(obligation.unit_id), report is newest
    lock = writing_lock(obligation.state)
    offered = [step for step in steps_of(obligation.state, who) if step in _OFFERED]
    writes = is_newest and obligation.state is ObligationState.DRAFT and Capacity.DRAFTER in who
    return render_template(
        "reporting/report.html",
        obligation=obligation,
        report=report,
        title=title_of(obligation.period),
        name=unit_names([obligation.unit_id])[obligation.unit_id],
        lines=showing.lines(obligation, report, typed or {}),
        answers=showing.answers(obligation, report, typed or {}),
        typed=typed or {},
        jump=gaps.JUMP,
        may_write=writes,
        is_newest=is_newest,
        saved_at=_saved_at(report) if report else "",
        steps=[(step, STEPS[step], step in NEEDS_REASON) for step in offered if is_newest],
        lock=lock if lock and Capacity.DRAFTER in who else None,
        refused=refused,
        grace=services.usual_grace(obligation),
        gap=_gap(obligation, report) if writes or Capacity.HEAD in who else "",
        words={"steps": STEPS, "flags": FLAGS, "explain": explain},
        **_beside(obligation, who, report),
        **_beneath(obligation),
    )


def _gap(obligation: Obligation, report: Report | None) -> str:
    """What the draft still lacks, as a sentence."""
    if report is None or obligation.state is not ObligationState.DRAFT:
        return ""
    found = drafting.gap_of(obligation, report)
    return explain(found) if found else ""


def _beside(
    obligation: Obligation, who: frozenset[Capacity], report: Report | None
) -> dict[str, Any]:
    """Files and, for the receiver, what is worth a second look."""
    waits = Capacity.RECEIVER in who and obligation.state is ObligationState.SUBMITTED
    [row] = lists.waiting([obligation]) if waits else [None]
    flagged = {one for raised in (row.flags if row else ()) for one in raised.ids}
    wants = [one for one in obligation.period.regime.items if one.kind is ItemKind.ATTACHMENT]
    return {
        "flags": row.flags if row else [],
        "flag_names": unit_names(flagged),
        "targets": lists.target_codes([obligation.period.regime.directive_id]) if row else {},
        "attachments": wants,
        "files": evidence.of(report) if report else [],
    }


def _beneath(obligation: Obligation) -> dict[str, Any]:
    """What the unit's own children gave for the period, when it has any."""
    duties = consolidation.children(obligation.period, obligation.unit_id)
    sums = consolidation.sums(obligation.period, duties) if duties else []
    missing = {unit_id for one in sums for unit_id in one.missing}
    return {"sums": sums, "child_names": unit_names(missing)}


def _version(obligation: Obligation) -> Report | None:
    """The version the address names, else the newest."""
    asked = request.args.get("version", "")
    named = [one for one in obligation.reports if str(one.ordinal) == asked]
    return named[0] if named else services.current(obligation)


# --- evidence -----------------------------------------------------------------------------------


def _lock(report: Report) -> str | None:
    """Why the files of a version cannot change now."""
    obligation = report.obligation
    if report is not services.current(obligation):
        return explain(Refusal.ACCEPTED)
    found: Lock | None = writing_lock(obligation.state)
    if found is None and obligation.state is not ObligationState.DRAFT:
        return explain(Refusal.STEP_DOES_NOT_FOLLOW)
    return explain(found.why) if found else None


KEEPER = Keeper(
    Report,
    may_see=lambda report: may(Action.VIEW_REPORTS, unit_id=report.obligation.unit_id),
    may_change=lambda report: Capacity.DRAFTER in rights.capacities(report.obligation.unit_id),
    lock=_lock,
    page=lambda report: page_of(report.obligation),
)
