"""A conference itself: its data, its state, when it sits and what is on the programme."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from dissemination import clock
from dissemination.accounts.models import Grant, OneTimeLink
from dissemination.conferences import closing, lifecycle
from dissemination.conferences.door import door
from dissemination.conferences.lifecycle import Facts, Operation, Step
from dissemination.conferences.models import (
    AccountLetters,
    AgendaItem,
    Conference,
    ConferenceSession,
    ConferenceState,
    ElsewherePolicy,
    PassPrint,
    Point,
    RosterImport,
)
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.text import nfc
from dissemination.web import audit

_SUBJECT = "conference"


@dataclass(frozen=True, slots=True)
class ConferenceDetails:
    """What a person types about a conference."""

    title: str
    held_on: date
    chair: str = ""
    notes: str = ""
    elsewhere_policy: ElsewherePolicy = ElsewherePolicy.ADMIT
    directive_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaDetails:
    """What a person types about one item of the programme."""

    title: str
    presenter: str = ""
    starts_at: datetime | None = None


def create(details: ConferenceDetails) -> Conference:
    """A new conference in draft."""
    conference = Conference()
    _assign(conference, details)
    db.session.add(conference)
    db.session.flush()
    audit.record("create", _SUBJECT, conference.id, after=_plain(details))
    return conference


def edit(conference_id: int, details: ConferenceDetails) -> Refusal | None:
    """Change its data. Sessions and programme follow when the day is moved."""
    conference = fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    before = details_of(conference)
    if before == replace(details, directive_ids=tuple(sorted(details.directive_ids))):
        return None
    _shift(conference, details.held_on)
    _assign(conference, details)
    db.session.flush()
    audit.record("edit", _SUBJECT, conference_id, before=_plain(before), after=_plain(details))
    return None


def details_of(conference: Conference) -> ConferenceDetails:
    return ConferenceDetails(
        conference.title,
        conference.held_on,
        conference.chair,
        conference.notes,
        conference.elsewhere_policy,
        tuple(sorted(directive.id for directive in conference.directives)),
    )


def delete(conference_id: int) -> Refusal | None:
    """Delete a draft that has neither points nor documents; what has them is history."""
    conference = fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.DELETE):
        return refused
    if _facts(conference, "").points or conference.documents:
        return Refusal.NOT_EMPTY
    before = _plain(details_of(conference))
    try:
        with db.session.begin_nested():
            for held in (RosterImport, PassPrint, AccountLetters, OneTimeLink, Grant):
                db.session.execute(sa.delete(held).where(held.conference_id == conference_id))
            db.session.delete(conference)
    except sa.exc.IntegrityError:
        return Refusal.NOT_EMPTY
    audit.record("delete", _SUBJECT, conference_id, before=before)
    return None


def take_step(conference_id: int, step: Step, reason: str = "") -> ConferenceState | Refusal:
    """Move the conference on, or back with a reason; the state it has then."""
    conference = fresh(conference_id)
    before = conference.state
    after = lifecycle.move(before, step, _facts(conference, nfc(reason)))
    if isinstance(after, Refusal):
        return after
    conference.state = after
    conference.closed_at = clock.now() if after is ConferenceState.CLOSED else None
    audit.record(
        step,
        _SUBJECT,
        conference_id,
        before={"state": before},
        after={"state": after},
        reason=nfc(reason)[:500],
    )
    if after is ConferenceState.CLOSED:
        closing.closed(conference)
    return after


def add_session(
    conference_id: int, starts_at: datetime, ends_at: datetime
) -> ConferenceSession | Refusal:
    """A morning or an afternoon; sessions of one conference do not overlap."""
    conference = fresh(conference_id)
    if refused := _session_refused(conference, starts_at, ends_at):
        return refused
    session = ConferenceSession(conference_id=conference_id, starts_at=starts_at, ends_at=ends_at)
    conference.sessions.append(session)
    _record(conference_id, "add_session", after={"starts_at": starts_at, "ends_at": ends_at})
    return session


def edit_session(
    session: ConferenceSession, starts_at: datetime, ends_at: datetime
) -> Refusal | None:
    """Change when a session sits."""
    conference = fresh(session.conference_id)
    if refused := _session_refused(conference, starts_at, ends_at, session.id):
        return refused
    before = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    session.starts_at, session.ends_at = starts_at, ends_at
    after = {"starts_at": starts_at, "ends_at": ends_at}
    _record(conference.id, "edit_session", before, after)
    return None


def remove_session(session: ConferenceSession) -> Refusal | None:
    conference = fresh(session.conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    before = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    conference.sessions.remove(session)
    _record(conference.id, "remove_session", before)
    return None


def add_agenda_item(conference_id: int, details: AgendaDetails) -> AgendaItem | Refusal:
    """A new item at the end of the programme."""
    conference = fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    item = AgendaItem(
        conference_id=conference_id, position=len(conference.agenda) + 1, **asdict(details)
    )
    conference.agenda.append(item)
    _record(conference_id, "add_agenda_item", after=asdict(details))
    return item


def edit_agenda_item(item: AgendaItem, details: AgendaDetails) -> Refusal | None:
    conference = fresh(item.conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    before = asdict(AgendaDetails(item.title, item.presenter, item.starts_at))
    for key, value in asdict(details).items():
        setattr(item, key, value)
    _record(conference.id, "edit_agenda_item", before, asdict(details))
    return None


def remove_agenda_item(item: AgendaItem) -> Refusal | None:
    conference = fresh(item.conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    conference.agenda.remove(item)
    _number(conference.agenda)
    _record(conference.id, "remove_agenda_item", {"title": item.title})
    return None


def place_agenda_item(item: AgendaItem, position: int) -> Refusal | None:
    """Put an item at a position (from 1), the others close up; beyond the ends is the end."""
    conference = fresh(item.conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    others = [other for other in conference.agenda if other.id != item.id]
    before = item.position
    others.insert(max(0, position - 1), item)
    _number(others)
    if before != item.position:
        after = {"title": item.title, "position": item.position}
        _record(conference.id, "move_agenda_item", {"position": before}, after)
    return None


def fresh(conference_id: int) -> Conference:
    """The conference as committed last, while nobody else changes what is audited."""
    audit.take_turn()
    return db.session.get_one(Conference, conference_id, populate_existing=True)


def _assign(conference: Conference, details: ConferenceDetails) -> None:
    conference.title = details.title
    conference.held_on = details.held_on
    conference.chair = details.chair
    conference.notes = details.notes
    conference.elsewhere_policy = details.elsewhere_policy
    chosen = sa.select(Directive).where(Directive.id.in_(details.directive_ids))
    conference.directives = list(db.session.scalars(chosen.order_by(Directive.number)))


def _shift(conference: Conference, held_on: date) -> None:
    delay = held_on - conference.held_on
    for session in conference.sessions:
        session.starts_at += delay
        session.ends_at += delay
    for item in conference.agenda:
        if item.starts_at:
            item.starts_at += delay


def _session_refused(
    conference: Conference, starts_at: datetime, ends_at: datetime, own_id: int | None = None
) -> Refusal | None:
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    if ends_at <= starts_at:
        return Refusal.ENDS_BEFORE_START
    others = (session for session in conference.sessions if session.id != own_id)
    if any(other.starts_at < ends_at and starts_at < other.ends_at for other in others):
        return Refusal.SESSIONS_OVERLAP
    return None


def _number(items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position


def _facts(conference: Conference, reason: str) -> Facts:
    points, main = db.session.execute(
        sa.select(
            sa.func.count(), sa.func.coalesce(sa.func.sum(sa.cast(Point.is_main, sa.Integer)), 0)
        ).where(Point.conference_id == conference.id)
    ).one()
    return Facts(points, bool(main), door().has_scans(conference.id), reason)


def _record(
    conference_id: int,
    verb: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    db.session.flush()
    db.session.expire(db.session.get_one(Conference, conference_id))
    audit.record(verb, _SUBJECT, conference_id, before=_told(before), after=_told(after))


def _plain(details: ConferenceDetails) -> dict[str, Any]:
    return _told(asdict(details))


def _told(values: dict[str, Any] | None) -> dict[str, Any]:
    """Values as JSON can keep them."""
    return {
        key: value.isoformat() if isinstance(value, (date, datetime)) else value
        for key, value in (values or {}).items()
    }
