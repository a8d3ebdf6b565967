"""More of what boards count: years of monthly reports, and a province of many units."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from dissemination.coverage import publishing
from dissemination.coverage.publishing import Terms
from dissemination.database import Base, db
from dissemination.directives.models import Directive, Target
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingForm,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.plans.models import (
    Plan,
    PlanKind,
    PlanState,
    PlanTarget,
    PlanTargetValue,
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
    ReportTransition,
)
from dissemination.sample import bulk
from dissemination.units.models import Unit, UnitLevel, UnitVersion

NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)
_STEPS = (
    ("draft", ObligationState.OPEN, ObligationState.DRAFT),
    ("approve", ObligationState.DRAFT, ObligationState.APPROVED),
    ("submit", ObligationState.APPROVED, ObligationState.SUBMITTED),
    ("accept", ObligationState.SUBMITTED, ObligationState.ACCEPTED),
)


def many_units(count: str) -> int:
    """Grassroots units beneath the sample's communes until there are `count`, each with a briefing
    and a plan; how many were made."""
    standing = db.session.scalar(sa.select(sa.func.count()).select_from(Unit)) or 0
    communes = list(
        db.session.scalars(
            sa.select(UnitVersion.unit_id).where(UnitVersion.level == UnitLevel.COMMUNE)
        )
    )
    directive_id = _directive_id()
    first = bulk.next_id(_table(Unit))
    made = range(first, first + int(count) - standing)
    _insert(Unit, ("id", "code"), ((one, f"CB-{one}") for one in made))
    columns = ("unit_id", "name", "level", "parent_id", "valid_from", "search_key")
    rows = (
        (one, f"Chi bộ số {one}", UnitLevel.GRASSROOTS, communes[one % len(communes)],
         date(2020, 1, 1), f" chi bo so {one}")
        for one in made
    )  # fmt: skip
    _insert(UnitVersion, columns, rows)
    _briefings(made, directive_id)
    _plans(made, directive_id)
    db.session.commit()
    return len(made)


def months_of_reports(months: str) -> int:
    """A monthly regime of all units with so many accepted periods; how many obligations."""
    directive_id = _directive_id()
    units = list(db.session.scalars(sa.select(Unit.id).order_by(Unit.id)))
    regime = ReportingRegime(
        directive_id=directive_id,
        root_unit_id=units[0],
        title="Báo cáo tháng",
        period_kind=PeriodKind.MONTHLY,
        starts_on=date(2018, 1, 1),
        created_at=NOON,
        asks_tasks=False,
    )
    targets = list(
        db.session.scalars(sa.select(Target.id).where(Target.directive_id == directive_id))
    )
    regime.items = [
        RegimeItem(position=place, kind=ItemKind.TARGET, target_id=target)
        for place, target in enumerate(targets, 1)
    ]
    db.session.add(regime)
    db.session.flush()
    periods = [_period(regime.id, month) for month in range(int(months))]
    db.session.add_all(periods)
    db.session.flush()
    count = _reports(periods, units[1:], targets)
    db.session.commit()
    return count


def publish() -> int:
    """Open the directive to everybody, its tasks too; which it is."""
    directive_id = _directive_id()
    publishing.save(directive_id, Terms(shows_tasks=True))
    publishing.show(directive_id)
    db.session.commit()
    return directive_id


def _period(regime_id: int, month: int) -> ReportingPeriod:
    starts_on = date(2019 + month // 12, month % 12 + 1, 1)
    return ReportingPeriod(
        regime_id=regime_id,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(27),
        opens_on=starts_on + timedelta(20),
        due_on=starts_on + timedelta(33),
        opened_at=datetime.combine(starts_on, NOON.time(), UTC),
    )


def _reports(periods: list[ReportingPeriod], units: list[int], targets: list[int]) -> int:
    first, report = bulk.next_id(_table(Obligation)), bulk.next_id(_table(Report))
    owed = [(period, unit) for period in periods for unit in units]
    duties = list(enumerate(owed, first))
    columns = (
        "id", "period_id", "unit_id", "state", "due_on", "first_submitted_at", "submitted_at",
        "accepted_at", "accepted_submitted_at",
    )  # fmt: skip
    _insert(
        Obligation,
        columns,
        (
            (one, period.id, unit, ObligationState.ACCEPTED, period.due_on, *[_sent(period)] * 4)
            for one, (period, unit) in duties
        ),
    )
    _insert(
        Report,
        ("id", "obligation_id", "changed_at"),
        ((one - first + report, one, _sent(period)) for one, (period, _unit) in duties),
    )
    _insert(
        ReportFigure,
        ("report_id", "target_id", "numerator", "denominator"),
        (
            (one - first + report, target, Decimal(one % 20), Decimal(40))
            for one, _owed in duties
            for target in targets
        ),
    )
    _insert(
        ReportTransition,
        ("obligation_id", "ordinal", "step", "from_state", "to_state", "at", "actor"),
        (
            (one, 1, step, before, after, _sent(period), "Cán bộ")
            for one, (period, _unit) in duties
            for step, before, after in _STEPS
        ),
    )
    return len(duties)


def _sent(period: ReportingPeriod) -> datetime:
    return datetime.combine(period.due_on, NOON.time(), UTC)


def _briefings(units: range, directive_id: int) -> None:
    """Two units of three have held theirs, verified."""
    first = bulk.next_id(_table(OnwardBriefing))
    held = [unit for unit in units if unit % 3]
    columns = (
        "id", "directive_id", "unit_id", "state", "form", "held_on", "members_total",
        "members_exempt", "present_members", "created_at",
    )  # fmt: skip
    _insert(
        OnwardBriefing,
        columns,
        (
            (one, directive_id, unit, BriefingState.VERIFIED, BriefingForm.HALL, NOON.date(), 30, 2, 25, NOON)
            for one, unit in enumerate(held, first)
        ),
    )  # fmt: skip
    _insert(
        BriefingEntry,
        ("briefing_id", "step", "at", "by", "changes"),
        (
            (one, step, NOON, "Cán bộ", {})
            for one, _unit in enumerate(held, first)
            for step in (BriefingStep.SUBMIT, BriefingStep.VERIFY)
        ),
    )


def _plans(units: range, directive_id: int) -> None:
    """Each with one version in force that serves one target."""
    plan, version = bulk.next_id(_table(Plan)), bulk.next_id(_table(PlanVersion))
    aimed = bulk.next_id(_table(PlanTarget))
    target = db.session.scalar(
        sa.select(Target.id).where(Target.directive_id == directive_id).order_by(Target.code)
    )
    places = range(len(units))
    columns = ("id", "unit_id", "directive_id", "kind", "first_year", "last_year", "created_at")
    rows = ((plan + n, units[n], directive_id, PlanKind.PLAN, 2023, 2025, NOON) for n in places)
    _insert(Plan, columns, rows)
    _insert(
        PlanVersion,
        ("id", "plan_id", "state", "title", "state_since"),
        ((version + n, plan + n, PlanState.ACTIVE, "Kế hoạch", NOON) for n in places),
    )
    _insert(
        PlanTransition,
        ("version_id", "step", "from_state", "to_state", "at", "actor"),
        ((version + n, "issue", PlanState.ACCEPTED, PlanState.ACTIVE, NOON, "x") for n in places),
    )
    _insert(
        PlanTarget,
        ("id", "version_id", "line", "position", "target_id", "baseline"),
        ((aimed + n, version + n, 1, 1, target, Decimal(9)) for n in places),
    )
    _insert(
        PlanTargetValue,
        ("plan_target_id", "year", "value"),
        ((aimed + n, 2025, Decimal(25)) for n in places),
    )


def _directive_id() -> int:
    return db.session.scalars(sa.select(Directive.id).where(Directive.number == "116-NQ/TU")).one()


def _insert(model: type[Base], columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    bulk.insert(_table(model), columns, rows)
    if "id" in columns:
        bulk.continue_ids(_table(model))


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
