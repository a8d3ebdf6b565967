"""Reading the rates of reporting periods over the units of a scope: one statement for any number."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from dissemination.coverage import heat, heat_columns, heat_grid
from dissemination.coverage.heat import PeriodSum
from dissemination.coverage.heat_scope import Scope, every_unit
from dissemination.database import db
from dissemination.reporting.models import Obligation
from dissemination.reporting.rates import Rate

NOBODY: Final = PeriodSum(Rate(0, 0), Rate(0, 0), Rate(0, 0))


def sums(whole: Scope, period_ids: Sequence[int]) -> dict[int, PeriodSum]:
    """The rates of these periods over the units of a scope, whether they still stand or have ended;
    a period of which none of them owes anything is left out.
    """
    cell = heat_columns.filed(whole.as_of, Obligation).label("cell")
    owed = sa.select(Obligation.period_id, cell).where(Obligation.period_id.in_(period_ids))
    if whole.is_narrowed:
        owed = owed.where(Obligation.unit_id.in_(every_unit(whole)))
    # The offset keeps the database from working out each cell once a sum.
    cells = owed.offset(0).subquery("cells").c
    words = (heat.OBLIGED, heat.CAME, heat.TAKEN, heat.TIMELY)
    query = sa.select(
        cells.period_id, *(heat_grid.count(heat_grid.says(cells.cell, w)) for w in words)
    ).group_by(cells.period_id)
    return {
        period_id: PeriodSum(Rate(came, of), Rate(taken, of), Rate(timely, of))
        for period_id, of, came, taken, timely in db.session.execute(query)
    }
