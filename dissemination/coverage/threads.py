"""The strands of a directive's targets and solution groups for a few units, from what is stored."""

from collections.abc import Mapping, Sequence

from dissemination.coverage import thread_queries, thread_reports
from dissemination.coverage.thread import At, PlanFact, ReportFact, Strand
from dissemination.coverage.thread_reports import Owing
from dissemination.directives.models import SolutionGroup, Target
from dissemination.reporting.models import ReportingPeriod
from dissemination.units.levels import RANK
from dissemination.units.tree import Node

# Strands of each unit, by target or group.
Strands = dict[int, list[Strand]]
_NOTHING = (None, None)


class Loom:
    """What all threads of a directive share on one day, for the units of a page: plans and reports.

    `nodes`: those units. `counting`: the periods whose reports count.
    """

    def __init__(
        self,
        directive_id: int,
        nodes: Mapping[int, Node],
        at: At,
        counting: Sequence[ReportingPeriod],
        owing: Owing,
    ) -> None:
        self.directive_id, self.nodes, self.at, self.owing = directive_id, nodes, at, owing
        self.periods = {one.id: one for one in counting}
        self.plans = thread_queries.plans(directive_id, at, nodes.keys())
        self.reports = thread_reports.reports(counting, at, nodes.keys())
        self.sent = [one.report_id for one in self.reports.values() if one.report_id is not None]
        self.files = thread_reports.report_files(self.sent, at)

    def of_targets(self, targets: Sequence[Target]) -> Strands:
        """The strands of each target, by its id, in the order of `nodes`."""
        ids = [target.id for target in targets]
        lines = thread_queries.target_lines(self.directive_id, ids, self.nodes.keys())
        omitted = thread_queries.omissions(self.directive_id, ids, self.nodes.keys())
        figures = thread_reports.figures(self.sent, ids)

        def strand(target: Target, node: Node) -> Strand:
            plan, report = self.plans.get(node.id), self._report(node.id, target.id)
            key = _version(plan), target.id
            above, below = figures.get((_sent(report), target.id), _NOTHING)
            return Strand(
                node.id,
                asks_plan=RANK[node.level] <= RANK[target.level],
                plan=plan,
                lines=lines.get(key, 0),
                omitted=omitted.get(key),
                report=report,
                told=int(above is not None and below is not None),
                numerator=above,
                denominator=below,
                files=self.files.get(_sent(report), 0),
            )

        return {one.id: [strand(one, node) for node in self.nodes.values()] for one in targets}

    def of_groups(self, groups: Sequence[SolutionGroup]) -> Strands:
        """The strands of each solution group, by its id, in the order of `nodes`."""
        ids = [group.id for group in groups]
        tasks = thread_queries.group_tasks(self.directive_id, ids, self.at.day, self.nodes.keys())
        told = thread_reports.told_tasks(self.directive_id, self.sent, ids)
        files = thread_queries.task_files(self.directive_id, ids, self.at, self.nodes.keys())

        def strand(group: SolutionGroup, node: Node) -> Strand:
            plan = self.plans.get(node.id)
            report = self._newest(node.id, self.owing.for_tasks)
            count, done = tasks.get((_version(plan), group.id), (0, 0))
            of_tasks = files.get((plan.plan_id, group.id), 0) if plan else 0
            return Strand(
                node.id,
                plan=plan,
                lines=count,
                done=done,
                report=report,
                told=told.get((_sent(report), group.id), 0),
                files=of_tasks + self.files.get(_sent(report), 0),
            )

        return {one.id: [strand(one, node) for node in self.nodes.values()] for one in groups}

    def _report(self, unit_id: int, target_id: int) -> ReportFact | None:
        return self._newest(unit_id, self.owing.by_target.get(target_id, frozenset()))

    def _newest(self, unit_id: int, regime_ids: frozenset[int]) -> ReportFact | None:
        """Of several regimes that ask for the same, the report whose period ends last."""
        found = [
            self.reports[unit_id, regime]
            for regime in regime_ids
            if (unit_id, regime) in self.reports
        ]
        ends_on = {one.period_id: self.periods[one.period_id].ends_on for one in found}
        return max(found, key=lambda one: (ends_on[one.period_id], one.period_id), default=None)


def _version(plan: PlanFact | None) -> int:
    return plan.version_id if plan else 0


def _sent(report: ReportFact | None) -> int:
    return (report.report_id or 0) if report else 0
