"""How far a directive has reached, summed by the database where that is plain.

Of a unit with nothing beneath it and at most one briefing that was not changed since, all follows from
one row: of those only sums by parent are read, and each by itself when it is shown. All others are read
one by one, and `briefing_coverage.cover` adds everything up: who met whom in one hall it is told too.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import among, db
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_coverage import (
    REACHED,
    REACHED_RANK,
    Coverage,
    Held,
    Reached,
)
from dissemination.plans.briefing_models import BriefingEntry, OnwardBriefing
from dissemination.text import fold, like_words
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.queries import NODE, valid_on
from dissemination.units.tree import Node

_MOST_NAMED: Final = 5_000
_REACHED: Final = tuple(Reached)  # by rank
_STATES: Final = {REACHED_RANK[reached]: state for state, reached in REACHED.items()}


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


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain units of a part: all but its `branches`."""

    part: Part
    branches: Collection[int]

    def by_parent(self) -> dict[int | None, Coverage]:
        """Those right beneath each unit, together."""
        own = self._own()
        query = sa.select(own.c.parent_id, own.c.rank, *_sums(own))
        found: dict[int | None, Coverage] = {}
        for parent, rank, *sums in db.session.execute(query.group_by(own.c.parent_id, own.c.rank)):
            _add(found.setdefault(parent, Coverage()), _REACHED[rank], *sums)
        return found

    def beneath(self, parent_ids: Collection[int | None] | None) -> list[Node]:
        """Those right beneath these, by code; None: all there are."""
        if parent_ids is None or len(parent_ids) > _MOST_NAMED:
            return _nodes(self.part, self._are())
        named = UnitVersion.parent_id.in_([one for one in parent_ids if one is not None])
        under = sa.or_(named, UnitVersion.parent_id.is_(None)) if None in parent_ids else named
        return _nodes(self.part, self._are(), under)

    def among(self, unit_ids: Collection[int]) -> list[Node]:
        """Those of these units."""
        lacking = set(unit_ids).difference(self.branches)
        return _nodes(self.part, UnitVersion.unit_id.in_(lacking)) if lacking else []

    def shared(self, with_units: Collection[int]) -> list[tuple[int | None, Held]]:
        """Their briefings that may have been held together with others, as far as that matters, each
        after its unit's parent. `with_units` were named by some that are not plain.
        """
        unit_id, other_id = OnwardBriefing.unit_id, OnwardBriefing.other_unit_id
        joint = (OnwardBriefing.directive_id == self.part.directive_id, other_id.is_not(None))
        pairs = sa.union(*(sa.select(one).where(*joint) for one in (unit_id, other_id)))
        named = [unit_id.in_(pairs), *([unit_id.in_(with_units)] if with_units else [])]
        query = (
            sa.select(
                UnitVersion.parent_id,
                briefing_queries.rank(self.part.until),
                OnwardBriefing.id,
                unit_id,
                other_id,
                OnwardBriefing.held_on,
            )
            .join(OnwardBriefing, _is_its(self.part))
            .where(*_of(self.part), self._are(), sa.or_(*named))
        )
        return [
            (parent, Held(told, unit, _STATES[rank], other, day, None, None, None))
            for parent, rank, told, unit, other, day in db.session.execute(query)
        ]

    def found(
        self,
        text: str,
        level: UnitLevel | None,
        state: Reached | None,
        beneath: int | None,
        under: Collection[int] | None,
    ) -> list[tuple[int, str, str, int]]:
        """Rank, level, code and id; `beneath`: that one or right under one of `under`."""
        rank = briefing_queries.rank(self.part.until)
        query = (
            sa.select(
                rank, sa.type_coerce(UnitVersion.level, sa.String), Unit.code, UnitVersion.unit_id
            )
            .join(Unit, Unit.id == UnitVersion.unit_id)
            .outerjoin(OnwardBriefing, _is_its(self.part))
            .where(*_of(self.part), self._are())
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
            named = sa.and_(
                sa.true(), *(UnitVersion.search_key.like(one) for one in like_words(text))
            )
            coded = sa.func.lower(Unit.code).startswith(first[0], autoescape=True)
            query = query.where(sa.or_(named, coded))
        return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]

    def _are(self) -> sa.ColumnElement[bool]:
        """What is known already need not be found again."""
        return sa.not_(among(UnitVersion.unit_id, json.dumps(list(self.branches))))

    def _own(self) -> sa.Subquery:
        """One row a unit: what its briefing comes to."""
        due = OnwardBriefing.members_total - sa.func.coalesce(OnwardBriefing.members_exempt, 0)
        guests = (
            OnwardBriefing.present_cadres, OnwardBriefing.present_union, OnwardBriefing.present_others,
        )  # fmt: skip
        came: sa.ColumnElement[int] = sa.func.coalesce(OnwardBriefing.present_members, 0)
        query = (
            sa.select(
                UnitVersion.parent_id,
                briefing_queries.rank(self.part.until).label("rank"),
                sa.func.coalesce(due, 0).label("due"),
                came.label("came"),
                sum((sa.func.coalesce(one, 0) for one in guests), came).label("present"),
                OnwardBriefing.essays,
            )
            .outerjoin(OnwardBriefing, _is_its(self.part))
            .where(*_of(self.part), self._are())
        )
        return query.subquery("own")


# --- which units are plain ----------------------------------------------------------------------


def _of(part: Part) -> list[sa.ColumnElement[bool]]:
    lives = valid_on(part.day)
    return [lives] if part.within is None else [UnitVersion.unit_id.in_(part.within), lives]


def _is_plain(part: Part) -> sa.ColumnElement[bool]:
    below = aliased(UnitVersion)
    has_units = sa.exists().where(below.parent_id == UnitVersion.unit_id, valid_on(part.day, below))
    return sa.and_(sa.not_(has_units), UnitVersion.unit_id.not_in(_apart(part)))


def _apart(part: Part) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """Units with several briefings, or with one that was changed since."""
    about = OnwardBriefing.directive_id == part.directive_id
    unit_id = OnwardBriefing.unit_id
    several = sa.select(unit_id).where(about).group_by(unit_id).having(sa.func.count() > 1)
    if part.until is None:
        return several
    changed = sa.cast(BriefingEntry.changes, sa.String) != "{}"
    since = sa.select(unit_id).join(BriefingEntry, BriefingEntry.briefing_id == OnwardBriefing.id)
    return several.union(since.where(about, changed, BriefingEntry.at >= part.until))


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


def _sums(own: sa.Subquery) -> list[sa.ColumnElement[int]]:
    """In the order in which `_add` takes them; as `briefing_coverage.cover` counts one unit."""
    reached = sa.case((own.c.came > own.c.due, own.c.due), else_=own.c.came)
    writers = sa.case((own.c.essays.is_not(None), own.c.present), else_=0)
    essays = sa.func.coalesce(own.c.essays, 0)
    return [sa.func.count(), *(sa.func.sum(one) for one in (reached, own.c.due, essays, writers))]


def _add(
    to: Coverage, state: Reached, units: int, present: int, due: int, essays: int, writers: int
) -> None:
    """Units that have come equally far; only of those that are verified the rest counts."""
    to.units += units
    to.by_state[state] += units
    if state is Reached.WAITING:
        to.waiting_conferences += units
    elif state is Reached.VERIFIED:
        to.conferences += units
        to.present += present
        to.due += due
        to.essays += essays
        to.writers += writers
