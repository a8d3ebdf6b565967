"""What boards count, for every unit: a plan, and a monthly report with its figures and all its steps."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa

from dissemination import clock
from dissemination.coverage import publishing
from dissemination.coverage.publishing import Terms
from dissemination.database import Base, db
from dissemination.directives.models import Directive, Target
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
    PeriodKind,
    RegimeItem,
    Report,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
    ReportTransition,
)
from dissemination.reporting.models import ObligationState as State
from dissemination.sample import bulk
from dissemination.units.models import Unit

_LAST: Final = date(2026, 10, 1)  # the month that is reported last
_OBLIGATIONS: Final = (
    "id", "period_id", "unit_id", "state", "due_on", "first_submitted_at", "submitted_at",
    "accepted_submitted_at", "accepted_at", "settled_reason",
)  # fmt: skip
_STEPS: Final = (
    "obligation_id", "ordinal", "step", "from_state", "to_state", "at", "actor", "post", "reason",
)  # fmt: skip
_MADE_AT: Final = datetime(2023, 12, 1, 5, tzinfo=UTC)


class Duty(NamedTuple):
    """One unit's report for one period; `luck` from 0 to 1 says what becomes of it."""

    id: int
    period_id: int
    unit_id: int
    due_on: date
    luck: float

    @property
    def sent_at(self) -> datetime | None:
        """Most a day early, some three days late, a few not at all."""
        if self.luck > 0.97:
            return None
        return _noon(self.due_on + timedelta(days=3 if self.luck > 0.9 else -1))

    @property
    def taken_at(self) -> datetime | None:
        """A few wait for their receiver."""
        if self.sent_at is None or self.luck <= 0.03:
            return None
        return self.sent_at + timedelta(days=5)


def monthly_duties(months: str) -> dict[str, int]:
    """Give every unit a plan and so many monthly reports, and publish it all; what that made."""
    directive = db.session.scalars(
        sa.select(Directive).where(Directive.number == "116-NQ/TU")
    ).one()
    targets = list(
        db.session.scalars(
            sa.select(Target.id).where(Target.directive_id == directive.id).order_by(Target.id)
        )
    )
    units = list(db.session.scalars(sa.select(Unit.id).order_by(Unit.id)))
    periods = _periods(directive.id, units[0], int(months), targets)
    with bulk.roomy():
        reports = _report(periods, units, targets)
        plans = _plan(directive.id, units, targets[0])
    publishing.save(directive.id, Terms(shows_tasks=True))
    publishing.show(directive.id)
    db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    return {
        "directive": directive.id,
        "period": periods[-1].id,
        "units": len(units),
        "reports": reports,
        "plans": plans,
    }


# --- reports ------------------------------------------------------------------------------------


def _periods(
    directive_id: int, root_id: int, months: int, targets: Sequence[int]
) -> list[ReportingPeriod]:
    regime = ReportingRegime(
        directive_id=directive_id,
        root_unit_id=root_id,
        title="Báo cáo tháng",
        period_kind=PeriodKind.MONTHLY,
        starts_on=_month(0, months),
        created_at=clock.now(),
        asks_tasks=False,
    )
    regime.items = [
        RegimeItem(position=place, kind=ItemKind.TARGET, target_id=target)
        for place, target in enumerate(targets, 1)
    ]
    starts = [_month(number, months) for number in range(months + 1)]
    periods = [
        ReportingPeriod(
            regime=regime,
            starts_on=start,
            ends_on=following - timedelta(days=1),
            opens_on=following - timedelta(days=10),
            due_on=following + timedelta(days=7),
            opened_at=_noon(following - timedelta(days=10)),
        )
        for start, following in pairwise(starts)
    ]
    db.session.add_all(periods)
    db.session.flush()
    return periods


