"""A unit's other duties towards a directive: the conference it came to, its own briefings, reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dissemination import clock
from dissemination.checkin.models import Tally
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Point,
    conference_directives,
)
from dissemination.coverage import thread_reports
from dissemination.coverage.thread import At, ReportFact
from dissemination.database import db
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_coverage import Held
from dissemination.plans.briefing_models import BriefingState, OnwardBriefing
from dissemination.plans.evidence_models import Evidence
from dissemination.reporting.models import ReportingPeriod


@dataclass(frozen=True, slots=True)
class Invited:
    """How many of a unit's points were summoned to a conference on the directive and came."""

    conference_id: int
    title: str
    held_on: date
    expected: int
    attended: int


@dataclass(frozen=True, slots=True)
class Duties:
    """`held`: its briefings that were sent; `files`: evidence by briefing; `owed`: its reports."""

    invited: Sequence[Invited]
    held: Sequence[Held]
    files: dict[int, int]
    owed: Sequence[tuple[ReportingPeriod, ReportFact]]


def duties(unit_id: int, directive_id: int, opened: Sequence[ReportingPeriod], at: At) -> Duties:
    """All of them as they stood before a moment; `opened`: the directive's periods by then."""
    held = [one for one in _held(directive_id, at, unit_id) if one.state is not BriefingState.DRAFT]
    held.sort(key=lambda one: one.held_on, reverse=True)
    return Duties(
        invited=_invited(unit_id, directive_id, at),
        held=held,
        files=_files([one.id for one in held], at),
        owed=_owed(unit_id, opened, at),
    )


def _held(directive_id: int, at: At, unit_id: int) -> list[Held]:
    """A unit's briefings; of a past day by their history."""
    if at.day >= clock.today():
        found = briefing_queries.held(directive_id, unit_id)
    else:
        found = briefing_queries.held_at(directive_id, at.until, unit_id)
    return [one for one in found if one.held_on <= at.day]


def _invited(unit_id: int, directive_id: int, at: At) -> list[Invited]:
    query = (
        sa.select(
            Conference.id,
            Conference.title,
            Conference.held_on,
            sa.func.coalesce(sa.func.sum(Tally.expected), 0),
            sa.func.coalesce(sa.func.sum(Tally.own_attended), 0),
        )
        .join(conference_directives, conference_directives.c.conference_id == Conference.id)
        .join(Point, sa.and_(Point.conference_id == Conference.id, Point.unit_id == unit_id))
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(
            conference_directives.c.directive_id == directive_id,
            Conference.state != ConferenceState.DRAFT,
            Conference.held_on <= at.day,
        )
        .group_by(Conference.id, Conference.title, Conference.held_on)
        .order_by(Conference.held_on)
    )
    return [Invited(*row) for row in db.session.execute(query)]


def _files(briefing_ids: Sequence[int], at: At) -> dict[int, int]:
    query = (
        sa.select(OnwardBriefing.id, sa.func.count())
        .join(Evidence, Evidence.folder_id == OnwardBriefing.evidence_folder_id)
        .where(OnwardBriefing.id.in_(briefing_ids), Evidence.added_at < at.until)
        .group_by(OnwardBriefing.id)
    )
    return dict(db.session.execute(query).all())


def _owed(
    unit_id: int, opened: Sequence[ReportingPeriod], at: At
) -> list[tuple[ReportingPeriod, ReportFact]]:
    """What it owed, the newest period first."""
    by_id = {one.id: one for one in opened}
    facts = thread_reports.report_facts(list(by_id), at, [unit_id])
    pairs = [(by_id[fact.period_id], fact) for fact in facts]
    return sorted(pairs, key=lambda pair: pair[0].ends_on, reverse=True)
