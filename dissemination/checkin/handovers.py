"""A file of what a device could not send, brought by a person who answers for it.

A device that was revoked may send nothing itself, and no other device may bring it; but who revoked
it may have let people in with it before. So a person with the right to the point's devices may.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field, ValidationError

from dissemination.checkin import acts, relays, scanners, sequences
from dissemination.checkin.acts import Place, Sending
from dissemination.checkin.messages import RelayIn, Sealed
from dissemination.checkin.models import Scanner
from dissemination.database import db
from dissemination.web import audit

LARGEST_FILE = 5 * 1024 * 1024


class Unusable(enum.StrEnum):
    """Why nothing of a file was taken."""

    NOT_A_HANDOVER = "not_a_handover"
    NOT_OF_THIS_POINT = "not_of_this_point"
    CANNOT_OPEN = "cannot_open"


class Parcel(BaseModel):
    """The file that `static/scanner/handover.js` writes."""

    kind: Literal["scanner-hand-over"]
    envelopes: list[RelayIn] = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What one device of the point sealed, opened."""

    place: Place
    device: str
    held: Sealed

    def sending(self, received_at: datetime) -> Sending:
        """By what the device knew of its clock: how long the file travelled says nothing."""
        return Sending(received_at - timedelta(seconds=self.held.clock_offset or 0), received_at)


def opened(content: bytes, point_id: int, secret_key: str) -> list[Envelope] | Unusable:
    """Every envelope of a file, or why none of them is taken."""
    try:
        parcel = Parcel.model_validate_json(content)
    except ValidationError:
        return Unusable.NOT_A_HANDOVER
    devices = _devices(point_id, {envelope.scanner for envelope in parcel.envelopes})
    found = []
    for envelope in parcel.envelopes:
        device = devices.get(envelope.scanner)
        if device is None:
            return Unusable.NOT_OF_THIS_POINT
        held = _held(envelope, secret_key)
        if held is None:
            return Unusable.CANNOT_OPEN
        place = Place(device.id, device.conference_id, device.point_id)
        found.append(Envelope(place, device.name, held))
    return found


def record_acts(envelopes: Sequence[Envelope], received_at: datetime) -> None:
    """Store the acts, before the scans that may name them, and who brought all of it."""
    for envelope in envelopes:
        if envelope.held.acts:
            acts.record(envelope.place, envelope.held.acts, envelope.sending(received_at))
        brought = {"scans": len(envelope.held.scans), "acts": len(envelope.held.acts)}
        audit.record("bring", "scanner", envelope.place.scanner_id, after=brought)


def reckon(envelopes: Sequence[Envelope]) -> None:
    """What is still missing of these devices, after their scans were stored."""
    connection = db.session.connection()
    for place in {envelope.place for envelope in envelopes}:
        sequences.reckon(connection, place.scanner_id, place.point_id)


def _devices(point_id: int, ids: set[int]) -> dict[int, Scanner]:
    query = sa.select(Scanner).where(
        Scanner.id.in_(ids), Scanner.point_id == point_id, Scanner.token_hash.is_not(None)
    )
    return {scanner.id: scanner for scanner in db.session.scalars(query)}


def _held(envelope: RelayIn, secret_key: str) -> Sealed | None:
    key = scanners.relay_key(envelope.scanner, secret_key)
    text = relays.opened(key, envelope.scanner, envelope.iv, envelope.sealed)
    try:
        return Sealed.model_validate_json(text) if text is not None else None
    except ValidationError:
        return None
