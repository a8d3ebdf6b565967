"""The devices and desks of one point, with when each was last heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dissemination.checkin.models import Scan, Scanner
from dissemination.database import db


@dataclass(frozen=True, slots=True)
class ScannerLine:
    """One line of the list; `is_desk`: the page of a signed-in person, not a paired device."""

    id: int
    name: str
    created_at: datetime
    revoked_at: datetime | None
    is_desk: bool
    scans: int
    heard_at: datetime | None


def of_point(point_id: int) -> Sequence[ScannerLine]:
    """All of a point's scanners: in use first, then by name."""
    heard = (
        sa.select(
            Scan.scanner_id,
            sa.func.count().label("scans"),
            sa.func.max(Scan.received_at).label("heard_at"),
        )
        .where(Scan.point_id == point_id)
        .group_by(Scan.scanner_id)
        .subquery()
    )
    query = (
        sa.select(
            Scanner.id,
            Scanner.name,
            Scanner.created_at,
            Scanner.revoked_at,
            Scanner.user_id.is_not(None),
            sa.func.coalesce(heard.c.scans, 0),
            heard.c.heard_at,
        )
        .outerjoin(heard, heard.c.scanner_id == Scanner.id)
        .where(Scanner.point_id == point_id)
        .order_by(Scanner.revoked_at.is_not(None), Scanner.name, Scanner.id)
    )
    return [ScannerLine(*row) for row in db.session.execute(query)]


def device(point_id: int, scanner_id: int) -> Scanner | None:
    """A paired device of this point; desks are no devices."""
    return db.session.scalar(
        sa.select(Scanner).where(
            Scanner.id == scanner_id, Scanner.point_id == point_id, Scanner.user_id.is_(None)
        )
    )
