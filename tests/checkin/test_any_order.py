"""Any interleaving, repetition and splitting of the same scans gives the same attendance."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissemination.checkin import tallies
from dissemination.checkin.attendance import CountedScan, derive
from dissemination.checkin.batches import Batch, Claim
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.models import Attendance, Direction, Method, Scan
from dissemination.checkin.rebuild import rebuild
from dissemination.database import db
from tests.checkin.conftest import Hall

NOON = datetime(2023, 11, 15, 0, 0, tzinfo=UTC)
RECEIVED = NOON + timedelta(hours=12)


@dataclass(frozen=True)
class Sent:
    """A claim and the door that made it: 0 the first point's, 1 the second's."""

    door: int
    claim: Claim


def identifier(number: int) -> UUID:
    return UUID(int=0x7000_0000_0000_0000_0000_0000_0000 + number)


@st.composite
def days(draw: st.DrawFn) -> list[Sent]:
    """Up to twelve scans of three people at two doors, with undos by name and by person."""
    count = draw(st.integers(1, 12))
    scans = []
    for number in range(count):
        direction = draw(
            st.sampled_from([Direction.IN, Direction.IN, Direction.OUT, Direction.UNDO])
        )
        undoes = None
        if direction is Direction.UNDO and draw(st.booleans()):
            undoes = identifier(draw(st.integers(0, count - 1)))
        claim = Claim(
            id=identifier(number),
            direction=direction,
            method=Method.QR,
            scanned_at=NOON + timedelta(minutes=draw(st.integers(0, 8))),
            offline=draw(st.booleans()),
            delegate_id=draw(st.integers(1, 3)) if undoes is None else None,
            undoes=undoes,
        )
        scans.append(Sent(draw(st.integers(0, 1)), claim))
    return scans


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Sent], list[list[Sent]]]:
    """A day's scans, and one way they reach the server: shuffled, repeated, split in batches."""
    scans = draw(days())
    repeated = scans + draw(st.lists(st.sampled_from(scans), max_size=6))
    shuffled = draw(st.permutations(repeated))
    batches: list[list[Sent]] = [[]]
    for sent in shuffled:
        if draw(st.booleans()):
            batches.append([])
        batches[-1].append(sent)
    return scans, [batch for batch in batches if batch]


def deliver(app: Flask, doors: list[int], batches: list[list[Sent]]) -> None:
    ledger: Ledger = app.extensions["ledger"]
    for batch in batches:
        for door in (0, 1):
            claims = [sent.claim for sent in batch if sent.door == door]
            if claims:
                ledger.record(Batch(claims, RECEIVED, RECEIVED, scanner_id=doors[door]))


def attendance() -> list[dict[str, Any]]:
    db.session.rollback()
    rows = db.session.execute(sa.select(Attendance.__table__).order_by("delegate_id")).mappings()
    found = [dict(row) for row in rows]
    db.session.rollback()
    return found


def forget_scans(conference_id: int) -> None:
    for model in (Attendance, Scan):
        db.session.execute(sa.delete(model))
    from dissemination.conferences.models import Point

    tallies.recount(list(db.session.scalars(sa.select(Point.id))))
    db.session.commit()


@pytest.mark.both_databases
def test_any_delivery_of_the_same_scans_gives_the_same_attendance(hall: Hall, app: Flask) -> None:
    doors = [hall.device.scanner_id, hall.other_device.scanner_id]
    conference_id = hall.conference.id

    @settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(deliveries())
    def check(delivery: tuple[list[Sent], list[list[Sent]]]) -> None:
        scans, batches = delivery
        forget_scans(conference_id)
        deliver(app, doors, [scans])
        expected = attendance()
        forget_scans(conference_id)
        deliver(app, doors, batches)
        assert attendance() == expected
        assert tallies.differences(conference_id) == []
        assert rebuild(conference_id).agrees
        stored = db.session.scalar(sa.select(sa.func.count(Scan.id)))
        db.session.rollback()
        assert stored == len(scans)

    check()


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=4))
def test_the_fold_does_not_depend_on_the_order_of_its_scans(
    order: list[int], repeated: list[int]
) -> None:
    directions = [
        Direction.IN,
        Direction.OUT,
        Direction.IN,
        Direction.UNDO,
        Direction.IN,
        Direction.OUT,
    ]
    scans = [
        CountedScan(f"{n:032x}", n % 2, n, direction, NOON + timedelta(minutes=n // 2))
        for n, direction in enumerate(directions)
    ]
    assert derive(scans[n] for n in order) == derive(scans)
