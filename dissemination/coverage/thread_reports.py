"""Reading the reports of threads: what was owed, sent and accepted before a moment, and its figures."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dissemination.coverage import thread_columns
from dissemination.coverage.past_states import state_then
from dissemination.coverage.thread import At, ReportFact
from dissemination.database import db
from dissemination.plans.evidence_models import Evidence
from dissemination.plans.models import Plan, PlanTask, PlanVersion
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    RegimeItem,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
    ReportTask,
    ReportTransition,
)

Pair = tuple[int, int]


class Owing(NamedTuple):
    """Whose forms ask for what: regimes by target, and those that ask how tasks go."""

    by_target: Mapping[int, frozenset[int]]
    for_tasks: frozenset[int]


def owing(directive_id: int) -> Owing:
    """Which regimes of a directive ask for which target, and which for tasks."""
    query = (
        sa.select(ReportingRegime.id, ReportingRegime.asks_tasks, RegimeItem.target_id)
        .outerjoin(RegimeItem, RegimeItem.regime_id == ReportingRegime.id)
        .where(ReportingRegime.directive_id == directive_id)
    )
    by_target: dict[int, set[int]] = {}
    for_tasks = set()
    for regime_id, asks_tasks, target_id in db.session.execute(query):
        if target_id is not None:
            by_target.setdefault(target_id, set()).add(regime_id)
        if asks_tasks:
            for_tasks.add(regime_id)
    return Owing({key: frozenset(some) for key, some in by_target.items()}, frozenset(for_tasks))


def periods(directive_id: int, at: At) -> list[ReportingPeriod]:
    """All periods of a directive's regimes that were opened by then, the oldest first."""
    query = (
        sa.select(ReportingPeriod)
        .join(ReportingRegime, ReportingRegime.id == ReportingPeriod.regime_id)
        .where(ReportingRegime.directive_id == directive_id, ReportingPeriod.opened_at < at.until)
        .order_by(ReportingPeriod.ends_on, ReportingPeriod.id)
    )
    return list(db.session.scalars(query))


def counting(opened: Iterable[ReportingPeriod], at: At) -> list[ReportingPeriod]:
    """Of each regime the newest period that was due, and those opened since; in the same order."""
    opened = list(opened)
    newest_due = {one.regime_id: one.ends_on for one in opened if one.due_on < at.day}
    return [one for one in opened if one.ends_on >= newest_due.get(one.regime_id, date.min)]


def reports(
    some: Iterable[ReportingPeriod], at: At, unit_ids: Collection[int]
) -> dict[Pair, ReportFact]:
    """The report that counted, by unit and regime: a newer period's once it was sent."""
    some = list(some)
    regimes = {one.id: one.regime_id for one in some}
    order = {one.id: rank for rank, one in enumerate(some)}
    found: dict[Pair, ReportFact] = {}
    rows = sorted(report_facts(regimes, at, unit_ids), key=lambda fact: order[fact.period_id])
    for fact in rows:
        key = fact.unit_id, regimes[fact.period_id]
        if key not in found or fact.report_id is not None:
            found[key] = fact
    return found


def report_facts(
    period_ids: Collection[int], at: At, unit_ids: Collection[int]
) -> list[ReportFact]:
    """Each obligation of these units and periods with the version sent last."""
    steps = ReportTransition.obligation_id == Obligation.id
    query = (
        sa.select(
            Obligation.id, Obligation.unit_id, Obligation.period_id, Obligation.due_on,
            state_then(Obligation.state, ReportTransition, steps, at),
            thread_columns.last_sent(at), Report.id, Report.ordinal,
        )
        .outerjoin(Report, Report.obligation_id == Obligation.id)
        .where(Obligation.period_id.in_(period_ids), Obligation.unit_id.in_(unit_ids))
    )  # fmt: skip
    found: dict[int, ReportFact] = {}
    for key, unit, period, due_on, word, last, report, ordinal in db.session.execute(query):
        sent, is_accepted = divmod(last or 0, 2)
        if sent and sent == ordinal:
            fact = ReportFact(
                key, unit, period, ObligationState(word), due_on, report, bool(is_accepted)
            )
        elif key in found:
            continue
        else:
            fact = ReportFact(key, unit, period, ObligationState(word), due_on, None, False)
        found[key] = fact
    return list(found.values())


def figures(
    report_ids: Collection[int], target_ids: Collection[int]
) -> dict[Pair, tuple[Any, Any]]:
    """Numerator and denominator, by version of a report and target."""
    query = sa.select(
        ReportFigure.report_id,
        ReportFigure.target_id,
        ReportFigure.numerator,
        ReportFigure.denominator,
    ).where(ReportFigure.report_id.in_(report_ids), ReportFigure.target_id.in_(target_ids))
    rows = db.session.execute(query)
    return {(report, target): (above, below) for report, target, above, below in rows}


def told_tasks(
    directive_id: int, report_ids: Collection[int], group_ids: Collection[int]
) -> dict[Pair, int]:
    """Lines of a report on tasks of a solution group, by version of a report and group.

    A task is known by its line through all versions of the unit's plans.
    """
    query = (
        sa.select(
            ReportTask.report_id,
            PlanTask.solution_group_id,
            sa.func.count(sa.distinct(ReportTask.line)),
        )
        .join(Report, Report.id == ReportTask.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .join(
            Plan,
            sa.and_(Plan.unit_id == Obligation.unit_id, Plan.directive_id == directive_id),
        )
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .join(
            PlanTask,
            sa.and_(PlanTask.version_id == PlanVersion.id, PlanTask.line == ReportTask.line),
        )
        .where(
            ReportTask.report_id.in_(report_ids),
            PlanTask.solution_group_id.in_(group_ids),
        )
        .group_by(ReportTask.report_id, PlanTask.solution_group_id)
    )
    rows = db.session.execute(query)
    return {(report, group or 0): count for report, group, count in rows}


def report_files(report_ids: Collection[int], at: At) -> dict[int, int]:
    """How many pieces of evidence a version of a report had, by the version; 0 is left out."""
    query = (
        sa.select(Report.id, sa.func.count())
        .join(Evidence, Evidence.folder_id == Report.evidence_folder_id)
        .where(Report.id.in_(report_ids), Evidence.added_at < at.until)
        .group_by(Report.id)
    )
    return dict(db.session.execute(query).all())
