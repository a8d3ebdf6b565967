"""Pages of regimes: the list, one regime with its periods, and its editing."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.database import db
from dissemination.directives import queries as directive_queries
from dissemination.reporting import opening, queries, regimes, rights, tallies
from dissemination.reporting.models import ReportingPeriod, ReportingRegime
from dissemination.reporting.periods import Span
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.regime_forms import AskedForm, OpenForm, RegimeForm, typed, typed_form
from dissemination.reporting.wording import DUE_RULES, OBLIGED, PERIODS, explain
from dissemination.units.queries import tree_at
from dissemination.web.access import may, may_anywhere, reach, requires
from dissemination.web.actions import Action
from dissemination.web.forms import Form

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("regimes", __name__)
blueprint.add_app_template_global(lambda: PERIODS, "period_kinds")
# A period can be opened by hand this long before its form opens by itself.
_AHEAD = timedelta(days=120)
_FIELDS = {
    Refusal.LEVEL_MISSING: "level",
    Refusal.LIST_MISSING: "listed",
    Refusal.LIST_OUTSIDE: "listed",
    Refusal.END_MISSING: "ends_on",
    Refusal.END_BEFORE_START: "ends_on",
    Refusal.ITEM_ANSWERED: "questions",
}


@blueprint.get("/regimes")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index() -> str:
    """The regimes by which is reported to the units within one's part."""
    found = queries.regimes(rights.seen())
    return render_template(
        "reporting/regimes.html",
        regimes=found,
        names=unit_names({regime.root_unit_id for regime in found}),
        last=queries.last_periods(),
        roots=_roots() if may_anywhere(Action.MANAGE_REGIMES) else {},
    )


def _roots() -> dict[int, str]:
    """The highest units for which one may make a regime, by id."""
    tree, own = tree_at(clock.today()), reach(Action.MANAGE_REGIMES)
    if own.everything:
        return {node.id: node.name for node in tree.roots}
    nodes = [node for unit_id in own.units if (node := tree.get(unit_id))]
    return {node.id: node.name for node in nodes if node.parent_id not in own.units}


@blueprint.get("/units/<int:unit_id>/regimes/<int:regime_id>")
@requires(Action.VIEW_REPORTS)
def show(unit_id: int, regime_id: int) -> str:
    """One regime: what it asks, of whom, and its periods with how well they were kept."""
    regime = _regime(unit_id, regime_id)
    periods = queries.periods_of(regime_id)
    return render_template(
        "reporting/regime.html",
        regime=regime,
        name=unit_names([unit_id])[unit_id],
        details=regimes.details_of(regime),
        asked=regimes.form_of(regime),
        listed=unit_names([unit.id for unit in regime.listed]),
        obliged=len(queries.obliged_units(regime, clock.today())),
        periods=periods,
        tallies=tallies.tallies([period.id for period in periods]),
        opening=_openable(regime, periods),
        words={"obliged": OBLIGED, "periods": PERIODS, "due": DUE_RULES},
        may_manage=may(Action.MANAGE_REGIMES, unit_id=unit_id),
    )


def _openable(regime: ReportingRegime, periods: list[ReportingPeriod]) -> OpenForm:
    """The periods that are not opened yet and whose day is not far."""
    opened = {period.starts_on for period in periods}
    form = OpenForm()
    spans = opening.spans(regime, clock.today() + _AHEAD)
    form.offer(span for span in spans if span.starts_on not in opened)
    return form


@blueprint.route("/units/<int:unit_id>/regimes/new", methods=["GET", "POST"])
@requires(Action.MANAGE_REGIMES)
def new(unit_id: int) -> Answer:
    """A regime that is not there yet."""
    start = clock.today().replace(day=1)
    form = RegimeForm(
        data={"starts_on": start, "due_number": 5, "opens_before": 10, "grace_days": 3,
              "asks_tasks": True}
    )  # fmt: skip
    form.offer(directive_queries.found("", None))
    if form.validate_on_submit():
        made = regimes.create(unit_id, form.details())
        if isinstance(made, ReportingRegime):
            flash(_("Đã thêm chế độ báo cáo. Xem lại biểu mẫu báo cáo."), "success")
            return redirect(url_for(".form", unit_id=unit_id, regime_id=made.id), 303)
        _blame(form, made)
    return _page("regime_edit.html", form, unit_id, None)


