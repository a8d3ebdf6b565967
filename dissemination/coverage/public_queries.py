"""Reading what is public, and what waits for moderators."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from dissemination.coverage.comment_guard import A_DAY, AN_HOUR
from dissemination.coverage.comment_lifecycle import SHOWN, WAITING
from dissemination.coverage.public_models import CitizenComment, CommentState, Publication, Topic
from dissemination.database import db
from dissemination.directives.models import Directive, Target
from dissemination.plans.briefing_models import BriefingState, OnwardBriefing
from dissemination.plans.models import Plan, PlanState, PlanVersion
from dissemination.plans.queries import is_last_name
from dissemination.reporting.models import (
    Obligation,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.text import like_words
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel, UnitVersion
from dissemination.units.queries import valid_on
from dissemination.web.models import AuditEntry


def open_publications() -> list[Publication]:
    """What is public, the newest document first: there are tens."""
    query = (
        sa.select(Publication)
        .join(Publication.directive)
        .where(Publication.opened_at.is_not(None))
        .options(contains_eager(Publication.directive))
        .order_by(Directive.issued_on.desc(), Directive.number)
    )
    return list(db.session.scalars(query))


def publications() -> dict[int, Publication]:
    """All that was ever chosen, by directive."""
    return {one.directive_id: one for one in db.session.scalars(sa.select(Publication))}


def publication(directive_id: int) -> Publication | None:
    """With the directive, its targets and what they ask for."""
    return db.session.get(
        Publication,
        directive_id,
        options=[
            joinedload(Publication.directive)
            .selectinload(Directive.targets)
            .selectinload(Target.values)
        ],
    )


def last_change() -> int:
    """A number that grows with every recorded change of anything: every change leaves an entry."""
    return db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0


# --- plans and reports ------------------------------------------------------------------------


def plans_in_force(
    directive_id: int, lowest: UnitLevel, base: date, text: str, day: date
) -> sa.Select[PlanVersion]:
    """Versions in force, by the names of their units: those of a day down to a level."""
    named = [UnitVersion.search_key.like(pattern) for pattern in like_words(text)]
    levels = [level for level in UnitLevel if RANK[level] <= RANK[lowest]]
    then = aliased(UnitVersion)
    units = sa.select(then.unit_id).where(valid_on(base, then), then.level.in_(levels))
    return (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .join(UnitVersion, UnitVersion.unit_id == Plan.unit_id)
        .where(
            Plan.directive_id == directive_id,
            Plan.unit_id.in_(units),
            PlanVersion.state == PlanState.ACTIVE,
            is_last_name(UnitVersion, day),
            *named,
        )
        .options(contains_eager(PlanVersion.plan))
        .order_by(UnitVersion.search_key, Plan.first_year.desc(), PlanVersion.id)
    )


def numbers_in_force(directive_id: int, unit_ids: Collection[int]) -> dict[int, str]:
    """The number of each of these units' plan in force ("" when it has none), by unit."""
    query = (
        sa.select(Plan.unit_id, PlanVersion.number)
        .join(PlanVersion.plan)
        .where(Plan.unit_id.in_(unit_ids), *_in_force(directive_id))
        .order_by(Plan.first_year, Plan.id)
    )
    return {unit_id: number for unit_id, number in db.session.execute(query)}


def _in_force(directive_id: int) -> list[sa.ColumnElement[bool]]:
    return [Plan.directive_id == directive_id, PlanVersion.state == PlanState.ACTIVE]


