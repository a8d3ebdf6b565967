"""Recording onward briefings, mending them, and taking their steps. Every change is on record."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from dissemination import clock
from dissemination.conferences.models import Conference
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import (
    briefing_attendance,
    briefing_lifecycle,
    briefing_numbers,
    briefing_queries,
    evidence,
)
from dissemination.plans.briefing_lifecycle import Facts
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingForm,
    BriefingOrder,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.plans.briefing_numbers import Fault, HeadCounts
from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.plans.briefing_refusals import Gap
from dissemination.plans.evidence_models import EvidenceKind
from dissemination.text import nfc
from dissemination.web import audit

_SUBJECT = "briefing"


@dataclass(frozen=True, slots=True)
class Details:
    """What a unit says of a briefing. `conference_id`: head-counts come from its attendance."""

    held_on: date
    form: BriefingForm = BriefingForm.HALL
    other_unit_id: int | None = None
    conference_id: int | None = None
    place: str = ""
    presenter: str = ""
    documents_used: str = ""
    notes: str = ""
    counts: HeadCounts = field(default_factory=HeadCounts)


def record(unit_id: int, directive_id: int, details: Details) -> OnwardBriefing | list[Fault]:
    """A briefing that the unit held, as a draft; or everything that cannot be, at its field."""
    audit.take_turn()
    found = OnwardBriefing(
        unit_id=unit_id,
        directive_id=directive_id,
        state=BriefingState.DRAFT,
        created_at=clock.now(),
    )
    details = _with_attendance(unit_id, details)
    if wrong := _faults(found, details):
        return wrong
    _fill(found, details)
    db.session.add(found)
    db.session.flush()
    audit.record("create", _SUBJECT, found.id, after={"unit_id": unit_id, **_told(found)})
    return found


def edit(briefing_id: int, details: Details) -> Refusal | list[Fault] | None:
    """Say it otherwise. What had been sent before keeps on record what changed."""
    found = _locked(briefing_id)
    if refused := briefing_lifecycle.lock_on_editing(found.state):
        return refused
    details = _with_attendance(found.unit_id, details)
    if wrong := _faults(found, details):
        return wrong
    before = _told(found)
    _fill(found, details)
    changed = _differences(before, _told(found))
    if changed:
        if found.submitted_at is not None:
            found.entries.append(_entry(None, "", changed))
        db.session.flush()
        audit.record("edit", _SUBJECT, found.id, before=before, after=_told(found))
    return None


def delete(briefing_id: int) -> Refusal | list[str]:
    """Forget a draft that was never sent; the stored names of the files that go with it."""
    found = _locked(briefing_id)
    if found.state is not BriefingState.DRAFT or found.submitted_at is not None:
        return Refusal.ALREADY_SENT
    files = evidence.of(found)
    stored_names = [file.stored_name for file in files]
    for file in files:
        evidence.remove(found, EvidenceKind.BRIEFING, file)
    audit.record("delete", _SUBJECT, found.id, before=_told(found))
    db.session.delete(found)
    db.session.flush()
    return stored_names


def take(
    briefing_id: int, step: BriefingStep, facts: Facts, acting_for: int | None
) -> Refusal | list[Fault] | None:
    """Take a step, as a person who acts for a unit (None: for the secretariat).

    `facts` hold the person and the reason; what the briefing itself says is added here.
    """
    found = _locked(briefing_id)
    said = _told(found)
    if step is BriefingStep.SUBMIT and not briefing_lifecycle.lock_on_editing(found.state):
        details = _with_attendance(found.unit_id, details_of(found))  # more may have come
        if wrong := _faults(found, details):
            return wrong
        _fill(found, details)
    facts = replace(facts, sender=sender_of(found), is_complete=not gaps_of(found))
    state = briefing_lifecycle.move(found.state, step, facts)
    if isinstance(state, Refusal):
        return state
    if step is BriefingStep.SUBMIT:
        found.submitted_at = clock.now()
        found.submitted_by_id, found.submitted_for_id = facts.user_id, acting_for
    before, found.state = found.state, state
    found.entries.append(_entry(step, facts.reason, _differences(said, _told(found))))
    db.session.flush()
    audit.record(
        f"briefing_{step}",
        _SUBJECT,
        found.id,
        before={"state": before},
        after={"state": state},
        reason=facts.reason,
    )
    return None


def gaps_of(found: OnwardBriefing) -> list[Gap]:
    """What a briefing must still say before it can be sent."""
    order = briefing_queries.order_of(found.directive_id)
    return briefing_numbers.gaps(found.presenter, counts_of(found), asks_essays=order.asks_essays)


def set_order(directive_id: int, due_on: date | None, *, asks_essays: bool) -> None:
    """What the secretariat asks of every unit's briefing on a directive."""
    known = db.session.get(BriefingOrder, directive_id)
    order = known or BriefingOrder(directive_id=directive_id, due_on=None, asks_essays=False)
    before = {"due_on": _text(order.due_on), "asks_essays": order.asks_essays}
    order.due_on, order.asks_essays = due_on, asks_essays
    if due_on or asks_essays:
        db.session.add(order)
    elif known:
        db.session.delete(known)
    db.session.flush()
    after = {"due_on": _text(due_on), "asks_essays": asks_essays}
    if before != after:
        audit.record("order_briefings", "directive", directive_id, before=before, after=after)


