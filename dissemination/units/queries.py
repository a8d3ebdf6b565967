"""Reading units."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import db
from dissemination.units.models import Unit, UnitMerger, UnitVersion
from dissemination.units.tree import Node, UnitTree

# What a Node is made of, in its order.
NODE: Final[tuple[sa.ColumnElement[Any], ...]] = (
    Unit.id,
    Unit.code,
    UnitVersion.name,
    UnitVersion.level,
    UnitVersion.parent_id,
    UnitVersion.kind,
)  # type: ignore[assignment]  # mapped attributes are column elements


def valid_on(day: date, version: type[UnitVersion] = UnitVersion) -> sa.ColumnElement[bool]:
    """Versions in force on a day."""
    return sa.and_(
        version.valid_from <= day,
        sa.or_(version.valid_to.is_(None), version.valid_to > day),
    )


def tree_at(day: date) -> UnitTree:
    """The whole tree as it stood on a day: one query, siblings by code."""
    rows = db.session.execute(
        sa.select(*NODE)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(valid_on(day))
        .order_by(Unit.code)
    )
    return UnitTree(Node(*row) for row in rows)


def by_code(code: str) -> Unit | None:
    return db.session.scalar(sa.select(Unit).where(Unit.code == code))


def version_on(unit_id: int, day: date) -> UnitVersion | None:
    """The unit as it stood on a day, None when it did not exist."""
    query = sa.select(UnitVersion).where(UnitVersion.unit_id == unit_id, valid_on(day))
    return db.session.scalar(query)


def versions_of(unit_id: int) -> list[UnitVersion]:
    """The unit's whole history, from its first day."""
    query = sa.select(UnitVersion).where(UnitVersion.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(UnitVersion.valid_from)))


def self_and_ancestors(unit_id: int, day: date) -> set[int]:
    """The unit and all above it on a day."""
    start = sa.select(sa.literal(unit_id, sa.Integer).label("id"))
    above = start.cte("self_and_ancestors", recursive=True)
    above = above.union(
        sa.select(UnitVersion.parent_id)
        .join(above, above.c.id == UnitVersion.unit_id)
        .where(valid_on(day), UnitVersion.parent_id.is_not(None))
    )
    return set(db.session.scalars(sa.select(above.c.id)))


def mergers_from(unit_id: int) -> list[UnitMerger]:
    """What became of the unit: the units it went into."""
    return _mergers(UnitMerger.from_unit_id == unit_id)


def mergers_into(unit_id: int) -> list[UnitMerger]:
    """Where the unit comes from: the units that went into it."""
    return _mergers(UnitMerger.into_unit_id == unit_id)


def _mergers(chosen: sa.ColumnElement[bool]) -> list[UnitMerger]:
    query = sa.select(UnitMerger).where(chosen)
    return list(db.session.scalars(query.order_by(UnitMerger.merged_on, UnitMerger.id)))


def latest_nodes(unit_ids: Collection[int], day: date) -> dict[int, Node]:
    """Units as they stand on a day or, when they have ended by then, as they last stood."""
    later = aliased(UnitVersion)
    query = (
        sa.select(*NODE)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(
            Unit.id.in_(unit_ids),
            ~sa.exists().where(
                later.unit_id == Unit.id,
                later.valid_from > UnitVersion.valid_from,
                later.valid_from <= day,
            ),
        )
        .order_by(UnitVersion.valid_from.desc())
    )
    return {row.id: Node(*row) for row in db.session.execute(query)}
