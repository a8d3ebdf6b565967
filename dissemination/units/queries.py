"""Reading units."""

from datetime import date

import sqlalchemy as sa

from dissemination.database import db
from dissemination.text import like_words
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.tree import Node, UnitTree


def valid_on(day: date) -> sa.ColumnElement[bool]:
    """Versions in force on a day."""
    return sa.and_(
        UnitVersion.valid_from <= day,
        sa.or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > day),
    )


def tree_at(day: date) -> UnitTree:
    """The whole tree as it stood on a day: one query, siblings by code."""
    rows = db.session.execute(
        sa.select(
            Unit.id,
            Unit.code,
            UnitVersion.name,
            UnitVersion.level,
            UnitVersion.parent_id,
            UnitVersion.kind,
        )
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(valid_on(day))
        .order_by(Unit.code)
    )
    return UnitTree(Node(*row) for row in rows)


def by_code(code: str) -> Unit | None:
    return db.session.scalar(sa.select(Unit).where(Unit.code == code))


def search(text: str, day: date, limit: int = 50) -> list[UnitVersion]:
    """Units whose name of that day holds all words of `text`, accents and order aside."""
    matches = (UnitVersion.search_key.like(pattern) for pattern in like_words(text))
    return list(
        db.session.scalars(
            sa.select(UnitVersion)
            .where(valid_on(day), *matches)
            .order_by(UnitVersion.name)
            .limit(limit)
        )
    )