def sender_of(found: OnwardBriefing) -> briefing_lifecycle.Sender | None:
    """Who sent it last; None when nobody has."""
    if found.submitted_at is None:
        return None
    return briefing_lifecycle.Sender(found.submitted_by_id, found.submitted_for_id)


def counts_of(found: OnwardBriefing) -> HeadCounts:
    return HeadCounts(
        found.members_total,
        found.members_exempt,
        found.present_members,
        found.present_cadres,
        found.present_union,
        found.present_others,
        found.essays,
    )


def details_of(found: OnwardBriefing) -> Details:
    """What a briefing says now."""
    return Details(
        held_on=found.held_on,
        form=found.form,
        other_unit_id=found.other_unit_id,
        conference_id=found.conference_id,
        place=found.place,
        presenter=found.presenter,
        documents_used=found.documents_used,
        notes=found.notes,
        counts=counts_of(found),
    )


def _locked(briefing_id: int) -> OnwardBriefing:
    """As it stands in the database, and nobody else changes it until the commit."""
    audit.take_turn()
    return db.session.get_one(OnwardBriefing, briefing_id, populate_existing=True)


def _with_attendance(unit_id: int, details: Details) -> Details:
    """A conference in the system knows its day and counts its people itself."""
    if details.conference_id is None:
        return details
    conference = db.session.get(Conference, details.conference_id)
    counts = briefing_attendance.counted(details.counts, details.conference_id, unit_id)
    held_on = conference.held_on if conference else details.held_on
    return replace(details, held_on=held_on, counts=counts)


def _faults(found: OnwardBriefing, details: Details) -> list[Fault]:
    earlier = briefing_queries.earlier_present(found.unit_id, found.directive_id, found.id)
    directive = db.session.get_one(Directive, found.directive_id)
    wrong = briefing_numbers.faults(details.counts, earlier)
    if why := briefing_numbers.fault_of_day(details.held_on, directive.issued_on, clock.today()):
        wrong.append(Fault("held_on", why))
    wrong += _faults_of_place(found, details)
    return wrong


def _faults_of_place(found: OnwardBriefing, details: Details) -> list[Fault]:
    """What cannot be about where and with whom."""
    wrong = []
    if details.form is BriefingForm.JOINT:
        if details.other_unit_id is None:
            wrong.append(Fault("other_unit", Refusal.OTHER_MISSING))
        elif details.other_unit_id == found.unit_id:
            wrong.append(Fault("other_unit", Refusal.OTHER_IS_ITSELF))
    if details.conference_id is not None:
        own = briefing_attendance.conferences_of(found.unit_id, found.directive_id)
        taken = (details.conference_id, found.directive_id, found.id)
        if details.conference_id not in {conference.id for conference in own}:
            wrong.append(Fault("conference_id", Refusal.CONFERENCE_NOT_ITS_OWN))
        elif briefing_queries.conference_is_told(*taken):
            wrong.append(Fault("conference_id", Refusal.CONFERENCE_TAKEN))
    return wrong


def _fill(found: OnwardBriefing, details: Details) -> None:
    found.held_on = details.held_on
    found.form = details.form
    is_joint = details.form is BriefingForm.JOINT
    found.other_unit_id = details.other_unit_id if is_joint else None
    found.conference_id = details.conference_id
    found.place, found.presenter = nfc(details.place), nfc(details.presenter)
    found.documents_used, found.notes = details.documents_used, details.notes
    for name, count in asdict(details.counts).items():
        setattr(found, name, count)


def _entry(step: BriefingStep | None, reason: str, changes: dict[str, Any]) -> BriefingEntry:
    actor = audit.current_actor()
    return BriefingEntry(
        step=step,
        at=clock.now(),
        by=actor.shown_name,
        post=actor.post,
        reason=reason[:500],
        changes=changes,
    )


def _told(found: OnwardBriefing) -> dict[str, Any]:
    """What it says, as the audit trail and its own history keep it."""
    return {
        "held_on": _text(found.held_on),
        "form": found.form.value,
        "other_unit_id": found.other_unit_id,
        "conference_id": found.conference_id,
        "place": found.place,
        "presenter": found.presenter,
        "documents_used": found.documents_used,
        "notes": found.notes,
        **asdict(counts_of(found)),
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
