"""Pages of one unit's briefings: recording, mending, sending, judging."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import tree_of_request
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.plans import (
    briefing_attendance,
    briefing_queries,
    briefing_rights,
    briefing_services,
    evidence,
)
from dissemination.plans.briefing_blueprint import blueprint
from dissemination.plans.briefing_forms import BriefingDetailsForm, data_of
from dissemination.plans.briefing_lifecycle import lock_on_editing
from dissemination.plans.briefing_models import BriefingForm, BriefingStep, OnwardBriefing
from dissemination.plans.briefing_numbers import Fault
from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.plans.briefing_words import (
    COLUMNS,
    DONE,
    STEPS,
    explain,
    explain_fault,
    gap_words,
)
from dissemination.units import picking, queries
from dissemination.units.tree import Node
from dissemination.web import file_answers
from dissemination.web.access import may, requires
from dissemination.web.actions import Action

Answer = str | Response | tuple[str, int]
_OF_UNIT = "/<int:directive_id>/units/<int:unit_id>"
_ONE = "/units/<int:unit_id>/<int:briefing_id>"


@blueprint.get(_OF_UNIT)
@requires(Action.VIEW_BRIEFINGS)
def of_unit(directive_id: int, unit_id: int) -> str:
    """What one unit says of how its people were reached."""
    directive, node = _named(directive_id, unit_id)
    return render_template(
        "plans/briefings/unit.html",
        directive=directive,
        title=title_of(directive.kind, directive.number),
        node=node,
        briefings=briefing_queries.of_unit(unit_id, directive_id),
        may_record=may(Action.RECORD_BRIEFING, unit_id=unit_id),
    )


@blueprint.route(_OF_UNIT + "/new", methods=["GET", "POST"])
@requires(Action.RECORD_BRIEFING)
def new(directive_id: int, unit_id: int) -> Answer:
    """Record a briefing that the unit held."""
    directive, node = _named(directive_id, unit_id)
    form = BriefingDetailsForm(data=_offered_data(unit_id, directive_id))
    form.offer(briefing_attendance.conferences_of(unit_id, directive_id))
    if form.validate_on_submit():
        made = briefing_services.record(unit_id, directive_id, form.details(_other(form)))
        if isinstance(made, OnwardBriefing):
            flash(_("Đã ghi. Thêm minh chứng rồi gửi cấp trên xác nhận."), "success")
            return redirect(_page(made), 303)
        _blame(form, made)
    return _form_page(form, directive, node, None)


@blueprint.get("/units/<int:unit_id>/offered")
@requires(Action.RECORD_BRIEFING)
def offered(unit_id: int) -> str:
    """Neighbours that a few letters may mean: who may hold a briefing with this unit."""
    text = request.args.get("q", "").strip()
    parent = _node(unit_id).parent_id
    near = tree_of_request().subtree_ids(parent if parent is not None else unit_id)
    found = picking.offered(text, clock.today(), near) if text else []
    return render_template("units/offered.html", found=found, label=picking.label)


@blueprint.get(_ONE)
@requires(Action.VIEW_BRIEFINGS)
def show(unit_id: int, briefing_id: int) -> str:
    """One briefing: what the unit says, what shows it, and what became of it."""
    found = _found(unit_id, briefing_id)
    locked = lock_on_editing(found.state)
    return render_template(
        "plans/briefings/show.html",
        briefing=found,
        directive=found.directive,
        title=title_of(found.directive.kind, found.directive.number),
        node=_node(unit_id),
        other=_node(found.other_unit_id) if found.other_unit_id else None,
        order=briefing_queries.order_of(found.directive_id),
        files=evidence.of(found),
        steps=briefing_rights.open_steps(found),
        gaps=gap_words(briefing_services.gaps_of(found)),
        may_record=briefing_rights.may_record(found),
        lock=explain(locked) if locked else "",
        returned=briefing_queries.last_return(found),
        step_words=STEPS,
        column_words=COLUMNS,
    )


@blueprint.route(_ONE + "/edit", methods=["GET", "POST"])
@requires(Action.RECORD_BRIEFING)
def edit(unit_id: int, briefing_id: int) -> Answer:
    """Say it otherwise, while it is a draft or was returned."""
    found = _found(unit_id, briefing_id)
    if locked := lock_on_editing(found.state):
        return _back(found, locked)
    other = picking.label_of(found.other_unit_id, clock.today())
    form = BriefingDetailsForm(data=data_of(briefing_services.details_of(found), other))
    form.offer(briefing_attendance.conferences_of(unit_id, found.directive_id))
    if form.validate_on_submit():
        outcome = briefing_services.edit(briefing_id, form.details(_other(form)))
        if isinstance(outcome, Refusal):
            return _back(found, outcome)
        if outcome is None:
            flash(_("Đã lưu."), "success")
            return redirect(_page(found), 303)
        _blame(form, outcome)
    return _form_page(form, found.directive, _node(unit_id), found)


@blueprint.post(_ONE + "/delete")
@requires(Action.RECORD_BRIEFING)
def delete(unit_id: int, briefing_id: int) -> Response:
    """Forget a draft that was never sent."""
    found = _found(unit_id, briefing_id)
    listing = url_for(".of_unit", directive_id=found.directive_id, unit_id=unit_id)
    outcome = briefing_services.delete(briefing_id)
    if isinstance(outcome, Refusal):
        return _back(found, outcome)
    for stored_name in outcome:
        file_answers.delete_after_commit(stored_name)
    flash(_("Đã xóa bản nháp."), "success")
    return redirect(listing, 303)


@blueprint.post(_ONE + "/<any(submit, withdraw, correct):step>")
@requires(Action.RECORD_BRIEFING)
def send(unit_id: int, briefing_id: int, step: str) -> Response:
    """Send it, take it back, or open a verified one to correct it."""
    return _taken(_found(unit_id, briefing_id), BriefingStep(step))


@blueprint.post(_ONE + "/<any(verify, return):step>")
@requires(Action.VERIFY_BRIEFING)
def judge(unit_id: int, briefing_id: int, step: str) -> Response:
    """Verify it or return it with a reason; never one's own unit's."""
    return _taken(_found(unit_id, briefing_id), BriefingStep(step))


def _taken(found: OnwardBriefing, step: BriefingStep) -> Response:
    reason = " ".join(request.form.get("reason", "").split())[:500]
    facts = briefing_rights.facts_about(found, reason)
    acting_for = briefing_rights.sends_for(found.unit_id)
    outcome = briefing_services.take(found.id, step, facts, acting_for)
    if isinstance(outcome, Refusal):
        return _back(found, outcome)
    for fault in outcome or ():
        flash(f"{COLUMNS.get(fault.field, '')}: {explain_fault(fault)}", "error")
    if not outcome:
        flash(str(DONE[step]), "success")
    return redirect(_page(found), 303)


def _named(directive_id: int, unit_id: int) -> tuple[Directive, Node]:
    return db.get_or_404(Directive, directive_id), _node(unit_id)


def _node(unit_id: int) -> Node:
    return queries.latest_nodes([unit_id], clock.today()).get(unit_id) or abort(404)


def _found(unit_id: int, briefing_id: int) -> OnwardBriefing:
    found = briefing_queries.briefing(briefing_id)
    return found if found is not None and found.unit_id == unit_id else abort(404)


def _offered_data(unit_id: int, directive_id: int) -> dict[str, object]:
    """What the unit said last of its members need not be typed again."""
    last = next(iter(briefing_queries.of_unit(unit_id, directive_id)), None) or next(
        iter(briefing_queries.of_unit(unit_id)), None
    )
    if last is None:
        return {}
    return {"members_total": last.members_total, "members_exempt": last.members_exempt}


def _other(form: BriefingDetailsForm) -> int | None:
    """The other unit that is named, for a joint briefing."""
    if form.form.data != BriefingForm.JOINT.value:
        return None
    return picking.picked(form.other_unit.data or "", clock.today())


def _blame(form: BriefingDetailsForm, faults: Sequence[Fault]) -> None:
    """Put each fault where the person who typed can mend it."""
    for fault in faults:
        field = form[fault.field]
        field.errors = [*field.errors, explain_fault(fault)]


def _form_page(
    form: BriefingDetailsForm, directive: Directive, node: Node, found: OnwardBriefing | None
) -> tuple[str, int]:
    page = render_template(
        "plans/briefings/form.html",
        form=form,
        directive=directive,
        title=title_of(directive.kind, directive.number),
        node=node,
        briefing=found,
        order=briefing_queries.order_of(directive.id),
    )
    return page, 422 if form.errors else 200


def _back(found: OnwardBriefing, refusal: Refusal) -> Response:
    flash(explain(refusal), "error")
    return redirect(_page(found), 303)


def _page(found: OnwardBriefing) -> str:
    return url_for("briefings.show", unit_id=found.unit_id, briefing_id=found.id)
