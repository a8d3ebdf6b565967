"""Reading a list of units and comparing it with the units there are; no database."""

from datetime import date

import pytest

from dissemination.sheets.grids import Sheet, squared
from dissemination.units import lists
from dissemination.units.list_plan import Entry, Period, Plan, Values, plan
from dissemination.units.lists import LineFault, UnitList, columns_of, date_typed
from dissemination.units.models import UnitLevel

TODAY = date(2023, 11, 15)
GSO = "code,name,type,parent_code"


def listed(*rows: str) -> UnitList:
    cells = [[cell.strip() for cell in row.split(",")] for row in rows]
    return lists.read([Sheet("Đơn vị", squared(cells))])


def planned(*rows: str, known: dict[str, list[Period]] | None = None, keep: bool = False) -> Plan:
    return plan(listed(*rows), known or {}, TODAY, keep_codes=keep)


def faults(result: Plan) -> list[tuple[int, LineFault]]:
    return [(fault.line, fault.fault) for fault in result.faults]


def codes(entries: list[Entry]) -> list[str]:
    return [entry.code for entry in entries]


def since(level: UnitLevel, name: str, parent: str | None, *, until: date | None = None) -> Period:
    return Period(Values(name, level, "", parent), date(2020, 1, 1), until)


PROVINCE = {"20": [since(UnitLevel.PROVINCE, "Tỉnh Lạng Sơn", None)]}
DISTRICT = {**PROVINCE, "187": [since(UnitLevel.DISTRICT, "Huyện Chi Lăng", "20")]}


@pytest.mark.parametrize(
    "heading",
    [
        "Mã đơn vị,Tên đơn vị,Cấp,Loại,Mã đơn vị cấp trên,Từ ngày",
        "MÃ ĐV,TÊN ĐƠN VỊ,CẤP,LOẠI HÌNH,TRỰC THUỘC,HIỆU LỰC TỪ NGÀY",
        "Mã số,Tên tổ chức đảng,Cấp đơn vị,Loại,Đơn vị cấp trên,Ngày thành lập",
        "unit_code,unit_name,level,kind,parent_code,valid_from",
    ],
)
def test_headings_are_understood_in_both_languages(heading: str) -> None:
    columns = columns_of(heading.split(","))
    assert columns == {"code": 0, "name": 1, "level": 2, "kind": 3, "parent": 4, "since": 5}


def test_a_title_above_and_a_signature_below_are_no_units() -> None:
    found = listed(
        "DANH SÁCH ĐƠN VỊ",
        "",
        "STT,Mã,Tên đơn vị,Cấp",
        "1,20,Tỉnh Lạng Sơn,Cấp tỉnh",
        ",,NGƯỜI LẬP,",
    )
    assert [(line.line, line.code) for line in found.lines] == [(4, "20")]
    assert found.faults == []


def test_a_sheet_without_a_code_or_a_name_is_no_list() -> None:
    assert listed("Họ và tên,Chức vụ", "Nguyễn Văn An,Bí thư").columns == ()


def test_the_kind_tells_the_level() -> None:
    found = listed(GSO, "20,Tỉnh Lạng Sơn,province,", "178,Thành phố Lạng Sơn,city,20")
    assert [line.level for line in found.lines] == [UnitLevel.PROVINCE, UnitLevel.DISTRICT]


def test_a_city_that_answers_to_nobody_is_a_province() -> None:
    (line,) = listed(GSO, "79,Thành phố Hồ Chí Minh,city,").lines
    assert line.level is UnitLevel.PROVINCE


def test_vietnamese_and_english_words_for_levels_and_kinds_mean_the_same() -> None:
    rows = ("a,Xã Một,Cấp xã,Xã", "b,Xã Hai,commune,commune", "c,Xã Ba,xã,XÃ", "d,Xã Bốn,3,xã")
    found = listed("Mã,Tên,Cấp,Loại", *rows)
    assert {(line.level, line.kind) for line in found.lines} == {(UnitLevel.COMMUNE, "commune")}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15/11/2023", TODAY),
        ("2023-11-15", TODAY),
        ("15.11.2023", TODAY),
        ("31/02/2023", None),
        ("2023", None),
        ("15/11/0023", None),
    ],
)
def test_days_as_people_type_them(text: str, meant: date | None) -> None:
    assert date_typed(text) == meant


