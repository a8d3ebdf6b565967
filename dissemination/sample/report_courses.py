"""How a unit's duty to report goes in the sample: which steps, when. Pure, the same for the same seed."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from dissemination.clock import LOCAL
from dissemination.reporting.lifecycle import Capacity, Facts, Step, move
from dissemination.reporting.models import ObligationState as State
from dissemination.reporting.working_days import Calendar, after

_GRACE_DAYS: Final = 3


class Course(enum.Enum):
    """What becomes of one report."""

    ON_TIME = enum.auto()
    MENDED = enum.auto()  # returned, and mended within its grace
    LATE = enum.auto()
    LEFT_RETURNED = enum.auto()
    WAITING = enum.auto()
    APPROVED = enum.auto()
    DRAFTED = enum.auto()
    MISSING = enum.auto()
    WAIVED = enum.auto()


# How often, of a thousand.
_OFTEN: Final = {
    Course.ON_TIME: 640,
    Course.MENDED: 90,
    Course.LATE: 110,
    Course.LEFT_RETURNED: 35,
    Course.WAITING: 50,
    Course.APPROVED: 10,
    Course.DRAFTED: 15,
    Course.MISSING: 40,
    Course.WAIVED: 10,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """One step and where it led; `ordinal` is the version's."""

    step: Step
    from_state: State
    to_state: State
    at: datetime
    ordinal: int


def course(rng: Random, *, is_last: bool) -> Course:
    """Only of the last period something still waits, half written."""
    found = rng.choices(list(_OFTEN), list(_OFTEN.values()))[0]
    underway = (Course.WAITING, Course.APPROVED, Course.DRAFTED)
    return Course.ON_TIME if found in underway and not is_last else found


def played(way: Course, due_on: date, rng: Random) -> list[Taken]:
    """The steps of a course through the lifecycle itself: what it refuses, the sample cannot hold."""
    state, ordinal, taken = State.OPEN, 0, []
    for step, days in _steps(way, rng):
        ordinal += step is Step.DRAFT
        at = _moment(due_on + timedelta(days=days), step, rng)
        to_state = move(state, step, Facts(frozenset(Capacity), reason="…"))
        assert isinstance(to_state, State), (way, step, to_state)
        taken.append(Taken(step, state, to_state, at, ordinal))
        state = to_state
    return taken


def grace_until(due_on: date, taken: list[Taken], calendar: Calendar) -> date | None:
    """The last day to mend what was returned last."""
    returned = [one.at for one in taken if one.step is Step.RETURN]
    if not returned:
        return None
    day = returned[-1].astimezone(LOCAL).date()
    return max(due_on, after(day, _GRACE_DAYS, calendar))


def _steps(way: Course, rng: Random) -> Iterator[tuple[Step, int]]:
    """Steps and the days after the due day on which they are taken."""
    if way is Course.MISSING:
        return
    if way is Course.WAIVED:
        yield Step.WAIVE, -5
        return
    late = rng.randint(1, 12) if way is Course.LATE else 0
    yield Step.DRAFT, late - rng.randint(4, 7)
    if way is Course.DRAFTED:
        return
    yield Step.APPROVE, late - rng.randint(2, 3)
    if way is Course.APPROVED:
        return
    yield Step.SUBMIT, late - (0 if late else rng.randint(0, 1))
    if way is Course.WAITING:
        return
    if way in (Course.MENDED, Course.LEFT_RETURNED):
        yield Step.RETURN, 1
        if way is Course.LEFT_RETURNED:
            return
        yield from ((Step.DRAFT, 2), (Step.APPROVE, 3), (Step.SUBMIT, 3))
    yield Step.ACCEPT, late + rng.randint(4, 9)


_HOURS: Final = {Step.DRAFT: 8, Step.APPROVE: 10, Step.SUBMIT: 14, Step.RETURN: 9, Step.ACCEPT: 15}


def _moment(day: date, step: Step, rng: Random) -> datetime:
    """Within office hours, later steps of a day later."""
    at = time(_HOURS.get(step, 9), rng.randrange(60))
    return datetime.combine(day, at, LOCAL).astimezone(UTC)
