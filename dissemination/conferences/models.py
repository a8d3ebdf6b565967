"""One briefing: its points, its delegates and their passes."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.database import Base, sortable
from dissemination.directives.models import Directive
from dissemination.units.models import Unit
from dissemination.web.models import KeptFile


class ConferenceState(enum.StrEnum):
    """`conferences/lifecycle.py` says what each state allows and which may follow."""

    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"


class ElsewherePolicy(enum.StrEnum):
    """What happens to a delegate who comes to another point than his own."""

    ADMIT = "admit"
    REFUSE = "refuse"


conference_directives = sa.Table(
    "conference_directives",
    Base.metadata,
    sa.Column("conference_id", sa.ForeignKey("conferences.id"), primary_key=True),
    sa.Column("directive_id", sa.ForeignKey("directives.id"), primary_key=True),
)


class Conference(Base):
    """One briefing, held at many points on one day."""

    __tablename__ = "conferences"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(500))
    held_on: Mapped[date]
    chair: Mapped[str] = mapped_column(sa.String(255), default="")
    state: Mapped[ConferenceState] = mapped_column(default=ConferenceState.DRAFT)
    elsewhere_policy: Mapped[ElsewherePolicy] = mapped_column(default=ElsewherePolicy.ADMIT)
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    closed_at: Mapped[datetime | None]

    directives: Mapped[list[Directive]] = relationship(
        secondary=conference_directives, order_by=Directive.number
    )
    sessions: Mapped[list["ConferenceSession"]] = relationship(
        order_by="ConferenceSession.starts_at", cascade="all, delete-orphan"
    )
    agenda: Mapped[list["AgendaItem"]] = relationship(
        order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    documents: Mapped[list["Document"]] = relationship(
        order_by="Document.title", cascade="all, delete-orphan"
    )

    @property
    def is_locked(self) -> bool:
        return self.state is ConferenceState.CLOSED


class ConferenceSession(Base):
    """A morning or an afternoon: when the conference sits."""

    __tablename__ = "conference_sessions"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class AgendaItem(Base):
    """One item of the programme, in order."""

    __tablename__ = "agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    position: Mapped[int]
    starts_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(sa.String(500))
    presenter: Mapped[str] = mapped_column(sa.String(255), default="")


class Document(KeptFile, Base):
    """A file for those who attend."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    uploaded_at: Mapped[datetime]


