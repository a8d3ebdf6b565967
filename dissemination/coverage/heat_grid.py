"""The board of units × duties as SQL: one row a unit, one column a cell; narrowed, ordered and summed."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from dissemination.coverage import heat, heat_columns
from dissemination.coverage.heat import Filed
from dissemination.coverage.heat_columns import PLAN_WEIGHT
from dissemination.coverage.heat_scope import Scope, of_units, was_obliged
from dissemination.coverage.past_states import Of
from dissemination.plans.briefing_coverage import Reached
from dissemination.reporting.models import Obligation
from dissemination.units.levels import RANK
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.queries import valid_on

Cells = ReadOnlyColumnCollection[str, Any]
# From here on a plan's number says that it was issued.
FIRST_ISSUED: Final = PLAN_WEIGHT * min(map(heat.PLANS.index, heat.ISSUED))
# The columns of a grid without those of its periods.
OF_UNIT: Final = (
    "unit_id", "code", "name", "search_key", "level", "has_ended", "briefed", "planned",
    "expected", "came",
)  # fmt: skip
SORTS: Final = ("name", "level", "attended", "briefed", "planned")


@lru_cache(maxsize=64)
def table(whole: Scope, ruling: Scope) -> sa.CTE:
    """The grid of the units of a scope, with the periods of another, worked out once a statement however
    often it is named.

    It holds no figures, only SQL, whose making takes as long as its running on a province.
    """
    shown = units(whole).subquery("units_shown")
    query = sa.select(shown).where(*_standing(whole, shown.c))
    return with_reports(query, ruling, shown.c.unit_id).cte("grid").prefix_with("MATERIALIZED")


def units(whole: Scope) -> sa.Select[*tuple[Any, ...]]:
    """One row a unit, one column a cell, but no reports; what is null is not the unit's duty."""
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
    return _with_attendance(query, whole)


def _with_attendance(query: sa.Select[Any], whole: Scope) -> sa.Select[Any]:
    if whole.conference_id is None:
        none = sa.cast(sa.null(), sa.Integer)
        return query.add_columns(none.label("expected"), none.label("came"))
    own, beside = heat_columns.attended(whole.conference_id, whole.as_of)
    for part in (own, beside):
        query = query.outerjoin(part, part.c.unit_id == UnitVersion.unit_id)
    expected = _or_zero(own.c.expected) + _or_zero(beside.c.expected)
    came = _or_zero(own.c.came) + _or_zero(beside.c.came)
    called = expected > 0
    return query.add_columns(
        sa.case((called, expected)).label("expected"), sa.case((called, came)).label("came")
    )


def _or_zero(number: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(number, 0, type_=sa.Integer)


def with_reports(query: sa.Select[Any], whole: Scope, unit_id: Of) -> sa.Select[Any]:
    """Two columns a period: the code and the obligation's id; `unit_id` is a column of the query."""
    for number, period in enumerate(whole.periods):
        owed = aliased(Obligation, name=f"owed{number}")
        cell = heat_columns.filed(whole.as_of, owed)
        query = query.outerjoin(owed, sa.and_(owed.period_id == period.id, owed.unit_id == unit_id))
        code = sa.case((owed.id.is_not(None), cell)).label(f"filed{number}")
        query = query.add_columns(code, owed.id.label(f"owed{number}"))
    return query


def ruling(whole: Scope, sort: str) -> Scope:
    """The same with only those periods that decide who is shown where.

    The cells of all units in all periods are most of the work, and a page shows a few of them.
    """
    if whole.narrowed.stands:
        return whole
    sorted_by = [one for one in whole.periods if sort.removeprefix("-") == _key_of(one)]
    return replace(whole, periods=tuple(sorted_by))


def _key_of(period: heat.Period) -> str:
    return f"period-{period.id}"


# --- sums ---------------------------------------------------------------------------------------


def sums(whole: Scope, cells: Cells) -> Iterator[sa.ColumnElement[int]]:
    """Ten numbers and then four for each period, in the order in which a Foot is made of them."""
    told = sa.and_(cells.expected.is_not(None), sa.not_(_is_hidden(whole, cells)))
    yield sa.func.count()
    yield count(told)
    yield count(sa.and_(told, cells.came > 0))
    yield _sum(told, cells.expected)
    yield _sum(told, cells.came)
    yield count(sa.and_(cells.expected.is_not(None), _is_hidden(whole, cells)))
    yield count(cells.briefed.is_not(None))
    yield count(cells.briefed == heat.BRIEFED.index(Reached.VERIFIED))
    yield count(cells.planned.is_not(None))
    yield count(cells.planned >= FIRST_ISSUED)
    for number in range(len(whole.periods)):
        for words in (heat.OBLIGED, heat.CAME, heat.TAKEN, heat.TIMELY):
            yield count(says(cells[f"filed{number}"], words))


def says(cell: sa.ColumnElement[int], words: Collection[Filed]) -> sa.ColumnElement[bool]:
    """Whether a cell says one of these words: a span of codes where they stand together."""
    codes = sorted(map(heat.FILED.index, words))
    if codes == list(range(codes[0], codes[-1] + 1)):
        return cell.between(codes[0], codes[-1])
    return cell.in_(codes)


def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many rows of a group fulfil a condition."""
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _sum(condition: sa.ColumnElement[bool], number: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, number), else_=0))


# --- narrowing and order ------------------------------------------------------------------------


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
            return [_owes_report(whole, cells, Filed.MISSING)]
        case "returned":
            return [_owes_report(whole, cells, Filed.RETURNED)]
        case "late":
            return [_owes_report(whole, cells, Filed.LATE, Filed.ACCEPTED_LATE)]
    return []


def _owes_report(whole: Scope, cells: Cells, *words: Filed) -> sa.ColumnElement[bool]:
    """In any of the periods shown; found before anything else is asked of the units."""
    cell = heat_columns.filed(whole.as_of, Obligation)
    owing = sa.select(Obligation.unit_id).where(
        Obligation.period_id.in_([period.id for period in whole.periods]), says(cell, words)
    )
    owes: sa.ColumnElement[bool] = cells.unit_id.in_(owing)
    return owes


def order(whole: Scope, cells: Cells, sort: str) -> list[sa.ColumnElement[Any]]:
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
        if key == _key_of(period):
            return cells[f"filed{number}"]  # type: ignore[no-any-return]
    return None
