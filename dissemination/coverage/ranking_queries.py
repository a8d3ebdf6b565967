"""Reading the ranking of units: the database counts, orders and numbers them in one statement."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from dissemination.coverage import heat, heat_columns, heat_grid
from dissemination.coverage.heat import Filed
from dissemination.coverage.heat_columns import PLAN_WEIGHT
from dissemination.coverage.heat_grid import Cells
from dissemination.coverage.heat_scope import Narrowed, Scope, of_units, opened
from dissemination.coverage.ranking import Ranked
from dissemination.coverage.trend_queries import MOST_PERIODS
from dissemination.database import db
from dissemination.reporting.models import Obligation
from dissemination.reporting.rates import Rate
from dissemination.units.models import UnitLevel, UnitVersion

_DUE: Final = heat.OBLIGED - {Filed.NOT_DUE}
_JUDGED: Final = _DUE - {Filed.ON_TIME}
# Of one level there is nobody to compare a province with.
LEVELS: Final = (UnitLevel.DISTRICT, UnitLevel.COMMUNE, UnitLevel.GRASSROOTS)


def judged_periods(whole: Scope, most: int | None = MOST_PERIODS) -> list[heat.Period]:
    """The periods that a ranking looks at: each regime's last."""
    every = opened(whole)
    return heat.last_of_each_regime(every, most) if most else every


def levels_in(whole: Scope) -> list[UnitLevel]:
    """The levels of which the reader sees more than one unit, from the top down."""
    everything = replace(whole, narrowed=Narrowed())
    query = sa.select(UnitVersion.level).where(*of_units(everything)).group_by(UnitVersion.level)
    found = set(db.session.scalars(query.having(sa.func.count() > 1)))
    return [level for level in LEVELS if level in found]


def ranking(
    whole: Scope, shown: Sequence[heat.Period], *, limit: int | None = None, offset: int = 0
) -> list[Ranked]:
    """The units of a scope, which should be of one level, by place."""
    cells = (
        _judged(whole, [period.id for period in shown]).cte("judged").prefix_with("MATERIALIZED").c
    )
    has_place = cells.judged > 0
    keys = _keys(cells)
    rank = sa.func.rank().over(partition_by=has_place, order_by=[key.desc() for key in keys])
    equals = sa.func.count().over(partition_by=[has_place, *keys])
    query = sa.select(*cells, rank.label("place"), equals.label("equals")).order_by(
        has_place.desc(), *(key.desc() for key in keys), cells.search_key, cells.unit_id
    )
    rows = db.session.execute(query.limit(limit).offset(offset)).mappings()
    return [_ranked(row) for row in rows]


def _keys(cells: Cells) -> list[sa.ColumnElement[Any]]:
    """What decides, in this order. What is not a unit's duty does not put it behind."""
    verified = len(heat.BRIEFED) - 1
    return [
        _share(cells.timely, cells.judged),
        _share(cells.sent, cells.due),
        sa.func.coalesce(cells.briefed, verified),
        sa.case((cells.planned < heat_grid.FIRST_ISSUED, 0), else_=1),
    ]


def _share(n: sa.ColumnElement[int], of: sa.ColumnElement[int]) -> sa.ColumnElement[float]:
    return sa.case((of > 0, sa.cast(n, sa.Float) / of), else_=0.0)


def _judged(whole: Scope, period_ids: list[int]) -> sa.Select[Any]:
    """Each unit with its sums over these periods."""
    sums = _sums(whole, period_ids)
    numbers = [sa.func.coalesce(sums.c[name], 0).label(name) for name in _SUMS]
    query = heat_grid.units(replace(whole, periods=(), conference_id=None))
    return query.add_columns(*numbers).outerjoin(sums, sums.c.unit_id == UnitVersion.unit_id)


_SUMS: Final = {"due": _DUE, "judged": _JUDGED, "sent": heat.CAME, "timely": heat.TIMELY}


def _sums(whole: Scope, period_ids: list[int]) -> sa.Subquery:
    cell = heat_columns.filed(whole.as_of, Obligation).label("cell")
    owed = sa.select(Obligation.unit_id, cell).where(Obligation.period_id.in_(period_ids))
    cells = owed.cte("owed").prefix_with("MATERIALIZED").c
    sums = [
        heat_grid.count(heat_grid.says(cells.cell, words)).label(name)
        for name, words in _SUMS.items()
    ]
    return sa.select(cells.unit_id, *sums).group_by(cells.unit_id).subquery("sums")


def _ranked(row: RowMapping) -> Ranked:
    has_place, best = row["judged"] > 0, row["planned"]
    return Ranked(
        place=int(row["place"]) if has_place else None,
        shared=has_place and row["equals"] > 1,
        unit_id=row["unit_id"],
        name=row["name"],
        on_time=Rate(int(row["timely"]), int(row["judged"])),
        sent=Rate(int(row["sent"]), int(row["due"])),
        briefed=None if row["briefed"] is None else heat.BRIEFED[row["briefed"]],
        plan=None if best is None else heat.PLANS[best // PLAN_WEIGHT],
        has_plan_duty=best is not None,
    )


def count(whole: Scope) -> int:
    """How many units a ranking has."""
    query = sa.select(sa.func.count()).select_from(UnitVersion).where(*of_units(whole))
    return db.session.scalar(query) or 0
