"""Who answers for a unit, living or not: by the last parent it had, and by what it was merged into.

Facts stay with the unit they were made for, so a grant for today's commune must still reach the
records of the communes it was made from, and a grant for a former district those of its communes.
"""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import db
from dissemination.units.models import Unit, UnitMerger, UnitVersion
from dissemination.units.queries import valid_on


def _answerable(day: date) -> sa.Subquery:
    """Pairs (lower, upper): by `day`, upper answers for lower."""
    later = aliased(UnitVersion)
    goes_on = sa.exists().where(
        later.unit_id == UnitVersion.unit_id,
        later.valid_from > UnitVersion.valid_from,
        later.valid_from <= day,
    )
    ended_last = sa.and_(UnitVersion.valid_from <= day, ~goes_on)
    parents = sa.select(
        UnitVersion.unit_id.label("lower"), UnitVersion.parent_id.label("upper")
    ).where(
        UnitVersion.parent_id.is_not(None),
        # Nearly all stand on the day, and of those nothing more is asked.
        sa.or_(valid_on(day), ended_last),
    )
    heirs = sa.select(UnitMerger.from_unit_id, UnitMerger.into_unit_id).where(
        UnitMerger.merged_on <= day, UnitMerger.part_only.is_(False)
    )
    return sa.union_all(parents, heirs).subquery()


def answering_for(unit_id: int, day: date) -> set[int]:
    """The unit and every unit that answers for it, up to the root."""
    pairs = _answerable(day)
    start = sa.select(sa.literal(unit_id, sa.Integer).label("id"))
    above = start.cte(recursive=True)
    above = above.union(sa.select(pairs.c.upper).join(above, above.c.id == pairs.c.lower))
    return set(db.session.scalars(sa.select(above.c.id)))


def beneath(unit_ids: Collection[int], day: date) -> sa.Select[tuple[int]]:
    """Ids of these units and of every unit they answer for, for an IN."""
    start = sa.select(Unit.id).where(Unit.id.in_(unit_ids))
    pairs = _answerable(day)
    lower = start.cte(recursive=True)  # unnamed: a query may hold several
    lower = lower.union(sa.select(pairs.c.lower).join(lower, lower.c.id == pairs.c.upper))
    return sa.select(lower.c.id)


def answered_by(unit_ids: Collection[int], day: date) -> set[int]:
    """These units and every unit they answer for."""
    return set(db.session.scalars(beneath(unit_ids, day))) if unit_ids else set()
