"""Reading the working calendar, regimes, obligations and reports."""

from collections.abc import Collection
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from dissemination.database import db
from dissemination.directives.models import Target
from dissemination.reporting.models import (
    CalendarDay,
    DayKind,
    Obligation,
    ObligationState,
    ObligedBy,
    RegimeItem,
    Report,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.working_days import Calendar
from dissemination.units.queries import tree_at

# Units a person may see; None: all.
Within = Collection[int] | None


# An obligation with the period, regime and directive that its page names: one statement.
WITH_REGIME: Final = (
    joinedload(Obligation.period)
    .joinedload(ReportingPeriod.regime)
    .joinedload(ReportingRegime.directive)
)


def calendar() -> Calendar:
    """The working calendar as people keep it."""
    days = db.session.execute(sa.select(CalendarDay.day, CalendarDay.kind)).all()
    return Calendar(
        frozenset(day for day, kind in days if kind is DayKind.HOLIDAY),
        frozenset(day for day, kind in days if kind is DayKind.WORKED),
    )


def obliged_units(regime: ReportingRegime, day: date) -> list[int]:
    """Who would owe a report of this regime, by the tree of a day; the receiver itself does not."""
    tree = tree_at(day)
    if regime.obliged_by is ObligedBy.LIST:
        return [unit.id for unit in regime.listed if tree.get(unit.id)]
    beneath = [node for node in tree.subtree(regime.root_unit_id) if node.id != regime.root_unit_id]
    wanted = regime.level
    return [node.id for node in beneath if wanted is None or node.level is wanted]


def regimes(within: Within = None) -> list[ReportingRegime]:
    """All regimes, or those by which is reported to one of these units."""
    query = sa.select(ReportingRegime).order_by(ReportingRegime.title, ReportingRegime.id)
    if within is not None:
        query = query.where(ReportingRegime.root_unit_id.in_(within))
    return list(db.session.scalars(query.options(joinedload(ReportingRegime.directive))))


def periods_of(regime_id: int) -> list[ReportingPeriod]:
    """Opened periods, the newest first."""
    query = sa.select(ReportingPeriod).where(ReportingPeriod.regime_id == regime_id)
    return list(db.session.scalars(query.order_by(ReportingPeriod.starts_on.desc())))


def last_periods() -> dict[int, ReportingPeriod]:
    """The newest opened period of each regime, by the regime's id."""
    query = sa.select(ReportingPeriod).order_by(ReportingPeriod.starts_on)
    return {period.regime_id: period for period in db.session.scalars(query)}


def target_ids(directive_id: int) -> list[int]:
    query = sa.select(Target.id).where(Target.directive_id == directive_id)
    return list(db.session.scalars(query.order_by(Target.code)))


def calendar_days(first: date, last: date) -> list[CalendarDay]:
    """Days of the working calendar that are not as their weekday says."""
    query = sa.select(CalendarDay).where(CalendarDay.day.between(first, last))
    return list(db.session.scalars(query.order_by(CalendarDay.day)))


def period_of(regime_id: int, starts_on: date) -> ReportingPeriod | None:
    query = sa.select(ReportingPeriod).where(
        ReportingPeriod.regime_id == regime_id, ReportingPeriod.starts_on == starts_on
    )
    return db.session.scalar(query)


def owed_by(period_id: int, unit_id: int) -> Obligation | None:
    query = sa.select(Obligation).where(
        Obligation.period_id == period_id, Obligation.unit_id == unit_id
    )
    return db.session.scalar(query)


def obligations(within: Within, states: Collection[ObligationState] = ()) -> sa.Select[Obligation]:
    """Obligations a person may see, the earliest due first; some states only when they are named."""
    query = sa.select(Obligation).order_by(Obligation.due_on, Obligation.id)
    if within is not None:
        query = query.where(Obligation.unit_id.in_(within))
    return query.where(Obligation.state.in_(states)) if states else query


def report_before(obligation: Obligation) -> Report | None:
    """The newest version the unit filed for the regime's period before this one."""
    query = (
        sa.select(Report)
        .join(Obligation)
        .join(ReportingPeriod)
        .where(
            Obligation.unit_id == obligation.unit_id,
            Obligation.first_submitted_at.is_not(None),
            ReportingPeriod.regime_id == obligation.period.regime_id,
            ReportingPeriod.starts_on < obligation.period.starts_on,
        )
        .order_by(ReportingPeriod.starts_on.desc(), Report.ordinal.desc())
    )
    return db.session.scalar(query.limit(1))


def targets_of(regime: ReportingRegime) -> list[Target]:
    """The targets the form asks for, in its order."""
    query = sa.select(Target).join(RegimeItem).where(RegimeItem.regime_id == regime.id)
    return list(db.session.scalars(query.order_by(RegimeItem.position)))
