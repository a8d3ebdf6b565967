"""Migrations make exactly what the models say, in one line, and can be gone back on."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.orm import Session, scoped_session

from dissemination.application import ROOT
from dissemination.database import db
from tests.conftest import Cast
from tests.guards.world import World


@pytest.fixture(scope="module")
def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def revisions(scripts: ScriptDirectory) -> list[str]:
    """From the newest to the first."""
    return [script.revision for script in scripts.walk_revisions()]


def test_they_are_one_numbered_line(scripts: ScriptDirectory) -> None:
    """Numbers are reserved when work begins and the line is joined when it lands: gaps may stay."""
    assert len(scripts.get_heads()) == 1
    assert len(set(revisions(scripts))) == len(revisions(scripts))
    for script in scripts.walk_revisions():
        assert re.fullmatch(r"\d{4}", script.revision)
        name = script.path.rpartition("/")[2]
        assert re.fullmatch(rf"{script.revision}_[a-z0-9_]+\.py", name)
        assert re.fullmatch(r"\d{4}", script.revision)
        assert script.doc, f"{name} must say what it is for"


@pytest.mark.both_databases
def test_the_newest_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    assert not differences, "write a migration for these"


def counts() -> dict[str, int]:
    """How many rows each table has, by name."""
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        return {
            name: connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in inspector.get_table_names()
        }


def _steps_back(scripts: ScriptDirectory) -> Iterator[str]:
    yield from revisions(scripts)[1:]


@pytest.mark.both_databases
def test_going_back_and_forth_again_keeps_the_rows(
    app: Flask, cast: Cast, session: scoped_session[Session], scripts: ScriptDirectory
) -> None:
    World(cast, session).populate()
    session.remove()
    full = counts()
    assert not {name for name, rows in full.items() if not rows}, "let World fill these"
    for revision in _steps_back(scripts):
        downgrade(revision=revision)
        there = counts()
        upgrade()
        assert counts().items() >= {name: full[name] for name in there}.items(), revision


@pytest.mark.both_databases
def test_going_all_the_way_back_leaves_nothing(
    app: Flask, session: scoped_session[Session]
) -> None:
    session.remove()
    downgrade(revision="base")
    assert set(counts()) <= {"alembic_version", "sqlite_sequence"}
    upgrade()
    with db.engine.connect() as connection:
        assert not compare_metadata(MigrationContext.configure(connection), db.metadata)
