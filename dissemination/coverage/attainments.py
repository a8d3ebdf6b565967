"""The attainment of targets beneath one unit, put together for a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dissemination.coverage import (
    attainment,
    attainment_queries,
    attainment_sums,
    attainment_trees,
    thread_queries,
)
from dissemination.coverage.attainment import Figure, Reached, YearValue
from dissemination.coverage.attainment_trees import Standing, Trees
from dissemination.coverage.thread_queries import Ground
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Target
from dissemination.plans.models import PlanTarget
from dissemination.reporting.models import ReportingPeriod
from dissemination.reporting.rates import Pooled


@dataclass(frozen=True, slots=True)
class Line:
    """One unit beneath, in one period; `obligation_id` is of the report behind its figure."""

    unit_id: int
    reached: Reached
    obligation_id: int
    source_id: int
    sources: int


@dataclass(frozen=True, slots=True)
class Survey:
    """One target beneath a unit.

    `period` is the one asked for, `series` all periods of its regime by their end. `path` are the
    demands of the directive, `plan` what the unit's own plan says.
    """

    target: Target
    path: Sequence[YearValue]
    plan: PlanTarget | None
    period: ReportingPeriod | None = None
    whole: Reached | None = None
    lines: Sequence[Line] = ()
    series: Sequence[tuple[ReportingPeriod, Reached]] = ()

    @property
    def given(self) -> Sequence[Line]:
        return [line for line in self.lines if line.reached.pooled.given]

    @property
    def missing(self) -> Sequence[Line]:
        """Units that gave no figure, or not all that are together in them."""
        return [line for line in self.lines if line.reached.pooled.missing]


def asked_in(plan: PlanTarget | None, path: Sequence[YearValue], year: int) -> YearValue | None:
    """What counts in a year: the unit's own plan, or the directive where it says nothing for any year."""
    own = attainment_queries.values_of(plan) if plan else []
    return attainment.aim_in(own or path, year)


