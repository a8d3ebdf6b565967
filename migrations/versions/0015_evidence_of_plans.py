"""Evidence of plans: the signed document of a version, the files of a task.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_HOLDERS = ("plan_versions", "plan_tasks")


def upgrade() -> None:
    for table in _HOLDERS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("evidence_folder_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_{table}_evidence_folder_id_evidence_folders"),
                "evidence_folders",
                ["evidence_folder_id"],
                ["id"],
            )
            batch.create_unique_constraint(
                op.f(f"uq_{table}_evidence_folder_id"), ["evidence_folder_id"]
            )


def downgrade() -> None:
    for table in _HOLDERS:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"uq_{table}_evidence_folder_id"), type_="unique")
            batch.drop_constraint(
                op.f(f"fk_{table}_evidence_folder_id_evidence_folders"), type_="foreignkey"
            )
            batch.drop_column("evidence_folder_id")
