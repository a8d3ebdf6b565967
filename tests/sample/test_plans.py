"""The sample's plans: in every state, with tasks done, late and overdue, the same at every load."""

from collections import Counter

import pytest
import sqlalchemy as sa
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
