"""Reading what reminders are reckoned from, and what was sent."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from dissemination.accounts.models import Grant, Role, User
from dissemination.database import db
from dissemination.reporting.addressees import Holders
from dissemination.reporting.ladders import DEFAULT, EARLIEST, OWED, Duty, Ladder, Rung
from dissemination.reporting.models import Obligation, ReportingPeriod, ReportingRegime
from dissemination.reporting.reminder_models import (
    Digest,
    DigestLine,
    MailState,
    Reminder,
    ReminderDay,
    ReminderLadder,
    ReminderRung,
)

# Days of rungs that were sent, by obligation and deadline.
Sent = Mapping[tuple[int, date], Collection[int]]

_TOLD: Final = (Role.UNIT_OFFICER, Role.HEAD_OF_UNIT, Role.SECRETARIAT)


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation that has not come in, as reminders see it."""

    id: int
    unit_id: int
    regime_id: int
    duty: Duty


def is_settled(day: date) -> bool:
    return db.session.get(ReminderDay, day) is not None


def ladders() -> Mapping[int, Ladder]:
    """Regimes that have a ladder of their own."""
    query = (
        sa.select(ReminderLadder.regime_id, ReminderRung.offset_days, ReminderRung.audience)
        .outerjoin(ReminderRung, ReminderRung.regime_id == ReminderLadder.regime_id)
        .order_by(ReminderRung.offset_days)
    )
    found: dict[int, list[Rung]] = defaultdict(list)
    for regime_id, days, audience in db.session.execute(query):
        rungs = found[regime_id]
        if days is not None:
            rungs.append(Rung(days, audience))
    return found


def ladder_of(regime_id: int) -> Ladder:
    return ladders().get(regime_id, DEFAULT)


def owed(day: date) -> list[Owed]:
    """Obligations that have not come in and whose deadline is near enough for any ladder."""
    query = (
        sa.select(
            Obligation.id,
            Obligation.unit_id,
            ReportingPeriod.regime_id,
            Obligation.state,
            Obligation.due_on,
            Obligation.grace_until,
        )
        .join(ReportingPeriod, ReportingPeriod.id == Obligation.period_id)
        .where(
            Obligation.state.in_(OWED),
            Obligation.accepted_at.is_(None),
            Obligation.due_on <= day - timedelta(days=EARLIEST),
        )
        .order_by(Obligation.due_on, Obligation.id)
    )
    return [Owed(*row[:3], Duty(*row[3:])) for row in db.session.execute(query)]


def sent() -> Sent:
    """Rungs sent, by obligation and deadline, of all that has not come in."""
    query = (
        sa.select(Reminder.obligation_id, Reminder.deadline, Reminder.offset_days)
        .join(Obligation)
        .where(Obligation.state.in_(OWED), Obligation.accepted_at.is_(None))
    )
    found: dict[tuple[int, date], set[int]] = defaultdict(set)
    for obligation_id, deadline, days in db.session.execute(query):
        found[obligation_id, deadline].add(days)
    return found


def holders() -> Holders:
    """Who can be told anything: active people by the unit of their grant and their role."""
    query = (
        sa.select(Grant.unit_id, Grant.role, Grant.user_id)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.role.in_(_TOLD),
            Grant.revoked_at.is_(None),
            Grant.conference_id.is_(None),
            Grant.point_id.is_(None),
            User.active.is_(True),
        )
        .order_by(Grant.id)
    )
    found: dict[tuple[int | None, Role], list[int]] = defaultdict(list)
    for unit_id, role, user_id in db.session.execute(query):
        found[unit_id, role].append(user_id)
    return found


def with_address(user_ids: Collection[int]) -> set[int]:
    """Those whom mail can reach."""
    query = sa.select(User.id).where(User.id.in_(user_ids), User.email.contains("@"))
    return set(db.session.scalars(query))


# --- digests --------------------------------------------------------------------------------


def waiting_for_mail() -> list[int]:
    """Digests whose e-mail has not gone, the oldest first."""
    query = sa.select(Digest.id).where(Digest.mail == MailState.WAITING).order_by(Digest.id)
    return list(db.session.scalars(query))


def digests_of(user_id: int) -> sa.Select[Digest]:
    """A person's digests with all that a page says of them, the newest first."""
    reminder = joinedload(DigestLine.reminder)
    period = reminder.joinedload(Reminder.obligation).joinedload(Obligation.period)
    directive = period.joinedload(ReportingPeriod.regime).joinedload(ReportingRegime.directive)
    return (
        sa.select(Digest)
        .where(Digest.user_id == user_id)
        .options(selectinload(Digest.lines).options(directive))
        .order_by(Digest.day.desc())
    )


def unseen(user_id: int) -> int:
    """How many digests a person has not said to have seen."""
    query = sa.select(sa.func.count(Digest.id))
    return db.session.scalar(query.where(Digest.user_id == user_id, Digest.seen_at.is_(None))) or 0
