"""Links that can be voided, people that can be searched, letters in the background.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("tf_last_counter", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("search_key", sa.String(800), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("sort_key", sa.String(600), nullable=False, server_default=""))
        batch.create_index("ix_users_sort_key", ["sort_key"])
    # Filled whole when a person is next changed; until then found by what stands here.
    op.execute("UPDATE users SET search_key = ' ' || lower(email), sort_key = lower(email)")
    with op.batch_alter_table("one_time_links") as batch:
        batch.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("conference_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("created_by", sa.String(255), nullable=False, server_default="")
        )
        batch.create_foreign_key(
            "fk_one_time_links_conference_id_conferences", "conferences", ["conference_id"], ["id"]
        )
        batch.create_index("ix_one_time_links_conference_id", ["conference_id"])
    op.create_table(
        "account_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(64), nullable=False),
        sa.Column("failure", sa.String(500), nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name="fk_account_letters_conference_id_conferences"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_letters"),
    )
    op.create_index("ix_account_letters_conference_id", "account_letters", ["conference_id"])


def downgrade() -> None:
    op.drop_table("account_letters")
    with op.batch_alter_table("one_time_links") as batch:
        batch.drop_index("ix_one_time_links_conference_id")
        batch.drop_constraint("fk_one_time_links_conference_id_conferences", type_="foreignkey")
        batch.drop_column("created_by")
        batch.drop_column("conference_id")
        batch.drop_column("voided_at")
    with op.batch_alter_table("users") as batch:
        batch.drop_index("ix_users_sort_key")
        batch.drop_column("sort_key")
        batch.drop_column("search_key")
        batch.drop_column("tf_last_counter")
