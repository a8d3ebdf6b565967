"""Pages of directives: the list, one directive, and its editing."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.database import db
from dissemination.directives import queries, services
from dissemination.directives.asking import Asked
from dissemination.directives.forms import DirectiveForm, GroupForm, TargetForm
from dissemination.directives.models import (
    Directive,
    DirectiveKind,
    Operator,
    SolutionGroup,
    Target,
)
from dissemination.directives.refusals import Refusal
from dissemination.directives.wording import KINDS, asked_text, explain, kind_word, title_of
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.belongings import belongings
from dissemination.web.forms import Form

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("directives", __name__, url_prefix="/directives")
blueprint.add_app_template_filter(kind_word, "directive_kind")

_FIELDS = {
    Refusal.NUMBER_TAKEN: "number",
    Refusal.CODE_TAKEN: "code",
    Refusal.GROUP_TAKEN: "number",
}


@blueprint.get("")
@requires(Action.VIEW_DIRECTIVES, anywhere=True)
def index() -> str:
    """All directives, the newest first."""
    kind = request.args.get("kind", "")
    wanted = DirectiveKind(kind) if kind in set(DirectiveKind) else None
    return render_template(
        "directives/index.html",
        directives=queries.found(request.args.get("q", ""), wanted),
        targets=queries.sizes(Target),
        groups=queries.sizes(SolutionGroup),
        kinds=KINDS,
        may_manage=may(Action.MANAGE_DIRECTIVES),
    )


@blueprint.get("/<int:directive_id>")
@requires(Action.VIEW_DIRECTIVES, anywhere=True)
def show(directive_id: int) -> str:
    """One directive with its targets and solution groups."""
    directive = db.get_or_404(Directive, directive_id)
    asked = {
        target.id: {value.year: value for value in target.values} for target in directive.targets
    }
    years = {year for values in asked.values() for year in values}
    return render_template(
        "directives/show.html",
        directive=directive,
        title=title_of(directive.kind, directive.number),
        years=sorted(years | set(directive.horizons)),
        asked=asked,
        asked_text=asked_text,
        shelves=belongings("directive", directive_id),
        may_manage=may(Action.MANAGE_DIRECTIVES),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def new() -> Answer:
    """A directive that is not there yet."""
    form = DirectiveForm()
    if form.validate_on_submit():
        made = services.create(form.details())
        if isinstance(made, Directive):
            flash(_("Đã thêm văn bản. Thêm chỉ tiêu và nhóm giải pháp ở dưới."), "success")
            return redirect(url_for(".show", directive_id=made.id), 303)
        _blame(form, made)
    if not form.is_submitted():
        form.issued_on.data = clock.today()
    return _form("directive_form.html", form, None, _("Thêm văn bản"))


@blueprint.route("/<int:directive_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def edit(directive_id: int) -> Answer:
    """Change what is said about the directive itself."""
    directive = db.get_or_404(Directive, directive_id)
    form = DirectiveForm(data=_directive_data(directive))
    if form.validate_on_submit():
        refused = services.edit(directive_id, form.details())
        if refused is None:
            return _done(_("Đã lưu văn bản."), directive_id)
        _blame(form, refused)
    return _form("directive_form.html", form, directive, _("Sửa văn bản"))


@blueprint.post("/<int:directive_id>/delete")
@requires(Action.MANAGE_DIRECTIVES)
def delete(directive_id: int) -> Response:
    """Forget a directive that nothing hangs on."""
    db.get_or_404(Directive, directive_id)
    if refused := services.delete(directive_id):
        flash(explain(refused), "error")
        return redirect(url_for(".show", directive_id=directive_id), 303)
    flash(_("Đã xóa văn bản."), "success")
    return redirect(url_for(".index"), 303)


# --- targets ------------------------------------------------------------------------------------


@blueprint.route("/<int:directive_id>/targets/new", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def new_target(directive_id: int) -> Answer:
    """One more target."""
    directive = db.get_or_404(Directive, directive_id)
    form = TargetForm(data=_new_target_data(directive))
    if _wants_more(form):
        return _form("target_form.html", form, directive, _("Thêm chỉ tiêu"))
    if form.validate_on_submit():
        made = services.add_target(directive_id, form.details())
        if isinstance(made, Target):
            return _done(_("Đã thêm chỉ tiêu."), directive_id, "targets")
        _blame(form, made)
    return _form("target_form.html", form, directive, _("Thêm chỉ tiêu"))


@blueprint.route("/<int:directive_id>/targets/<int:target_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def edit_target(directive_id: int, target_id: int) -> Answer:
    """Change a target."""
    target = _target(directive_id, target_id)
    form = TargetForm(data=_target_data(target))
    title = _("Sửa chỉ tiêu %(code)s", code=target.code)
    if _wants_more(form):
        return _form("target_form.html", form, target.directive, title, target=target)
    if form.validate_on_submit():
        refused = services.edit_target(target_id, form.details())
        if refused is None:
            return _done(_("Đã lưu chỉ tiêu."), directive_id, "targets")
        _blame(form, refused)
    return _form("target_form.html", form, target.directive, title, target=target)


@blueprint.post("/<int:directive_id>/targets/<int:target_id>/delete")
@requires(Action.MANAGE_DIRECTIVES)
def remove_target(directive_id: int, target_id: int) -> Response:
    """Forget a target."""
    _target(directive_id, target_id)
    return _removed(services.remove_target(target_id), _("Đã xóa chỉ tiêu."), directive_id)


# --- solution groups ----------------------------------------------------------------------------


@blueprint.route("/<int:directive_id>/groups/new", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def new_group(directive_id: int) -> Answer:
    """One more solution group."""
    directive = db.get_or_404(Directive, directive_id)
    last = max((group.number for group in directive.solution_groups), default=0)
    form = GroupForm(data={"number": last + 1})
    if form.validate_on_submit():
        made = services.add_group(directive_id, form.details())
        if isinstance(made, SolutionGroup):
            return _done(_("Đã thêm nhóm giải pháp."), directive_id, "groups")
        _blame(form, made)
    return _form("group_form.html", form, directive, _("Thêm nhóm nhiệm vụ, giải pháp"))


@blueprint.route("/<int:directive_id>/groups/<int:group_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def edit_group(directive_id: int, group_id: int) -> Answer:
    """Change a solution group."""
    group = _group(directive_id, group_id)
    form = GroupForm(obj=group)
    if form.validate_on_submit():
        refused = services.edit_group(group_id, form.details())
        if refused is None:
            return _done(_("Đã lưu nhóm giải pháp."), directive_id, "groups")
        _blame(form, refused)
    title = _("Sửa nhóm %(number)s", number=group.number)
    return _form("group_form.html", form, group.directive, title, group=group)


@blueprint.post("/<int:directive_id>/groups/<int:group_id>/delete")
@requires(Action.MANAGE_DIRECTIVES)
def remove_group(directive_id: int, group_id: int) -> Response:
    """Forget a solution group."""
    _group(directive_id, group_id)
    return _removed(services.remove_group(group_id), _("Đã xóa nhóm giải pháp."), directive_id)


# --- what they share ----------------------------------------------------------------------------


def _form(
    template: str, form: Form, directive: Directive | None, title: str, **more: object
) -> tuple[str, int]:
    shown = render_template(
        f"directives/{template}", form=form, directive=directive, title=title, **more
    )
    return shown, 422 if form.errors else 200


def _blame(form: Form, refusal: Refusal) -> None:
    """Put a refusal where the person who typed can mend it."""
    name = _FIELDS.get(refusal, "")
    if name in form:
        form[name].errors = [*form[name].errors, explain(refusal)]
    else:
        form.form_errors.append(explain(refusal))


def _done(message: str, directive_id: int, anchor: str | None = None) -> Response:
    flash(message, "success")
    return redirect(url_for(".show", directive_id=directive_id, _anchor=anchor), 303)


def _removed(refused: Refusal | None, message: str, directive_id: int) -> Response:
    flash(explain(refused) if refused else message, "error" if refused else "success")
    return redirect(url_for(".show", directive_id=directive_id), 303)


def _wants_more(form: TargetForm) -> bool:
    """Whether the button for one more year was pressed; adds the row."""
    wants = form.is_submitted() and "more" in request.form
    if wants and len(form.rows) < 40:
        form.rows.append_entry()
    return wants


def _target(directive_id: int, target_id: int) -> Target:
    target = db.get_or_404(Target, target_id)
    return target if target.directive_id == directive_id else abort(404)


def _group(directive_id: int, group_id: int) -> SolutionGroup:
    group = db.get_or_404(SolutionGroup, group_id)
    return group if group.directive_id == directive_id else abort(404)


def _directive_data(directive: Directive) -> dict[str, Any]:
    return {
        "kind": directive.kind.value,
        "number": directive.number,
        "issued_on": directive.issued_on,
        "issuer": directive.issuer,
        "subject": directive.subject,
        "horizons": ", ".join(map(str, directive.horizons)),
    }


def _new_target_data(directive: Directive) -> dict[str, Any]:
    """The next code, and a row for each of the directive's years."""
    rows = [{"year": year, "operator": Operator.AT_LEAST.value} for year in directive.horizons]
    return {"code": f"T{len(directive.targets) + 1}", "measure": "%", "rows": rows}


def _target_data(target: Target) -> dict[str, Any]:
    details = services.target_details(target)
    return {
        "code": details.code,
        "title": details.title,
        "level": details.level.value,
        "measure": details.measure,
        "age_below": details.age_below,
        "denominator": details.denominator,
        "rows": [_row_data(asked) for asked in details.values],
    }


def _row_data(asked: Asked) -> dict[str, Any]:
    is_range = asked.operator is Operator.RANGE
    return {
        "year": asked.year,
        "operator": asked.operator.value,
        "amount": asked.low if is_range else asked.value,
        "upper": asked.high,
        "note": asked.note,
    }
