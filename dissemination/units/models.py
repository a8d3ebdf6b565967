"""Units keep one identity for ever; what they are called and whom they answer to is dated."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.database import Base, sortable


class UnitLevel(enum.StrEnum):
    """Where a unit stands in the political system, from the top down."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    GRASSROOTS = "grassroots"


class Unit(Base):
    """An organisation. Facts point here and are never re-keyed, whatever it is merged into."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)

    versions: Mapped[list["UnitVersion"]] = relationship(
        back_populates="unit",
        foreign_keys="UnitVersion.unit_id",
        order_by="UnitVersion.valid_from",
    )


class UnitVersion(Base):
    """Name, level and parent of a unit from `valid_from` until before `valid_to` (None: still)."""

    __tablename__ = "unit_versions"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "valid_from"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        sa.CheckConstraint("parent_id <> unit_id", name="not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    kind: Mapped[str] = mapped_column(sa.String(32), default="")
    level: Mapped[UnitLevel]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    search_key: Mapped[str] = mapped_column(sortable(512), default="")

    unit: Mapped[Unit] = relationship(back_populates="versions", foreign_keys=[unit_id])


class UnitMerger(Base):
    """From `merged_on`, `from_unit` lives on (wholly or in part) in `into_unit`."""

    __tablename__ = "unit_mergers"
    __table_args__ = (sa.UniqueConstraint("from_unit_id", "into_unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    into_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    merged_on: Mapped[date]
    part_only: Mapped[bool] = mapped_column(default=False)
