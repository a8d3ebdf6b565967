"""What a thread follows from: the kind of a strand, and the number by which the database knows it. Pure.

There are a few hundred kinds, however many units: SQL works out each unit's number, and what a kind
means is said once, by `thread.chain_of`.
"""

import enum
from collections.abc import Mapping
from itertools import product
from typing import Final, NamedTuple

from dissemination.plans.models import PlanState


class Planned(enum.IntEnum):
    """The version of a plan that counts."""

    NONE = 0
    WRITTEN = 1
    WAITS = 2  # before the receiver
    ISSUED = 3


class Lined(enum.IntEnum):
    """What that version says of a target or group."""

    NONE = 0
    OMITTED = 1  # with the unit's reason
    SOME = 2


class Reported(enum.IntEnum):
    """The report that counts; from WAITS on one was sent."""

    NOT_OWED = 0
    EXCUSED = 1
    NOT_DUE = 2
    MISSING = 3
    WAITS = 4
    RETURNED = 5
    ACCEPTED = 6


class Kind(NamedTuple):
    """All of a strand that its chain depends on."""

    asks_plan: bool
    plan: Planned
    line: Lined
    report: Reported
    is_told: bool
    has_files: bool


# How a version counts by its state; every other is being written, or another has taken its place.
PLANNED: Final[Mapping[PlanState, Planned]] = {
    PlanState.SUBMITTED: Planned.WAITS,
    PlanState.CLOSED: Planned.ISSUED,
    PlanState.ACTIVE: Planned.ISSUED,
}
# Of several versions of a unit's plans the one that stands last here counts, and of equals the newest.
IN_ORDER: Final = (None, *PLANNED)
_ANY: Final = (False, True)
# Every kind there is; its place is its number.
KINDS: Final = tuple(Kind(*parts) for parts in product(_ANY, Planned, Lined, Reported, _ANY, _ANY))
