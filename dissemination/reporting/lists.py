"""Lists of obligations: what is owed within one's part, what waits for the receiver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from dissemination.database import db
from dissemination.directives.models import Operator, Target, TargetValue
from dissemination.reporting import flags, queries, rates
from dissemination.reporting.flags import Raised
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.queries import Within
from dissemination.text import like_words, words
from dissemination.units.models import UnitVersion

State = ObligationState
# What a list can be narrowed to, besides the states that people tell apart.
UNSENT: Final = (State.SCHEDULED, State.OPEN, State.DRAFT, State.APPROVED, State.RETURNED)
STANDS: Final = {
    "unsent": UNSENT,
    "submitted": (State.SUBMITTED,),
    "returned": (State.RETURNED,),
    "accepted": (State.ACCEPTED, State.CONSOLIDATED),
    "excused": tuple(rates.EXCUSED),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to. `stands`: a key of STANDS, "overdue", "came", "in_force" or ""."""

    within: Within
    stands: str = ""
    period_id: int | None = None
    regime_id: int | None = None
    text: str = ""


def obligations(wanted: Wanted, today: date) -> sa.Select[Obligation]:
    """What a list shows: unsent ones with the earliest day first, others the newest first."""
    waits = wanted.stands in ("unsent", "overdue", "submitted", "returned")
    order = Obligation.due_on if waits else Obligation.due_on.desc()
    return (
        sa.select(Obligation)
        .join(ReportingPeriod)
        .where(*conditions(wanted, today))
        .options(queries.WITH_REGIME)
        .order_by(order, Obligation.id)
    )


def count(wanted: Wanted, today: date) -> int:
    """How many a list shows."""
    query = sa.select(sa.func.count(Obligation.id)).join(ReportingPeriod)
    return db.session.scalar(query.where(*conditions(wanted, today))) or 0


def periods(within: Within) -> list[ReportingPeriod]:
    """The periods somebody within owes for, the newest first."""
    owed = sa.select(Obligation.period_id)
    if within is not None:
        owed = owed.where(Obligation.unit_id.in_(within))
    query = (
        sa.select(ReportingPeriod)
        .where(ReportingPeriod.id.in_(owed))
        .options(joinedload(ReportingPeriod.regime))
        .order_by(ReportingPeriod.ends_on.desc(), ReportingPeriod.id)
    )
    return list(db.session.scalars(query))


def conditions(wanted: Wanted, today: date) -> list[sa.ColumnElement[bool]]:
    """What a list is narrowed to, of obligations joined with their periods."""
    found: list[sa.ColumnElement[bool]] = []
    if wanted.within is not None:
        found.append(Obligation.unit_id.in_(wanted.within))
    if wanted.period_id:
        found.append(Obligation.period_id == wanted.period_id)
    if wanted.regime_id:
        found.append(ReportingPeriod.regime_id == wanted.regime_id)
    if words(wanted.text):
        named = sa.and_(*(UnitVersion.search_key.like(one) for one in like_words(wanted.text)))
        found.append(sa.exists().where(UnitVersion.unit_id == Obligation.unit_id, named))
    return found + _standing(wanted.stands, today)


def _standing(stands: str, today: date) -> list[sa.ColumnElement[bool]]:
    obliged = Obligation.state.not_in(rates.EXCUSED)
    match stands:
        case "overdue":
            return [_is_overdue(today)]
        case "came":
            return [obliged, Obligation.first_submitted_at.is_not(None)]
        case "in_force":
            return [obliged, Obligation.accepted_submitted_at.is_not(None)]
    return [Obligation.state.in_(STANDS[stands])] if stands in STANDS else []


def _is_overdue(today: date) -> sa.ColumnElement[bool]:
    """As `rates.is_overdue` says it of one. The states are named, so that an index finds the few."""
    return sa.and_(
        Obligation.state.in_(UNSENT),
        Obligation.accepted_submitted_at.is_(None),
        Obligation.due_on < today,
        sa.or_(Obligation.grace_until.is_(None), Obligation.grace_until < today),
    )


# --- what waits ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A target's share now and in the last period."""

    target_id: int
    now: ReportFigure
    before: ReportFigure | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submitted report beside the unit's last, and what raised a flag."""

    obligation: Obligation
    report: Report | None
    changes: list[Change]
    flags: list[Raised]


