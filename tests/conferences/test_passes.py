"""What a pass number is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissemination.conferences.passes import (
    check_digit,
    grouped,
    is_valid,
    new_digits,
    normalise,
)

bodies = st.text("0123456789", min_size=15, max_size=15)
passes = bodies.map(lambda body: body + check_digit(body))


def test_the_example_of_damms_thesis_gets_its_digit() -> None:
    # 572 → 4 is the published example; zeros before it change nothing in this quasigroup.
    assert check_digit("572".zfill(15)) == "4"
    assert is_valid("572".zfill(15) + "4")


@given(passes)
def test_a_number_with_its_check_digit_is_valid(digits: str) -> None:
    assert is_valid(digits)


@given(passes, st.integers(0, 15), st.integers(1, 9))
def test_any_one_wrong_digit_is_caught(digits: str, place: int, shift: int) -> None:
    wrong = str((int(digits[place]) + shift) % 10)
    assert not is_valid(digits[:place] + wrong + digits[place + 1 :])


@given(passes, st.integers(0, 14))
def test_any_two_neighbours_exchanged_are_caught(digits: str, place: int) -> None:
    first, second = digits[place], digits[place + 1]
    exchanged = digits[:place] + second + first + digits[place + 2 :]
    assert is_valid(exchanged) == (first == second)


@pytest.mark.parametrize(
    "text", ["", "123", "12345678901234567", "１２３４５６７８９０１２３４５６"]
)
def test_what_is_not_sixteen_plain_digits_is_never_valid(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize(
    "text", ["12345678901234", "1234567890123456", "12345678901234a", "٣" * 15]
)
def test_a_check_digit_needs_fifteen_plain_digits(text: str) -> None:
    with pytest.raises(ValueError, match="15 digits"):
        check_digit(text)


@pytest.mark.parametrize(
    "typed",
    [
        "1234567890123456",
        "1234 5678 9012 3456",
        "1234.5678.9012.3456",
        "1234-5678–9012—3456",
        " 1234\u00a05678\u202f9012\t3456\r\n",
        "１２３４５６７８９０１２３４５６",
        "\ufeff1234567890123456",
    ],
)
def test_a_number_is_understood_as_people_and_scanners_send_it(typed: str) -> None:
    assert normalise(typed) == "1234567890123456"


@pytest.mark.parametrize(
    "typed",
    ["", "Nguyễn Văn An", "123456789012345", "12345678901234567", "123456789012345O", "²" * 16],
)
def test_what_holds_no_sixteen_digits_is_no_number(typed: str) -> None:
    assert normalise(typed) is None


@given(st.text())
def test_any_text_at_all_is_a_number_or_none(text: str) -> None:
    digits = normalise(text)
    assert digits is None or (len(digits) == 16 and digits.isascii() and digits.isdecimal())


def test_new_numbers_are_valid_and_none_comes_twice() -> None:
    chosen = new_digits(2000)
    assert len(set(chosen)) == 2000
    assert all(is_valid(digits) for digits in chosen)


def test_new_numbers_may_begin_with_any_digit() -> None:
    assert {digits[0] for digits in new_digits(1000)} == set("0123456789")


def test_no_new_numbers_when_none_are_wanted() -> None:
    assert new_digits(0) == []


def test_digits_are_read_in_groups_of_four() -> None:
    assert grouped("1234567890123456") == "1234 5678 9012 3456"
