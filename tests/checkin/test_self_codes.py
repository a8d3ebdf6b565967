"""The code on the screen: its edges in time, with time as an argument."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissemination.checkin.self_codes import changes_at, code_at, is_good

# A moment at which a code begins to be shown.
SHOWN = datetime(2023, 11, 15, 0, 40, tzinfo=UTC)
KEY = "a key"


def offered(seconds: float, *, screen: int = 7, key: str = KEY) -> bool:
    """Whether the code that screen 7 begins to show is taken so much later."""
    return is_good(code_at(KEY, 7, SHOWN), key, screen, SHOWN + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "good"),
    [
        (-5.001, False),  # no clock is that wrong
        (-5, True),
        (0, True),
        (19.999, True),
        (20, True),
        (44.999, True),
        (45, True),
        (45.001, False),
        (60, False),
        (86_400, False),
    ],
)
def test_a_code_is_good_for_forty_five_seconds(seconds: float, good: bool) -> None:
    assert offered(seconds) is good


def test_a_code_opens_no_other_screen_and_no_other_installation() -> None:
    assert offered(1)
    assert not offered(1, screen=8)
    assert not offered(1, key="another key")
    for nonsense in ("", "x", "é" * 16):
        assert not is_good(nonsense, KEY, 7, SHOWN)


@given(st.floats(0, 10_000))
def test_the_code_changes_every_twenty_seconds_and_not_between(seconds: float) -> None:
    at = SHOWN + timedelta(seconds=seconds)
    change = changes_at(at)
    assert timedelta(0) < change - at <= timedelta(seconds=20)
    assert code_at(KEY, 7, at) == code_at(KEY, 7, change - timedelta(microseconds=1))
    assert code_at(KEY, 7, at) != code_at(KEY, 7, change)


@given(st.floats(0, 10_000))
def test_whatever_moment_a_photo_is_taken_it_is_useless_a_minute_later(seconds: float) -> None:
    at = SHOWN + timedelta(seconds=seconds)
    code = code_at(KEY, 7, at)
    assert is_good(code, KEY, 7, at + timedelta(seconds=20))
    assert not is_good(code, KEY, 7, at + timedelta(seconds=60))