def waiting(obligations: Sequence[Obligation]) -> list[Waiting]:
    """These obligations as a receiver looks at them: a handful of queries, however many they are."""
    now = _reports([one.id for one in obligations])
    before = _last(obligations)
    operators = _operators({one.period.regime_id for one in obligations})
    said = _said({one.period_id for one in obligations}, now.values())
    return [
        _beside(one, now.get(one.id), before.get(one.id), operators, said.get(one.period_id, {}))
        for one in obligations
    ]


def _beside(
    obligation: Obligation,
    report: Report | None,
    last: Report | None,
    operators: dict[int, Operator],
    said: dict[str, list[int]],
) -> Waiting:
    if report is None:
        return Waiting(obligation, None, [], [])
    before = {figure.target_id: figure for figure in last.figures} if last else {}
    changes = [
        Change(figure.target_id, figure, before.get(figure.target_id)) for figure in report.figures
    ]
    found = flags.raised(
        report.words_mark,
        last.words_mark if last else "",
        said,
        obligation.unit_id,
        flags.moving_backwards(report.figures, before, operators),
    )
    return Waiting(obligation, report, changes, found)


_WITH_FIGURES: Final = selectinload(Report.figures)


def _reports(obligation_ids: list[int]) -> dict[int, Report]:
    """The newest version of each."""
    query = sa.select(Report).where(Report.obligation_id.in_(obligation_ids))
    found = db.session.scalars(query.options(_WITH_FIGURES).order_by(Report.ordinal))
    return {report.obligation_id: report for report in found}


def _last(obligations: Sequence[Obligation]) -> dict[int, Report]:
    """What each unit filed last before these: for the page of one, `queries.report_before`."""
    mine, earlier = aliased(Obligation), aliased(Obligation)
    period, before = aliased(ReportingPeriod), aliased(ReportingPeriod)
    query = (
        sa.select(mine.id, Report)
        .join(period, period.id == mine.period_id)
        .join(before, sa.and_(before.regime_id == period.regime_id,
                              before.starts_on < period.starts_on))
        .join(earlier, sa.and_(earlier.period_id == before.id, earlier.unit_id == mine.unit_id))
        .join(Report, Report.obligation_id == earlier.id)
        .where(mine.id.in_([one.id for one in obligations]),
               earlier.first_submitted_at.is_not(None))
        .options(_WITH_FIGURES)
        .order_by(before.starts_on, Report.ordinal)
    )  # fmt: skip
    return {obligation_id: report for obligation_id, report in db.session.execute(query)}


def _operators(regime_ids: Iterable[int]) -> dict[int, Operator]:
    """Which way each target should move, by its newest year."""
    directives = sa.select(ReportingRegime.directive_id).where(ReportingRegime.id.in_(regime_ids))
    query = (
        sa.select(TargetValue.target_id, TargetValue.operator)
        .join(Target)
        .where(Target.directive_id.in_(directives))
        .order_by(TargetValue.year)
    )
    return dict(db.session.execute(query).all())


def _said(period_ids: Iterable[int], shown: Iterable[Report]) -> dict[int, dict[str, list[int]]]:
    """By period: which units' newest versions say the same words as one of those shown."""
    marks = {report.words_mark for report in shown} - {""}
    later = aliased(Report)
    query = (
        sa.select(Obligation.period_id, Report.words_mark, Obligation.unit_id)
        .join(Report, Report.obligation_id == Obligation.id)
        .where(
            Report.words_mark.in_(marks),
            Obligation.period_id.in_(period_ids),
            Obligation.first_submitted_at.is_not(None),
            ~sa.exists().where(
                later.obligation_id == Report.obligation_id, later.ordinal > Report.ordinal
            ),
        )
    )
    found: dict[int, dict[str, list[int]]] = {}
    for period_id, mark, unit_id in db.session.execute(query):
        found.setdefault(period_id, {}).setdefault(mark, []).append(unit_id)
    return found


def target_codes(directive_ids: Iterable[int]) -> dict[int, str]:
    """The codes of these directives' targets, by the target's id."""
    query = sa.select(Target.id, Target.code).where(Target.directive_id.in_(directive_ids))
    return dict(db.session.execute(query).all())
