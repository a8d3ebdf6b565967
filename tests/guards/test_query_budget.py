"""No page asks the database more because there is more to show."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.web.access import rule_of
from tests.conftest import Cast
from tests.guards.walking import Step, Walk, Walker
from tests.guards.world import World

MOST = 25
# Pages that may ask more, or fewer; give the reason beside the number.
BUDGETS: dict[str, int] = {
    # One report beside its last and beside its period's others: each collection is one statement;
    # and how many reminders wait for the reader.
    "report.show": 31,
    # One unit across all its duties, from the conference to the verdict: each link is one statement.
    "threads.unit": 28,
    # Down the tree to whoever owed: of each level its branches and its reports.
    "attainment.target": 30,
    # All that waits for the reader, and a directive from the conference to its targets, on one screen.
    "home.index": 40,
}
# Not pages: they answer programs, or send a file whose making is judged elsewhere.
NOT_PAGES = ("static", "health.", "api.", "openapi")


@pytest.fixture
def walk(app: Flask, cast: Cast, session: scoped_session[Session]) -> Walk:
    world = World(cast, session)
    world.populate()
    return Walk(app, world)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def pages(walk: Walk) -> list[Step]:
    return [
        step
        for step in walk.steps()
        if step.method == "GET"
        and rule_of(walk.app, step.rule.endpoint)
        and not step.rule.endpoint.startswith(NOT_PAGES)
    ]


def statements_of(walk: Walk, walker: Walker, steps: list[Step]) -> dict[str, list[str]]:
    """What each page sent that answered with a page, by endpoint."""
    found, broken = {}, {}
    for step in steps:
        db.session.expunge_all()  # no page finds what the one before has loaded
        db.session.add(walker.user)
        with counted() as statements:
            try:
                answer = walk.go(walker, step)
            except Exception as error:  # noqa: BLE001  # all are told, not only the first
                broken[step.rule.endpoint] = repr(error)
                continue
        if answer.status_code == 200:
            found[step.rule.endpoint] = statements
    assert not broken, "pages that fail"
    return found


def test_pages_keep_to_their_budget_however_much_there_is(walk: Walk) -> None:
    administrator = next(walk.walkers(Role.ADMINISTRATOR))
    steps = pages(walk)
    little = statements_of(walk, administrator, steps)
    assert len(little) > 20
    walk.world.grow()
    much = statements_of(walk, administrator, steps)
    over = {
        endpoint: len(statements)
        for endpoint, statements in much.items()
        if len(statements) > BUDGETS.get(endpoint, MOST)
    }
    assert not over, "pages that ask too much"
    growing = {
        endpoint: f"{len(little[endpoint])} → {len(statements)}: {_repeated(statements)}"
        for endpoint, statements in much.items()
        if endpoint in little and len(statements) > len(little[endpoint])
    }
    assert not growing, "pages that ask once for each row"


def _repeated(statements: list[str]) -> str:
    """The statement that was sent most often, which is the one to join or to load at once."""
    most = max(statements, key=statements.count)
    return f"{statements.count(most)} × {' '.join(most.split())[:200]}"


def test_the_guard_sees_a_query_for_each_row(walk: Walk) -> None:
    from dissemination.units.models import Unit
    from dissemination.web.access import public

    def one_by_one() -> str:
        ids = list(db.session.scalars(db.select(Unit.id)))
        db.session.expire_all()
        return "".join(db.session.get_one(Unit, unit_id).code for unit_id in ids)

    walk.app.add_url_rule("/one-by-one", "one_by_one", public(one_by_one))
    walker = next(walk.walkers(Role.ADMINISTRATOR))
    steps = [step for step in walk.steps() if step.rule.endpoint == "one_by_one"]
    before = len(statements_of(walk, walker, steps)["one_by_one"])
    walk.world.grow()
    assert len(statements_of(walk, walker, steps)["one_by_one"]) > before + 5
