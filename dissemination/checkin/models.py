"""Scanners, what they recorded, and what follows from it."""

import enum
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.conferences.models import Conference, Point
from dissemination.database import Base


class Direction(enum.StrEnum):
    """What a scan asks for."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"


class Method(enum.StrEnum):
    """How a person was recognised."""

    QR = "qr"
    USB = "usb"
    TYPED = "typed"
    SEARCH = "search"
    CITIZEN_ID = "citizen_id"
    PHOTO = "photo"
    SELF_SERVICE = "self_service"


class ScanOutcome(enum.StrEnum):
    """The answer to a scan; every one is an ordinary answer."""

    ADMITTED = "admitted"
    ADMITTED_ELSEWHERE = "admitted_elsewhere"
    WRONG_POINT = "wrong_point"
    ALREADY_ADMITTED = "already_admitted"
    LEFT = "left"
    NOT_PRESENT = "not_present"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNKNOWN_PASS = "unknown_pass"
    WRONG_CONFERENCE = "wrong_conference"
    REVOKED = "revoked"
    NOT_OPEN = "not_open"
    CLOSED = "closed"


class ActKind(enum.StrEnum):
    """What a scanner records besides scans."""

    WALK_IN = "walk_in"
    SUBSTITUTION = "substitution"
    HEAD_COUNT = "head_count"


class ActOutcome(enum.StrEnum):
    """The answer to an act; every one is an ordinary answer."""

    RECORDED = "recorded"
    KEPT_AS_WALK_IN = "kept_as_walk_in"
    NOT_OPEN = "not_open"
    CLOSED = "closed"


class Ruling(enum.StrEnum):
    """What a person decided about two contradicting arrivals of one pass."""

    FIRST_STANDS = "first_stands"
    SECOND_STANDS = "second_stands"
    TWO_PEOPLE = "two_people"


class Scanner(Base):
    """A paired device bound to one point, the desk page of one signed-in person there, or the
    point's self check-in (a device whose token nobody has).

    `unsent` to `last_seq` are what the device last said of itself; `missing` is how many of its
    numbers had not arrived when that was last reckoned.
    """

    __tablename__ = "scanners"
    __table_args__ = (
        sa.UniqueConstraint("point_id", "user_id"),
        sa.CheckConstraint("(token_hash IS NULL) <> (user_id IS NULL)", name="device_or_desk"),
        sa.Index(
            "ix_scanners_missing",
            "conference_id",
            sqlite_where=sa.text("missing > 0"),
            postgresql_where=sa.text("missing > 0"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    is_self_service: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    unsent: Mapped[int | None]
    battery: Mapped[int | None]
    roster_version: Mapped[str | None] = mapped_column(sa.String(24))
    app_version: Mapped[str] = mapped_column(sa.String(40), default="")
    last_seq: Mapped[int | None]
    missing: Mapped[int] = mapped_column(default=0)

    conference: Mapped[Conference] = relationship()
    point: Mapped[Point] = relationship()


class Pairing(Base):
    """A code that pairs one device within minutes; only its hash is kept."""

    __tablename__ = "pairings"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"))
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_by: Mapped[str] = mapped_column(sa.String(255))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    scanner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scanners.id"))


class Scan(Base):
    """One attempt at a door, kept as it was claimed and as it was judged. Never changed, but that
    a scan of a person whose act (`act_id`) came after it learns then who that is.

    `counted` scans are those that attendance is derived from; refused ones stay on record.
    """

    __tablename__ = "scans"
    __table_args__ = (
        sa.Index("ix_scans_delegate", "delegate_id"),
        sa.Index("ix_scans_recent", "point_id", "received_at"),
        sa.Index(
            "ix_scans_undoes",
            "undoes",
            sqlite_where=sa.text("undoes IS NOT NULL"),
            postgresql_where=sa.text("undoes IS NOT NULL"),
        ),
        sa.Index(
            "ix_scans_act",
            "act_id",
            sqlite_where=sa.text("act_id IS NOT NULL"),
            postgresql_where=sa.text("act_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scanner_id: Mapped[int] = mapped_column(sa.ForeignKey("scanners.id"))
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"))
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"))
    delegate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegates.id"))
    seq: Mapped[int | None]
    digits: Mapped[str | None] = mapped_column(sa.String(16))
    citizen_hash: Mapped[str | None] = mapped_column(sa.String(64))
    direction: Mapped[Direction]
    undoes: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(sa.String(500))
    method: Mapped[Method]
    offline: Mapped[bool]
    scanned_at: Mapped[datetime]
    corrected_at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[ScanOutcome]
    counted: Mapped[bool]
    first_scan_id: Mapped[UUID | None]
    act_id: Mapped[UUID | None]


class Act(Base):
    """What a scanner recorded besides scans, as it was judged. Never changed.

    `delegate_id` is the person it added, `replaced_id` who stays away. The names are with the
    delegates, where retention finds them.
    """

    __tablename__ = "acts"
    __table_args__ = (
        sa.Index("ix_acts_point", "point_id", "kind"),
        sa.Index("ix_acts_replaced_id", "replaced_id"),
        sa.Index(
            "ix_acts_head_counts",
            "conference_id",
            sqlite_where=sa.text("kind = 'head_count'"),
            postgresql_where=sa.text("kind = 'head_count'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scanner_id: Mapped[int] = mapped_column(sa.ForeignKey("scanners.id"), index=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"))
    kind: Mapped[ActKind]
    seq: Mapped[int | None]
    offline: Mapped[bool]
    made_at: Mapped[datetime]
    corrected_at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[ActOutcome]
    delegate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegates.id"))
    replaced_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegates.id"))
    number: Mapped[int | None]
    signed_by: Mapped[str] = mapped_column(sa.String(255), default="")


class ConflictDecision(Base):
    """What a named person decided about two contradicting arrivals of one pass, and why."""

    __tablename__ = "conflict_decisions"
    __table_args__ = (sa.UniqueConstraint("first_scan_id", "second_scan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegates.id"), index=True)
    first_scan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("scans.id"))
    second_scan_id: Mapped[UUID] = mapped_column(sa.ForeignKey("scans.id"))
    ruling: Mapped[Ruling]
    reason: Mapped[str] = mapped_column(sa.String(500))
    decided_by: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255))
    decided_at: Mapped[datetime]


class Presence(enum.StrEnum):
    """Where a delegate who came is now."""

    PRESENT = "present"
    LEFT = "left"


class Attendance(Base):
    """A delegate's present state, derived from his counted scans; no row: never came."""

    __tablename__ = "attendances"
    __table_args__ = (
        sa.Index("ix_attendances_point", "point_id", "arrived_at"),
        sa.Index("ix_attendances_arrivals", "conference_id", "arrived_at"),
        sa.Index(
            "ix_attendances_conflicts",
            "conference_id",
            sqlite_where=sa.text("in_conflict"),
            postgresql_where=sa.text("in_conflict"),
        ),
    )

    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegates.id"), primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"))
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"))
    presence: Mapped[Presence]
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    first_scan_id: Mapped[UUID]
    in_conflict: Mapped[bool] = mapped_column(default=False)


class Tally(Base):
    """The counts of one point, kept in the transaction of every change.

    expected: summoned delegates of the point; excused: of those, with a reason.
    own_attended: expected delegates of the point who came, here or elsewhere.
    excused_attended: of those, who had been excused and came all the same.
    attended: who came here, from wherever; present: of those, not left.
    guests, walk_ins: of the attended here, from another point's roster; found on no roster.
    """

    __tablename__ = "tallies"

    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"), primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    expected: Mapped[int] = mapped_column(default=0)
    excused: Mapped[int] = mapped_column(default=0)
    own_attended: Mapped[int] = mapped_column(default=0)
    excused_attended: Mapped[int] = mapped_column(default=0)
    attended: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    guests: Mapped[int] = mapped_column(default=0)
    walk_ins: Mapped[int] = mapped_column(default=0)
