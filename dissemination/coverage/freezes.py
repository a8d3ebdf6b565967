"""Freezing the counts of a conference, and reading what was frozen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dissemination import clock
from dissemination.checkin.models import ConflictDecision, Scan, Tally
from dissemination.checkin.tallies import COUNTS
from dissemination.conferences import services
from dissemination.conferences.models import Conference, ConferenceState, Delegate, Point
from dissemination.conferences.refusals import Refusal
from dissemination.coverage.board import Figures, total
from dissemination.coverage.board_queries import (
    KEPT,
    Part,
    beneath_districts,
    substitutes_by_point,
    totals,
)
from dissemination.coverage.freeze_models import Freeze, FreezeCause, FrozenCount
from dissemination.coverage.frozen import Change, Count, change
from dissemination.database import db
from dissemination.text import nfc
from dissemination.units.models import UnitVersion
from dissemination.units.queries import valid_on
from dissemination.web import audit

_NUMBERS = (*COUNTS, "substitutes")
_COLUMNS = ("point_id", "level", "district_id", *_NUMBERS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A freeze and what it says of a part."""

    freeze: Freeze
    figures: Figures


def at_close(conference: Conference) -> None:
    """Freeze with the close, in its transaction and as of its moment."""
    assert conference.closed_at is not None
    _freeze(conference, FreezeCause.CLOSE, conference.closed_at, "")


def again(conference_id: int, reason: str) -> Freeze | Refusal:
    """Freeze a closed conference once more; the earlier freezes stay."""
    conference = services.fresh(conference_id)
    if conference.state is not ConferenceState.CLOSED:
        return Refusal.STEP_DOES_NOT_FOLLOW
    said = nfc(reason).strip()[:500]
    if not said:
        return Refusal.REASON_MISSING
    return _freeze(conference, FreezeCause.AGAIN, clock.now(), said)


def _freeze(conference: Conference, cause: FreezeCause, at: datetime, reason: str) -> Freeze:
    actor = audit.current_actor()
    made = Freeze(
        conference_id=conference.id,
        cause=cause,
        frozen_at=at,
        frozen_by=actor.shown_name,
        post=actor.post,
        reason=reason,
    )
    db.session.add(made)
    db.session.flush()
    counts = _standing_now(conference).subquery()
    db.session.execute(
        sa.insert(FrozenCount).from_select(
            ["freeze_id", *_COLUMNS], sa.select(sa.literal(made.id), *counts.c)
        )
    )
    audit.record(
        "freeze_counts", "conference", conference.id, after=_told(made), reason=made.reason
    )
    return made


def _told(freeze: Freeze) -> dict[str, Any]:
    """For the audit trail."""
    sums = (sa.func.coalesce(sa.func.sum(getattr(FrozenCount, name)), 0) for name in _NUMBERS)
    query = sa.select(*sums).where(FrozenCount.freeze_id == freeze.id)
    numbers = map(int, db.session.execute(query).one())
    return {"freeze": freeze.id, "cause": freeze.cause, **dict(zip(_NUMBERS, numbers, strict=True))}


def _standing_now(conference: Conference) -> sa.Select[Any]:
    """The counts of every point as they stand, with its level and district on the conference's day."""
    day = conference.held_on
    districts = beneath_districts(day)
    stood_in = substitutes_by_point(conference.id).subquery()
    return (
        sa.select(
            Point.id.label("point_id"),
            UnitVersion.level,
            districts.c.top_id.label("district_id"),
            *(count.label(name) for name, count in zip(COUNTS, KEPT, strict=True)),
            sa.func.coalesce(stood_in.c.number, 0).label("substitutes"),
        )
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .outerjoin(UnitVersion, sa.and_(UnitVersion.unit_id == Point.unit_id, valid_on(day)))
        .outerjoin(districts, districts.c.unit_id == Point.unit_id)
        .outerjoin(stood_in, stood_in.c.point_id == Point.id)
        .where(Point.conference_id == conference.id)
    )


# --- reading ------------------------------------------------------------------------------------


