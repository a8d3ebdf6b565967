"""One report as its page shows it: each target's cells beside the last period's."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dissemination.directives.models import Target
from dissemination.directives.wording import number_text
from dissemination.reporting import gaps, queries
from dissemination.reporting.gaps import ratio
from dissemination.reporting.models import ItemKind, Obligation, RegimeItem, Report, ReportFigure


@dataclass(frozen=True, slots=True)
class Line:
    """One target: what is said now and was said last, and the three cells as they are typed."""

    target: Target
    figure: ReportFigure | None
    before: ReportFigure | None
    numerator: str
    denominator: str
    comment: str

    @property
    def share(self) -> Decimal | None:
        return ratio(self.figure)

    @property
    def share_before(self) -> Decimal | None:
        return ratio(self.before)

    @property
    def points(self) -> Decimal | None:
        """By how many percentage points the share moved."""
        if self.share is None or self.share_before is None:
            return None
        return 100 * (self.share - self.share_before)

    @property
    def wants_comment(self) -> bool:
        return self.figure is None or gaps.wants_comment(self.figure, self.before)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and what is answered."""

    item: RegimeItem
    text: str


def lines(obligation: Obligation, report: Report | None, typed: Mapping[str, str]) -> list[Line]:
    """A line for each target of the form; `typed` is what a refused save leaves in the cells."""
    last = queries.report_before(obligation)
    before = {figure.target_id: figure for figure in last.figures} if last else {}
    now = {figure.target_id: figure for figure in report.figures} if report else {}
    return [
        _line(target, now.get(target.id), before.get(target.id), typed)
        for target in queries.targets_of(obligation.period.regime)
    ]


def _line(
    target: Target,
    figure: ReportFigure | None,
    before: ReportFigure | None,
    typed: Mapping[str, str],
) -> Line:
    kept = {
        "n": number_text(figure.numerator) if figure else "",
        "d": number_text(figure.denominator) if figure else "",
        "c": figure.comment if figure else "",
    }
    cells = {name: typed.get(f"{name}-{target.id}", text) for name, text in kept.items()}
    return Line(target, figure, before, cells["n"], cells["d"], cells["c"])


def answers(
    obligation: Obligation, report: Report | None, typed: Mapping[str, str]
) -> list[Answer]:
    """The form's questions with what is answered."""
    said = {answer.item_id: answer.text for answer in report.answers} if report else {}
    return [
        Answer(item, typed.get(f"a-{item.id}", said.get(item.id, "")))
        for item in obligation.period.regime.items
        if item.kind is ItemKind.QUESTION
    ]


def cells(obligation: Obligation, report: Report) -> dict[str, str]:
    """Every cell of the form by its name, as it is kept: what another's browser compares with."""
    found = {"difficulties": report.difficulties, "proposals": report.proposals}
    for line in lines(obligation, report, {}):
        found[f"n-{line.target.id}"] = line.numerator
        found[f"d-{line.target.id}"] = line.denominator
        found[f"c-{line.target.id}"] = line.comment
    for answer in answers(obligation, report, {}):
        found[f"a-{answer.item.id}"] = answer.text
    return found
