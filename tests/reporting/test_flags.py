"""What a receiver should look at twice."""

from decimal import Decimal

import pytest

from dissemination.directives.models import Operator
from dissemination.reporting.flags import Flag, is_backwards, mark, raised

LONG = "Địa bàn rộng, cán bộ kiêm nhiệm nhiều việc, đề nghị bổ sung biên chế cho xã."
SHARES = (Decimal("0.10"), Decimal("0.08"))


def test_a_few_words_are_alike_everywhere() -> None:
    assert mark(["Không có"]) == ""
    assert mark([LONG]) == mark([LONG.upper(), " "]) != ""


def test_the_words_of_last_time_or_of_another_raise_a_flag() -> None:
    own = mark([LONG])
    found = raised(own, own, {own: [1, 2, 3]}, 1, [7])
    assert [(one.flag, one.ids) for one in found] == [
        (Flag.UNCHANGED, ()),
        (Flag.COPIED, (2, 3)),
        (Flag.BACKWARDS, (7,)),
    ]
    assert raised("", "", {"": [1, 2]}, 1, []) == []
    assert raised(own, "", {own: [1]}, 1, []) == []


@pytest.mark.parametrize(
    ("operator", "up", "down"),
    [
        (Operator.AT_LEAST, False, True),
        (Operator.MAINTAIN, False, True),
        (Operator.AT_MOST, True, False),
        (Operator.RANGE, False, False),
        (None, False, False),
    ],
)
def test_which_way_is_backwards(operator: Operator | None, up: bool, down: bool) -> None:
    high, low = SHARES
    assert is_backwards(operator, high, low) is up
    assert is_backwards(operator, low, high) is down
    assert not is_backwards(operator, low, None)
