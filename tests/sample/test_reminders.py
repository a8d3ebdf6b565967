"""Whoever tries the sample finds what he would have been reminded of, as the ladder has it."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from dissemination.accounts.models import User
from dissemination.database import db
from dissemination.reporting import daily_jobs
from dissemination.reporting.reminder_models import Digest, MailState, Reminder
from dissemination.sample.load import Wanted, load


@pytest.fixture
def links(app: Flask) -> None:
    """The sample is loaded, and links to try it with were printed twice."""
    load(Wanted(points=30, delegates=60))
    db.session.commit()
    for _ in range(2):
        run = app.test_cli_runner().invoke(args=["users", "sample-links"])
        assert run.exit_code == 0, run.output


def days_of(sign_in: str) -> list[date]:
    query = sa.select(Digest.day).join(User).where(User.email == sign_in).order_by(Digest.day)
    return list(db.session.scalars(query))


@pytest.mark.usefixtures("links")
def test_the_secretariat_and_a_unit_find_a_filled_page(app: Flask) -> None:
    """Reports were due on 21 December 2023 and 21 March 2024."""
    assert days_of("mau-thu-ky") == [date(2023, 12, 28), date(2024, 3, 28)]
    officer = days_of("mau-can-bo")
    assert date(2023, 12, 11) in officer
    assert date(2024, 3, 11) in officer
    assert set(db.session.scalars(sa.select(Digest.mail))) == {MailState.NO_ADDRESS}
    unseen = sa.select(Digest.user_id, sa.func.count()).where(Digest.seen_at.is_(None))
    found = db.session.execute(unseen.group_by(Digest.user_id)).all()
    assert {count for _user, count in found} == {1}


@pytest.mark.usefixtures("links")
def test_the_clock_goes_on_from_there_and_tells_no_rung_again(app: Flask) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Reminder.id))) or 0
    with time_machine.travel("2024-03-29T01:00:00Z", tick=False):
        daily_jobs.run_day()
    new = sa.select(Reminder).where(Reminder.day == date(2024, 3, 29))
    told = list(db.session.scalars(new))
    assert (db.session.scalar(sa.select(sa.func.count(Reminder.id))) or 0) == before + len(told)
    assert all(one.deadline != one.obligation.period.due_on for one in told), "only new deadlines"
