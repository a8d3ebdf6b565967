"""What is public of each directive, and what citizens say about it.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("foreword", sa.Text(), nullable=False),
        sa.Column("lowest_level", sa.String(32), nullable=False),
        sa.Column("shows_targets", sa.Boolean(), nullable=False),
        sa.Column("shows_coverage", sa.Boolean(), nullable=False),
        sa.Column("shows_plans", sa.Boolean(), nullable=False),
        sa.Column("shows_tasks", sa.Boolean(), nullable=False),
        sa.Column("shows_reports", sa.Boolean(), nullable=False),
        sa.Column("takes_comments", sa.Boolean(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answer_days BETWEEN 1 AND 60", name=op.f("ck_publications_answers_in_time")
        ),
        sa.CheckConstraint(
            "shows_plans OR NOT shows_tasks", name=op.f("ck_publications_tasks_stand_in_plans")
        ),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directives.id"], name=op.f("fk_publications_directive_id_directives")
        ),
        sa.PrimaryKeyConstraint("directive_id", name=op.f("pk_publications")),
    )
    op.create_table(
        "citizen_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("receipt", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("contact", sa.String(255), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(255), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('published', 'answered') OR published_text <> ''",
            name=op.f("ck_citizen_comments_shown_has_text"),
        ),
        sa.CheckConstraint(
            "state <> 'answered' OR answer <> ''",
            name=op.f("ck_citizen_comments_answered_has_answer"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR reason <> ''",
            name=op.f("ck_citizen_comments_refused_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["directive_id"],
            ["directives.id"],
            name=op.f("fk_citizen_comments_directive_id_directives"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_citizen_comments_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_comments")),
        sa.UniqueConstraint("receipt", name=op.f("uq_citizen_comments_receipt")),
    )
    for name, columns in (
        ("directive_id", ["directive_id"]),
        ("unit_id", ["unit_id"]),
        ("state", ["state", "due_on"]),
        ("network", ["network", "received_at"]),
    ):
        op.create_index(op.f(f"ix_citizen_comments_{name}"), "citizen_comments", columns)


def downgrade() -> None:
    op.drop_table("citizen_comments")
    op.drop_table("publications")
