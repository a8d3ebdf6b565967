"""Huey's clock opens what is due: each hour, as often as it likes, nothing twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from dissemination.database import db
from dissemination.reporting.models import Obligation, ObligationState, ReportingPeriod
from dissemination.web.jobs import JobRunner
from tests.reporting.conftest import Office


@pytest.fixture
def runner(app: Flask) -> JobRunner:
    """As the worker has it: its tasks are known."""
    found: JobRunner = app.extensions["run_job"]
    _ = found.task
    return found


def strike(runner: JobRunner, moment: datetime) -> int:
    """What Huey does at a moment; how many jobs that were."""
    tasks = runner.huey.read_periodic(moment)
    for task in tasks:
        runner.huey.execute(task)
    db.session.rollback()
    return len(tasks)


@time_machine.travel("2026-03-25T01:00:00Z", tick=False)
def test_what_is_due_is_opened_each_hour_and_only_once(
    app: Flask, office: Office, runner: JobRunner, tmp_path: Path
) -> None:
    assert strike(runner, datetime(2026, 3, 25, 1, 2, tzinfo=UTC)) == 0
    for hour in (1, 2):
        assert strike(runner, datetime(2026, 3, 25, hour, 3, tzinfo=UTC)) >= 1
    assert db.session.scalar(sa.select(sa.func.count(ReportingPeriod.id))) == 2
    states = set(db.session.scalars(sa.select(Obligation.state)))
    assert states == {ObligationState.OPEN}
