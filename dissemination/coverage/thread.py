"""The thread from a sentence of a directive to what one unit made of it, and where it breaks. Pure.

Five links follow each other: the unit's plan, its line in the plan, its latest report's figure, the
evidence for it, and the receiver's verdict. A link counts as n of N: kept by n of the N units of
which it is asked. What cannot be there because an earlier link is missing is no break of its own.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from dissemination.plans.models import PlanState
from dissemination.reporting.models import ObligationState
from dissemination.reporting.rates import EXCUSED, Rate


class Link(enum.StrEnum):
    """The links, in their order."""

    PLAN = "plan"
    LINE = "line"
    REPORT = "report"
    EVIDENCE = "evidence"
    VERDICT = "verdict"


class Stand(enum.StrEnum):
    """How one link stands."""

    KEPT = "kept"
    WAITING = "waiting"  # broken, and to be mended by who receives
    BROKEN = "broken"
    LEFT_OUT = "left_out"  # broken, with the unit's reason
    BLOCKED = "blocked"  # an earlier link is missing
    NOT_ASKED = "not_asked"


class Why(enum.StrEnum):
    """What is the matter with a link that is not kept; `thread_words.py` says it."""

    NO_PLAN = "no_plan"
    PLAN_NOT_ISSUED = "plan_not_issued"
    PLAN_WAITS = "plan_waits"
    NOT_IN_PLAN = "not_in_plan"
    LEFT_OUT = "left_out"
    NOT_REPORTED = "not_reported"
    NOT_DUE = "not_due"
    EXCUSED = "excused"
    NO_FIGURE = "no_figure"
    NO_EVIDENCE = "no_evidence"
    NOT_RECEIVED = "not_received"
    RETURNED = "returned"


BREAKS: Final = frozenset({Stand.WAITING, Stand.BROKEN, Stand.LEFT_OUT})
_ISSUED: Final = frozenset({PlanState.ACTIVE, PlanState.CLOSED})


@dataclass(frozen=True, slots=True)
class At:
    """The end of a day: what happened before `until` is known."""

    day: date
    until: datetime


@dataclass(frozen=True, slots=True)
class PlanFact:
    """The version of a unit's plan that counted on a day: in force or, before that, the newest."""

    plan_id: int
    version_id: int
    ordinal: int
    state: PlanState

    @property
    def is_issued(self) -> bool:
        return self.state in _ISSUED


@dataclass(frozen=True, slots=True)
class ReportFact:
    """The report that counted on a day: the unit's for the newest period that was due or sent.

    `report_id` is the version sent last, None when none was; `is_accepted`: that version was.
    """

    obligation_id: int
    unit_id: int
    period_id: int
    state: ObligationState
    due_on: date
    report_id: int | None = None
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Strand:
    """What is known of one unit for one target or solution group.

    `lines`: lines of the plan in force that serve it (a target's lines, a group's tasks), `done`
    those tasks that are done. `told`: lines of the report that speak of it, `numerator` and
    `denominator` a target's figure. `files`: pieces of evidence.
    """

    unit_id: int
    asks_plan: bool = True
    plan: PlanFact | None = None
    lines: int = 0
    done: int = 0
    omitted: str | None = None
    report: ReportFact | None = None
    told: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    files: int = 0

    @property
    def share(self) -> Decimal | None:
        """The figure as a share; None when it is missing or of nobody."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Knot:
    """One link of one strand."""

    stand: Stand
    why: Why | None = None

    @property
    def is_break(self) -> bool:
        return self.stand in BREAKS


_KEPT: Final = Knot(Stand.KEPT)
_BLOCKED: Final = Knot(Stand.BLOCKED)
_NOT_ASKED: Final = Knot(Stand.NOT_ASKED)


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The knots of one strand, and where it breaks first; None when it holds as far as it is asked."""

    knots: Mapping[Link, Knot]
    broken: Link | None

    def __getitem__(self, link: Link) -> Knot:
        return self.knots[link]

    def breaks_at(self, link: Link | None) -> bool:
        """Whether it breaks at a link, or anywhere when none is named."""
        return self.knots[link].is_break if link else self.broken is not None


