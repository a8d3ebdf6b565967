"""Any interleaving, repetition and splitting of the same scans and acts gives the same attendance."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissemination.checkin import acts, tallies
from dissemination.checkin.acts import Place, Sending
from dissemination.checkin.batches import Batch, Claim
from dissemination.checkin.messages import ActIn, SubstitutionIn, WalkInIn
from dissemination.checkin.models import Act, ActKind, Attendance, Direction, Method, Scan, Tally
from dissemination.checkin.rebuild import rebuild
from dissemination.conferences.models import Delegate, Pass, Standing
from dissemination.conferences.roster import roster_changed
from dissemination.database import db
from tests.checkin.conftest import Hall
from tests.checkin.test_any_order import NOON, RECEIVED, identifier


@dataclass(frozen=True)
class Sent:
    """A scan or an act, and the door that made it: 0 the first point's, 1 the second's."""

    door: int
    what: Claim | ActIn


# A walk-in at each door, and somebody who comes instead of the first delegate.
ACTS = (
    Sent(
        0,
        WalkInIn(id=identifier(901), kind=ActKind.WALK_IN, name="Khách Một", made_at=NOON),
    ),
    Sent(
        1,
        WalkInIn(id=identifier(902), kind=ActKind.WALK_IN, name="Khách Hai", made_at=NOON),
    ),
    Sent(
        0,
        SubstitutionIn(
            id=identifier(903),
            kind=ActKind.SUBSTITUTION,
            delegate_id=1,
            name="Người Đi Thay",
            word="Bí thư",
            made_at=NOON,
        ),
    ),
)


@st.composite
def days(draw: st.DrawFn) -> list[Sent]:
    """Acts, and up to ten scans of the people they add and of three delegates."""
    chosen = [sent for sent in ACTS if draw(st.integers(0, 3))]
    count = draw(st.integers(1, 10))
    scans = []
    for number in range(count):
        ways = [Direction.IN, Direction.IN, Direction.OUT, Direction.UNDO]
        direction = draw(st.sampled_from(ways))
        undoes = None
        if direction is Direction.UNDO and draw(st.booleans()):
            undoes = identifier(draw(st.integers(0, count - 1)))
        named = draw(st.sampled_from(ACTS)).what.id if draw(st.booleans()) else None
        claim = Claim(
            id=identifier(number),
            direction=direction,
            method=Method.SEARCH,
            scanned_at=NOON + timedelta(minutes=draw(st.integers(0, 6))),
            offline=True,
            delegate_id=draw(st.sampled_from([1, 1, 2, 3]))
            if undoes is None and named is None
            else None,
            undoes=undoes,
            act_id=named if undoes is None else None,
        )
        scans.append(Sent(draw(st.integers(0, 1)), claim))
    return [*chosen, *scans]


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Sent], list[list[Sent]]]:
    """A day, and one way it reaches the server: shuffled, repeated, split in batches."""
    day = draw(days())
    repeated = day + draw(st.lists(st.sampled_from(day), max_size=5))
    batches: list[list[Sent]] = [[]]
    for sent in draw(st.permutations(repeated)):
        if draw(st.booleans()):
            batches.append([])
        batches[-1].append(sent)
    return day, batches


class Server:
    """Takes batches as the API does, and says what came of them."""

    def __init__(self, app: Flask, hall: Hall) -> None:
        self.ledger = app.extensions["ledger"]
        self.conference_id = hall.conference.id
        self.points = [hall.here.id, hall.there.id]
        self.places = [
            Place(device.scanner_id, hall.conference.id, point_id)
            for device, point_id in zip((hall.device, hall.other_device), self.points, strict=True)
        ]
        db.session.rollback()

    def take(self, batches: list[list[Sent]]) -> None:
        for batch in batches:
            for door, place in enumerate(self.places):
                sent = [one.what for one in batch if one.door == door]
                if made := [what for what in sent if not isinstance(what, Claim)]:
                    acts.record(place, made, Sending(RECEIVED, RECEIVED))
                    db.session.commit()
                db.session.rollback()
                if claims := [what for what in sent if isinstance(what, Claim)]:
                    self.ledger.record(
                        Batch(claims, RECEIVED, RECEIVED, scanner_id=place.scanner_id)
                    )

    def outcome(self) -> tuple[list[Any], list[Any]]:
        """Attendance by name, and the tallies."""
        db.session.rollback()
        table = Attendance.__table__
        columns = [column for column in table.c if column.name != "delegate_id"]
        named = sa.select(Delegate.name, *columns).join(table).order_by(Delegate.name)
        attendance = [tuple(row) for row in db.session.execute(named)]
        kept = sa.select(Tally.__table__).order_by(Tally.point_id)
        counts = [tuple(row) for row in db.session.execute(kept)]
        db.session.rollback()
        return attendance, counts

    def forget(self) -> None:
        """As it was before the day."""
        for model in (Attendance, Scan, Act):
            db.session.execute(sa.delete(model))
        added = sa.select(Delegate.id).where(Delegate.id > 3)
        db.session.execute(sa.delete(Pass).where(Pass.delegate_id.in_(added)))
        db.session.execute(sa.delete(Delegate).where(Delegate.id > 3))
        db.session.execute(sa.update(Delegate).values(standing=Standing.SUMMONED))
        roster_changed(self.points)
        db.session.commit()


@pytest.mark.both_databases
def test_any_delivery_of_the_same_day_gives_the_same_attendance(hall: Hall, app: Flask) -> None:
    server = Server(app, hall)

    @settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(deliveries())
    def check(delivery: tuple[list[Sent], list[list[Sent]]]) -> None:
        day, batches = delivery
        server.forget()
        server.take([day])
        expected = server.outcome()
        server.forget()
        server.take(batches)
        assert server.outcome() == expected
        assert tallies.differences(server.conference_id) == []
        assert rebuild(server.conference_id).agrees
        stored = db.session.scalar(
            sa.select(
                sa.select(sa.func.count(Scan.id)).scalar_subquery()
                + sa.select(sa.func.count(Act.id)).scalar_subquery()
            )
        )
        db.session.rollback()
        assert stored == len(day)

    check()
