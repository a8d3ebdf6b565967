"""A period as its receiver sees it: who is missing, what the units' figures come to together."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.database import db
from dissemination.reporting import consolidation, rights, services, tallies
from dissemination.reporting.consolidation import Sum
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.lists import Wanted
from dissemination.reporting.models import Obligation, ObligationState, ReportingPeriod
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.services import Content, Told
from dissemination.reporting.views import title_of
from dissemination.reporting.wording import STEPS, explain
from dissemination.web.access import may, requires
from dissemination.web.actions import Action

blueprint = Blueprint("reporting_periods", __name__, url_prefix="/units/<int:unit_id>")


@blueprint.get("/periods/<int:period_id>")
@requires(Action.VIEW_REPORTS)
def show(unit_id: int, period_id: int) -> str:
    """What a unit's children filed for a period, put together."""
    period = db.get_or_404(ReportingPeriod, period_id)
    duties = consolidation.children(period, unit_id)
    if not duties:
        abort(404)
    sums = consolidation.sums(period, duties)
    missing = [duty for duty in duties if duty.accepted_at is None]
    everybody = Wanted(rights.seen(), period_id=period_id)
    return render_template(
        "reporting/period.html",
        period=period,
        unit_id=unit_id,
        title=title_of(period),
        duties=duties,
        missing=missing,
        ready=[duty for duty in duties if duty.state is ObligationState.ACCEPTED],
        sums=sums,
        rates=tallies.tally(everybody, clock.today()),
        names=unit_names({unit_id} | {duty.unit_id for duty in duties}),
        settling=rights.settling_steps(missing),
        step_words=STEPS,
        may_receive=may(Action.RECEIVE_REPORT, unit_id=unit_id),
    )


@blueprint.post("/periods/<int:period_id>/consolidate")
@requires(Action.WORK_ON_REPORT)
def consolidate(unit_id: int, period_id: int) -> Response:
    """Mark what the children's reports in force gave to the report of this unit."""
    period = db.get_or_404(ReportingPeriod, period_id)
    done, refused = 0, None
    for duty in consolidation.children(period, unit_id):
        if duty.state is not ObligationState.ACCEPTED:
            continue
        taken = services.take(duty.id, Step.CONSOLIDATE, rights.doer(duty.unit_id))
        if isinstance(taken, Refusal):
            refused = taken
        else:
            done += 1
    if refused:
        flash(explain(refused), "error")
    else:
        flash(_("Đã đưa %(n)s báo cáo vào báo cáo tổng hợp.", n=done), "success")
    return redirect(url_for(".show", unit_id=unit_id, period_id=period_id), 303)


@blueprint.post("/reports/<int:obligation_id>/draw")
@requires(Action.DRAFT_REPORT)
def draw(unit_id: int, obligation_id: int) -> Response:
    """Put the sums of the children's figures into the unit's own draft."""
    obligation = db.get_or_404(Obligation, obligation_id)
    if obligation.unit_id != unit_id:
        abort(404)
    duties = consolidation.children(obligation.period, unit_id)
    content = Content(told(consolidation.sums(obligation.period, duties), len(duties)))
    drawn = services.draw(obligation_id, rights.doer(unit_id), content)
    if isinstance(drawn, Refusal):
        flash(explain(drawn), "error")
    else:
        flash(_("Đã lấy số liệu cấp dưới vào báo cáo."), "success")
    return redirect(url_for("report.show", unit_id=unit_id, obligation_id=obligation_id), 303)


def told(sums: Sequence[Sum], of: int) -> dict[int, Told]:
    """The cells of each target that somebody gave, and in words who did not."""
    names = unit_names({unit_id for one in sums for unit_id in one.missing})
    return {
        one.target.id: Told(one.pooled.numerator, one.pooled.denominator, _said(one, of, names))
        for one in sums
        if one.pooled.given
    }


def _said(one: Sum, of: int, names: dict[int, str]) -> str:
    given = _("Tổng hợp từ %(n)s/%(of)s đơn vị.", n=one.pooled.given, of=of)
    if not one.missing:
        return str(given)
    missing = ", ".join(sorted(names[unit_id] for unit_id in one.missing))
    without = _("Chưa có số liệu: %(units)s.", units=missing)
    return f"{given} {without}"