def chain(strand: Strand, day: date) -> Chain:
    """How each link stood at the end of a day."""
    plan, report = _plan(strand), _report(strand, day)
    knots = {
        Link.PLAN: plan,
        Link.LINE: _line(strand, plan),
        Link.REPORT: report,
        Link.EVIDENCE: _evidence(strand, report),
        Link.VERDICT: _verdict(strand, report),
    }
    return Chain(knots, next((link for link in Link if knots[link].is_break), None))


def chains(strands: Iterable[Strand], day: date) -> list[Chain]:
    """The chain of each; strands that are alike share one, so that thousands take no longer."""
    known: dict[tuple[object, ...], Chain] = {}
    found = []
    for strand in strands:
        likeness = _likeness(strand, day)
        if likeness not in known:
            known[likeness] = chain(strand, day)
        found.append(known[likeness])
    return found


def _likeness(strand: Strand, day: date) -> tuple[object, ...]:
    """All of a strand that a chain depends on."""
    plan, report = strand.plan, strand.report
    of_report = report and (
        report.state,
        report.report_id is not None,
        report.is_accepted,
        report.due_on < day,
    )
    return (
        strand.asks_plan,
        plan and plan.state,
        strand.lines > 0,
        strand.omitted is not None,
        of_report,
        strand.told > 0,
        strand.files > 0,
    )


def _plan(strand: Strand) -> Knot:
    plan = strand.plan
    if not strand.asks_plan and not (plan and plan.is_issued and strand.lines):
        return _NOT_ASKED
    if plan is None:
        return Knot(Stand.BROKEN, Why.NO_PLAN)
    if plan.is_issued:
        return _KEPT
    if plan.state is PlanState.SUBMITTED:
        return Knot(Stand.WAITING, Why.PLAN_WAITS)
    return Knot(Stand.BROKEN, Why.PLAN_NOT_ISSUED)


def _line(strand: Strand, plan: Knot) -> Knot:
    if plan.stand is not Stand.KEPT:
        return _NOT_ASKED if plan.stand is Stand.NOT_ASKED else _BLOCKED
    if strand.lines:
        return _KEPT
    if strand.omitted is not None:
        return Knot(Stand.LEFT_OUT, Why.LEFT_OUT)
    return Knot(Stand.BROKEN, Why.NOT_IN_PLAN)


def _report(strand: Strand, day: date) -> Knot:
    report = strand.report
    if report is None:
        return _NOT_ASKED
    if report.state in EXCUSED:
        return Knot(Stand.NOT_ASKED, Why.EXCUSED)
    if report.report_id is not None:
        return _KEPT if strand.told else Knot(Stand.BROKEN, Why.NO_FIGURE)
    if report.due_on < day:
        return Knot(Stand.BROKEN, Why.NOT_REPORTED)
    return Knot(Stand.NOT_ASKED, Why.NOT_DUE)


def _evidence(strand: Strand, report: Knot) -> Knot:
    if report.stand is not Stand.KEPT:
        return _NOT_ASKED if report.stand is Stand.NOT_ASKED else _BLOCKED
    return _KEPT if strand.files else Knot(Stand.BROKEN, Why.NO_EVIDENCE)


def _verdict(strand: Strand, told: Knot) -> Knot:
    report = strand.report
    if report is None or told.stand is Stand.NOT_ASKED:
        return _NOT_ASKED
    if report.report_id is None:
        return _BLOCKED
    if report.is_accepted:
        return _KEPT
    if report.state is ObligationState.SUBMITTED:
        return Knot(Stand.WAITING, Why.NOT_RECEIVED)
    return Knot(Stand.BROKEN, Why.RETURNED)


def counts(some: Iterable[Chain]) -> dict[Link, Rate]:
    """n of N at each link: kept, of those of which it is asked."""
    kept, asked = dict.fromkeys(Link, 0), dict.fromkeys(Link, 0)
    for one, times in Counter(some).items():
        for link, knot in one.knots.items():
            kept[link] += times * (knot.stand is Stand.KEPT)
            asked[link] += times * (knot.stand is not Stand.NOT_ASKED)
    return {link: Rate(kept[link], asked[link]) for link in Link}


def breaks(some: Iterable[Chain]) -> dict[Link, int]:
    """How many threads break at each link."""
    found = dict.fromkeys(Link, 0)
    for one, times in Counter(some).items():
        for link, knot in one.knots.items():
            found[link] += times * knot.is_break
    return found
