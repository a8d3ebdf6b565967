"""Plans of units: versions, targets, tasks, what was said of them and how they went.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Those that point at others first; their indexes go with them.
TABLES = (
    "task_extensions",
    "task_entries",
    "plan_target_values",
    "plan_transitions",
    "plan_tasks",
    "plan_targets",
    "plan_comments",
    "omitted_targets",
    "plan_versions",
    "plans",
    "calendar_feeds",
)


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calendar_feeds_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_calendar_feeds"),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_year >= first_year", name="ck_plans_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directives.id"], name="fk_plans_directive_id_directives"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_plans_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint(
            "unit_id",
            "directive_id",
            "kind",
            "first_year",
            name="uq_plans_unit_id_directive_id_kind_first_year",
        ),
    )
    with op.batch_alter_table("plans") as batch:
        batch.create_index("ix_plans_directive_id", ["directive_id"])
        batch.create_index("ix_plans_unit_id", ["unit_id"])

    op.create_table(
        "plan_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(length=255), nullable=False),
        sa.Column("signer_post", sa.String(length=255), nullable=False),
        sa.Column("amends_because", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=255), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("presented_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_versions_plan_id_plans"),
        sa.ForeignKeyConstraint(
            ["presented_by_id"], ["users.id"], name="fk_plan_versions_presented_by_id_users"
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["users.id"], name="fk_plan_versions_submitted_by_id_users"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_versions"),
        sa.UniqueConstraint("plan_id", "ordinal", name="uq_plan_versions_plan_id_ordinal"),
    )
    with op.batch_alter_table("plan_versions") as batch:
        batch.create_index("ix_plan_versions_plan_id", ["plan_id"])
        batch.create_index("ix_plan_versions_state", ["state"])
        batch.create_index(
            "uq_plan_versions_in_force",
            ["plan_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "omitted_targets",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name="fk_omitted_targets_target_id_targets"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_versions.id"], name="fk_omitted_targets_version_id_plan_versions"
        ),
        sa.PrimaryKeyConstraint("version_id", "target_id", name="pk_omitted_targets"),
    )
    op.create_table(
        "plan_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("post", sa.String(length=255), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_versions.id"], name="fk_plan_comments_version_id_plan_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_comments"),
    )
    with op.batch_alter_table("plan_comments") as batch:
        batch.create_index("ix_plan_comments_version_id", ["version_id"])

    op.create_table(
        "plan_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("no_target_reason", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("operator", sa.String(32), nullable=False),
        sa.Column("baseline", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("numerator", sa.String(length=500), nullable=False),
        sa.Column("denominator", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name="fk_plan_targets_target_id_targets"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_versions.id"], name="fk_plan_targets_version_id_plan_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_targets"),
        sa.UniqueConstraint("version_id", "line", name="uq_plan_targets_version_id_line"),
    )
    with op.batch_alter_table("plan_targets") as batch:
        batch.create_index("ix_plan_targets_target_id", ["target_id"])

    op.create_table(
        "plan_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_line", sa.Integer(), nullable=True),
        sa.Column("solution_group_id", sa.Integer(), nullable=True),
        sa.Column("is_breakthrough", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(length=255), nullable=False),
        sa.Column("lead_user_id", sa.Integer(), nullable=True),
        sa.Column("partners", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(length=255), nullable=False),
        sa.Column("product", sa.String(length=500), nullable=False),
        sa.Column("authority", sa.String(length=500), nullable=False),
        sa.Column("required_evidence", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("late_since", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status = 'done') = (done_on IS NOT NULL)", name="ck_plan_tasks_done_has_its_day"
        ),
        sa.CheckConstraint(
            "percentage BETWEEN 0 AND 100", name="ck_plan_tasks_percentage_is_a_share"
        ),
        sa.ForeignKeyConstraint(
            ["lead_user_id"], ["users.id"], name="fk_plan_tasks_lead_user_id_users"
        ),
        sa.ForeignKeyConstraint(
            ["solution_group_id"],
            ["solution_groups.id"],
            name="fk_plan_tasks_solution_group_id_solution_groups",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_versions.id"], name="fk_plan_tasks_version_id_plan_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_tasks"),
        sa.UniqueConstraint("version_id", "line", name="uq_plan_tasks_version_id_line"),
    )
    with op.batch_alter_table("plan_tasks") as batch:
        batch.create_index("ix_plan_tasks_due_on", ["due_on"])
        batch.create_index("ix_plan_tasks_lead_user_id", ["lead_user_id"])
        batch.create_index("ix_plan_tasks_solution_group_id", ["solution_group_id"])

    op.create_table(
        "plan_transitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(32), nullable=False),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("post", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name="fk_plan_transitions_version_id_plan_versions",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_transitions"),
    )
    with op.batch_alter_table("plan_transitions") as batch:
        batch.create_index("ix_plan_transitions_version_id", ["version_id"])

    op.create_table(
        "plan_target_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_target_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("low", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("high", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.CheckConstraint(
            "(low IS NULL) = (high IS NULL)", name="ck_plan_target_values_range_has_bounds"
        ),
        sa.CheckConstraint(
            "(value IS NULL) = (low IS NOT NULL)", name="ck_plan_target_values_one_kind_of_number"
        ),
        sa.ForeignKeyConstraint(
            ["plan_target_id"],
            ["plan_targets.id"],
            name="fk_plan_target_values_plan_target_id_plan_targets",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_target_values"),
        sa.UniqueConstraint(
            "plan_target_id", "year", name="uq_plan_target_values_plan_target_id_year"
        ),
    )
    op.create_table(
        "task_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("post", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["plan_tasks.id"], name="fk_task_entries_task_id_plan_tasks"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task_entries"),
    )
    with op.batch_alter_table("task_entries") as batch:
        batch.create_index("ix_task_entries_task_id", ["task_id"])

    op.create_table(
        "task_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("asked_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=255), nullable=False),
        sa.Column("decision_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name="fk_task_extensions_asked_by_id_users"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["plan_tasks.id"], name="fk_task_extensions_task_id_plan_tasks"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task_extensions"),
    )
    with op.batch_alter_table("task_extensions") as batch:
        batch.create_index("ix_task_extensions_task_id", ["task_id"])
        batch.create_index(
            "uq_task_extensions_waiting",
            ["task_id"],
            unique=True,
            sqlite_where=sa.text("granted IS NULL"),
            postgresql_where=sa.text("granted IS NULL"),
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
