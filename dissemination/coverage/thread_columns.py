"""What a thread follows from, in SQL: the plan and the report of each unit that counted on a day.

Pages read the same for the few units they show (`thread_queries.py`, `thread_reports.py`).
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.coverage.past_states import Of, state_then
from dissemination.coverage.thread import At
from dissemination.coverage.thread_kinds import IN_ORDER, PLANNED, Planned, Reported
from dissemination.plans.models import Plan, PlanTransition, PlanVersion
from dissemination.plans.queries import ISSUED
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    Report,
    ReportingPeriod,
    ReportTransition,
)
from dissemination.reporting.rates import EXCUSED

_YEARS: Final = 10_000
_VERSIONS: Final = 2**36
# Beyond this many units a question names none of them.
_MOST_NAMED: Final = 5_000


def named(column: Of, unit_ids: Collection[int]) -> list[sa.ColumnElement[bool]]:
    """Only these units, unless they are so many that it is easier to read all."""
    return [column.in_(unit_ids)] if len(unit_ids) <= _MOST_NAMED else []


# --- plans --------------------------------------------------------------------------------------


class Best(NamedTuple):
    """A unit's plan in one number, so that the greatest of a unit's says which version counts."""

    number: sa.ColumnElement[int]

    @property
    def stand(self) -> sa.ColumnElement[int]:
        """A `Planned`."""
        stands = {rank: int(PLANNED[state]) for rank, state in enumerate(IN_ORDER) if state}
        written = sa.case((self.number.is_(None), int(Planned.NONE)), else_=int(Planned.WRITTEN))
        return sa.case(stands, value=self.number // (_YEARS * _VERSIONS), else_=written)

    @property
    def version_id(self) -> sa.ColumnElement[int]:
        """Null: the unit has begun no plan."""
        return self.number % _VERSIONS


def plans_that_count(directive_id: int, at: At) -> sa.Subquery:
    """The plan of every unit that has begun one: `unit_id`, and `best` as a `Best` number."""
    query = (
        sa.select(Plan.unit_id, sa.func.max(standing(at)).label("best"))
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(*begun(directive_id, at))
    )
    return query.group_by(Plan.unit_id).subquery("plans_that_count")


def begun(directive_id: int, at: At) -> list[sa.ColumnElement[bool]]:
    """Plans for a directive that were begun by then."""
    return [Plan.directive_id == directive_id, Plan.created_at < at.until]


def standing(at: At) -> sa.ColumnElement[int]:
    """One version as a `Best` number; null: it does not count, as no amendment does before it is issued."""
    steps = PlanTransition.version_id == PlanVersion.id
    state = state_then(PlanVersion.state, PlanTransition, steps, at)
    ranks = {state.value: rank for rank, state in enumerate(IN_ORDER) if state}
    issued = {word.value: ranks.get(word.value, 0) for word in ISSUED}
    rank = sa.case(
        (PlanVersion.ordinal == 1, sa.case(ranks, value=state, else_=0)),
        else_=sa.case(issued, value=state),
    )
    of_year = sa.cast(rank, sa.BigInteger) * _YEARS + Plan.first_year
    return of_year * _VERSIONS + PlanVersion.id


# --- reports ------------------------------------------------------------------------------------


class Owed:
    """A unit's obligations for these periods, the oldest first: what is said of the one that counts.

    Of each regime the newest that was sent, else the oldest; of several regimes' the newest.
    """

    def __init__(
        self, periods: Sequence[ReportingPeriod], duties: Sequence[type[Obligation]], at: At
    ) -> None:
        sent = [one.first_submitted_at < at.until for one in duties]
        self.whens: list[tuple[sa.ColumnElement[bool], type[Obligation]]] = []
        for place, duty in reversed(list(enumerate(duties))):
            of_regime = [
                n for n, one in enumerate(periods) if one.regime_id == periods[place].regime_id
            ]
            unsent = [sa.func.coalesce(sent[n], sa.false()).is_(sa.false()) for n in of_regime]
            older = [duties[n].id.is_(None) for n in of_regime if n < place]
            is_oldest = sa.and_(duty.id.is_not(None), *unsent, *older)
            self.whens.append((sa.or_(sent[place], is_oldest), duty))

    def of(self, said: Callable[[type[Obligation]], Any]) -> sa.ColumnElement[Any]:
        """Null: none was owed."""
        if not self.whens:
            return sa.cast(sa.null(), said(Obligation).type)
        return sa.case(*[(when, said(duty)) for when, duty in self.whens])


def last_sent(at: At, duty: type[Obligation] = Obligation) -> sa.ColumnElement[int]:
    """Of an obligation, twice the number of the version sent last, and one if that was accepted; null:
    none was sent. Of the only version the obligation's own dates say it.
    """
    accepted = sa.case((ReportTransition.step == Step.ACCEPT.value, 1), else_=0)
    among_steps = _last(ReportTransition.ordinal * 2 + accepted, duty, at, Step.SUBMIT, Step.ACCEPT)
    return sa.case(
        (duty.first_submitted_at.is_(None), sa.null()),
        (_was_corrected(duty), among_steps),
        (duty.accepted_at < at.until, 3),
        (duty.first_submitted_at < at.until, 2),
    )


def last_accepted(at: At) -> sa.ColumnElement[int]:
    """Of an obligation, the number of the version accepted last; null: none was. As `last_sent`."""
    return sa.case(
        (Obligation.accepted_at.is_(None), sa.null()),
        (
            _was_corrected(Obligation),
            _last(ReportTransition.ordinal, Obligation, at, Step.ACCEPT),
        ),
        (Obligation.accepted_at < at.until, 1),
    )


def _last(said: Of, duty: type[Obligation], at: At, *steps: Step) -> sa.ScalarSelect[int]:
    """The greatest of what the steps of an obligation say."""
    return (
        sa.select(sa.func.max(said))
        .where(
            ReportTransition.obligation_id == duty.id,
            ReportTransition.step.in_([one.value for one in steps]),
            ReportTransition.at < at.until,
        )
        .scalar_subquery()
    )


def _was_corrected(duty: type[Obligation]) -> sa.ColumnElement[bool]:
    other = aliased(Report)
    return sa.exists().where(other.obligation_id == duty.id, other.ordinal == 2)


def reported(obligation_id: Of, state: Of, due_on: Of, last: Of, at: At) -> sa.ColumnElement[int]:
    """A `Reported`, as `thread.ReportFact` says it of one.

    `state` comes late because of a past day it is dear; what is accepted cannot be excused any more.
    """
    words: tuple[tuple[sa.ColumnElement[bool], Reported], ...] = (
        (obligation_id.is_(None), Reported.NOT_OWED),
        (last % 2 == 1, Reported.ACCEPTED),
        (state.in_([one.value for one in EXCUSED]), Reported.EXCUSED),
        (sa.and_(last.is_(None), due_on < at.day), Reported.MISSING),
        (last.is_(None), Reported.NOT_DUE),
        (state == ObligationState.SUBMITTED.value, Reported.WAITS),
    )
    cases = [(condition, int(word)) for condition, word in words]
    return sa.case(*cases, else_=int(Reported.RETURNED))
