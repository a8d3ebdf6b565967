"""Find the doors of a conference that miss scans or counted heads.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FEW = {
    "ix_scanners_missing": ("scanners", "missing > 0"),
    "ix_acts_head_counts": ("acts", "kind = 'head_count'"),
}


def upgrade() -> None:
    for name, (table, which) in FEW.items():
        op.create_index(
            name,
            table,
            ["conference_id"],
            sqlite_where=sa.text(which),
            postgresql_where=sa.text(which),
        )


def downgrade() -> None:
    for name, (table, _which) in FEW.items():
        op.drop_index(name, table)
