"""How far a target is reached: pooled figures, heads still needed, units as they were and as they are."""

from decimal import Decimal

import pytest

from dissemination.coverage.attainment import (
    Figure,
    Reached,
    YearValue,
    aim_in,
    heads_needed,
    pooled,
    tops,
)
from dissemination.directives.models import Operator
from dissemination.reporting.rates import Aim, Pooled

D = Decimal
AT_LEAST = Aim(Operator.AT_LEAST, D(25))


def given(*pairs: tuple[int | None, int | None]) -> list[Figure]:
    return [
        Figure(n, n, None if above is None else D(above), None if below is None else D(below))
        for n, (above, below) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("aim", "n", "of", "needed"),
    [
        (AT_LEAST, 6, 32, 2),  # a quarter of 32 is 8
        (AT_LEAST, 6, 33, 3),  # of 33 it is 8.25, and there is no quarter of a person
        (AT_LEAST, 8, 32, 0),
        (AT_LEAST, 0, 1, 1),
        (Aim(Operator.MAINTAIN, D(25)), 7, 32, 1),
        (Aim(Operator.AT_MOST, D(5)), 4, 60, -1),  # three may be
        (Aim(Operator.AT_MOST, D(5)), 3, 60, 0),
        (Aim(Operator.RANGE, low=D(10), high=D(15)), 5, 60, 1),
        (Aim(Operator.RANGE, low=D(10), high=D(15)), 8, 60, 0),
        (Aim(Operator.RANGE, low=D(10), high=D(15)), 10, 60, -1),
    ],
)
def test_heads_needed_are_whole_people(aim: Aim, n: int, of: int, needed: int) -> None:
    assert heads_needed(aim, Pooled(D(n), D(of), 1, 1), "%") == needed


def test_a_number_of_people_needs_no_denominator() -> None:
    figures = given((3, None), (4, None), (None, 9))
    together = pooled(figures, "người")
    assert (together.numerator, together.given, together.asked) == (D(7), 2, 3)
    reached = Reached(together, "người", Aim(Operator.AT_LEAST, D(10)), D(5))
    assert (reached.actual, reached.needed) == (D(7), 3)
    assert reached.attained == D(2) / D(5)


def test_shares_are_pooled_and_missing_is_not_zero() -> None:
    together = pooled(given((1, 10), (9, 30), (None, 50), (5, None)), "%")
    reached = Reached(together, "%", AT_LEAST, D(15))
    assert (reached.actual, together.given, together.asked) == (D(25), 2, 4)
    assert reached.attained == 1
    assert reached.is_met


def test_of_nobody_nothing_can_be_said() -> None:
    nobody = Reached(pooled(given((0, 0)), "%"), "%", AT_LEAST, D(15))
    assert (nobody.actual, nobody.attained, nobody.needed, nobody.is_met) == (None,) * 4
    silent = Reached(pooled(given((None, None)), "%"), "%", AT_LEAST, D(15))
    assert (silent.actual, silent.needed) == (None, None)
    unasked = Reached(pooled(given((1, 10)), "%"), "%", None, None)
    assert (unasked.actual, unasked.attained, unasked.needed) == (D(10), None, None)


def test_a_decreasing_target_is_reached_downwards() -> None:
    poor = Reached(pooled(given((8, 100)), "%"), "%", Aim(Operator.AT_MOST, D(5)), D(10))
    assert poor.attained == D(2) / D(5)
    assert poor.is_met is False
    assert poor.needed == -3


def test_the_next_milestone_counts_and_after_the_last_the_last() -> None:
    path = [YearValue(2030, AT_LEAST), YearValue(2025, AT_LEAST)]
    found = [aim_in(path, year) for year in (2023, 2025, 2026, 2040)]
    assert [one.year for one in found if one] == [2025, 2025, 2030, 2030]
    assert aim_in([], 2025) is None


def test_of_units_within_each_other_only_the_highest_is_counted() -> None:
    parents = {1: None, 2: 1, 3: 2, 4: 1}
    assert tops([2, 3, 4], parents) == {2, 4}
    assert tops([3], {}) == {3}
