"""Indexes that find a name among millions without reading every delegate.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EXCUSED = sa.text("excused_reason IS NOT NULL")
UNUSUAL = sa.text("standing <> 'summoned'")


def upgrade() -> None:
    op.drop_index("ix_delegates_names", "delegates")
    op.create_index(
        "ix_delegates_names", "delegates", ["conference_id", "sort_key", "search_key", "standing"]
    )
    op.create_index(
        "ix_delegates_excused",
        "delegates",
        ["conference_id", "sort_key"],
        sqlite_where=EXCUSED,
        postgresql_where=EXCUSED,
    )
    op.create_index(
        "ix_delegates_standing",
        "delegates",
        ["conference_id", "standing", "sort_key"],
        sqlite_where=UNUSUAL,
        postgresql_where=UNUSUAL,
    )


def downgrade() -> None:
    op.drop_index("ix_delegates_standing", "delegates")
    op.drop_index("ix_delegates_excused", "delegates")
    op.drop_index("ix_delegates_names", "delegates")
    op.create_index("ix_delegates_names", "delegates", ["conference_id", "sort_key"])
