"""The units asked to carry a directive out, of those that a reader may see: in SQL, however many.

They are the units of the day by which all had to be briefed, and whoever owed a report since. Units
that were merged afterwards keep what they told.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.coverage.thread import At
from dissemination.database import db
from dissemination.plans import briefing_queries
from dissemination.reporting.models import Obligation, ReportingPeriod, ReportingRegime
from dissemination.units.levels import RANK
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.queries import NODE, self_and_ancestors, valid_on
from dissemination.units.tree import Node, UnitTree


@dataclass(frozen=True, slots=True)
class Asked:
    """The units asked on a day. `within`: those the reader may see; None: all.

    `base` is the day whose tree was to be briefed.
    """

    directive_id: int
    at: At
    base: date
    within: frozenset[int] | None

    def sees(self, unit_id: int) -> bool:
        return self.within is None or unit_id in self.within


def asked(directive_id: int, at: At, within: frozenset[int] | None) -> Asked:
    """For a directive."""
    order = briefing_queries.order_of(directive_id)
    base = briefing_queries.obliged_on(order, briefing_queries.conference_days(), at.day)
    return Asked(directive_id, at, base, within)


def standing(some: Asked, version: type[UnitVersion] = UnitVersion) -> sa.ColumnElement[bool]:
    """The version by which each unit is asked: of the base day or, of one that stood not yet or no
    more but owed a report, the last.
    """
    of_base, came_later = valid_on(some.base, version), _came_later(some, version)
    asked = sa.or_(of_base, came_later)
    return asked if some.within is None else sa.and_(version.unit_id.in_(some.within), asked)


def _came_later(some: Asked, version: type[UnitVersion]) -> sa.ColumnElement[bool]:
    then, later = aliased(UnitVersion), aliased(UnitVersion)
    stood = sa.exists().where(then.unit_id == version.unit_id, valid_on(some.base, then))
    goes_on = sa.exists().where(
        later.unit_id == version.unit_id,
        later.valid_from > version.valid_from,
        later.valid_from <= some.at.day,
    )
    # Named in SQL: with five years of months PostgreSQL spent longer on reading their numbers.
    opened = (
        sa.select(ReportingPeriod.id)
        .join(ReportingRegime, ReportingRegime.id == ReportingPeriod.regime_id)
        .where(
            ReportingRegime.directive_id == some.directive_id,
            ReportingPeriod.opened_at < some.at.until,
        )
    )
    owed = sa.exists().where(
        Obligation.unit_id == version.unit_id, Obligation.period_id.in_(opened)
    )
    return sa.and_(version.valid_from <= some.at.day, ~stood, ~goes_on, owed)


def beneath(some: Asked, unit_id: int) -> sa.Select[Any]:
    """Ids of a unit and all beneath it that are asked, for an IN."""
    below = aliased(UnitVersion)
    found = sa.select(sa.literal(unit_id, sa.Integer).label("id")).cte("beneath", recursive=True)
    found = found.union(
        sa.select(below.unit_id).where(below.parent_id == found.c.id, standing(some, below))
    )
    return sa.select(found.c.id)


def by_level() -> sa.ColumnElement[int]:
    """Higher levels first."""
    ranks = {level.value: rank for level, rank in RANK.items()}
    return sa.case(ranks, value=sa.type_coerce(UnitVersion.level, sa.String))


def nodes(some: Asked, unit_ids: Collection[int]) -> dict[int, Node]:
    """Those of these units that are asked."""
    query = (
        sa.select(*NODE)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(Unit.id.in_(unit_ids), standing(some))
    )
    return {row.id: Node(*row) for row in db.session.execute(query)}


def parents(some: Asked, unit_ids: Collection[int]) -> set[int]:
    """Those of these units that have units beneath them."""
    query = sa.select(UnitVersion.parent_id).where(
        UnitVersion.parent_id.in_(unit_ids), standing(some)
    )
    return {parent for parent in db.session.scalars(query.distinct()) if parent is not None}


def tops(some: Asked) -> list[Node]:
    """The units above which the reader sees none."""
    above = aliased(UnitVersion)
    query = (
        sa.select(*NODE)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(
            standing(some),
            ~sa.exists().where(above.unit_id == UnitVersion.parent_id, standing(some, above)),
        )
        .order_by(sa.not_(valid_on(some.base)), Unit.code)
    )
    return [Node(*row) for row in db.session.execute(query)]


def way(some: Asked, unit_id: int) -> Sequence[Node]:
    """From the top of what the reader sees down to the unit's parent."""
    found = nodes(some, self_and_ancestors(unit_id, some.base) | {unit_id})
    return UnitTree(found.values()).ancestors(unit_id)
