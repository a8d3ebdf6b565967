"""Names keep their Vietnamese order on PostgreSQL, whatever language its server speaks.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    ("delegates", "sort_key", 600),
    ("points", "search_key", 512),
    ("unit_versions", "search_key", 512),
    ("users", "sort_key", 600),
)


def upgrade() -> None:
    """SQLite compares bytes as it is."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column, length in COLUMNS:
            op.alter_column(table, column, type_=sa.String(length, collation="C"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column, length in COLUMNS:
            op.alter_column(table, column, type_=sa.String(length, collation="default"))
