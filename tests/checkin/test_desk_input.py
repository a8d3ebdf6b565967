"""What one box got."""

import pytest

from dissemination.checkin.desk_input import Kind, Recognised, Unclear, digits_in, recognise
from dissemination.conferences.passes import check_digit

BODY = "123456789012345"
PASS = BODY + check_digit(BODY)
CARD = "012345678901|123456789|Nguyễn Văn An|01011980|Nam|Xã Vân An, Chi Lăng|10052021"


@pytest.mark.parametrize(
    "typed",
    [
        PASS,
        f" {PASS}\r\n",
        " ".join(PASS[i : i + 4] for i in range(0, 16, 4)),
        "-".join(PASS[i : i + 4] for i in range(0, 16, 4)),
        ".".join(PASS[i : i + 4] for i in range(0, 16, 4)),
        f"]Q1{PASS}",
        PASS.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
    ],
)
def test_sixteen_digits_in_any_grouping_are_a_pass(typed: str) -> None:
    assert recognise(typed) == Recognised(Kind.PASS, PASS)


def test_a_pass_with_one_wrong_digit_is_told_apart_from_an_unknown_one() -> None:
    wrong = PASS[:4] + str((int(PASS[4]) + 1) % 10) + PASS[5:]
    assert recognise(wrong) is Unclear.MISTYPED


@pytest.mark.parametrize("typed", [CARD, f"{CARD}|", "012345678901", "0123 4567 8901"])
def test_of_a_citizen_card_only_the_number_is_kept(typed: str) -> None:
    assert recognise(typed) == Recognised(Kind.CITIZEN, "012345678901")


@pytest.mark.parametrize("typed", ["012345678901|Nguyễn Văn An", "a|b|c|d|e|f|g", "12|||||||"])
def test_a_string_of_fields_that_is_no_card_is_unreadable(typed: str) -> None:
    assert recognise(typed) is Unclear.UNREADABLE


@pytest.mark.parametrize("typed", ["ngu", "Vũ A", "Đỗ Ý", "nguyễn văn an", "An 2 b"])
def test_three_letters_are_a_name_to_search(typed: str) -> None:
    assert recognise(typed) == Recognised(Kind.NAME, typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Unclear.EMPTY),
        ("  \u200b ", Unclear.EMPTY),
        ("an", Unclear.NAME_TOO_SHORT),
        ("Ý", Unclear.NAME_TOO_SHORT),
        ("123", Unclear.WRONG_LENGTH),
        (PASS + "1", Unclear.WRONG_LENGTH),
        ("!?*", Unclear.UNREADABLE),
        ("9" * 501, Unclear.TOO_LONG),
    ],
)
def test_anything_else_says_why_it_is_not_understood(typed: str, why: Unclear) -> None:
    assert recognise(typed) is why


def test_digits_are_counted_in_any_script() -> None:
    assert digits_in("12a ٣") == "123"
