"""How a unit reached its people with a directive after the conference, as it says itself."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.accounts.models import User
from dissemination.conferences.models import Conference
from dissemination.database import Base
from dissemination.directives.models import Directive
from dissemination.plans.evidence_models import HoldsEvidence
from dissemination.units.models import Unit


class BriefingForm(enum.StrEnum):
    """How people were reached."""

    HALL = "hall"
    VIDEO = "video"
    JOINT = "joint"
    DOCUMENTS = "documents"


class BriefingState(enum.StrEnum):
    """`plans/briefing_lifecycle.py` says which steps lead from one to another."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    RETURNED = "returned"


class BriefingStep(enum.StrEnum):
    """What is done to a briefing once it is recorded."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    VERIFY = "verify"
    RETURN = "return"
    CORRECT = "correct"


class BriefingOrder(Base):
    """What the secretariat asks of every unit's briefing on a directive; no row: nothing special."""

    __tablename__ = "briefing_orders"

    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), primary_key=True)
    due_on: Mapped[date | None]
    asks_essays: Mapped[bool] = mapped_column(default=False)


class OnwardBriefing(HoldsEvidence, Base):
    """One briefing that a unit held for its own people.

    Head-counts are of those who had not been present at an earlier one of the same unit, so that
    sums count people once; `members_…` are the unit's own party members, as of that day. What is
    not known yet is None, never 0. `submitted_for_id` is the unit on whose behalf it was sent,
    None for the secretariat.
    """

    __tablename__ = "onward_briefings"
    __table_args__ = (
        sa.CheckConstraint(
            "(form = 'joint') = (other_unit_id IS NOT NULL)", name="joint_has_other"
        ),
        sa.CheckConstraint("other_unit_id <> unit_id", name="other_is_another"),
        sa.CheckConstraint("members_exempt <= members_total", name="exempt_are_members"),
        sa.CheckConstraint(
            "present_members <= members_total - members_exempt", name="present_are_members"
        ),
        sa.CheckConstraint(
            "members_total >= 0 AND members_exempt >= 0 AND present_members >= 0"
            " AND present_cadres >= 0 AND present_union >= 0 AND present_others >= 0"
            " AND essays >= 0",
            name="counts_people",
        ),
        sa.Index("ix_onward_briefings_directive_id", "directive_id", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    state: Mapped[BriefingState] = mapped_column(default=BriefingState.DRAFT)
    form: Mapped[BriefingForm]
    other_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    conference_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(255), default="")
    presenter: Mapped[str] = mapped_column(sa.String(255), default="")
    documents_used: Mapped[str] = mapped_column(sa.Text, default="")
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    members_total: Mapped[int | None]
    members_exempt: Mapped[int | None]
    present_members: Mapped[int | None]
    present_cadres: Mapped[int | None]
    present_union: Mapped[int | None]
    present_others: Mapped[int | None]
    essays: Mapped[int | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    submitted_for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))

    directive: Mapped[Directive] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    conference: Mapped[Conference | None] = relationship()
    submitted_by: Mapped[User | None] = relationship()
    entries: Mapped[list["BriefingEntry"]] = relationship(
        order_by="BriefingEntry.id", cascade="all, delete-orphan"
    )

    @property
    def present(self) -> int | None:
        """Everybody in the hall; None while no head-count is known."""
        known = [
            count
            for count in (
                self.present_members,
                self.present_cadres,
                self.present_union,
                self.present_others,
            )
            if count is not None
        ]
        return sum(known) if known else None

    @property
    def members_due(self) -> int | None:
        """The party members who had to be reached."""
        if self.members_total is None:
            return None
        return self.members_total - (self.members_exempt or 0)


class BriefingEntry(Base):
    """One line of a briefing's history: a step, or a correction of what had been submitted before."""

    __tablename__ = "briefing_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    briefing_id: Mapped[int] = mapped_column(sa.ForeignKey("onward_briefings.id"), index=True)
    step: Mapped[BriefingStep | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
