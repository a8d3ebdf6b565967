"""Two reporting periods of the 267 units: on time, late, returned, missing, waived; written in bulk."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final, cast

import sqlalchemy as sa

from dissemination.clock import LOCAL
from dissemination.database import Base, db
from dissemination.directives.models import Directive
from dissemination.plans import queries as plan_queries
from dissemination.plans.models import Plan
from dissemination.reporting import opening, queries, regimes, working_calendar
from dissemination.reporting.flags import mark
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import (
    ItemKind,
    Obligation,
    PeriodKind,
    Report,
    ReportAnswer,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
    ReportTask,
    ReportTransition,
)
from dissemination.reporting.models import ObligationState as State
from dissemination.reporting.regimes import Asked, Details, FormAsked
from dissemination.reporting.working_days import Calendar
from dissemination.sample import bulk, evidence
from dissemination.sample.report_courses import Course, Taken, course, grace_until, played
from dissemination.sample.units import DATA

FIRST_DAY: Final = date(2023, 9, 15)
LAST_DAY: Final = date(2024, 3, 14)
CLOSING_DAY: Final = 14
_YEARS: Final = (2023, 2024)
_OFFICER: Final = "Cán bộ theo dõi của đơn vị"
_HEAD: Final = "Người đứng đầu đơn vị"
_RECEIVER: Final = "Văn phòng Tỉnh ủy"
_WHO: Final = {Step.DRAFT: _OFFICER, Step.APPROVE: _HEAD, Step.SUBMIT: _OFFICER}
_NEAR: Final = (0.82, 0.98, 0.88, 0.96, 0.89)
_TRANSITIONS: Final = (
    "obligation_id", "ordinal", "step", "from_state", "to_state", "at", "actor", "post", "reason",
)  # fmt: skip
_REPORTS: Final = (
    "id", "obligation_id", "ordinal", "changed_at", "difficulties", "proposals",
    "words_mark",
)  # fmt: skip

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a report, as its rows are made of it."""

    id: int
    obligation_id: int
    ordinal: int
    changed_at: datetime
    rng: Random
    difficulties: str
    proposals: str
    answers: tuple[str, ...]


def store(
    directive: Directive, root_unit_id: int, seed: int, documents: Path | None = None
) -> None:
    """A regime of the directive with both periods and all that was filed, in this transaction.

    `documents`: where what units attached is kept; without it no report has evidence.
    """
    told = json.loads((DATA / "reports.json").read_text(encoding="utf-8"))
    for year in _YEARS:
        working_calendar.seed(year)
    regime = _regime(directive, root_unit_id, told)
    plans, near = _planned(directive.id), _near(directive)
    spans = list(opening.spans(regime, LAST_DAY))
    for span in spans:
        period = opening.open_period(regime.id, span, span.ends_on)
        assert isinstance(period, ReportingPeriod)
        period.opened_at = _noon(period.opens_on)
        db.session.flush()
        filing = _Filing(regime, period, told, plans, near, seed, is_last=span is spans[-1])
        filing.store()
        if documents is not None:
            evidence.attach(filing.versions, documents, _OFFICER, seed)


def _regime(directive: Directive, root_unit_id: int, told: Said) -> ReportingRegime:
    """The regime, which ends with its second period: the clock opens no more."""
    details = Details(
        directive.id, told["title"], PeriodKind.QUARTERLY, FIRST_DAY, LAST_DAY,
        closing_day=CLOSING_DAY,
    )  # fmt: skip
    regime = regimes.create(root_unit_id, details)
    assert isinstance(regime, ReportingRegime)
    asked = [Asked(text.removeprefix("? "), text[0] != "?") for text in told["questions"]]
    targets = tuple(queries.target_ids(directive.id))
    regimes.ask_for(regime.id, FormAsked(targets, tuple(asked)))
    regime.created_at = _noon(FIRST_DAY)
    return regime


@dataclass(frozen=True, slots=True)
class Planned:
    """A task of a unit's plan, as the plan has it now."""

    line: int
    content: str
    due_on: date | None
    percentage: int
    done_on: date | None
    result: str

    def on(self, day: date) -> tuple[Any, ...]:
        """How it stood on a day: what was done later was under way."""
        if self.done_on is not None and self.done_on <= day:
            return self.line, self.content, self.due_on, 100, self.done_on, self.result
        under_way = min(self.percentage, 20 + 10 * (self.line % 6))
        return self.line, self.content, self.due_on, under_way, None, ""


def _planned(directive_id: int) -> dict[int, list[Planned]]:
    """The tasks of the plans in force, by unit."""
    units = list(db.session.scalars(sa.select(Plan.unit_id).distinct()))
    found = plan_queries.versions_in_force(directive_id, units)
    return {
        unit_id: [
            Planned(one.line, one.content, one.due, one.percentage, one.done_on, one.result)
            for one in version.tasks
        ]
        for unit_id, version in found.items()
    }


def _near(directive: Directive) -> dict[int, float]:
    """The share that units give around, by target: some a little short of what is asked."""
    asked = ((one.id, one.values[0].value or one.values[0].low or 0) for one in directive.targets)
    return {key: float(aim) / 100 * near for (key, aim), near in zip(asked, cycle(_NEAR))}


