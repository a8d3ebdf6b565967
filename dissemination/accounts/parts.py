"""The parts of the system that grants are for, by name, without knowing the features above us.

Grants point at conferences and points; the tables are reached through those foreign keys.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from dissemination.accounts.decision import Reach
from dissemination.accounts.models import Grant
from dissemination.database import db
from dissemination.units.models import UnitVersion
from dissemination.web.actions import Scope


def conferences() -> sa.FromClause:
    return _behind("conference_id")


def points() -> sa.FromClause:
    return _behind("point_id")


def _behind(column: str) -> sa.FromClause:
    key = next(iter(Grant.__table__.c[column].foreign_keys))
    return key.column.table


@dataclass(frozen=True, slots=True)
class Place:
    """What one grant is for: its whole scope and the names to call it by."""

    scope: Scope
    unit: str = ""
    conference: str = ""
    point: str = ""


def places(grants: Iterable[Grant]) -> dict[int, Place]:
    """The place of each grant by the grant's id: three queries however many there are."""
    grants = list(grants)
    at_points = _points({grant.point_id for grant in grants if grant.point_id is not None})
    named = {grant.conference_id for grant in grants} | {row[1] for row in at_points.values()}
    titles = _titles({conference_id for conference_id in named if conference_id is not None})
    units = unit_names({grant.unit_id for grant in grants if grant.unit_id is not None})
    return {grant.id: _place(grant, at_points, titles, units) for grant in grants}


_Points = dict[int, tuple[str, int, int]]


def _place(grant: Grant, at: _Points, titles: dict[int, str], units: dict[int, str]) -> Place:
    if grant.point_id is not None:
        name, conference_id, unit_id = at[grant.point_id]
        scope = Scope(conference_id, grant.point_id, unit_id)
        return Place(scope, conference=titles[conference_id], point=name)
    if grant.conference_id is not None:
        return Place(Scope(grant.conference_id), conference=titles[grant.conference_id])
    if grant.unit_id is not None:
        return Place(Scope(unit_id=grant.unit_id), unit=units[grant.unit_id])
    return Place(Scope())


def _points(ids: Collection[int]) -> _Points:
    table = points()
    query = sa.select(table.c.id, table.c.name, table.c.conference_id, table.c.unit_id)
    rows = db.session.execute(query.where(table.c.id.in_(ids))) if ids else ()
    return {row.id: (row.name, row.conference_id, row.unit_id) for row in rows}


def _titles(ids: Collection[int]) -> dict[int, str]:
    table = conferences()
    query = sa.select(table.c.id, table.c.title).where(table.c.id.in_(ids))
    return {row.id: row.title for row in db.session.execute(query)} if ids else {}


def unit_names(ids: Collection[int]) -> dict[int, str]:
    """The last name each unit had; a former unit is still called by its own."""
    if not ids:
        return {}
    query = (
        sa.select(UnitVersion.unit_id, UnitVersion.name)
        .where(UnitVersion.unit_id.in_(ids))
        .order_by(UnitVersion.valid_from)
    )
    return {row.unit_id: row.name for row in db.session.execute(query)}


def open_conferences(reach: Reach) -> Sequence[tuple[int, str]]:
    """Conferences of a reach that roles may be given for, the newest first: id and title."""
    table, at = conferences(), points()
    partly = sa.select(at.c.conference_id).where(
        sa.or_(at.c.id.in_(reach.points), at.c.unit_id.in_(reach.units))
    )
    query = sa.select(table.c.id, table.c.title).where(table.c.state != "closed")
    if not reach.everything:
        query = query.where(sa.or_(table.c.id.in_(reach.conferences), table.c.id.in_(partly)))
    newest_first = query.order_by(table.c.held_on.desc(), table.c.id.desc())
    return [(row.id, row.title) for row in db.session.execute(newest_first)]
