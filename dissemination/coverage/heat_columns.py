"""Each column of the board as SQL: what it said at the end of a day, from the dates of the steps.

A state of a past day is where the first step after that day started from, or the present state when
no step came after. A cell is a code: the place of its word in `coverage/heat.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination import clock
from dissemination.checkin.models import Attendance, Tally
from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.coverage import heat
from dissemination.coverage.heat import FILED, PLANS, Filed
from dissemination.coverage.past_states import Of, state_then
from dissemination.database import by_end_of
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_models import OnwardBriefing
from dissemination.plans.models import Plan, PlanState, PlanTransition, PlanVersion
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import Obligation, ObligationState, ReportTransition
from dissemination.reporting.rates import EXCUSED
from dissemination.units.models import Unit

# A plan's code and its id in one number, so that the greatest of a unit's says both.
PLAN_WEIGHT: Final = 2**32
# The sign keeps SQLite from walking all delegates of the conference instead of those units'.
_BY_UNIT: Final = sa.literal_column("+delegates.conference_id", sa.Integer)


@dataclass(frozen=True)
class AsOf:
    """The end of a day; today, when nothing can have come after."""

    day: date
    today: date

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @cached_property
    def until(self) -> datetime:
        """The moment when the day is over."""
        return clock.end_of(self.day)

    def came(self, moment: Of) -> sa.ColumnElement[bool]:
        """Whether something dated had happened by then."""
        known: sa.ColumnElement[bool] = moment.is_not(None)
        return sa.and_(known, moment < self.until) if self.is_past else known


class Attended(NamedTuple):
    """By unit: who was summoned and who came, to be added up.

    `at_points`: a line for each unit with a point. `beside`: what is added for those whose own unit has
    no point, taken off the hosts of their points, and taken off for arrivals after the day; few lines.
    """

    at_points: sa.Subquery
    beside: sa.Subquery


def attended(conference_id: int, as_of: AsOf) -> Attended:
    """By unit: summoned and come. A delegate counts for the unit of his point, unless his own unit
    has no point: then for his own, and only there, so that the units add up to the conference.

    Points are counted by their tallies, less the arrivals after the day.
    """
    at_points = (
        _sums(Point.unit_id, sa.func.sum(Tally.expected), sa.func.sum(Tally.own_attended))
        .join(Tally, Tally.point_id == Point.id)
        .where(Point.conference_id == conference_id)
    )
    return Attended(at_points.subquery("at_points"), _beside(conference_id, as_of))


def _sums(
    unit_id: Of, expected: sa.ColumnElement[Any], came: sa.ColumnElement[Any]
) -> sa.Select[*tuple[Any, ...]]:
    columns = (unit_id.label("unit_id"), expected.label("expected"), came.label("came"))
    return sa.select(*columns).group_by(unit_id)


def _beside(conference_id: int, as_of: AsOf) -> sa.Subquery:
    guests = _guests(conference_id, as_of).cte("guests").prefix_with("MATERIALIZED").c
    rows = [
        sa.select(guests.unit_id, sa.literal(1).label("one"), guests.came),
        sa.select(guests.host_id, sa.literal(-1), -guests.came),
    ]
    if as_of.is_past:
        rows.append(_arrived_later(conference_id, as_of))
    every = sa.union_all(*rows).subquery().c
    return _sums(every.unit_id, sa.func.sum(every.one), sa.func.sum(every.came)).subquery("beside")


def _guests(conference_id: int, as_of: AsOf) -> sa.Select[*tuple[Any, ...]]:
    """The summoned of units that have no point of their own, found by their units."""
    own = aliased(Point)
    has_own = sa.exists().where(own.unit_id == Unit.id, own.conference_id == conference_id)
    came = sa.case((as_of.came(Attendance.arrived_at), 1), else_=0)
    return (
        sa.select(
            Delegate.unit_id.label("unit_id"), Point.unit_id.label("host_id"), came.label("came")
        )
        .join(Point, Point.id == Delegate.point_id)
        .outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        .where(
            Delegate.unit_id.in_(sa.select(Unit.id).where(~has_own)),
            _BY_UNIT == conference_id,
            Delegate.standing == Standing.SUMMONED,
        )
    )


def _arrived_later(conference_id: int, as_of: AsOf) -> sa.Select[*tuple[Any, ...]]:
    """The summoned who arrived only after the day, to be taken off the units of their points."""
    later = sa.select(Attendance.delegate_id).where(
        Attendance.conference_id == conference_id, Attendance.arrived_at >= as_of.until
    )
    return (
        sa.select(Point.unit_id, sa.literal(0), sa.literal(-1))
        .join(Delegate, Delegate.point_id == Point.id)
        .where(Delegate.id.in_(later), Delegate.standing == Standing.SUMMONED)
    )


def briefed(directive_id: int, as_of: AsOf) -> sa.Subquery:
    """By unit: how far its best briefing is, as `plans/briefing_coverage.py` ranks them."""
    rank = briefing_queries.rank(as_of.until if as_of.is_past else None)
    return (
        sa.select(OnwardBriefing.unit_id, sa.func.max(rank).label("rank"))
        .where(OnwardBriefing.directive_id == directive_id)
        .group_by(OnwardBriefing.unit_id)
        .subquery("briefed")
    )


def planned(directive_id: int, as_of: AsOf) -> sa.Subquery:
    """By unit: its best plan, as code × PLAN_WEIGHT + id.

    An amendment that is not issued leaves the plan as it stands.
    """
    steps = PlanTransition.version_id == PlanVersion.id
    state = state_then(PlanVersion.state, PlanTransition, steps, as_of)
    codes = {word.value: code for code, word in enumerate(PLANS) if word is not None}
    issued = {word.value: codes[word.value] for word in heat.ISSUED}
    # Null, which is never the greatest, is what does not count.
    code = sa.case(
        (
            PlanVersion.ordinal == 1,
            sa.case(codes | {PlanState.AMENDED.value: sa.null()}, value=state, else_=0),
        ),
        else_=sa.case(issued, value=state),
    )
    best = sa.func.max(sa.cast(code, sa.BigInteger) * PLAN_WEIGHT + Plan.id)
    return (
        sa.select(Plan.unit_id, best.label("best"))
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(Plan.directive_id == directive_id, as_of.came(Plan.created_at))
        .group_by(Plan.unit_id)
        .subquery("planned")
    )


def filed(as_of: AsOf, owed: type[Obligation]) -> sa.ColumnElement[int]:
    """The code of one obligation: how `reporting/rates.py` sees it that day; null: not its duty yet.

    An extension moves a day that has not passed yet, so today's day serves for every day before.
    """
    steps = ReportTransition.obligation_id == owed.id
    state = state_then(owed.state, ReportTransition, steps, as_of)
    first, accepted = owed.first_submitted_at, owed.accepted_submitted_at
    first_in_time = by_end_of(owed.due_on, first)
    mended = sa.and_(first_in_time, by_end_of(owed.grace_until, accepted))
    on_time = sa.or_(by_end_of(owed.due_on, accepted), mended)
    with_receiver = state == ObligationState.SUBMITTED.value
    words: tuple[tuple[sa.ColumnElement[bool], Filed], ...] = (
        (state.in_([word.value for word in EXCUSED]), Filed.WAIVED),
        (sa.and_(as_of.came(owed.accepted_at), on_time), Filed.ACCEPTED),
        (as_of.came(owed.accepted_at), Filed.ACCEPTED_LATE),
        (sa.and_(as_of.came(first), with_receiver, first_in_time), Filed.ON_TIME),
        (sa.and_(as_of.came(first), with_receiver), Filed.LATE),
        (as_of.came(first), Filed.RETURNED),
        (owed.due_on < as_of.day, Filed.MISSING),
    )
    cases = [(condition, FILED.index(word)) for condition, word in words]
    not_due = FILED.index(Filed.NOT_DUE)
    if as_of.is_past:
        return sa.case((_taken_over_later(as_of, owed), sa.null()), *cases, else_=not_due)
    return sa.case(*cases, else_=not_due)


def _taken_over_later(as_of: AsOf, owed: type[Obligation]) -> sa.ColumnElement[bool]:
    """Whether the duty came from another unit only after the day. Few are ever handed over, so they
    are found first and once.
    """
    giver, taker = aliased(Obligation), aliased(Obligation)
    handed_over = (
        sa.select(taker.id)
        .join(
            giver,
            sa.and_(giver.transferred_to_id == taker.unit_id, giver.period_id == taker.period_id),
        )
        .join(ReportTransition, ReportTransition.obligation_id == giver.id)
        .where(
            giver.state == ObligationState.TRANSFERRED,
            ReportTransition.step == Step.TRANSFER.value,
            ReportTransition.at >= as_of.until,
        )
    )
    return owed.id.in_(handed_over)
