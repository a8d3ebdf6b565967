"""Reading onward briefings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from dissemination.conferences.models import Conference, conference_directives
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans.briefing_coverage import REACHED, REACHED_RANK, Held, Reached
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingOrder,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.plans.briefing_past import AFTER, Past, rewound
from dissemination.units.models import UnitVersion

Condition = sa.ColumnElement[bool]
COUNTING = (BriefingState.SUBMITTED, BriefingState.VERIFIED)


def briefing(briefing_id: int) -> OnwardBriefing | None:
    """One, with what its page shows."""
    return db.session.get(
        OnwardBriefing,
        briefing_id,
        options=[
            joinedload(OnwardBriefing.directive),
            joinedload(OnwardBriefing.conference),
            selectinload(OnwardBriefing.entries),
        ],
    )


# What a Held is made of, in its order.
_HELD: tuple[Any, ...] = (
    OnwardBriefing.id,
    OnwardBriefing.unit_id,
    OnwardBriefing.state,
    OnwardBriefing.other_unit_id,
    OnwardBriefing.held_on,
    OnwardBriefing.members_total,
    OnwardBriefing.members_exempt,
    OnwardBriefing.present_members,
    OnwardBriefing.present_cadres,
    OnwardBriefing.present_union,
    OnwardBriefing.present_others,
    OnwardBriefing.essays,
)


def held(
    directive_id: int, unit_id: int | None = None, *, narrowed: Condition | None = None
) -> list[Held]:
    """All briefings on a directive, or one unit's or those narrowed to, as coverage needs them."""
    query = sa.select(*_HELD).where(*_about(directive_id, unit_id, narrowed))
    return [Held(*row) for row in db.session.execute(query)]


def held_at(
    directive_id: int,
    until: datetime,
    unit_id: int | None = None,
    *,
    narrowed: Condition | None = None,
) -> list[Held]:
    """The same as they stood before a moment."""
    query = (
        sa.select(
            BriefingEntry.briefing_id, BriefingEntry.step, BriefingEntry.at, BriefingEntry.changes
        )
        .join(OnwardBriefing, OnwardBriefing.id == BriefingEntry.briefing_id)
        .where(*_about(directive_id, unit_id, narrowed))
        .order_by(BriefingEntry.id)
    )
    histories: dict[int, list[Past]] = {}
    for briefing_id, *past in db.session.execute(query):
        histories.setdefault(briefing_id, []).append(Past(*past))
    return rewound(held(directive_id, unit_id, narrowed=narrowed), histories, until)


def _about(directive_id: int, unit_id: int | None, narrowed: Condition | None) -> list[Condition]:
    about: list[Condition] = [OnwardBriefing.directive_id == directive_id]
    if unit_id is not None:
        about.append(OnwardBriefing.unit_id == unit_id)
    return about if narrowed is None else [*about, narrowed]


def held_by_directive() -> dict[int, list[Held]]:
    """All briefings, by directive."""
    found: dict[int, list[Held]] = {}
    for directive_id, *row in db.session.execute(sa.select(OnwardBriefing.directive_id, *_HELD)):
        found.setdefault(directive_id, []).append(Held(*row))
    return found


def orders() -> dict[int, BriefingOrder]:
    """What is asked, by directive; those of which nothing is asked are left out."""
    return {order.directive_id: order for order in db.session.scalars(sa.select(BriefingOrder))}


def order_of(directive_id: int) -> BriefingOrder:
    """What is asked of briefings on a directive; nothing special when nothing was said."""
    return db.session.get(BriefingOrder, directive_id) or no_order(directive_id)


class Span(NamedTuple):
    """From when to before when a unit stood somewhere in the tree."""

    unit_id: int
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def spans() -> list[Span]:
    """Of all units, whatever they were called."""
    query = sa.select(UnitVersion.unit_id, UnitVersion.valid_from, UnitVersion.valid_to)
    return [Span(*row) for row in db.session.execute(query)]


