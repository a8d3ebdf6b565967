"""Reading the board of units × duties as of a day: a few statements, however many units there are.

The database works out every cell, so that sorting, paging and totals need no unit in memory but
those shown. `lines` gives all of them, for a workbook or a report.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from dissemination.coverage import heat, heat_grid, period_queries
from dissemination.coverage.heat import Attendance, Foot, Line, PeriodSum, Plan, Report
from dissemination.coverage.heat_columns import PLAN_WEIGHT
from dissemination.coverage.heat_scope import Scope, Within
from dissemination.database import db
from dissemination.reporting.rates import Rate


@dataclass(frozen=True, slots=True)
class Board:
    """Some lines of a board, and the totals over all of it."""

    foot: Foot
    lines: list[Line]


def board(whole: Scope, sort: str, *, limit: int | None = None, offset: int = 0) -> Board:
    """Units in an order and the totals over all units of a scope: two statements.

    `sort`: a name of `heat_grid.SORTS` or "period-ID", a minus in front turns it round. What is not
    a unit's duty stands last, whichever way round.
    """
    ruling = heat_grid.ruling(whole, sort)
    table = heat_grid.table(whole, ruling)
    lines = sa.select(table).order_by(*heat_grid.order(ruling, table.c, sort))
    shown = lines.limit(limit).offset(offset).subquery("shown")
    numbers = [one.label(f"sum{n}") for n, one in enumerate(heat_grid.sums(ruling, table.c))]
    total = sa.select(*numbers).subquery("total")
    query = (
        sa.select(total, *(shown.c[name] for name in heat_grid.OF_UNIT))
        .select_from(total.outerjoin(shown, sa.true()))
        .order_by(*heat_grid.order(ruling, shown.c, sort))
    )
    query = heat_grid.with_reports(query, whole, shown.c.unit_id)
    rows = db.session.execute(query).mappings().all()
    sums = [int(rows[0][f"sum{number}"] or 0) for number in range(len(numbers))]
    reports = _reports(whole, sums[10:])
    return Board(_foot(sums, reports), [_line(row, whole) for row in rows if row["unit_id"]])


def _reports(whole: Scope, sums: list[int]) -> tuple[PeriodSum, ...]:
    """The rates of each period: summed with the units where not all of a scope's are shown."""
    if not whole.narrowed.stands:
        found = period_queries.sums(whole, [period.id for period in whole.periods])
        return tuple(found.get(period.id, period_queries.NOBODY) for period in whole.periods)
    return tuple(
        PeriodSum(Rate(came, of), Rate(taken, of), Rate(timely, of))
        for of, came, taken, timely in zip(*[iter(sums)] * 4, strict=True)
    )


def lines(whole: Scope) -> list[Line]:
    """Every unit of a scope by name, with all its cells: for papers, workbooks and other boards."""
    return board(whole, "name").lines


def foot(whole: Scope) -> Foot:
    """The totals over all units of a scope."""
    return board(whole, "name", limit=0).foot


def _foot(sums: list[int], reports: tuple[PeriodSum, ...]) -> Foot:
    """From the first numbers of `heat_grid.sums`."""
    units, to_attend, attended, expected, came, hidden, to_brief, briefed, to_plan, planned = sums[
        :10
    ]
    return Foot(
        units=units,
        attended=Rate(attended, to_attend),
        people=Rate(came, expected),
        hidden=hidden,
        briefed=Rate(briefed, to_brief),
        planned=Rate(planned, to_plan),
        reports=reports,
    )


def _line(seen: RowMapping, whole: Scope) -> Line:
    attendance = _attendance(seen, whole) if seen["expected"] else None
    return Line(
        unit_id=seen["unit_id"],
        code=seen["code"],
        name=seen["name"],
        level=seen["level"],
        has_ended=bool(seen["has_ended"]),
        attendance=attendance,
        is_hidden=_hides(attendance, seen["unit_id"], whole.named),
        briefed=None if seen["briefed"] is None else heat.BRIEFED[seen["briefed"]],
        plan=_plan(seen["planned"]),
        reports=tuple(_report(seen, number) for number in range(len(whole.periods))),
    )


def _attendance(seen: RowMapping, whole: Scope) -> Attendance:
    return Attendance(int(seen["came"] or 0), int(seen["expected"]), whole.is_over)


def _hides(attendance: Attendance | None, unit_id: int, named: Within) -> bool:
    few = attendance is not None and attendance.is_small
    return few and named is not None and unit_id not in named


def _plan(best: int | None) -> Plan | None:
    if best is None:
        return None
    code, plan_id = divmod(best, PLAN_WEIGHT)
    return Plan(heat.PLANS[code], plan_id or None)


def _report(seen: RowMapping, number: int) -> Report | None:
    code = seen[f"filed{number}"]
    return None if code is None else Report(heat.FILED[code], seen[f"owed{number}"])
