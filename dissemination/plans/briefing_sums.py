"""How far a directive has reached, summed by the database where that is plain.

Of a unit with nothing beneath it and at most one briefing, held by itself and not changed since, all
follows from one row: of those only sums by parent are read, and each by itself when it is shown. All
others are read one by one, and `briefing_coverage.cover` adds everything up.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import db
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_coverage import REACHED_RANK, Coverage, Held, Reached
from dissemination.plans.briefing_models import BriefingEntry, OnwardBriefing
from dissemination.text import fold, like_words
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.queries import NODE, valid_on
from dissemination.units.tree import Node

_MOST_NAMED: Final = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """The briefings of some units on a directive. `day`: whose tree. `until`: as they stood before;
    None: now. `within`: those units; None: all.
    """

    directive_id: int
    day: date
    until: datetime | None
    within: frozenset[int] | None


def branches(part: Part) -> list[Node]:
    """The units that are not plain, by code."""
    return _nodes(part, sa.not_(_is_plain(part)))


def held_by_branches(part: Part) -> list[Held]:
    """Their briefings."""
    some = sa.select(UnitVersion.unit_id).where(*_of(part), sa.not_(_is_plain(part)))
    return held(part, OnwardBriefing.unit_id.in_(some))


def held(part: Part, narrowed: sa.ColumnElement[bool]) -> list[Held]:
    """Briefings as they stood."""
    if part.until is None:
        return briefing_queries.held(part.directive_id, narrowed=narrowed)
    return briefing_queries.held_at(part.directive_id, part.until, narrowed=narrowed)


def named(unit_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Briefings of these units or, where it is easier, of all."""
    if len(unit_ids) > _MOST_NAMED:
        return sa.true()
    return OnwardBriefing.unit_id.in_(unit_ids)


def plain_by_parent(part: Part) -> dict[int | None, Coverage]:
    """The plain units right beneath each unit, together."""
    own = _own(part)
    query = sa.select(own.c.parent_id, *_sums(own)).group_by(own.c.parent_id)
    return {parent: _coverage(*sums) for parent, *sums in db.session.execute(query)}


def plain_beneath(part: Part, parent_ids: Collection[int | None] | None) -> list[Node]:
    """The plain units right beneath these, by code; None: all there are."""
    if parent_ids is None or len(parent_ids) > _MOST_NAMED:
        return _nodes(part, _is_plain(part))
    named = UnitVersion.parent_id.in_([one for one in parent_ids if one is not None])
    under = sa.or_(named, UnitVersion.parent_id.is_(None)) if None in parent_ids else named
    return _nodes(part, _is_plain(part), under)


def plain(part: Part, unit_ids: Collection[int]) -> list[Node]:
    """Those of these units that are plain."""
    return _nodes(part, _is_plain(part), UnitVersion.unit_id.in_(unit_ids))


