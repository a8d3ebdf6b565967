"""What of plans and tasks waits for the reader on the front page."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.plans import queries, rights, task_queries
from dissemination.plans.lifecycle import Capacity
from dissemination.plans.models import PlanState
from dissemination.plans.queries import PlanFilter
from dissemination.plans.task_queries import TaskFilter
from dissemination.plans.wording import STATES
from dissemination.web import duties
from dissemination.web.access import may_anywhere
from dissemination.web.actions import Action
from dissemination.web.duties import Duty
from dissemination.web.filters import number

# A plan whose turn is the reader's: how it presses, and what there is to do.
_TURNS: dict[PlanState, tuple[str, LazyString]] = {
    PlanState.RETURNED: ("risk", _l("sửa theo ý kiến rồi trình lại")),
    PlanState.DRAFT: ("none", _l("soạn tiếp rồi trình")),
    PlanState.PRESENTED: ("waiting", _l("xem rồi ký gửi, hoặc trả lại")),
    PlanState.ACCEPTED: ("waiting", _l("ký, cho số và ban hành")),
    PlanState.SUBMITTED: ("waiting", _l("xem rồi tiếp nhận, hoặc trả lại")),
}


def mount() -> None:
    """More than once does no harm."""
    duties.add_finder("plans", duties_of_reader)


def duties_of_reader() -> list[Duty]:
    """Plans whose turn is his, his units' tasks, and who asks him for time."""
    if not may_anywhere(Action.WORK_ON_PLAN):
        return []
    return [*_plans(), *_tasks(), *_asking()]


def _plans() -> Iterator[Duty]:
    wanted = PlanFilter(within=None, waiting=rights.units_by_capacity())
    counts = queries.states(wanted)
    for state, (kind, todo) in _TURNS.items():
        if count := counts.get(state, 0):
            href = url_for("plans.index", mine=1, state=state.value)
            yield Duty(kind, str(STATES[state]), _counted(count), href, str(todo))


def _counted(count: int) -> str:
    return str(_("%(n)s kế hoạch", n=number(count)))


def _tasks() -> Iterator[Duty]:
    own = rights.own_units()
    if not own:
        return
    figures = task_queries.tally(TaskFilter(within=own))
    for kind, word, timing, count in (
        ("late", _("Quá hạn"), "overdue", figures.overdue),
        ("risk", _("Sắp đến hạn"), "due_soon", figures.due_soon),
    ):
        if count:
            title = str(_("%(n)s nhiệm vụ của đơn vị", n=number(count)))
            href = url_for("tasks.index", whose="unit", timing=timing)
            yield Duty(kind, str(word), title, href)


def _asking() -> Iterator[Duty]:
    received = rights.units_by_capacity()[Capacity.RECEIVER]
    count = task_queries.tally(TaskFilter(within=received, asks_for_time=True)).total
    if count:
        title = str(_("%(n)s nhiệm vụ xin gia hạn", n=number(count)))
        href = url_for("tasks.index", whose="all", asking=1)
        yield Duty("waiting", str(_("Chờ trả lời")), title, href)
