"""What the benchmarks do within the application, in a process of its own: prints JSON."""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import xlsxwriter
from flask.testing import FlaskClient

from app import app
from bench.duties import monthly_duties
from bench.morning import everybody_came
from dissemination import clock
from dissemination.accounts.models import Grant, Role, User
from dissemination.checkin import scanners, tallies
from dissemination.checkin.batches import Batch, Claim
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.models import Attendance, Direction, Method, Scan
from dissemination.conferences import delegate_queries
from dissemination.conferences.delegate_queries import DelegateFilter
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    Point,
)
from dissemination.database import db
from dissemination.serving import OBJECTS_BETWEEN_COLLECTIONS


def people() -> list[dict[str, Any]]:
    """Every valid pass with a token of its own point's scanner, points mixed as in life."""
    tokens = {}
    for point in db.session.scalars(sa.select(Point).order_by(Point.id).limit(300)):
        tokens[point.id] = scanners.pair(point, "bench")[1]
    db.session.commit()
    rows = db.session.execute(
        sa.select(Pass.digits, Delegate.point_id)
        .join(Delegate, Delegate.id == Pass.delegate_id)
        .where(Pass.revoked_at.is_(None), Delegate.point_id.in_(list(tokens)))
    )
    found = [{"pass": digits, "token": tokens[point_id]} for digits, point_id in rows]
    Random(116).shuffle(found)
    return found


def forget() -> None:
    """As before anyone came."""
    db.session.execute(sa.delete(Attendance))
    db.session.execute(sa.delete(Scan))
    tallies.recount(list(db.session.scalars(sa.select(Point.id))))
    db.session.commit()


def one_by_one(count: str) -> dict[str, float]:
    """Microseconds of one recorded scan, one after the other, in the ledger alone."""
    total = db.session.scalar(sa.select(sa.func.count(Pass.id))) or 0
    picked = Random(8).sample(range(1, total + 1), int(count))
    rows = list(
        db.session.execute(
            sa.select(Pass.digits, Delegate.point_id)
            .join(Delegate, Delegate.id == Pass.delegate_id)
            .where(Pass.id.in_(picked))
        )
    )
    points = {point_id for _digits, point_id in rows}
    devices = {}
    for point in db.session.scalars(sa.select(Point).where(Point.id.in_(points))):
        devices[point.id] = scanners.pair(point, "bench")[0].id
    db.session.commit()
    ledger: Ledger = app.extensions["ledger"]
    times = []
    for digits, point_id in rows:
        now = clock.now()
        key = UUID(int=Random(digits).getrandbits(128))
        claim = Claim(key, Direction.IN, Method.QR, now, False, digits=digits)
        started = time.perf_counter()
        ledger.record(Batch([claim], now, now, scanner_id=devices[point_id]))
        times.append(time.perf_counter() - started)
    return {"median": statistics.median(times) * 1e6, "mean": statistics.fmean(times) * 1e6}


def page_times(*paths: str) -> dict[str, dict[str, float]]:
    """Milliseconds of server time for pages seen by the secretariat: median and slowest of 7.

    Memory is collected as `flask serve` has it done.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.freeze()
    client = app.test_client()
    user = User(email=f"bench-{clock.now().timestamp()}@localhost", created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    db.session.add(Grant(user_id=user.id, role=Role.SECRETARIAT, granted_at=clock.now()))
    db.session.commit()
    with client.session_transaction() as kept:
        kept.update({"_user_id": user.fs_uniquifier, "_fresh": True})
        kept["fs_paa"] = clock.now().timestamp()
    db.session.remove()
    return {path: _timed(client, path) for path in paths}


def search_times(text: str) -> dict[str, float]:
    """Milliseconds of the query behind the list of delegates: median of 15."""
    conference_id = db.session.scalar(sa.select(sa.func.min(Conference.id))) or 0
    times = []
    for _ in range(15):
        started = time.perf_counter()
        found = delegate_queries.find(conference_id, DelegateFilter(text=text), "name", 1)
        times.append(1000 * (time.perf_counter() - started))
        db.session.rollback()
        if not found.rows:
            raise RuntimeError(f"nobody is called {text!r}")
    return {"median": statistics.median(times)}


def _timed(client: FlaskClient, path: str) -> dict[str, float]:
    times, size, statements = [], 0, [0]

    def count(*_statement: object) -> None:
        statements[0] += 1

    sa.event.listen(db.engine, "before_cursor_execute", count)
    for _ in range(8):
        statements[0] = 0
        started = time.perf_counter()
        response = client.get(path)
        size = len(response.get_data())
        times.append(1000 * (time.perf_counter() - started))
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
    sa.event.remove(db.engine, "before_cursor_execute", count)
    return {
        "median": statistics.median(times[1:]),
        "slowest": max(times[1:]),
        "bytes": size,
        "statements": statements[0],
    }


def second_conference(workbook: str) -> int:
    """A conference with the first one's points and nobody, and the first one's people as a
    workbook to import into it; its id."""
    first = db.session.scalars(sa.select(Conference).order_by(Conference.id)).first()
    if first is None:
        raise RuntimeError("load the sample first")
    second = Conference(title="Nhập thử", held_on=first.held_on, state=ConferenceState.OPEN)
    db.session.add(second)
    db.session.flush()
    rows = []
    for point in db.session.scalars(sa.select(Point).where(Point.conference_id == first.id)):
        copy = Point(
            conference_id=second.id,
            unit_id=point.unit_id,
            name=point.name,
            search_key=point.search_key,
            is_main=point.is_main,
        )
        db.session.add(copy)
    people = sa.select(Delegate, Point.name).join(Point).where(Delegate.conference_id == first.id)
    for number, (delegate, point_name) in enumerate(db.session.execute(people), start=1):
        rows.append((number, delegate.name, delegate.position, delegate.unit_name, point_name))
    db.session.commit()
    _write_workbook(workbook, rows)
    return second.id


def _write_workbook(path: str, rows: list[tuple[Any, ...]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write(0, 0, "DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ")
        heading = ("STT", "Họ và tên", "Chức vụ", "Đơn vị công tác", "Điểm cầu")
        for number, row in enumerate((heading, *rows), start=2):
            sheet.write_row(number, 0, row)


def scan_ids() -> list[str]:
    """Every stored scan."""
    return [str(key) for key in db.session.scalars(sa.select(Scan.id))]


def agrees() -> bool:
    """Whether tallies equal a count, for the sample conference."""
    conference_id = db.session.scalar(sa.select(Conference.id)) or 0
    return not tallies.differences(conference_id)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        people,
        forget,
        one_by_one,
        agrees,
        page_times,
        search_times,
        second_conference,
        scan_ids,
        everybody_came,
        monthly_duties,
    )
}

if __name__ == "__main__":
    with app.app_context():
        print(json.dumps(FUNCTIONS[sys.argv[1]](*sys.argv[2:])))