class _Filing:
    """What the units file for one period."""

    def __init__(
        self,
        regime: ReportingRegime,
        period: ReportingPeriod,
        told: Said,
        plans: dict[int, list[Planned]],
        near: dict[int, float],
        seed: int,
        *,
        is_last: bool,
    ) -> None:
        self.period, self.told, self.seed, self.is_last = period, told, seed, is_last
        self.plans = plans
        self.near = near
        self.targets = [item.target_id for item in regime.items if item.target_id is not None]
        self.questions = [item.id for item in regime.items if item.kind is ItemKind.QUESTION]
        self.calendar: Calendar = queries.calendar()
        self.next_report = bulk.next_id(_table(Report))
        self.versions: list[Version] = []
        self.steps: list[tuple[Any, ...]] = []
        self.tasks: list[tuple[Any, ...]] = []
        self.changes: list[dict[str, Any]] = []

    def store(self) -> None:
        query = sa.select(Obligation.id, Obligation.unit_id)
        owed = db.session.execute(query.where(Obligation.period_id == self.period.id))
        for obligation_id, unit_id in owed.all():
            self._file(obligation_id, unit_id)
        db.session.execute(sa.update(Obligation), self.changes)
        bulk.insert(_table(Report), _REPORTS, map(_report_row, self.versions))
        bulk.continue_ids(_table(Report))
        columns = ("report_id", "target_id", "numerator", "denominator", "comment")
        bulk.insert(_table(ReportFigure), columns, self._figures())
        answers = (row for version in self.versions for row in self._answers(version))
        bulk.insert(_table(ReportAnswer), ("report_id", "item_id", "text"), answers)
        told = ("report_id", "line", "content", "due_on", "percentage", "done_on", "result")
        bulk.insert(_table(ReportTask), told, self.tasks)
        bulk.insert(_table(ReportTransition), _TRANSITIONS, self.steps)
        db.session.expire_all()

    def _file(self, obligation_id: int, unit_id: int) -> None:
        rng = Random(f"{self.seed}-{unit_id}-{self.period.starts_on}")
        way = course(rng, is_last=self.is_last)
        taken = played(way, self.period.due_on, rng)
        reason = self.told["waived"] if way is Course.WAIVED else ""
        self.changes.append({"id": obligation_id, **self._outcome(taken), "settled_reason": reason})
        texts = self._texts(rng)
        for one in taken:
            self.steps.append(self._step(obligation_id, one, rng))
            if one.step is Step.DRAFT:
                stable = Random(f"{self.seed}-{unit_id}")
                day = min(one.at.astimezone(LOCAL).date(), self.period.ends_on)
                self.tasks += [
                    (self.next_report, *task.on(day)) for task in self.plans.get(unit_id, ())
                ]
                self._write(obligation_id, one, stable, texts)

    def _write(
        self, obligation_id: int, drafted: Taken, rng: Random, texts: tuple[str, ...]
    ) -> None:
        difficulties, proposals, *answers = texts
        self.versions.append(
            Version(
                self.next_report, obligation_id, drafted.ordinal, drafted.at, rng, difficulties,
                proposals, tuple(answers),
            )
        )  # fmt: skip
        self.next_report += 1

    def _outcome(self, taken: list[Taken]) -> dict[str, Any]:
        """The columns of an obligation that follow from its steps."""
        sent = [one.at for one in taken if one.step is Step.SUBMIT]
        accepted = [one.at for one in taken if one.step is Step.ACCEPT]
        return {
            "state": taken[-1].to_state if taken else State.OPEN,
            "grace_until": grace_until(self.period.due_on, taken, self.calendar),
            "first_submitted_at": sent[0] if sent else None,
            "submitted_at": sent[-1] if sent else None,
            "accepted_at": accepted[0] if accepted else None,
            "accepted_submitted_at": sent[-1] if accepted else None,
        }

    def _step(self, obligation_id: int, one: Taken, rng: Random) -> tuple[Any, ...]:
        reason = ""
        if one.step is Step.RETURN:
            reason = rng.choice(self.told["returned"])
        if one.step is Step.WAIVE:
            reason = self.told["waived"]
        actor = _WHO.get(one.step, _RECEIVER)
        return (
            obligation_id, one.ordinal, str(one.step), one.from_state, one.to_state, one.at, actor,
            "", reason,
        )  # fmt: skip

    def _texts(self, rng: Random) -> tuple[str, ...]:
        """Difficulties, proposals, answers; a few units write what another wrote."""
        said = self.told
        difficulties = rng.choice(said["difficulties"]).format(n=rng.randint(1, 9))
        if rng.random() < 0.03:
            return (said["copied"], "", said["results"][0].format(n=2), "")
        results = rng.choice(said["results"]).format(n=rng.randint(2, 15))
        return difficulties, rng.choice(said["proposals"]), results, rng.choice(said["practices"])

    def _figures(self) -> Iterator[tuple[Any, ...]]:
        """A unit's shares begin somewhere and grow a little from period to period, mostly."""
        for version in self.versions:
            moves = Random(f"{version.obligation_id}")
            for target_id in self.targets:
                whole = version.rng.randint(15, 60)
                part = round(whole * self.near[target_id] * version.rng.uniform(0.5, 1.5))
                if self.is_last:
                    part = max(0, min(whole, part + moves.choice((-1, 0, 0, 1, 1, 2))))
                if moves.random() < 0.03:
                    yield version.id, target_id, None, None, self.told["missing_figure"]
                else:
                    yield version.id, target_id, Decimal(part), Decimal(whole), ""

    def _answers(self, version: Version) -> Iterable[tuple[Any, ...]]:
        pairs = zip(self.questions, version.answers, strict=True)
        return ((version.id, item_id, text) for item_id, text in pairs)


def _report_row(version: Version) -> tuple[Any, ...]:
    return (
        version.id, version.obligation_id, version.ordinal, version.changed_at,
        version.difficulties, version.proposals,
        mark((version.difficulties, version.proposals, *version.answers)),
    )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LOCAL).astimezone(UTC)


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
