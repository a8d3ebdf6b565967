"""Codes that pair a device: shown as a QR code, used once, within ten minutes."""

import enum
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from dissemination import clock
from dissemination.checkin import scanners
from dissemination.checkin.models import Pairing, Scanner
from dissemination.conferences import lifecycle
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, Point
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit

LIFETIME = timedelta(minutes=10)
PATH = "/scanner/pair"
# Without I, L, O and U: 16 of them are 80 random bits that can also be read out and typed.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_GROUP, _LENGTH = 4, 16


class CodeState(enum.StrEnum):
    """What a code is good for."""

    GOOD = "good"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    CONFERENCE_CLOSED = "conference_closed"


@dataclass(frozen=True, slots=True)
class Paired:
    """A device just paired, and its token, which is never told again."""

    scanner: Scanner
    token: str


def new_code() -> str:
    """A fresh code, in groups of four."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed."""
    letters = "".join(filter(str.isalnum, code.upper())).translate(_MISREAD)
    return hashlib.sha256(letters.encode()).hexdigest()


def judge(pairing: Pairing | None, now: datetime, *, closed: bool) -> CodeState:
    """The state of a code; `closed`: its conference's state lets nobody pair."""
    if pairing is None:
        return CodeState.UNKNOWN
    if pairing.used_at is not None:
        return CodeState.USED
    if pairing.expires_at <= now:
        return CodeState.EXPIRED
    return CodeState.CONFERENCE_CLOSED if closed else CodeState.GOOD


def offer(point: Point) -> tuple[Pairing, str]:
    """A code for one device at a point; what was offered there before and not used is void."""
    code, now = new_code(), clock.now()
    db.session.execute(
        sa.update(Pairing)
        .where(Pairing.point_id == point.id, Pairing.used_at.is_(None), Pairing.expires_at > now)
        .values(expires_at=now)
    )
    pairing = Pairing(
        conference_id=point.conference_id,
        point_id=point.id,
        code_hash=code_hash(code),
        created_by=audit.current_actor().name,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record("offer_pairing", "point", point.id)
    return pairing, code


def redeem(code: str, name: str, version: str) -> Paired | CodeState:
    """Pair the device that brings a good code; else what the code is."""
    hashed, now = code_hash(code), clock.now()
    pairing = db.session.scalar(
        sa.select(Pairing).where(Pairing.code_hash == hashed).with_for_update()
    )
    state = judge(pairing, now, closed=pairing is not None and _closed(pairing))
    if pairing is None or state is not CodeState.GOOD:
        return state
    point = db.session.get_one(Point, pairing.point_id)
    with audit.acting_as(audit.Actor(pairing.created_by, nfc(name))):
        scanner, token = scanners.pair(point, nfc(name), version)
    pairing.used_at, pairing.scanner_id = now, scanner.id
    scanner.heard_at = now
    db.session.flush()
    return Paired(scanner, token)


def of_point(pairing_id: int, point_id: int) -> Pairing | None:
    """A code that was shown for this point."""
    query = sa.select(Pairing).where(Pairing.id == pairing_id, Pairing.point_id == point_id)
    return db.session.scalar(query)


def used_by(pairing: Pairing) -> Scanner | None:
    """The device that used a code; None while nobody has."""
    return db.session.get(Scanner, pairing.scanner_id) if pairing.scanner_id else None


def _closed(pairing: Pairing) -> bool:
    state = db.session.get_one(Conference, pairing.conference_id).state
    return lifecycle.refusal(state, Operation.PAIR_SCANNER) is not None
