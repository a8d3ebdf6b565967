"""The devices and desks of one point, with when each was last heard and how it said it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dissemination.checkin import sequences
from dissemination.checkin.models import Act, ActKind, ActOutcome, Scan, Scanner
from dissemination.checkin.rosters import Version, parsed
from dissemination.conferences.models import Point
from dissemination.database import db


@dataclass(frozen=True, slots=True)
class ScannerLine:
    """One line of the list; `is_desk`: the page of a signed-in person, not a paired device.

    `missing` counts numbers that never arrived, `behind` the changes its roster lacks; None where
    the device never said.
    """

    id: int
    name: str
    created_at: datetime
    revoked_at: datetime | None
    is_desk: bool
    is_self_service: bool
    scans: int
    heard_at: datetime | None
    unsent: int | None
    battery: int | None
    app_version: str
    missing: int
    behind: int | None


@dataclass(frozen=True, slots=True)
class HeadCount:
    """The count that stands at a point, beside the names scanned there."""

    number: int
    signed_by: str
    at: datetime
    scanner: str


def of_point(point: Point) -> Sequence[ScannerLine]:
    """All of a point's scanners: in use first, then by name."""
    scans, last = _heard(point.id)
    current = Version(point.roster_floor, point.roster_revision)
    query = (
        sa.select(Scanner)
        .where(Scanner.point_id == point.id)
        .order_by(Scanner.revoked_at.is_not(None), Scanner.name, Scanner.id)
    )
    numbers = _numbers(point.id)
    return [
        ScannerLine(
            id=scanner.id,
            name=scanner.name,
            created_at=scanner.created_at,
            revoked_at=scanner.revoked_at,
            is_desk=scanner.user_id is not None,
            is_self_service=scanner.is_self_service,
            scans=scans.get(scanner.id, 0),
            heard_at=max(filter(None, (scanner.heard_at, last.get(scanner.id))), default=None),
            unsent=scanner.unsent,
            battery=scanner.battery,
            app_version=scanner.app_version,
            missing=sequences.gaps(numbers.get(scanner.id, ()), scanner.last_seq).count,
            behind=_behind(scanner.roster_version, current),
        )
        for scanner in db.session.scalars(query)
    ]


def _heard(point_id: int) -> tuple[dict[int, int], dict[int, datetime]]:
    """How many scans each scanner of the point sent, and when the last came."""
    query = (
        sa.select(Scan.scanner_id, sa.func.count(), sa.func.max(Scan.received_at))
        .where(Scan.point_id == point_id)
        .group_by(Scan.scanner_id)
    )
    rows = db.session.execute(query).all()
    return {who: count for who, count, _at in rows}, {who: at for who, _count, at in rows}


def _numbers(point_id: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for model in (Scan, Act):
        query = sa.select(model.scanner_id, model.seq).where(
            model.point_id == point_id, model.seq.is_not(None)
        )
        for scanner_id, seq in db.session.execute(query):
            found.setdefault(scanner_id, set()).add(seq or 0)
    return found


def _behind(kept: str | None, current: Version) -> int | None:
    version = parsed(kept or "")
    return max(0, current.revision - version.revision) if version else None


def head_count(point_id: int) -> HeadCount | None:
    """The latest head-count of a point."""
    query = (
        sa.select(Act.number, Act.signed_by, Act.corrected_at, Scanner.name)
        .join(Scanner, Scanner.id == Act.scanner_id)
        .where(
            Act.point_id == point_id,
            Act.kind == ActKind.HEAD_COUNT,
            Act.outcome == ActOutcome.RECORDED,
        )
        .order_by(Act.corrected_at.desc(), Act.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return HeadCount(row[0] or 0, *row[1:]) if row else None


def device(point_id: int, scanner_id: int) -> Scanner | None:
    """A paired device of this point; desks and self check-in are no devices."""
    return db.session.scalar(
        sa.select(Scanner).where(
            Scanner.id == scanner_id,
            Scanner.point_id == point_id,
            Scanner.user_id.is_(None),
            Scanner.is_self_service.is_(False),
        )
    )
