"""What scanners say and hear: the JSON of the check-in API (docs/api.md)."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dissemination.checkin.models import ActKind, ActOutcome, Direction, Method, ScanOutcome

LARGEST_BATCH = 500
LARGEST_ACT_BATCH = 200
LARGEST_OFFSET = 10 * 366 * 24 * 3600  # a phone whose battery was out thinks it is 2016
LARGEST_NUMBER = 2**31 - 1
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
MaybeLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]
Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Digits16 = Annotated[str, StringConstraints(pattern=re.compile(r"^[0-9]{16}$"))]
Digits12 = Annotated[str, StringConstraints(pattern=re.compile(r"^[0-9]{12}$"))]


class ScanIn(BaseModel):
    """One scan as a scanner recorded it."""

    model_config = ConfigDict(populate_by_name=True)

    id: UUID
    seq: int | None = Field(None, ge=0, le=LARGEST_NUMBER)
    digits: Digits16 | None = Field(None, alias="pass")
    delegate_id: int | None = Field(None, ge=1, le=LARGEST_NUMBER)
    citizen_id: Digits12 | None = None
    direction: Direction = Direction.IN
    undoes: UUID | None = None
    reason: str | None = Field(None, max_length=500)
    method: Method = Method.QR
    scanned_at: AwareDatetime
    offline: bool = False
    act: UUID | None = None
    rehearsal: bool = False

    @model_validator(mode="after")
    def says_whom_or_what(self) -> Self:
        """A scan names a person, or (an undo) the scan it takes back."""
        named = self.digits or self.delegate_id or self.citizen_id or self.act
        if not named and not (self.direction is Direction.UNDO and self.undoes):
            raise ValueError("needs pass, delegate_id or citizen_id")
        return self


class ScanBatch(BaseModel):
    """What `POST /api/v1/scans` takes."""

    sent_at: AwareDatetime
    scans: list[ScanIn] = Field(min_length=1)

    @property
    def is_rehearsal(self) -> bool:
        return self.scans[0].rehearsal

    @model_validator(mode="after")
    def rehearses_or_not(self) -> Self:
        """What is kept and what is not never travel together."""
        if any(scan.rehearsal != self.is_rehearsal for scan in self.scans):
            raise ValueError("rehearsal must be the same for all scans")
        return self


class PlaceOut(BaseModel):
    id: int
    name: str


class DelegateOut(BaseModel):
    """Whom the door greets."""

    id: int
    name: str
    position: str
    unit: str
    seat: str
    category: str
    standing: str
    point: PlaceOut
    substitute: str | None = Field(None, description="who goes instead, on a revoked pass")


class FirstScanOut(BaseModel):
    """The arrival that an `already_admitted` repeats."""

    id: UUID
    scanned_at: datetime
    point: PlaceOut
    scanner: str


class ResultOut(BaseModel):
    id: UUID
    outcome: ScanOutcome
    delegate: DelegateOut | None = None
    first_scan: FirstScanOut | None = None


class TallyOut(BaseModel):
    expected: int
    present: int


class ScanResults(BaseModel):
    """What `POST /api/v1/scans` answers, one result per scan, in order."""

    results: list[ResultOut]
    tally: TallyOut


class ConferenceOut(BaseModel):
    id: int
    title: str
    held_on: str
    state: str


class PointOut(BaseModel):
    id: int
    name: str
    unit_code: str


class ScannerNameOut(BaseModel):
    id: int
    name: str


class PolicyOut(BaseModel):
    elsewhere: str


class ScannerOut(BaseModel):
    """What `GET /api/v1/scanner` answers."""

    scanner: ScannerNameOut
    conference: ConferenceOut
    point: PointOut
    policy: PolicyOut
    server_time: str


class RosterDelegateOut(BaseModel):
    id: int
    name: str
    position: str
    unit: str
    seat: str
    category: str
    standing: str
    excused: bool
    substitute_for: int | None
    # The digits of the valid pass; None when there is none.
    digits: str | None = Field(None, serialization_alias="pass")


class RosterOut(BaseModel):
    """What `GET /api/v1/scanner/roster` answers; `full` false: only changes since then."""

    version: str
    full: bool
    delegates: list[RosterDelegateOut]
    revoked: list[str]


class _ActIn(BaseModel):
    id: UUID
    seq: int | None = Field(None, ge=0, le=LARGEST_NUMBER)
    made_at: AwareDatetime
    offline: bool = False


class _PersonIn(_ActIn):
    name: Line
    position: MaybeLine = ""
    unit: MaybeLine = ""


class WalkInIn(_PersonIn):
    """Somebody on no roster who stands at the door."""

    kind: Literal[ActKind.WALK_IN]


class SubstitutionIn(_PersonIn):
    """Who comes instead of a delegate, and on whose word."""

    kind: Literal[ActKind.SUBSTITUTION]
    delegate_id: int = Field(ge=1, le=LARGEST_NUMBER)
    word: Line


class HeadCountIn(_ActIn):
    """How many people are in the hall, signed by who counted them."""

    kind: Literal[ActKind.HEAD_COUNT]
    number: int = Field(ge=0, le=100_000)
    signed_by: Line


ActIn = Annotated[WalkInIn | SubstitutionIn | HeadCountIn, Field(discriminator="kind")]


class ActBatch(BaseModel):
    """What `POST /api/v1/acts` takes."""

    sent_at: AwareDatetime
    acts: list[ActIn] = Field(min_length=1)


class ActResultOut(BaseModel):
    id: UUID
    outcome: ActOutcome
    delegate: DelegateOut | None = None


class ActResults(BaseModel):
    """What `POST /api/v1/acts` answers, one result per act, in order."""

    results: list[ActResultOut]
    tally: TallyOut


class RelayIn(BaseModel):
    """What `POST /api/v1/relays` takes: what another scanner sealed."""

    scanner: int = Field(ge=1, le=LARGEST_NUMBER)
    iv: str = Field(min_length=16, max_length=24)
    sealed: str = Field(min_length=1)


class Sealed(BaseModel):
    """What a scanner seals for others to bring; `clock_offset`: the server's clock minus its own,
    in seconds."""

    clock_offset: float | None = Field(None, ge=-LARGEST_OFFSET, le=LARGEST_OFFSET)
    sealed_at: AwareDatetime
    scans: list[ScanIn] = Field(default=[], max_length=LARGEST_ACT_BATCH)
    acts: list[ActIn] = Field(default=[], max_length=LARGEST_ACT_BATCH)

    @model_validator(mode="after")
    def holds_something(self) -> Self:
        """An empty envelope is a mistake of who sealed it."""
        if not self.scans and not self.acts:
            raise ValueError("holds no scan and no act")
        return self


class RelayedOut(BaseModel):
    id: UUID
    outcome: str


class RelayResults(BaseModel):
    """What `POST /api/v1/relays` answers: outcomes, and nobody's name."""

    results: list[RelayedOut]


