"""A unit's plan for a directive: its versions, what it aims at, what it does, and how that went.

What a version says never changes once it is issued: an amendment is a new version, whose rows keep
their `line`, the number by which a row is known through all versions and in every spreadsheet.
"""

import enum
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.accounts.models import User
from dissemination.database import Base
from dissemination.directives.models import Directive, Operator, SolutionGroup, Target
from dissemination.plans.evidence_models import HoldsEvidence
from dissemination.units.models import Unit


class PlanKind(enum.StrEnum):
    """Chương trình (for the whole term) or kế hoạch (for some years)."""

    PROGRAMME = "programme"
    PLAN = "plan"


class PlanState(enum.StrEnum):
    """Where one version stands; `plans/lifecycle.py` says which may follow."""

    DRAFT = "draft"
    PRESENTED = "presented"  # before the unit's own head
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    AMENDED = "amended"  # a newer version took its place
    CLOSED = "closed"


class TaskStatus(enum.StrEnum):
    """What was last reported; whether it is overdue is computed (`plans/lateness.py`)."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class Plan(Base):
    """One unit's plan for one directive and some years; what it says stands in its versions.

    `last_line` is the highest line a row ever had: a line that was taken out is never used again.
    """

    __tablename__ = "plans"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "directive_id", "kind", "first_year"),
        sa.CheckConstraint("last_year >= first_year", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), index=True)
    kind: Mapped[PlanKind]
    first_year: Mapped[int]
    last_year: Mapped[int]
    created_at: Mapped[datetime]
    last_line: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    directive: Mapped[Directive] = relationship()
    versions: Mapped[list["PlanVersion"]] = relationship(
        back_populates="plan", order_by="PlanVersion.ordinal", cascade="all, delete-orphan"
    )

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


plan_version_editors = sa.Table(
    "plan_version_editors",
    Base.metadata,
    sa.Column("version_id", sa.ForeignKey("plan_versions.id"), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True, index=True),
)


class PlanVersion(HoldsEvidence, Base):
    """What the plan said at one time. At most one version is in force, at most one is being written.

    Its evidence is the signed document. `editors` are all who wrote any of it, the version it amends
    included.

    `revision` grows with every change to the version or one of its rows, which keep the revision of
    their last change: so a page learns what others changed, and whether its own picture is old.
    """

    __tablename__ = "plan_versions"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "ordinal"),
        sa.Index(
            "uq_plan_versions_in_force",
            "plan_id",
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plans.id"), index=True)
    ordinal: Mapped[int] = mapped_column(default=1)
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT, index=True)
    title: Mapped[str] = mapped_column(sa.String(500))
    goals: Mapped[str] = mapped_column(sa.Text, default="")
    number: Mapped[str] = mapped_column(sa.String(64), default="")
    issued_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(sa.String(255), default="")
    signer_post: Mapped[str] = mapped_column(sa.String(255), default="")
    amends_because: Mapped[str] = mapped_column(sa.String(500), default="")
    revision: Mapped[int] = mapped_column(default=1)
    changed_revision: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str] = mapped_column(sa.String(255), default="")
    changed_at: Mapped[datetime | None]
    state_since: Mapped[datetime]
    presented_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    plan: Mapped[Plan] = relationship(back_populates="versions")
    editors: Mapped[list[User]] = relationship(secondary=plan_version_editors, order_by=User.id)
    targets: Mapped[list["PlanTarget"]] = relationship(
        back_populates="version", order_by="PlanTarget.position", cascade="all, delete-orphan"
    )
    omissions: Mapped[list["OmittedTarget"]] = relationship(
        back_populates="version", cascade="all, delete-orphan"
    )
    tasks: Mapped[list["PlanTask"]] = relationship(
        back_populates="version", order_by="PlanTask.position", cascade="all, delete-orphan"
    )
    comments: Mapped[list["PlanComment"]] = relationship(
        back_populates="version", order_by="PlanComment.id", cascade="all, delete-orphan"
    )
    transitions: Mapped[list["PlanTransition"]] = relationship(
        back_populates="version", order_by="PlanTransition.id", cascade="all, delete-orphan"
    )

    @property
    def is_in_force(self) -> bool:
        return self.state is PlanState.ACTIVE


class PlanTarget(Base):
    """What the unit means to reach; `target` is the directive's, or `no_target_reason` says why none."""

    __tablename__ = "plan_targets"
    __table_args__ = (sa.UniqueConstraint("version_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_versions.id"))
    line: Mapped[int]
    position: Mapped[int]
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("targets.id"), index=True)
    no_target_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    title: Mapped[str] = mapped_column(sa.String(500), default="")
    measure: Mapped[str] = mapped_column(sa.String(32), default="%")
    operator: Mapped[Operator] = mapped_column(default=Operator.AT_LEAST)
    baseline: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))
    numerator: Mapped[str] = mapped_column(sa.String(500), default="")
    denominator: Mapped[str] = mapped_column(sa.String(500), default="")
    revision: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str] = mapped_column(sa.String(255), default="")

    version: Mapped[PlanVersion] = relationship(back_populates="targets")
    target: Mapped[Target | None] = relationship()
    values: Mapped[list["PlanTargetValue"]] = relationship(
        back_populates="plan_target", order_by="PlanTargetValue.year", cascade="all, delete-orphan"
    )