@blueprint.route("/units/<int:unit_id>/regimes/<int:regime_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_REGIMES)
def edit(unit_id: int, regime_id: int) -> Answer:
    """Change what holds for the periods still to be opened."""
    regime = _regime(unit_id, regime_id)
    form = RegimeForm(data=typed(regimes.details_of(regime), clock.today()))
    form.offer(directive_queries.found("", None))
    if form.validate_on_submit():
        refused = regimes.edit(regime_id, form.details())
        if refused is None:
            return _done(_("Đã lưu chế độ báo cáo."), unit_id, regime_id)
        _blame(form, refused)
    return _page("regime_edit.html", form, unit_id, regime)


@blueprint.route("/units/<int:unit_id>/regimes/<int:regime_id>/form", methods=["GET", "POST"])
@requires(Action.MANAGE_REGIMES)
def form(unit_id: int, regime_id: int) -> Answer:
    """Say what the report's form asks for."""
    regime = _regime(unit_id, regime_id)
    form = AskedForm(data=typed_form(regimes.form_of(regime)))
    form.offer(regime.directive)
    if form.validate_on_submit():
        refused = regimes.ask_for(regime_id, form.asked())
        if refused is None:
            return _done(_("Đã lưu biểu mẫu báo cáo."), unit_id, regime_id)
        _blame(form, refused)
    return _page("regime_asks.html", form, unit_id, regime)


@blueprint.post("/units/<int:unit_id>/regimes/<int:regime_id>/open")
@requires(Action.MANAGE_REGIMES)
def open_period(unit_id: int, regime_id: int) -> Response:
    """Open a period by hand, before the clock does."""
    regime = _regime(unit_id, regime_id)
    span = _asked_span(regime, request.form.get("starts_on", ""))
    if span is None:
        flash(_("Chọn một kỳ chưa mở."), "error")
        return redirect(url_for(".show", unit_id=unit_id, regime_id=regime_id), 303)
    opened = opening.open_period(regime_id, span, clock.today())
    if isinstance(opened, Refusal):
        flash(explain(opened), "error")
        return redirect(url_for(".show", unit_id=unit_id, regime_id=regime_id), 303)
    return _done(_("Đã mở kỳ báo cáo."), unit_id, regime_id)


def _asked_span(regime: ReportingRegime, text: str) -> Span | None:
    """One of the regime's own periods, named by its first day."""
    spans = opening.spans(regime, clock.today() + _AHEAD)
    return next((span for span in spans if span.starts_on.isoformat() == text), None)


def _regime(unit_id: int, regime_id: int) -> ReportingRegime:
    regime = db.get_or_404(ReportingRegime, regime_id)
    return regime if regime.root_unit_id == unit_id else abort(404)


def _page(template: str, form: Form, unit_id: int, regime: ReportingRegime | None) -> Answer:
    shown = render_template(
        f"reporting/{template}", form=form, regime=regime, unit_id=unit_id,
        name=unit_names([unit_id])[unit_id],
    )  # fmt: skip
    return shown, 422 if form.errors else 200


def _blame(form: Form, refusal: Refusal) -> None:
    """Put a refusal where the person who typed can mend it."""
    name = _FIELDS.get(refusal, "")
    if name in form:
        form[name].errors = [*form[name].errors, explain(refusal)]
    else:
        form.form_errors.append(explain(refusal))


def _done(message: str, unit_id: int, regime_id: int) -> Response:
    flash(message, "success")
    return redirect(url_for(".show", unit_id=unit_id, regime_id=regime_id), 303)
