"""What everybody may read of a directive, and what citizens say about it.

Models of this layer, because a publication shows figures of plans and reports and nothing beneath
needs to know of it.
"""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dissemination.database import Base
from dissemination.directives.models import Directive
from dissemination.units.models import UnitLevel


class Publication(Base):
    """What the committee chose to publish of one directive; nothing is public before `opened_at`.

    Units below `lowest_level` are counted but not named. `answer_days` are working days.
    """

    __tablename__ = "publications"
    __table_args__ = (
        sa.CheckConstraint("answer_days BETWEEN 1 AND 60", name="answers_in_time"),
        sa.CheckConstraint("shows_plans OR NOT shows_tasks", name="tasks_stand_in_plans"),
    )

    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), primary_key=True)
    opened_at: Mapped[datetime | None]
    foreword: Mapped[str] = mapped_column(sa.Text, default="")
    lowest_level: Mapped[UnitLevel] = mapped_column(default=UnitLevel.COMMUNE)
    shows_targets: Mapped[bool] = mapped_column(default=True)
    shows_coverage: Mapped[bool] = mapped_column(default=True)
    shows_plans: Mapped[bool] = mapped_column(default=True)
    shows_tasks: Mapped[bool] = mapped_column(default=False)
    shows_reports: Mapped[bool] = mapped_column(default=True)
    takes_comments: Mapped[bool] = mapped_column(default=True)
    answer_days: Mapped[int] = mapped_column(default=15)

    directive: Mapped[Directive] = relationship()

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None


class Topic(enum.StrEnum):
    """What a citizen's comment is about."""

    DISSEMINATION = "dissemination"
    IMPLEMENTATION = "implementation"
    RESULTS = "results"


class CommentState(enum.StrEnum):
    """`coverage/comment_lifecycle.py` says which steps lead from one to another."""

    HELD = "held"
    PUBLISHED = "published"
    ANSWERED = "answered"
    REFUSED = "refused"


class CitizenComment(Base):
    """What a citizen sent. Everybody reads `published_text`; only moderators read `text` and who wrote.

    `author` and `contact` are erased after a time, `network` (a keyed hash, for counting) after two
    days. `receipt` is a hash of the code by which the citizen asks what became of it.
    """

    __tablename__ = "citizen_comments"
    __table_args__ = (
        sa.Index("ix_citizen_comments_state", "state", "due_on"),
        sa.Index("ix_citizen_comments_network", "network", "received_at"),
        sa.CheckConstraint(
            "state NOT IN ('published', 'answered') OR published_text <> ''", name="shown_has_text"
        ),
        sa.CheckConstraint("state <> 'answered' OR answer <> ''", name="answered_has_answer"),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    topic: Mapped[Topic]
    state: Mapped[CommentState] = mapped_column(default=CommentState.HELD)
    receipt: Mapped[str] = mapped_column(sa.String(64), unique=True)
    text: Mapped[str] = mapped_column(sa.Text)
    published_text: Mapped[str] = mapped_column(sa.Text, default="")
    author: Mapped[str] = mapped_column(sa.String(255), default="")
    contact: Mapped[str] = mapped_column(sa.String(255), default="")
    network: Mapped[str] = mapped_column(sa.String(64), default="")
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(sa.String(255), default="")

    directive: Mapped[Directive] = relationship()
