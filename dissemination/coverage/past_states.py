"""What a state was at the end of a day, in SQL, from the dates of the steps."""

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from dissemination.plans.models import PlanTransition
from dissemination.reporting.models import ReportTransition

# A column of a model, or of a query.
Of = sa.ColumnElement[Any] | InstrumentedAttribute[Any]


class EndOfDay(Protocol):
    """The moment when a day is over, and whether it is over by now."""

    @property
    def is_past(self) -> bool: ...

    @property
    def until(self) -> datetime: ...


def state_then(
    state: Of,
    step: type[PlanTransition] | type[ReportTransition],
    of_the_same: sa.ColumnElement[bool],
    at: EndOfDay,
) -> sa.ColumnElement[str]:
    """A state at the end of a day, as plain text: where the first later step started from, else as it
    is now. `step` is the model of the steps.
    """
    present = sa.type_coerce(state, sa.String)
    if not at.is_past:
        return present
    first_after = (
        sa.select(sa.type_coerce(step.from_state, sa.String).label("state"))
        .where(of_the_same, step.at >= at.until)
        .order_by(step.id)
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(first_after, present, type_=sa.String)
