"""The thread from a sentence of a directive to what one unit made of it, and where it breaks. Pure.

Five links follow each other: the unit's plan, its line in the plan, its latest report's figure, the
evidence for it, and the receiver's verdict. A link counts as n of N: kept by n of the N units of
which it is asked. What cannot be there because an earlier link is missing is no break of its own.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from dissemination.coverage.thread_kinds import PLANNED, Kind, Lined, Planned, Reported
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


@dataclass(frozen=True, slots=True)
class At:
    """The end of a day: what happened before `until` is known; today nothing can have come after."""

    day: date
    until: datetime
    is_past: bool


@dataclass(frozen=True, slots=True)
class PlanFact:
    """The version of a unit's plan that counted on a day: in force or, before that, the newest."""

    plan_id: int
    version_id: int
    ordinal: int
    state: PlanState

    @property
    def stand(self) -> Planned:
        return PLANNED.get(self.state, Planned.WRITTEN)

    @property
    def is_issued(self) -> bool:
        return self.stand is Planned.ISSUED


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

    def stand(self, day: date) -> Reported:
        """How it counted at the end of a day."""
        if self.state in EXCUSED:
            return Reported.EXCUSED
        if self.report_id is None:
            return Reported.MISSING if self.due_on < day else Reported.NOT_DUE
        if self.is_accepted:
            return Reported.ACCEPTED
        waits = self.state is ObligationState.SUBMITTED
        return Reported.WAITS if waits else Reported.RETURNED


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

    def kind(self, day: date) -> Kind:
        """Of which kind it was at the end of a day."""
        omitted = Lined.NONE if self.omitted is None else Lined.OMITTED
        return Kind(
            asks_plan=self.asks_plan,
            plan=self.plan.stand if self.plan else Planned.NONE,
            line=Lined.SOME if self.lines else omitted,
            report=self.report.stand(day) if self.report else Reported.NOT_OWED,
            is_told=self.told > 0,
            has_files=self.files > 0,
        )


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
    return chain_of(strand.kind(day))


@cache
def chain_of(kind: Kind) -> Chain:
    """The chain of every strand of a kind."""
    plan, report = _plan(kind), _report(kind)
    knots = {
        Link.PLAN: plan,
        Link.LINE: _line(kind, plan),
        Link.REPORT: report,
        Link.EVIDENCE: _evidence(kind, report),
        Link.VERDICT: _verdict(kind),
    }
    return Chain(knots, next((link for link in Link if knots[link].is_break), None))


def _plan(kind: Kind) -> Knot:
    if not kind.asks_plan and (kind.plan, kind.line) != (Planned.ISSUED, Lined.SOME):
        return _NOT_ASKED
    match kind.plan:
        case Planned.NONE:
            return Knot(Stand.BROKEN, Why.NO_PLAN)
        case Planned.WRITTEN:
            return Knot(Stand.BROKEN, Why.PLAN_NOT_ISSUED)
        case Planned.WAITS:
            return Knot(Stand.WAITING, Why.PLAN_WAITS)
        case Planned.ISSUED:
            return _KEPT


def _line(kind: Kind, plan: Knot) -> Knot:
    if plan.stand is not Stand.KEPT:
        return _after(plan)
    match kind.line:
        case Lined.NONE:
            return Knot(Stand.BROKEN, Why.NOT_IN_PLAN)
        case Lined.OMITTED:
            return Knot(Stand.LEFT_OUT, Why.LEFT_OUT)
        case Lined.SOME:
            return _KEPT


def _report(kind: Kind) -> Knot:
    match kind.report:
        case Reported.NOT_OWED:
            return _NOT_ASKED
        case Reported.EXCUSED:
            return Knot(Stand.NOT_ASKED, Why.EXCUSED)
        case Reported.NOT_DUE:
            return Knot(Stand.NOT_ASKED, Why.NOT_DUE)
        case Reported.MISSING:
            return Knot(Stand.BROKEN, Why.NOT_REPORTED)
    return _KEPT if kind.is_told else Knot(Stand.BROKEN, Why.NO_FIGURE)


def _evidence(kind: Kind, report: Knot) -> Knot:
    if report.stand is not Stand.KEPT:
        return _after(report)
    return _KEPT if kind.has_files else Knot(Stand.BROKEN, Why.NO_EVIDENCE)


def _verdict(kind: Kind) -> Knot:
    match kind.report:
        case Reported.MISSING:
            return _BLOCKED
        case Reported.WAITS:
            return Knot(Stand.WAITING, Why.NOT_RECEIVED)
        case Reported.RETURNED:
            return Knot(Stand.BROKEN, Why.RETURNED)
        case Reported.ACCEPTED:
            return _KEPT
    return _NOT_ASKED


def _after(earlier: Knot) -> Knot:
    """What cannot be there because an earlier link is not kept."""
    return _NOT_ASKED if earlier.stand is Stand.NOT_ASKED else _BLOCKED


def counts(some: Mapping[Chain, int]) -> dict[Link, Rate]:
    """n of N at each link: kept, of those of which it is asked; `some`: how often each chain."""
    kept, asked = dict.fromkeys(Link, 0), dict.fromkeys(Link, 0)
    for one, times in some.items():
        for link, knot in one.knots.items():
            kept[link] += times * (knot.stand is Stand.KEPT)
            asked[link] += times * (knot.stand is not Stand.NOT_ASKED)
    return {link: Rate(kept[link], asked[link]) for link in Link}


def breaks(some: Mapping[Chain, int]) -> dict[Link, int]:
    """How many threads break at each link; `some`: how often each chain."""
    found = dict.fromkeys(Link, 0)
    for one, times in some.items():
        for link, knot in one.knots.items():
            found[link] += times * knot.is_break
    return found
