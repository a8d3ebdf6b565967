"""Which citizens wait for the reader's answer, on the front page."""

from flask import url_for
from flask_babel import gettext as _

from dissemination import clock
from dissemination.coverage import public_queries
from dissemination.coverage.comment_lifecycle import WAITING
from dissemination.web import duties
from dissemination.web.access import may
from dissemination.web.actions import Action
from dissemination.web.duties import Duty
from dissemination.web.filters import number


def mount() -> None:
    """More than once does no harm."""
    duties.add_finder("citizen_comments", duties_of_reader)


def duties_of_reader() -> list[Duty]:
    """Comments past their day, and those that still have time."""
    if not may(Action.MODERATE):
        return []
    counts = public_queries.count_by_state()
    late = public_queries.count_late(clock.today())
    waiting = sum(counts.get(state, 0) for state in WAITING) - late
    found = []
    if late:
        title = str(_("%(n)s ý kiến của người dân quá hạn trả lời", n=number(late)))
        found.append(
            Duty("late", str(_("Quá hạn")), title, url_for("moderation.index", state="late"))
        )
    if waiting:
        title = str(_("%(n)s ý kiến của người dân chờ trả lời", n=number(waiting)))
        found.append(Duty("waiting", str(_("Chờ trả lời")), title, url_for("moderation.index")))
    return found