def test_every_bad_line_is_named_with_its_reason() -> None:
    result = planned(
        "Mã,Tên,Cấp,Mã cấp trên,Từ ngày",
        "20,Tỉnh Lạng Sơn,Cấp tỉnh,,",
        ",Không mã,Cấp xã,20,",
        "x1,,Cấp xã,20,",
        "x2,Lạc,Cấp xóm,20,",
        "x3,Mồ côi,Cấp xã,999,",
        "x4,Ngày sai,Cấp xã,20,31/02/2023",
        "x 5,Mã sai,Cấp xã,20,",
        "20,Lặp lại,Cấp tỉnh,,",
        f"x6,{'Dài' * 100},Cấp xã,20,",
        "x7,Không rõ,,20,",
        "x8,Con của dòng hỏng,Cơ sở,x2,",
    )
    assert codes(result.new) == ["20"]
    assert faults(result) == [
        (3, LineFault.NO_CODE),
        (4, LineFault.NO_NAME),
        (5, LineFault.BAD_LEVEL),
        (6, LineFault.UNKNOWN_PARENT),
        (7, LineFault.BAD_DATE),
        (8, LineFault.BAD_CODE),
        (9, LineFault.DUPLICATE_CODE),
        (10, LineFault.TOO_LONG),
        (11, LineFault.BAD_LEVEL),
        (12, LineFault.UNKNOWN_PARENT),
    ]


def test_units_in_a_ring_are_left_out_with_all_beneath_them() -> None:
    result = planned(
        GSO,
        "20,Tỉnh,province,",
        "a,Xã A,commune,b",
        "b,Xã B,commune,a",
        "c,Xã C,commune,b",
        "d,Xã D,commune,20",
    )
    assert codes(result.new) == ["20", "d"]
    assert faults(result) == [
        (3, LineFault.CIRCLE),
        (4, LineFault.CIRCLE),
        (5, LineFault.PARENT_REFUSED),
    ]


def test_a_move_in_a_list_cannot_close_a_ring_with_units_it_does_not_name() -> None:
    known = {**DISTRICT, "188": [since(UnitLevel.DISTRICT, "Huyện Lộc Bình", "187")]}
    result = planned(GSO, "187,Huyện Chi Lăng,,188", known=known)
    assert faults(result) == [(2, LineFault.CIRCLE)]


def test_levels_are_held_against_parents_and_children() -> None:
    above = planned("Mã,Tên,Cấp,Cấp trên", "x,Xã X,Cấp xã,", "h,Huyện H,Cấp huyện,x")
    assert faults(above) == [(3, LineFault.ABOVE_PARENT)]
    lowered = planned("Mã,Tên,Cấp", "20,Tỉnh Lạng Sơn,Cấp xã", known=DISTRICT)
    assert faults(lowered) == [(2, LineFault.BELOW_CHILD)]


def test_a_parent_may_be_given_by_its_name() -> None:
    result = planned("Mã,Tên,Loại,Trực thuộc", "x,Xã X,xã,huyen chi lang", known=DISTRICT)
    assert result.new[0].after.parent == "187"


def test_a_parent_whose_name_two_units_bear_must_be_given_by_code() -> None:
    known = {**DISTRICT, "188": [since(UnitLevel.DISTRICT, "Huyện Chi Lăng", "20")]}
    result = planned("Mã,Tên,Loại,Trực thuộc", "x,Xã X,xã,Huyện Chi Lăng", known=known)
    assert faults(result) == [(2, LineFault.AMBIGUOUS_PARENT)]


def test_a_list_without_columns_for_it_leaves_level_and_parent_alone() -> None:
    result = planned("Mã,Tên", "187,Huyện Chi Lăng", known=DISTRICT)
    assert codes(result.unchanged) == ["187"]
    assert result.absent == 1


