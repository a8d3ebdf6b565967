"""What a target may ask for in a year; no database."""

from decimal import Decimal

import pytest

from dissemination.directives.asking import Asked, faults
from dissemination.directives.models import Operator
from dissemination.directives.refusals import Refusal


def exactly(operator: Operator, value: str | None) -> Asked:
    return Asked(2025, operator, None if value is None else Decimal(value))


def between(low: str | None, high: str | None) -> Asked:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Asked(2025, Operator.RANGE, low=bounds[0], high=bounds[1])


@pytest.mark.parametrize(
    ("asked", "measure", "refusal"),
    [
        (exactly(Operator.AT_LEAST, "10"), "%", None),
        (exactly(Operator.MAINTAIN, "100"), "%", None),
        (exactly(Operator.AT_MOST, None), "%", Refusal.VALUE_MISSING),
        (exactly(Operator.AT_LEAST, "100.5"), "%", Refusal.NOT_A_SHARE),
        (exactly(Operator.AT_LEAST, "-1"), "%", Refusal.NOT_A_SHARE),
        (exactly(Operator.AT_LEAST, "1000"), "người", None),
        (exactly(Operator.AT_LEAST, "100000000"), "người", Refusal.TOO_LARGE),
        (between("10", "15"), "%", None),
        (between("10", "10"), "%", None),
        (between("15", "10"), "%", Refusal.BOUNDS_CROSSED),
        (between("15", None), "%", Refusal.BOUNDS_MISSING),
        (between(None, "15"), "%", Refusal.BOUNDS_MISSING),
    ],
)
def test_a_year_by_itself(asked: Asked, measure: str, refusal: Refusal | None) -> None:
    assert faults([asked], measure) == ({0: refusal} if refusal else {})


def test_a_year_stands_once() -> None:
    one = exactly(Operator.AT_LEAST, "10")
    assert faults([one, one], "%") == {1: Refusal.YEAR_TWICE}
