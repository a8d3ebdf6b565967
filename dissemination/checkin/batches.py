"""What goes into the ledger and what comes out: scans as claimed, and the answers to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dissemination.checkin.models import Direction, Method, ScanOutcome
from dissemination.checkin.statements import DelegateRow, FirstScanRow


@dataclass(frozen=True, slots=True)
class Claim:
    """One scan as it was claimed; the citizen number is already hashed."""

    id: UUID
    direction: Direction
    method: Method
    scanned_at: datetime
    offline: bool
    seq: int | None = None
    digits: str | None = None
    delegate_id: int | None = None
    citizen_hash: str | None = None
    undoes: UUID | None = None
    reason: str | None = None
    act_id: UUID | None = None


@dataclass(slots=True)
class Batch:
    """Scans of one request. A device is known by its token's hash, a desk by its scanner id.

    `vouched`: a person answers for these scans, so that even a revoked device's are taken.
    """

    claims: Sequence[Claim]
    sent_at: datetime
    received_at: datetime
    token_hash: str | None = None
    scanner_id: int | None = None
    vouched: bool = False
    answer: "Answer | None" = None


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one scan, with the rows that say who and when."""

    id: UUID
    outcome: ScanOutcome
    delegate: DelegateRow | None = None
    first_scan: FirstScanRow | None = None
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a batch gets back; None instead: the scanner is unknown or revoked."""

    results: list[Result]
    expected: int
    present: int
