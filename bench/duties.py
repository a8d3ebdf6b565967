"""Five years of duties for the boards of a directive: a monthly regime that every unit owes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, Final, cast

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import Base, db
from dissemination.directives.models import Directive
from dissemination.plans.models import Plan, PlanKind, PlanState, PlanVersion
from dissemination.reporting.models import (
    Obligation,
    PeriodKind,
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


def five_years(months: str = "60") -> dict[str, int]:
    """Give every unit a plan and, with all its steps, a report a month, most of them in time; what
    that made.
    """
    directive_id = db.session.scalars(
        sa.select(Directive.id).where(Directive.number == "116-NQ/TU")
    ).one()
    units = list(db.session.scalars(sa.select(Unit.id).order_by(Unit.id)))
    periods = _periods(directive_id, units[0], int(months))
    luck = Random(116)
    first = bulk.next_id(_table(Obligation))
    duties = [
        (first + number, period.id, unit_id, period.due_on, luck.random())
        for number, (period, unit_id) in enumerate((p, u) for p in periods for u in units)
    ]
    bulk.insert(_table(Obligation), _OBLIGATIONS, map(_owed, duties))
    bulk.continue_ids(_table(Obligation))
    bulk.insert(_table(ReportTransition), _STEPS, _steps(duties))
    plans = _plans(directive_id, units)
    db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    return {
        "directive": directive_id,
        "units": len(units),
        "obligations": len(duties),
        "plans": plans,
    }


def _periods(directive_id: int, root_id: int, months: int) -> list[ReportingPeriod]:
    regime = ReportingRegime(
        directive_id=directive_id,
        root_unit_id=root_id,
        title="Báo cáo tháng",
        period_kind=PeriodKind.MONTHLY,
        starts_on=_month(0, months),
        created_at=clock.now(),
    )
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


def _sent(due_on: date, chance: float) -> datetime | None:
    """Most a day early, some three days late, a few not at all."""
    if chance > 0.97:
        return None
    return _noon(due_on + timedelta(days=3 if chance > 0.9 else -1))


def _owed(duty: tuple[int, int, int, date, float]) -> tuple[Any, ...]:
    number, period_id, unit_id, due_on, chance = duty
    sent = _sent(due_on, chance)
    taken = sent + timedelta(days=5) if sent and chance > 0.03 else None
    state = State.OPEN if sent is None else State.ACCEPTED if taken else State.SUBMITTED
    return (
        number, period_id, unit_id, state, due_on, sent, sent, sent if taken else None, taken, "",
    )  # fmt: skip


def _steps(duties: list[tuple[int, int, int, date, float]]) -> Iterator[tuple[Any, ...]]:
    for duty in duties:
        number, _period, _unit, due_on, chance = duty
        sent = _sent(due_on, chance)
        if sent is None:
            continue
        way = [("draft", State.OPEN, State.DRAFT), ("approve", State.DRAFT, State.APPROVED)]
        way.append(("submit", State.APPROVED, State.SUBMITTED))
        for step, before, after in way:
            yield number, 1, step, before, after, sent, "Cán bộ", "", ""
        if chance > 0.03:
            at = sent + timedelta(days=5)
            yield number, 1, "accept", State.SUBMITTED, State.ACCEPTED, at, "Thư ký", "", ""


def _plans(directive_id: int, units: list[int]) -> int:
    """For the units that the sample left without."""
    has_one = set(db.session.scalars(sa.select(Plan.unit_id)))
    lacking = [unit_id for unit_id in units if unit_id not in has_one]
    made_at, first = _noon(date(2023, 12, 1)), bulk.next_id(_table(Plan))
    ids = range(first, first + len(lacking))
    bulk.insert(
        _table(Plan),
        (
            "id",
            "unit_id",
            "directive_id",
            "kind",
            "first_year",
            "last_year",
            "created_at",
            "last_line",
        ),
        (
            (number, unit_id, directive_id, PlanKind.PLAN, 2023, 2025, made_at, 0)
            for number, unit_id in zip(ids, lacking, strict=True)
        ),
    )
    bulk.continue_ids(_table(Plan))
    columns = (
        "plan_id", "ordinal", "state", "title", "goals", "number", "signer", "signer_post",
        "amends_because", "revision", "changed_revision", "changed_by", "state_since",
    )  # fmt: skip
    bulk.insert(
        _table(PlanVersion),
        columns,
        (
            (number, 1, PlanState.ACTIVE, "Kế hoạch", "", "", "", "", "", 1, 1, "", made_at)
            for number in ids
        ),
    )
    return len(lacking)


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
