"""Waiving, transferring and giving more time from a list of what is owed, one question a page."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.database import db
from dissemination.reporting import queries, rights, services
from dissemination.reporting.lifecycle import Step, steps_of
from dissemination.reporting.models import Obligation
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.report_views import page_of
from dissemination.reporting.settling_forms import SettlingForm
from dissemination.reporting.wording import STEPS, explain
from dissemination.units import picking
from dissemination.web.access import may, requires
from dissemination.web.actions import Action

Answer = tuple[str, int] | Response

blueprint = Blueprint("settling", __name__, url_prefix="/units/<int:unit_id>/reports")


@blueprint.route(
    "/<int:obligation_id>/settle/<any(waive, transfer, extend, restore):step>",
    methods=["GET", "POST"],
)
@requires(Action.RECEIVE_REPORT)
def settle(unit_id: int, obligation_id: int, step: str) -> Answer:
    """Ask why, and to whom or until when; then back to the list it was begun from."""
    owed = db.get_or_404(Obligation, obligation_id, options=[queries.WITH_REGIME])
    if owed.unit_id != unit_id:
        abort(404)
    taken, form = Step(step), SettlingForm()
    form.narrow(taken)
    if taken not in steps_of(owed.state, rights.capacities(unit_id)):
        flash(explain(Refusal.STEP_DOES_NOT_FOLLOW), "error")
        return redirect(_list_of(owed), 303)
    if form.validate_on_submit():
        refused = _settle(owed, taken, form)
        if refused is None:
            flash(_("Đã ghi nhận: %(step)s.", step=STEPS[taken]), "success")
            return redirect(_list_of(owed), 303)
        form.blame(refused)
    return _page(owed, taken, form)


def _settle(owed: Obligation, step: Step, form: SettlingForm) -> Refusal | None:
    """Take the step, or say why not; an heir must lie within what one receives oneself."""
    successor = None
    if "successor" in form:
        successor = picking.picked(form.successor.data or "", clock.today())
        if successor is None or not may(Action.RECEIVE_REPORT, unit_id=successor):
            return Refusal.UNIT_ELSEWHERE
    said = form.said(successor)
    taken = services.take(owed.id, step, rights.doer(owed.unit_id), said)
    return taken if isinstance(taken, Refusal) else None


def _page(owed: Obligation, step: Step, form: SettlingForm) -> tuple[str, int]:
    page = render_template(
        "reporting/settle.html",
        owed=owed,
        step=step,
        word=STEPS[step],
        form=form,
        name=unit_names([owed.unit_id])[owed.unit_id],
        back=_list_of(owed),
        report=page_of(owed),
    )
    return page, 422 if form.errors else 200


def _list_of(owed: Obligation) -> str:
    """The period of the unit whose page it was, else what everybody owes for the period."""
    of = request.args.get("of", "")
    if of.isdecimal() and len(of) < 10:
        return url_for("reporting_periods.show", unit_id=int(of), period_id=owed.period_id)
    return url_for("reports.index", period=owed.period_id)
