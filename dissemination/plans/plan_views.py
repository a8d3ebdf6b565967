"""Pages of one plan: begun, shown, moved on, commented on, amended."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import (
    evidence,
    evidence_pages,
    lifecycle,
    picture,
    queries,
    rights,
    services,
    wording,
)
from dissemination.plans.answers import answer, blame, done
from dissemination.plans.blueprint import (
    OF_UNIT,
    asked_ordinal,
    blueprint,
    plan_or_404,
    version_or_404,
)
from dissemination.plans.changing import Doer
from dissemination.plans.comparing import differences
from dissemination.plans.forms import NewPlanForm, StepForm
from dissemination.plans.lifecycle import Capacity, Operation, Step
from dissemination.plans.models import CommentPlace, PlanVersion
from dissemination.plans.refusals import Refusal
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.forms import Choice

Answer = str | tuple[str, int] | Response
_STEPS = "any(present, hand_back, submit, return, accept, issue, amend, close)"


@blueprint.route(f"{OF_UNIT}/new", methods=["GET", "POST"])
@requires(Action.WORK_ON_PLAN)
def new(unit_id: int) -> Answer:
    """Begin a plan from the directive, the superior's plan, or that of years before."""
    doer = rights.doer(unit_id)
    form = _new_form()
    if not form.validate_on_submit():
        return _new_page(form, unit_id, doer)
    wanted = form.details(unit_id)
    if not wanted.title:
        directive = db.session.get_one(Directive, wanted.directive_id)
        form.title.data = wording.plan_title(wanted.kind, directive)
        wanted = form.details(unit_id)
    made = services.begin(wanted, doer)
    if isinstance(made, Refusal):
        blame(form, made)
        return _new_page(form, unit_id, doer)
    url = url_for("plans.edit", unit_id=unit_id, plan_id=made.plan_id)
    return done(_("Đã lập dự thảo. Mọi chỗ sửa được lưu ngay."), url)


def _new_form() -> NewPlanForm:
    form = NewPlanForm()
    directives = queries.directives()
    form.directive_id.choices = [
        Choice(one.id, f"{one.number} – {one.subject}") for one in directives
    ]
    if not form.is_submitted():
        asked = request.args.get("directive", "")
        year = clock.today().year
        form.first_year.data, form.last_year.data = year, year
        if asked.isdecimal() and len(asked) < 10:
            form.directive_id.data = int(asked)
    return form


def _new_page(form: NewPlanForm, unit_id: int, doer: Doer) -> tuple[str, int]:
    stranger = lifecycle.not_theirs(Step.PRESENT, doer.capacities)
    page = render_template(
        "plans/new.html",
        form=form,
        unit=unit_or_404(unit_id),
        lock=wording.explain(stranger) if stranger else "",
    )
    return page, 422 if form.errors else 200


@blueprint.get(f"{OF_UNIT}/<int:plan_id>")
@requires(Action.VIEW_PLANS)
def show(unit_id: int, plan_id: int) -> str:
    """What a version says, where it stands, and what comes next."""
    version = version_or_404(unit_id, plan_id, asked_ordinal())
    doer = rights.doer(unit_id)
    return render_template(
        "plans/show.html",
        **picture.of(version),
        unit=unit_or_404(unit_id),
        doer=doer,
        steps=_steps(version, doer),
        form=StepForm(formdata=None, **_signature(version)),
        edit_lock=lifecycle.lock_on(version.state, Operation.EDIT),
        may_edit=_may_edit(version, doer),
        signed=evidence.of(version),
        may_sign=doer.is_of_the_unit and version.state not in lifecycle.BEFORE_SIGNING,
        sign_lock=evidence_pages.lock_on_signed(version) or "",
        may_comment=bool(doer.capacities)
        and lifecycle.lock_on(version.state, Operation.COMMENT) is None,
        wording=wording,
    )


def _signature(version: PlanVersion) -> dict[str, str]:
    return {"signer": version.signer, "signer_post": version.signer_post}


def _may_edit(version: PlanVersion, doer: Doer) -> bool:
    open_now = lifecycle.lock_on(version.state, Operation.EDIT) is None
    return open_now and Capacity.DRAFTER in doer.capacities


