"""The working calendar, regimes, obligations and reports.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "reporting_regimes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("root_unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("obliged_by", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=True),
        sa.Column("period_kind", sa.String(32), nullable=False),
        sa.Column("closing_day", sa.Integer(), nullable=True),
        sa.Column("due_rule", sa.String(32), nullable=False),
        sa.Column("due_number", sa.Integer(), nullable=False),
        sa.Column("opens_before", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("asks_tasks", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(obliged_by = 'level') = (level IS NOT NULL)",
            name=op.f("ck_reporting_regimes_level_is_named"),
        ),
        sa.CheckConstraint(
            "period_kind <> 'once' OR ends_on IS NOT NULL",
            name=op.f("ck_reporting_regimes_once_has_an_end"),
        ),
        sa.CheckConstraint(
            "closing_day BETWEEN 1 AND 31", name=op.f("ck_reporting_regimes_closing_day_exists")
        ),
        sa.CheckConstraint(
            "due_number BETWEEN 1 AND 31", name=op.f("ck_reporting_regimes_due_number_counts")
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_reporting_regimes_ends_after_start")
        ),
        sa.CheckConstraint(
            "grace_days BETWEEN 0 AND 60", name=op.f("ck_reporting_regimes_grace_is_short")
        ),
        sa.ForeignKeyConstraint(
            ["directive_id"],
            ["directives.id"],
            name=op.f("fk_reporting_regimes_directive_id_directives"),
        ),
        sa.ForeignKeyConstraint(
            ["root_unit_id"], ["units.id"], name=op.f("fk_reporting_regimes_root_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_regimes")),
    )
    op.create_index(
        op.f("ix_reporting_regimes_directive_id"), "reporting_regimes", ["directive_id"]
    )
    op.create_index(
        op.f("ix_reporting_regimes_root_unit_id"), "reporting_regimes", ["root_unit_id"]
    )
    op.create_table(
        "regime_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'target') = (target_id IS NOT NULL)",
            name=op.f("ck_regime_items_target_is_named"),
        ),
        sa.ForeignKeyConstraint(
            ["regime_id"],
            ["reporting_regimes.id"],
            name=op.f("fk_regime_items_regime_id_reporting_regimes"),
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_regime_items_target_id_targets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regime_items")),
        sa.UniqueConstraint(
            "regime_id", "position", name=op.f("uq_regime_items_regime_id_position")
        ),
    )
    op.create_index(op.f("ix_regime_items_target_id"), "regime_items", ["target_id"])
    op.create_table(
        "regime_units",
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["regime_id"],
            ["reporting_regimes.id"],
            name=op.f("fk_regime_units_regime_id_reporting_regimes"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_regime_units_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("regime_id", "unit_id", name=op.f("pk_regime_units")),
    )
    op.create_table(
        "reporting_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_reporting_periods_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["regime_id"],
            ["reporting_regimes.id"],
            name=op.f("fk_reporting_periods_regime_id_reporting_regimes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_periods")),
        sa.UniqueConstraint(
            "regime_id", "starts_on", name=op.f("uq_reporting_periods_regime_id_starts_on")
        ),
    )
    _create_obligations()
    _create_reports()


def _create_obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.String(500), nullable=False),
        sa.Column("transferred_to_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'transferred') = (transferred_to_id IS NOT NULL)",
            name=op.f("ck_obligations_transferred_to_someone"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('waived', 'transferred') OR settled_reason <> ''",
            name=op.f("ck_obligations_waived_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_submitted_at IS NULL)",
            name=op.f("ck_obligations_accepted_came_in"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["reporting_periods.id"],
            name=op.f("fk_obligations_period_id_reporting_periods"),
        ),
        sa.ForeignKeyConstraint(
            ["transferred_to_id"], ["units.id"], name=op.f("fk_obligations_transferred_to_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_obligations_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
        sa.UniqueConstraint("period_id", "unit_id", name=op.f("uq_obligations_period_id_unit_id")),
    )
    op.create_index("ix_obligations_state", "obligations", ["state", "due_on"])
    op.create_index(op.f("ix_obligations_transferred_to_id"), "obligations", ["transferred_to_id"])
    op.create_index(op.f("ix_obligations_unit_id"), "obligations", ["unit_id"])
    op.create_table(
        "report_transitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("from_state", sa.String(32), nullable=False),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("post", sa.String(255), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_report_transitions_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_transitions")),
    )
    op.create_index(
        op.f("ix_report_transitions_obligation_id"), "report_transitions", ["obligation_id"]
    )


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("corrects_because", sa.String(500), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("evidence_folder_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_reports_approved_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["users.id"], name=op.f("fk_reports_drafted_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_folder_id"],
            ["evidence_folders.id"],
            name=op.f("fk_reports_evidence_folder_id_evidence_folders"),
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_reports_obligation_id_obligations")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["users.id"], name=op.f("fk_reports_submitted_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("evidence_folder_id", name=op.f("uq_reports_evidence_folder_id")),
        sa.UniqueConstraint(
            "obligation_id", "ordinal", name=op.f("uq_reports_obligation_id_ordinal")
        ),
    )
    op.create_table(
        "report_answers",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["regime_items.id"], name=op.f("fk_report_answers_item_id_regime_items")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_answers_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("report_id", "item_id", name=op.f("pk_report_answers")),
    )
    op.create_index(op.f("ix_report_answers_item_id"), "report_answers", ["item_id"])
    op.create_table(
        "report_figures",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("denominator >= 0", name=op.f("ck_report_figures_denominator_counts")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_figures_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_report_figures_target_id_targets")
        ),
        sa.PrimaryKeyConstraint("report_id", "target_id", name=op.f("pk_report_figures")),
    )
    op.create_index(op.f("ix_report_figures_target_id"), "report_figures", ["target_id"])
    op.create_table(
        "report_tasks",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "percentage BETWEEN 0 AND 100", name=op.f("ck_report_tasks_percentage_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_tasks_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("report_id", "line", name=op.f("pk_report_tasks")),
    )


def downgrade() -> None:
    op.drop_table("report_tasks")
    op.drop_table("report_figures")
    op.drop_table("report_answers")
    op.drop_table("reports")
    op.drop_table("report_transitions")
    op.drop_table("obligations")
    op.drop_table("reporting_periods")
    op.drop_table("regime_units")
    op.drop_table("regime_items")
    op.drop_table("reporting_regimes")
    op.drop_table("calendar_days")