class Surveyor:
    """Counts targets of one directive beneath one unit at the end of the ground's day.

    `as_it_is`: by today's units, each with all that were merged into it. `named`: the units of whose
    people the reader may read the names, None: all; of others shares of very few people are left out.
    """

    def __init__(
        self,
        unit_id: int,
        ground: Ground,
        named: Collection[int] | None = None,
        *,
        as_it_is: bool = False,
    ) -> None:
        self.unit_id, self.at, self.as_it_is = unit_id, ground.at, as_it_is
        self.directive_id, self.owing, self.opened = (
            ground.directive_id,
            ground.owing,
            ground.opened,
        )
        self.named = named
        self.trees = Trees()
        self.heirs = attainment_trees.heirs(self.at.day) if as_it_is else {}

    def periods_of(self, target_id: int) -> list[ReportingPeriod]:
        """The periods in which a target was asked for, the oldest first."""
        regimes = self.owing.by_target.get(target_id, frozenset())
        return [one for one in self.opened if one.regime_id in regimes]

    def newest(self, target_id: int) -> ReportingPeriod | None:
        """The newest period that was due, else the newest opened."""
        some = self.periods_of(target_id)
        due = [one for one in some if one.due_on < self.at.day]
        return next(reversed(due or some), None)

    def latest(self, targets: Sequence[Target]) -> list[Survey]:
        """Each target in its newest period, all units together."""
        periods = {target.id: self.newest(target.id) for target in targets}
        asked = [one for one in periods.values() if one]
        figures = self._figures(asked, [one.id for one in targets])
        aims = self._aims([self.unit_id], targets)
        return [self._survey(one, periods[one.id], figures, aims) for one in targets]

    def whole(self, target: Target, period: ReportingPeriod | None) -> Survey:
        """One target in one period, with every unit's own plan and with all periods of its regime."""
        if period is None:
            return self._survey(target, None, {}, self._aims([self.unit_id], [target]))
        series = [one for one in self.periods_of(target.id) if one.regime_id == period.regime_id]
        summed = self._summed([one for one in series if one.id != period.id], target)
        figures = self._figures([one for one in series if one.id not in summed], [target.id])
        aims = self._aims([self.unit_id, *figures[period.id]], [target])
        lines = self._lines(target, period, figures[period.id], aims)
        told = [
            (
                one,
                self._judged(target, one, self.unit_id, summed[one.id], aims)
                if one.id in summed
                else self._whole(target, one, figures[one.id], aims),
            )
            for one in series
        ]
        return replace(self._survey(target, period, figures, aims), lines=lines, series=told)

    def in_period(self, targets: Sequence[Target], period: ReportingPeriod) -> list[Survey]:
        """These targets in one period, each with every unit beneath; of aims only the unit's own."""
        figures = self._figures([period], [one.id for one in targets])
        aims = self._aims([self.unit_id], targets)
        return [
            replace(
                self._survey(one, period, figures, aims),
                lines=self._lines(one, period, figures[period.id], aims),
            )
            for one in targets
        ]

    def _lines(
        self,
        target: Target,
        period: ReportingPeriod,
        by_unit: Mapping[int, Mapping[int, Sequence[Figure]]],
        aims: Mapping[tuple[int, int], PlanTarget],
    ) -> list[Line]:
        return [
            _line(unit_id, some[target.id], self._reached(target, period, unit_id, some, aims))
            for unit_id, some in by_unit.items()
        ]

    def _figures(
        self, periods: Sequence[ReportingPeriod], target_ids: Sequence[int]
    ) -> attainment_queries.ByPeriod:
        periods = list({one.id: one for one in periods}.values())
        standings = {one.id: self._standing(one) for one in periods}
        found = attainment_queries.figures_beneath(
            self.unit_id, periods, target_ids, self.at, standings
        )
        return self._with_own(found, target_ids)

    def _summed(self, periods: Sequence[ReportingPeriod], target: Target) -> dict[int, Pooled]:
        """The periods of which no single unit must be known."""
        hides_some = self.named is not None and target.measure == SHARE
        if self.heirs or hides_some:
            return {}
        nodes = {one.id: [self.unit_id] for one in periods}
        standings = {one.id: self._standing(one) for one in periods}
        beneath = attainment_queries.beneath(nodes, standings)
        return attainment_sums.pooled(beneath, target, self.at)

    def _standing(self, period: ReportingPeriod) -> Standing:
        then = self.trees.at(period.opens_on)
        return Standing(self.trees.at(self.at.day) if self.as_it_is else then, then, self.heirs)

    def _with_own(
        self, found: attainment_queries.ByPeriod, target_ids: Sequence[int]
    ) -> attainment_queries.ByPeriod:
        """Where nobody beneath owed a report the unit's own stands for it."""
        empty = [period_id for period_id, by_unit in found.items() if not by_unit]
        if empty:
            own = attainment_queries.own_figures(self.unit_id, empty, target_ids, self.at)
            for period_id, figures in own.items():
                found[period_id][self.unit_id] = {key: [one] for key, one in figures.items()}
        return found

    def _aims(
        self, unit_ids: Sequence[int], targets: Sequence[Target]
    ) -> dict[tuple[int, int], PlanTarget]:
        """The lines of issued plans, by unit and target."""
        plans = thread_queries.plans(self.directive_id, self.at, unit_ids)
        versions = {plan.version_id: unit_id for unit_id, plan in plans.items() if plan.is_issued}
        lines = attainment_queries.asked_by_plans(list(versions), [one.id for one in targets])
        return {(versions[version], target): line for (version, target), line in lines.items()}

    def _survey(
        self,
        target: Target,
        period: ReportingPeriod | None,
        figures: attainment_queries.ByPeriod,
        aims: Mapping[tuple[int, int], PlanTarget],
    ) -> Survey:
        path = attainment_queries.asked_of_directive(target.values)
        plan = aims.get((self.unit_id, target.id))
        if period is None:
            return Survey(target, path, plan)
        whole = self._whole(target, period, figures[period.id], aims)
        return Survey(target, path, plan, period, whole)

    def _whole(
        self,
        target: Target,
        period: ReportingPeriod,
        by_unit: Mapping[int, Mapping[int, Sequence[Figure]]],
        aims: Mapping[tuple[int, int], PlanTarget],
    ) -> Reached:
        every = [figure for some in by_unit.values() for figure in some[target.id]]
        return self._reached(target, period, self.unit_id, {target.id: every}, aims)

    def _reached(
        self,
        target: Target,
        period: ReportingPeriod,
        unit_id: int,
        figures: Mapping[int, Sequence[Figure]],
        aims: Mapping[tuple[int, int], PlanTarget],
    ) -> Reached:
        given = figures[target.id]
        told = attainment.told(given, target.measure, self.named)
        pooled = attainment.pooled(told, target.measure)
        hidden = bool(given) and not told
        return self._judged(target, period, unit_id, pooled, aims, is_hidden=hidden)

    def _judged(
        self,
        target: Target,
        period: ReportingPeriod,
        unit_id: int,
        pooled: Pooled,
        aims: Mapping[tuple[int, int], PlanTarget],
        *,
        is_hidden: bool = False,
    ) -> Reached:
        plan = aims.get((unit_id, target.id))
        path = attainment_queries.asked_of_directive(target.values)
        counts = asked_in(plan, path, period.ends_on.year)
        return Reached(
            pooled,
            target.measure,
            counts.aim if counts else None,
            plan.baseline if plan else None,
            is_hidden=is_hidden,
        )


def _line(unit_id: int, figures: Sequence[Figure], reached: Reached) -> Line:
    first = figures[0]
    return Line(unit_id, reached, first.obligation_id, first.unit_id, len(figures))
