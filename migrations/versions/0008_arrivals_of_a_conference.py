"""Count a conference's arrivals and find its conflicts by an index alone

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attendances_arrivals", "attendances", ["conference_id", "arrived_at"])
    op.create_index(
        "ix_attendances_conflicts",
        "attendances",
        ["conference_id"],
        sqlite_where=sa.text("in_conflict"),
        postgresql_where=sa.text("in_conflict"),
    )


def downgrade() -> None:
    op.drop_index("ix_attendances_conflicts", "attendances")
    op.drop_index("ix_attendances_arrivals", "attendances")
