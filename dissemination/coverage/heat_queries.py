"""Reading the board of units × duties as of a day: a few statements, however many units there are.

The database works out every cell, so that sorting, paging and totals need no unit in memory but
those shown. `lines` gives all of them, for a workbook or a report.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from dissemination.coverage import heat, heat_columns
from dissemination.coverage.heat import Attendance, Filed, Foot, Line, PeriodSum, Plan, Report
from dissemination.coverage.heat_columns import PLAN_WEIGHT
from dissemination.coverage.heat_scope import Scope, Within, of_units, was_obliged
from dissemination.database import db
from dissemination.plans.briefing_coverage import Reached
from dissemination.reporting.models import Obligation
from dissemination.reporting.rates import Rate
from dissemination.units.levels import RANK
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.queries import valid_on

Cells = ReadOnlyColumnCollection[str, Any]
# From here on a plan's number says that it was issued.
FIRST_ISSUED: Final = PLAN_WEIGHT * min(map(heat.PLANS.index, heat.ISSUED))


def grid(whole: Scope) -> sa.Select[*tuple[Any, ...]]:
    """One row a unit, one column a cell; what is null is not the unit's duty."""
    briefed = heat_columns.briefed(whole.directive_id, whole.as_of)
    planned = heat_columns.planned(whole.directive_id, whole.as_of)
    lives = valid_on(whole.as_of.day)
    query = (
        sa.select(
            UnitVersion.unit_id,
            Unit.code,
            UnitVersion.name,
            sa.type_coerce(UnitVersion.search_key, sa.String).label("search_key"),
            UnitVersion.level,
            sa.not_(lives).label("has_ended"),
            sa.case((was_obliged(whole), sa.func.coalesce(briefed.c.rank, 0))).label("briefed"),
            sa.func.coalesce(planned.c.best, sa.case((lives, 0))).label("planned"),
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .outerjoin(briefed, briefed.c.unit_id == UnitVersion.unit_id)
        .outerjoin(planned, planned.c.unit_id == UnitVersion.unit_id)
        .where(*of_units(whole))
    )
    return _with_reports(_with_attendance(query, whole), whole)


def _with_attendance(query: sa.Select[Any], whole: Scope) -> sa.Select[Any]:
    if whole.conference_id is None:
        none = sa.cast(sa.null(), sa.Integer)
        return query.add_columns(none.label("expected"), none.label("came"))
    counted = heat_columns.attended(whole.conference_id, whole.as_of)
    expected = sa.func.nullif(counted.c.expected, 0).label("expected")
    query = query.outerjoin(counted, counted.c.unit_id == UnitVersion.unit_id)
    return query.add_columns(expected, counted.c.came.label("came"))


def _with_reports(query: sa.Select[Any], whole: Scope) -> sa.Select[Any]:
    """Two columns a period: the code and the obligation's id."""
    for number, period in enumerate(whole.periods):
        owed = aliased(Obligation, name=f"owed{number}")
        cell = heat_columns.filed(whole.as_of, owed)
        query = query.outerjoin(
            owed, sa.and_(owed.period_id == period.id, owed.unit_id == UnitVersion.unit_id)
        )
        code = sa.case((owed.id.is_not(None), cell)).label(f"filed{number}")
        query = query.add_columns(code, owed.id.label(f"owed{number}"))
    return query


SORTS: Final = ("name", "level", "attended", "briefed", "planned")


def page(whole: Scope, sort: str, *, limit: int | None = None, offset: int = 0) -> list[Line]:
    """Units in an order: a name of SORTS or "period-ID", a minus in front turns it round.

    What is not a unit's duty stands last, whichever way round.
    """
    table = _table(whole)
    query = (
        sa.select(table).where(*_standing(whole, table.c)).order_by(*_order(whole, table.c, sort))
    )
    rows = db.session.execute(query.limit(limit).offset(offset)).mappings()
    return [_line(row, whole) for row in rows]


def lines(whole: Scope) -> list[Line]:
    """Every unit of a scope by name, with all its cells: for papers, workbooks and other boards."""
    return page(whole, "name")


def foot(whole: Scope) -> Foot:
    """The totals over all units of a scope: one statement."""
    table = _table(whole)
    cells = table.c
    open_to_reader = sa.and_(cells.expected.is_not(None), sa.not_(_is_hidden(whole, cells)))
    query = sa.select(
        sa.func.count(),
        count(open_to_reader),
        count(sa.and_(open_to_reader, cells.came > 0)),
        _sum(open_to_reader, cells.expected),
        _sum(open_to_reader, cells.came),
        count(sa.and_(cells.expected.is_not(None), _is_hidden(whole, cells))),
        count(cells.briefed.is_not(None)),
        count(cells.briefed == heat.BRIEFED.index(Reached.VERIFIED)),
        count(cells.planned.is_not(None)),
        count(cells.planned >= FIRST_ISSUED),
        *_sums_of_reports(whole, cells),
    ).where(*_standing(whole, cells))
    (
        units,
        to_attend,
        attended,
        expected,
        came,
        hidden,
        to_brief,
        briefed,
        to_plan,
        planned,
        *rest,
    ) = (int(number or 0) for number in db.session.execute(query).one())
    return Foot(
        units=units,
        attended=Rate(attended, to_attend),
        people=Rate(came, expected),
        hidden=hidden,
        briefed=Rate(briefed, to_brief),
        planned=Rate(planned, to_plan),
        reports=tuple(
            PeriodSum(Rate(came, of), Rate(taken, of), Rate(timely, of))
            for of, came, taken, timely in zip(*[iter(rest)] * 4, strict=True)
        ),
    )


@lru_cache(maxsize=64)
def _table(whole: Scope) -> sa.CTE:
    """The grid, worked out once a statement however often its columns are named.

    It holds no figures, only SQL, whose making takes as long as its running on a province.
    """
    return grid(whole).cte("grid").prefix_with("MATERIALIZED")


def _sums_of_reports(whole: Scope, cells: Cells) -> Iterator[sa.ColumnElement[int]]:
    """Four a period: obliged, came, taken, timely."""
    for number in range(len(whole.periods)):
        for words in (heat.OBLIGED, heat.CAME, heat.TAKEN, heat.TIMELY):
            yield count(says(cells[f"filed{number}"], words))


def says(cell: sa.ColumnElement[int], words: Collection[Filed]) -> sa.ColumnElement[bool]:
    """Whether a cell says one of these words, which stand together in `heat.FILED`."""
    codes = sorted(map(heat.FILED.index, words))
    return cell.between(codes[0], codes[-1])


def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many rows of a group fulfil a condition."""
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _sum(condition: sa.ColumnElement[bool], number: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, number), else_=0))


def _is_hidden(whole: Scope, cells: Cells) -> sa.ColumnElement[bool]:
    """Fewer people than may be told to a reader without the right to their names."""
    if whole.named is None:
        return sa.false()
    few: sa.ColumnElement[bool] = cells.expected < heat.FEWEST_SHOWN
    return sa.and_(few, cells.unit_id.not_in(whole.named))


def _standing(whole: Scope, cells: Cells) -> list[sa.ColumnElement[bool]]:
    """Who still owes what."""
    match whole.narrowed.stands:
        case "absent":
            return [cells.came == 0, sa.not_(_is_hidden(whole, cells))]
        case "unbriefed":
            return [cells.briefed < heat.BRIEFED.index(Reached.WAITING)]
        case "unplanned":
            return [cells.planned < FIRST_ISSUED]
        case "missing":
            return [_any_report(whole, cells, Filed.MISSING)]
        case "returned":
            return [_any_report(whole, cells, Filed.RETURNED)]
        case "late":
            return [_any_report(whole, cells, Filed.LATE, Filed.ACCEPTED_LATE)]
    return []


def _any_report(whole: Scope, cells: Cells, *words: Filed) -> sa.ColumnElement[bool]:
    reports = [cells[f"filed{number}"] for number in range(len(whole.periods))]
    return sa.or_(sa.false(), *(says(cell, [word]) for cell in reports for word in words))


def _order(whole: Scope, cells: Cells, sort: str) -> list[sa.ColumnElement[Any]]:
    names = (cells.search_key, cells.unit_id)
    by_name = [key.asc() for key in names]
    column = _sorted_by(whole, cells, sort.removeprefix("-"))
    if column is None:
        return [key.desc() for key in names] if sort.startswith("-") else by_name
    turned = column.desc() if sort.startswith("-") else column.asc()
    return [column.is_(None).asc(), turned, *by_name]


def _sorted_by(whole: Scope, cells: Cells, key: str) -> sa.ColumnElement[Any] | None:
    """Hidden figures must not show in the order either."""
    match key:
        case "level":
            return sa.case({level.value: rank for level, rank in RANK.items()}, value=cells.level)
        case "attended":
            share = sa.cast(cells.came, sa.Float) / cells.expected
            return sa.case((_is_hidden(whole, cells), None), else_=share)
        case "briefed" | "planned":
            return cells[key]  # type: ignore[no-any-return]
    for number, period in enumerate(whole.periods):
        if key == f"period-{period.id}":
            return cells[f"filed{number}"]  # type: ignore[no-any-return]
    return None


def _line(seen: RowMapping, whole: Scope) -> Line:
    attendance = (
        Attendance(int(seen["came"] or 0), int(seen["expected"])) if seen["expected"] else None
    )
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
