"""Long work: handed to Huey after the commit, run beside the server, stored in the same database.

A job is a plain function of identifiers. It is sent when the work that asked for it is
committed, runs in its own transaction, and may run again after a crash: it must bear that.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.audit import SYSTEM, act_as

JOBS: dict[str, Callable[..., None]] = {}
HOURLY: list[str] = []
# A few minutes after the hour, so that what begins with a day finds the day begun.
_MINUTE = "3"
_PENDING = "pending_jobs"


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Register a function to be called by name in the background."""
    JOBS[function.__name__] = function
    return function


def hourly(function: Callable[[], None]) -> Callable[[], None]:
    """Register a job that the clock runs every hour: what was missed while down is made up for."""
    if function.__name__ not in HOURLY:
        HOURLY.append(function.__name__)
    return job(function)


def enqueue(function: Callable[..., None], *arguments: int | str) -> None:
    """Run a registered job once the present transaction is committed."""
    db.session.info.setdefault(_PENDING, []).append((function.__name__, arguments))


def send_pending() -> None:
    """Hand over what was asked for; call right after the commit."""
    pending = db.session.info.pop(_PENDING, [])
    for name, arguments in pending:
        current_app.extensions["run_job"](name, arguments)


def forget_pending() -> None:
    """Drop what was asked for by work that was rolled back."""
    db.session.info.pop(_PENDING, None)


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["run_job"] = JobRunner(app, settings)


class JobRunner:
    """Builds the queue when first needed; in tests jobs run at once."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    def __call__(self, name: str, arguments: tuple[Any, ...]) -> None:
        if self.settings.testing:
            run(self.app, name, arguments)
        else:
            self.task(name, arguments)

    @cached_property
    def huey(self) -> Huey:
        return build_queue(self.settings)

    @cached_property
    def task(self) -> Callable[[str, tuple[Any, ...]], object]:
        """Huey's one task: calling it puts the job in the queue."""

        def run_job(name: str, arguments: tuple[Any, ...]) -> None:
            run(self.app, name, arguments)

        task: Callable[[str, tuple[Any, ...]], object] = self.huey.task(retries=1)(run_job)
        self._wind_the_clock()
        return task

    def _wind_the_clock(self) -> None:
        """Let Huey run the hourly jobs; of all processes that know them only the consumer does."""
        for name in HOURLY:
            self._each_hour(name)

    def _each_hour(self, name: str) -> None:
        def run_hourly() -> None:
            run(self.app, name, ())

        self.huey.periodic_task(crontab(minute=_MINUTE), name=name)(run_hourly)


def build_queue(settings: Settings) -> Huey:
    """Huey in the system's own database."""
    if settings.is_sqlite:
        return SqliteHuey("jobs", filename=settings.database_url.removeprefix("sqlite:///"))
    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    return PostgresHuey("jobs", dsn=dsn)


def run(app: Flask, name: str, arguments: tuple[Any, ...]) -> None:
    """Run one job in its own application context and commit at the end."""
    with app.app_context():
        act_as(SYSTEM)
        try:
            JOBS[name](*arguments)
            db.session.commit()
            send_pending()
        except BaseException:
            db.session.rollback()
            forget_pending()
            raise
