"""Numbers as officials write them."""

from decimal import Decimal

import pytest

from dissemination.reporting.refusals import Refusal
from dissemination.reporting.typed_forms import number


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("", ",", None),
        ("  ", ",", None),
        ("0", ",", Decimal(0)),
        ("1.234", ",", Decimal(1234)),
        ("1.234,5", ",", Decimal("1234.5")),
        ("10 300", ",", Decimal(10300)),
        ("98,2", ",", Decimal("98.2")),
        ("98.2", ",", Decimal("98.2")),
        ("1,234.5", ".", Decimal("1234.5")),
        ("98.2", ".", Decimal("98.2")),
        ("-1", ",", Refusal.NOT_A_NUMBER),
        ("mười", ",", Refusal.NOT_A_NUMBER),
        ("NaN", ",", Refusal.NOT_A_NUMBER),
        ("1e99", ",", Refusal.NOT_A_NUMBER),
        ("1.2.3", ",", Refusal.NOT_A_NUMBER),
    ],
)
def test_a_number_is_read_as_it_is_meant(text: str, mark: str, expected: object) -> None:
    assert number(text, mark) == expected
