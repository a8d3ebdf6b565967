"""What a page shows at each link of a thread: shape, word, more about it, and where it is mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from dissemination.coverage import thread_words
from dissemination.coverage.thread import Chain, Link, Stand, Strand
from dissemination.directives.models import Operator
from dissemination.directives.wording import number_text
from dissemination.plans.models import PlanTarget, PlanTargetValue
from dissemination.plans.wording import STATES as PLAN_STATES
from dissemination.reporting.models import ReportingPeriod
from dissemination.units.tree import Node
from dissemination.web.filters import day, number, percent


@dataclass(frozen=True, slots=True)
class Cell:
    """One link on screen."""

    kind: str
    word: str
    href: str = ""
    details: Sequence[str] = ()
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of one page need besides their strands.

    `own`: the units for which the reader himself writes plans.
    """

    directive_id: int
    periods: Mapping[int, ReportingPeriod]
    own: frozenset[int] = frozenset()
    is_target: bool = False
    aims: Mapping[tuple[int, int], Sequence[PlanTarget]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One strand of a page; `thing_id` is the target's or group's."""

    node: Node
    thing_id: int
    strand: Strand
    chain: Chain


def cells(row: Row, known: Known) -> dict[Link, Cell]:
    """The five cells of a row."""
    said = {
        Link.PLAN: _plan_details(row.strand),
        Link.LINE: _line_details(row, known),
        Link.REPORT: _report_details(row.strand, known),
        Link.EVIDENCE: _evidence_details(row.strand),
        Link.VERDICT: [],
    }
    return {link: _cell(row, known, link, said[link]) for link in Link}


def _cell(row: Row, known: Known, link: Link, details: Sequence[str]) -> Cell:
    knot = row.chain[link]
    has_page = knot.stand not in (Stand.BLOCKED, Stand.NOT_ASKED)
    return Cell(
        thread_words.kind(knot),
        thread_words.word(link, knot),
        _href(row, known, link) if has_page else "",
        details if has_page else (),
        knot.is_break,
    )


def _href(row: Row, known: Known, link: Link) -> str:
    """Where the link is read or, when it is broken, mended."""
    unit_id, plan, report = row.node.id, row.strand.plan, row.strand.report
    if link in (Link.PLAN, Link.LINE):
        if plan is None:
            return _to_begin(row.node, known)
        anchor = "targets" if known.is_target else "tasks"
        version: dict[str, Any] = {
            "plan_id": plan.plan_id,
            "version": plan.ordinal,
            "unit_id": unit_id,
        }
        if link is Link.LINE:
            return url_for("plans.show", _anchor=anchor, **version)
        return url_for("plans.show", **version)
    assert report is not None, "only who owes a report has a link there"
    anchor = "evidence" if link is Link.EVIDENCE else ""
    where: dict[str, Any] = {"unit_id": unit_id, "obligation_id": report.obligation_id}
    return url_for("report.show", _anchor=anchor or None, **where)


def _to_begin(node: Node, known: Known) -> str:
    """A plan is begun by the unit itself; others find it among those without one."""
    if node.id in known.own:
        return url_for("plans.new", unit_id=node.id)
    wanted: dict[str, Any] = {"directive": known.directive_id, "state": "none", "q": node.name}
    return url_for("plans.index", **wanted)


# --- what stands beneath the word ----------------------------------------------------------------


def _plan_details(strand: Strand) -> list[str]:
    plan = strand.plan
    return [] if plan is None or plan.is_issued else [str(PLAN_STATES[plan.state])]


def _line_details(row: Row, known: Known) -> list[str]:
    strand = row.strand
    if strand.omitted and not strand.lines:
        return [strand.omitted]
    if strand.plan is None or not strand.lines:
        return []
    key = strand.plan.version_id, row.thing_id
    if lines := known.aims.get(key):
        return [aim_text(line) for line in lines]
    done = _("%(n)s/%(all)s nhiệm vụ đã xong", n=number(strand.done), all=number(strand.lines))
    return [str(done)]


def aim_text(line: PlanTarget) -> str:
    """ "Hiện trạng 9,1%; năm 2024: 9,5%; năm 2025: 10%"."""
    begun = _measured(number_text(line.baseline), line.measure) if line.baseline is not None else ""
    said = [str(_("hiện trạng %(value)s", value=begun))] if begun else []
    for one in line.values:
        value = _measured(_value_text(line.operator, one), line.measure)
        said.append(str(_("năm %(year)s: %(value)s", year=one.year, value=value)))
    return "; ".join(said)


def _value_text(operator: Operator, value: PlanTargetValue) -> str:
    if operator is Operator.RANGE:
        return f"{number_text(value.low)}–{number_text(value.high)}"
    return number_text(value.value)


def _measured(text: str, measure: str) -> str:
    return f"{text}%" if measure == "%" else f"{text} {measure}".strip()


def _report_details(strand: Strand, known: Known) -> list[str]:
    report = strand.report
    if report is None:
        return []
    period = known.periods[report.period_id]
    span = str(
        _(
            "kỳ %(from_day)s – %(to_day)s",
            from_day=day(period.starts_on),
            to_day=day(period.ends_on),
        )
    )
    if strand.numerator is not None or strand.denominator is not None:
        return [figure_text(strand.numerator, strand.denominator), span]
    if strand.told and report.report_id is not None:
        return [str(_("%(n)s nhiệm vụ được báo cáo", n=number(strand.told))), span]
    return [span]


def figure_text(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """ "12/60 (20,0%)"; what is missing is a dash, and there is no share of nobody."""
    above, below = number_text(numerator) or "—", number_text(denominator) or "—"
    if numerator is None or not denominator:
        return f"{above}/{below}"
    return f"{above}/{below} ({percent(float(numerator), float(denominator))})"


def _evidence_details(strand: Strand) -> list[str]:
    return [str(_("%(n)s tệp", n=number(strand.files)))] if strand.files else []
