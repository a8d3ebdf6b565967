"""Sample people are invented, plausible, and the same for the same seed."""

import re

import pytest

from dissemination.sample.names import Sex, names_of
from dissemination.sample.people import Person, contact, people, seat
from dissemination.sample.units import SampleUnit, lang_son

SEED = 116
LEADERS_OF_2023 = {"Đoàn", "Hậu", "Huyên", "Nghiệm", "Quỳnh", "Sơn", "Thiệu"}


@pytest.fixture(scope="module")
def province() -> list[SampleUnit]:
    return lang_son()


def unit(province: list[SampleUnit], name: str) -> SampleUnit:
    return next(one for one in province if one.name == name)


def everyone(province: list[SampleUnit], size: int = 40) -> list[Person]:
    return [person for one in province for person in people(one, [], size, SEED)]


def test_the_same_seed_gives_the_same_people(province: list[SampleUnit]) -> None:
    van_an = unit(province, "Xã Vân An")
    assert list(people(van_an, [], 30, SEED)) == list(people(van_an, [], 30, SEED))
    assert list(people(van_an, [], 30, SEED)) != list(people(van_an, [], 30, SEED + 1))


def test_a_point_has_exactly_as_many_as_asked(province: list[SampleUnit]) -> None:
    for size in (1, 7, 40, 500):
        for name in ("Xã Vân An", "Huyện Chi Lăng", "Tỉnh Lạng Sơn", "Sở Nội vụ"):
            assert len(list(people(unit(province, name), [], size, SEED))) == size


def test_a_commune_is_led_by_its_party_secretary(province: list[SampleUnit]) -> None:
    first, *_rest = people(unit(province, "Xã Vân An"), [], 30, SEED)
    assert (first.position, first.unit_name) == ("Bí thư Đảng ủy", "Đảng ủy xã Vân An")
    assert (first.category, first.seat) == ("Cấp ủy viên", "1")


def test_a_city_has_a_city_committee(province: list[SampleUnit]) -> None:
    first, *_rest = people(unit(province, "Thành phố Lạng Sơn"), [], 60, SEED)
    assert (first.position, first.unit_name) == ("Bí thư Thành ủy", "Thành ủy Lạng Sơn")


def test_wards_number_their_quarters_and_communes_name_their_hamlets(
    province: list[SampleUnit],
) -> None:
    ward = {person.unit_name for person in people(unit(province, "Phường Tam Thanh"), [], 40, 1)}
    commune = {person.unit_name for person in people(unit(province, "Xã Vân An"), [], 40, 1)}
    assert any(re.fullmatch(r"Chi bộ khối phố \d+", name) for name in ward)
    assert any(re.fullmatch(r"Chi bộ thôn \w+ \w+", name) for name in commune)


def test_the_heads_of_the_bodies_sit_at_the_main_point(province: list[SampleUnit]) -> None:
    bodies = [one for one in province if one.is_body]
    main = list(people(province[0], bodies, 400, SEED))
    heads = {(person.position, person.unit_name, person.unit_code) for person in main}
    assert {(body.head, body.name, body.code) for body in bodies} <= heads


def test_no_template_is_left_unfilled(province: list[SampleUnit]) -> None:
    for person in everyone(province):
        assert not re.search(r"[{}]", "".join(filter(None, person)))
        assert person.name
        assert person.position
        assert person.unit_name


def test_nobody_at_one_point_shares_a_name(province: list[SampleUnit]) -> None:
    for one in province:
        names = [person.name for person in people(one, [], 45, SEED)]
        assert len(set(names)) == len(names)


def test_posts_of_women_are_held_by_women(province: list[SampleUnit]) -> None:
    womens_names = set(names_of("given", Sex.WOMAN).texts)
    post = "Chủ tịch Hội Liên hiệp Phụ nữ"
    leaders = [person for person in everyone(province) if person.position == post]
    assert len(leaders) == 211
    assert {person.name.split()[-1] for person in leaders} <= womens_names


def test_only_women_are_on_maternity_leave(province: list[SampleUnit]) -> None:
    womens_names = set(names_of("given", Sex.WOMAN).texts)
    mothers = [p for p in everyone(province) if p.excused_reason == "Nghỉ chế độ thai sản"]
    assert mothers
    assert {person.name.split()[-1] for person in mothers} <= womens_names


def test_about_one_and_a_half_in_a_hundred_are_excused(province: list[SampleUnit]) -> None:
    everybody = everyone(province)
    excused = sum(person.excused_reason is not None for person in everybody)
    assert 0.012 < excused / len(everybody) < 0.018


def test_nobody_is_named_like_a_leader_of_2023() -> None:
    for sex in Sex:
        assert not LEADERS_OF_2023 & set(names_of("given", sex).texts)


def test_a_contacts_number_is_nobodys(province: list[SampleUnit]) -> None:
    numbers = [contact(one, place, SEED)[1] for place, one in enumerate(province)]
    assert len(set(numbers)) == 267
    assert all(re.fullmatch(r"0205 0\d\d \d{4}", number) for number in numbers)


def test_seats_of_a_hall_have_rows() -> None:
    assert [seat(n, in_hall=True) for n in (0, 19, 20, 439, 440)] == [
        "A1",
        "A20",
        "B1",
        "X20",
        "441",
    ]
    assert seat(26, in_hall=False) == "27"