def rank(until: datetime | None) -> sa.ColumnElement[int]:
    """How far a briefing had come before a moment, as `briefing_coverage` ranks it; None: by now.

    Its state then follows from the last step before that.
    """
    ranks = {state.value: REACHED_RANK[reached] for state, reached in REACHED.items()}
    silent = REACHED_RANK[Reached.SILENT]
    if until is None:
        return sa.case(ranks, value=sa.type_coerce(OnwardBriefing.state, sa.String), else_=silent)
    last = (
        sa.select(BriefingEntry.step)
        .where(
            BriefingEntry.briefing_id == OnwardBriefing.id,
            BriefingEntry.step.is_not(None),
            BriefingEntry.at < until,
        )
        .order_by(BriefingEntry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    then = {step.value: ranks.get(state.value, silent) for step, state in AFTER.items()}
    return sa.case(then, value=last, else_=silent)


def conference_days() -> dict[int, date]:
    """When the last conference on each directive was held."""
    query = (
        sa.select(conference_directives.c.directive_id, sa.func.max(Conference.held_on))
        .join(Conference, Conference.id == conference_directives.c.conference_id)
        .group_by(conference_directives.c.directive_id)
    )
    return {directive_id: held_on for directive_id, held_on in db.session.execute(query)}


def obliged_on(order: BriefingOrder, conference_days: Mapping[int, date], day: date) -> date:
    """The day whose units had to brief: by which all were to be done, else that of the conference.

    Units that were merged since keep what they told; without either, the day of the figures.
    """
    last = order.due_on or conference_days.get(order.directive_id)
    return min(last or day, day)


def no_order(directive_id: int) -> BriefingOrder:
    return BriefingOrder(directive_id=directive_id, due_on=None, asks_essays=False)


def earlier_present(unit_id: int, directive_id: int, besides: int | None) -> int:
    """Party members who were present at the unit's other briefings that were sent."""
    query = sa.select(sa.func.sum(OnwardBriefing.present_members)).where(
        OnwardBriefing.unit_id == unit_id,
        OnwardBriefing.directive_id == directive_id,
        OnwardBriefing.state.in_(COUNTING),
    )
    if besides is not None:
        query = query.where(OnwardBriefing.id != besides)
    return db.session.scalar(query) or 0


def conference_is_told(conference_id: int, directive_id: int, besides: int | None) -> bool:
    """Whether another briefing on the directive already takes its figures from a conference."""
    query = sa.select(OnwardBriefing.id).where(
        OnwardBriefing.conference_id == conference_id,
        OnwardBriefing.directive_id == directive_id,
    )
    if besides is not None:
        query = query.where(OnwardBriefing.id != besides)
    return db.session.scalar(query.limit(1)) is not None


def of_unit(unit_id: int, directive_id: int | None = None) -> Sequence[OnwardBriefing]:
    """A unit's briefings, the latest first."""
    query = sa.select(OnwardBriefing).where(OnwardBriefing.unit_id == unit_id)
    if directive_id is not None:
        query = query.where(OnwardBriefing.directive_id == directive_id)
    query = query.options(joinedload(OnwardBriefing.directive))
    ordered = query.order_by(OnwardBriefing.held_on.desc(), OnwardBriefing.id.desc())
    return db.session.scalars(ordered).all()


def waiting(within: sa.ColumnElement[bool]) -> sa.Select[OnwardBriefing]:
    """Submitted briefings, the longest waiting first."""
    return (
        sa.select(OnwardBriefing)
        .where(OnwardBriefing.state == BriefingState.SUBMITTED, within)
        .options(joinedload(OnwardBriefing.directive))
        .order_by(OnwardBriefing.submitted_at, OnwardBriefing.id)
    )


def count_waiting(within: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count(OnwardBriefing.id))
    waiting = query.where(OnwardBriefing.state == BriefingState.SUBMITTED, within)
    return db.session.scalar(waiting) or 0


def directives() -> Sequence[Directive]:
    """All that can be briefed on, the latest first."""
    return db.session.scalars(sa.select(Directive).order_by(Directive.issued_on.desc())).all()


def last_return(found: OnwardBriefing) -> BriefingEntry | None:
    """Why a returned briefing came back."""
    returns: list[Any] = [e for e in found.entries if e.step is BriefingStep.RETURN]
    return returns[-1] if returns and found.state is BriefingState.RETURNED else None
