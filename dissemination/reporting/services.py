"""What people do with an obligation: draft, approve, submit, return, accept, waive, transfer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dissemination import clock
from dissemination.database import db
from dissemination.reporting import drafting, queries
from dissemination.reporting.lifecycle import Capacity, Facts, Step, move, writing_lock
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    Report,
    ReportAnswer,
    ReportTransition,
)
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.working_days import after as working_days_after
from dissemination.web import audit

_SUBJECT: Final = "report"


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts, and what he is towards the obligation."""

    user_id: int
    capacities: frozenset[Capacity]


@dataclass(frozen=True, slots=True)
class Told:
    """A target's figures as typed; None is missing."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a person typed on the form: figures by target, answers by item."""

    figures: Mapping[int, Told] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)
    difficulties: str = ""
    proposals: str = ""


def fresh(obligation_id: int) -> Obligation:
    """The obligation as committed last, while nobody else takes a step."""
    audit.take_turn()
    return db.session.get_one(Obligation, obligation_id, populate_existing=True)


def current(obligation: Obligation) -> Report | None:
    """The version that is written, waits or is in force."""
    return obligation.reports[-1] if obligation.reports else None


def take(
    obligation_id: int, step: Step, doer: Doer, reason: str = "", successor_id: int | None = None
) -> Obligation | Refusal:
    """Take one step, or say why it cannot be taken."""
    obligation = fresh(obligation_id)
    db.session.expire(obligation, ["reports"])
    after = move(obligation.state, step, _facts(obligation, step, doer, reason, successor_id))
    if isinstance(after, Refusal):
        return after
    if step is Step.TRANSFER and successor_id is not None:
        if queries.owed_by(obligation.period_id, successor_id):
            return Refusal.UNIT_OWES_ALREADY
        _hand_over(obligation, successor_id)
    before = obligation.state
    _apply(obligation, step, doer, reason)
    obligation.state = after
    _note(obligation, step, before, reason)
    db.session.flush()
    return obligation


def _facts(
    obligation: Obligation, step: Step, doer: Doer, reason: str, successor_id: int | None
) -> Facts:
    report = current(obligation)
    checked = report is not None and step in (Step.APPROVE, Step.SUBMIT)
    return Facts(
        doer.capacities,
        drafted=report is not None and report.drafted_by_id == doer.user_id,
        sent=report is not None and doer.user_id in (report.approved_by_id, report.submitted_by_id),
        gap=drafting.gap_of(obligation, report) if checked and report else None,
        reason=reason,
        has_successor=successor_id is not None,
        accepted=obligation.accepted_at is not None,
    )


def _apply(obligation: Obligation, step: Step, doer: Doer, reason: str) -> None:
    """What a step leaves on record besides the state."""
    report = current(obligation)
    match step:
        case Step.DRAFT | Step.CORRECT:
            why = reason if step is Step.CORRECT else ""
            drafting.begin(obligation, doer.user_id, why)
        case Step.APPROVE if report:
            report.approved_by_id = doer.user_id
        case Step.HAND_BACK if report:
            report.approved_by_id = None
        case Step.SUBMIT if report:
            report.submitted_by_id = doer.user_id
            obligation.submitted_at = clock.now()
            obligation.first_submitted_at = obligation.first_submitted_at or obligation.submitted_at
        case Step.RETURN:
            days = obligation.period.regime.grace_days
            granted = working_days_after(clock.today(), days, queries.calendar())
            obligation.grace_until = max(obligation.due_on, granted)
        case Step.ACCEPT if obligation.accepted_at is None:
            obligation.accepted_at = clock.now()
            obligation.accepted_submitted_at = obligation.submitted_at
        case Step.WAIVE | Step.TRANSFER:
            obligation.settled_reason = reason


def _hand_over(obligation: Obligation, successor_id: int) -> None:
    """Another unit owes it instead, by the same day."""
    obligation.transferred_to_id = successor_id
    db.session.add(
        Obligation(
            period_id=obligation.period_id,
            unit_id=successor_id,
            state=ObligationState.OPEN,
            due_on=obligation.due_on,
        )
    )


def _note(obligation: Obligation, step: Step, before: ObligationState, reason: str) -> None:
    """One line in the obligation's own history, one in the audit trail."""
    report, actor = current(obligation), audit.current_actor()
    obligation.transitions.append(
        ReportTransition(
            ordinal=report.ordinal if report else 0,
            step=step,
            from_state=before,
            to_state=obligation.state,
            at=clock.now(),
            actor=actor.name,
            post=actor.post,
            reason=reason,
        )
    )
    states = {"before": {"state": str(before)}, "after": {"state": str(obligation.state)}}
    audit.record("change", _SUBJECT, obligation.id, reason=reason, **states)


def save(obligation_id: int, doer: Doer, revision: int, content: Content) -> Report | Refusal:
    """Keep what was typed, unless somebody else saved since `revision`."""
    obligation = fresh(obligation_id)
    db.session.expire(obligation, ["reports"])
    if Capacity.DRAFTER not in doer.capacities:
        return Refusal.NOT_THE_DRAFTER
    if lock := writing_lock(obligation.state):
        return lock.why
    report = current(obligation)
    if report is None or obligation.state is not ObligationState.DRAFT:
        return Refusal.STEP_DOES_NOT_FOLLOW
    if report.revision != revision:
        return Refusal.CHANGED_MEANWHILE
    _write(report, content)
    report.drafted_by_id = doer.user_id
    report.revision += 1
    report.changed_at = clock.now()
    audit.record("edit", _SUBJECT, obligation.id, after={"revision": report.revision})
    db.session.flush()
    return report


def _write(report: Report, content: Content) -> None:
    """Only what the form asks for; what it does not name stays."""
    for figure in report.figures:
        if told := content.figures.get(figure.target_id):
            figure.numerator, figure.denominator = told.numerator, told.denominator
            figure.comment = told.comment
    answers = {answer.item_id: answer for answer in report.answers}
    asked = {item.id for item in report.obligation.period.regime.items}
    for item_id, text in content.answers.items():
        if item_id in answers:
            answers[item_id].text = text
        elif item_id in asked:
            report.answers.append(ReportAnswer(item_id=item_id, text=text))
    report.difficulties, report.proposals = content.difficulties, content.proposals
