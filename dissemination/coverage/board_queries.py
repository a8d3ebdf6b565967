"""Reading what a board shows: a few statements, whatever the size of the conference.

Sums are made by the database; of 31,000 points no more than one page of lines comes here.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.checkin.models import Attendance, Scan, Tally
from dissemination.checkin.tallies import COUNTS
from dissemination.conferences.models import Delegate, Point, Standing
from dissemination.conferences.reach import subtree
from dissemination.coverage.board import (
    URGENCY,
    Counted,
    Figures,
    PointState,
    Row,
    States,
    with_rest,
)
from dissemination.database import db
from dissemination.text import like_words
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.queries import valid_on
from dissemination.web.models import AuditEntry


@dataclass(frozen=True)
class Part:
    """The points of a conference that a person may see.

    `unit_id`: only those of its subtree, or its `own` alone; 0: those beneath no district.
    """

    conference_id: int
    held_on: date
    within: sa.ColumnElement[bool]
    unit_id: int | None = None
    own: bool = False
    point_id: int | None = None

    @property
    def points(self) -> sa.ColumnElement[bool]:
        conditions = [Point.conference_id == self.conference_id, self.within]
        if self.point_id is not None:
            conditions.append(Point.id == self.point_id)
        if self.unit_id and self.own:
            conditions.append(Point.unit_id == self.unit_id)
        elif self.unit_id:
            conditions.append(Point.unit_id.in_(subtree(self.unit_id, self.held_on)))
        elif self.unit_id == 0:
            under = _lineage(_districts(self.held_on), self.held_on)
            conditions.append(Point.unit_id.not_in(sa.select(under.c.unit_id)))
        return sa.and_(*conditions)

    def narrowed(self, unit_id: int | None) -> "Part":
        """Only the points of a unit's subtree."""
        return replace(self, unit_id=unit_id, own=False)


@dataclass(frozen=True, slots=True)
class PointFilter:
    """What a list of points is narrowed to."""

    text: str = ""
    state: PointState | None = None


def _count(name: str) -> sa.ColumnElement[int]:
    """One count of a point; 0 where no tally was kept yet."""
    return sa.func.coalesce(getattr(Tally, name), 0)


_ABSENT: Final = _count("expected") - _count("own_attended")
_EXCUSED: Final = _count("excused") - _count("excused_attended")
_IN_STATE: Final[dict[PointState, sa.ColumnElement[bool]]] = {
    PointState.EMPTY: _count("expected") == 0,
    PointState.SILENT: sa.and_(_count("expected") > 0, _count("attended") == 0),
    PointState.SHORT: sa.and_(_count("expected") > 0, _count("attended") > 0, _ABSENT > _EXCUSED),
    PointState.FULL: sa.and_(_count("expected") > 0, _count("attended") > 0, _ABSENT == _EXCUSED),
}
_STATE_RANK: Final = sa.case(*((_IN_STATE[state], rank) for state, rank in URGENCY.items()))
_SHARE: Final = sa.case(
    (_count("expected") > 0, sa.cast(_count("own_attended"), sa.Float) / _count("expected")),
    else_=-1.0,
)
POINT_SORTS: Final[dict[str, sa.ColumnElement[Any]]] = {
    "name": sa.type_coerce(Point.search_key, sa.String),
    "state": _STATE_RANK,
    "expected": _count("expected"),
    "came": _count("own_attended"),
    "share": _SHARE,
    "excused": _EXCUSED,
    "unexcused": _ABSENT - _EXCUSED,
    "present": _count("present"),
    "walk_ins": _count("walk_ins"),
    "guests": _count("guests"),
}
SUMS: Final = [sa.func.coalesce(sa.func.sum(_count(name)), 0) for name in COUNTS]
_STATE_SUMS: Final = [
    sa.func.coalesce(sa.func.sum(sa.case((_IN_STATE[state], 1), else_=0)), 0)
    for state in (PointState.SILENT, PointState.SHORT, PointState.FULL, PointState.EMPTY)
]
# The sign keeps SQLite from walking all points of the conference for each of many small groups.
_BY_UNIT: Final = sa.literal_column("+points.conference_id", sa.Integer)
# The same for all delegates, whom it would else walk in the order of their points.
_BY_POINT: Final = sa.literal_column("+delegates.point_id", sa.Integer)
_DEEPEST: Final = 9
_MOST_CHOICES: Final = 200
KEPT: Final = [_count(name) for name in COUNTS]
_WIDTH: Final = len(COUNTS)


def totals(part: Part, wanted: PointFilter | None = None) -> Counted:
    """All points of a part together, or those of a list."""
    query = (
        sa.select(*SUMS, sa.func.count(), *_STATE_SUMS)
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(part.points, *_conditions(wanted or PointFilter()))
    )
    return _summed(db.session.execute(query).one())


def by_district(part: Part, whole: Counted) -> list[Row]:
    """A line for each district as of the conference's day; key 0: points beneath none.

    `whole`: the totals of the part.
    """
    return with_rest(_groups(part, beneath_districts(part.held_on)), whole)


