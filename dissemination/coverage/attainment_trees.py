"""The tree of units as far as attainment goes into it: branches are read when they are asked for."""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.coverage import thread_columns
from dissemination.database import db
from dissemination.units.models import Unit, UnitMerger, UnitVersion
from dissemination.units.queries import valid_on


class Tree:
    """The tree of one day: children by parent, parents by unit; one statement a level."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._children: dict[int, list[int]] = {}
        self._parents: dict[int, int | None] = {}

    def children(self, unit_ids: Collection[int]) -> Mapping[int, list[int]]:
        """The units right beneath these, by code."""
        if lacking := set(unit_ids) - self._children.keys():
            below = aliased(UnitVersion)
            has_units = sa.exists().where(
                below.parent_id == UnitVersion.unit_id, valid_on(self.day, below)
            )
            query = (
                sa.select(UnitVersion.parent_id, UnitVersion.unit_id, has_units)
                .join(Unit, Unit.id == UnitVersion.unit_id)
                .where(valid_on(self.day), *thread_columns.named(UnitVersion.parent_id, lacking))
                .order_by(Unit.code)
            )
            self._children |= {unit_id: [] for unit_id in lacking}
            for parent, unit_id, is_parent in db.session.execute(query):
                if parent in lacking:
                    self._children[parent].append(unit_id)
                if not is_parent:
                    self._children[unit_id] = []
        return self._children

    def parents(self, unit_ids: Collection[int]) -> Mapping[int, int | None]:
        """The parent of each of these and of all above them."""
        lacking = set(unit_ids) - self._parents.keys()
        while lacking:
            query = sa.select(UnitVersion.unit_id, UnitVersion.parent_id)
            query = query.where(
                valid_on(self.day), *thread_columns.named(UnitVersion.unit_id, lacking)
            )
            self._parents |= dict.fromkeys(lacking)
            self._parents |= dict(db.session.execute(query).all())
            lacking = {
                parent
                for unit_id in lacking
                if (parent := self._parents[unit_id]) and parent not in self._parents
            }
        return self._parents


class Trees:
    """The tree of any day, read once for all days between two changes of the tree."""

    def __init__(self) -> None:
        starts = sa.select(UnitVersion.valid_from)
        ends = sa.select(UnitVersion.valid_to).where(UnitVersion.valid_to.is_not(None))
        self.changes: list[date] = sorted(set(db.session.scalars(sa.union(starts, ends))))
        self.known: dict[int, Tree] = {}

    def at(self, day: date) -> Tree:
        return self.known.setdefault(bisect_right(self.changes, day), Tree(day))


@dataclass(frozen=True, slots=True)
class Standing:
    """How units of a period are read; `then` is the tree of that time.

    As it was: by the tree of that time, each unit for itself. As it is: by today's, and each unit for
    itself and for all that were merged into it (`heirs`: the units that went, by the unit they are in).
    """

    tree: Tree
    then: Tree
    heirs: Mapping[int, frozenset[int]]

    def sources(self, unit_id: int) -> tuple[int, ...]:
        return (unit_id, *self.heirs.get(unit_id, ()))


def heirs(day: date) -> dict[int, frozenset[int]]:
    """By a unit: all that had gone wholly into it by a day, through whatever others."""
    query = sa.select(UnitMerger.from_unit_id, UnitMerger.into_unit_id).where(
        UnitMerger.merged_on <= day, UnitMerger.part_only.is_(False)
    )
    into = dict(db.session.execute(query.order_by(UnitMerger.merged_on)).all())
    found: dict[int, set[int]] = {}
    for unit_id, heir in into.items():
        last, passed = heir, {unit_id}
        while last in into and last not in passed:
            passed.add(last)
            last = into[last]
        found.setdefault(last, set()).add(unit_id)
    return {unit_id: frozenset(some) for unit_id, some in found.items()}
