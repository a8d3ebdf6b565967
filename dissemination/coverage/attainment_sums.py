"""The sums of accepted figures of many periods, added up in the database.

Only where nothing must be known of single units: all those right beneath owed a report, and each is
read for itself. What is left out here is read unit by unit (`attainment_queries.figures_beneath`).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from dissemination.coverage import attainment_queries
from dissemination.coverage.thread import At
from dissemination.database import db
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Target
from dissemination.reporting.models import Obligation, ReportFigure
from dissemination.reporting.rates import Pooled

# More units than this are not named in a question.
_MOST_NAMED: Final = 1_000


def pooled(nodes: Mapping[int, Sequence[int]], target: Target, at: At) -> dict[int, Pooled]:
    """By period, of the units of each (`nodes`); periods in which not all of them owed are left out."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for period_id, units in nodes.items():
        if len(units) <= _MOST_NAMED:
            alike.setdefault(tuple(units), []).append(period_id)
    if not alike:
        return {}
    among = [
        sa.and_(Obligation.period_id.in_(periods), Obligation.unit_id.in_(units))
        for units, periods in alike.items()
    ]
    needed = [ReportFigure.numerator, ReportFigure.denominator][: 1 + (target.measure == SHARE)]
    counts = sa.and_(*(one.is_not(None) for one in needed))
    query = sa.select(
        Obligation.period_id,
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(sa.case((counts, 1), else_=0)), 0),
        sa.func.sum(sa.case((counts, ReportFigure.numerator))),
        sa.func.sum(sa.case((counts, ReportFigure.denominator))),
    )
    query = attainment_queries.accepted(query, [target.id], at).where(sa.or_(*among))
    rows = db.session.execute(query.group_by(Obligation.period_id))
    return {
        period_id: Pooled(
            above or Decimal(0),
            (below or Decimal(0)) if target.measure == SHARE else Decimal(given),
            given,
            owed,
        )
        for period_id, owed, given, above, below in rows
        if owed == len(nodes[period_id])
    }
