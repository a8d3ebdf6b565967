"""The counts of a conference as they were frozen; those that are closed already are frozen now.

Revision ID: 0025
Revises: 0024
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_COUNTS = (
    "expected",
    "excused",
    "own_attended",
    "excused_attended",
    "attended",
    "present",
    "guests",
    "walk_ins",
)


def upgrade() -> None:
    op.create_table(
        "freezes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(255), nullable=False),
        sa.Column("post", sa.String(255), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_freezes_conference_id_conferences"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freezes")),
    )
    op.create_index(op.f("ix_freezes_conference_id"), "freezes", ["conference_id"])
    op.create_table(
        "frozen_counts",
        sa.Column("freeze_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(32), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*_COUNTS, "substitutes")),
        sa.ForeignKeyConstraint(
            ["freeze_id"], ["freezes.id"], name=op.f("fk_frozen_counts_freeze_id_freezes")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["points.id"], name=op.f("fk_frozen_counts_point_id_points")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["units.id"], name=op.f("fk_frozen_counts_district_id_units")
        ),
        sa.PrimaryKeyConstraint("freeze_id", "point_id", name=op.f("pk_frozen_counts")),
    )
    op.create_index(op.f("ix_frozen_counts_point_id"), "frozen_counts", ["point_id"])
    _freeze_what_is_closed()


def downgrade() -> None:
    op.drop_table("frozen_counts")
    op.drop_table("freezes")


def _freeze_what_is_closed() -> None:
    """As of now: how the counts stood at the close is known no more."""
    freezes = sa.table(
        "freezes",
        sa.column("conference_id"),
        sa.column("cause"),
        sa.column("frozen_at", sa.DateTime(timezone=True)),
        *map(sa.column, ("frozen_by", "post", "reason")),
    )
    conferences = sa.table("conferences", sa.column("id"), sa.column("state"))
    now = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        now = now.replace(tzinfo=None)
    closed = sa.select(
        conferences.c.id,
        sa.literal("upgrade"),
        sa.literal(now, sa.DateTime(timezone=True)),
        *(sa.literal(""),) * 3,
    ).where(conferences.c.state == "closed")
    op.execute(sa.insert(freezes).from_select([one.name for one in freezes.c], closed))
    op.execute(_COUNT_POINTS)


def _counts() -> str:
    return ", ".join(f"COALESCE(t.{name}, 0)" for name in _COUNTS)


# Word for word what a close freezes: each point's tally, its unit's level and district that day, and
# how many of its people stood in for others.
_COUNT_POINTS = f"""
WITH RECURSIVE beneath (conference_id, held_on, district_id, unit_id, depth) AS (
    SELECT c.id, c.held_on, v.unit_id, v.unit_id, 0
    FROM conferences c
    JOIN unit_versions v ON v.level = 'district'
     AND v.valid_from <= c.held_on AND (v.valid_to IS NULL OR v.valid_to > c.held_on)
    WHERE c.state = 'closed'
    UNION ALL
    SELECT b.conference_id, b.held_on, b.district_id, v.unit_id, b.depth + 1
    FROM beneath b
    JOIN unit_versions v ON v.parent_id = b.unit_id AND v.level <> 'district'
     AND v.valid_from <= b.held_on AND (v.valid_to IS NULL OR v.valid_to > b.held_on)
    WHERE b.depth < 9
), stood_in (point_id, number) AS (
    SELECT d.point_id, COUNT(*)
    FROM delegates o
    JOIN delegates d ON d.substitute_for_id = o.id AND d.standing = 'summoned'
    JOIN attendances a ON a.delegate_id = d.id
    WHERE o.standing <> 'summoned'
    GROUP BY d.point_id
)
INSERT INTO frozen_counts
 (freeze_id, point_id, level, district_id, {", ".join(_COUNTS)}, substitutes)
SELECT f.id, p.id, v.level, b.district_id, {_counts()}, COALESCE(s.number, 0)
FROM freezes f
JOIN conferences c ON c.id = f.conference_id
JOIN points p ON p.conference_id = c.id
LEFT JOIN tallies t ON t.point_id = p.id
LEFT JOIN unit_versions v ON v.unit_id = p.unit_id
 AND v.valid_from <= c.held_on AND (v.valid_to IS NULL OR v.valid_to > c.held_on)
LEFT JOIN beneath b ON b.conference_id = c.id AND b.unit_id = p.unit_id
LEFT JOIN stood_in s ON s.point_id = p.id
"""