def test_what_differs_is_a_change_from_the_day_of_the_list() -> None:
    result = planned("Mã,Tên", "187,Huyện Chi Lăng Mới", known=DISTRICT)
    (entry,) = result.changed
    assert (entry.since, entry.in_place) == (TODAY, False)
    assert entry.changes == [("name", "Huyện Chi Lăng", "Huyện Chi Lăng Mới")]


def test_a_corrected_list_of_the_same_day_mends_in_place() -> None:
    result = planned("Mã,Tên,Từ ngày", "187,Huyện Chi Lăng Mới,01/01/2020", known=DISTRICT)
    assert result.changed[0].in_place


def test_a_list_cannot_change_what_has_changed_since() -> None:
    result = planned("Mã,Tên,Từ ngày", "187,Huyện Cũ,01/01/2019", known=DISTRICT)
    assert faults(result) == [(2, LineFault.BEFORE_LAST_CHANGE)]


def test_an_old_list_says_nothing_new_about_units_that_ended_later() -> None:
    ended = since(UnitLevel.COMMUNE, "Xã Vân An", "187", until=date(2025, 7, 1))
    known = {**DISTRICT, "x": [ended]}
    assert codes(planned("Mã,Tên", "x,Xã Vân An", known=known).unchanged) == ["x"]
    over = plan(listed("Mã,Tên", "x,Xã Vân An"), known, date(2026, 1, 1))
    assert faults(over) == [(2, LineFault.ENDED)]


# --- zeros that a spreadsheet ate ---------------------------------------------------------------


def test_official_codes_get_their_zeros_back() -> None:
    result = planned(
        GSO,
        "20,Tỉnh Lạng Sơn,province,",
        "178,Thành phố Lạng Sơn,city,20",
        "5971,Phường Hoàng Văn Thụ,ward,178",
        "5974,Phường Tam Thanh,ward,178",
    )
    assert codes(result.new) == ["20", "178", "05971", "05974"]
    assert [(r.line, r.was, r.became) for r in result.repairs] == [
        (4, "5971", "05971"),
        (5, "5974", "05974"),
    ]


def test_parents_get_their_zeros_back_too() -> None:
    result = planned(
        GSO, "1,Thành phố Hà Nội,city,", "4,Quận Ba Đình,urban_district,1", known={}, keep=False
    )
    assert [(entry.code, entry.after.parent) for entry in result.new] == [("01", None), ("4", "01")]


def test_a_code_is_completed_to_the_one_that_is_known() -> None:
    known = {**DISTRICT, "0187": [since(UnitLevel.COMMUNE, "Xã Lạ", "20")]}
    known["00042"] = [since(UnitLevel.GRASSROOTS, "Trường Chính trị", "20")]
    result = planned("Mã,Tên", "42,Trường Chính trị", "187,Huyện Chi Lăng", known=known)
    assert codes(result.unchanged) == ["00042", "187"]


def test_codes_of_ones_own_stay_as_they_are() -> None:
    rows = ("1,Một,Cấp xã,20", "22,Hai,Cấp xã,20")
    result = planned("Mã,Tên,Cấp,Cấp trên", *rows, known=PROVINCE)
    assert codes(result.new) == ["1", "22"]
    assert result.repairs == []


def test_completing_codes_can_be_declined() -> None:
    result = planned(GSO, "5971,Phường Hoàng Văn Thụ,ward,20", known=PROVINCE, keep=True)
    assert codes(result.new) == ["5971"]


def test_the_fingerprint_follows_what_would_be_stored() -> None:
    one = planned("Mã,Tên", "187,Huyện Chi Lăng Mới", known=DISTRICT)
    same = planned("Mã,Tên", "187,Huyện Chi Lăng Mới", known=DISTRICT)
    other = planned("Mã,Tên", "187,Huyện Chi Lăng Khác", known=DISTRICT)
    assert one.fingerprint == same.fingerprint != other.fingerprint
