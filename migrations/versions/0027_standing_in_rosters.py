"""Who counts on a point's roster, told by its index alone.

Revision ID: 0027
Revises: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INDEX = "ix_delegates_roster"


def upgrade() -> None:
    op.drop_index(INDEX, "delegates")
    op.create_index(INDEX, "delegates", ["point_id", "sort_key", "standing"])


def downgrade() -> None:
    op.drop_index(INDEX, "delegates")
    op.create_index(INDEX, "delegates", ["point_id", "sort_key"])
