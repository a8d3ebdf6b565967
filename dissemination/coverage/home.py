"""The figures of the front page: did all attend, who briefed on, who plans, reports, reaches, is silent.

Each is n of N of what the reader may see, and opens the page that lists what is behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from dissemination.checkin.models import Tally
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Point,
    conference_directives,
)
from dissemination.coverage import asked_units, heat, heat_columns, thread_columns
from dissemination.coverage.asked_units import Asked
from dissemination.coverage.heat import Filed
from dissemination.coverage.heat_columns import AsOf
from dissemination.coverage.heat_scope import Within
from dissemination.coverage.thread import At
from dissemination.coverage.thread_columns import Best
from dissemination.coverage.thread_kinds import Planned
from dissemination.database import db
from dissemination.directives.models import Directive, Target
from dissemination.plans.briefing_coverage import REACHED_RANK, Reached
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.rates import Rate
from dissemination.units.models import UnitVersion


@dataclass(frozen=True, slots=True)
class Attended:
    """Points that somebody came to, of those that were to come; and the delegates."""

    conference_id: int | None
    points: Rate
    delegates: Rate


@dataclass(frozen=True, slots=True)
class Followed:
    """Units that were asked, those that have briefed onward, told nothing of it, or have issued a plan."""

    units: int
    verified: int
    silent: int
    planned: int


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

    query = (
        sa.select(
            _count(sa.and_(expected > 0, came > 0)),
            _count(expected > 0),
            sa.func.coalesce(sa.func.sum(came), 0),
            sa.func.coalesce(sa.func.sum(expected), 0),
        )
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(Point.conference_id == last, within)
    )
    some, every, delegates, summoned = db.session.execute(query).one()
    return Attended(last, Rate(some, every), Rate(delegates, summoned))


def followed(directive_id: int, asked: Asked, today: date) -> Followed:
    """Of all units that are asked."""
    briefed = heat_columns.briefed(directive_id, AsOf(asked.at.day, today))
    plan = thread_columns.plans_that_count(directive_id, asked.at)
    units = (
        sa.select(
            sa.func.coalesce(briefed.c.rank, REACHED_RANK[Reached.SILENT]).label("reached"),
            plan.c.best,
        )
        .select_from(UnitVersion)
        .outerjoin(briefed, briefed.c.unit_id == UnitVersion.unit_id)
        .outerjoin(plan, plan.c.unit_id == UnitVersion.unit_id)
        .where(asked_units.standing(asked))
        .subquery()
    )
    query = sa.select(
        sa.func.count(),
        _count(units.c.reached == REACHED_RANK[Reached.VERIFIED]),
        _count(units.c.reached == REACHED_RANK[Reached.SILENT]),
        _count(Best(units.c.best).stand == int(Planned.ISSUED)),
    )
    return Followed(*db.session.execute(query).one())


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def reports(opened: Sequence[ReportingPeriod], day: date, today: date, within: Within) -> Reports:
    """Of the newest period that was due, of these units; None: all."""
    due = [one for one in opened if one.due_on < day]
    if not due:
        return Reports(None, Rate(0, 0), Rate(0, 0), Rate(0, 0))
    period = max(due, key=lambda one: (one.ends_on, one.id))
    as_of = AsOf(day, today)
    filed = heat_columns.filed(as_of, Obligation)
    query = sa.select(filed.label("filed"), _outlived(as_of).label("outlived"), sa.func.count())
    query = query.where(Obligation.period_id == period.id)
    if within is not None:
        query = query.where(Obligation.unit_id.in_(within))
    rows = db.session.execute(query.where(filed.is_not(None)).group_by("filed", "outlived"))
    found = [(heat.FILED[code], outlived, times) for code, outlived, times in rows]
    every, came, timely = (
        sum(times for word, _outlived, times in found if word in words)
        for words in (heat.OBLIGED, heat.CAME, heat.TIMELY)
    )
    overdue = sum(times for word, outlived, times in found if outlived and word in _UNTOLD)
    return Reports(period, Rate(came, every), Rate(timely, every), Rate(overdue, every))


# Nothing lies before the receiver.
_UNTOLD: Final = frozenset({Filed.MISSING, Filed.RETURNED})


def _outlived(as_of: AsOf) -> sa.ColumnElement[bool]:
    """Whether the last day has passed: what is being mended has its grace (`rates.is_overdue`)."""
    grace = sa.func.coalesce(Obligation.grace_until, Obligation.due_on)
    is_mended = as_of.came(Obligation.first_submitted_at)
    in_grace = sa.and_(is_mended, grace >= as_of.day)
    return sa.and_(Obligation.due_on < as_of.day, sa.not_(in_grace))
