"""The units of the sample are those of Lạng Sơn in November 2023, and more when asked."""

from collections import Counter
from itertools import islice

from dissemination.sample.units import SampleUnit, lang_son, units
from dissemination.units.models import UnitLevel


def named(name: str) -> SampleUnit:
    return next(unit for unit in lang_son() if unit.name == name)


def test_the_province_has_267_units_at_every_level() -> None:
    assert Counter(unit.level for unit in lang_son()) == {
        UnitLevel.PROVINCE: 1,
        UnitLevel.DISTRICT: 11,
        UnitLevel.COMMUNE: 200,
        UnitLevel.GRASSROOTS: 55,
    }


def test_its_55_bodies_are_of_every_kind_and_answer_to_the_province() -> None:
    bodies = [unit for unit in lang_son() if unit.is_body]
    assert {unit.parent.name for unit in bodies if unit.parent} == {"Tỉnh Lạng Sơn"}
    assert {unit.kind for unit in bodies} == {
        "party_body",
        "department",
        "front_union",
        "armed_forces",
        "judiciary",
        "agency",
        "school",
        "media",
    }
    assert all(unit.head and unit.deputy for unit in bodies)


def test_official_names_of_2023_are_there() -> None:
    names = {unit.name for unit in lang_son()}
    assert names >= {
        "Ban Tổ chức Tỉnh ủy",
        "Sở Nội vụ",
        "Bộ Chỉ huy Quân sự tỉnh",
        "Trường Chính trị Hoàng Văn Thụ",
        "Huyện Chi Lăng",
        "Xã Vân An",
    }


def test_codes_are_unique_and_parents_come_first() -> None:
    seen: set[str] = set()
    for unit in units(1_500):
        assert unit.code not in seen
        assert unit.parent is None or unit.parent.code in seen
        seen.add(unit.code)
    assert len(seen) == 1_500
    assert max(map(len, seen)) <= 32


def test_a_smaller_conference_keeps_the_whole_province() -> None:
    assert list(units(5)) == lang_son()


def test_a_larger_one_adds_provinces_that_say_they_are_made_up() -> None:
    more = list(islice(units(2_000), 267, None))
    assert list(units(2_000))[:267] == lang_son()
    assert all("Mẫu" in unit.name for unit in more)
    assert {unit.level for unit in more} == set(UnitLevel)


def test_names_bend_within_a_sentence() -> None:
    assert named("Xã Vân An").inner_name == "xã Vân An"
    assert named("Thành phố Lạng Sơn").proper_name == "Lạng Sơn"
    assert named("Thị trấn Đồng Mỏ").proper_name == "Đồng Mỏ"
    assert named("Sở Nội vụ").inner_name == "Sở Nội vụ"