def by_unit(part: Part, unit_id: int | None) -> list[Row]:
    """A line for each unit directly beneath `unit_id` (None: beneath nobody), with all it
    answers for; key 0: points that stand for `unit_id` itself."""
    seeds = sa.select(UnitVersion.unit_id).where(
        valid_on(part.held_on),
        UnitVersion.parent_id.is_(None) if unit_id is None else UnitVersion.parent_id == unit_id,
    )
    whole = totals(part.narrowed(unit_id))
    return with_rest(_groups(part, _lineage(seeds, part.held_on)), whole)


def _groups(part: Part, under: sa.CTE) -> Iterator[Row]:
    """The points of a part gathered by the tops of a lineage."""
    query = (
        sa.select(under.c.top_id, *SUMS, sa.func.count(), *_STATE_SUMS)
        .select_from(under)
        .join(Point, Point.unit_id == under.c.unit_id)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(_BY_UNIT == part.conference_id, part.within)
        .group_by(under.c.top_id)
    )
    rows = db.session.execute(query).all()
    names = unit_names([row[0] for row in rows], part.held_on)
    return (Row(row[0], names[row[0]], *_summed(row[1:])) for row in rows)


def _districts(day: date) -> sa.Select[Any]:
    return sa.select(UnitVersion.unit_id).where(
        valid_on(day), UnitVersion.level == UnitLevel.DISTRICT
    )


def beneath_districts(day: date) -> sa.CTE:
    """Pairs (top_id, unit_id): each district of a day with itself and every unit beneath it."""
    return _lineage(_districts(day), day, UnitVersion.level != UnitLevel.DISTRICT)


def districts(day: date) -> list[tuple[int, str]]:
    """Districts of a day to choose from; none where there are too many."""
    query = sa.select(UnitVersion.unit_id, UnitVersion.name).where(
        valid_on(day), UnitVersion.level == UnitLevel.DISTRICT
    )
    rows = db.session.execute(query.order_by(UnitVersion.search_key).limit(_MOST_CHOICES + 1))
    found = [(unit_id, name) for unit_id, name in rows]
    return found if len(found) <= _MOST_CHOICES else []


def has_districts(day: date) -> bool:
    return db.session.scalar(_districts(day).limit(1)) is not None


def _lineage(
    tops: sa.Select[Any], day: date, beneath: sa.ColumnElement[bool] | None = None
) -> sa.CTE:
    """Pairs (top_id, unit_id): each of the tops with every unit beneath it on a day.

    Going no deeper than units can stand keeps a circle in the data from going round for ever.
    """
    start = tops.subquery()
    under = sa.select(
        start.c.unit_id.label("top_id"),
        start.c.unit_id.label("unit_id"),
        sa.literal(0).label("depth"),
    ).cte("lineage", recursive=True)
    return under.union_all(
        sa.select(under.c.top_id, UnitVersion.unit_id, under.c.depth + 1)
        .join(under, UnitVersion.parent_id == under.c.unit_id)
        .where(valid_on(day), under.c.depth < _DEEPEST, sa.true() if beneath is None else beneath)
    )


def points(
    part: Part, wanted: PointFilter, sort: str, *, limit: int | None, offset: int = 0
) -> list[Row]:
    """Lines of points; silent ones first unless sorted otherwise."""
    query = _lines(part.held_on).where(part.points, *_conditions(wanted)).order_by(*_order(sort))
    return list(_rows(db.session.execute(query.limit(limit).offset(offset))))


def points_by_id(part: Part, point_ids: Sequence[int]) -> list[Row]:
    """The lines of these points in this order; those outside the part are left out."""
    query = _lines(part.held_on).where(part.points, Point.id.in_(point_ids))
    found = {row.key: row for row in _rows(db.session.execute(query))}
    return [found[point_id] for point_id in point_ids if point_id in found]


def silent_points(part: Part, limit: int) -> list[Row]:
    """The silent points with most people first, each with whom to call."""
    query = (
        _lines(part.held_on)
        .where(part.points, _IN_STATE[PointState.SILENT])
        .order_by(_count("expected").desc(), Point.search_key)
    )
    return list(_rows(db.session.execute(query.limit(limit))))


def _lines(day: date) -> sa.Select[*tuple[Any, ...]]:
    above = aliased(UnitVersion)
    parent_name = (
        sa.select(sa.func.max(above.name))
        .join(UnitVersion, UnitVersion.parent_id == above.unit_id)
        .where(
            UnitVersion.unit_id == Point.unit_id,
            valid_on(day),
            above.valid_from <= day,
            sa.or_(above.valid_to.is_(None), above.valid_to > day),
        )
        .correlate(Point)
        .scalar_subquery()
    )
    return (
        sa.select(*KEPT, Point.id, Point.name, parent_name, Unit.code)
        .select_from(Point)
        .join(Unit, Unit.id == Point.unit_id)
        .outerjoin(Tally, Tally.point_id == Point.id)
    )


def _rows(found: Iterable[Sequence[Any]]) -> Iterator[Row]:
    for line in found:
        point_id, name, parent, code = line[_WIDTH:]
        yield Row(point_id, name, Figures(*line[:_WIDTH]), detail=parent or "", code=code)


