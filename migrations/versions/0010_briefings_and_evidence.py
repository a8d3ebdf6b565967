"""Onward briefings of units, and the evidence that every feature keeps.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_folders")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_name", sa.String(64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(255), nullable=False),
        sa.Column("added_post", sa.String(255), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["evidence_folders.id"],
            name=op.f("fk_evidence_folder_id_evidence_folders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_evidence_stored_name")),
    )
    op.create_index(op.f("ix_evidence_folder_id"), "evidence", ["folder_id"])
    op.create_table(
        "briefing_orders",
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asks_essays", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["directive_id"],
            ["directives.id"],
            name=op.f("fk_briefing_orders_directive_id_directives"),
        ),
        sa.PrimaryKeyConstraint("directive_id", name=op.f("pk_briefing_orders")),
    )
    _create_briefings()
    op.create_table(
        "briefing_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("post", sa.String(255), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"],
            ["onward_briefings.id"],
            name=op.f("fk_briefing_entries_briefing_id_onward_briefings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_entries")),
    )
    op.create_index(op.f("ix_briefing_entries_briefing_id"), "briefing_entries", ["briefing_id"])


def _create_briefings() -> None:
    def refers(column: str, table: str) -> sa.ForeignKeyConstraint:
        name = op.f(f"fk_onward_briefings_{column}_{table}")
        return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)

    op.create_table(
        "onward_briefings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("other_unit_id", sa.Integer(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("presenter", sa.String(255), nullable=False),
        sa.Column("documents_used", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("members_total", sa.Integer(), nullable=True),
        sa.Column("members_exempt", sa.Integer(), nullable=True),
        sa.Column("present_members", sa.Integer(), nullable=True),
        sa.Column("present_cadres", sa.Integer(), nullable=True),
        sa.Column("present_union", sa.Integer(), nullable=True),
        sa.Column("present_others", sa.Integer(), nullable=True),
        sa.Column("essays", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_for_id", sa.Integer(), nullable=True),
        sa.Column("evidence_folder_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(form = 'joint') = (other_unit_id IS NOT NULL)",
            name=op.f("ck_onward_briefings_joint_has_other"),
        ),
        sa.CheckConstraint(
            "other_unit_id <> unit_id", name=op.f("ck_onward_briefings_other_is_another")
        ),
        sa.CheckConstraint(
            "members_exempt <= members_total", name=op.f("ck_onward_briefings_exempt_are_members")
        ),
        sa.CheckConstraint(
            "present_members <= members_total - members_exempt",
            name=op.f("ck_onward_briefings_present_are_members"),
        ),
        sa.CheckConstraint(
            "members_total >= 0 AND members_exempt >= 0 AND present_members >= 0"
            " AND present_cadres >= 0 AND present_union >= 0 AND present_others >= 0"
            " AND essays >= 0",
            name=op.f("ck_onward_briefings_counts_people"),
        ),
        refers("directive_id", "directives"),
        refers("unit_id", "units"),
        refers("other_unit_id", "units"),
        refers("conference_id", "conferences"),
        refers("submitted_by_id", "users"),
        refers("submitted_for_id", "units"),
        refers("evidence_folder_id", "evidence_folders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_briefings")),
        sa.UniqueConstraint(
            "evidence_folder_id", name=op.f("uq_onward_briefings_evidence_folder_id")
        ),
    )
    op.create_index(
        "ix_onward_briefings_directive_id", "onward_briefings", ["directive_id", "unit_id"]
    )
    for column in ("unit_id", "other_unit_id", "conference_id"):
        op.create_index(op.f(f"ix_onward_briefings_{column}"), "onward_briefings", [column])


def downgrade() -> None:
    op.drop_table("briefing_entries")
    op.drop_table("onward_briefings")
    op.drop_table("briefing_orders")
    op.drop_table("evidence")
    op.drop_table("evidence_folders")
