"""Resolutions and what they promise."""

import enum
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.database import Base
from dissemination.units.models import UnitLevel


class DirectiveKind(enum.StrEnum):
    """The kinds of Party document that are disseminated."""

    RESOLUTION = "resolution"
    SCHEME = "scheme"
    INSTRUCTION = "instruction"
    CONCLUSION = "conclusion"
    REGULATION = "regulation"


class Operator(enum.StrEnum):
    """How an actual value is held against a target's."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MAINTAIN = "maintain"
    RANGE = "range"


class Directive(Base):
    """A document being disseminated, such as 116-NQ/TU."""

    __tablename__ = "directives"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[DirectiveKind]
    issuer: Mapped[str] = mapped_column(sa.String(255))
    issued_on: Mapped[date]
    subject: Mapped[str] = mapped_column(sa.String(500))
    horizons: Mapped[list[int]] = mapped_column(default=list)

    targets: Mapped[list["Target"]] = relationship(
        back_populates="directive", order_by="Target.code", cascade="all, delete-orphan"
    )
    solution_groups: Mapped[list["SolutionGroup"]] = relationship(
        back_populates="directive", order_by="SolutionGroup.number", cascade="all, delete-orphan"
    )


class Target(Base):
    """One measurable promise of a directive."""

    __tablename__ = "targets"
    __table_args__ = (sa.UniqueConstraint("directive_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(16))
    title: Mapped[str] = mapped_column(sa.String(500))
    level: Mapped[UnitLevel]
    measure: Mapped[str] = mapped_column(sa.String(32), default="%")
    age_below: Mapped[int | None]
    denominator: Mapped[str] = mapped_column(sa.String(500), default="")

    directive: Mapped[Directive] = relationship(back_populates="targets")
    values: Mapped[list["TargetValue"]] = relationship(
        back_populates="target", order_by="TargetValue.year", cascade="all, delete-orphan"
    )


class TargetValue(Base):
    """What a target asks for in one year; a range has `low` and `high`, the others `value`."""

    __tablename__ = "target_values"
    __table_args__ = (
        sa.UniqueConstraint("target_id", "year"),
        sa.CheckConstraint(
            "(operator = 'range') = (low IS NOT NULL AND high IS NOT NULL)", name="range_has_bounds"
        ),
        sa.CheckConstraint("(operator = 'range') = (value IS NULL)", name="others_have_a_value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("targets.id"), index=True)
    year: Mapped[int]
    operator: Mapped[Operator]
    value: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))
    low: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))
    high: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))
    note: Mapped[str] = mapped_column(sa.String(500), default="")

    target: Mapped[Target] = relationship(back_populates="values")


class SolutionGroup(Base):
    """One of a directive's groups of tasks and solutions."""

    __tablename__ = "solution_groups"
    __table_args__ = (sa.UniqueConstraint("directive_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(500))
    is_breakthrough: Mapped[bool] = mapped_column(default=False)

    directive: Mapped[Directive] = relationship(back_populates="solution_groups")