def plain_found(
    part: Part,
    text: str,
    level: UnitLevel | None,
    state: Reached | None,
    beneath: int | None,
    under: Collection[int] | None,
) -> list[tuple[int, str, str, int]]:
    """Rank, level, code and id of plain units; `beneath`: that one or right under one of `under`."""
    rank = briefing_queries.rank(part.until)
    query = (
        sa.select(
            rank, sa.type_coerce(UnitVersion.level, sa.String), Unit.code, UnitVersion.unit_id
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .outerjoin(OnwardBriefing, _is_its(part))
        .where(*_of(part), _is_plain(part))
    )
    if level is not None:
        query = query.where(UnitVersion.level == level)
    if state is not None:
        query = query.where(rank == REACHED_RANK[state])
    if under is not None:
        query = query.where(
            sa.or_(UnitVersion.parent_id.in_(under), UnitVersion.unit_id == beneath)
        )
    if first := fold(text).split()[:1]:
        named = sa.and_(sa.true(), *(UnitVersion.search_key.like(one) for one in like_words(text)))
        coded = sa.func.lower(Unit.code).startswith(first[0], autoescape=True)
        query = query.where(sa.or_(named, coded))
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


# --- which units are plain ----------------------------------------------------------------------


def _of(part: Part) -> list[sa.ColumnElement[bool]]:
    lives = valid_on(part.day)
    return [lives] if part.within is None else [UnitVersion.unit_id.in_(part.within), lives]


def _is_plain(part: Part) -> sa.ColumnElement[bool]:
    below = aliased(UnitVersion)
    has_units = sa.exists().where(below.parent_id == UnitVersion.unit_id, valid_on(part.day, below))
    return sa.and_(sa.not_(has_units), UnitVersion.unit_id.not_in(_apart(part)))


def _apart(part: Part) -> sa.CompoundSelect[Any]:
    """Units with several briefings, with joint ones, or with one that was changed since."""
    about = OnwardBriefing.directive_id == part.directive_id
    unit_id, other_id = OnwardBriefing.unit_id, OnwardBriefing.other_unit_id
    some = [
        sa.select(unit_id).where(about).group_by(unit_id).having(sa.func.count() > 1),
        sa.select(unit_id).where(about, other_id.is_not(None)),
        sa.select(other_id).where(about, other_id.is_not(None)),
    ]
    if part.until is not None:
        changed = sa.cast(BriefingEntry.changes, sa.String) != "{}"
        since = sa.select(unit_id).join(
            BriefingEntry, BriefingEntry.briefing_id == OnwardBriefing.id
        )
        some.append(since.where(about, changed, BriefingEntry.at >= part.until))
    return sa.union(*some)


def _nodes(part: Part, *narrowed: sa.ColumnElement[bool]) -> list[Node]:
    query = sa.select(*NODE).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    query = query.where(*_of(part), *narrowed).order_by(Unit.code)
    return [Node(*row) for row in db.session.execute(query)]


# --- sums ---------------------------------------------------------------------------------------


def _is_its(part: Part) -> sa.ColumnElement[bool]:
    """A plain unit has one at most."""
    return sa.and_(
        OnwardBriefing.unit_id == UnitVersion.unit_id,
        OnwardBriefing.directive_id == part.directive_id,
    )


def _own(part: Part) -> sa.CTE:
    """One row a plain unit: what its briefing comes to."""
    due = OnwardBriefing.members_total - sa.func.coalesce(OnwardBriefing.members_exempt, 0)
    guests = (
        OnwardBriefing.present_cadres, OnwardBriefing.present_union, OnwardBriefing.present_others,
    )  # fmt: skip
    came: sa.ColumnElement[int] = sa.func.coalesce(OnwardBriefing.present_members, 0)
    query = (
        sa.select(
            UnitVersion.parent_id,
            briefing_queries.rank(part.until).label("rank"),
            sa.func.coalesce(due, 0).label("due"),
            came.label("came"),
            sum((sa.func.coalesce(one, 0) for one in guests), came).label("present"),
            OnwardBriefing.essays,
        )
        .outerjoin(OnwardBriefing, _is_its(part))
        .where(*_of(part), _is_plain(part))
    )
    return query.cte("own").prefix_with("MATERIALIZED")


def _sums(own: sa.CTE) -> list[sa.ColumnElement[int]]:
    """In the order in which `_coverage` takes them; as `briefing_coverage.cover` counts one unit."""
    is_verified = own.c.rank == REACHED_RANK[Reached.VERIFIED]
    wrote = sa.and_(is_verified, own.c.essays.is_not(None))
    reached = sa.case((own.c.came > own.c.due, own.c.due), else_=own.c.came)
    return [
        *(_sum(own.c.rank == REACHED_RANK[one], sa.literal(1)) for one in Reached),
        _sum(is_verified, reached),
        _sum(is_verified, own.c.due),
        _sum(wrote, own.c.essays),
        _sum(wrote, own.c.present),
    ]


def _sum(condition: sa.ColumnElement[bool], number: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, number), else_=0))


def _coverage(*sums: int) -> Coverage:
    by_state = dict(zip(Reached, sums, strict=False))
    present, due, essays, writers = sums[len(by_state) :]
    return Coverage(
        units=sum(by_state.values()),
        by_state=by_state,
        conferences=by_state[Reached.VERIFIED],
        waiting_conferences=by_state[Reached.WAITING],
        present=present,
        due=due,
        essays=essays,
        writers=writers,
    )
