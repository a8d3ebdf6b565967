"""What people do with an obligation: draft, approve, submit, return, accept, waive, transfer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from dissemination import clock
from dissemination.accounts.models import User
from dissemination.database import db
from dissemination.reporting import drafting, flags, queries
from dissemination.reporting.lifecycle import Capacity, Facts, Step, move, writing_lock
from dissemination.reporting.models import (
    ItemKind,
    Obligation,
    ObligationState,
    Report,
    ReportAnswer,
    ReportFigure,
    ReportTransition,
)
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.working_days import after as working_days_after
from dissemination.units.queries import tree_at
from dissemination.web import audit

_SUBJECT: Final = "report"
_DECIDES_ON_TEXT: Final = frozenset({Step.APPROVE, Step.SUBMIT, Step.RETURN, Step.ACCEPT})


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts, and what he is towards the reports of one unit: only of that unit may he touch any."""

    user_id: int
    unit_id: int
    capacities: frozenset[Capacity]


@dataclass(frozen=True, slots=True)
class Said:
    """What comes with a step: why, to which unit a transfer goes, until when time is granted.

    `seen` is the revision of the text that was read; None: not known.
    """

    reason: str = ""
    successor_id: int | None = None
    until: date | None = None
    seen: int | None = None


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


def take(obligation_id: int, step: Step, doer: Doer, said: Said = Said()) -> Obligation | Refusal:
    """Take one step, or say why it cannot be taken."""
    obligation = fresh(obligation_id)
    db.session.expire(obligation, ["reports"])
    if obligation.unit_id != doer.unit_id:
        return Refusal.OF_ANOTHER_UNIT
    after = move(obligation.state, step, _facts(obligation, step, doer, said))
    if isinstance(after, Refusal):
        return after
    if step in _DECIDES_ON_TEXT and _is_unread(obligation, said):
        return Refusal.TEXT_CHANGED
    if step is Step.TRANSFER and said.successor_id is not None:
        if refused := _no_successor(obligation, said.successor_id):
            return refused
        _hand_over(obligation, said.successor_id)
    before = obligation.state
    _apply(obligation, step, doer, said)
    obligation.state = after
    _note(obligation, step, before, said.reason)
    db.session.flush()
    return obligation


def _is_unread(obligation: Obligation, said: Said) -> bool:
    """Whether the text was saved again after the person opened it."""
    report = current(obligation)
    return report is not None and said.seen is not None and said.seen != report.revision


def _facts(obligation: Obligation, step: Step, doer: Doer, said: Said) -> Facts:
    report = current(obligation)
    checked = report is not None and step in (Step.APPROVE, Step.SUBMIT)
    return Facts(
        doer.capacities,
        drafted=report is not None and doer.user_id in {one.id for one in report.editors},
        sent=report is not None and doer.user_id in (report.approved_by_id, report.submitted_by_id),
        gap=drafting.gap_of(obligation, report) if checked and report else None,
        reason=said.reason,
        has_successor=said.successor_id is not None,
        accepted=obligation.accepted_at is not None,
        waived_from=_waived_from(obligation),
        until=said.until,
        runs_out=runs_out(obligation),
        today=clock.today(),
    )


def runs_out(obligation: Obligation) -> date:
    """The last day to hand in: what is being mended has its grace."""
    if obligation.first_submitted_at is None:
        return obligation.due_on
    return max(obligation.due_on, obligation.grace_until or obligation.due_on)


def _waived_from(obligation: Obligation) -> ObligationState:
    """Where it stood when it was waived last."""
    waivers = [one for one in obligation.transitions if one.step == Step.WAIVE]
    return waivers[-1].from_state if waivers else ObligationState.OPEN


def _no_successor(obligation: Obligation, unit_id: int) -> Refusal | None:
    """Why a unit cannot take over: it owes already, or is none of those who report here."""
    if queries.owed_by(obligation.period_id, unit_id):
        return Refusal.UNIT_OWES_ALREADY
    root = obligation.period.regime.root_unit_id
    beneath = tree_at(clock.today()).subtree_ids(root) - {root}
    return None if unit_id in beneath else Refusal.UNIT_ELSEWHERE


