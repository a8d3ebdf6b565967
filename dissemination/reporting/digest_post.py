"""The post office of digests: each e-mail is claimed before it is handed over, and never twice.

A claim is committed before the hand-over begins. Whoever dies in between leaves a claim without an
answer, which becomes "unknown" and is not sent again: a person misses a mail at worst, which is still
in the app, and is never told twice.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from dissemination import clock
from dissemination.accounts.mail import Handed, Receipt
from dissemination.database import db
from dissemination.reporting.ladders import OWED
from dissemination.reporting.models import Obligation
from dissemination.reporting.reminder_models import (
    Delivery,
    Digest,
    DigestLine,
    MailState,
    Reminder,
)

# Longer than any hand-over takes that is still alive.
PATIENCE: Final = timedelta(minutes=15)
# What could not be sent for so long tells nothing new any more.
WORTH_SENDING: Final = timedelta(days=3)
_LONGEST: Final = 255

_BECOMES: Final = {
    Handed.SENT: MailState.SENT,
    Handed.KEPT: MailState.KEPT,
    Handed.LATER: MailState.WAITING,
    Handed.AWAY: MailState.WAITING,
    Handed.REFUSED: MailState.REFUSED,
    Handed.UNKNOWN: MailState.UNKNOWN,
}


def clear(now: datetime, today: date) -> None:
    """Give up what nobody lived to finish, and what is too old to be worth sending."""
    lost = sa.select(Delivery).where(
        Delivery.result == MailState.UNDER_WAY, Delivery.begun_at < now - PATIENCE
    )
    for delivery in db.session.scalars(lost):
        record(delivery.digest_id, Receipt(Handed.UNKNOWN))
    old = sa.update(Digest).where(
        Digest.mail == MailState.WAITING, Digest.day < today - WORTH_SENDING
    )
    db.session.execute(old.values(mail=MailState.EXPIRED))


def claim(digest_id: int) -> Digest | None:
    """The digest, when it is ours to hand over: the row says so before anything is sent."""
    taken = (
        sa.update(Digest)
        .where(Digest.id == digest_id, Digest.mail == MailState.WAITING)
        .values(mail=MailState.UNDER_WAY, tries=Digest.tries + 1)
        .returning(Digest.id)
    )
    if db.session.scalar(taken) is None:
        return None
    digest = db.session.get_one(Digest, digest_id, populate_existing=True)
    if not _still_owed(digest_id):
        digest.mail = MailState.SPARED
        return None
    db.session.add(Delivery(digest_id=digest_id, number=digest.tries, begun_at=clock.now()))
    db.session.flush()
    return digest


def _still_owed(digest_id: int) -> bool:
    """Whether anything it speaks of has not come in meanwhile."""
    query = (
        sa.select(Obligation.id)
        .join(Reminder, Reminder.obligation_id == Obligation.id)
        .join(DigestLine, DigestLine.reminder_id == Reminder.id)
        .where(DigestLine.digest_id == digest_id, Obligation.state.in_(OWED))
    )
    return db.session.scalar(query.limit(1)) is not None


def record(digest_id: int, receipt: Receipt) -> None:
    """What became of the hand-over that is under way."""
    digest = db.session.get_one(Digest, digest_id, populate_existing=True)
    delivery = db.session.get_one(Delivery, (digest_id, digest.tries))
    digest.mail = delivery.result = _BECOMES[receipt.handed]
    delivery.ended_at, delivery.detail = clock.now(), receipt.detail[:_LONGEST]
    db.session.flush()


def newest_lines(digest: Digest) -> list[DigestLine]:
    """A digest's lines by deadline, one an obligation: of two rungs made up for, the later."""
    newest: dict[int, DigestLine] = {}
    for line in digest.lines:
        known = newest.get(line.reminder.obligation_id)
        if known is None or known.reminder.offset_days < line.reminder.offset_days:
            newest[line.reminder.obligation_id] = line
    return sorted(newest.values(), key=lambda line: (line.reminder.deadline, line.reminder_id))


def by_post(lines: list[DigestLine]) -> dict[tuple[str, int | None], list[DigestLine]]:
    """Lines by the post and the unit for which the person is told."""
    found: dict[tuple[str, int | None], list[DigestLine]] = defaultdict(list)
    for line in lines:
        found[line.post, line.unit_id].append(line)
    return found
