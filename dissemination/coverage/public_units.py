"""The units that public pages may name. Of very many, only those that are shown are read whole."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dissemination.database import db
from dissemination.text import fold, like_words, search_key
from dissemination.units.levels import RANK
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.queries import NODE, valid_on
from dissemination.units.tree import Node


class _Place(NamedTuple):
    unit_id: int
    parent_id: int | None
    rank: int
    is_found: int


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """The units of a day, of a level and those above."""

    lowest: UnitLevel
    day: date

    def found(self, text: str = "", level: UnitLevel | None = None) -> list[int]:
        """Those that match: each before the units beneath it, siblings by code."""
        return [one.unit_id for one in self._places(text, level) if one.is_found]

    def highest_first(self) -> list[int]:
        """All, level by level."""
        return [one.unit_id for one in sorted(self._places(), key=lambda one: one.rank)]

    def nodes(self, unit_ids: Collection[int]) -> dict[int, Node]:
        """Those of these units, by id."""
        query = sa.select(*NODE).join(UnitVersion, UnitVersion.unit_id == Unit.id)
        named = query.where(*self._are(), Unit.id.in_(unit_ids))
        return {row.id: Node(*row) for row in db.session.execute(named)}

    def labels(self, unit_ids: Collection[int]) -> dict[int, str]:
        """What a list of suggestions calls these units, in their order: "Xã Vân An, Huyện Chi Lăng"."""
        nodes = self.nodes(unit_ids)
        above = self.nodes({node.parent_id for node in nodes.values() if node.parent_id})
        return {one: _label(nodes[one], above) for one in unit_ids if one in nodes}

    def meant(self, label: str) -> int | None:
        """The unit with this label, in whatever case and without accents; of several the last."""
        parts = label.split(",")
        names = [",".join(parts[: n + 1]) for n in range(len(parts))]
        is_called = UnitVersion.search_key.in_({search_key(name) for name in names})
        query = sa.select(UnitVersion.unit_id).where(*self._are(), is_called)
        labels = self.labels(list(db.session.scalars(query)))
        meant = [one for one, words in labels.items() if fold(words) == fold(label)]
        if len(meant) > 1:
            return max(meant, key=self.highest_first().index)
        return meant[0] if meant else None

    def _are(self) -> list[sa.ColumnElement[bool]]:
        levels = [level for level in UnitLevel if RANK[level] <= RANK[self.lowest]]
        return [valid_on(self.day), UnitVersion.level.in_(levels)]

    def _places(self, text: str = "", level: UnitLevel | None = None) -> list[_Place]:
        """All in the order of the tree."""
        asked = [
            *(UnitVersion.search_key.like(pattern) for pattern in like_words(text)),
            *([] if level is None else [UnitVersion.level == level]),
        ]
        ranks = {level.value: rank for level, rank in RANK.items()}
        query = (
            sa.select(
                UnitVersion.unit_id,
                UnitVersion.parent_id,
                sa.case(ranks, value=sa.type_coerce(UnitVersion.level, sa.String)),
                sa.case((sa.and_(*asked), 1), else_=0) if asked else sa.literal(1),
            )
            .join(Unit, Unit.id == UnitVersion.unit_id)
            .where(*self._are())
            .order_by(Unit.code)
        )
        return _downward(_Place(*row) for row in db.session.execute(query))


def _downward(places: Iterable[_Place]) -> list[_Place]:
    """Given by code: each before those beneath it."""
    known = {one.unit_id: one for one in places}
    beneath: dict[int | None, list[_Place]] = {}
    for one in known.values():
        parent = one.parent_id if one.parent_id in known else None
        beneath.setdefault(parent, []).append(one)
    found, waiting = [], beneath.get(None, [])[::-1]
    while waiting:
        found.append(one := waiting.pop())
        waiting.extend(reversed(beneath.get(one.unit_id, ())))
    return found


def _label(node: Node, above: dict[int, Node]) -> str:
    """The name, and that of the unit above unless it is the top."""
    parent = above.get(node.parent_id) if node.parent_id else None
    return f"{node.name}, {parent.name}" if parent and parent.parent_id is not None else node.name
