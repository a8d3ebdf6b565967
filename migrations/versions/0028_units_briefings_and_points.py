"""How far a unit has briefed, and whether it has a point in a conference, told by an index alone.

Revision ID: 0028
Revises: 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# Index: its table, its columns before and what is added to them.
INDEXES = {
    "ix_onward_briefings_directive_id": ("onward_briefings", ["directive_id", "unit_id"], "state"),
    "ix_points_unit_id": ("points", ["unit_id"], "conference_id"),
}


def upgrade() -> None:
    for index, (table, columns, added) in INDEXES.items():
        op.drop_index(index, table)
        op.create_index(index, table, [*columns, added])


def downgrade() -> None:
    for index, (table, columns, _added) in INDEXES.items():
        op.drop_index(index, table)
        op.create_index(index, table, columns)
