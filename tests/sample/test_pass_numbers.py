"""Sample passes have real numbers, none twice, the same for the same seed."""

from itertools import islice

from dissemination.conferences.passes import is_valid
from dissemination.sample.pass_numbers import pass_numbers


def test_numbers_are_valid_and_none_comes_twice() -> None:
    numbers = list(islice(pass_numbers(116), 50_000))
    assert len(set(numbers)) == 50_000
    assert all(map(is_valid, numbers))


def test_the_part_that_keeps_them_apart_runs_through_all_its_values() -> None:
    heads = [int(number[:7]) for number in islice(pass_numbers(7), 3)]
    stride = (heads[1] - heads[0]) % 10**7
    assert (heads[2] - heads[1]) % 10**7 == stride
    assert stride % 2
    assert stride % 5


def test_a_seed_decides_them() -> None:
    assert list(islice(pass_numbers(1), 9)) == list(islice(pass_numbers(1), 9))
    assert list(islice(pass_numbers(1), 9)) != list(islice(pass_numbers(2), 9))
