"""The counts of a conference as they were frozen: with its close, or again with a reason."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dissemination.database import Base
from dissemination.units.models import UnitLevel


class FreezeCause(enum.StrEnum):
    """Why counts were frozen; UPGRADE: for a conference that was closed before freezes were kept."""

    CLOSE = "close"
    AGAIN = "again"
    UPGRADE = "upgrade"


class Freeze(Base):
    """One freeze of all points. Never changed: a later one takes its place and it stays on record."""

    __tablename__ = "freezes"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    cause: Mapped[FreezeCause]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")


class FrozenCount(Base):
    """The counts of one point, as `checkin.models.Tally` defines them, and where it stood in the tree.

    `level`: of the unit the point stands for; `district_id`: the district that is or is above it;
    both as of the conference's day, None where there was none. Names are never kept here.
    """

    __tablename__ = "frozen_counts"

    freeze_id: Mapped[int] = mapped_column(sa.ForeignKey("freezes.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("points.id"), primary_key=True, index=True)
    level: Mapped[UnitLevel | None]
    district_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    expected: Mapped[int]
    excused: Mapped[int]
    own_attended: Mapped[int]
    excused_attended: Mapped[int]
    attended: Mapped[int]
    present: Mapped[int]
    guests: Mapped[int]
    walk_ins: Mapped[int]
    substitutes: Mapped[int]
