"""A point or unit is found however it is spelled; what is only near is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissemination.conferences.matching import Matcher, Named

POINTS = Matcher(
    [
        Named(1, "Xã Vân An", "06001"),
        Named(2, "Thị trấn Chi Lăng"),
        Named(3, "Huyện Chi Lăng"),
        Named(4, "Xã Hồng Phong, huyện Bình Gia"),
        Named(5, "Xã Hồng Phong, huyện Cao Lộc"),
        Named(6, "Trung tâm Chính trị huyện"),
        Named(7, "Xã Quý Hòa"),
        Named(8, "Điểm cầu xã Hòa Bình"),
        Named(9, "Điểm cầu Thành ủy", aliases=("Thành phố Lạng Sơn",)),
        Named(10, "Xã Tân Tri"),
        Named(11, "Xã Tân Trì"),
    ]
)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("Xã Vân An", 1),
        ("  XÃ VÂN  AN", 1),
        ("xa van an", 1),
        ("Vân An", 1),
        ("Điểm cầu: Xã Vân An", 1),
        ("06001", 1),
        ("6001", 1),
        ("TT Chi Lăng", 2),
        ("TT. Chi Lăng", 2),
        ("H. Chi Lăng", 3),
        ("TT Chính trị huyện", 6),
        ("Xã Quí Hoà", 7),
        ("X.Hoà Bình", 8),
        ("TP Lạng Sơn", 9),
        ("TP. Lạng Sơn", 9),
        ("Xã Tân Trì", 11),
        ("xã tân tri", 10),
    ],
)
def test_a_point_is_found_however_it_is_spelled(text: str, point: int) -> None:
    assert POINTS.only(text) == point


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("Xã Vân Ann", 1), ("Xã Van Ân Hạ", 1), ("Hồng Phong - Bình Gia", 4), ("Huyện Vân An", 1)],
)
def test_what_is_only_near_is_suggested(text: str, nearest: int) -> None:
    assert POINTS.only(text) is None
    assert POINTS.nearest(text)[0].id == nearest


@pytest.mark.parametrize(("text", "points"), [("Chi Lăng", {2, 3}), ("Xã Hồng Phong", {4, 5})])
def test_what_may_be_several_is_left_to_a_person(text: str, points: set[int]) -> None:
    assert POINTS.only(text) is None
    assert {suggestion.id for suggestion in POINTS.nearest(text)} == points


def test_nothing_alike_suggests_nothing() -> None:
    assert POINTS.nearest("Qzwx") == []
    assert POINTS.find("") == []


def test_many_abbreviations_do_not_explode() -> None:
    assert POINTS.find("TT " * 200) == []


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert all(0 < suggestion.score <= 1 for suggestion in POINTS.nearest(text))
