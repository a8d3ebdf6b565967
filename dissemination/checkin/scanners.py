"""Pairing devices and recognising them. A token is shown once; only its hash is kept."""

import base64
import enum
import hashlib
import hmac
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dissemination import clock
from dissemination.checkin.models import Scanner
from dissemination.conferences.models import Conference, Point
from dissemination.database import db
from dissemination.units.models import Unit
from dissemination.web import audit


class TokenStanding(enum.StrEnum):
    """Why a token opens nothing."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    REVOKED = "revoked"


def token_hash(token: str) -> str:
    """How a bearer token is stored: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def relay_key(scanner_id: int, secret_key: str) -> str:
    """What a scanner seals its scans with for others to bring: 32 bytes, base64url.

    It follows from the secret key, so that who reads the database alone can forge none.
    """
    digest = hmac.digest(secret_key.encode(), f"relay:{scanner_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def pair(point: Point, name: str, app_version: str = "") -> tuple[Scanner, str]:
    """A new device at a point, and its bearer token, which is never shown again."""
    token = secrets.token_urlsafe(32)
    scanner = Scanner(
        conference_id=point.conference_id,
        point_id=point.id,
        name=name,
        token_hash=token_hash(token),
        app_version=app_version,
        created_at=clock.now(),
    )
    db.session.add(scanner)
    db.session.flush()
    audit.record("pair", "scanner", scanner.id, after={"name": name, "point_id": point.id})
    return scanner, token


def revoke(scanner: Scanner, reason: str) -> None:
    """From now on the device is refused; what it recorded stays."""
    if scanner.revoked_at is None:
        scanner.revoked_at = clock.now()
        audit.record("revoke", "scanner", scanner.id, reason=reason)


def desk_of(point: Point, user_id: int, name: str) -> Scanner:
    """The scanner that stands for one signed-in person's desk at a point."""
    found = db.session.scalar(
        sa.select(Scanner).where(Scanner.point_id == point.id, Scanner.user_id == user_id)
    )
    if found is None:
        found = Scanner(
            conference_id=point.conference_id,
            point_id=point.id,
            name=name,
            user_id=user_id,
            created_at=clock.now(),
        )
        db.session.add(found)
        db.session.flush()
    return found


_CARD = (
    sa.select(
        Scanner.id,
        Scanner.name,
        Scanner.token_hash,
        Scanner.conference_id,
        Scanner.point_id,
        Conference.title,
        Conference.held_on,
        Conference.state,
        Conference.closed_at,
        Conference.elsewhere_policy,
        Point.name.label("point_name"),
        Point.roster_revision,
        Point.roster_floor,
        Unit.code.label("unit_code"),
    )
    .join(Conference, Conference.id == Scanner.conference_id)
    .join(Point, Point.id == Scanner.point_id)
    .join(Unit, Unit.id == Point.unit_id)
    .where(Scanner.token_hash == sa.bindparam("token_hash"), Scanner.revoked_at.is_(None))
)


def card_of(connection: Connection, hashed: str) -> Any:  # noqa: ANN401 - a row with names
    """Who a device is, where it stands and which roster revision holds; None: nobody."""
    return connection.execute(_CARD, {"token_hash": hashed}).one_or_none()


def standing_of(connection: Connection, hashed: str) -> TokenStanding:
    """Whether a token that opens nothing was revoked or never known."""
    known = sa.select(Scanner.id).where(Scanner.token_hash == hashed)
    found = connection.execute(known).one_or_none()
    return TokenStanding.REVOKED if found else TokenStanding.UNKNOWN
