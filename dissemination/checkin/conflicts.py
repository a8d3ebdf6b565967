"""One pass at two doors: what a named person decides about it.

A decision takes back the scan that loses, by an undo at that scan's point, of that scan's time. So
attendance still follows from scans alone, in whatever order they come, and a rebuild agrees.
"""

import enum
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa

from dissemination import clock
from dissemination.checkin import histories, scanners
from dissemination.checkin.attendance import contradictions
from dissemination.checkin.batches import Batch, Claim
from dissemination.checkin.ledger import record_within
from dissemination.checkin.models import (
    ConflictDecision,
    Direction,
    Method,
    Ruling,
    Scan,
    ScanOutcome,
)
from dissemination.conferences.models import Delegate, Point
from dissemination.database import db
from dissemination.web import audit


class Undecided(enum.StrEnum):
    """Why a decision was not taken."""

    NO_LONGER_SO = "no_longer_so"
    NOT_TAKEN_BACK = "not_taken_back"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two arrivals of one pass, by corrected time."""

    first: UUID
    second: UUID

    def loser(self, ruling: Ruling) -> UUID:
        """The scan that is taken back; a borrowed pass counts for the one who came first."""
        match ruling:
            case Ruling.SECOND_STANDS:
                return self.first
            case Ruling.FIRST_STANDS | Ruling.TWO_PEOPLE:
                return self.second


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides; `desk`: what his scans are called at a point where he has no desk."""

    user_id: int
    desk: str


def decide(
    delegate: Delegate, pair: Pair, ruling: Ruling, reason: str, decider: Decider
) -> ConflictDecision | Undecided:
    """Record the decision and carry it out, both or neither."""
    audit.take_turn()
    if pair not in standing_pairs([delegate.id])[delegate.id]:
        return Undecided.NO_LONGER_SO
    if not _take_back(pair.loser(ruling), reason, decider):
        return Undecided.NOT_TAKEN_BACK
    actor = audit.current_actor()
    decision = ConflictDecision(
        conference_id=delegate.conference_id,
        delegate_id=delegate.id,
        first_scan_id=pair.first,
        second_scan_id=pair.second,
        ruling=ruling,
        reason=reason,
        decided_by=actor.shown_name,
        post=actor.post,
        decided_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    told = {"ruling": ruling.value, "first": str(pair.first), "second": str(pair.second)}
    audit.record("decide_conflict", "delegate", delegate.id, after=told, reason=reason)
    return decision


def standing_pairs(delegate_ids: list[int]) -> dict[int, list[Pair]]:
    """The arrivals of each of these delegates that contradict each other and wait for a decision."""
    found = histories.of_delegates(db.session.connection(), delegate_ids)
    return {
        who: [Pair(UUID(first.id), UUID(second.id)) for first, second in contradictions(scans)]
        for who, scans in found.items()
    }


def _take_back(scan_id: UUID, reason: str, decider: Decider) -> bool:
    """Undo a scan at its point, as of its time; whether that counted."""
    scan = db.session.execute(
        sa.select(Scan.point_id, Scan.corrected_at).where(Scan.id == scan_id)
    ).one()
    point = db.session.get_one(Point, scan.point_id)
    desk = scanners.desk_of(point, decider.user_id, decider.desk)
    undo = Claim(
        id=uuid4(),
        direction=Direction.UNDO,
        method=Method.SEARCH,
        scanned_at=scan.corrected_at,
        offline=False,
        undoes=scan_id,
        reason=reason,
    )
    now = clock.now()
    batch = Batch([undo], now, now, scanner_id=desk.id, vouched=True)
    answer = record_within(db.session.connection(), batch)
    return answer is not None and answer.results[0].outcome is ScanOutcome.UNDONE
