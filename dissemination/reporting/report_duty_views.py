"""What of reports waits for the reader on the front page."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.database import db
from dissemination.reporting import lists, rates, rights
from dissemination.reporting.lists import Wanted
from dissemination.reporting.models import Obligation, ObligationState
from dissemination.reporting.report_views import page_of
from dissemination.reporting.views import period_label
from dissemination.reporting.wording import STATES
from dissemination.web import duties
from dissemination.web.access import may_anywhere
from dissemination.web.actions import Action
from dissemination.web.duties import Duty
from dissemination.web.filters import day, number

_MOST: Final = 10


def mount() -> None:
    """More than once does no harm."""
    duties.add_finder("reports", duties_of_reader)


def duties_of_reader() -> list[Duty]:
    """Reports his own units still owe, and those that wait for him or are late beneath him."""
    if not may_anywhere(Action.WORK_ON_REPORT):
        return []
    today = clock.today()
    return [*_owed(today), *_received(today)]


def _owed(today: date) -> Iterator[Duty]:
    own = rights.own_units()
    if not own:
        return
    rows = db.session.scalars(lists.obligations(Wanted(own, "unsent"), today).limit(_MOST)).all()
    names = unit_names({one.unit_id for one in rows})
    for one in rows:
        if one.state is not ObligationState.SCHEDULED:
            kind, word = _pressing(one, today)
            title = f"{names[one.unit_id]}: {period_label(one.period)}"
            yield Duty(kind, word, title, page_of(one), str(STATES[one.state]))


def _pressing(one: Obligation, today: date) -> tuple[str, str]:
    """How a report stands to its day: kind and words."""
    if rates.is_overdue(one, today):
        return "late", str(_("Quá hạn"))
    left = rates.days_left(one, today)
    if left is None:
        return "none", str(_("Hạn %(day)s", day=day(one.due_on)))
    return "risk", str(_("còn %(n)s ngày", n=left) if left else _("hạn hôm nay"))


def _received(today: date) -> Iterator[Duty]:
    """Counts only: there may be hundreds."""
    within = rights.received()
    if within == frozenset():
        return
    if waiting := lists.count(Wanted(within, "submitted"), today):
        title = _("%(n)s báo cáo chờ tiếp nhận", n=number(waiting))
        yield Duty("waiting", str(_("Đã gửi")), str(title), url_for("reports.queue"))
    if late := lists.count(Wanted(within, "overdue"), today):
        title = _("%(n)s báo cáo cấp dưới", n=number(late))
        href = url_for("reports.index", of="received", stands="overdue")
        yield Duty("late", str(_("Quá hạn")), str(title), href)
