"""The figures of a public page: counted as everywhere else, less what is too small to be told.

Nothing here names a person. A share of fewer than five people could tell who they are: it is left out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from dissemination import clock
from dissemination.coverage import attainment_queries, public_queries
from dissemination.coverage.attainment import aim_in
from dissemination.coverage.attainment_trees import Standing, Trees
from dissemination.coverage.public_models import Publication
from dissemination.coverage.public_units import NamedUnits
from dissemination.coverage.thread import At
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Target, TargetValue
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_cascade import Cascade
from dissemination.plans.briefing_coverage import Coverage
from dissemination.plans.briefing_sums import Part
from dissemination.reporting import rates, tallies
from dissemination.reporting.models import ReportingPeriod
from dissemination.reporting.queries import targets_of
from dissemination.reporting.rates import Aim, Pooled, Rate, Tally
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel

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


class LevelLine(NamedTuple):
    """Of the units of a level: those that have briefed, and those with a plan in force."""

    level: UnitLevel
    verified: int
    planned: int
    units: int


@dataclass(frozen=True)
class Ground:
    """What the pages of one publication count from, as it is on a day; read when it is asked for.

    `base` is the day of the units that had to brief (`briefing_queries.obliged_on`).
    """

    publication: Publication
    day: date
    base: date

    @cached_property
    def cascade(self) -> Cascade:
        return Cascade(Part(self.publication.directive_id, self.base, None, None))

    @property
    def whole(self) -> Coverage:
        return self.cascade.whole

    @property
    def members(self) -> Rate | None:
        """Party members present of those due, unless they are too few to be told."""
        due = self.whole.due
        return Rate(self.whole.present, due) if due >= SMALLEST_GROUP else None

    @cached_property
    def levels(self) -> list[LevelLine]:
        """Every level that has units, from the top down."""
        rows = public_queries.by_level(self.publication.directive_id, self.base)
        return sorted((LevelLine(*row) for row in rows), key=lambda line: RANK[line.level])

    @property
    def plans(self) -> Rate:
        """Units with a plan in force of all units."""
        planned = sum(line.planned for line in self.levels)
        return Rate(planned, sum(line.units for line in self.levels))

    @property
    def named(self) -> NamedUnits:
        return NamedUnits(self.publication.lowest_level, self.base)

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """The last that are over, the newest first: of one that runs nobody owes anything yet."""
        every = public_queries.periods(self.publication.directive_id)
        return [one for one in every if one.ends_on < self.day][:LAST_PERIODS]

    @cached_property
    def lines(self) -> list[PeriodLine]:
        counted = tallies.tallies([one.id for one in self.periods])
        return [PeriodLine(one, counted[one.id]) for one in self.periods]

    @property
    def period(self) -> ReportingPeriod | None:
        return self.periods[0] if self.periods else None


def ground(publication: Publication, today: date) -> Ground:
    """Counted for the units that had to brief."""
    order = briefing_queries.order_of(publication.directive_id)
    base = briefing_queries.obliged_on(order, briefing_queries.conference_days(), today)
    return Ground(publication, today, base)


def target_lines(ground: Ground) -> list[TargetLine]:
    """The directive's targets over the units that report straight to the top."""
    targets = ground.publication.directive.targets
    pooled = _pooled(ground)
    year = (ground.period.ends_on if ground.period else ground.day).year  # as attainment is judged
    return [target_line(target, pooled.get(target.id), year) for target in targets]


def _pooled(ground: Ground) -> dict[int, Pooled]:
    """As consolidation takes them: of the units nearest beneath the top that owe a report."""
    if ground.period is None:
        return {}
    period, asked = ground.period, [one.id for one in targets_of(ground.period.regime)]
    tree = Trees().at(period.opens_on)
    at = At(ground.day, clock.end_of(ground.day), is_past=False)
    found = attainment_queries.figures_beneath(
        period.regime.root_unit_id, [period], asked, at, {period.id: Standing(tree, tree, {})}
    )
    return {
        target_id: rates.pooled(
            (one.numerator, one.denominator)
            for figures in found[period.id].values()
            for one in figures[target_id]
        )
        for target_id in asked
    }


def target_line(target: Target, pooled: Pooled | None, year: int) -> TargetLine:
    asked = aim_in(target.values, year)
    if pooled is None or not pooled.given:
        return TargetLine(target, asked, None)
    too_small = pooled.denominator < SMALLEST_GROUP and target.measure == SHARE
    return TargetLine(target, asked, None if too_small else pooled, too_small)
