"""Lists of points: searched, filtered, sorted, paged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.conferences.reach import subtree
from dissemination.database import db
from dissemination.text import like_words
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.queries import valid_on

SORTS: Final = {
    "name": (Point.search_key,),
    "code": (Unit.code,),
    "contact": (Point.contact_name, Point.search_key),
    "capacity": (Point.capacity, Point.search_key),
}


@dataclass(frozen=True, slots=True)
class PointFilter:
    """What a list of points is narrowed to. `lacks`: "roster", "contact", "capacity"."""

    text: str = ""
    district_id: int | None = None
    lacks: str = ""
    only_main: bool = False


@dataclass(frozen=True, slots=True)
class PointTotals:
    """Of a whole conference: points, those with a roster, with a contact, with a capacity; seats."""

    points: int
    with_roster: int
    with_contact: int
    with_capacity: int
    seats: int


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as it was called on the conference's day, and the unit above it."""

    code: str
    name: str
    parent: str


def find(
    conference_id: int,
    wanted: PointFilter,
    sort: str,
    held_on: date,
    within: sa.ColumnElement[bool],
) -> sa.Select[Point]:
    """Points of a conference within a right; the main point first unless sorted otherwise."""
    query = sa.select(Point).join(Unit, Unit.id == Point.unit_id)
    query = query.where(Point.conference_id == conference_id, within)
    query = query.where(*(Point.search_key.like(words) for words in like_words(wanted.text)))
    if wanted.district_id:
        query = query.where(Point.unit_id.in_(subtree(wanted.district_id, held_on)))
    if wanted.lacks in LACKING:
        query = query.where(LACKING[wanted.lacks])
    if wanted.only_main:
        query = query.where(Point.is_main)
    return query.order_by(*_order(sort), Point.id)


def has_roster() -> sa.ColumnElement[bool]:
    """Somebody who has not been withdrawn is on the point's list."""
    return sa.exists().where(Delegate.point_id == Point.id, Delegate.standing != Standing.WITHDRAWN)


LACKING: Final[dict[str, sa.ColumnElement[bool]]] = {
    "roster": ~has_roster(),
    "contact": sa.or_(Point.contact_name == "", Point.contact_phone == ""),
    "capacity": Point.capacity.is_(None),
}


def totals(conference_id: int, within: sa.ColumnElement[bool]) -> PointTotals:
    """Counted over the points within a right."""
    found = totals_by_conference([conference_id], within)
    return found.get(conference_id, PointTotals(0, 0, 0, 0, 0))


def numbers_by_conference(
    conference_ids: Collection[int], within: sa.ColumnElement[bool]
) -> dict[int, int]:
    """How many points within a right each of these conferences has; those without are left out."""
    query = (
        sa.select(Point.conference_id, sa.func.count())
        .where(Point.conference_id.in_(sorted(conference_ids)), within)
        .group_by(Point.conference_id)
    )
    return {conference_id: number for conference_id, number in db.session.execute(query)}


def totals_by_conference(
    conference_ids: Collection[int], within: sa.ColumnElement[bool]
) -> dict[int, PointTotals]:
    """The same for several conferences; those without points are left out. Looks for a roster of each
    point, one by one.
    """
    lacks = LACKING
    rows = db.session.execute(
        sa.select(
            Point.conference_id,
            sa.func.count(),
            _number_of(~lacks["roster"]),
            _number_of(~lacks["contact"]),
            _number_of(~lacks["capacity"]),
            sa.func.coalesce(sa.func.sum(Point.capacity), 0),
        )
        .where(Point.conference_id.in_(sorted(conference_ids)), within)
        .group_by(Point.conference_id)
    )
    return {
        conference_id: PointTotals(*(int(number or 0) for number in numbers))
        for conference_id, *numbers in rows
    }


def unit_names(unit_ids: Collection[int], day: date) -> dict[int, UnitName]:
    """Names of a page's units on a day; a unit that did not exist then has only its code."""
    above = aliased(UnitVersion)
    version = sa.and_(UnitVersion.unit_id == Unit.id, valid_on(day))
    parent = sa.and_(
        above.unit_id == UnitVersion.parent_id,
        above.valid_from <= day,
        sa.or_(above.valid_to.is_(None), above.valid_to > day),
    )
    rows = db.session.execute(
        sa.select(Unit.id, Unit.code, UnitVersion.name, above.name)
        .outerjoin(UnitVersion, version)
        .outerjoin(above, parent)
        .where(Unit.id.in_(sorted(set(unit_ids))))
    )
    return {
        unit_id: UnitName(code, name or code, parent_name or "")
        for unit_id, code, name, parent_name in rows
    }


def districts(day: date) -> list[tuple[int, str]]:
    """Units of the district level on a day, to filter by; none since July 2025."""
    query = (
        sa.select(UnitVersion.unit_id, UnitVersion.name)
        .where(valid_on(day), UnitVersion.level == UnitLevel.DISTRICT)
        .order_by(UnitVersion.search_key)
    )
    return [(unit_id, name) for unit_id, name in db.session.execute(query)]


def choices(
    conference_id: int, within: sa.ColumnElement[bool], limit: int | None = None
) -> list[tuple[int, str]]:
    """Points' ids and names within a right, by name: for a select."""
    query = (
        sa.select(Point.id, Point.name)
        .where(Point.conference_id == conference_id, within)
        .order_by(Point.search_key)
        .limit(limit)
    )
    return [(point_id, name) for point_id, name in db.session.execute(query)]


def _order(sort: str) -> list[Any]:
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        return [Point.is_main.desc(), Point.search_key]
    if sort.startswith("-"):
        return [column.desc().nulls_last() for column in columns]
    return [column.asc().nulls_last() for column in columns]


def _number_of(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
