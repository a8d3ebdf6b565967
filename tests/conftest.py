"""What every test stands on: a migrated database of its own, an application, a cast.

Tests marked `both_databases` run once on SQLite and once on PostgreSQL; all others on SQLite.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from dissemination import cli
from dissemination.accounts.models import Grant, Role, User
from dissemination.application import create_app
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    Point,
    Standing,
)
from dissemination.conferences.roster import roster_changed
from dissemination.config import Settings
from dissemination.database import db, read_only
from dissemination.text import search_key, sort_key
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from tests.postgres import PostgresDatabases

SECRET = "a-secret-for-tests-only-0123456789"

# How long one example takes says how busy the machine is, not whether we are right.
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings_for(f"sqlite:///{folder / 'template.db'}", folder))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return folder / "template.db"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresDatabases]:
    """A private PostgreSQL server, shared by the workers of one run."""
    with PostgresDatabases(tmp_path_factory) as databases:
        yield databases


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A migrated, empty database of this test's own."""
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    databases: PostgresDatabases = request.getfixturevalue("postgres")
    with databases.migrated() as url:
        yield url


class TestBrowser(FlaskClient):
    """Ends the test's own transaction before a request, so that neither waits for the other and
    the test then reads what the request kept.

    Requests run in the test's application context: what one kept in `g` (who is signed in!) must
    not be found by the next."""

    __test__ = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        assert not db.session.new, "commit before you send a request"
        assert not db.session.dirty, "commit before you send a request"
        db.session.rollback()
        for name in list(g):
            g.pop(name)
        response = super().open(*args, **kwargs)
        read_only(enabled=False)
        return response


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(data_dir=folder, database_url=url, secret_key=SECRET, testing=True)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on an empty, migrated database, within its context."""
    app = create_app(settings)
    cli.init_app(app)
    app.test_client_class = TestBrowser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> scoped_session[Any]:
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who has not signed in. Each request has its own application context."""
    return app.test_client()


# --- the cast -----------------------------------------------------------------------------


class Cast:
    """Makes people and places; everything is committed, so that requests see it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.numbers = count(1)

    def unit(
        self,
        code: str,
        name: str,
        level: UnitLevel = UnitLevel.COMMUNE,
        parent: Unit | None = None,
    ) -> Unit:
        unit = Unit(code=code)
        db.session.add(unit)
        db.session.flush()
        db.session.add(
            UnitVersion(
                unit_id=unit.id,
                name=name,
                level=level,
                parent_id=parent.id if parent else None,
                valid_from=date(2020, 1, 1),
                search_key=search_key(name),
            )
        )
        db.session.commit()
        return unit

    def conference(
        self, title: str = "Hội nghị quán triệt", state: ConferenceState = ConferenceState.RUNNING
    ) -> Conference:
        conference = Conference(title=title, held_on=date(2023, 11, 15), state=state)
        db.session.add(conference)
        db.session.commit()
        return conference

    def point(self, conference: Conference, unit: Unit, name: str, **more: object) -> Point:
        point = Point(
            conference_id=conference.id,
            unit_id=unit.id,
            name=name,
            search_key=search_key(name),
            **more,
        )
        db.session.add(point)
        db.session.flush()
        roster_changed([point.id])
        db.session.commit()
        return point

    def delegate(self, point: Point, name: str, **more: object) -> Delegate:
        """A summoned delegate with a valid pass."""
        delegate = Delegate(
            conference_id=point.conference_id,
            point_id=point.id,
            name=name,
            search_key=search_key(name, str(more.get("position", ""))),
            sort_key=sort_key(name),
            **{"standing": Standing.SUMMONED, **more},
        )
        db.session.add(delegate)
        db.session.flush()
        from dissemination.conferences.passes import new_digits

        db.session.add(
            Pass(
                delegate_id=delegate.id,
                digits=new_digits(1)[0],
                issued_at=datetime(2023, 11, 1, tzinfo=UTC),
            )
        )
        delegate.revision = point.roster_revision + 1
        roster_changed([point.id])
        db.session.commit()
        return delegate

    def user(self, email: str, role: Role | None = None, **part: int) -> User:
        """A person with a password of "mật khẩu dài 10+" and one grant for a part (or all)."""
        user = User(email=email, name=email.partition("@")[0], created_at=datetime.now(UTC))
        db.session.add(user)
        db.session.flush()
        if role is not None:
            db.session.add(Grant(user_id=user.id, role=role, granted_at=datetime.now(UTC), **part))
        db.session.commit()
        return user

    def sign_in(self, user: User) -> FlaskClient:
        """A browser in which this person is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as kept:
            kept["_user_id"] = user.fs_uniquifier
            kept["_fresh"] = True
            kept["fs_cc"] = "set"
            kept["fs_paa"] = datetime.now(UTC).timestamp()
        return client


@pytest.fixture
def cast(app: Flask) -> Cast:
    return Cast(app)


SignIn = Callable[..., FlaskClient]


@pytest.fixture
def signed_in(cast: Cast) -> SignIn:
    """`signed_in(Role.SECRETARIAT)` or `signed_in(Role.DESK, point_id=…)`: a browser."""

    def enter(role: Role, **part: int) -> FlaskClient:
        return cast.sign_in(
            cast.user(f"{role}-{len(part)}-{next(cast.numbers)}@example.vn", role, **part)
        )

    return enter
