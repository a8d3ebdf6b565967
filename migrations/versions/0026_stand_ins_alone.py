"""An index of those who stand for another, without the millions who do not.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INDEX = "ix_delegates_substitute_for_id"


def upgrade() -> None:
    op.drop_index(INDEX, "delegates")
    only = sa.text("substitute_for_id IS NOT NULL")
    op.create_index(
        INDEX, "delegates", ["substitute_for_id"], sqlite_where=only, postgresql_where=only
    )


def downgrade() -> None:
    op.drop_index(INDEX, "delegates")
    op.create_index(INDEX, "delegates", ["substitute_for_id"])
