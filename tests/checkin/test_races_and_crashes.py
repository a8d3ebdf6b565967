"""Real processes: racing for one pass, and killed in the middle of their work."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination import clock
from dissemination.checkin import tallies
from dissemination.checkin.batches import Answer, Batch, Claim
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.models import Direction, Method, Scan, ScanOutcome
from dissemination.checkin.rebuild import rebuild
from dissemination.conferences.models import Delegate
from dissemination.database import db, writing
from dissemination.serving import SECONDS_TO_FINISH
from tests.checkin.conftest import Hall
from tests.conftest import SECRET
from tests.ports import own_port

ROOT = Path(__file__).parents[2]


@contextmanager
def served(database_url: str, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`flask serve` with two workers on this database, at a port; whatever is left of it is ended."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET,
        "WORKERS": "2",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "serve"]
    with own_port() as port:
        environment["PORT"] = str(port)
        process = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
        try:
            wait_until(lambda: answers(port))
            yield port, process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come about")
        time.sleep(0.05)


def count_waiting(engine: sa.Engine) -> int:
    """How many sessions of this PostgreSQL database wait for a lock."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection:
        return int(connection.scalar(waiting) or 0)


def body(*scans: dict[str, Any]) -> bytes:
    return json.dumps({"sent_at": clock.now().isoformat(), "scans": scans}).encode()


def post(port: int, token: str, content: bytes) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/api/v1/scans", content, headers)
        with closing(connection.getresponse()) as response:
            text = response.read()
    assert response.status == 200, text
    answer: dict[str, Any] = json.loads(text)
    return answer


@pytest.mark.both_databases
def test_two_processes_racing_on_one_pass_give_one_arrival(
    hall: Hall, database_url: str, tmp_path: Path
) -> None:
    digits = [hall.pass_of(hall.an), hall.pass_of(hall.binh), hall.pass_of(hall.chi)]
    claims = [hall.device.claim(digits[n % 3]) for n in range(60)]
    db.session.rollback()
    db.engine.dispose()
    with served(database_url, tmp_path) as (port, _), ThreadPoolExecutor(12) as pool:
        answered = list(pool.map(lambda claim: post(port, hall.device.token, body(claim)), claims))
    outcomes = Counter(answer["results"][0]["outcome"] for answer in answered)
    assert outcomes == {"admitted": 2, "admitted_elsewhere": 1, "already_admitted": 57}
    assert rebuild(hall.conference.id).agrees
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 60


@pytest.mark.both_databases
def test_the_same_id_sent_to_two_processes_at_once_is_stored_once(
    hall: Hall, database_url: str, tmp_path: Path
) -> None:
    claim = body(hall.device.claim(hall.pass_of(hall.an)))
    db.session.rollback()
    db.engine.dispose()
    with served(database_url, tmp_path) as (port, _), ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(lambda _n: post(port, hall.device.token, claim), range(24)))
    assert {answer["results"][0]["outcome"] for answer in answered} == {"admitted"}
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


@pytest.mark.both_databases
def test_who_looked_before_the_other_stored_the_same_id_is_answered_as_the_other(
    hall: Hall,
) -> None:
    claim = Claim(
        uuid4(), Direction.IN, Method.QR, clock.now(), False, digits=hall.pass_of(hall.an)
    )
    scanner_id, delegate_id = hall.device.scanner_id, hall.an.id
    db.session.rollback()
    engine = db.engine

    def record(_n: int) -> Answer | None:
        batch = Batch([claim], clock.now(), clock.now(), scanner_id=scanner_id)
        return Ledger(engine).record(batch)  # a ledger of its own, as another process has

    with ThreadPoolExecutor(2) as pool:
        with writing(), engine.begin() as connection:
            connection.execute(
                sa.select(Delegate.id).where(Delegate.id == delegate_id).with_for_update()
            )
            answers = [pool.submit(record, n) for n in range(2)]
            if engine.dialect.name == "postgresql":
                wait_until(lambda: count_waiting(engine) == 2)
        answered = [answer.result() for answer in answers]
    outcomes = [answer.results[0].outcome for answer in answered if answer]
    assert outcomes == [ScanOutcome.ADMITTED] * 2
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


def test_no_acknowledged_scan_is_lost_or_doubled_when_the_server_is_killed(
    hall: Hall, app: Flask, database_url: str, tmp_path: Path
) -> None:
    digits = hall.pass_of(hall.an)
    db.session.rollback()
    db.engine.dispose()
    acknowledged: list[str] = []
    sent: list[str] = []
    for _ in range(5):
        with served(database_url, tmp_path) as (port, process):
            workers = [
                threading.Thread(
                    target=keep_sending, args=(port, hall.device.token, digits, sent, acknowledged)
                )
                for _ in range(4)
            ]
            for worker in workers:
                worker.start()
            already = len(acknowledged)
            wait_until(lambda: len(acknowledged) > already + 40)  # noqa: B023 - used at once
            os.killpg(process.pid, signal.SIGKILL)
            for worker in workers:
                worker.join()
    stored = [str(key) for key in db.session.scalars(sa.select(Scan.id))]
    assert len(stored) == len(set(stored))
    assert set(acknowledged) <= set(stored)
    assert set(stored) <= set(sent)
    assert rebuild(hall.conference.id).agrees
    assert tallies.differences(hall.conference.id) == []


@pytest.mark.both_databases
def test_a_server_told_to_stop_answers_what_it_has_begun(
    hall: Hall, app: Flask, database_url: str, tmp_path: Path
) -> None:
    digits = hall.pass_of(hall.an)
    db.session.rollback()
    db.engine.dispose()
    acknowledged: list[str] = []
    with served(database_url, tmp_path) as (port, process):
        sender = threading.Thread(
            target=keep_sending, args=(port, hall.device.token, digits, [], acknowledged)
        )
        sender.start()
        wait_until(lambda: len(acknowledged) > 40)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does with Ctrl+C
        sender.join()
        # Sooner than a worker that hangs would be killed.
        assert process.wait(SECONDS_TO_FINISH / 2) == 0
    assert {str(key) for key in db.session.scalars(sa.select(Scan.id))} == set(acknowledged)


def keep_sending(
    port: int, token: str, digits: str, sent: list[str], acknowledged: list[str]
) -> None:
    """One scan after the other until the server is gone."""
    while True:
        key = str(uuid4())
        sent.append(key)
        scan = {
            "id": key,
            "pass": digits,
            "direction": "in",
            "method": "qr",
            "scanned_at": clock.now().isoformat(),
        }
        try:
            answer = post(port, token, body(scan))
        except (OSError, http.client.HTTPException):
            return
        acknowledged.append(answer["results"][0]["id"])