class Point(Base):
    """One connection point; it stands for a unit, and exactly one is the main point.

    `roster_revision` grows with each change to its delegates; a scanner that holds a revision
    older than `roster_floor` must fetch the whole roster, because someone has left it since.
    """

    __tablename__ = "points"
    __table_args__ = (
        sa.UniqueConstraint("conference_id", "name"),
        sa.Index(
            "uq_points_main_of_conference",
            "conference_id",
            unique=True,
            sqlite_where=sa.text("is_main"),
            postgresql_where=sa.text("is_main"),
        ),
        sa.Index("ix_points_unit_id", "unit_id", "conference_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(sa.String(255))
    address: Mapped[str] = mapped_column(sa.String(255), default="")
    contact_name: Mapped[str] = mapped_column(sa.String(255), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(32), default="")
    capacity: Mapped[int | None]
    is_main: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    search_key: Mapped[str] = mapped_column(sortable(512), default="")
    roster_revision: Mapped[int] = mapped_column(default=0)
    roster_floor: Mapped[int] = mapped_column(default=0)

    conference: Mapped[Conference] = relationship()
    unit: Mapped[Unit] = relationship()


class Standing(enum.StrEnum):
    """Why a person is on the roster; only `SUMMONED` counts as expected."""

    SUMMONED = "summoned"
    REPLACED = "replaced"
    WALK_IN = "walk_in"
    WITHDRAWN = "withdrawn"


class Delegate(Base):
    """A person at a point. A substitute is a summoned delegate who names whom he stands for.

    `withdrawn_standing` is what a withdrawn delegate was before, and is again when restored.
    """

    __tablename__ = "delegates"
    __table_args__ = (
        # Holds the standing, so that who has a roster is told without reading it.
        sa.Index("ix_delegates_roster", "point_id", "sort_key", "standing"),
        sa.Index(
            "ix_delegates_citizen_hash",
            "citizen_hash",
            sqlite_where=sa.text("citizen_hash IS NOT NULL"),
            postgresql_where=sa.text("citizen_hash IS NOT NULL"),
        ),
        # Holds the words that are searched, so that a search reads no more than it finds.
        sa.Index("ix_delegates_names", "conference_id", "sort_key", "search_key", "standing"),
        sa.Index(
            "ix_delegates_excused",
            "conference_id",
            "sort_key",
            sqlite_where=sa.text("excused_reason IS NOT NULL"),
            postgresql_where=sa.text("excused_reason IS NOT NULL"),
        ),
        sa.Index(
            "ix_delegates_substitute_for_id",
            "substitute_for_id",
            sqlite_where=sa.text("substitute_for_id IS NOT NULL"),
            postgresql_where=sa.text("substitute_for_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_delegates_standing",
            "conference_id",
            "standing",
            "sort_key",
            sqlite_where=sa.text("standing <> 'summoned'"),
            postgresql_where=sa.text("standing <> 'summoned'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"))
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"))
    name: Mapped[str] = mapped_column(sa.String(255))
    position: Mapped[str] = mapped_column(sa.String(255), default="")
    unit_name: Mapped[str] = mapped_column(sa.String(255), default="")
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    category: Mapped[str] = mapped_column(sa.String(64), default="")
    seat: Mapped[str] = mapped_column(sa.String(32), default="")
    notes: Mapped[str] = mapped_column(sa.String(500), default="")
    standing: Mapped[Standing] = mapped_column(default=Standing.SUMMONED)
    withdrawn_standing: Mapped[Standing | None]
    excused_reason: Mapped[str | None] = mapped_column(sa.String(500))
    citizen_hash: Mapped[str | None] = mapped_column(sa.String(64))
    substitute_for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegates.id"))
    substitute_word: Mapped[str] = mapped_column(sa.String(255), default="")
    revision: Mapped[int] = mapped_column(default=0)
    search_key: Mapped[str] = mapped_column(sa.String(800), default="")
    sort_key: Mapped[str] = mapped_column(sortable(600), default="")

    point: Mapped[Point] = relationship()
    conference: Mapped[Conference] = relationship()
    substitute_for: Mapped["Delegate | None"] = relationship(remote_side=[id])
    passes: Mapped[list["Pass"]] = relationship(
        back_populates="delegate", order_by="Pass.issued_at"
    )

    @property
    def is_expected(self) -> bool:
        return self.standing is Standing.SUMMONED

    @property
    def is_excused(self) -> bool:
        return self.excused_reason is not None


class Pass(Base):
    """What a delegate shows. A revoked pass stays on record, so that the door can say why."""

    __tablename__ = "passes"

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("delegates.id"), index=True)
    digits: Mapped[str] = mapped_column(sa.String(16), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(sa.String(255), default="")

    delegate: Mapped[Delegate] = relationship(back_populates="passes")

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None


class ImportState(enum.StrEnum):
    """The way of an uploaded roster file."""

    UPLOADED = "uploaded"
    READING = "reading"
    MAPPED = "mapped"
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"


class RosterImport(Base):
    """An uploaded roster: what was guessed, what was corrected, how far it is, how it ended."""

    __tablename__ = "roster_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("points.id"))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    stored_name: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[ImportState] = mapped_column(default=ImportState.UPLOADED)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    step: Mapped[str] = mapped_column(sa.String(64), default="")
    done_rows: Mapped[int] = mapped_column(default=0)
    total_rows: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(sa.String(500), default="")
    created_by: Mapped[str] = mapped_column(sa.String(255), default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class LettersState(enum.StrEnum):
    """The way of an order for account letters."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class AccountLetters(Base):
    """One order for account letters: how far it is, and the file while it may be fetched.

    The file holds links that let people in, so it is kept for hours, not days.
    """

    __tablename__ = "account_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    state: Mapped[LettersState] = mapped_column(default=LettersState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    stored_name: Mapped[str] = mapped_column(sa.String(64), default="")
    failure: Mapped[str] = mapped_column(sa.String(500), default="")
    created_by: Mapped[str] = mapped_column(sa.String(255), default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PrintState(enum.StrEnum):
    """The way of passes to paper in the background."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class PassPrint(Base):
    """One printing of all passes of a conference: how far it is, and where the file is.

    `rosters` is what the points' roster revisions added up to; when they have grown since, the
    paper no longer shows the present roster.
    """

    __tablename__ = "pass_prints"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    layout: Mapped[str] = mapped_column(sa.String(16))
    state: Mapped[PrintState] = mapped_column(default=PrintState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    rosters: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    stored_name: Mapped[str] = mapped_column(sa.String(64), default="")
    ordered_by: Mapped[str] = mapped_column(sa.String(255), default="")
    ordered_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heard_at: Mapped[datetime]
