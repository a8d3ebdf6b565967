"""Everybody who wrote a version of a report, not only the last.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_editors",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_editors_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_report_editors_user_id_users")
        ),
        sa.PrimaryKeyConstraint("report_id", "user_id", name=op.f("pk_report_editors")),
    )
    op.create_index(op.f("ix_report_editors_user_id"), "report_editors", ["user_id"])
    op.execute(
        "INSERT INTO report_editors (report_id, user_id)"
        " SELECT id, drafted_by_id FROM reports WHERE drafted_by_id IS NOT NULL"
    )
    with op.batch_alter_table("reports") as reports:
        reports.drop_constraint("fk_reports_drafted_by_id_users", type_="foreignkey")
        reports.drop_column("drafted_by_id")


def downgrade() -> None:
    with op.batch_alter_table("reports") as reports:
        reports.add_column(sa.Column("drafted_by_id", sa.Integer(), nullable=True))
        reports.create_foreign_key(
            "fk_reports_drafted_by_id_users", "users", ["drafted_by_id"], ["id"]
        )
    op.execute(
        "UPDATE reports SET drafted_by_id ="
        " (SELECT max(user_id) FROM report_editors WHERE report_id = reports.id)"
    )
    op.drop_table("report_editors")
