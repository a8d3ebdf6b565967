"""What units owe and file: the calendar, regimes, periods, obligations and versions of reports."""

import enum
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.accounts.models import User
from dissemination.database import Base
from dissemination.directives.models import Directive, Target
from dissemination.plans.evidence_models import HoldsEvidence
from dissemination.units.models import Unit, UnitLevel


class DayKind(enum.StrEnum):
    """How a day differs from the plain week."""

    HOLIDAY = "holiday"
    WORKED = "worked"  # a Saturday or Sunday worked in a holiday's stead


class CalendarDay(Base):
    """One day of the working calendar that is not as its weekday says."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]
    name: Mapped[str] = mapped_column(sa.String(255), default="")


class ObligedBy(enum.StrEnum):
    """How a regime names its units: all beneath one, those of one level beneath it, or a list."""

    SUBTREE = "subtree"
    LEVEL = "level"
    LIST = "list"


class PeriodKind(enum.StrEnum):
    """How often a report is owed."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    ONCE = "once"


class DueRule(enum.StrEnum):
    """What `due_number` counts."""

    WORKING_DAYS = "working_days"  # after the period's end
    DAY_OF_MONTH = "day_of_month"  # of the month after the period's end


class ItemKind(enum.StrEnum):
    """What a regime's form asks for, besides the tasks of the unit's plan."""

    TARGET = "target"
    QUESTION = "question"
    ATTACHMENT = "attachment"


class ObligationState(enum.StrEnum):
    """Where a duty stands; `reporting/lifecycle.py` says which may follow."""

    SCHEDULED = "scheduled"  # frozen, but the form does not open yet
    OPEN = "open"
    DRAFT = "draft"
    APPROVED = "approved"  # by the unit's own head
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CONSOLIDATED = "consolidated"  # its figures stand in the superior's report
    WAIVED = "waived"
    TRANSFERRED = "transferred"


regime_units = sa.Table(
    "regime_units",
    Base.metadata,
    sa.Column("regime_id", sa.ForeignKey("reporting_regimes.id"), primary_key=True),
    sa.Column("unit_id", sa.ForeignKey("units.id"), primary_key=True),
)


class ReportingRegime(Base):
    """Who reports what on a directive, how often, by when.

    `root_unit_id` is the unit to which is reported; those obliged stand beneath it. `ends_on` is the
    last day whose period is still opened. `opens_before` days before a period ends its form opens.
    """

    __tablename__ = "reporting_regimes"
    __table_args__ = (
        sa.CheckConstraint("(obliged_by = 'level') = (level IS NOT NULL)", name="level_is_named"),
        sa.CheckConstraint("closing_day BETWEEN 1 AND 31", name="closing_day_exists"),
        sa.CheckConstraint("due_number BETWEEN 1 AND 31", name="due_number_counts"),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 60", name="grace_is_short"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint("period_kind <> 'once' OR ends_on IS NOT NULL", name="once_has_an_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), index=True)
    root_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(255))
    obliged_by: Mapped[ObligedBy] = mapped_column(default=ObligedBy.SUBTREE)
    level: Mapped[UnitLevel | None]
    period_kind: Mapped[PeriodKind]
    closing_day: Mapped[int | None]
    due_rule: Mapped[DueRule] = mapped_column(default=DueRule.WORKING_DAYS)
    due_number: Mapped[int] = mapped_column(default=5)
    opens_before: Mapped[int] = mapped_column(default=10)
    grace_days: Mapped[int] = mapped_column(default=3)
    asks_tasks: Mapped[bool] = mapped_column(default=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]

    directive: Mapped[Directive] = relationship()
    root_unit: Mapped[Unit] = relationship()
    listed: Mapped[list[Unit]] = relationship(secondary=regime_units, order_by=Unit.code)
    items: Mapped[list["RegimeItem"]] = relationship(
        back_populates="regime", order_by="RegimeItem.position", cascade="all, delete-orphan"
    )


