"""Find a citizen card by its hash alone; drop the index of scans that nothing reads

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_delegates_citizen_hash",
        "delegates",
        ["citizen_hash"],
        sqlite_where=sa.text("citizen_hash IS NOT NULL"),
        postgresql_where=sa.text("citizen_hash IS NOT NULL"),
    )
    op.drop_index("ix_delegates_citizen", "delegates")
    op.drop_index("ix_scans_arrivals", "scans")


def downgrade() -> None:
    op.create_index("ix_scans_arrivals", "scans", ["conference_id", "corrected_at"])
    op.create_index("ix_delegates_citizen", "delegates", ["conference_id", "citizen_hash"])
    op.drop_index("ix_delegates_citizen_hash", "delegates")
