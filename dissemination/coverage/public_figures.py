"""The figures of a public page: counted as everywhere else, less what is too small to be told.

Nothing here names a person. A share of fewer than five people could tell who they are: it is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dissemination.coverage import public_queries
from dissemination.coverage.attainment import aim_in
from dissemination.coverage.public_models import Publication
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Target, TargetValue
from dissemination.plans import briefing_coverage, briefing_queries
from dissemination.plans.briefing_coverage import Coverage
from dissemination.reporting import consolidation, rates, tallies
from dissemination.reporting.models import Obligation, ReportingPeriod
from dissemination.reporting.rates import Aim, Pooled, Rate, Tally
from dissemination.text import fold
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel
from dissemination.units.queries import tree_at
from dissemination.units.tree import Node, UnitTree

SMALLEST_GROUP: Final = 5
LAST_PERIODS: Final = 4


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target, what it asks for next, and how far it is; `pooled` None: nobody has told, or too few."""

    target: Target
    asked: TargetValue | None
    pooled: Pooled | None
    is_too_small: bool = False

    @property
    def actual(self) -> Decimal | None:
        """In the target's own measure."""
        if self.pooled is None or not self.pooled.given:
            return None
        if self.target.measure != SHARE:
            return self.pooled.numerator
        ratio = self.pooled.ratio
        return None if ratio is None else 100 * ratio

    @property
    def is_met(self) -> bool | None:
        if self.asked is None:
            return None
        aim = Aim(self.asked.operator, self.asked.value, self.asked.low, self.asked.high)
        return rates.is_met(aim, self.actual)


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """How well a period's reports came in."""

    period: ReportingPeriod
    tally: Tally


@dataclass(frozen=True)
class Ground:
    """Everything the pages of one publication count from, as it is on a day."""

    publication: Publication
    day: date
    tree: UnitTree
    covered: Mapping[int, Coverage]
    whole: Coverage
    numbers: Mapping[int, str]
    period: ReportingPeriod | None
    duties: Mapping[int, Obligation]
    lines: Sequence[PeriodLine]

    @property
    def members(self) -> Rate | None:
        """Party members present of those due, unless they are too few to be told."""
        due = self.whole.due
        return Rate(self.whole.present, due) if due >= SMALLEST_GROUP else None

    @property
    def plans(self) -> Rate:
        """Units with a plan in force of all units."""
        return Rate(len(self.tree.nodes.keys() & self.numbers.keys()), len(self.tree.nodes))

    @property
    def named(self) -> list[Node]:
        """The units that may be named, from the top down."""
        lowest = RANK[self.publication.lowest_level]
        some = (node for root in self.tree.roots for node in self.tree.subtree(root.id))
        return [node for node in some if RANK[node.level] <= lowest]


def ground(publication: Publication, today: date) -> Ground:
    """Counted for the units that had to brief (`briefing_asking.obliged_on`)."""
    directive_id = publication.directive_id
    order = briefing_queries.order_of(directive_id)
    day = briefing_queries.obliged_on(order, briefing_queries.conference_days(), today)
    tree = tree_at(day)
    held = briefing_queries.held(directive_id)
    lines = _periods(directive_id, today)
    latest = lines[0].period if lines else None
    return Ground(
        publication=publication,
        day=today,
        tree=tree,
        covered=briefing_coverage.cover(tree, held),
        whole=briefing_coverage.total(tree.nodes, held),
        numbers=public_queries.numbers_in_force(directive_id),
        period=latest,
        duties=public_queries.duties_of(latest.id) if latest else {},
        lines=lines,
    )


def _periods(directive_id: int, today: date) -> list[PeriodLine]:
    """The last periods that are over, the newest first: of one that runs nobody owes anything yet."""
    over = [one for one in public_queries.periods(directive_id) if one.ends_on < today]
    counted = tallies.tallies([one.id for one in over[:LAST_PERIODS]])
    return [PeriodLine(one, counted[one.id]) for one in over[:LAST_PERIODS]]


def target_lines(ground: Ground) -> list[TargetLine]:
    """The directive's targets over the units that report straight to the top."""
    targets = ground.publication.directive.targets
    pooled = _pooled(ground)
    year = (ground.period.ends_on if ground.period else ground.day).year  # as attainment is judged
    return [target_line(target, pooled.get(target.id), year) for target in targets]


def _pooled(ground: Ground) -> dict[int, Pooled]:
    if ground.period is None:
        return {}
    root = ground.period.regime.root_unit_id
    duties = consolidation.children(ground.period, root)
    return {one.target.id: one.pooled for one in consolidation.sums(ground.period, duties)}


def target_line(target: Target, pooled: Pooled | None, year: int) -> TargetLine:
    asked = aim_in(target.values, year)
    if pooled is None or not pooled.given:
        return TargetLine(target, asked, None)
    too_small = pooled.denominator < SMALLEST_GROUP and target.measure == SHARE
    return TargetLine(target, asked, None if too_small else pooled, too_small)


def found_units(ground: Ground, text: str, level: UnitLevel | None) -> list[Node]:
    """The named units that match."""
    words = fold(text).split()
    return [
        node
        for node in ground.named
        if (level is None or node.level is level)
        and all(f" {word}" in f" {fold(node.name)}" for word in words)
    ]
