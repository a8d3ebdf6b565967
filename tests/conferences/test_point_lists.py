"""Lists of contacts as they arrive, and what points lack. Without a database."""

import pytest

from dissemination.conferences.matching import Matcher, Named
from dissemination.conferences.point_lists import LineFault, PointList, read
from dissemination.conferences.point_plans import plan
from dissemination.conferences.readiness import Gap, PointFacts, gaps
from dissemination.sheets.grids import Rows, Sheet, squared
from dissemination.units.models import UnitLevel
from dissemination.units.tree import Node, UnitTree

MATCHER = Matcher(
    [
        Named(1, "Xã Vân An", "06388"),
        Named(2, "Xã Chiến Thắng (Huyện Chi Lăng)", "06394"),
        Named(3, "Xã Chiến Thắng (Huyện Bắc Sơn)", "06349"),
    ]
)


def listed(rows: Rows) -> PointList:
    return read([Sheet("Sheet1", squared(rows))], MATCHER)


def test_titles_above_the_heading_are_passed_over() -> None:
    found = listed(
        [
            ["DANH SÁCH NGƯỜI PHỤ TRÁCH ĐIỂM CẦU", "", "", ""],
            [],
            ["STT", "Tên điểm cầu", "Họ tên đầu mối", "Số điện thoại", "Số chỗ ngồi"],
            ["1", "xã vân an", "Lê  Bình", "0912 345 678", "60 chỗ"],
        ]
    )
    assert found.faults == []
    (change,) = found.changes
    assert (change.line, change.point_id) == (4, 1)
    assert change.values == {
        "contact_name": "Lê Bình",
        "contact_phone": "0912 345 678",
        "capacity": 60,
    }


def test_a_unit_code_decides_where_names_are_alike() -> None:
    found = listed(
        [
            ["Mã đơn vị", "Điểm cầu", "Điện thoại"],
            ["6349", "Xã Chiến Thắng", "0912000111"],
            ["", "Xã Chiến Thắng", "0912000222"],
        ]
    )
    assert [change.point_id for change in found.changes] == [3]
    (fault,) = found.faults
    assert (fault.line, fault.fault) == (3, LineFault.AMBIGUOUS_POINT)
    assert {suggestion.id for suggestion in fault.suggestions} == {2, 3}


def test_an_empty_cell_changes_nothing() -> None:
    found = listed([["Điểm cầu", "Điện thoại", "Địa chỉ"], ["Xã Vân An", "", "Nhà văn hóa xã"]])
    assert found.changes[0].values == {"address": "Nhà văn hóa xã"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["Xã Không Có", "50"], LineFault.UNKNOWN_POINT),
        (["", "50"], LineFault.NO_POINT),
        (["Xã Vân An", "khoảng năm mươi"], LineFault.CAPACITY_NOT_A_NUMBER),
        (["Xã Vân An", "0"], LineFault.CAPACITY_NOT_A_NUMBER),
        (["Xã Vân An", "9999999"], LineFault.CAPACITY_NOT_A_NUMBER),
    ],
)
def test_a_bad_line_is_named_with_its_reason(row: list[str], fault: LineFault) -> None:
    found = listed([["Điểm cầu", "Sức chứa"], row])
    assert [(bad.line, bad.fault) for bad in found.faults] == [(2, fault)]
    assert found.changes == []


def test_a_point_told_twice_is_told_once() -> None:
    found = listed([["Điểm cầu", "Sức chứa"], ["Xã Vân An", "50"], ["XÃ VÂN AN", "1.200"]])
    assert [change.values for change in found.changes] == [{"capacity": 50}]
    assert [bad.fault for bad in found.faults] == [LineFault.POINT_TWICE]


def test_without_headings_nothing_is_guessed() -> None:
    assert not listed([["Xã Vân An", "0912345678"]]).has_heading


def test_names_that_would_be_alike_say_where_they_are() -> None:
    tree = UnitTree(
        [
            Node(1, "20", "Tỉnh", UnitLevel.PROVINCE, None),
            Node(2, "187", "Huyện Chi Lăng", UnitLevel.DISTRICT, 1),
            Node(3, "1871", "Xã Thắng", UnitLevel.COMMUNE, 2),
            Node(4, "1872", "Xã Thắng", UnitLevel.COMMUNE, 2),
            Node(5, "1873", "Xã Vân An", UnitLevel.COMMUNE, 2),
        ]
    )
    made = plan(tree, 2, {UnitLevel.COMMUNE}, taken_units={5}, taken_names={"Xã Vân An"})
    assert made.existing == 1
    assert [proposal.name for proposal in made.new] == [
        "Xã Thắng (Huyện Chi Lăng)",
        "Xã Thắng (Huyện Chi Lăng) – 1872",
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (PointFacts(True, 60, 39, 1), []),
        (PointFacts(True, 30, 39, 1), [Gap.HALL_TOO_SMALL]),
        (
            PointFacts(False, None, 0, 0),
            [Gap.NO_ROSTER, Gap.NO_CONTACT, Gap.NO_CAPACITY, Gap.NO_SCANNER],
        ),
    ],
)
def test_a_point_is_ready_when_nothing_is_missing(facts: PointFacts, expected: list[Gap]) -> None:
    assert gaps(facts) == expected
