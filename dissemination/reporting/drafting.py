"""Beginning a version of a report: what the form asks for, what the plan says, what was said before."""

from dissemination import clock
from dissemination.accounts.models import User
from dissemination.database import db
from dissemination.plans import evidence
from dissemination.plans import queries as plan_queries
from dissemination.reporting import gaps, queries
from dissemination.reporting.models import (
    ItemKind,
    Obligation,
    Report,
    ReportAnswer,
    ReportFigure,
    ReportTask,
)
from dissemination.reporting.refusals import Refusal


def begin(obligation: Obligation, user_id: int, because: str = "") -> Report:
    """The next version: a copy of the last one, or an empty form; tasks as the plan has them now."""
    last = obligation.reports[-1] if obligation.reports else None
    report = Report(
        ordinal=last.ordinal + 1 if last else 1,
        revision=last.revision + 1 if last else 1,
        corrects_because=because,
        changed_at=clock.now(),
        editors=_editors(last, user_id),
        difficulties=last.difficulties if last else "",
        proposals=last.proposals if last else "",
        words_mark=last.words_mark if last else "",
    )
    report.figures = _figures(obligation, last)
    report.answers = [ReportAnswer(item_id=one.item_id, text=one.text) for one in _answers(last)]
    report.tasks = tasks(obligation)
    obligation.reports.append(report)
    db.session.flush()
    return report


def _editors(last: Report | None, user_id: int) -> list[User]:
    """Who begins, and whoever wrote what is copied."""
    before = list(last.editors) if last else []
    beginner = db.session.get_one(User, user_id)
    return before if beginner in before else [*before, beginner]


def _answers(last: Report | None) -> list[ReportAnswer]:
    return last.answers if last else []


def _figures(obligation: Obligation, last: Report | None) -> list[ReportFigure]:
    """A row for each target the form asks for; a new period begins without figures."""
    known = {figure.target_id: figure for figure in last.figures} if last else {}
    rows = []
    for item in obligation.period.regime.items:
        if item.target_id is None:
            continue
        row = ReportFigure(target_id=item.target_id, comment="")
        if before := known.get(item.target_id):
            row.numerator, row.denominator = before.numerator, before.denominator
            row.comment = before.comment
        rows.append(row)
    return rows


def tasks(obligation: Obligation) -> list[ReportTask]:
    """The progress of the unit's plan in force, as it stands now."""
    regime = obligation.period.regime
    if not regime.asks_tasks:
        return []
    version = plan_queries.in_force(obligation.unit_id, regime.directive_id)
    return [
        ReportTask(
            line=task.line,
            content=task.content,
            due_on=task.due,
            percentage=task.percentage,
            done_on=task.done_on,
            result=task.result,
        )
        for task in (version.tasks if version else [])
    ]


def _attached(obligation: Obligation) -> int:
    """Files sent with any version: a correction need not send them again."""
    return sum(evidence.counts(obligation.reports).values())


def gap_of(obligation: Obligation, report: Report) -> Refusal | None:
    """What the version lacks, held against the unit's last period."""
    last = queries.report_before(obligation)
    required = [
        item.id
        for item in obligation.period.regime.items
        if item.kind is ItemKind.QUESTION and item.is_required
    ]
    attached = sum(
        item.kind is ItemKind.ATTACHMENT and item.is_required
        for item in obligation.period.regime.items
    )
    return gaps.gap(
        report.figures,
        {figure.target_id: figure for figure in last.figures} if last else {},
        required,
        {answer.item_id: answer.text for answer in report.answers},
    ) or (Refusal.ATTACHMENT_MISSING if _attached(obligation) < attached else None)
