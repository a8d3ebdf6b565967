"""Public tasks name nobody whom a list knows, and whoever publishes is told what may still be a name."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.coverage import publishing
from dissemination.coverage.public_names import listed
from dissemination.coverage.publishing import Terms
from dissemination.plans.models import PlanTask
from tests.conftest import Cast, SignIn
from tests.guards.planted import DELEGATE
from tests.guards.world import SECRET_NAMES, World

Db = scoped_session[Session]
pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(app: Flask, cast: Cast, session: Db) -> World:
    world = World(cast, session)
    world.populate()
    return world


@pytest.fixture
def directive(world: World) -> int:
    return int(world.values["directive_id"])


def write(session: Db, content: str) -> int:
    """Into one public task; its line."""
    task = session.scalars(sa.select(PlanTask).order_by(PlanTask.id)).all()[0]
    task.content, task.responsible = content, ""
    session.commit()
    return task.line


def test_whoever_stands_on_a_roster_is_not_named(
    client: FlaskClient, session: Db, world: World, directive: int
) -> None:
    write(session, f"Giao {DELEGATE} soạn; {DELEGATE.upper()} trình; {SECRET_NAMES[1]} in.")
    page = client.get(f"/public/{directive}/plans/{world.values['plan_id']}").text
    assert "Giao […] soạn; […] trình; […] in." in page


def test_a_name_is_known_whatever_its_capitals_and_by_its_accents(world: World) -> None:
    assert listed({DELEGATE, DELEGATE.upper(), "An Danh Dai Bieu", "Ẩn Danh Đại"}) == {
        DELEGATE,
        DELEGATE.upper(),
    }


def test_the_publisher_sees_each_line_with_a_name_and_what_may_still_be_one(
    signed_in: SignIn, session: Db, world: World, directive: int
) -> None:
    secretariat = signed_in(Role.SECRETARIAT)
    line = write(session, f"Giao {DELEGATE} và Lý Thị Chưa Biết soạn")
    page = secretariat.get(f"/publications/{directive}/names").text
    rows = [row for row in page.split("<tr>") if "Lý Thị Chưa Biết" in row]
    assert len(rows) == 1
    assert f'#tasks">{line}</a>' in rows[0]
    assert "Giao […] và Lý Thị Chưa Biết soạn" in rows[0]
    assert "Có thể là tên người" in rows[0]
    assert DELEGATE not in page
    assert "dòng có thể còn tên người" in page


def test_publishing_leads_to_the_lines_that_name_somebody(
    signed_in: SignIn, session: Db, world: World, directive: int
) -> None:
    secretariat = signed_in(Role.SECRETARIAT)
    secretariat.post(f"/publications/{directive}/close")
    write(session, "Giao Lý Thị Chưa Biết soạn")
    told = secretariat.post(f"/publications/{directive}/open")
    assert told.location.endswith(f"/publications/{directive}/names")
    publishing.save(directive, Terms(shows_tasks=False))
    session.commit()
    secretariat.post(f"/publications/{directive}/close")
    told = secretariat.post(f"/publications/{directive}/open")
    assert told.location.endswith(f"/publications/{directive}")
    page = secretariat.get(f"/publications/{directive}/names").text
    assert "Nhiệm vụ chưa được chọn công khai" in page
    assert not re.search(r"<td", page)
