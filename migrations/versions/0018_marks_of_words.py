"""Find reports that say the same without reading what all others say.

Revision ID: 0018
Revises: 0017
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from dissemination.reporting.flags import mark

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
REPORTS = sa.table("reports", *map(sa.column, ("id", "difficulties", "proposals", "words_mark")))
ANSWERS = sa.table("report_answers", *map(sa.column, ("report_id", "item_id", "text")))


def upgrade() -> None:
    op.add_column(
        "reports", sa.Column("words_mark", sa.String(64), nullable=False, server_default="")
    )
    op.create_index("ix_reports_words_mark", "reports", ["words_mark"])
    store = (
        sa.update(REPORTS)
        .where(REPORTS.c.id == sa.bindparam("report_id"))
        .values(words_mark=sa.bindparam("found"))
    )
    connection = op.get_bind()
    for marks in _marks(connection):
        connection.execute(store, marks)


def downgrade() -> None:
    op.drop_index("ix_reports_words_mark", "reports")
    with op.batch_alter_table("reports") as batch:
        batch.drop_column("words_mark")


def _marks(connection: sa.Connection) -> Iterator[list[dict[str, object]]]:
    """Of the reports there are, some at a time."""
    ids = list(connection.scalars(sa.select(REPORTS.c.id).order_by(REPORTS.c.id)))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        answers: dict[int, list[str]] = {}
        given = sa.select(ANSWERS).where(ANSWERS.c.report_id.in_(some)).order_by(ANSWERS.c.item_id)
        for report_id, _item, text in connection.execute(given):
            answers.setdefault(report_id, []).append(text)
        rows = connection.execute(sa.select(REPORTS).where(REPORTS.c.id.in_(some)))
        yield [
            {"report_id": row.id, "found": mark(_texts(row, answers))}
            for row in rows
        ]


def _texts(row: sa.Row[tuple[int, str, str, str]], answers: dict[int, list[str]]) -> list[str]:
    return [row.difficulties, row.proposals, *answers.get(row.id, [])]
