"""What reminders add to the small populated system."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session, scoped_session

from dissemination.reporting.reminder_models import (
    Audience,
    Delivery,
    Digest,
    DigestLine,
    MailState,
    Post,
    Reminder,
    ReminderDay,
    ReminderLadder,
    ReminderRung,
)

NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)


def populate(
    session: scoped_session[Session], regime_id: int, obligation_id: int, unit_id: int, user_id: int
) -> None:
    """A ladder, and one reminder that a person was told by e-mail."""
    ladder = ReminderLadder(regime_id=regime_id, changed_at=NOON)
    ladder.rungs = [ReminderRung(offset_days=-3, audience=Audience.HEAD)]
    reminder = Reminder(
        obligation_id=obligation_id,
        deadline=date(2023, 11, 7),
        offset_days=-3,
        day=date(2023, 11, 4),
    )
    digest = Digest(
        user_id=user_id, day=date(2023, 11, 4), made_at=NOON, mail=MailState.SENT, tries=1
    )
    digest.lines = [DigestLine(reminder=reminder, post=Post.HEAD, unit_id=unit_id)]
    digest.deliveries = [Delivery(number=1, begun_at=NOON, ended_at=NOON, result=MailState.SENT)]
    session.add_all((ladder, digest, ReminderDay(day=date(2023, 11, 4), settled_at=NOON)))
    session.flush()
