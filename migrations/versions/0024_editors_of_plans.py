"""Everybody who wrote a version of a plan, not only who presented it.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_version_editors",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_plan_version_editors_version_id_plan_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_plan_version_editors_user_id_users")
        ),
        sa.PrimaryKeyConstraint("version_id", "user_id", name=op.f("pk_plan_version_editors")),
    )
    op.create_index(op.f("ix_plan_version_editors_user_id"), "plan_version_editors", ["user_id"])
    op.execute(
        "INSERT INTO plan_version_editors (version_id, user_id)"
        " SELECT id, presented_by_id FROM plan_versions WHERE presented_by_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("plan_version_editors")
