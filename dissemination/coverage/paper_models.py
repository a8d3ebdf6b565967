"""Papers that people ordered, and what officers wrote into progress reports."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.accounts.models import User
from dissemination.conferences.models import Conference
from dissemination.database import Base
from dissemination.reporting.models import ReportingPeriod
from dissemination.units.models import Unit


class PaperKind(enum.StrEnum):
    """What can be ordered; `paper_making.py` says how each is made."""

    ATTENDANCE = "attendance"
    CONFERENCE_FILE = "conference_file"
    PROGRESS = "progress"
    FACT_SHEET = "fact_sheet"


class OrderState(enum.StrEnum):
    """The way of a paper in the background."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class PaperOrder(Base):
    """One paper that a person ordered: what about, how far it is, and the file while it is kept.

    `grants` are the ids of those by which it was made: when one of them has ended, the file is no
    longer given. `form` is the file's suffix, `rules` the ruleset it is set by.
    """

    __tablename__ = "paper_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[PaperKind]
    form: Mapped[str] = mapped_column(sa.String(8))
    rules: Mapped[str] = mapped_column(sa.String(32))
    conference_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reporting_periods.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(600))
    state: Mapped[OrderState] = mapped_column(default=OrderState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    grants: Mapped[list[int]] = mapped_column(default=list)
    stored_name: Mapped[str] = mapped_column(sa.String(64), default="")
    file_name: Mapped[str] = mapped_column(sa.String(255), default="")
    size: Mapped[int] = mapped_column(default=0)
    ordered_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    conference: Mapped[Conference | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    period: Mapped[ReportingPeriod | None] = relationship()


class ProgressPart(enum.StrEnum):
    """The parts of a progress report in their order; in each an officer may write."""

    SITUATION = "situation"
    TARGETS = "targets"
    GROUPS = "groups"
    LATE = "late"
    DIFFICULTIES = "difficulties"
    PROPOSALS = "proposals"
    DIRECTION = "direction"


class ProgressReport(Base):
    """What a unit's officers wrote into its progress report for one period.

    `revision` grows with every saved change, so that of two editors none overwrites the other.
    """

    __tablename__ = "progress_reports"
    __table_args__ = (sa.UniqueConstraint("period_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("reporting_periods.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    changed_by: Mapped[User] = relationship()
    texts: Mapped[list["ProgressText"]] = relationship(cascade="all, delete-orphan")


class ProgressText(Base):
    """The words of one part; paragraphs are lines."""

    __tablename__ = "progress_texts"

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("progress_reports.id"), primary_key=True)
    part: Mapped[ProgressPart] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text, default="")
