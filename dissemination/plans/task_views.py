"""Pages of one task: what it asks, how it goes, more time."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.database import db
from dissemination.plans import (
    carrying_out,
    evidence,
    evidence_pages,
    lateness,
    picture,
    rights,
    task_queries,
    wording,
)
from dissemination.plans.answers import answer, blame, done
from dissemination.plans.blueprint import OF_UNIT, blueprint, plan_or_404, task_or_404
from dissemination.plans.changing import Doer
from dissemination.plans.forms import DecisionForm, ExtensionForm, ProgressForm
from dissemination.plans.gaps import unclear
from dissemination.plans.lifecycle import Capacity
from dissemination.plans.models import PlanTask, TaskExtension
from dissemination.plans.plan_views import unit_or_404
from dissemination.plans.refusals import Refusal
from dissemination.web.access import requires
from dissemination.web.actions import Action

Answer = str | tuple[str, int] | Response


@blueprint.get(f"{OF_UNIT}/<int:plan_id>/tasks/<int:task_id>")
@requires(Action.VIEW_PLANS)
def task(unit_id: int, plan_id: int, task_id: int) -> str:
    """One task: the six clear, how it went so far, what may be done."""
    found = task_or_404(unit_id, plan_id, task_id)
    form = ProgressForm(formdata=None, obj=found, status=found.status.value)
    return _page(found, rights.doer(unit_id), form)


@blueprint.route(f"{OF_UNIT}/<int:plan_id>/tasks/<int:task_id>/progress", methods=["POST"])
@requires(Action.WORK_ON_PLAN)
def report_task(unit_id: int, plan_id: int, task_id: int) -> Answer:
    """Say how the task goes."""
    found, doer, form = task_or_404(unit_id, plan_id, task_id), rights.doer(unit_id), ProgressForm()
    if form.validate():
        made = carrying_out.report(task_id, form.progress(), doer)
        if not isinstance(made, Refusal):
            return done(_("Đã ghi kết quả."), _url(found))
        blame(form, made)
    return _page(found, doer, form), 422


@blueprint.post(f"{OF_UNIT}/<int:plan_id>/tasks/<int:task_id>/extensions")
@requires(Action.WORK_ON_PLAN)
def ask_for_time(unit_id: int, plan_id: int, task_id: int) -> Answer:
    """Ask for a later deadline."""
    found, doer, form = (
        task_or_404(unit_id, plan_id, task_id),
        rights.doer(unit_id),
        ExtensionForm(),
    )
    if form.validate():
        made = carrying_out.ask_for_time(task_id, form.day(), form.reason.data or "", doer)
        if not isinstance(made, Refusal):
            return done(_("Đã gửi đề nghị gia hạn lên cấp trên."), _url(found))
        blame(form, made)
    progress = ProgressForm(formdata=None, obj=found, status=found.status.value)
    return _page(found, doer, progress, form), 422


@blueprint.post(
    f"{OF_UNIT}/<int:plan_id>/tasks/<int:task_id>/extensions/<int:extension_id>/<any(grant, refuse):decision>"
)
@requires(Action.WORK_ON_PLAN)
def decide(unit_id: int, plan_id: int, task_id: int, extension_id: int, decision: str) -> Response:
    """Grant or refuse more time."""
    found, form = task_or_404(unit_id, plan_id, task_id), DecisionForm()
    asked = db.get_or_404(TaskExtension, extension_id)
    if asked.task_id != task_id:
        abort(404)
    refused = carrying_out.decide(
        extension_id,
        granted=decision == "grant",
        reason=form.reason.data or "",
        doer=rights.doer(unit_id),
    )
    said = _("Đã đồng ý gia hạn.") if decision == "grant" else _("Đã trả lời không gia hạn.")
    return answer(refused, said, _url(found))


def _url(found: PlanTask) -> str:
    plan = found.version.plan
    return url_for("plans.task", unit_id=plan.unit_id, plan_id=plan.id, task_id=found.id)


def _page(
    found: PlanTask, doer: Doer, form: ProgressForm, asking: ExtensionForm | None = None
) -> str:
    plan = plan_or_404(found.version.plan.unit_id, found.version.plan_id)
    today = clock.today()
    lock = evidence_pages.lock_on_task(found)
    extensions = task_queries.extensions(found)
    return render_template(
        "plans/task.html",
        task=found,
        plan=plan,
        version=found.version,
        unit=unit_or_404(plan.unit_id),
        form=form,
        asking=asking or ExtensionForm(formdata=None),
        decision=DecisionForm(formdata=None),
        timing=picture.timing_of(found, today),
        days_late=lateness.days_late(found.due, found.done_on, found.late_since, today),
        entries=task_queries.entries(found),
        extensions=extensions,
        waiting=next((one for one in extensions if one.granted is None), None),
        may_report=doer.is_of_the_unit and lock is None,
        may_decide=Capacity.RECEIVER in doer.capacities and lock is None,
        lock=lock or "",
        doer=doer,
        files=evidence.of(found),
        unclear=unclear(found),
        wording=wording,
    )
