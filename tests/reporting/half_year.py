"""Half a year of reminders: the people, what the units do on which day, and what must be sent.

What must be sent is reckoned here day by day from what the units do, not asked of the ladder's rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from dissemination.accounts.models import Role, User
from dissemination.database import db
from dissemination.reporting.models import Obligation, ObligationState, ReportingPeriod
from dissemination.reporting.reminder_models import Digest, DigestLine, Reminder
from tests.conftest import Cast
from tests.reporting.conftest import Office

FIRST: Final = date(2026, 1, 20)
DAYS: Final = 184

# The default ladder, by hand: days after the deadline, and who is told of a commune's silence.
LADDER: Final = {-10: {"officer"}, -3: {"head"}, 1: {"officer", "head"}, 7: {"superior"}}

# What happens when, at noon: commune, month of the period, the day, and where the report then stands.
EVENTS: Final = [
    (0, 2, date(2026, 2, 25), ObligationState.SUBMITTED),  # early: the head is never told
    (0, 3, date(2026, 4, 7), ObligationState.SUBMITTED),  # on the last day
    (0, 4, date(2026, 5, 11), ObligationState.SUBMITTED),  # late, before the superior is told
    (0, 5, date(2026, 6, 2), ObligationState.WAIVED),
    (0, 6, date(2026, 7, 10), ObligationState.SUBMITTED),
    (1, 4, date(2026, 4, 28), ObligationState.SUBMITTED),
    (1, 5, date(2026, 6, 30), ObligationState.ACCEPTED),
]

Told = tuple[date, str, int, int, int]  # day, person, commune, month of the period, rung


@dataclass(frozen=True, slots=True)
class People:
    """Who is told, by commune and post; the second commune's officer signs in by a user name."""

    by_post: dict[tuple[int, str], list[User]]

    def __getitem__(self, key: tuple[int, str]) -> list[User]:
        return self.by_post[key]


def people(cast: Cast, office: Office) -> People:
    """An officer and a head at each commune, and the secretariat as their superior."""
    above = cast.user("thu-ky@example.vn", Role.SECRETARIAT)
    found: dict[tuple[int, str], list[User]] = {}
    for number, unit in enumerate(office.communes):
        host = "@example.vn" if number == 0 else ""
        officer = cast.user(f"can-bo-{number}{host}", Role.UNIT_OFFICER, unit_id=unit.id)
        head = cast.user(f"bi-thu-{number}@example.vn", Role.HEAD_OF_UNIT, unit_id=unit.id)
        found |= {
            (number, "officer"): [officer],
            (number, "head"): [head],
            (number, "superior"): [above],
        }
    return People(found)


def happen(office: Office, day: date) -> None:
    """What the units and their superior do on a day, after the clock's work."""
    for commune, month, when, state in EVENTS:
        if when == day:
            owed = owed_in(office, commune, month)
            owed.state = state
            owed.settled_reason = "Có lý do" if state is ObligationState.WAIVED else ""
    db.session.commit()


def owed_in(office: Office, commune: int, month: int) -> Obligation:
    query = sa.select(Obligation).join(ReportingPeriod)
    return db.session.scalars(
        query.where(
            Obligation.unit_id == office.communes[commune].id,
            ReportingPeriod.starts_on == date(2026, month, 1),
        )
    ).one()


def expected(office: Office, known: People) -> set[Told]:
    """What a clock that runs every day must have sent."""
    last = FIRST + timedelta(days=DAYS - 1)
    return {
        (day, user.email, commune, month, rung)
        for commune, month, rung, day in _rungs(office)
        if FIRST <= day <= last
        for post in LADDER[rung]
        for user in known[commune, post]
    }


def _rungs(office: Office) -> Iterator[tuple[int, int, int, date]]:
    """Rungs whose day comes while the report has not come in."""
    ended = {(commune, month): when for commune, month, when, _state in EVENTS}
    for owed in db.session.scalars(sa.select(Obligation)):
        commune = [unit.id for unit in office.communes].index(owed.unit_id)
        month = owed.period.starts_on.month
        for rung in LADDER:
            day = owed.due_on + timedelta(days=rung)
            if day <= ended.get((commune, month), date.max):
                yield commune, month, rung, day


def told(office: Office) -> list[Told]:
    """What was sent, a line a person."""
    query = (
        sa.select(Digest.day, User.email, Obligation, Reminder.offset_days)
        .join(User, User.id == Digest.user_id)
        .join(DigestLine, DigestLine.digest_id == Digest.id)
        .join(Reminder, Reminder.id == DigestLine.reminder_id)
        .join(Obligation, Obligation.id == Reminder.obligation_id)
    )
    communes = [unit.id for unit in office.communes]
    return [
        (day, email, communes.index(owed.unit_id), owed.period.starts_on.month, rung)
        for day, email, owed, rung in db.session.execute(query)
    ]
