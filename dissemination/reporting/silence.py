"""What a letter to silent units is drafted from: the facts of a period, and who would send it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from dissemination.directives.wording import title_of
from dissemination.papers.committees import committee_of
from dissemination.reporting import queries, silence_queries
from dissemination.reporting.ladders import Duty
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.urging_letter import Letterhead, Matter, Silent
from dissemination.reporting.working_days import after
from dissemination.units.queries import latest_nodes, tree_at

_TIME_TO_ANSWER: Final = 5  # working days


def matter(period: ReportingPeriod, urged: Sequence[Obligation], today: date) -> Matter:
    """The facts of a period and of those who are overdue."""
    directive = period.regime.directive
    ids = [owed.unit_id for owed in urged]
    names, told = latest_nodes(ids, today), silence_queries.reminded([owed.id for owed in urged])
    counts = silence_queries.counts([period.id], None, today)[period.id]
    never = silence_queries.Reminded()
    return Matter(
        directive=title_of(directive.kind, directive.number),
        issuer=directive.issuer,
        subject=directive.subject,
        regime=period.regime.title,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=period.due_on,
        obliged=counts.obliged,
        silent=[
            _silent(owed, names[owed.unit_id].name, told.get(owed.id, never).times, today)
            for owed in urged
        ],
    )


def _silent(owed: Obligation, name: str, reminded: int, today: date) -> Silent:
    deadline = Duty(owed.state, owed.due_on, owed.grace_until).deadline
    return Silent(name, deadline, (today - deadline).days, reminded)


def letterhead(unit_id: int, today: date) -> Letterhead:
    """A first guess of who sends and signs it, from the unit's name and place in the tree."""
    tree, node = tree_at(today), latest_nodes([unit_id], today)[unit_id]
    above = tree.ancestors(unit_id)
    top, own = above[0] if above else node, committee_of(node.name)
    return Letterhead(
        superior=committee_of(above[-1].name).organisation if above else "",
        issuer=own.name,
        suffix=own.letters,
        place=committee_of(top.name).place or top.name,
        on_behalf=own.writes.on_behalf,
        post=own.writes.post,
        answer_by=after(today, _TIME_TO_ANSWER, queries.calendar()),
    )