class PlanTargetValue(Base):
    """What is aimed at in one year: a range has `low` and `high`, the others `value`."""

    __tablename__ = "plan_target_values"
    __table_args__ = (
        sa.UniqueConstraint("plan_target_id", "year"),
        sa.CheckConstraint("(value IS NULL) = (low IS NOT NULL)", name="one_kind_of_number"),
        sa.CheckConstraint("(low IS NULL) = (high IS NULL)", name="range_has_bounds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_target_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_targets.id"))
    year: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))
    low: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))
    high: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 4))

    plan_target: Mapped[PlanTarget] = relationship(back_populates="values")


class OmittedTarget(Base):
    """Why a target of the directive is not in the plan."""

    __tablename__ = "omitted_targets"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_versions.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("targets.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(500))

    version: Mapped[PlanVersion] = relationship(back_populates="omissions")


class PlanTask(HoldsEvidence, Base):
    """Who does what by when, under whom, for which product, with which authority ("6 rõ").

    The deadline people are held to is `due`: `due_on` as issued, or what was granted since.
    `late_since` is the first deadline that passed undone; once recorded it stays.
    """

    __tablename__ = "plan_tasks"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "line"),
        sa.CheckConstraint("percentage BETWEEN 0 AND 100", name="percentage_is_a_share"),
        sa.CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done_has_its_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_versions.id"))
    line: Mapped[int]
    position: Mapped[int]
    parent_line: Mapped[int | None]
    solution_group_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("solution_groups.id"), index=True
    )
    is_breakthrough: Mapped[bool] = mapped_column(default=False)
    content: Mapped[str] = mapped_column(sa.Text, default="")
    lead: Mapped[str] = mapped_column(sa.String(255), default="")
    lead_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    partners: Mapped[str] = mapped_column(sa.String(500), default="")
    due_on: Mapped[date | None] = mapped_column(index=True)
    responsible: Mapped[str] = mapped_column(sa.String(255), default="")
    product: Mapped[str] = mapped_column(sa.String(500), default="")
    authority: Mapped[str] = mapped_column(sa.String(500), default="")
    required_evidence: Mapped[str] = mapped_column(sa.String(500), default="")
    revision: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str] = mapped_column(sa.String(255), default="")
    # How it went; nothing of this is the plan's own text.
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.NOT_STARTED)
    percentage: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(sa.Text, default="")
    done_on: Mapped[date | None]
    extended_to: Mapped[date | None]
    late_since: Mapped[date | None]

    version: Mapped[PlanVersion] = relationship(back_populates="tasks")
    solution_group: Mapped[SolutionGroup | None] = relationship()
    lead_user: Mapped[User | None] = relationship()

    @property
    def due(self) -> date | None:
        return self.extended_to or self.due_on

    @property
    def is_done(self) -> bool:
        return self.status is TaskStatus.DONE


class TaskEntry(Base):
    """One word on how a task goes: append-only."""

    __tablename__ = "task_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_tasks.id"), index=True)
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    status: Mapped[TaskStatus]
    percentage: Mapped[int]
    result: Mapped[str] = mapped_column(sa.Text, default="")


class TaskExtension(Base):
    """More time, asked for with a reason and granted or refused with one; `granted` None: waiting."""

    __tablename__ = "task_extensions"
    __table_args__ = (
        sa.Index(
            "uq_task_extensions_waiting",
            "task_id",
            unique=True,
            sqlite_where=sa.text("granted IS NULL"),
            postgresql_where=sa.text("granted IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_tasks.id"), index=True)
    due_before: Mapped[date | None]
    asked_to: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(500))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(sa.String(255))
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    granted: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(sa.String(255), default="")
    decision_reason: Mapped[str] = mapped_column(sa.String(500), default="")

    task: Mapped[PlanTask] = relationship()


class CommentPlace(enum.StrEnum):
    """What a comment is about; targets and tasks are meant by their line."""

    PLAN = "plan"
    TARGET = "target"
    TASK = "task"


class PlanComment(Base):
    """What the head or the receiver says about one line; open until someone settles it."""

    __tablename__ = "plan_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_versions.id"), index=True)
    place: Mapped[CommentPlace]
    line: Mapped[int | None]
    text: Mapped[str] = mapped_column(sa.String(2000))
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(sa.String(255), default="")

    version: Mapped[PlanVersion] = relationship(back_populates="comments")

    @property
    def is_open(self) -> bool:
        return self.settled_at is None


class PlanTransition(Base):
    """One step of a version: who, in which post, when, from where to where, and why."""

    __tablename__ = "plan_transitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_versions.id"), index=True)
    step: Mapped[str] = mapped_column(sa.String(32))
    from_state: Mapped[PlanState]
    to_state: Mapped[PlanState]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(255))
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")

    version: Mapped[PlanVersion] = relationship(back_populates="transitions")


class CalendarFeed(Base):
    """The secret in a person's calendar address; renewing it ends the old address."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(sa.String(32))
    renewed_at: Mapped[datetime]