class RegimeItem(Base):
    """One thing the form asks for: a target's figures, a question's answer, or an attachment."""

    __tablename__ = "regime_items"
    __table_args__ = (
        sa.UniqueConstraint("regime_id", "position"),
        sa.CheckConstraint("(kind = 'target') = (target_id IS NOT NULL)", name="target_is_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regime_id: Mapped[int] = mapped_column(sa.ForeignKey("reporting_regimes.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind]
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("targets.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    is_required: Mapped[bool] = mapped_column(default=True)

    regime: Mapped[ReportingRegime] = relationship(back_populates="items")
    target: Mapped[Target | None] = relationship()


class ReportingPeriod(Base):
    """One opened period of a regime: from here on who owes what no longer follows the tree."""

    __tablename__ = "reporting_periods"
    __table_args__ = (
        sa.UniqueConstraint("regime_id", "starts_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regime_id: Mapped[int] = mapped_column(sa.ForeignKey("reporting_regimes.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    opened_at: Mapped[datetime]

    regime: Mapped[ReportingRegime] = relationship()


class Obligation(Base):
    """One unit × one period, one row whoever fills it in.

    `first_submitted_at` never changes. `submitted_at` is that of the version before the receiver,
    and `accepted_submitted_at` that of the first version accepted: corrections change neither.
    `grace_until` is the last day granted when the report was returned last. Overdue is computed.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        sa.UniqueConstraint("period_id", "unit_id"),
        sa.Index("ix_obligations_state", "state", "due_on"),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_submitted_at IS NULL)", name="accepted_came_in"
        ),
        sa.CheckConstraint(
            "state NOT IN ('waived', 'transferred') OR settled_reason <> ''",
            name="waived_for_a_reason",
        ),
        sa.CheckConstraint(
            "(state = 'transferred') = (transferred_to_id IS NOT NULL)",
            name="transferred_to_someone",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("reporting_periods.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    state: Mapped[ObligationState] = mapped_column(default=ObligationState.OPEN)
    due_on: Mapped[date]
    grace_until: Mapped[date | None]
    first_submitted_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    accepted_submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    settled_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    transferred_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)

    period: Mapped[ReportingPeriod] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    transferred_to: Mapped[Unit | None] = relationship(foreign_keys=[transferred_to_id])
    reports: Mapped[list["Report"]] = relationship(
        back_populates="obligation", order_by="Report.ordinal", cascade="all, delete-orphan"
    )
    transitions: Mapped[list["ReportTransition"]] = relationship(
        order_by="ReportTransition.id", cascade="all, delete-orphan"
    )


report_editors = sa.Table(
    "report_editors",
    Base.metadata,
    sa.Column("report_id", sa.ForeignKey("reports.id"), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True, index=True),
)


class Report(HoldsEvidence, Base):
    """One version of what a unit files; a correction after acceptance is the next one.

    `revision` grows with every saved change, and from version to version: a page left open on an
    earlier text overwrites nothing, and nobody decides on a text he has not read.
    `editors` are all who wrote any of it, the version it was copied from included. `words_mark` is
    that of its texts (`flags.mark`): who says the same is found without reading what others say.
    """

    __tablename__ = "reports"
    __table_args__ = (sa.UniqueConstraint("obligation_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligations.id"))
    ordinal: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    corrects_because: Mapped[str] = mapped_column(sa.String(500), default="")
    difficulties: Mapped[str] = mapped_column(sa.Text, default="")
    proposals: Mapped[str] = mapped_column(sa.Text, default="")
    words_mark: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    changed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    obligation: Mapped[Obligation] = relationship(back_populates="reports")
    editors: Mapped[list[User]] = relationship(secondary=report_editors, order_by=User.id)
    figures: Mapped[list["ReportFigure"]] = relationship(cascade="all, delete-orphan")
    tasks: Mapped[list["ReportTask"]] = relationship(
        order_by="ReportTask.line", cascade="all, delete-orphan"
    )
    answers: Mapped[list["ReportAnswer"]] = relationship(cascade="all, delete-orphan")

    @property
    def texts(self) -> list[str]:
        """Its words, in a fixed order."""
        answers = sorted(self.answers, key=lambda answer: answer.item_id)
        return [self.difficulties, self.proposals, *(answer.text for answer in answers)]


class ReportFigure(Base):
    """A target's figures of one version; None is missing, which is not zero."""

    __tablename__ = "report_figures"
    __table_args__ = (sa.CheckConstraint("denominator >= 0", name="denominator_counts"),)

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(
        sa.ForeignKey("targets.id"), primary_key=True, index=True
    )
    numerator: Mapped[Decimal | None] = mapped_column(sa.Numeric(16, 4))
    denominator: Mapped[Decimal | None] = mapped_column(sa.Numeric(16, 4))
    comment: Mapped[str] = mapped_column(sa.Text, default="")


class ReportTask(Base):
    """How a task of the unit's plan stood when the report was filed; `line` is the plan's."""

    __tablename__ = "report_tasks"
    __table_args__ = (
        sa.CheckConstraint("percentage BETWEEN 0 AND 100", name="percentage_is_a_share"),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date | None]
    percentage: Mapped[int]
    done_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(sa.Text, default="")


class ReportAnswer(Base):
    """The answer to one question of the form."""

    __tablename__ = "report_answers"

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(
        sa.ForeignKey("regime_items.id"), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(sa.Text, default="")


class ReportTransition(Base):
    """One step of an obligation: who, in which post, when, from where to where, and why."""

    __tablename__ = "report_transitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligations.id"), index=True)
    ordinal: Mapped[int]
    step: Mapped[str] = mapped_column(sa.String(32))
    from_state: Mapped[ObligationState]
    to_state: Mapped[ObligationState]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
