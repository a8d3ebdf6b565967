"""Lists of reports: what is owed within one's part, and what waits for the one who receives."""

from decimal import Decimal

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.reporting import gaps, lists, rates, rights, tallies
from dissemination.reporting.lists import Wanted
from dissemination.reporting.models import ReportingPeriod
from dissemination.reporting.queries import Within
from dissemination.reporting.wording import FLAGS, STANDS, STEPS
from dissemination.web import paging
from dissemination.web.access import may_anywhere, requires
from dissemination.web.actions import Action
from dissemination.web.filters import DASH, day, number

blueprint = Blueprint("reports", __name__)
blueprint.add_app_template_filter(rates.was_late, "was_late")
blueprint.add_app_template_filter(rates.is_on_time, "is_on_time")
blueprint.add_app_template_filter(gaps.ratio, "share")


@blueprint.app_template_filter("plain_number")
def plain_number(value: Decimal | None) -> str:
    """1.234,5; a dash when it is missing, which is not zero."""
    if value is None:
        return DASH
    return number(int(value) if value == int(value) else float(value))


@blueprint.app_template_filter("days_left")
def days_left(duty: rates.Duty) -> int | None:
    """Days until a report is due that is still to be sent and whose day is near."""
    return rates.days_left(duty, clock.today())


@blueprint.app_template_filter("is_overdue")
def is_overdue(duty: rates.Duty) -> bool:
    return rates.is_overdue(duty, clock.today())


@blueprint.get("/reports")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index() -> str:
    """What the units within one's part owe."""
    own = rights.own_units()
    wanted, today = asked(rights.seen()), clock.today()
    page = paging.cut(
        lists.obligations(wanted, today), paging.page_number(request.args.get("page"))
    )
    return render_template(
        "reporting/index.html",
        page=page,
        names=unit_names({one.unit_id for one in page.rows}),
        rates=tallies.tally(wanted, today),
        periods=[(one.id, period_label(one)) for one in lists.periods(rights.seen())],
        stands=STANDS,
        settling=rights.settling_steps(page.rows),
        step_words=STEPS,
        has_own=bool(own),
        may_receive=_receives_any(),
        may_manage=may_anywhere(Action.MANAGE_REGIMES),
    )


def _receives_any() -> bool:
    """Whether anybody at all reports to the reader: to a commune's officer perhaps nobody does."""
    return may_anywhere(Action.RECEIVE_REPORT) and rights.received() != frozenset()


def asked(within: Within) -> Wanted:
    """What the address narrows a list to: one's own units, or those whose reports one receives."""
    period = request.args.get("period", "")
    if request.args.get("of") == "own":
        within = rights.own_units()
    elif request.args.get("of") == "received":
        within = rights.received()
    return Wanted(
        within,
        request.args.get("stands", ""),
        int(period) if period.isdecimal() and len(period) < 10 else None,
        None,
        request.args.get("q", ""),
    )


def period_label(period: ReportingPeriod) -> str:
    return f"{day(period.starts_on)} – {day(period.ends_on)} · {period.regime.title}"


@blueprint.get("/reports/queue")
@requires(Action.RECEIVE_REPORT, anywhere=True)
def queue() -> str:
    """What waits for the one who receives, with what is worth a second look."""
    wanted = Wanted(rights.received(), "submitted", None, None, request.args.get("q", ""))
    page = paging.cut(
        lists.obligations(wanted, clock.today()), paging.page_number(request.args.get("page"))
    )
    rows = lists.waiting(page.rows)
    copied = {one for row in rows for raised in row.flags for one in raised.ids}
    return render_template(
        "reporting/queue.html",
        page=page,
        rows=rows,
        names=unit_names({one.unit_id for one in page.rows} | copied),
        targets=lists.target_codes({one.period.regime.directive_id for one in page.rows}),
        flags=FLAGS,
    )


def title_of(period: ReportingPeriod) -> str:
    return str(
        _("Báo cáo kỳ %(period)s", period=f"{day(period.starts_on)} – {day(period.ends_on)}")
    )
