"""Progress reports: figures that fill themselves in, words that officers write, the paper to order."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for, tree_of_request
from dissemination.accounts.parts import unit_names
from dissemination.coverage import (
    paper_words,
    progress_facts,
    progress_report,
    progress_sentences,
    progress_tables,
    progress_texts,
)
from dissemination.coverage.paper_models import PaperKind, ProgressPart, ProgressReport
from dissemination.coverage.paper_views import order_paper
from dissemination.coverage.progress import Progress
from dissemination.database import db
from dissemination.reporting import lists, rights
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.views import title_of
from dissemination.units.queries import tree_at
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.filters import moment
from dissemination.web.paging import PER_PAGE, Page, page_number

Answer = str | Response | tuple[str | Response, int]

blueprint = Blueprint("progress", __name__)
_HERE = "/units/<int:unit_id>/progress/<int:period_id>"


@blueprint.get("/progress-reports")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index() -> str:
    """Every period for which one of the reader's units can report how things go beneath it."""
    rows = [(one, unit_id) for one in lists.periods(rights.seen()) for unit_id in _units(one)]
    number = max(1, min(page_number(request.args.get("page")), -(-len(rows) // PER_PAGE)))
    shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    return render_template(
        "papers/progress_index.html",
        page=Page(shown, number, len(rows)),
        names=unit_names({unit_id for _period, unit_id in shown}),
        title_of=title_of,
    )


@blueprint.get(_HERE)
@requires(Action.VIEW_REPORTS)
def show(unit_id: int, period_id: int) -> str:
    """The report as it stands: sentences of figures, and the words beneath them."""
    return _page(unit_id, _period(unit_id, period_id))


@blueprint.post(_HERE)
@requires(Action.WRITE_PROGRESS)
def save(unit_id: int, period_id: int) -> Answer:
    """Keep what was written; nothing is lost when somebody else saved meanwhile."""
    period = _period(unit_id, period_id)
    typed = {part: request.form.get(part, "") for part in ProgressPart}
    revision = request.form.get("revision", "")
    known = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
    saved = progress_texts.save(period_id, unit_id, current_user.id, known, typed)
    if saved is None:
        return _clash(unit_id, period, typed)
    if _is_by_itself():
        return jsonify(revision=saved.revision, said=_saved_at(saved))
    flash(_("Đã lưu báo cáo."), "success")
    return redirect(url_for(".show", unit_id=unit_id, period_id=period_id), 303)


@blueprint.post(f"{_HERE}/paper")
@requires(Action.VIEW_REPORTS)
def order(unit_id: int, period_id: int) -> Response:
    """Order the report as a paper."""
    period = _period(unit_id, period_id)
    name = unit_names([unit_id])[unit_id]
    title = str(
        _("Báo cáo kết quả thực hiện: %(period)s, %(unit)s", period=title_of(period), unit=name)
    )
    about = {"unit_id": unit_id, "period_id": period_id}
    return order_paper(PaperKind.PROGRESS, ("docx", "pdf", "xlsx"), title, **about)


# --- what the page shows --------------------------------------------------------------------------


def _page(
    unit_id: int, period: ReportingPeriod, typed: dict[ProgressPart, str] | None = None
) -> str:
    with force_locale("vi"):  # it is read as it will stand on paper
        progress = progress_facts.progress(period, unit_id, clock.today())
        said = progress_sentences.sentences(progress)
    report = progress_texts.find(period.id, unit_id)
    return render_template(
        "papers/progress.html",
        period=period,
        unit_id=unit_id,
        name=unit_names([unit_id])[unit_id],
        title=title_of(period),
        progress=progress,
        parts=[
            (part, heading, said.get(part, ()), progress_tables.table_of(part, progress))
            for part, heading in progress_report.HEADINGS.items()
        ],
        texts=typed or written(report, progress),
        revision=report.revision if report else 0,
        saved_at=_saved_at(report) if report else "",
        may_write=may(Action.WRITE_PROGRESS, unit_id=unit_id),
        longest=progress_texts.LONGEST,
        words=paper_words,
    )


def written(report: ProgressReport | None, progress: Progress) -> dict[ProgressPart, str]:
    """The words of a report; until somebody writes, what the units themselves wrote."""
    return progress_texts.words(report) if report else progress_sentences.suggestions(progress)


def _clash(unit_id: int, period: ReportingPeriod, typed: dict[ProgressPart, str]) -> Answer:
    """What was typed again, and that somebody saved; for the script what is kept now."""
    report, why = progress_texts.find(period.id, unit_id), _("Báo cáo vừa được người khác lưu.")
    if not _is_by_itself():
        flash(why + " " + _("Xem lại rồi lưu."), "error")
        return _page(unit_id, period, typed), 409
    kept = progress_texts.words(report)
    return jsonify(
        said=why,
        revision=report.revision if report else 0,
        by=report.changed_by.shown_name if report else "",
        cells={part.value: kept.get(part, "") for part in ProgressPart},
    ), 409


def _is_by_itself() -> bool:
    """Whether the page's script saves, not a person's press."""
    return request.headers.get("X-Requested-With") == "autosave"


def _saved_at(report: ProgressReport) -> str:
    return str(_("Đã lưu lúc %(moment)s", moment=moment(report.changed_at)))


def _period(unit_id: int, period_id: int) -> ReportingPeriod:
    """A period in which somebody beneath the unit owes a report."""
    period = db.get_or_404(ReportingPeriod, period_id)
    beneath = tree_at(period.opens_on).subtree_ids(unit_id) - {unit_id}
    owing = db.session.scalars(
        db.select(Obligation.unit_id).where(Obligation.period_id == period_id)
    )
    return period if not beneath.isdisjoint(owing) else abort(404)


def _units(period: ReportingPeriod) -> Sequence[int]:
    """For whom the reader can report: the unit reported to, or his own beneath it."""
    grants = grants_for(Action.VIEW_REPORTS)
    root = period.regime.root_unit_id
    if any(grant.is_for_everything or grant.unit_id == root for grant in grants):
        return [root]
    above = tree_of_request().children
    own = {grant.unit_id for grant in grants if grant.unit_id is not None}
    return sorted(unit_id for unit_id in own if above.get(unit_id))
