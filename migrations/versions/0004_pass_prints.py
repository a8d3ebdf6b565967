"""Printing all passes of a conference in the background.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pass_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(16), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rosters", sa.BigInteger(), nullable=False),
        sa.Column("stored_name", sa.String(64), nullable=False),
        sa.Column("ordered_by", sa.String(255), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_pass_prints_conference_id_conferences"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_prints")),
    )
    op.create_index(op.f("ix_pass_prints_conference_id"), "pass_prints", ["conference_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_pass_prints_conference_id"), "pass_prints")
    op.drop_table("pass_prints")
