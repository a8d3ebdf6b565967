"""The clock, day by day over half a year: exactly the reminders expected, and none twice."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import Message

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from dissemination import clock
from dissemination.accounts.mail import folder
from dissemination.accounts.models import Role
from dissemination.config import Settings
from dissemination.database import db
from dissemination.reporting import daily_jobs, digests
from dissemination.reporting.ladders import Rung
from dissemination.reporting.models import ObligationState
from dissemination.reporting.reminder_models import (
    Audience,
    Delivery,
    Digest,
    MailState,
    Reminder,
    ReminderDay,
)
from dissemination.web.models import AuditEntry
from tests.conftest import Cast
from tests.reporting.conftest import Office
from tests.reporting.half_year import (
    DAYS,
    FIRST,
    People,
    expected,
    happen,
    owed_in,
    people,
    told,
)
from tools.provide import ROOT


@pytest.fixture
def known(cast: Cast, office: Office) -> People:
    return people(cast, office)


def mornings(days: int = DAYS, first: date = FIRST) -> Iterator[date]:
    """Each day at half past seven in Việt Nam."""
    for number in range(days):
        day = first + timedelta(days=number)
        with time_machine.travel(clock.at_local(day, 7, 30), tick=False):
            yield day


def mails(settings: Settings) -> list[Message]:
    return [message_from_bytes(path.read_bytes()) for path in folder(settings).iterdir()]


def states() -> Counter[MailState]:
    return Counter(db.session.scalars(sa.select(Digest.mail)))


@pytest.mark.both_databases
def test_half_a_year_sends_what_is_expected_and_nothing_twice(
    office: Office, known: People, settings: Settings
) -> None:
    for day in mornings():
        daily_jobs.run_day()
        daily_jobs.run_day()
        happen(office, day)
    sent = told(office)
    assert len(sent) > 30
    assert sorted(sent) == sorted(expected(office, known))
    letters = mails(settings)
    people_told = {(day, email) for day, email, *_ in sent}
    assert states() == {
        MailState.KEPT: len(letters),
        MailState.NO_ADDRESS: sum("@" not in email for _day, email in people_told),
    }
    assert sum(states().values()) == len(people_told)
    assert len({letter["Message-ID"] for letter in letters}) == len(letters)
    days = sa.select(AuditEntry.subject_id).where(AuditEntry.verb == "remind")
    assert {date.fromisoformat(day) for day in db.session.scalars(days)} == {
        day for day, *_ in sent
    }


@pytest.mark.both_databases
def test_half_a_year_of_clocks_that_are_killed(
    office: Office, known: People, settings: Settings
) -> None:
    """Process after process is killed at another step, and the next one goes on."""
    db.session.rollback()
    db.engine.dispose()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.reporting.dying_clock",
            settings.database_url,
            settings.data_dir,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 30  # how many were killed
    assert sorted(told(office)) == sorted(expected(office, known))
    letters, found = mails(settings), states()
    assert len({letter["Message-ID"] for letter in letters}) == len(letters)
    assert set(found) == {MailState.KEPT, MailState.NO_ADDRESS, MailState.UNKNOWN}
    assert found[MailState.KEPT] <= len(letters) <= found[MailState.KEPT] + found[MailState.UNKNOWN]
    begun = db.session.scalars(sa.select(Delivery.ended_at).where(Delivery.ended_at.is_(None)))
    assert not list(begun)


@pytest.mark.both_databases
def test_days_without_a_clock_are_made_up_for_in_one_digest(office: Office, known: People) -> None:
    """Off from January to June: one digest a person, each report once."""
    for _day in mornings(2, date(2026, 6, 20)):
        daily_jobs.run_day()
    assert {day for day, *_ in told(office)} == {date(2026, 6, 20)}
    for number in (0, 1):
        (officer,) = known[number, "officer"]
        mine = [line for line in told(office) if line[1] == officer.email]
        # Overdue since March, April, May and June; June's own report is not due yet.
        assert [(month, rung) for _day, _who, _unit, month, rung in sorted(mine)] == [
            (month, 1) for month in (2, 3, 4, 5)
        ]


def test_a_day_is_settled_once_and_what_comes_later_waits(office: Office, known: People) -> None:
    for _day in mornings(1, date(2026, 2, 24)):
        daily_jobs.run_day()
        digests.set_ladder(office.regime.id, [Rung(-20, Audience.HEAD)])
        db.session.commit()
        before = len(told(office))
        daily_jobs.run_day()
        assert len(told(office)) == before
    for _day in mornings(1, date(2026, 2, 25)):
        daily_jobs.run_day()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReminderDay)) == 2
    # The officers were told by the rung of ten days; twenty days is before that, and history.
    assert len(told(office)) == before


@pytest.mark.both_databases
def test_the_database_refuses_a_rung_or_a_digest_twice(office: Office, known: People) -> None:
    for _day in mornings(1, date(2026, 2, 24)):
        daily_jobs.run_day()
    reminder = db.session.scalars(sa.select(Reminder)).first()
    digest = db.session.scalars(sa.select(Digest)).first()
    assert reminder
    assert digest
    for twin in (
        Reminder(
            obligation_id=reminder.obligation_id,
            deadline=reminder.deadline,
            offset_days=reminder.offset_days,
            day=date(2026, 2, 25),
        ),
        Digest(
            user_id=digest.user_id,
            day=digest.day,
            made_at=clock.now(),
            mail=MailState.WAITING,
        ),
    ):
        db.session.add(twin)
        with pytest.raises(sa.exc.IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_a_regimes_own_ladder_stands_in_for_the_default(office: Office, known: People) -> None:
    digests.set_ladder(office.regime.id, [Rung(0, Audience.HEAD)])
    db.session.commit()
    for _day in mornings(60, date(2026, 2, 20)):
        daily_jobs.run_day()
    assert {rung for *_, rung in told(office)} == {0}


def test_nobody_in_the_post_leaves_the_rung_for_whoever_comes(office: Office, cast: Cast) -> None:
    for day in mornings(3, date(2026, 2, 24)):
        daily_jobs.run_day()
        assert told(office) == []
    cast.user("moi@example.vn", Role.UNIT_OFFICER, unit_id=office.communes[0].id)
    for day in mornings(1, date(2026, 2, 27)):
        daily_jobs.run_day()
        assert told(office) == [(day, "moi@example.vn", 0, 2, -10)]


def test_a_new_deadline_begins_the_ladder_anew(office: Office, known: People) -> None:
    for day in mornings(34, date(2026, 2, 20)):
        daily_jobs.run_day()
        if day == date(2026, 3, 16):
            owed = owed_in(office, 0, 2)
            owed.state, owed.grace_until = ObligationState.RETURNED, date(2026, 3, 19)
            db.session.commit()
    (officer,) = known[0, "officer"]
    (head,) = known[0, "head"]
    returned = [line for line in told(office) if line[0] > date(2026, 3, 16) and line[3] == 2]
    assert sorted(returned) == [
        (date(2026, 3, 17), head.email, 0, 2, -3),
        (date(2026, 3, 17), officer.email, 0, 2, -10),
        (date(2026, 3, 20), head.email, 0, 2, 1),
        (date(2026, 3, 20), officer.email, 0, 2, 1),
    ]


def test_before_offices_open_the_clock_only_waits(office: Office, known: People) -> None:
    with time_machine.travel(clock.at_local(date(2026, 2, 25), 6, 50), tick=False):
        daily_jobs.keep_deadlines()
        assert told(office) == []
    with time_machine.travel(clock.at_local(date(2026, 2, 25), 7, 0), tick=False):
        daily_jobs.keep_deadlines()
        assert len(told(office)) == 2


def test_the_command_does_the_same_at_once(app: Flask, office: Office, known: People) -> None:
    with time_machine.travel(clock.at_local(date(2026, 2, 25), 6, 50), tick=False):
        run = app.test_cli_runner().invoke(args=["reporting", "run-day", "--json"])
    assert run.exit_code == 0
    assert '"reminders": 2' in run.output
