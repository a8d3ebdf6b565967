"""What is kept of reminders: ladders, the rungs that were sent, digests and what became of each."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.accounts.models import User
from dissemination.database import Base
from dissemination.reporting.models import Obligation
from dissemination.units.models import Unit


class Post(enum.StrEnum):
    """To which post of the political system a reminder speaks; the person is whoever holds it."""

    OFFICER = "officer"
    HEAD = "head"
    SUPERIOR = "superior"


class Audience(enum.StrEnum):
    """Whom one rung of a ladder tells."""

    OFFICER = "officer"
    HEAD = "head"
    BOTH = "both"
    SUPERIOR = "superior"

    @property
    def posts(self) -> frozenset[Post]:
        if self is Audience.BOTH:
            return frozenset({Post.OFFICER, Post.HEAD})
        return frozenset({Post(self.value)})


class MailState(enum.StrEnum):
    """What became of a digest's e-mail. In the app it is there in any case."""

    NO_ADDRESS = "no_address"  # the person signs in by a user name
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    SENT = "sent"  # taken by the mail server
    KEPT = "kept"  # no mail server is named: it lies in DATA_DIR/mail
    REFUSED = "refused"  # the mail server will not take it
    UNKNOWN = "unknown"  # handed over, and nobody lived to hear the answer
    EXPIRED = "expired"  # the mail server was away for too long
    SPARED = "spared"  # everything in it was submitted before it went


class ReminderLadder(Base):
    """A regime's own ladder; a regime without one follows the default."""

    __tablename__ = "reminder_ladders"

    regime_id: Mapped[int] = mapped_column(sa.ForeignKey("reporting_regimes.id"), primary_key=True)
    changed_at: Mapped[datetime]

    rungs: Mapped[list["ReminderRung"]] = relationship(
        order_by="ReminderRung.offset_days", cascade="all, delete-orphan"
    )


class ReminderRung(Base):
    """One rung: so many days after the deadline (before it, when negative) somebody is told."""

    __tablename__ = "reminder_rungs"
    __table_args__ = (sa.CheckConstraint("offset_days BETWEEN -60 AND 90", name="offset_is_near"),)

    regime_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reminder_ladders.regime_id"), primary_key=True
    )
    offset_days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audience: Mapped[Audience]


class ReminderDay(Base):
    """A day for which it was settled who is told what: that happens once."""

    __tablename__ = "reminder_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    settled_at: Mapped[datetime]


class Reminder(Base):
    """One rung of one obligation, sent. A new deadline (a return, an extension) begins anew."""

    __tablename__ = "reminders"
    __table_args__ = (sa.UniqueConstraint("obligation_id", "deadline", "offset_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligations.id"))
    deadline: Mapped[date]
    offset_days: Mapped[int]
    day: Mapped[date] = mapped_column(index=True)

    obligation: Mapped[Obligation] = relationship()
    lines: Mapped[list["DigestLine"]] = relationship(back_populates="reminder")


class Digest(Base):
    """All that one person is reminded of on one day. `tries` counts hand-overs to the mail server."""

    __tablename__ = "digests"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "day"),
        sa.Index("ix_digests_mail", "mail", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    day: Mapped[date]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    mail: Mapped[MailState]
    tries: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()
    lines: Mapped[list["DigestLine"]] = relationship(
        back_populates="digest", order_by="DigestLine.reminder_id", cascade="all, delete-orphan"
    )
    deliveries: Mapped[list["Delivery"]] = relationship(
        order_by="Delivery.number", cascade="all, delete-orphan"
    )


class DigestLine(Base):
    """One reminder in a digest, and the post (of which unit) for which the person is told."""

    __tablename__ = "digest_lines"

    digest_id: Mapped[int] = mapped_column(sa.ForeignKey("digests.id"), primary_key=True)
    reminder_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reminders.id"), primary_key=True, index=True
    )
    post: Mapped[Post]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)

    digest: Mapped[Digest] = relationship(back_populates="lines")
    reminder: Mapped[Reminder] = relationship(back_populates="lines")
    unit: Mapped[Unit | None] = relationship()


class Delivery(Base):
    """One hand-over of a digest to the mail server: the row is there before anything is sent."""

    __tablename__ = "deliveries"

    digest_id: Mapped[int] = mapped_column(sa.ForeignKey("digests.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[MailState] = mapped_column(default=MailState.UNDER_WAY)
    detail: Mapped[str] = mapped_column(sa.String(255), default="")
