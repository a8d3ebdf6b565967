"""People, headings, totals, signatures, blanks and faults of a sheet, line by line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissemination.conferences import roster_fields as fields
from dissemination.conferences.roster_layout import guess_layout
from dissemination.conferences.roster_lines import LineKind, LineRefusal, SheetLines
from dissemination.conferences.roster_rows import prepare, read_lines
from dissemination.sheets.grids import Merge, Sheet, squared
from tests.conferences.rosters import in_tcvn3

HEADER = ("STT", "Họ và tên", "Chức vụ", "Đơn vị công tác", "Ghi chú")
Row = tuple[str, ...]


def read(*rows: Row, header: Row = HEADER, merges: tuple[Merge, ...] = ()) -> SheetLines:
    sheet = prepare(Sheet("S", squared([list(header), *map(list, rows)]), False, merges))
    layout = guess_layout(sheet.clean)
    assert layout is not None
    return read_lines(sheet, layout)


def names(found: SheetLines) -> list[str]:
    return [person.name for person in found.people]


def refusals(found: SheetLines) -> dict[int, LineRefusal]:
    return {line.line: line.reason for line in found.refused}


def kinds(found: SheetLines) -> dict[int, LineKind]:
    return {line.line: line.kind for line in found.skipped}


AN: Row = ("1", "Nguyễn Văn An", "Bí thư", "Xã Vân An", "")
BUOI: Row = ("2", "Trần Thị Bưởi", "Chủ tịch", "Xã Vân An", "")


def test_lines_keep_the_numbers_excel_shows() -> None:
    found = read(AN, (), BUOI)
    assert [(p.line, p.name) for p in found.people] == [(2, "Nguyễn Văn An"), (4, "Trần Thị Bưởi")]
    assert not found.refused
    assert not found.skipped


def test_invisible_damage_to_text_is_mended() -> None:
    broken = unicodedata.normalize("NFD", "Nguyễn\u00a0 Văn\u200b An ")
    assert names(read(("1", broken, "Bí thư"))) == ["Nguyễn Văn An"]


def test_headings_totals_and_blank_numbered_lines_are_no_people() -> None:
    found = read(
        ("I", "Thường trực Huyện ủy (2 đồng chí)"),
        AN,
        ("II", "Ủy ban nhân dân"),
        ("", "CÁC ĐỒNG CHÍ LÃNH ĐẠO CẤP PHÒNG"),
        BUOI,
        ("3",),
        ("", "Tổng cộng: 2 đại biểu"),
    )
    assert names(found) == ["Nguyễn Văn An", "Trần Thị Bưởi"]
    assert kinds(found) == {
        2: LineKind.SECTION,
        4: LineKind.SECTION,
        5: LineKind.SECTION,
        8: LineKind.TOTAL,
    }
    assert found.people[0].section == "Thường trực Huyện ủy"
    assert found.people[1].section == "CÁC ĐỒNG CHÍ LÃNH ĐẠO CẤP PHÒNG"


def test_a_numbered_organisation_is_a_heading_and_a_numbered_name_a_person() -> None:
    found = read(("1", "Huyện ủy Chi Lăng"), ("1", "Bàn Văn Đức"), ("2", "Đoàn Công Lý"), AN)
    assert names(found) == ["Bàn Văn Đức", "Đoàn Công Lý", "Nguyễn Văn An"]
    assert kinds(found) == {2: LineKind.SECTION}


def test_signatures_between_and_after_the_people() -> None:
    found = read(
        AN,
        ("", "", "", "Chi Lăng, ngày 10 tháng 11 năm 2023"),
        ("", "NGƯỜI LẬP BIỂU", "", "TM. BAN THƯỜNG VỤ"),
        ("", "", "", "PHÓ BÍ THƯ"),
        (),
        ("", "Hoàng Văn Ký", "", "Lý Thị Duyệt"),
        HEADER,
        BUOI,
        ("", "Người tổng hợp"),
        ("", "Hoàng Văn Ký"),
        ("II", "Huyện ủy Cao Lộc"),
        ("3", "Vi Văn Cường", "Ủy viên"),
    )
    assert names(found) == ["Nguyễn Văn An", "Trần Thị Bưởi", "Vi Văn Cường"]
    assert set(kinds(found).values()) == {LineKind.SIGNATURE, LineKind.HEADER, LineKind.SECTION}
    assert not found.refused


def test_in_a_list_without_numbers_people_may_follow_a_signature() -> None:
    header = ("Họ và tên", "Chức vụ")
    found = read(
        ("Nguyễn Văn An", "Bí thư"),
        ("TM. ĐẢNG ỦY", ""),
        ("Hoàng Văn Ký", ""),
        ("Trần Thị Bưởi", "Phó Chủ tịch"),
        header=header,
    )
    assert names(found) == ["Nguyễn Văn An", "Trần Thị Bưởi"]


def test_the_line_of_column_numbers_is_a_header() -> None:
    found = read(("1", "2", "3", "4", "5"), ("(1)", "(2)", "(3)", "(4)", "(5)"), AN)
    assert kinds(found) == {2: LineKind.HEADER, 3: LineKind.HEADER}
    assert names(found) == ["Nguyễn Văn An"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("1", "", "Bí thư"), LineRefusal.NAME_MISSING),
        (("1", "12345", "Bí thư"), LineRefusal.NOT_A_NAME),
        (("1", "<script>alert(1)</script>", "Bí thư"), LineRefusal.ODD_CHARACTERS),
        (("1", "=1+1", "Bí thư"), LineRefusal.ODD_CHARACTERS),
        (("1", "Nguyễn Văn An", "#REF!"), LineRefusal.CELL_ERROR),
        (("1", "Nguyễn " * 60, "Bí thư"), LineRefusal.TOO_LONG),
        (("", "Nguyễn Văn An", "", "", ""), LineRefusal.UNCLEAR),
    ],
)
def test_a_bad_line_is_refused_for_its_reason(row: Row, reason: LineRefusal) -> None:
    found = read(BUOI, row, ("3", "Vi Văn Cường", "Ủy viên"))
    assert refusals(found) == {3: reason}
    assert len(found.people) == 2


def test_merged_units_belong_to_every_line_and_dittos_to_the_one_above() -> None:
    found = read(
        AN,
        ("2", "Trần Thị Bưởi", "Chủ tịch", "", ""),
        ("3", "Vi Văn Cường", '"', "nt", ""),
        merges=(Merge(1, 3, 2, 3),),
    )
    assert [p.unit for p in found.people] == ["Xã Vân An"] * 3
    assert found.people[2].position == "Chủ tịch"


def test_family_and_given_names_are_joined() -> None:
    header = ("STT", "Họ đệm", "Tên", "Chức vụ")
    assert names(read(("1", "Nguyễn Văn", "An", "Bí thư"), header=header)) == ["Nguyễn Văn An"]


def test_a_combined_column_is_split_where_a_unit_begins() -> None:
    header = ("STT", "Họ và tên", "Chức danh, đơn vị")
    found = read(
        ("1", "Nguyễn Văn An", "Bí thư Đảng ủy, xã Vân An"),
        ("2", "Trần Thị Bưởi", "Phó Bí thư, Chủ tịch HĐND"),
        ("3", "Vi Văn Cường", "Phó Trưởng ban - Ban Tổ chức Tỉnh ủy"),
        ("4", "Lý A Dơ", "Hiệu trưởng\nTrường THPT Chi Lăng"),
        header=header,
    )
    assert [(p.position, p.unit) for p in found.people] == [
        ("Bí thư Đảng ủy", "xã Vân An"),
        ("Phó Bí thư, Chủ tịch HĐND", ""),
        ("Phó Trưởng ban", "Ban Tổ chức Tỉnh ủy"),
        ("Hiệu trưởng", "Trường THPT Chi Lăng"),
    ]


def test_citizen_numbers_get_their_lost_zeros_back_and_are_masked_when_told() -> None:
    header = ("STT", "Họ và tên", "Số CCCD")
    found = read(
        ("1", "Nguyễn Văn An", "20012345678"),
        ("2", "Trần Thị Bưởi", "0200 1234 5679"),
        ("3", "Vi Văn Cường", ""),
        ("4", "Lý A Dơ", "2.00123E+10"),
        header=header,
    )
    assert [p.citizen_id for p in found.people] == ["020012345678", "020012345679", ""]
    assert refusals(found) == {5: LineRefusal.BAD_CITIZEN_ID}
    assert "2.00123E+10" not in found.refused[0].cells
    assert "20012345678" not in repr(found.people[0])


def test_seats_get_their_lost_zeros_back_when_others_kept_them() -> None:
    header = ("STT", "Họ và tên", "Ghế")
    rows = [
        ("1", "Nguyễn Văn An", "001"),
        ("2", "Trần Thị Bưởi", "12"),
        ("3", "Vi Văn Cường", "A5"),
    ]
    assert [p.seat for p in read(*rows, header=header).people] == ["001", "012", "A5"]
    assert [p.seat for p in read(*rows[1:], header=header).people] == ["12", "A5"]


def test_a_heading_may_name_the_point() -> None:
    found = read(("", "Điểm cầu: Xã Vân An"), AN, ("", "ĐIỂM CẦU XÃ ĐỒNG GIÁP"), BUOI)
    assert [p.point_text for p in found.people] == ["Xã Vân An", "XÃ ĐỒNG GIÁP"]
    assert found.people[0].section == ""


def test_an_old_encoding_is_converted_and_capitals_of_its_fonts_restored() -> None:
    rows = [
        ("1", "nguyễn văn ánh", "Bí thư", "Xã Vân An", ""),
        ("2", "Lê Thái Hà", "Chủ tịch", "", ""),
    ]
    old = [tuple(map(in_tcvn3, row)) for row in rows]
    found = read(*old, header=tuple(map(in_tcvn3, HEADER)))
    assert names(found) == ["Nguyễn Văn Ánh", "Lê Thái Hà"]
    assert found.people[0].unit == "Xã Vân An"


def test_a_line_in_two_encodings_is_refused() -> None:
    found = read(AN, ("2", "Nguyễn " + in_tcvn3("Văn Bảo"), "Bí thư", "Xã Vân An", ""))
    assert refusals(found) == {3: LineRefusal.ENCODING_UNSURE}
    assert found.refused[0].details == {"column": "Họ và tên"}


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.sampled_from(["", "'", " ", "."]))
def test_a_full_citizen_number_is_kept_whatever_separates_it(number: str, mark: str) -> None:
    spaced = mark.join([number[:4], number[4:8], number[8:]])
    assert fields.citizen_number(spaced) == number


@given(st.lists(st.lists(st.text(max_size=20), min_size=5, max_size=5), max_size=8))
def test_nothing_on_a_sheet_ends_in_an_exception_or_is_lost(rows: list[list[str]]) -> None:
    found = read(*(tuple(row) for row in rows))
    told = [person.line for person in found.people]
    told += [line.line for line in found.refused] + [line.line for line in found.skipped]
    filled = {
        line
        for line, row in enumerate(rows, start=2)
        if len([cell for cell in row if fields.clean(cell)]) > 1
    }
    assert len(set(told)) == len(told)
    assert filled <= set(told)
