"""The sample's plans: in every state, with tasks done, late and overdue, the same at every load."""

from collections import Counter

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from dissemination.database import db
from dissemination.plans import gaps, queries
from dissemination.plans.models import Plan, PlanState, PlanVersion, TaskExtension, TaskStatus
from dissemination.plans.task_queries import TaskFilter, tally
from dissemination.sample.load import Wanted, load


@pytest.mark.both_databases
def test_plans_stand_in_every_state_and_their_tasks_are_believable(app: Flask) -> None:
    load(Wanted(points=48, delegates=48))
    db.session.commit()
    versions = list(db.session.scalars(sa.select(PlanVersion)))
    states = Counter(version.state for version in versions)
    assert set(states) == set(PlanState)
    assert db.session.scalar(sa.select(sa.func.count(Plan.id))) == 44
    figures = tally(TaskFilter(within=None))
    assert (figures.total, figures.done, figures.late_but_done) == (313, 208, 25)
    assert db.session.scalar(sa.select(sa.func.count(TaskExtension.id))) == 3


@pytest.mark.both_databases
def test_the_completion_of_tasks_equals_an_independent_recount(app: Flask) -> None:
    """Done ÷ (done + open and overdue), on a day on which some are still open."""
    load(Wanted(points=48, delegates=48))
    db.session.commit()
    recount = """
        SELECT sum(CASE WHEN t.done_on IS NOT NULL THEN 1 ELSE 0 END),
               sum(CASE WHEN t.done_on IS NULL AND coalesce(t.extended_to, t.due_on) < '2024-01-15'
                        THEN 1 ELSE 0 END), count(*)
          FROM plan_tasks t JOIN plan_versions v ON v.id = t.version_id WHERE v.state = 'active'"""
    done, overdue, total = db.session.execute(sa.text(recount)).one()
    with time_machine.travel("2024-01-15T02:00:00Z", tick=False):
        figures = tally(TaskFilter(within=None))
    assert (figures.done, figures.overdue, figures.total) == (done, overdue, total)
    assert 0 < overdue < total - done


def test_what_was_presented_lacks_nothing_and_what_was_issued_has_its_number(app: Flask) -> None:
    load(Wanted(points=48, delegates=48))
    db.session.commit()
    for plan_id in db.session.scalars(sa.select(Plan.id)):
        version = queries.version_of(plan_id)
        assert version is not None
        assert gaps.gaps(version, queries.targets_asked(version)).refusal is None
        assert bool(version.number) is (version.state in queries.ISSUED)
        assert all((task.done_on is not None) is task.is_done for task in version.tasks)
        last = max((*(one.line for one in version.targets), *(one.line for one in version.tasks)))
        assert last <= version.plan.last_line
        assert TaskStatus.DONE in {task.status for task in version.tasks} or not version.is_in_force