def _month(number: int, months: int) -> date:
    """The first day of a month of so many, of which the last is `_LAST`."""
    index = _LAST.year * 12 + _LAST.month - months + number
    return date(index // 12, index % 12 + 1, 1)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def _report(periods: list[ReportingPeriod], units: list[int], targets: list[int]) -> int:
    luck, first = Random(116), bulk.next_id(_table(Obligation))
    owed = ((period, unit_id) for period in periods for unit_id in units)
    duties = [
        Duty(number, period.id, unit_id, period.due_on, luck.random())
        for number, (period, unit_id) in enumerate(owed, first)
    ]
    sent = [(duty, duty.sent_at) for duty in duties if duty.sent_at]
    report = bulk.next_id(_table(Report))
    _insert(Obligation, _OBLIGATIONS, map(_owed, duties))
    _insert(ReportTransition, _STEPS, _steps(duties))
    rows = ((number, duty.id, 1, at) for number, (duty, at) in enumerate(sent, report))
    _insert(Report, ("id", "obligation_id", "ordinal", "changed_at"), rows)
    figures = (
        (number, target, Decimal(duty.id % 20), Decimal(40))
        for number, (duty, _at) in enumerate(sent, report)
        for target in targets
    )
    _insert(ReportFigure, ("report_id", "target_id", "numerator", "denominator"), figures)
    return len(duties)


def _owed(duty: Duty) -> tuple[Any, ...]:
    sent, taken = duty.sent_at, duty.taken_at
    state = State.OPEN if sent is None else State.ACCEPTED if taken else State.SUBMITTED
    return (
        duty.id, duty.period_id, duty.unit_id, state, duty.due_on, sent, sent,
        sent if taken else None, taken, "",
    )  # fmt: skip


def _steps(duties: list[Duty]) -> Iterator[tuple[Any, ...]]:
    way = (
        ("draft", State.OPEN, State.DRAFT),
        ("approve", State.DRAFT, State.APPROVED),
        ("submit", State.APPROVED, State.SUBMITTED),
    )
    for duty in duties:
        if duty.sent_at:
            for step, before, after in way:
                yield duty.id, 1, step, before, after, duty.sent_at, "Cán bộ", "", ""
        if duty.taken_at:
            taken = ("accept", State.SUBMITTED, State.ACCEPTED, duty.taken_at)
            yield duty.id, 1, *taken, "Thư ký", "", ""


# --- plans --------------------------------------------------------------------------------------


def _plan(directive_id: int, units: list[int], target: int) -> int:
    """Each of the units that the sample left without gets one in force that serves a target."""
    has_one = set(db.session.scalars(sa.select(Plan.unit_id)))
    lacking = [unit_id for unit_id in units if unit_id not in has_one]
    plan, version = bulk.next_id(_table(Plan)), bulk.next_id(_table(PlanVersion))
    aimed, places = bulk.next_id(_table(PlanTarget)), range(len(lacking))
    columns: tuple[str, ...] = (
        "id", "unit_id", "directive_id", "kind", "first_year", "last_year", "created_at",
        "last_line",
    )  # fmt: skip
    span = PlanKind.PLAN, 2023, 2025, _MADE_AT, 1
    _insert(Plan, columns, ((plan + n, lacking[n], directive_id, *span) for n in places))
    columns = ("id", "plan_id", "state", "title", "state_since")
    rows = ((version + n, plan + n, PlanState.ACTIVE, "Kế hoạch", _MADE_AT) for n in places)
    _insert(PlanVersion, columns, rows)
    issued = "issue", PlanState.ACCEPTED, PlanState.ACTIVE, _MADE_AT, "Văn thư"
    columns = ("version_id", "step", "from_state", "to_state", "at", "actor")
    _insert(PlanTransition, columns, ((version + n, *issued) for n in places))
    columns = ("id", "version_id", "line", "position", "target_id", "baseline")
    aims = ((aimed + n, version + n, 1, 1, target, Decimal(9)) for n in places)
    _insert(PlanTarget, columns, aims)
    columns = ("plan_target_id", "year", "value")
    _insert(PlanTargetValue, columns, ((aimed + n, 2025, Decimal(25)) for n in places))
    return len(lacking)


def _insert(model: type[Base], columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    bulk.insert(_table(model), columns, rows)
    if "id" in columns:
        bulk.continue_ids(_table(model))


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
