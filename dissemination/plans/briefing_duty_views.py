"""What of briefings waits for the reader on the front page."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.plans import briefing_queries, briefing_rights
from dissemination.plans.briefing_models import BriefingState, OnwardBriefing
from dissemination.plans.briefing_words import STATES
from dissemination.web import duties
from dissemination.web.duties import Duty
from dissemination.web.filters import day, number


def mount() -> None:
    """More than once does no harm."""
    duties.add_finder("briefings", duties_of_reader)


def duties_of_reader() -> list[Duty]:
    """What the reader's own unit has not sent or must mend, and what others sent him to judge."""
    own = briefing_rights.own_unit()
    found = list(_own_duties(own)) if own else []
    if waiting := briefing_queries.count_waiting(briefing_rights.to_judge()):
        title = _("%(n)s kết quả quán triệt của các đơn vị", n=number(waiting))
        found.append(
            Duty("waiting", str(_("Chờ xác nhận")), str(title), url_for("briefings.waiting"))
        )
    return found


def _own_duties(unit_id: int) -> Iterator[Duty]:
    """Silence counts only where the secretariat asked for a result."""
    told = briefing_queries.of_unit(unit_id)
    spoken = {found.directive_id for found in told if found.state is not BriefingState.DRAFT}
    orders = briefing_queries.orders()
    for directive in briefing_queries.directives():
        if directive.id in orders and directive.id not in spoken:
            due_on = orders[directive.id].due_on
            detail = _("trước ngày %(day)s", day=day(due_on)) if due_on else ""
            href = url_for("briefings.of_unit", directive_id=directive.id, unit_id=unit_id)
            yield Duty("none", str(_("Chưa gửi")), _title(directive), href, str(detail))
    for found in told:
        if found.state is BriefingState.RETURNED:
            yield Duty("risk", str(STATES[found.state]), _title(found.directive), _page(found))


def _title(directive: Directive) -> str:
    title = title_of(directive.kind, directive.number)
    return str(_("Kết quả quán triệt %(title)s", title=title))


def _page(found: OnwardBriefing) -> str:
    return url_for("briefings.show", unit_id=found.unit_id, briefing_id=found.id)
