"""When a task is late. Pure: a day is an argument; what was recorded once is never taken back."""

import enum
from datetime import date
from typing import Final

DUE_SOON_DAYS: Final = 14


class Timing(enum.StrEnum):
    """How a task stands against its deadline."""

    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ON_TIME = "on_time"  # done
    LATE = "late"  # done, but after a deadline
    NO_DEADLINE = "no_deadline"


def timing(due: date | None, done_on: date | None, late_since: date | None, today: date) -> Timing:
    """`due` with what was granted; `late_since` as recorded.

    Done within an extension granted after the deadline had passed is still late.
    """
    if done_on is not None:
        late = late_since is not None or (due is not None and done_on > due)
        return Timing.LATE if late else Timing.ON_TIME
    if due is None:
        return Timing.NO_DEADLINE
    if today > due:
        return Timing.OVERDUE
    return Timing.DUE_SOON if (due - today).days <= DUE_SOON_DAYS else Timing.OPEN


def recorded(late_since: date | None, due: date | None, done: bool, day: date) -> date | None:
    """What to keep as `late_since` when something is written about a task on a day.

    `done` and `due` are those before the writing.
    """
    if late_since is not None or done or due is None or day <= due:
        return late_since
    return due


def days_late(due: date | None, done_on: date | None, late_since: date | None, today: date) -> int:
    """Days after the first deadline that passed, until done or until today; 0 when in time."""
    missed = late_since or due
    if missed is None:
        return 0
    return max(0, ((done_on or today) - missed).days)
