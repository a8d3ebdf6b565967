"""From what a desk sent to claims for the ledger. Pure: the roster and the key are arguments."""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from dissemination.checkin.batches import Claim
from dissemination.checkin.desk_input import Kind, Recognised, Unclear, recognise
from dissemination.checkin.desk_messages import DeskScan
from dissemination.checkin.models import Direction, Method
from dissemination.conferences.citizens import citizen_hash
from dissemination.text import nfc


class Unsound(enum.StrEnum):
    """Why a scan is not recorded at all, besides an unclear text."""

    NOT_ON_ROSTER = "not_on_roster"
    REASON_MISSING = "reason_missing"
    IS_A_NAME = "is_a_name"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a scan is read by: those of the named delegates on the point's roster, and the key."""

    roster: Collection[int]
    secret_key: str


def claim(scan: DeskScan, desk: Desk) -> Claim | Unclear | Unsound:
    """The claim, or why there is none: then nothing is stored."""
    if scan.direction is Direction.UNDO:
        return _undo(scan)
    if scan.delegate_id is not None:
        if scan.delegate_id not in desk.roster:
            return Unsound.NOT_ON_ROSTER
        return _claim(scan, Method.SEARCH, delegate_id=scan.delegate_id)
    found = recognise(scan.text)
    return found if isinstance(found, Unclear) else _recognised(scan, found, desk.secret_key)


def _recognised(scan: DeskScan, found: Recognised, secret_key: str) -> Claim | Unsound:
    match found.kind:
        case Kind.PASS:
            return _claim(scan, Method(scan.hand), digits=found.value)
        case Kind.CITIZEN:
            hashed = citizen_hash(found.value, secret_key)
            return _claim(scan, Method.CITIZEN_ID, hashed=hashed)
        case Kind.NAME:
            return Unsound.IS_A_NAME


def _undo(scan: DeskScan) -> Claim | Unsound:
    return _claim(scan, Method.TYPED) if nfc(scan.reason) else Unsound.REASON_MISSING


def _claim(
    scan: DeskScan,
    method: Method,
    digits: str | None = None,
    delegate_id: int | None = None,
    hashed: str | None = None,
) -> Claim:
    return Claim(
        id=scan.id,
        direction=scan.direction,
        method=method,
        scanned_at=scan.scanned_at,
        offline=scan.offline,
        digits=digits,
        delegate_id=delegate_id,
        citizen_hash=hashed,
        undoes=scan.undoes,
        reason=nfc(scan.reason) or None,
    )
