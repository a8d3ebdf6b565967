"""What the sample's people were reminded of: the ladder itself, on the days of the half year it fell due."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import db
from dissemination.reporting import digests
from dissemination.reporting.ladders import DEFAULT, Duty
from dissemination.reporting.models import Obligation, ObligationState, ReportingPeriod
from dissemination.reporting.rates import EXCUSED
from dissemination.reporting.reminder_models import Digest, Reminder, ReminderDay
from dissemination.reporting.reminder_queries import Owed, Sent


def store() -> None:
    """Tell whoever holds a post by now what he would have been told then; once, and all but the
    newest are seen."""
    if db.session.scalar(sa.select(ReminderDay.day).limit(1)):
        return
    duties = list(db.session.scalars(sa.select(Obligation).order_by(Obligation.id)))
    for day in _days():
        owed = [_as_then(one) for one in duties if _was_silent(one, day)]
        digests.write_down(day, owed, _sent(), clock.at_local(day, 7, 3))
    _see_all_but_the_newest()


def _days() -> list[date]:
    """On which a rung of a period falls."""
    deadlines = db.session.scalars(sa.select(ReportingPeriod.due_on)).all()
    return sorted({due + timedelta(rung.days) for due in deadlines for rung in DEFAULT})


def _was_silent(owed: Obligation, day: date) -> bool:
    if owed.state in EXCUSED or day < owed.period.opens_on:
        return False
    first = owed.first_submitted_at
    return first is None or clock.local(first).date() >= day


def _as_then(owed: Obligation) -> Owed:
    """Before anything came in."""
    duty = Duty(ObligationState.OPEN, owed.due_on)
    return Owed(owed.id, owed.unit_id, owed.period.regime_id, duty)


def _sent() -> Sent:
    """Of all duties, whatever has become of them since."""
    found: dict[tuple[int, date], set[int]] = defaultdict(set)
    for row in db.session.execute(
        sa.select(Reminder.obligation_id, Reminder.deadline, Reminder.offset_days)
    ):
        found[row.obligation_id, row.deadline].add(row.offset_days)
    return found


def _see_all_but_the_newest() -> None:
    for digest in _but_the_newest():
        digest.seen_at = clock.at_local(digest.day, 8, 10)


def _but_the_newest() -> Iterator[Digest]:
    """Of each person."""
    met: set[int] = set()
    for digest in db.session.scalars(sa.select(Digest).order_by(Digest.day.desc(), Digest.id)):
        if digest.user_id in met:
            yield digest
        met.add(digest.user_id)
