"""Merging units: what they did stays theirs, and from a day on another unit answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from dissemination.database import db
from dissemination.units import placing, queries, services
from dissemination.units.models import UnitMerger, UnitVersion
from dissemination.units.refusals import Refusal
from dissemination.units.services import Details
from dissemination.web import audit

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Merging:
    """Units that go into another from a day on.

    `part_only`: each goes over in part, so nobody answers for its former records but itself and
    its superiors. `lives_on`: it also keeps existing with the rest; only with `part_only`.
    """

    from_ids: Sequence[int]
    into_id: int
    on: date
    part_only: bool = False
    lives_on: bool = False


def merge(merging: Merging, reason: str = "") -> list[UnitMerger] | Refusal:
    """Record the mergers; units that do not live on end, and what stood beneath them follows."""
    audit.take_turn()
    if not merging.from_ids:
        return Refusal.NOBODY_TO_MERGE
    with db.session.begin_nested() as attempt:
        mergers = []
        for from_id in dict.fromkeys(merging.from_ids):
            merger = _merge_one(from_id, merging, reason)
            if isinstance(merger, Refusal):
                attempt.rollback()
                return merger
            mergers.append(merger)
    return mergers


def undo(merger_id: int, reason: str = "") -> Refusal | None:
    """Forget a merger; the unit goes on, and what followed it that day returns beneath it."""
    audit.take_turn()
    merger = db.session.get_one(UnitMerger, merger_id)
    from_id, into_id, on = merger.from_unit_id, merger.into_unit_id, merger.merged_on
    before = {
        "into_unit_id": into_id,
        "merged_on": on.isoformat(),
        "part_only": merger.part_only,
    }
    with db.session.begin_nested() as attempt:
        db.session.delete(merger)
        db.session.flush()
        if refused := _revive(from_id, into_id, on, reason):
            attempt.rollback()
            return refused
    audit.record("undo_merger", services.SUBJECT, from_id, before=before, reason=reason)
    return None


def _merge_one(from_id: int, merging: Merging, reason: str) -> UnitMerger | Refusal:
    last = services.latest(from_id)
    if refused := _refused(last, merging):
        return refused
    ends = not (merging.part_only and merging.lives_on)
    if ends and last.valid_to is None and (refused := _end_into(last, merging, reason)):
        return refused
    merger = UnitMerger(
        from_unit_id=from_id,
        into_unit_id=merging.into_id,
        merged_on=merging.on,
        part_only=merging.part_only,
    )
    db.session.add(merger)
    db.session.flush()
    after = {
        "into_unit_id": merging.into_id,
        "merged_on": merging.on.isoformat(),
        "part_only": merging.part_only,
        "ends": ends,
    }
    audit.record("merge", services.SUBJECT, from_id, after=after, reason=reason)
    return merger


def _refused(last: UnitVersion, merging: Merging) -> Refusal | None:
    from_id = last.unit_id
    if from_id == merging.into_id:
        return Refusal.WITH_ITSELF
    if last.valid_to not in (None, merging.on):
        return Refusal.HAS_ENDED
    if merging.on <= last.valid_from:
        return Refusal.BEFORE_LAST_CHANGE
    if queries.version_on(merging.into_id, merging.on) is None:
        return Refusal.INTO_NOT_IN_FORCE
    if _pair(from_id, merging.into_id):
        return Refusal.MERGED_ALREADY
    if not merging.part_only and from_id in _merged_onward(merging.into_id):
        return Refusal.MERGER_CIRCLE
    ends = not (merging.part_only and merging.lives_on)
    if ends and from_id in queries.self_and_ancestors(merging.into_id, merging.on):
        return Refusal.INTO_BENEATH
    return None


def _end_into(last: UnitVersion, merging: Merging, reason: str) -> Refusal | None:
    """End the unit and put all that stands beneath it beneath the unit it goes into."""
    for child in placing.children_between(last.unit_id, merging.on, None):
        if refused := _follow(child, merging, reason):
            return refused
    services.close(last, merging.on)
    after = {"ended_on": merging.on.isoformat()}
    audit.record("end", services.SUBJECT, last.unit_id, after=after, reason=reason)
    return None


def _follow(child: UnitVersion, merging: Merging, reason: str) -> Refusal | None:
    since = max(child.valid_from, merging.on)
    if refused := placing.refused(
        child.unit_id, child.level, merging.into_id, since, child.valid_to
    ):
        return refused
    before = services.told(child)
    moved = Details(child.name, child.level, merging.into_id, child.kind)
    if child.valid_from < merging.on:
        child = services.split(child, merging.on, moved)
    else:
        child.parent_id = merging.into_id
        db.session.flush()
    after = services.told(child)
    audit.record(
        "follow", services.SUBJECT, child.unit_id, before=before, after=after, reason=reason
    )
    return None


def _revive(from_id: int, into_id: int, on: date, reason: str) -> Refusal | None:
    last = services.latest(from_id)
    if last.valid_to != on or _goes_elsewhere(from_id, on):
        return None
    if refused := services.reopen(last, reason):
        return refused
    for version in placing.children_between(into_id, on, None):
        if _followed(version, from_id, on) and (
            refused := services.undo_change(version.unit_id, reason)
        ):
            return refused
    return None


def _followed(version: UnitVersion, from_id: int, on: date) -> bool:
    """Whether this is where a merger put the unit, and nothing has changed it since."""
    before = queries.version_on(version.unit_id, on - _A_DAY)
    came = before is not None and before.parent_id == from_id
    return came and version.valid_from == on and version.valid_to is None


def _pair(from_id: int, into_id: int) -> bool:
    query = sa.select(UnitMerger.id).where(
        UnitMerger.from_unit_id == from_id, UnitMerger.into_unit_id == into_id
    )
    return db.session.scalar(query) is not None


def _goes_elsewhere(from_id: int, on: date) -> bool:
    query = sa.select(UnitMerger.id).where(
        UnitMerger.from_unit_id == from_id, UnitMerger.merged_on == on
    )
    return db.session.scalar(query.limit(1)) is not None


def _merged_onward(unit_id: int) -> set[int]:
    """The units this one has wholly gone into, and so on."""
    onward = sa.select(sa.literal(unit_id, sa.Integer).label("id")).cte("onward", recursive=True)
    onward = onward.union(
        sa.select(UnitMerger.into_unit_id)
        .join(onward, onward.c.id == UnitMerger.from_unit_id)
        .where(UnitMerger.part_only.is_(False))
    )
    return set(db.session.scalars(sa.select(onward.c.id))) - {unit_id}
