"""The header of a sheet is found and its columns understood, whatever the wording."""

import pytest

from dissemination.conferences.roster_layout import (
    Column,
    Layout,
    column_of,
    guess_layout,
    layout_at,
)
from dissemination.sheets.grids import Merge, Sheet, squared

C = Column


def sheet(*rows: tuple[str, ...], merges: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    return Sheet("S", squared([list(row) for row in rows]), False, tuple(Merge(*m) for m in merges))


def layout(*rows: tuple[str, ...], merges: tuple[tuple[int, int, int, int], ...] = ()) -> Layout:
    found = guess_layout(sheet(*rows, merges=merges))
    assert found is not None
    return found


AN = ("1", "Nguyễn Văn An", "Bí thư", "Xã Vân An", "")


@pytest.mark.parametrize(
    ("wording", "column"),
    [
        ("STT", C.NUMBER),
        ("TT", C.NUMBER),
        ("Số thứ tự", C.NUMBER),
        ("Họ và tên", C.NAME),
        ("HỌ VÀ TÊN ĐẠI BIỂU", C.NAME),
        ("Họ, tên", C.NAME),
        ("Họ tên đại biểu", C.NAME),
        ("Đại biểu", C.NAME),
        ("Họ đệm", C.FAMILY_NAME),
        ("Họ và tên đệm", C.FAMILY_NAME),
        ("Họ và chữ đệm", C.FAMILY_NAME),
        ("Tên", C.GIVEN_NAME),
        ("Chức vụ", C.POSITION),
        ("Chức vụ Đảng, chính quyền", C.POSITION),
        ("Chức danh", C.POSITION),
        ("Chức danh, đơn vị", C.POSITION_AND_UNIT),
        ("Chức vụ/ Đơn vị công tác", C.POSITION_AND_UNIT),
        ("Chức vụ, nơi công tác", C.POSITION_AND_UNIT),
        ("Đơn vị công tác", C.UNIT),
        ("Cơ quan, đơn vị", C.UNIT),
        ("Tên đơn vị", C.UNIT),
        ("Nơi công tác", C.UNIT),
        ("Điểm cầu", C.POINT),
        ("Dự tại điểm cầu", C.POINT),
        ("Số ghế", C.SEAT),
        ("Vị trí ngồi", C.SEAT),
        ("Thành phần", C.CATEGORY),
        ("Đối tượng", C.CATEGORY),
        ("Số CCCD", C.CITIZEN_ID),
        ("Số định danh cá nhân", C.CITIZEN_ID),
        ("Ghi chú", C.NOTE),
        ("Số điện thoại", C.UNUSED),
        ("Ngày sinh", C.UNUSED),
        ("Nữ", C.UNUSED),
        ("Nguyễn Văn An", None),
        ("Bí thư Đảng ủy", None),
        ("", None),
    ],
)
def test_a_header_is_read_in_any_wording(wording: str, column: Column | None) -> None:
    assert column_of(wording) is column
    assert column_of(wording.upper()) is column


def test_titles_above_the_header_are_passed_over() -> None:
    found = layout(
        ("TỈNH ỦY LẠNG SƠN", "", "", "ĐẢNG CỘNG SẢN VIỆT NAM", ""),
        ("ĐẢNG BỘ XÃ VÂN AN", "", "", "Lạng Sơn, ngày 10 tháng 11 năm 2023", ""),
        ("DANH SÁCH ĐẠI BIỂU",),
        (),
        ("STT", "Họ và tên", "Chức vụ", "Đơn vị công tác", "Ghi chú"),
        AN,
    )
    assert (found.header_line, found.header_height, found.first_line) == (5, 1, 6)
    assert found.columns == (C.NUMBER, C.NAME, C.POSITION, C.UNIT, C.NOTE)


def test_two_header_rows_under_merged_groups() -> None:
    found = layout(
        ("STT", "Họ và tên", "Thông tin công tác", "", "Ghi chú"),
        ("", "", "Chức vụ", "Đơn vị", ""),
        AN,
        merges=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)),
    )
    assert (found.header_line, found.header_height) == (1, 2)
    assert found.columns == (C.NUMBER, C.NAME, C.POSITION, C.UNIT, C.NOTE)
    assert found.labels[2] == "Thông tin công tác Chức vụ"


def test_the_first_person_is_no_second_header_row() -> None:
    first = ("1", "Nguyễn Văn An", "Đảng viên, chi bộ 1")
    assert layout(("STT", "Họ và tên", "Chức vụ"), first).header_height == 1
    assert layout(("Họ và tên", "Điểm cầu"), ("Vi Thị Lan", "Địa điểm 1")).header_height == 1


def test_one_header_over_family_and_given_names() -> None:
    merged = layout(
        ("STT", "Họ và tên", "", "Chức vụ"),
        ("1", "Nguyễn Văn", "An", "Bí thư"),
        ("2", "Trần Thị", "Bưởi", "Chủ tịch"),
        merges=((0, 1, 0, 2),),
    )
    unmerged = layout(("STT", "Họ và tên", "", "Chức vụ"), ("1", "Nguyễn Văn", "An", "Bí thư"))
    halves = (C.NUMBER, C.FAMILY_NAME, C.GIVEN_NAME, C.POSITION)
    assert merged.columns == unmerged.columns == halves
    assert merged.names_people


def test_an_empty_column_beside_the_names_is_no_given_name() -> None:
    found = layout(("STT", "Họ và tên", "", "Chức vụ"), ("1", "Nguyễn Văn An", "", "Bí thư"))
    assert found.columns == (C.NUMBER, C.NAME, C.UNUSED, C.POSITION)


def test_two_positions_are_read_together_but_a_second_name_is_not_used() -> None:
    found = layout(
        ("STT", "Họ và tên", "Chức vụ Đảng", "Chức vụ chính quyền", "Họ tên người đi cùng"),
        ("1", "Nguyễn Văn An", "Bí thư", "Chủ tịch", "Trần B"),
    )
    assert found.columns == (C.NUMBER, C.NAME, C.POSITION, C.POSITION, C.UNUSED)


def test_a_list_of_names_only_is_understood() -> None:
    assert layout(("Họ và tên",), ("Nguyễn Văn An",)).columns == (C.NAME,)


def test_a_summary_sheet_is_no_roster() -> None:
    rows = (("STT", "Điểm cầu", "Số lượng"), ("1", "Xã Vân An", "39"))
    assert guess_layout(sheet(*rows)) is None
    assert guess_layout(sheet()) is None


def test_a_person_may_say_where_the_header_is() -> None:
    page = sheet(("A", "B"), ("Người dự họp", "Chức danh"), ("Nguyễn Văn An", "Bí thư"))
    assert layout_at(page, 2).columns == (C.NAME, C.POSITION)
    assert layout_at(page, 1).columns == (C.UNUSED, C.UNUSED)
    assert layout_at(page, 0).first_line == 1
    assert layout_at(page, 99).header_line == 0
