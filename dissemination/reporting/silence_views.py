"""Who has not reported, period by period: how often he was reminded, and the letter to him."""

from dataclasses import asdict
from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.papers.forms import write
from dissemination.reporting import digests, reminder_queries, reminder_wording, silence
from dissemination.reporting import silence_queries as queries
from dissemination.reporting.ladder_forms import LadderForm
from dissemination.reporting.letter_forms import LetterForm
from dissemination.reporting.models import Obligation, ReportingPeriod, ReportingRegime
from dissemination.reporting.queries import Within
from dissemination.reporting.urging_letter import draft
from dissemination.reporting.wording import explain
from dissemination.units.queries import latest_nodes
from dissemination.web import audit, audit_queries
from dissemination.web.access import reach, requires
from dissemination.web.actions import Action
from dissemination.web.audit_queries import EntryFilter
from dissemination.web.models import AuditEntry
from dissemination.web.paging import cut, page_number

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("silence", __name__, url_prefix="/reminders")

# An officer or head urges the units beneath his own.
_OF_A_UNIT = frozenset({Role.UNIT_OFFICER, Role.HEAD_OF_UNIT})


@blueprint.get("/periods")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index() -> str:
    """The periods in which units of one's part owe something, and how many are silent."""
    within = _within(Action.VIEW_REPORTS)
    page = cut(queries.periods(within), page_number(request.args.get("page")))
    counts = queries.counts([period.id for period in page.rows], within, clock.today())
    return render_template(
        "reminders/periods.html", page=page, counts=counts, words=reminder_wording
    )


@blueprint.get("/periods/<int:period_id>")
@requires(Action.VIEW_REPORTS, anywhere=True)
def period(period_id: int) -> str:
    """The units that have not reported for one period."""
    within, today = _within(Action.VIEW_REPORTS), clock.today()
    found, overdue_only = _period(period_id, within), request.args.get("show") != "all"
    page = cut(
        queries.silent(period_id, within, today, overdue_only=overdue_only),
        page_number(request.args.get("page")),
    )
    return render_template(
        "reminders/period.html",
        period=found,
        page=page,
        counts=queries.counts([period_id], within, today).get(period_id, queries.Counts(0, 0, 0)),
        reminded=queries.reminded([owed.id for owed in page.rows]),
        names=latest_nodes([owed.unit_id for owed in page.rows], today),
        ladder=reminder_queries.ladder_of(found.regime_id),
        overdue_only=overdue_only,
        may_remind=bool(_urged(found)),
        letters=_letters(period_id) if _covers(within, found.regime.root_unit_id) else [],
        may_set=_may_set(found.regime),
        today=today,
        words=reminder_wording,
    )


@blueprint.get("/obligations/<int:obligation_id>")
@requires(Action.VIEW_REPORTS, anywhere=True)
def obligation(obligation_id: int) -> str:
    """Who was told of one report when, and what became of each e-mail."""
    owed = db.get_or_404(Obligation, obligation_id)
    if not _covers(_within(Action.VIEW_REPORTS), owed.unit_id):
        abort(403)
    lines = queries.digests_about(obligation_id)
    units = [owed.unit_id, *(line.unit_id for line in lines if line.unit_id)]
    return render_template(
        "reminders/obligation.html",
        owed=owed,
        lines=lines,
        names=latest_nodes(units, clock.today()),
        today=clock.today(),
        words=reminder_wording,
    )


@blueprint.route("/periods/<int:period_id>/letter", methods=["GET", "POST"])
@requires(Action.RECEIVE_REPORT, anywhere=True)
def letter(period_id: int) -> Answer:
    """Draft the letter to those who are overdue, to be edited and signed."""
    found = _period(period_id, _within(Action.RECEIVE_REPORT))
    urged, today = _urged(found), clock.today()
    if not urged:
        flash(_("Không có đơn vị cấp dưới nào quá hạn ở kỳ này."), "info")
        return redirect(url_for(".period", period_id=period_id))
    form = LetterForm(data=asdict(silence.letterhead(found.regime.root_unit_id, today)))
    if form.validate_on_submit():
        with force_locale("vi"):  # paper, whoever drafts it
            matter = silence.matter(found, urged, today)
        wanted = form.paper_form
        file = BytesIO(write(draft(matter, form.letterhead(), today), wanted, today))
        after = {"units": len(urged)}
        audit.record("draft_letter", "reporting_period", period_id, after=after)
        name = f"cong-van-don-doc-{today:%d-%m-%Y}.{wanted}"
        return send_file(file, wanted.content_type, as_attachment=True, download_name=name)
    shown = render_template(
        "reminders/letter.html",
        period=found,
        form=form,
        urged=urged,
        names=latest_nodes([owed.unit_id for owed in urged], today),
        today=today,
        words=reminder_wording,
    )
    return shown, 422 if form.errors else 200


@blueprint.route("/regimes/<int:regime_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_REGIMES, anywhere=True)
def ladder(regime_id: int) -> Answer:
    """When and whom reminders of a regime tell."""
    regime = db.get_or_404(ReportingRegime, regime_id)
    if not _may_set(regime):
        abort(403)
    form = LadderForm()
    if form.validate_on_submit():
        refused = digests.set_ladder(regime_id, form.ladder())
        if refused is None:
            flash(_("Đã lưu lịch đôn đốc; áp dụng từ lần nhắc tới."), "success")
            return redirect(url_for(".ladder", regime_id=regime_id), 303)
        form.form_errors.append(explain(refused))
    if not form.is_submitted():
        form.show(reminder_queries.ladder_of(regime_id))
    shown = render_template("reminders/ladder.html", regime=regime, form=form)
    return shown, 422 if form.errors else 200


def _letters(period_id: int) -> list[AuditEntry]:
    """Letters drafted for a period, the newest first, as the trail has them."""
    wanted = EntryFilter(verb="draft_letter", subject="reporting_period", subject_id=str(period_id))
    return list(audit_queries.entries(wanted, 1).rows)


# --- whose ------------------------------------------------------------------------------------


def _within(action: Action) -> Within:
    """The units one may see or remind; None: all."""
    found = reach(action)
    return None if found.everything else frozenset(found.units)


def _covers(within: Within, unit_id: int) -> bool:
    return within is None or unit_id in within


def _period(period_id: int, within: Within) -> ReportingPeriod:
    found = db.get_or_404(ReportingPeriod, period_id)
    if within is not None and not queries.counts([period_id], within, clock.today()):
        abort(403)
    return found


def _urged(found: ReportingPeriod) -> list[Obligation]:
    """The overdue whom the person may urge: units beneath his own, never his own."""
    within = _within(Action.RECEIVE_REPORT)
    own = {one.unit_id for one in grants_for(Action.RECEIVE_REPORT) if one.role in _OF_A_UNIT}
    query = queries.silent(found.id, within, clock.today(), overdue_only=True)
    return [owed for owed in db.session.scalars(query) if owed.unit_id not in own]


def _may_set(regime: ReportingRegime) -> bool:
    """Whoever keeps the regime decides who is reminded."""
    return _covers(_within(Action.MANAGE_REGIMES), regime.root_unit_id)
