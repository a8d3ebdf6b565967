"""Self check-in at a point: a screen that shows codes, and scans by the delegates' own phones.

The screen is a scanner whose token nobody has: what is recorded by it goes the way of every scan.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from dissemination import clock
from dissemination.checkin.batches import Batch, Claim
from dissemination.checkin.models import Direction, Method, Scanner
from dissemination.checkin.scanners import token_hash
from dissemination.conferences.models import Point
from dissemination.database import db
from dissemination.web import audit

# From the code to the digits typed; one phone, one person.
TICKET_GOOD_FOR = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a phone that showed a good code may do: check in one person, until then."""

    screen_id: int
    until: datetime

    def is_good(self, at: datetime) -> bool:
        return at <= self.until


def ticket(screen_id: int, at: datetime) -> Ticket:
    return Ticket(screen_id, at + TICKET_GOOD_FOR)


def screen_of(point_id: int) -> Scanner | None:
    """The point's screen; None: it has no self check-in."""
    return db.session.scalar(_open().where(Scanner.point_id == point_id))


def screen(screen_id: int) -> Scanner | None:
    """The screen of this id, unless it was switched off."""
    return db.session.scalar(_open().where(Scanner.id == screen_id))


def switch_on(point: Point, name: str) -> Scanner:
    """The point's screen, made when it has none."""
    audit.take_turn()
    found = screen_of(point.id)
    if found is None:
        found = Scanner(
            conference_id=point.conference_id,
            point_id=point.id,
            name=name,
            token_hash=token_hash(secrets.token_urlsafe(32)),
            is_self_service=True,
            created_at=clock.now(),
        )
        db.session.add(found)
        db.session.flush()
        audit.record("open_self_check_in", "point", point.id)
    return found


def switch_off(point_id: int) -> None:
    """From now on its codes open nothing; what was recorded stays."""
    found = screen_of(point_id)
    if found is not None:
        found.revoked_at = clock.now()
        audit.record("close_self_check_in", "point", point_id)


def batch(screen_id: int, digits: str, at: datetime) -> Batch:
    """The scan of one person by his own phone, for the ledger."""
    claim = Claim(
        id=uuid4(),
        direction=Direction.IN,
        method=Method.SELF_SERVICE,
        scanned_at=at,
        offline=False,
        digits=digits,
    )
    return Batch([claim], at, at, scanner_id=screen_id)


def _open() -> sa.Select[Scanner]:
    return sa.select(Scanner).where(Scanner.is_self_service, Scanner.revoked_at.is_(None))