def in_force(conference: Conference) -> Freeze | None:
    """The freeze that reports are made of; None while the counts may still change."""
    if conference.state is not ConferenceState.CLOSED:
        return None
    query = _of(conference.id).order_by(Freeze.id.desc()).limit(1)
    return db.session.scalar(query)


def _of(conference_id: int) -> sa.Select[Freeze]:
    return sa.select(Freeze).where(Freeze.conference_id == conference_id)


def history(part: Part) -> list[Kept]:
    """Every freeze of a conference with its figures of a part, the newest first."""
    sums = [sa.func.coalesce(sa.func.sum(getattr(FrozenCount, name)), 0) for name in COUNTS]
    query = (
        sa.select(FrozenCount.freeze_id, *sums)
        .join(Freeze, Freeze.id == FrozenCount.freeze_id)
        .join(Point, Point.id == FrozenCount.point_id)
        .where(Freeze.conference_id == part.conference_id, part.points)
        .group_by(FrozenCount.freeze_id)
    )
    found = {row[0]: Figures(*map(int, row[1:])) for row in db.session.execute(query)}
    freezes = db.session.scalars(_of(part.conference_id).order_by(Freeze.id.desc()))
    return [Kept(freeze, found.get(freeze.id, Figures())) for freeze in freezes]


def figures_of(conference: Conference, part: Part) -> Figures:
    """What papers tell of a closed conference: the frozen counts, or as it stands where none are."""
    freeze = in_force(conference)
    if freeze is None:
        return totals(part)[0]
    return total(count.figures for count in counts(freeze, part).values())


def counts(freeze: Freeze, part: Part) -> dict[int, Count]:
    """What was frozen of the points of a part."""
    query = (
        sa.select(*(getattr(FrozenCount, name) for name in _COLUMNS))
        .join(Point, Point.id == FrozenCount.point_id)
        .where(FrozenCount.freeze_id == freeze.id, part.points)
    )
    return {
        point_id: replace(_count(numbers), level=level, district_id=district_id)
        for point_id, level, district_id, *numbers in db.session.execute(query)
    }


def changes(freeze: Freeze, part: Part) -> list[Change]:
    """The points of a part that stand otherwise now, by name: only those come here."""
    stood_in = substitutes_by_point(freeze.conference_id).subquery()
    now = [*KEPT, sa.func.coalesce(stood_in.c.number, 0)]
    then = [sa.func.coalesce(getattr(FrozenCount, name), 0) for name in _NUMBERS]
    kept = sa.and_(FrozenCount.point_id == Point.id, FrozenCount.freeze_id == freeze.id)
    query = (
        sa.select(Point.name, *then, *now)
        .select_from(Point)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .outerjoin(FrozenCount, kept)
        .outerjoin(stood_in, stood_in.c.point_id == Point.id)
        .where(part.points, sa.or_(*(a != b for a, b in zip(then, now, strict=True))))
        .order_by(Point.search_key, Point.id)
    )
    width = len(_NUMBERS)
    found = (
        change(name, _count(numbers[:width]), _count(numbers[width:]))
        for name, *numbers in db.session.execute(query)
    )
    return [one for one in found if one]


def _count(numbers: Sequence[int]) -> Count:
    *figures, substitutes = map(int, numbers)
    return Count(Figures(*figures), substitutes)


def scans_since(freeze: Freeze, part: Part) -> int:
    """Counted scans that were made before the close and came after the freeze."""
    query = (
        sa.select(sa.func.count())
        .select_from(Scan)
        .where(
            Scan.point_id.in_(sa.select(Point.id).where(part.points)),
            Scan.received_at > freeze.frozen_at,
            Scan.counted,
        )
    )
    return db.session.scalar(query) or 0


def decisions_since(freeze: Freeze, part: Part) -> int:
    """Decisions on one pass at two doors, taken after the freeze, about people of a part."""
    query = (
        sa.select(sa.func.count())
        .select_from(ConflictDecision)
        .join(Delegate, Delegate.id == ConflictDecision.delegate_id)
        .join(Point, Point.id == Delegate.point_id)
        .where(ConflictDecision.decided_at > freeze.frozen_at, part.points)
    )
    return db.session.scalar(query) or 0
