"""Who is told of which silence on which day: rules of values alone."""

from datetime import date, timedelta

import pytest

from dissemination.accounts.models import Role
from dissemination.reporting.addressees import addressees
from dissemination.reporting.ladders import DEFAULT, OWED, Duty, Nudge, Rung, nudges, objection
from dissemination.reporting.models import ObligationState as State
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.reminder_models import Audience, Post

DUE = date(2026, 4, 7)
OFFICER, HEAD, SUPERIOR = (frozenset({post}) for post in Post)


def at(days: int, *sent: int, state: State = State.OPEN) -> list[Nudge]:
    """What the default ladder sends so many days after the deadline."""
    return nudges(Duty(state, DUE), DEFAULT, DUE + timedelta(days=days), sent)


@pytest.mark.parametrize(
    ("days", "sent", "expected"),
    [
        (-11, (), []),
        (-10, (), [Nudge(-10, OFFICER)]),
        (-9, (-10,), []),
        (-3, (-10,), [Nudge(-3, HEAD)]),
        (0, (-10, -3), []),
        (1, (-10, -3), [Nudge(1, OFFICER | HEAD)]),
        (7, (-10, -3, 1), [Nudge(7, SUPERIOR)]),
        (300, (-10, -3, 1, 7), []),
    ],
)
def test_each_rung_is_sent_on_its_day_and_once(
    days: int, sent: tuple[int, ...], expected: list[Nudge]
) -> None:
    assert at(days, *sent) == expected


@pytest.mark.parametrize(
    ("days", "sent", "expected"),
    [
        (-5, (), [Nudge(-10, OFFICER)]),
        (-1, (), [Nudge(-10, OFFICER), Nudge(-3, HEAD)]),
        (3, (), [Nudge(1, OFFICER | HEAD)]),
        (3, (-10,), [Nudge(1, OFFICER | HEAD)]),
        (40, (), [Nudge(1, OFFICER | HEAD), Nudge(7, SUPERIOR)]),
        (40, (1,), [Nudge(7, SUPERIOR)]),
    ],
)
def test_after_days_without_a_clock_each_post_hears_once(
    days: int, sent: tuple[int, ...], expected: list[Nudge]
) -> None:
    assert at(days, *sent) == expected


def test_only_what_has_not_come_in_is_reminded_of() -> None:
    assert {state for state in State if at(1, state=state)} == OWED
    assert {State.SUBMITTED, State.ACCEPTED, State.WAIVED, State.TRANSFERRED}.isdisjoint(OWED)


def test_a_correction_of_an_accepted_report_is_nobodys_silence() -> None:
    assert nudges(Duty(State.DRAFT, DUE, accepted=True), DEFAULT, DUE, ()) == []


def test_a_returned_report_is_reminded_of_by_its_grace() -> None:
    grace = DUE + timedelta(days=5)
    returned = Duty(State.RETURNED, DUE, grace)
    assert nudges(returned, [Rung(1, Audience.BOTH)], grace, ()) == []
    after = grace + timedelta(days=1)
    assert nudges(returned, [Rung(1, Audience.BOTH)], after, ()) == [Nudge(1, OFFICER | HEAD)]


def test_an_empty_ladder_reminds_nobody() -> None:
    assert nudges(Duty(State.OPEN, DUE), [], DUE, ()) == []
    assert objection([]) is None


@pytest.mark.parametrize(
    ("ladder", "why"),
    [
        (DEFAULT, None),
        ([Rung(1, Audience.HEAD), Rung(1, Audience.OFFICER)], Refusal.RUNG_TWICE),
        ([Rung(-61, Audience.HEAD)], Refusal.RUNG_TOO_FAR),
        ([Rung(91, Audience.HEAD)], Refusal.RUNG_TOO_FAR),
        ([Rung(days, Audience.HEAD) for days in range(9)], Refusal.TOO_MANY_RUNGS),
    ],
)
def test_a_ladder_that_cannot_be_used_says_why(ladder: list[Rung], why: Refusal | None) -> None:
    assert objection(ladder) is why


COMMUNE, DISTRICT, PROVINCE = 3, 2, 1
WAY_UP = [COMMUNE, DISTRICT, PROVINCE]
HOLDERS = {
    (COMMUNE, Role.UNIT_OFFICER): [31, 32],
    (COMMUNE, Role.HEAD_OF_UNIT): [33],
    (DISTRICT, Role.UNIT_OFFICER): [21],
    (DISTRICT, Role.HEAD_OF_UNIT): [21],
    (None, Role.SECRETARIAT): [9],
}


@pytest.mark.parametrize(
    ("post", "way_up", "people"),
    [
        (Post.OFFICER, WAY_UP, [(31, COMMUNE), (32, COMMUNE)]),
        (Post.HEAD, WAY_UP, [(33, COMMUNE)]),
        (Post.SUPERIOR, WAY_UP, [(21, DISTRICT)]),
        (Post.SUPERIOR, [DISTRICT, PROVINCE], [(9, None)]),
        (Post.HEAD, [PROVINCE], []),
    ],
)
def test_a_post_is_told_through_whoever_holds_it(
    post: Post, way_up: list[int], people: list[tuple[int, int | None]]
) -> None:
    told = addressees(post, way_up, HOLDERS)
    assert [(one.user_id, one.unit_id) for one in told] == people