def _apply(obligation: Obligation, step: Step, doer: Doer, said: Said) -> None:
    """What a step leaves on record besides the state."""
    report = current(obligation)
    match step:
        case Step.DRAFT | Step.CORRECT:
            why = said.reason if step is Step.CORRECT else ""
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
            granted = said.until or usual_grace(obligation)
            obligation.grace_until = max(obligation.due_on, granted)
        case Step.EXTEND if said.until:
            if obligation.first_submitted_at is None:
                obligation.due_on = said.until
            else:
                obligation.grace_until = said.until
        case Step.ACCEPT if obligation.accepted_at is None:
            obligation.accepted_at = clock.now()
            obligation.accepted_submitted_at = obligation.submitted_at
        case Step.WAIVE | Step.TRANSFER:
            obligation.settled_reason = said.reason


def usual_grace(obligation: Obligation) -> date:
    """The last day to mend a report that is returned today."""
    days = obligation.period.regime.grace_days
    return working_days_after(clock.today(), days, queries.calendar())


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
            actor=actor.shown_name,
            post=actor.post,
            reason=reason,
        )
    )
    states = {"before": {"state": str(before)}, "after": {"state": str(obligation.state)}}
    audit.record("change", _SUBJECT, obligation.id, reason=reason, **states)


def save(obligation_id: int, doer: Doer, revision: int, content: Content) -> Report | Refusal:
    """Keep what was typed, unless somebody else saved since `revision`."""
    report = _draft(obligation_id, doer)
    if isinstance(report, Refusal):
        return report
    if report.revision != revision:
        return Refusal.CHANGED_MEANWHILE
    _write(report, content)
    _changed(report, doer)
    return report


def refresh_tasks(obligation_id: int, doer: Doer) -> Report | Refusal:
    """Take the progress of the unit's tasks over again, as its plan has it now."""
    report = _draft(obligation_id, doer)
    if isinstance(report, Refusal):
        return report
    report.tasks.clear()
    db.session.flush()
    report.tasks = drafting.tasks(report.obligation)
    db.session.flush()
    audit.record("edit", _SUBJECT, obligation_id, after={"tasks": len(report.tasks)})
    return report


def draw(obligation_id: int, doer: Doer, content: Content) -> Report | Refusal:
    """Put the children's sums into the draft: only what `content` names, the words stay."""
    report = _draft(obligation_id, doer)
    if isinstance(report, Refusal):
        return report
    kept = Content(content.figures, {}, report.difficulties, report.proposals)
    _write(report, kept)
    _changed(report, doer)
    return report


def _draft(obligation_id: int, doer: Doer) -> Report | Refusal:
    """The version that is written, or why this person may not write it now."""
    obligation = fresh(obligation_id)
    db.session.expire(obligation, ["reports"])
    if obligation.unit_id != doer.unit_id:
        return Refusal.OF_ANOTHER_UNIT
    if Capacity.DRAFTER not in doer.capacities:
        return Refusal.NOT_THE_DRAFTER
    if lock := writing_lock(obligation.state):
        return lock.why
    report = current(obligation)
    if report is None or obligation.state is not ObligationState.DRAFT:
        return Refusal.STEP_DOES_NOT_FOLLOW
    return db.session.get_one(Report, report.id, populate_existing=True)


def _changed(report: Report, doer: Doer) -> None:
    """One more revision, the mark of its words, and one more editor when he is new."""
    editor = db.session.get_one(User, doer.user_id)
    if editor not in report.editors:
        report.editors.append(editor)
    report.revision += 1
    report.words_mark = flags.mark(report.texts)
    report.changed_at = clock.now()
    audit.record("edit", _SUBJECT, report.obligation_id, after={"revision": report.revision})
    db.session.flush()


def _write(report: Report, content: Content) -> None:
    """Only what the form asks for; what it does not name stays."""
    items = report.obligation.period.regime.items
    figures = {figure.target_id: figure for figure in report.figures}
    wanted = {item.target_id for item in items if item.target_id is not None}
    for target_id in sorted(wanted & content.figures.keys()):
        told, figure = content.figures[target_id], figures.get(target_id)
        if figure is None:  # the form asked for it only after this version was begun
            figure = ReportFigure(target_id=target_id)
            report.figures.append(figure)
        figure.numerator, figure.denominator = told.numerator, told.denominator
        figure.comment = told.comment
    answers = {answer.item_id: answer for answer in report.answers}
    asked = {item.id for item in items if item.kind is ItemKind.QUESTION}
    for item_id, text in content.answers.items():
        if item_id in answers:
            answers[item_id].text = text
        elif item_id in asked:
            report.answers.append(ReportAnswer(item_id=item_id, text=text))
    report.difficulties, report.proposals = content.difficulties, content.proposals