def by_level(directive_id: int, base: date) -> list[tuple[UnitLevel, int, int, int]]:
    """Each level of a day's units: how many have briefed, have a plan in force, are there."""
    briefed = sa.select(OnwardBriefing.unit_id).where(
        OnwardBriefing.directive_id == directive_id, OnwardBriefing.state == BriefingState.VERIFIED
    )
    planned = sa.select(Plan.unit_id).join(PlanVersion.plan).where(*_in_force(directive_id))
    query = (
        sa.select(
            UnitVersion.level,
            sa.func.sum(sa.case((UnitVersion.unit_id.in_(briefed), 1), else_=0)),
            sa.func.sum(sa.case((UnitVersion.unit_id.in_(planned), 1), else_=0)),
            sa.func.count(),
        )
        .where(valid_on(base))
        .group_by(UnitVersion.level)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def plan_in_force(directive_id: int, plan_id: int) -> PlanVersion | None:
    """One plan in force with its tasks."""
    query = (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .where(
            Plan.id == plan_id,
            Plan.directive_id == directive_id,
            PlanVersion.state == PlanState.ACTIVE,
        )
        .options(contains_eager(PlanVersion.plan), selectinload(PlanVersion.tasks))
    )
    return db.session.scalar(query)


def periods(directive_id: int) -> list[ReportingPeriod]:
    """Opened periods of a directive's regimes, the newest first."""
    query = (
        sa.select(ReportingPeriod)
        .join(ReportingPeriod.regime)
        .where(ReportingRegime.directive_id == directive_id)
        .options(contains_eager(ReportingPeriod.regime))
        .order_by(ReportingPeriod.ends_on.desc(), ReportingPeriod.id.desc())
    )
    return list(db.session.scalars(query))


def duties_of(period_id: int, unit_ids: Collection[int]) -> dict[int, Obligation]:
    """Who of these units owes for a period, by unit."""
    query = sa.select(Obligation).where(
        Obligation.period_id == period_id, Obligation.unit_id.in_(unit_ids)
    )
    return {one.unit_id: one for one in db.session.scalars(query)}


# --- comments ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """What a moderator's list is narrowed to."""

    state: CommentState | None = None
    directive_id: int | None = None
    topic: Topic | None = None
    late_only: bool = False
    text: str = ""


def shown_comments(directive_id: int, topic: Topic | None = None) -> sa.Select[CitizenComment]:
    """What everybody reads, the newest first."""
    query = sa.select(CitizenComment).where(
        CitizenComment.directive_id == directive_id, CitizenComment.state.in_(SHOWN)
    )
    if topic:
        query = query.where(CitizenComment.topic == topic)
    return query.order_by(CitizenComment.received_at.desc(), CitizenComment.id.desc())


def comments(wanted: CommentFilter, today: date) -> sa.Select[CitizenComment]:
    """For moderators: those that wait by the day of their answer, all others the newest first."""
    query = sa.select(CitizenComment).options(joinedload(CitizenComment.directive))
    if wanted.state:
        query = query.where(CitizenComment.state == wanted.state)
    if wanted.directive_id:
        query = query.where(CitizenComment.directive_id == wanted.directive_id)
    if wanted.topic:
        query = query.where(CitizenComment.topic == wanted.topic)
    if wanted.late_only:
        query = query.where(_is_late(today))
    waits = sa.case((CitizenComment.state.in_(WAITING), 0), else_=1)
    return query.order_by(waits, CitizenComment.due_on, CitizenComment.id.desc())


def count_by_state() -> dict[CommentState, int]:
    query = sa.select(CitizenComment.state, sa.func.count()).group_by(CitizenComment.state)
    return {state: count for state, count in db.session.execute(query)}


def count_late(today: date) -> int:
    query = sa.select(sa.func.count(CitizenComment.id)).where(_is_late(today))
    return db.session.scalar(query) or 0


def _is_late(today: date) -> sa.ColumnElement[bool]:
    """As `comment_lifecycle.is_late` says it of one."""
    return sa.and_(CitizenComment.state.in_(WAITING), CitizenComment.due_on < today)


def by_receipt(receipt: str) -> CitizenComment | None:
    return db.session.scalar(sa.select(CitizenComment).filter_by(receipt=receipt))


def sent_of_late(network: str, now: datetime) -> tuple[int, int, int]:
    """How many came from a network within the hour and the day, and from everywhere in the hour."""
    of_network = CitizenComment.network == network
    within_hour = CitizenComment.received_at > now - AN_HOUR
    counted = sa.select(
        sa.func.count().filter(of_network, within_hour),
        sa.func.count().filter(of_network),
        sa.func.count().filter(within_hour),
    ).where(CitizenComment.received_at > now - A_DAY)
    hour, day, everywhere = db.session.execute(counted).one()
    return hour, day, everywhere
