"""What a withdrawn delegate was before, so that he can be restored as he was.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delegates", sa.Column("withdrawn_standing", sa.String(32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("delegates") as batch:
        batch.drop_column("withdrawn_standing")
