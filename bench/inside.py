"""What the benchmarks do within the application, in a process of its own: prints JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app import app
from dissemination import clock
from dissemination.checkin import scanners, tallies
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.models import Attendance, Direction, Method, Scan, Scanner
from dissemination.checkin.recording import Batch, Claim
from dissemination.conferences.models import Conference, Delegate, Pass, Point
from dissemination.database import db


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
    Random(116).shuffle(found)  # noqa: S311 - an order, not a secret
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
    picked = Random(8).sample(range(1, total + 1), int(count))  # noqa: S311
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
        key = UUID(int=Random(digits).getrandbits(128))  # noqa: S311
        claim = Claim(key, Direction.IN, Method.QR, now, False, digits=digits)
        started = time.perf_counter()
        ledger.record(Batch([claim], now, now, scanner_id=devices[point_id]))
        times.append(time.perf_counter() - started)
    return {"median": statistics.median(times) * 1e6, "mean": statistics.fmean(times) * 1e6}


def agrees() -> bool:
    """Whether tallies equal a count, for the sample conference."""
    conference_id = db.session.scalar(sa.select(Conference.id)) or 0
    return not tallies.differences(conference_id)


def devices() -> int:
    return db.session.scalar(sa.select(sa.func.count(Scanner.id))) or 0


FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function for function in (people, forget, one_by_one, agrees, devices)
}

if __name__ == "__main__":
    with app.app_context():
        print(json.dumps(FUNCTIONS[sys.argv[1]](*sys.argv[2:])))
