"""Units of one level in the order of what they did, with the figures that put them there. Pure.

First by the share of reports on time, then of reports sent, then by the briefing, then by the plan.
Who is equal in all four shares a place. A unit of which nothing is to be judged yet has no place.
"""

from dataclasses import dataclass

from dissemination.plans.briefing_coverage import Reached
from dissemination.plans.models import PlanState
from dissemination.reporting.rates import Rate


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit at its place; `place` None: nothing to judge. `shared`: others stand there too.

    `on_time` leaves out reports not due yet and those in time that wait for the receiver; `sent`
    only those not due yet.
    """

    place: int | None
    shared: bool
    unit_id: int
    name: str
    on_time: Rate
    sent: Rate
    briefed: Reached | None
    plan: PlanState | None
    has_plan_duty: bool