class PairIn(BaseModel):
    """What `POST /api/v1/pair` takes."""

    code: str = Field(min_length=1, max_length=64)
    name: Named
    version: str = Field("", max_length=40)


class PairedOut(ScannerOut):
    """What `POST /api/v1/pair` answers; the token is told this once."""

    token: str
    relay_key: str
    expires: datetime | None


class StatusIn(BaseModel):
    """What `POST /api/v1/scanner/status` takes: how a scanner is."""

    sent_at: AwareDatetime
    unsent: int = Field(0, ge=0, le=LARGEST_NUMBER)
    battery: int | None = Field(None, ge=0, le=100)
    roster_version: str | None = Field(None, max_length=24)
    app_version: str = Field("", max_length=40)
    last_seq: int | None = Field(None, ge=0, le=LARGEST_NUMBER)


class ConferenceStateOut(BaseModel):
    id: int
    state: str
    closed_at: datetime | None


class StatusOut(BaseModel):
    """What a scanner is told of its conference and of what never arrived."""

    server_time: datetime
    conference: ConferenceStateOut
    roster_version: str | None
    wipe: bool
    missing: list[int]
    missing_count: int
    relay_key: str
    again_in: int


class ProblemOut(BaseModel):
    """A refusal: which scan or act (its place in the list, from 0) and which field, and a word
    for programs, where there is one."""

    error: str
    reason: str | None = None
    act: int | None = None
    scan: int | None = None
    field: str | None = None


Json = dict[str, Any]
