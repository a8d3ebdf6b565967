"""When a task is late; lateness once recorded stays."""

from datetime import date

import pytest

from dissemination.plans.lateness import Timing, days_late, recorded, timing

DUE = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 1, 1), Timing.OPEN),
        (date(2024, 1, 17), Timing.DUE_SOON),
        (DUE, Timing.DUE_SOON),
        (date(2024, 2, 1), Timing.OVERDUE),
    ],
)
def test_an_open_task(today: date, expected: Timing) -> None:
    assert timing(DUE, None, None, today) is expected


@pytest.mark.parametrize(
    ("done_on", "late_since", "expected"),
    [
        (DUE, None, Timing.ON_TIME),
        (date(2024, 2, 1), None, Timing.LATE),
        (DUE, date(2023, 12, 31), Timing.LATE),
    ],
)
def test_a_done_task(done_on: date, late_since: date | None, expected: Timing) -> None:
    assert timing(DUE, done_on, late_since, date(2024, 6, 1)) is expected


def test_without_a_deadline_nothing_is_late() -> None:
    assert timing(None, None, None, DUE) is Timing.NO_DEADLINE
    assert days_late(None, None, None, DUE) == 0


def test_an_extension_granted_late_does_not_undo_the_lateness() -> None:
    late = recorded(None, DUE, False, date(2024, 2, 10))
    assert late == DUE
    extended = date(2024, 3, 31)
    assert recorded(late, extended, False, date(2024, 3, 1)) == DUE
    assert timing(extended, date(2024, 3, 20), late, date(2024, 4, 1)) is Timing.LATE
    assert days_late(extended, date(2024, 3, 20), late, date(2024, 4, 1)) == 49


def test_what_is_written_in_time_records_no_lateness() -> None:
    assert recorded(None, DUE, False, DUE) is None
    assert recorded(None, DUE, True, date(2024, 5, 1)) is None
