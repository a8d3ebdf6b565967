"""The figures of the front page: did all attend, who briefed on, who plans, reports, reaches, is silent.

Each is n of N of what the reader may see, and opens the page that lists what is behind it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from dissemination.checkin.models import Tally
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Point,
    conference_directives,
)
from dissemination.coverage import thread_reports
from dissemination.coverage.thread import At, PlanFact
from dissemination.database import db
from dissemination.directives.models import Directive, Target
from dissemination.reporting import rates
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    ReportingPeriod,
    ReportTransition,
)
from dissemination.reporting.rates import Duty, Rate


@dataclass(frozen=True, slots=True)
class Attended:
    """Points that somebody came to, of those that were to come; and the delegates."""

    conference_id: int | None
    points: Rate
    delegates: Rate


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that was owed, as far as it was known on a day."""

    state: ObligationState
    due_on: date
    grace_until: date | None
    first_submitted_at: datetime | None
    accepted_submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reports:
    """The newest period that was due: how many came, in time, and how many are overdue."""

    period: ReportingPeriod | None
    sent: Rate
    on_time: Rate
    overdue: Rate


def directives(day: date) -> list[Directive]:
    """Those issued by a day; of the same day first what has targets: the first is the default."""
    has_targets = sa.exists().where(Target.directive_id == Directive.id)
    query = (
        sa.select(Directive)
        .where(Directive.issued_on <= day)
        .order_by(Directive.issued_on.desc(), has_targets.desc(), Directive.number)
    )
    return list(db.session.scalars(query))


def attended(directive_id: int, at: At, within: sa.ColumnElement[bool]) -> Attended:
    """At the last conference on a directive that had been held."""
    last = db.session.scalar(
        sa.select(Conference.id)
        .join(conference_directives, conference_directives.c.conference_id == Conference.id)
        .where(
            conference_directives.c.directive_id == directive_id,
            Conference.state != ConferenceState.DRAFT,
            Conference.held_on <= at.day,
        )
        .order_by(Conference.held_on.desc(), Conference.id.desc())
        .limit(1)
    )
    expected, came = sa.func.coalesce(Tally.expected, 0), sa.func.coalesce(Tally.own_attended, 0)

    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    query = (
        sa.select(
            count(sa.and_(expected > 0, came > 0)),
            count(expected > 0),
            sa.func.coalesce(sa.func.sum(came), 0),
            sa.func.coalesce(sa.func.sum(expected), 0),
        )
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(Point.conference_id == last, within)
    )
    some, every, delegates, summoned = db.session.execute(query).one()
    return Attended(last, Rate(some, every), Rate(delegates, summoned))


def planned(plans: Mapping[int, PlanFact], units: Collection[int]) -> Rate:
    """Units with an issued plan, of all that are asked."""
    return Rate(sum(unit in plans and plans[unit].is_issued for unit in units), len(units))


def reports(opened: Sequence[ReportingPeriod], at: At, units: Collection[int] | None) -> Reports:
    """Of the newest period that was due; None: all units."""
    due = [one for one in opened if one.due_on < at.day]
    if not due:
        return Reports(None, Rate(0, 0), Rate(0, 0), Rate(0, 0))
    period = max(due, key=lambda one: (one.ends_on, one.id))
    duties = _owed(period.id, at, units)
    obliged = [duty for duty in duties if rates.is_obliged(duty)]
    overdue = sum(rates.is_overdue(duty, at.day) for duty in obliged)
    told = rates.tally(duties)
    return Reports(period, told.submission, told.timeliness, Rate(overdue, len(obliged)))


def _owed(period_id: int, at: At, units: Collection[int] | None) -> list[Duty]:
    """What was owed and known before the moment: later moments are taken back."""
    last = thread_reports.report_steps([period_id], at)
    query = (
        sa.select(
            ReportTransition.to_state,
            Obligation.due_on,
            Obligation.grace_until,
            Obligation.first_submitted_at,
            Obligation.accepted_submitted_at,
            Obligation.accepted_at,
            Obligation.unit_id,
        )
        .outerjoin(last, last.c.obligation_id == Obligation.id)
        .outerjoin(ReportTransition, ReportTransition.id == last.c.id)
        .where(Obligation.period_id == period_id)
    )
    found: list[Duty] = []
    for state, due_on, grace, first, sent, accepted, unit_id in db.session.execute(query):
        if units is None or unit_id in units:
            came = first if first and first < at.until else None
            in_force = sent if accepted and accepted < at.until else None
            found.append(Owed(state or ObligationState.OPEN, due_on, grace, came, in_force))
    return found
