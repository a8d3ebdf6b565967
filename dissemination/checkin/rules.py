"""The verdict on one scan. Pure: the door, the person and his state are arguments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dissemination.checkin.attendance import Came
from dissemination.checkin.models import Direction, ScanOutcome
from dissemination.conferences.models import ConferenceState, ElsewherePolicy, Standing

# A clock this near is right: correcting it would only add the network's delay to true times.
CLOCK_TOLERANCE = timedelta(seconds=2)

REFUSALS = frozenset(
    {
        ScanOutcome.WRONG_POINT,
        ScanOutcome.UNKNOWN_PASS,
        ScanOutcome.WRONG_CONFERENCE,
        ScanOutcome.REVOKED,
        ScanOutcome.NOT_OPEN,
        ScanOutcome.CLOSED,
    }
)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the scan was made, and what its conference allows now."""

    scanner_id: int
    conference_id: int
    point_id: int
    state: ConferenceState
    policy: ElsewherePolicy
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the scan is about. `let_in`: he is in the hall though another came in his place."""

    id: int
    conference_id: int
    point_id: int
    standing: Standing
    pass_revoked: bool
    let_in: bool = False


def corrected(scanned_at: datetime, sent_at: datetime, received_at: datetime) -> datetime:
    """The scan's time by the server's clock; never later than when it was received."""
    error = received_at - sent_at
    shifted = scanned_at if abs(error) <= CLOCK_TOLERANCE else scanned_at + error
    return min(shifted, received_at)


def refused(door: Door, person: Person | None, at: datetime) -> ScanOutcome | None:
    """Why this scan cannot count, whatever it asks for; None when it can."""
    if door.state in (ConferenceState.DRAFT, ConferenceState.OPEN):
        return ScanOutcome.NOT_OPEN
    if door.state is ConferenceState.CLOSED and (door.closed_at is None or at > door.closed_at):
        return ScanOutcome.CLOSED  # what was scanned before the close is taken, however late
    if person is None:
        return ScanOutcome.UNKNOWN_PASS
    if person.conference_id != door.conference_id:
        return ScanOutcome.WRONG_CONFERENCE
    if person.pass_revoked or person.standing is Standing.WITHDRAWN:
        return ScanOutcome.REVOKED
    if person.standing is Standing.REPLACED and not person.let_in:
        return ScanOutcome.REVOKED
    if person.point_id != door.point_id and door.policy is ElsewherePolicy.REFUSE:
        return ScanOutcome.WRONG_POINT
    return None


def judged(direction: Direction, door: Door, person: Person, before: Came | None) -> ScanOutcome:
    """The verdict on an `in` or `out` that counts, from the state before it."""
    present = before is not None and before.is_present
    if direction is Direction.OUT:
        return ScanOutcome.LEFT if present else ScanOutcome.NOT_PRESENT
    if present:
        return ScanOutcome.ALREADY_ADMITTED
    if person.point_id != door.point_id:
        return ScanOutcome.ADMITTED_ELSEWHERE
    return ScanOutcome.ADMITTED
