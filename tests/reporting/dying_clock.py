"""A clock that is killed again and again: `python -m tests.reporting.dying_clock DATABASE_URL DATA_DIR`.

A process of its own does the work of day after day until it is killed (SIGKILL) at some step: before
or after a commit, before or after an e-mail is handed over. The next one begins that day again, and
lives for another number of steps. Prints how many were killed.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy import event

from dissemination import clock
from dissemination.accounts.mail import Carrier, Receipt
from dissemination.application import create_app
from dissemination.database import db
from dissemination.directives.models import Target
from dissemination.reporting import daily_jobs
from dissemination.reporting.models import RegimeItem, ReportingRegime
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from tests.conftest import settings_for
from tests.reporting.conftest import Office
from tests.reporting.half_year import DAYS, FIRST, happen

# How many steps lives have, at least, and how many lengths of lives there are.
SHORTEST = 4
LIVES = 61


@dataclass(slots=True)
class Death:
    """Comes at a numbered step."""

    steps_left: int

    def step(self, *_: object) -> None:
        if self.steps_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.steps_left -= 1

    def haunt(self) -> None:
        """From now on every commit and every hand-over are steps."""
        event.listen(db.session.session_factory, "before_commit", self.step)
        event.listen(db.session.session_factory, "after_commit", self.step)
        hand_over = Carrier.hand_over

        def haunted(carrier: Carrier, message: EmailMessage) -> Receipt:
            self.step()
            receipt = hand_over(carrier, message)
            self.step()
            return receipt

        Carrier.hand_over = haunted  # type: ignore[method-assign,assignment]


def in_a_process(app: Flask, work: Callable[[], object]) -> bool:
    """Do something in a process of its own; whether it was killed."""
    child = os.fork()
    if child == 0:
        with app.app_context():
            work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert status == 0, "the clock's process failed"
    return False


def office() -> Office:
    """What the test has made, read again."""
    communes = (
        sa.select(Unit)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(UnitVersion.level == UnitLevel.COMMUNE)
        .order_by(Unit.id)
    )
    return Office(
        db.session.scalars(sa.select(ReportingRegime)).one(),
        db.session.scalars(sa.select(Target)).one(),
        db.session.scalars(sa.select(RegimeItem).where(RegimeItem.target_id.is_(None))).one(),
        list(db.session.scalars(communes)),
        {},
    )


def live(office: Office, start: int, told: int) -> None:
    """Day after day from a numbered one on; each is told by its number before it begins."""
    for number in range(start, DAYS):
        os.write(told, number.to_bytes(2))
        day = FIRST + timedelta(days=number)
        with time_machine.travel(clock.at_local(day, 7, 30), tick=False):
            daily_jobs.run_day()
            happen(office, day)


def one_life(app: Flask, start: int, steps: int) -> int | None:
    """The number of the day on which death came; None when the half year was over before."""
    reads, writes = os.pipe()

    def lives() -> None:
        found = office()
        Death(steps).haunt()
        live(found, start, writes)

    killed = in_a_process(app, lives)
    os.close(writes)
    days = os.read(reads, 2 * DAYS)
    os.close(reads)
    return int.from_bytes(days[-2:]) if killed else None


def main(url: str, folder: str) -> int:
    app = create_app(settings_for(url, Path(folder)))
    sa.orm.configure_mappers()  # once for all children
    lives, day = 0, one_life(app, 0, 0)
    while day is not None:
        lives += 1
        day = one_life(app, day, SHORTEST + lives % LIVES)
    with time_machine.travel(clock.at_local(FIRST + timedelta(days=DAYS), 0, 5), tick=False):
        in_a_process(app, daily_jobs.send_digests)
    return lives


if __name__ == "__main__":
    sys.stdout.write(str(main(*sys.argv[1:])))
