"""The secretariat chooses what of each directive is public, looks at it, and opens or closes it."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.coverage import (
    public_figures,
    public_names,
    public_pages,
    public_queries,
    publishing,
)
from dissemination.coverage.public_forms import PublicationForm
from dissemination.coverage.public_models import Publication
from dissemination.coverage.public_names import Line
from dissemination.coverage.publishing import Terms
from dissemination.database import db
from dissemination.directives import queries as directive_queries
from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.units.queries import latest_nodes
from dissemination.web.access import requires
from dissemination.web.actions import Action

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("publications", __name__, url_prefix="/publications")


@blueprint.get("/")
@requires(Action.PUBLISH)
def index() -> str:
    """Every directive, what of it is public, and what citizens said about it."""
    return render_template(
        "publications/index.html",
        directives=directive_queries.found("", None),
        publications=public_queries.publications(),
        counts=public_queries.count_by_state(),
        late=public_queries.count_late(clock.today()),
        title_of=title_of,
    )


@blueprint.route("/<int:directive_id>", methods=["GET", "POST"])
@requires(Action.PUBLISH)
def edit(directive_id: int) -> Answer:
    """Choose the parts; what is open already changes at once."""
    directive = db.get_or_404(Directive, directive_id)
    publication = public_queries.publication(directive_id)
    terms = publishing.terms_of(publication) if publication else Terms()
    form = PublicationForm(data={**asdict(terms), "lowest_level": terms.lowest_level.value})
    if form.validate_on_submit():
        if form.terms().shows_anything:
            publishing.save(directive_id, form.terms())
            flash(_("Đã lưu lựa chọn công khai."), "success")
            return _back(directive_id)
        form.form_errors.append(_("Chọn ít nhất một phần để công khai."))
    shown = render_template(
        "publications/edit.html",
        form=form,
        directive=directive,
        publication=publication,
        title=title_of(directive.kind, directive.number),
    )
    return shown, 422 if form.errors else 200


@blueprint.post("/<int:directive_id>/open")
@requires(Action.PUBLISH)
def show(directive_id: int) -> Response:
    """Let everybody read it."""
    db.get_or_404(Directive, directive_id)
    publishing.show(directive_id)
    flash(_("Đã công khai. Ai cũng đọc được trang này."), "success")
    if next(_lines(_chosen(directive_id)), None):
        return redirect(url_for(".names", directive_id=directive_id), 303)
    return _back(directive_id)


@blueprint.post("/<int:directive_id>/close")
@requires(Action.PUBLISH)
def hide(directive_id: int) -> Response:
    """Take it back at once."""
    db.get_or_404(Directive, directive_id)
    publishing.hide(directive_id)
    flash(_("Đã thôi công khai. Trang không còn mở được từ bên ngoài."), "success")
    return _back(directive_id)


@blueprint.get("/<int:directive_id>/names")
@requires(Action.PUBLISH)
def names(directive_id: int) -> str:
    """Lines of public tasks that name or may name somebody, as everybody reads them."""
    publication = _chosen(directive_id)
    some = list(islice(_lines(publication), public_names.MOST_SHOWN + 1))
    found = sorted(some[: public_names.MOST_SHOWN], key=lambda line: not line.suspected)
    units = latest_nodes({line.unit_id for line in found}, clock.today())
    return render_template(
        "publications/names.html",
        directive=publication.directive,
        publication=publication,
        title=title_of(publication.directive.kind, publication.directive.number),
        lines=found,
        units=units,
        is_cut=len(some) > len(found),
        suspected=sum(bool(line.suspected) for line in found),
    )


def _lines(publication: Publication) -> Iterator[Line]:
    """Of the plans whose tasks are or would be public."""
    if not publication.shows_tasks:
        return iter(())
    ground = public_figures.ground(publication, clock.today())
    return public_names.lines(publication.directive_id, ground.named.found())


@blueprint.get("/<int:directive_id>/preview")
@requires(Action.PUBLISH)
def preview(directive_id: int) -> str:
    """The page as it will be."""
    return public_pages.overview(_chosen(directive_id), preview=True)


@blueprint.get("/<int:directive_id>/preview/units")
@requires(Action.PUBLISH)
def preview_units(directive_id: int) -> str:
    return public_pages.units(_chosen(directive_id), preview=True)


@blueprint.get("/<int:directive_id>/preview/plans")
@requires(Action.PUBLISH)
def preview_plans(directive_id: int) -> str:
    return public_pages.plans(_chosen(directive_id), preview=True)


@blueprint.get("/<int:directive_id>/preview/plans/<int:plan_id>")
@requires(Action.PUBLISH)
def preview_plan(directive_id: int, plan_id: int) -> str:
    return public_pages.plan(_chosen(directive_id), plan_id, preview=True)


def _chosen(directive_id: int) -> Publication:
    """What was chosen, whether it is open or not."""
    found = public_queries.publication(directive_id)
    if found is not None:
        return found
    directive = db.get_or_404(Directive, directive_id)
    return Publication(directive_id=directive.id, directive=directive, **asdict(Terms()))


def _back(directive_id: int) -> Response:
    return redirect(url_for(".edit", directive_id=directive_id), 303)
