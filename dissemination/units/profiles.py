"""Everything units know about one unit, for its page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dissemination.units import browsing, queries
from dissemination.units.models import UnitMerger, UnitVersion
from dissemination.units.tree import Node


@dataclass(frozen=True, slots=True)
class Chapter:
    """One version, the parent as it was called then, and what it changed against the one before."""

    version: UnitVersion
    parent: Node | None
    changed: tuple[str, ...]
    is_now: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Merger:
    """A merger seen from one side: the unit on the other side, as it stood that day."""

    merger: UnitMerger
    other: Node


@dataclass(frozen=True, slots=True)
class Profile:
    """A unit as it stands on a day, or last stood; its past, and what became of it."""

    node: Node
    path: list[Node]
    history: list[Chapter]
    begins: date
    ended_on: date | None
    came_from: list[Merger]
    went_into: list[Merger]

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None

    @property
    def was_merged_away(self) -> bool:
        """Whether a merger ended it, so that undoing that merger is what lets it go on."""
        days = {merger.merger.merged_on for merger in self.went_into}
        return self.last.valid_to in days

    @property
    def last(self) -> UnitVersion:
        return self.history[0].version


def profile(unit_id: int, day: date) -> Profile | None:
    """The unit's page; None when there is no such unit. `ended_on`: only when ended by that day."""
    versions = queries.versions_of(unit_id)
    if not versions:
        return None
    node = queries.latest_nodes([unit_id], day)[unit_id]
    ends = versions[-1].valid_to
    return Profile(
        node,
        browsing.paths([node], day)[unit_id],
        _history(versions, day),
        versions[0].valid_from,
        ends if ends is not None and ends <= day else None,
        _mergers(queries.mergers_into(unit_id), "from_unit_id"),
        _mergers(queries.mergers_from(unit_id), "into_unit_id"),
    )


def _history(versions: Sequence[UnitVersion], day: date) -> list[Chapter]:
    """Chapters, the newest first."""
    chapters = []
    before: UnitVersion | None = None
    for version in versions:
        is_now = version.valid_from <= day and (version.valid_to is None or version.valid_to > day)
        is_last = version is versions[-1]
        changed = _changes(before, version)
        chapters.append(Chapter(version, _parent(version), changed, is_now, is_last))
        before = version
    return chapters[::-1]


def _changes(before: UnitVersion | None, after: UnitVersion) -> tuple[str, ...]:
    if before is None:
        return ()
    pairs = (("name", "name"), ("level", "level"), ("kind", "kind"), ("parent", "parent_id"))
    return tuple(said for said, name in pairs if getattr(before, name) != getattr(after, name))


def _parent(version: UnitVersion) -> Node | None:
    if version.parent_id is None:
        return None
    return queries.latest_nodes([version.parent_id], version.valid_from)[version.parent_id]


def _mergers(mergers: Sequence[UnitMerger], side: str) -> list[Merger]:
    """With the units on the other side; one question a day, however many went that day."""
    days: dict[date, list[int]] = defaultdict(list)
    for merger in mergers:
        days[merger.merged_on].append(getattr(merger, side))
    others = {day: queries.latest_nodes(ids, day) for day, ids in days.items()}
    return [Merger(merger, others[merger.merged_on][getattr(merger, side)]) for merger in mergers]