def _conditions(wanted: PointFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [
        Point.search_key.like(words) for words in like_words(wanted.text)
    ]
    if wanted.state is not None:
        conditions.append(_IN_STATE[wanted.state])
    return conditions


def _order(sort: str) -> list[sa.ColumnElement[Any]]:
    column = POINT_SORTS.get(sort.removeprefix("-"), _STATE_RANK)
    first = column.desc() if sort.startswith("-") else column.asc()
    return [first, Point.search_key.asc(), Point.id.asc()]


def _summed(row: Sequence[Any]) -> Counted:
    numbers = [int(number) for number in row]
    return Figures(*numbers[:_WIDTH]), States(*numbers[_WIDTH:])


def unit_names(unit_ids: Collection[int], day: date) -> dict[int, str]:
    """Names on a day; of units not alive then, their codes."""
    query = (
        sa.select(Unit.id, sa.func.coalesce(UnitVersion.name, Unit.code))
        .outerjoin(UnitVersion, sa.and_(UnitVersion.unit_id == Unit.id, valid_on(day)))
        .where(Unit.id.in_(sorted(unit_ids)))
    )
    return {unit_id: name for unit_id, name in db.session.execute(query)}


def only_root(day: date) -> int | None:
    """The unit above all others, when there is exactly one."""
    query = sa.select(UnitVersion.unit_id).where(valid_on(day), UnitVersion.parent_id.is_(None))
    roots = db.session.scalars(query.limit(2)).all()
    return roots[0] if len(roots) == 1 else None


def way_to(unit_id: int, day: date) -> list[tuple[int, str]]:
    """The units from the top down to this one: id and name."""
    way: list[tuple[int, str]] = []
    above: int | None = unit_id
    while above is not None and len(way) < 8:
        query = sa.select(UnitVersion.name, UnitVersion.parent_id).where(
            UnitVersion.unit_id == above, valid_on(day)
        )
        found = db.session.execute(query).one_or_none()
        if found is None:
            break
        way.insert(0, (above, found[0]))
        above = found[1]
    return way


def parents_among(unit_ids: Collection[int], day: date) -> set[int]:
    """Those of the units that have others beneath them."""
    query = sa.select(UnitVersion.parent_id).where(
        UnitVersion.parent_id.in_(sorted(unit_ids)), valid_on(day)
    )
    return {unit_id for unit_id in db.session.scalars(query.distinct()) if unit_id}


def substitutes_by_point(conference_id: int) -> sa.Select[int, int]:
    """How many summoned delegates of each point stand for another and came: point_id, number."""
    # Word for word what the partial index says: few are replaced, and none else is looked at.
    unusual: sa.ColumnElement[bool] = sa.literal_column("original.standing <> 'summoned'")
    original = aliased(Delegate, name="original")
    replaced = sa.select(original.id).where(original.conference_id == conference_id, unusual)
    return (
        sa.select(_BY_POINT.label("point_id"), sa.func.count().label("number"))
        .select_from(Delegate)
        .join(Attendance, Attendance.delegate_id == Delegate.id)
        .where(Delegate.substitute_for_id.in_(replaced), Delegate.standing == Standing.SUMMONED)
        .group_by(_BY_POINT)
    )


def substitutes(part: Part) -> int:
    """Summoned delegates who stand for another and came."""
    came = substitutes_by_point(part.conference_id).subquery()
    query = (
        sa.select(sa.func.sum(came.c.number))
        .join(Point, Point.id == came.c.point_id)
        .where(part.points)
    )
    return int(db.session.scalar(query) or 0)


def last_scans(point_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these points last sent a scan, whatever became of it."""
    query = (
        sa.select(Scan.point_id, sa.func.max(Scan.received_at))
        .where(Scan.point_id.in_(sorted(point_ids)))
        .group_by(Scan.point_id)
    )
    return {point_id: moment for point_id, moment in db.session.execute(query)}


def version(part: Part, *more: str) -> str:
    """Changes whenever the board of this part may: cheap, nothing is rendered to know it.

    Tallies tell most; the newest scan tells a corrected arrival that leaves every count as it
    was; the audit trail tells names, places, rosters and the conference's state.
    """
    newest = (
        sa.select(sa.func.max(Scan.received_at))
        .where(Scan.point_id == Point.id)
        .correlate(Point)
        .scalar_subquery()
    )
    # Weighted, so that one more here and one fewer there is not taken for nothing.
    weight = sa.cast(Point.id, sa.BigInteger) % 9973 + 1
    sums = [sa.func.sum(_count(name) * weight) for name in COUNTS]
    query = (
        sa.select(*SUMS, *sums, sa.func.count(), sa.func.max(newest))
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(part.points)
    )
    changed = (
        sa.select(AuditEntry.id)
        .where(AuditEntry.verb != "read")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    seen = [*db.session.execute(query).one(), db.session.scalar(changed), *more]
    return hashlib.sha256(repr([str(value) for value in seen]).encode()).hexdigest()[:32]
