"""Ladders of reminders, the reminders sent, digests and their deliveries.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_ladders",
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["regime_id"],
            ["reporting_regimes.id"],
            name=op.f("fk_reminder_ladders_regime_id_reporting_regimes"),
        ),
        sa.PrimaryKeyConstraint("regime_id", name=op.f("pk_reminder_ladders")),
    )
    op.create_table(
        "reminder_rungs",
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("offset_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "offset_days BETWEEN -60 AND 90", name=op.f("ck_reminder_rungs_offset_is_near")
        ),
        sa.ForeignKeyConstraint(
            ["regime_id"],
            ["reminder_ladders.regime_id"],
            name=op.f("fk_reminder_rungs_regime_id_reminder_ladders"),
        ),
        sa.PrimaryKeyConstraint("regime_id", "offset_days", name=op.f("pk_reminder_rungs")),
    )
    op.create_table(
        "reminder_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reminder_days")),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_reminders_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "obligation_id",
            "deadline",
            "offset_days",
            name=op.f("uq_reminders_obligation_id_deadline_offset_days"),
        ),
    )
    op.create_index(op.f("ix_reminders_day"), "reminders", ["day"])
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digests_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_digests_user_id_day")),
    )
    op.create_index("ix_digests_mail", "digests", ["mail", "day"])
    op.create_table(
        "digest_lines",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_lines_digest_id_digests")
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminders.id"], name=op.f("fk_digest_lines_reminder_id_reminders")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_digest_lines_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("digest_id", "reminder_id", name=op.f("pk_digest_lines")),
    )
    op.create_index(op.f("ix_digest_lines_reminder_id"), "digest_lines", ["reminder_id"])
    op.create_index(op.f("ix_digest_lines_unit_id"), "digest_lines", ["unit_id"])
    op.create_table(
        "deliveries",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("detail", sa.String(255), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_deliveries_digest_id_digests")
        ),
        sa.PrimaryKeyConstraint("digest_id", "number", name=op.f("pk_deliveries")),
    )


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("digest_lines")
    op.drop_table("digests")
    op.drop_table("reminders")
    op.drop_table("reminder_days")
    op.drop_table("reminder_rungs")
    op.drop_table("reminder_ladders")
