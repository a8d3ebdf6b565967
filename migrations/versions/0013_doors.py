"""Devices that report how they are, acts beside scans, decisions about conflicts.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REPORTED = ("last_seq", "app_version", "roster_version", "battery", "unsent", "heard_at")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("scanners") as batch:
        batch.add_column(
            sa.Column("is_self_service", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("heard_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("unsent", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("battery", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("roster_version", sa.String(24), nullable=True))
        batch.add_column(
            sa.Column("app_version", sa.String(40), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("last_seq", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("missing", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("scans", sa.Column("act_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_scans_act",
        "scans",
        ["act_id"],
        sqlite_where=sa.text("act_id IS NOT NULL"),
        postgresql_where=sa.text("act_id IS NOT NULL"),
    )
    _create_pairings()
    _create_acts()
    _create_decisions()


def _create_pairings() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("scanner_id", sa.Integer(), nullable=True),
        *_references("pairings", conference_id="conferences", point_id="points"),
        *_references("pairings", scanner_id="scanners"),
        sa.PrimaryKeyConstraint("id", name="pk_pairings"),
        sa.UniqueConstraint("code_hash", name="uq_pairings_code_hash"),
    )
    op.create_index("ix_pairings_point_id", "pairings", ["point_id"])


def _create_acts() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scanner_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("corrected_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=True),
        sa.Column("replaced_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.String(255), nullable=False),
        *_references("acts", scanner_id="scanners", conference_id="conferences"),
        *_references("acts", point_id="points", delegate_id="delegates", replaced_id="delegates"),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
    )
    op.create_index("ix_acts_scanner_id", "acts", ["scanner_id"])
    op.create_index("ix_acts_conference_id", "acts", ["conference_id"])
    op.create_index("ix_acts_point", "acts", ["point_id", "kind"])
    op.create_index("ix_acts_replaced_id", "acts", ["replaced_id"])


def _create_decisions() -> None:
    op.create_table(
        "conflict_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("first_scan_id", sa.Uuid(), nullable=False),
        sa.Column("second_scan_id", sa.Uuid(), nullable=False),
        sa.Column("ruling", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("decided_by", sa.String(255), nullable=False),
        sa.Column("post", sa.String(255), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        *_references("conflict_decisions", conference_id="conferences", delegate_id="delegates"),
        *_references("conflict_decisions", first_scan_id="scans", second_scan_id="scans"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict_decisions"),
        sa.UniqueConstraint(
            "first_scan_id",
            "second_scan_id",
            name="uq_conflict_decisions_first_scan_id_second_scan_id",
        ),
    )
    op.create_index("ix_conflict_decisions_conference_id", "conflict_decisions", ["conference_id"])
    op.create_index("ix_conflict_decisions_delegate_id", "conflict_decisions", ["delegate_id"])


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
        for column, target in targets.items()
    ]


def downgrade() -> None:
    for table in ("conflict_decisions", "acts", "pairings"):
        op.drop_table(table)
    op.drop_index("ix_scans_act", "scans")
    with op.batch_alter_table("scans") as batch:
        batch.drop_column("act_id")
    with op.batch_alter_table("scanners") as batch:
        for column in ("missing", *REPORTED, "is_self_service"):
            batch.drop_column(column)
