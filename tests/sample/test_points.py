"""Points get exactly the people asked for, uneven as in life."""

import pytest

from dissemination.sample.points import SamplePoint, chosen, points, shared_out
from dissemination.sample.units import lang_son, units
from dissemination.units.models import UnitLevel


@pytest.fixture(scope="module")
def usual() -> list[SamplePoint]:
    return list(points(lang_son(), 267, 10_300, 116))


def sizes(of: list[SamplePoint], level: UnitLevel) -> list[int]:
    return [point.size for point in of if point.unit.level is level]


def test_267_points_have_10300_delegates(usual: list[SamplePoint]) -> None:
    assert len(usual) == 267
    assert sum(point.size for point in usual) == 10_300


def test_the_province_is_the_first_and_largest(usual: list[SamplePoint]) -> None:
    assert usual[0].name == "Tỉnh ủy Lạng Sơn"
    assert usual[0].size == max(point.size for point in usual) > 300


def test_points_are_as_uneven_as_in_life(usual: list[SamplePoint]) -> None:
    assert all(60 <= size <= 200 for size in sizes(usual, UnitLevel.DISTRICT))
    assert all(20 <= size <= 50 for size in sizes(usual, UnitLevel.COMMUNE))
    assert len(set(sizes(usual, UnitLevel.COMMUNE))) > 20


def test_a_hall_has_room_for_its_people(usual: list[SamplePoint]) -> None:
    assert all(point.size < point.capacity <= 2 * point.size + 10 for point in usual)


def test_every_point_has_a_name_of_its_own(usual: list[SamplePoint]) -> None:
    names = {point.name for point in usual}
    assert len(names) == 267
    assert names >= {
        "UBND huyện Chi Lăng",
        "Xã Vân An",
        "Xã Chi Lăng (Tràng Định)",
        "Xã Chi Lăng (Chi Lăng)",
        "Sở Nội vụ",
    }


def test_a_small_conference_has_points_of_every_level() -> None:
    few = list(points(lang_son(), 12, 200, 116))
    assert {point.unit.level for point in few} == set(UnitLevel)
    assert sum(point.size for point in few) == 200


def test_one_delegate_a_point_is_enough() -> None:
    assert [point.size for point in points(lang_son(), 267, 267, 116)] == [1] * 267


def test_the_whole_country_adds_up() -> None:
    every = list(units(31_000))
    country = list(points(every, 31_000, 1_900_000, 116))
    assert len({point.name for point in country}) == 31_000
    assert sum(point.size for point in country) == 1_900_000
    assert min(point.size for point in country) >= 10


@pytest.mark.parametrize("count", [1, 5, 266, 267])
def test_chosen_units_are_different_and_start_at_the_top(count: int) -> None:
    places = chosen(lang_son(), count)
    assert places == sorted(set(places))
    assert places[0] == 0
    assert len(places) == count


def test_shares_follow_the_usual_sizes() -> None:
    assert list(shared_out(103, [10, 20, 70])) == [11, 21, 71]
