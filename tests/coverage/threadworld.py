"""A province whose plans and reports went every way they can: what threads are judged on."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session, scoped_session

from dissemination.directives.models import Directive, DirectiveKind, SolutionGroup, Target
from dissemination.plans.evidence_models import Evidence, EvidenceFolder, EvidenceKind
from dissemination.plans.models import (
    OmittedTarget,
    Plan,
    PlanKind,
    PlanState,
    PlanTarget,
    PlanTask,
    PlanTransition,
    PlanVersion,
)
from dissemination.reporting.models import (
    ItemKind,
    Obligation,
    ObligationState,
    PeriodKind,
    RegimeItem,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
    ReportTask,
    ReportTransition,
)
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast

P, S = PlanState, ObligationState
FIRST = date(2024, 1, 1)
DAYS = (date(2024, 2, 20), date(2024, 4, 15), date(2024, 6, 30))
# The way of a version and of a report, and where it may turn back.
_PLAN_WAY = (P.DRAFT, P.PRESENTED, P.SUBMITTED, P.ACCEPTED, P.ACTIVE)
_REPORT_WAY = (
    ("draft", S.DRAFT), ("approve", S.APPROVED), ("submit", S.SUBMITTED), ("accept", S.ACCEPTED),
)  # fmt: skip


@dataclass
class ThreadWorld:
    """A directive with a target for each of two levels and a group, asked for by two regimes."""

    session: scoped_session[Session]
    luck: Random
    units: list[Unit] = field(default_factory=list)
    directive: Directive = field(init=False)
    targets: list[Target] = field(init=False)
    group: SolutionGroup = field(init=False)

    def chance(self, share: float) -> bool:
        return self.luck.random() < share

    def later(self, moment: datetime) -> datetime:
        return moment + timedelta(days=self.luck.randrange(12), hours=self.luck.randrange(1, 23))


def made(session: scoped_session[Session], cast: Cast, seed: int) -> ThreadWorld:
    world = ThreadWorld(session, Random(seed))
    root = cast.unit("20", "Tỉnh ủy", UnitLevel.PROVINCE)
    districts = [cast.unit(f"18{n}", f"Huyện {n}", UnitLevel.DISTRICT, root) for n in range(3)]
    world.units = [root, *districts]
    world.units += [
        cast.unit(f"06{n:02}", f"Xã {n}", UnitLevel.COMMUNE, districts[n % 3]) for n in range(24)
    ]
    _directive(world)
    regimes = [_regime(world, asks_tasks=asks) for asks in (True, False)]
    for unit in world.units:
        if world.chance(0.85):
            _plan(world, unit, 2023)
        if world.chance(0.15):
            _plan(world, unit, 2026)
    for number, regime in enumerate(regimes):
        _periods(world, regime, months=1 + number)
    session.commit()
    return world


def _directive(world: ThreadWorld) -> None:
    world.directive = Directive(
        number="116-NQ/TU", kind=DirectiveKind.RESOLUTION, issuer="Tỉnh ủy", issued_on=FIRST, subject="x"
    )  # fmt: skip
    world.targets = [
        Target(code=f"T{n}", title="x", level=level, directive=world.directive)
        for n, level in enumerate((UnitLevel.DISTRICT, UnitLevel.COMMUNE))
    ]
    world.group = SolutionGroup(number=1, title="x", directive=world.directive)
    world.session.add_all([world.directive, *world.targets, world.group])
    world.session.flush()


# --- plans --------------------------------------------------------------------------------------


def _plan(world: ThreadWorld, unit: Unit, year: int) -> None:
    began = world.later(datetime(2024, 1, 1, tzinfo=UTC))
    plan = Plan(
        unit_id=unit.id, directive_id=world.directive.id, kind=PlanKind.PLAN, first_year=year,
        last_year=year + 2, created_at=began,
    )  # fmt: skip
    world.session.add(plan)
    first = _version(world, plan, 1)
    at = _walked(world, first, began)
    if first.state is P.ACTIVE and world.chance(0.4):
        second = _version(world, plan, 2)
        at = _walked(world, second, at, before_active=first)
    for version in plan.versions:
        if version.state is P.ACTIVE and world.chance(0.15):
            _step(version, P.CLOSED, world.later(at))
    world.session.flush()


def _version(world: ThreadWorld, plan: Plan, ordinal: int) -> PlanVersion:
    version = PlanVersion(
        plan=plan, ordinal=ordinal, title="x", state=P.DRAFT, state_since=plan.created_at
    )
    world.session.add(version)
    world.session.flush()
    for target in world.targets:
        if world.chance(0.6):
            world.session.add(
                PlanTarget(version_id=version.id, line=target.id, position=1, target_id=target.id)
            )
        elif world.chance(0.5):
            world.session.add(
                OmittedTarget(version_id=version.id, target_id=target.id, reason="không có")
            )
    if world.chance(0.6):
        task = PlanTask(version=version, line=9, position=1, solution_group_id=world.group.id)
        world.session.add(task)
        if world.chance(0.3):
            task.evidence_folder_id = _folder(world, EvidenceKind.TASK)
    return version


def _walked(
    world: ThreadWorld, version: PlanVersion, at: datetime, before_active: PlanVersion | None = None
) -> datetime:
    """The version goes some way, sometimes back and forth; when that was."""
    place = 0
    while place < len(_PLAN_WAY) - 1 and world.chance(0.85):
        at = world.later(at)
        if version.state is P.SUBMITTED and world.chance(0.25):
            _step(version, P.RETURNED, at)
            place = 0
            continue
        place += 1
        if _PLAN_WAY[place] is P.ACTIVE and before_active:
            _step(before_active, P.AMENDED, at)
            world.session.flush()
        _step(version, _PLAN_WAY[place], at)
    return at


def _step(version: PlanVersion, after: PlanState, at: datetime) -> None:
    version.transitions.append(
        PlanTransition(step="x", from_state=version.state, to_state=after, at=at, actor="x")
    )
    version.state, version.state_since = after, at


# --- reports ------------------------------------------------------------------------------------


def _regime(world: ThreadWorld, *, asks_tasks: bool) -> ReportingRegime:
    regime = ReportingRegime(
        directive_id=world.directive.id, root_unit_id=world.units[0].id, title="x", starts_on=FIRST,
        period_kind=PeriodKind.MONTHLY, created_at=datetime(2024, 1, 1, tzinfo=UTC), asks_tasks=asks_tasks,
    )  # fmt: skip
    asked = world.targets if asks_tasks else world.targets[:1]
    regime.items = [
        RegimeItem(position=n, kind=ItemKind.TARGET, target_id=one.id)
        for n, one in enumerate(asked, 1)
    ]
    world.session.add(regime)
    world.session.flush()
    return regime


def _periods(world: ThreadWorld, regime: ReportingRegime, months: int) -> None:
    for month in range(1, 7, months):
        starts_on = date(2024, month, 1)
        ends_on = starts_on + timedelta(days=28 * months)
        period = ReportingPeriod(
            regime_id=regime.id, starts_on=starts_on, ends_on=ends_on, opens_on=starts_on,
            due_on=ends_on + timedelta(days=5), opened_at=datetime(2024, month, 1, tzinfo=UTC),
        )  # fmt: skip
        world.session.add(period)
        world.session.flush()
        for unit in world.units[1:]:
            if world.chance(0.9):
                _report(world, period, unit)


def _report(world: ThreadWorld, period: ReportingPeriod, unit: Unit) -> None:
    owed = Obligation(period_id=period.id, unit_id=unit.id, state=S.OPEN, due_on=period.due_on)
    world.session.add(owed)
    world.session.flush()
    at = world.later(period.opened_at + timedelta(days=15))
    if world.chance(0.1):
        _taken(owed, "waive", S.WAIVED, 0, at)
        owed.settled_reason = "x"
        if world.chance(0.5):
            return
        at = world.later(at)
        _taken(owed, "restore", S.OPEN, 0, at)
    ordinal = 1
    while (at_end := _filed(world, owed, ordinal, at)) and world.chance(0.3):
        at = world.later(at_end)
        ordinal += 1
        _taken(owed, "correct", S.DRAFT, ordinal, at)


def _filed(world: ThreadWorld, owed: Obligation, ordinal: int, at: datetime) -> datetime | None:
    """One version goes some way; when it was accepted, None when it was not."""
    _content(world, owed, ordinal)
    way = list(_REPORT_WAY[1:] if ordinal > 1 else _REPORT_WAY)
    while way and world.chance(0.85):
        at = world.later(at)
        if owed.state is S.SUBMITTED and world.chance(0.25):
            _taken(owed, "return", S.RETURNED, ordinal, at)
            way = list(_REPORT_WAY)
            continue
        step, after = way.pop(0)
        _taken(owed, step, after, ordinal, at)
        if step == "submit":
            owed.submitted_at, owed.first_submitted_at = at, owed.first_submitted_at or at
        if step == "accept" and owed.accepted_at is None:
            owed.accepted_at, owed.accepted_submitted_at = at, owed.submitted_at
    return None if way else at


def _taken(owed: Obligation, step: str, after: ObligationState, ordinal: int, at: datetime) -> None:
    owed.transitions.append(
        ReportTransition(
            ordinal=ordinal, step=step, from_state=owed.state, to_state=after, at=at, actor="x"
        )
    )
    owed.state = after


def _content(world: ThreadWorld, owed: Obligation, ordinal: int) -> None:
    report = Report(
        obligation_id=owed.id, ordinal=ordinal, changed_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    if world.chance(0.5):
        report.evidence_folder_id = _folder(world, EvidenceKind.REPORT)
    report.figures = [
        ReportFigure(
            target_id=one.id,
            numerator=world.luck.choice((None, 3, 4)),
            denominator=world.luck.choice((None, 10, 0, 9)),
        )
        for one in world.targets
        if world.chance(0.85)
    ]
    if world.chance(0.5):
        report.tasks = [ReportTask(line=world.luck.choice((8, 9)), content="x", percentage=1)]
    world.session.add(report)


def _folder(world: ThreadWorld, kind: EvidenceKind) -> int:
    folder = EvidenceFolder(kind=kind)
    world.session.add(folder)
    world.session.flush()
    if world.chance(0.8):
        world.session.add(
            Evidence(
                folder_id=folder.id, added_at=world.later(datetime(2024, world.luck.randrange(1, 7), 1, tzinfo=UTC)),
                title="x", file_name="x", content_type="x", size=1, sha256="0" * 64, stored_name=f"x{folder.id}",
            )
        )  # fmt: skip
    return folder.id
