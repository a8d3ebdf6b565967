"""Who is silent in which period, how often he was reminded, and whether anybody has seen it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from dissemination.database import db
from dissemination.reporting.ladders import OWED
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.queries import Within
from dissemination.reporting.reminder_models import Digest, DigestLine, Reminder
from dissemination.units.models import Unit

_SETTLED = (ObligationState.WAIVED, ObligationState.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one period: units obliged, not submitted, of these overdue."""

    obliged: int
    owed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one obligation's unit was told: how often, when last, and when it was last seen."""

    times: int = 0
    last: date | None = None
    seen_at: datetime | None = None


def _is_owed() -> sa.ColumnElement[bool]:
    return sa.and_(Obligation.state.in_(OWED), Obligation.accepted_at.is_(None))


def _is_overdue(today: date) -> sa.ColumnElement[bool]:
    """`ladders.Duty.deadline` in SQL."""
    grace = sa.func.coalesce(Obligation.grace_until, Obligation.due_on)
    return sa.and_(_is_owed(), Obligation.due_on < today, grace < today)


def _of(within: Within) -> sa.ColumnElement[bool]:
    """Obligations of these units."""
    return sa.true() if within is None else Obligation.unit_id.in_(within)


def periods(within: Within) -> sa.Select[ReportingPeriod]:
    """Opened periods in which somebody of these units owes a report, the latest due first."""
    owing = sa.select(Obligation.period_id).where(_of(within))
    return (
        sa.select(ReportingPeriod)
        .where(ReportingPeriod.id.in_(owing))
        .options(joinedload(ReportingPeriod.regime).joinedload(ReportingRegime.directive))
        .order_by(ReportingPeriod.due_on.desc(), ReportingPeriod.id.desc())
    )


def counts(period_ids: list[int], within: Within, today: date) -> dict[int, Counts]:
    """How periods stand, by their id. Waived and transferred duties are nobody's any more."""
    query = (
        sa.select(
            Obligation.period_id,
            sa.func.count(Obligation.id),
            sa.func.sum(sa.case((_is_owed(), 1), else_=0)),
            sa.func.sum(sa.case((_is_overdue(today), 1), else_=0)),
        )
        .where(Obligation.period_id.in_(period_ids), Obligation.state.not_in(_SETTLED), _of(within))
        .group_by(Obligation.period_id)
    )
    return {row[0]: Counts(*row[1:]) for row in db.session.execute(query)}


def silent(
    period_id: int, within: Within, today: date, *, overdue_only: bool
) -> sa.Select[Obligation]:
    """Obligations of a period that have not come in, in the order of the units' codes."""
    return (
        sa.select(Obligation)
        .join(Obligation.unit)
        .where(
            Obligation.period_id == period_id,
            _of(within),
            _is_overdue(today) if overdue_only else _is_owed(),
        )
        .options(joinedload(Obligation.unit))
        .order_by(Unit.code)
    )


def reminded(obligation_ids: list[int]) -> dict[int, Reminded]:
    """What was told about obligations, by their id; nothing for those nobody was told of."""
    query = (
        sa.select(
            Reminder.obligation_id,
            sa.func.count(sa.distinct(Reminder.id)),
            sa.func.max(Reminder.day),
            sa.func.max(Digest.seen_at, type_=Digest.seen_at.type),
        )
        .join(DigestLine, DigestLine.reminder_id == Reminder.id)
        .join(Digest, Digest.id == DigestLine.digest_id)
        .where(Reminder.obligation_id.in_(obligation_ids))
        .group_by(Reminder.obligation_id)
    )
    return {row[0]: Reminded(*row[1:]) for row in db.session.execute(query)}


def digests_about(obligation_id: int) -> list[DigestLine]:
    """Who was told of an obligation, when, in which post, and what became of the e-mail."""
    query = (
        sa.select(DigestLine)
        .join(DigestLine.reminder)
        .join(DigestLine.digest)
        .where(Reminder.obligation_id == obligation_id)
        .options(
            joinedload(DigestLine.reminder),
            joinedload(DigestLine.digest).joinedload(Digest.user),
            joinedload(DigestLine.digest).selectinload(Digest.deliveries),
        )
        .order_by(Digest.day, DigestLine.digest_id)
    )
    return list(db.session.scalars(query))
