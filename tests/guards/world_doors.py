"""What is at the doors of the populated system, besides its scans."""

from datetime import datetime
from uuid import uuid4

from dissemination.checkin.models import (
    Act,
    ActKind,
    ActOutcome,
    ConflictDecision,
    Pairing,
    Ruling,
    Scan,
)
from dissemination.conferences.models import Point
from dissemination.database import db


def at_the_doors(point: Point, scanner_id: int, scan: Scan, noon: datetime) -> dict[str, int]:
    """A pairing code, a head-count and a decided conflict of one point; ids for addresses."""
    where = {"conference_id": point.conference_id, "point_id": point.id}
    made = {"made_at": noon, "corrected_at": noon, "received_at": noon}
    again = Scan(
        id=uuid4(),
        scanner_id=scanner_id,
        delegate_id=scan.delegate_id,
        direction=scan.direction,
        method=scan.method,
        offline=True,
        scanned_at=noon,
        corrected_at=noon,
        received_at=noon,
        outcome=scan.outcome,
        counted=True,
        **where,
    )
    db.session.add(again)
    db.session.flush()
    pairing = Pairing(
        code_hash="0" * 64,
        created_by="Hoàng Văn Thái",
        created_at=noon,
        expires_at=noon,
        scanner_id=scanner_id,
        **where,
    )
    head_count = Act(
        id=uuid4(),
        scanner_id=scanner_id,
        kind=ActKind.HEAD_COUNT,
        offline=False,
        outcome=ActOutcome.RECORDED,
        number=3,
        signed_by="Hoàng Văn Thái",
        **made,
        **where,
    )
    decision = ConflictDecision(
        conference_id=point.conference_id,
        delegate_id=scan.delegate_id,
        first_scan_id=scan.id,
        second_scan_id=again.id,
        ruling=Ruling.TWO_PEOPLE,
        reason="cho mượn thẻ",
        decided_by="Hoàng Văn Thái",
        post="Văn phòng Tỉnh ủy",
        decided_at=noon,
    )
    db.session.add_all((pairing, head_count, decision))
    db.session.flush()
    return {"pairing_id": pairing.id}
