"""The highest line a plan ever used, so that a line taken out is never used again.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plans") as batch:
        batch.add_column(sa.Column("last_line", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE plans SET last_line = (SELECT coalesce(max(t.line), 0) FROM plan_tasks t "
        "JOIN plan_versions v ON v.id = t.version_id WHERE v.plan_id = plans.id)"
    )
    op.execute(
        "UPDATE plans SET last_line = (SELECT coalesce(max(t.line), 0) FROM plan_targets t "
        "JOIN plan_versions v ON v.id = t.version_id WHERE v.plan_id = plans.id) "
        "WHERE last_line < (SELECT coalesce(max(t.line), 0) FROM plan_targets t "
        "JOIN plan_versions v ON v.id = t.version_id WHERE v.plan_id = plans.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("plans") as batch:
        batch.drop_column("last_line")
