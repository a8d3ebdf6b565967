"""What the desk page sends: scans as they were typed, each with an id made in the browser."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from dissemination.checkin.models import Direction

LARGEST_BATCH = 100


class Hand(StrEnum):
    """How the box was filled, as far as the browser can tell by the speed."""

    USB = "usb"
    TYPED = "typed"


class DeskScan(BaseModel):
    """One scan: what the box got, or the delegate chosen from a list, or the scan to take back."""

    id: UUID
    text: str = Field("", max_length=1000)
    delegate_id: int | None = Field(None, ge=1, le=2**31 - 1)
    undoes: UUID | None = None
    direction: Direction = Direction.IN
    reason: str = Field("", max_length=500)
    hand: Hand = Hand.TYPED
    scanned_at: AwareDatetime
    offline: bool = False

    @model_validator(mode="after")
    def says_whom_or_what(self) -> Self:
        """An undo names its scan and nothing else; the others name somebody."""
        is_undo = self.direction is Direction.UNDO
        if is_undo != (self.undoes is not None):
            raise ValueError("an undo, and nothing else, names a scan")
        if not is_undo and not (self.text or self.delegate_id):
            raise ValueError("needs text or delegate_id")
        return self


class DeskBatch(BaseModel):
    """What the page sends: one scan, or all that waited for the network."""

    sent_at: AwareDatetime
    scans: list[DeskScan] = Field(min_length=1, max_length=LARGEST_BATCH)
