"""Loading the sample, small, on both databases."""

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from dissemination.application import create_app
from dissemination.checkin import tallies
from dissemination.checkin.models import Tally
from dissemination.cli import init_app
from dissemination.conferences import delegates as delegate_services
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    Point,
    Standing,
)
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.sample.load import Loaded, Wanted, is_empty, load
from dissemination.units import queries as unit_queries
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.web.models import AuditEntry
from tests.conftest import settings_for

Db = scoped_session[Session]
SMALL = Wanted(points=9, delegates=700, seed=116)


@pytest.fixture
def loaded(session: Db) -> Loaded:
    done = load(SMALL)
    session.commit()
    return done


def count(session: Db, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.both_databases
def test_everything_asked_for_is_stored(session: Db, loaded: Loaded) -> None:
    assert (loaded.units, loaded.points, loaded.delegates) == (267, 9, 700)
    assert count(session, Unit) == 267
    assert count(session, Point) == 9
    assert count(session, Delegate) == count(session, Pass) == 700
    assert session.scalar(sa.select(sa.func.count(sa.distinct(Pass.delegate_id)))) == 700
    assert session.scalar(sa.select(Point.name).where(Point.is_main)) == "Tỉnh ủy Lạng Sơn"


@pytest.mark.both_databases
def test_the_tree_stands_as_on_the_day(session: Db, loaded: Loaded) -> None:
    tree = unit_queries.tree_at(date(2023, 11, 15))
    [province] = tree.roots
    assert province.name == "Tỉnh Lạng Sơn"
    assert len(tree.subtree_ids(province.id)) == 267
    commune = next(node for node in tree.nodes.values() if node.name == "Xã Vân An")
    assert tree.at_level(commune.id, UnitLevel.DISTRICT).name == "Huyện Chi Lăng"  # type: ignore[union-attr]
    found = session.scalars(
        sa.select(UnitVersion.name).where(UnitVersion.search_key.like("% van an%"))
    )
    assert list(found) == ["Xã Vân An"]


@pytest.mark.both_databases
def test_tallies_agree_with_a_recount(session: Db, loaded: Loaded) -> None:
    expected, excused = session.execute(
        sa.select(sa.func.sum(Tally.expected), sa.func.sum(Tally.excused))
    ).one()
    assert (expected, excused) == (700, loaded.excused)
    assert tallies.differences(loaded.conference_id) == []


@pytest.mark.both_databases
def test_the_next_delegate_gets_the_next_id(session: Db, loaded: Loaded) -> None:
    last = session.scalar(sa.select(sa.func.max(Delegate.id)))
    point = session.scalars(sa.select(Point).where(Point.is_main)).one()
    added = delegate_services.add_walk_in(point.id, "Nông Thị Mới")
    assert isinstance(added, Delegate)
    assert added.id == (last or 0) + 1
    session.add(Unit(code="mới"))
    session.flush()


@pytest.mark.both_databases
def test_what_bulk_writes_reads_as_the_models_say(session: Db, loaded: Loaded) -> None:
    delegate = session.scalars(sa.select(Delegate).order_by(Delegate.id).limit(1)).one()
    assert (delegate.standing, delegate.revision) == (Standing.SUMMONED, 1)
    assert delegate.point.roster_revision == 1
    assert delegate.passes[0].issued_at == datetime(2023, 11, 10, 2, tzinfo=UTC)
    assert delegate.passes[0].is_valid
    before = (delegate.search_key, delegate.sort_key)
    delegate_services.index(delegate)
    assert (delegate.search_key, delegate.sort_key) == before


def test_the_conference_runs_at_once(session: Db, loaded: Loaded) -> None:
    conference = session.get_one(Conference, loaded.conference_id)
    assert conference.state is ConferenceState.RUNNING
    assert conference.held_on == date(2023, 11, 15)
    [morning] = conference.sessions
    assert morning.starts_at == datetime(2023, 11, 15, 1, tzinfo=UTC)
    assert [item.position for item in conference.agenda] == list(range(1, 9))
    assert {one.number for one in conference.directives} == {"116-NQ/TU", "08-ĐA/TU"}


def test_the_resolution_has_its_targets_and_groups(session: Db, loaded: Loaded) -> None:
    resolution = session.scalars(sa.select(Directive).where(Directive.number == "116-NQ/TU")).one()
    assert [target.code for target in resolution.targets] == ["T1", "T2", "T3", "T4", "T5"]
    assert all(len(target.values) == 2 and target.denominator for target in resolution.targets)
    assert [group.number for group in resolution.solution_groups] == list(range(1, 9))
    assert [g.number for g in resolution.solution_groups if g.is_breakthrough] == [3]


def test_loading_is_on_record(session: Db, loaded: Loaded) -> None:
    [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "sample"))
    assert (entry.verb, entry.after["delegates"]) == ("load", 700)


def test_the_sample_is_one_piece_of_work(session: Db) -> None:
    assert is_empty()
    load(SMALL)
    session.rollback()
    assert is_empty()


# --- the command --------------------------------------------------------------------------


def test_the_command_keeps_what_it_loads(app: Flask, session: Db) -> None:
    done = app.test_cli_runner().invoke(
        args=["demo", "load", "--points", "3", "--delegates", "500", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["points"], told["delegates"]) == (3, 500)
    session.rollback()
    assert count(session, Delegate) == 500


def test_a_second_load_is_refused_with_what_to_do(app: Flask, loaded: Loaded) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_if_empty_leaves_a_full_database_alone(app: Flask, session: Db, loaded: Loaded) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])
    assert done.exit_code == 0
    assert count(session, Delegate) == 700


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--points", "10", "--delegates", "9"], "Every point needs a delegate"),
        (["--points", "0"], "--points must be from 1"),
        (["--points", "100001", "--delegates", "200000"], "--points must be from 1"),
        (["--points", "10", "--delegates", "10000001"], "10000000 at most"),
    ],
)
def test_impossible_numbers_get_one_sentence(app: Flask, options: list[str], words: str) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "load", *options])
    assert done.exit_code == 1
    assert words in done.stderr
    assert is_empty()


def test_a_database_without_tables_is_named_as_such(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    bare = create_app(settings_for(f"sqlite:///{folder / 'bare.db'}", folder))
    init_app(bare)
    with bare.app_context():
        done = bare.test_cli_runner().invoke(args=["demo", "load"])
        db.session.remove()
        db.engine.dispose()
    assert done.exit_code == 1
    assert "flask db upgrade" in done.stderr