def _steps(version: PlanVersion, doer: Doer) -> list[tuple[Step, str]]:
    """The steps this person may think of, each with why it is refused now ("": it is not)."""
    facts = services.facts_for(version, doer)
    found = []
    for step in lifecycle.steps_of(version.state, doer.capacities):
        result = lifecycle.move(version.state, step, facts)
        found.append((step, wording.explain(result) if isinstance(result, Refusal) else ""))
    return found


@blueprint.post(f"{OF_UNIT}/<int:plan_id>/versions/<int:ordinal>/steps/<{_STEPS}:step>")
@requires(Action.WORK_ON_PLAN)
def take_step(unit_id: int, plan_id: int, ordinal: int, step: str) -> Response:
    """Move a version on, as the person whose step it is."""
    version = version_or_404(unit_id, plan_id, ordinal)
    form, taken = StepForm(), Step(step)
    url = url_for("plans.show", unit_id=unit_id, plan_id=plan_id, version=ordinal)
    if not form.validate():
        first = next(iter(form.errors.values()))
        return answer(Refusal.NUMBER_MISSING if "issued_on" in form.errors else first, "", url)
    result = services.take_step(version.id, taken, form.said(), rights.doer(unit_id), form.seen())
    if isinstance(result, PlanVersion) and taken is Step.AMEND:
        url = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id)
    return answer(result, str(wording.DONE[taken]), url)


@blueprint.post(f"{OF_UNIT}/<int:plan_id>/versions/<int:ordinal>/discard")
@requires(Action.WORK_ON_PLAN)
def discard(unit_id: int, plan_id: int, ordinal: int) -> Response:
    """Throw a draft away."""
    version = version_or_404(unit_id, plan_id, ordinal)
    refused = services.discard(version.id, rights.doer(unit_id))
    here = url_for("plans.show", unit_id=unit_id, plan_id=plan_id)
    gone = here if ordinal > 1 else url_for("plans.index")
    return answer(refused, _("Đã bỏ dự thảo."), here if refused else gone)


@blueprint.post(f"{OF_UNIT}/<int:plan_id>/versions/<int:ordinal>/comments")
@requires(Action.WORK_ON_PLAN)
def comment(unit_id: int, plan_id: int, ordinal: int) -> Response:
    """A word on one line."""
    version = version_or_404(unit_id, plan_id, ordinal)
    place, line = request.form.get("place", ""), request.form.get("line", "")
    if place not in set(CommentPlace) or (line and not line.isdecimal()):
        abort(400)
    made = services.comment(
        version.id,
        CommentPlace(place),
        int(line) if line else None,
        request.form.get("text", ""),
        rights.doer(unit_id),
    )
    anchor = f"{place}-{line}" if line else "comments"
    url = url_for("plans.show", unit_id=unit_id, plan_id=plan_id, version=ordinal, _anchor=anchor)
    return answer(made, _("Đã ghi ý kiến."), url)


@blueprint.post(f"{OF_UNIT}/<int:plan_id>/versions/<int:ordinal>/comments/<int:comment_id>/settle")
@requires(Action.WORK_ON_PLAN)
def settle(unit_id: int, plan_id: int, ordinal: int, comment_id: int) -> Response:
    """Say that a comment has been followed."""
    version = version_or_404(unit_id, plan_id, ordinal)
    refused = services.settle(version.id, comment_id, rights.doer(unit_id))
    url = request.form.get("back", "")
    edit = url_for("plans.edit", unit_id=unit_id, plan_id=plan_id)
    show_url = url_for("plans.show", unit_id=unit_id, plan_id=plan_id, version=ordinal)
    return answer(refused, _("Đã đánh dấu là đã tiếp thu."), edit if url == "edit" else show_url)


@blueprint.get(f"{OF_UNIT}/<int:plan_id>/versions/<int:ordinal>/differences")
@requires(Action.VIEW_PLANS)
def compare(unit_id: int, plan_id: int, ordinal: int) -> str:
    """What a version changes of the one before."""
    version = version_or_404(unit_id, plan_id, ordinal)
    before = queries.version_of(plan_id, ordinal - 1) if ordinal > 1 else None
    return render_template(
        "plans/differences.html",
        version=version,
        before=before,
        plan=plan_or_404(unit_id, plan_id),
        unit=unit_or_404(unit_id),
        changes=differences(before, version) if before else [],
        say=picture.Teller(version, before),
        wording=wording,
    )


def unit_or_404(unit_id: int) -> Node:
    return latest_nodes([unit_id], clock.today()).get(unit_id) or abort(404)
