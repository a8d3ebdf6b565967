"""Playing the morning against a really served system, on both databases."""

import json
import threading
from collections.abc import Iterator
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session
from werkzeug.serving import make_server

from dissemination.checkin.models import Attendance, Scan, Scanner, ScanOutcome, Tally
from dissemination.conferences.models import Conference, ConferenceState
from dissemination.sample.doors import Address, Door, ServerUnusableError, loopback
from dissemination.sample.load import Wanted, load
from dissemination.sample.run import Result, rehearse

Db = scoped_session[Session]
CLOSED_PORT = Address("127.0.0.1", 9)


@pytest.fixture
def conference_id(session: Db) -> int:
    """Six points with 150 delegates."""
    loaded = load(Wanted(points=6, delegates=150, seed=116))
    session.commit()
    return loaded.conference_id


@pytest.fixture
def served(app: Flask) -> Iterator[Address]:
    """The application behind a real socket of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Address("127.0.0.1", server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def play(conference_id: int, address: Address, seed: int = 1) -> Result:
    return rehearse(conference_id, address, 1.0, Random(seed), connections=3)


@pytest.mark.both_databases
def test_the_morning_ends_with_tallies_equal_to_a_recount(
    session: Db, conference_id: int, served: Address
) -> None:
    result = play(conference_id, served)
    assert result.faults == []
    assert result.expected == 150
    assert 140 <= result.present == result.record.inside
    assert session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == result.present
    assert set(result.record.outcomes) >= {
        ScanOutcome.ADMITTED,
        ScanOutcome.ALREADY_ADMITTED,
        ScanOutcome.UNDONE,
        ScanOutcome.UNKNOWN_PASS,
    }


def test_scans_kept_offline_arrive_as_such(
    session: Db, conference_id: int, served: Address
) -> None:
    play(conference_id, served)
    late = list(session.scalars(sa.select(Scan).where(Scan.offline)))
    assert late
    assert all(scan.scanned_at < scan.received_at for scan in late)


def test_its_scanners_are_revoked_at_the_end(
    session: Db, conference_id: int, served: Address
) -> None:
    play(conference_id, served)
    scanners = list(session.scalars(sa.select(Scanner)))
    assert len(scanners) == 6
    assert all(scanner.revoked_at for scanner in scanners)


def test_a_second_morning_brings_those_who_stayed_away(
    session: Db, conference_id: int, served: Address
) -> None:
    first = play(conference_id, served, seed=1)
    second = play(conference_id, served, seed=2)
    assert second.faults == []
    assert second.present >= first.present


def test_a_wrong_tally_is_found(session: Db, conference_id: int, served: Address) -> None:
    session.execute(sa.update(Tally).values(walk_ins=Tally.walk_ins + 1))
    session.commit()
    assert play(conference_id, served).faults == ["6 points differ from a recount."]


def test_the_command_prints_figures_and_ends_well(
    app: Flask, conference_id: int, served: Address
) -> None:
    done = app.test_cli_runner().invoke(
        args=["demo", "run", "--minutes", "0.02", "--url", str(served), "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["expected"], told["faults"]) == (150, [])


def test_the_command_ends_with_1_when_the_sums_are_wrong(
    app: Flask, session: Db, conference_id: int, served: Address
) -> None:
    session.execute(sa.update(Tally).values(guests=Tally.guests + 1))
    session.commit()
    done = app.test_cli_runner().invoke(
        args=["demo", "run", "--minutes", "0.02", "--url", str(served)]
    )
    assert done.exit_code == 1
    assert "6 points differ from a recount." in done.stderr


def test_no_server_is_said_at_once_and_leaves_no_scanner_behind(
    session: Db, conference_id: int
) -> None:
    with pytest.raises(ServerUnusableError, match="make run"):
        play(conference_id, CLOSED_PORT)
    assert all(scanner.revoked_at for scanner in session.scalars(sa.select(Scanner)))


def test_a_server_of_another_database_is_named_as_such(served: Address) -> None:
    door = Door(served, {1: "a-token-of-nobody"})
    with pytest.raises(ServerUnusableError, match="another database"):
        door.whoami(1)
    door.close()


def test_a_conference_that_does_not_run_is_refused(
    app: Flask, session: Db, conference_id: int
) -> None:
    session.get_one(Conference, conference_id).state = ConferenceState.CLOSED
    session.commit()
    done = app.test_cli_runner().invoke(args=["demo", "run"])
    assert done.exit_code == 1
    assert "No conference is running." in done.stderr


@pytest.mark.parametrize("minutes", ["0", "-1", "100000"])
def test_impossible_minutes_get_one_sentence(app: Flask, minutes: str) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "run", "--minutes", minutes])
    assert done.exit_code == 1
    assert "--minutes must be above 0" in done.stderr


@pytest.mark.parametrize(
    "url", ["http://example.vn:8000", "https://127.0.0.1:8000", "127.0.0.1:8000", "http://[", ""]
)
def test_the_rehearsal_never_leaves_this_machine(url: str) -> None:
    assert loopback(url) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8000", Address("127.0.0.1", 8000)),
        ("http://localhost", Address("localhost", 80)),
        ("http://[::1]:8123/", Address("::1", 8123)),
    ],
)
def test_addresses_of_this_machine_are_understood(url: str, address: Address) -> None:
    assert loopback(url) == address
