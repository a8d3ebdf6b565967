"""The pages of units, as the right person and as the wrong one."""

import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.units import mergers, queries, services
from dissemination.units.mergers import Merging
from dissemination.units.models import UnitLevel
from dissemination.units.services import Details
from tests.conftest import Cast, SignIn
from tests.units.conftest import Province


@pytest.fixture
def secretary(province: Province, signed_in: SignIn) -> FlaskClient:
    """Of the province: may see and change everything."""
    return signed_in(Role.SECRETARIAT)


@pytest.fixture
def officer(province: Province, signed_in: SignIn) -> FlaskClient:
    """Of Chi Lăng district: sees its subtree."""
    return signed_in(Role.UNIT_OFFICER, unit_id=province.chi_lang.id)


def names(response: TestResponse) -> list[str]:
    """The units of a tree, in order."""
    return re.findall(r'class="branch-name"[^>]*>([^<]+)<', response.text)


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


# --- looking ------------------------------------------------------------------------------------


def test_the_tree_shows_higher_levels_first_then_by_code(secretary: FlaskClient) -> None:
    assert names(secretary.get("/units")) == [
        "Tỉnh Lạng Sơn",
        "Huyện Hữu Lũng",
        "Xã Yên Bình",
        "Huyện Chi Lăng",
        "Thị trấn Đồng Mỏ",
        "Xã Vân An",
        "Văn phòng Tỉnh ủy",
    ]


def test_a_district_officer_sees_only_the_own_subtree(officer: FlaskClient) -> None:
    assert names(officer.get("/units")) == ["Huyện Chi Lăng", "Thị trấn Đồng Mỏ", "Xã Vân An"]
    assert "1 cấp huyện" in officer.get("/units").text


def test_a_district_officer_cannot_open_another_district(
    officer: FlaskClient, province: Province
) -> None:
    assert officer.get(f"/units/{province.van_an.id}").status_code == 200
    for unit in (province.huu_lung, province.yen_binh, province.top):
        assert officer.get(f"/units/{unit.id}").status_code == 403
        assert officer.get(f"/units/{unit.id}/branches").status_code == 403


def test_superiors_are_named_but_no_links_to_who_may_not_open_them(
    officer: FlaskClient, province: Province
) -> None:
    page = officer.get(f"/units/{province.van_an.id}").text
    assert "Tỉnh Lạng Sơn" in page
    assert f'href="/units/{province.top.id}"' not in page
    assert f'href="/units/{province.chi_lang.id}"' in page


@pytest.mark.parametrize("address", ["/units?q=yen+binh", "/units/offered?q=yen", "/units/list"])
def test_search_offers_and_lists_stay_within_the_subtree(
    officer: FlaskClient, address: str
) -> None:
    assert "Yên Bình" not in officer.get(address).text


def test_an_export_stays_within_the_subtree(officer: FlaskClient) -> None:
    export = officer.get("/units/export.csv")
    assert "Xã Vân An" in export.text
    assert "Yên Bình" not in export.text


def test_an_outsider_without_a_unit_sees_an_empty_tree_that_says_why(
    province: Province, cast: Cast, signed_in: SignIn
) -> None:
    organiser = signed_in(Role.ORGANISER, conference_id=cast.conference().id)
    page = organiser.get("/units")
    assert names(page) == []
    assert "Chưa có đơn vị nào trong phạm vi được giao" in page.text


def test_a_desk_has_no_business_here(province: Province, signed_in: SignIn) -> None:
    assert signed_in(Role.DESK).get("/units").status_code == 403


def test_a_visitor_is_asked_to_sign_in(province: Province, client: FlaskClient) -> None:
    assert client.get("/units").status_code == 302


def test_search_knows_no_accents_and_shows_the_way_up(secretary: FlaskClient) -> None:
    page = secretary.get("/units?q=an+van").text
    assert "Xã Vân An" in page
    assert "Tỉnh Lạng Sơn › Huyện Chi Lăng" in page
    assert "Đồng Mỏ" not in page


def test_a_code_finds_its_unit(secretary: FlaskClient) -> None:
    page = secretary.get("/units?q=0647").text
    assert "Xã Vân An" in page
    assert "Đồng Mỏ" not in page


def test_a_former_name_is_found_when_asked_for(secretary: FlaskClient, province: Province) -> None:
    details = Details("Xã Vân Thủy", UnitLevel.COMMUNE, province.chi_lang.id)
    services.change(province.van_an.id, details, yesterday())
    db.session.commit()
    assert "Không có đơn vị nào khớp" in secretary.get("/units?q=van+an").text
    assert "Xã Vân Thủy" in secretary.get("/units?q=van+an&ever=1").text


def test_results_come_in_pages(secretary: FlaskClient, province: Province, cast: Cast) -> None:
    for number in range(60):
        cast.unit(f"X{number:02}", f"Xã Số {number}", UnitLevel.COMMUNE, province.chi_lang)
    first, second = (secretary.get(f"/units?q=xa+so&page={page}").text for page in (1, 2))
    assert "1–50 trong 60" in first
    assert "51–60 trong 60" in second
    assert "X59" in second
    assert "51–60 trong 60" in secretary.get("/units?q=xa+so&page=99").text


def test_the_tree_can_be_seen_as_it_was(secretary: FlaskClient, province: Province) -> None:
    mergers.merge(Merging([province.chi_lang.id], province.huu_lung.id, yesterday()))
    db.session.commit()
    assert "Huyện Chi Lăng" not in names(secretary.get("/units"))
    then = secretary.get("/units?date=2021-01-01")
    assert "Huyện Chi Lăng" in names(then)
    assert "Theo hiện trạng ngày 01/01/2021" in then.text


def test_who_was_given_the_new_unit_sees_what_it_was_made_from(
    province: Province, signed_in: SignIn
) -> None:
    mergers.merge(Merging([province.van_an.id], province.dong_mo.id, yesterday()))
    db.session.commit()
    heir = signed_in(Role.UNIT_OFFICER, unit_id=province.dong_mo.id)
    assert heir.get(f"/units/{province.van_an.id}").status_code == 200
    assert names(heir.get("/units?date=2021-01-01")) == ["Thị trấn Đồng Mỏ", "Xã Vân An"]


def test_a_wide_tree_is_sent_in_parts(
    secretary: FlaskClient, province: Province, cast: Cast
) -> None:
    for number in range(210):
        cast.unit(f"W{number:03}", f"Xã {number}", UnitLevel.COMMUNE, province.chi_lang)
    page = secretary.get("/units")
    assert len(names(page)) < 10
    part = secretary.get(f"/units/{province.chi_lang.id}/branches")
    assert len(names(part)) == 201  # 200 and the line that fetches more
    assert "còn 12 đơn vị" in part.text
    rest = secretary.get(f"/units/{province.chi_lang.id}/branches?from=200")
    assert len(names(rest)) == 12


def test_an_opened_branch_stands_in_the_address(
    secretary: FlaskClient, province: Province, cast: Cast
) -> None:
    for number in range(160):
        cast.unit(f"W{number:03}", f"Xã {number}", UnitLevel.COMMUNE, province.huu_lung)
    assert "Xã Vân An" not in names(secretary.get("/units"))
    assert "Xã Vân An" in names(secretary.get(f"/units?open={province.chi_lang.id}"))


def test_a_units_page_tells_its_past_and_its_points(
    secretary: FlaskClient, province: Province, cast: Cast
) -> None:
    cast.point(cast.conference("Hội nghị 116"), province.van_an, "Điểm cầu xã Vân An")
    details = Details("Xã Vân Thủy", UnitLevel.COMMUNE, province.chi_lang.id)
    services.change(province.van_an.id, details, date(2022, 2, 2))
    mergers.merge(Merging([province.dong_mo.id], province.van_an.id, date(2023, 3, 3)))
    db.session.commit()
    page = secretary.get(f"/units/{province.van_an.id}").text
    for told in ("Xã Vân An", "02/02/2022", "Thị trấn Đồng Mỏ", "03/03/2023", "Hội nghị 116"):
        assert told in page
    former = secretary.get(f"/units/{province.dong_mo.id}").text
    assert "Kết thúc hoạt động từ ngày 03/03/2023" in former


def test_the_list_for_paper_holds_everything_in_one_table(secretary: FlaskClient) -> None:
    rows = re.findall(
        r'<th scope="row" class="depth-(\d)">([^<]+)', secretary.get("/units/list").text
    )
    assert rows[0] == ("0", "Tỉnh Lạng Sơn")
    assert ("2", "Xã Vân An") in rows
    assert len(rows) == 7


def test_offers_hold_what_the_field_needs(secretary: FlaskClient) -> None:
    offers = secretary.get("/units/offered?q=van").text
    assert 'data-value="06472 — Xã Vân An"' in offers


# --- changing -----------------------------------------------------------------------------------


def new_name(name: str = "Xã Vân Thủy", **more: str) -> dict[str, str]:
    form = {"name": name, "level": "commune", "kind": "", "parent": "187"}
    return {**form, "since": "2024-05-01", "reason": "", **more}


def test_a_change_is_shown_before_it_is_stored(secretary: FlaskClient, province: Province) -> None:
    address = f"/units/{province.van_an.id}/change"
    shown = secretary.post(address, data=new_name())
    assert "Xác nhận" in shown.text
    assert "Xã Vân Thủy" in shown.text
    assert len(queries.versions_of(province.van_an.id)) == 1
    stored = secretary.post(address, data=new_name(confirmed="1"))
    assert stored.status_code == 303
    assert [v.name for v in queries.versions_of(province.van_an.id)] == ["Xã Vân An", "Xã Vân Thủy"]


def test_going_back_keeps_what_was_typed(secretary: FlaskClient, province: Province) -> None:
    address = f"/units/{province.van_an.id}/change"
    page = secretary.post(address, data=new_name(back="1"))
    assert 'value="Xã Vân Thủy"' in page.text
    assert "Xem trước khi ghi" in page.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"since": "2020-01-01"}, "since", "Đã ghi một thay đổi từ đúng ngày này"),
        ({"since": "31/02/2024"}, "since", "Nhập ngày"),
        ({"since": "0024-05-01"}, "since", "Năm không đúng"),
        ({"name": ""}, "name", "Chưa nhập mục này"),
        ({"parent": "06463"}, "", ""),
        ({"parent": "không có"}, "parent", "Không có, hoặc có nhiều đơn vị"),
        ({"parent": "20-01"}, "level", "không thể trực thuộc một đơn vị ở cấp thấp hơn"),
        ({"name": "Xã Vân An"}, "", "Chưa có gì thay đổi"),
    ],
)
def test_errors_stand_at_their_field(
    secretary: FlaskClient, province: Province, typed: dict[str, str], field: str, sentence: str
) -> None:
    response = secretary.post(f"/units/{province.van_an.id}/change", data=new_name(**typed))
    assert response.status_code == (422 if sentence else 200)
    assert sentence in response.text
    assert not field or f'id="{field}-error"' in response.text
    assert len(queries.versions_of(province.van_an.id)) == 1


def test_a_parent_may_be_typed_by_name(secretary: FlaskClient, province: Province) -> None:
    form = new_name(parent="huyện hữu lũng", confirmed="1")
    secretary.post(f"/units/{province.van_an.id}/change", data=form)
    assert queries.versions_of(province.van_an.id)[-1].parent_id == province.huu_lung.id


def test_a_unit_is_added_beneath_another(secretary: FlaskClient, province: Province) -> None:
    form = new_name("Xã Mới", code="09999", parent="187 — Huyện Chi Lăng", confirmed="1")
    response = secretary.post(f"/units/{province.chi_lang.id}/new", data=form)
    unit = queries.by_code("09999")
    assert unit is not None
    assert response.location == f"/units/{unit.id}"
    assert queries.versions_of(unit.id)[0].kind == "commune"


def test_a_mistake_is_mended_in_place(secretary: FlaskClient, province: Province) -> None:
    (version,) = queries.versions_of(province.van_an.id)
    address = f"/units/{province.van_an.id}/versions/{version.id}/correct"
    form = new_name("Xã Vân Ân", code="06473", since="2021-01-01", confirmed="1")
    assert secretary.post(address, data=form).status_code == 303
    assert queries.by_code("06473") == province.van_an
    (mended,) = queries.versions_of(province.van_an.id)
    assert (mended.name, mended.valid_from) == ("Xã Vân Ân", date(2021, 1, 1))


def test_a_correction_that_fails_leaves_the_code_alone(
    secretary: FlaskClient, province: Province
) -> None:
    (version,) = queries.versions_of(province.chi_lang.id)
    address = f"/units/{province.chi_lang.id}/versions/{version.id}/correct"
    form = new_name("Chi Lăng", code="999", level="grassroots", parent="20", confirmed="1")
    assert secretary.post(address, data=form).status_code == 422
    assert queries.by_code("999") is None


def test_a_version_of_another_unit_is_not_found(secretary: FlaskClient, province: Province) -> None:
    (version,) = queries.versions_of(province.van_an.id)
    address = f"/units/{province.dong_mo.id}/versions/{version.id}/correct"
    assert secretary.get(address).status_code == 404


def test_units_merge_and_part_again(secretary: FlaskClient, province: Province) -> None:
    form = {"units-0": "06472", "units-1": "Xã Yên Bình", "units-2": "", "on": "2024-05-01"}
    address = f"/units/{province.dong_mo.id}/merge"
    assert "kết thúc hoạt động" in secretary.post(address, data=form).text
    assert queries.mergers_into(province.dong_mo.id) == []
    assert secretary.post(address, data={**form, "confirmed": "1"}).status_code == 303
    first, second = queries.mergers_into(province.dong_mo.id)
    for merger in (first, second):
        secretary.post(f"/units/{province.dong_mo.id}/mergers/{merger.id}/undo")
    assert queries.mergers_into(province.dong_mo.id) == []
    assert queries.version_on(province.van_an.id, clock.today()) is not None


def test_a_row_is_added_without_losing_what_was_typed(
    secretary: FlaskClient, province: Province
) -> None:
    form = {"units-0": "06472", "units-1": "", "units-2": "", "on": "2024-05-01", "more": "1"}
    page = secretary.post(f"/units/{province.dong_mo.id}/merge", data=form).text
    assert 'value="06472"' in page
    assert 'name="units-3"' in page


def test_an_unknown_unit_in_a_merger_stands_at_its_row(
    secretary: FlaskClient, province: Province
) -> None:
    form = {"units-0": "xyz", "on": "2024-05-01"}
    response = secretary.post(f"/units/{province.dong_mo.id}/merge", data=form)
    assert response.status_code == 422
    assert 'id="units-0-error"' in response.text


def test_buttons_undo_what_was_done(secretary: FlaskClient, province: Province) -> None:
    unit = f"/units/{province.van_an.id}"
    secretary.post(f"{unit}/change", data=new_name(confirmed="1"))
    secretary.post(f"{unit}/undo-change")
    assert len(queries.versions_of(province.van_an.id)) == 1
    secretary.post(f"{unit}/end", data={"on": "2024-05-01", "confirmed": "1"})
    assert queries.version_on(province.van_an.id, clock.today()) is None
    secretary.post(f"{unit}/restore")
    assert queries.version_on(province.van_an.id, clock.today()) is not None
    assert secretary.post(f"{unit}/delete").location == f"/units/{province.chi_lang.id}"
    assert queries.by_code("06472") is None


def test_an_officer_changes_nothing(officer: FlaskClient, province: Province) -> None:
    unit = f"/units/{province.van_an.id}"
    version = queries.versions_of(province.van_an.id)[0]
    for page in ("change", "new", "end", "merge", f"versions/{version.id}/correct"):
        assert officer.get(f"{unit}/{page}").status_code == 403
    for button in ("undo-change", "restore", "delete"):
        assert officer.post(f"{unit}/{button}").status_code == 403
    assert officer.get("/units/import").status_code == 403
    assert officer.get("/units/new").status_code == 403
    assert "Ghi thay đổi" not in officer.get(unit).text


def test_a_secretary_of_a_district_moves_nothing_out_of_it(
    province: Province, signed_in: SignIn
) -> None:
    local = signed_in(Role.SECRETARIAT, unit_id=province.chi_lang.id)
    address = f"/units/{province.van_an.id}/change"
    refused = local.post(address, data=new_name(parent="186", confirmed="1"))
    assert refused.status_code == 422
    assert "không được giao quản lý" in refused.text
    assert local.post(address, data=new_name(parent="", confirmed="1")).status_code == 422
    assert local.post(address, data=new_name(confirmed="1")).status_code == 303


def test_a_secretary_of_a_district_may_rename_the_district_itself(
    province: Province, signed_in: SignIn
) -> None:
    local = signed_in(Role.SECRETARIAT, unit_id=province.chi_lang.id)
    form = new_name("Huyện Chi Lăng Mới", level="district", parent="20", confirmed="1")
    assert local.post(f"/units/{province.chi_lang.id}/change", data=form).status_code == 303


# --- importing ----------------------------------------------------------------------------------


def send(browser: FlaskClient, text: str, name: str = "đơn vị.csv") -> TestResponse:
    file = (io.BytesIO(text.encode()), name)
    return browser.post("/units/import", data={"file": file, "on": "2024-05-01"})


LIST = "mã,tên,cấp,mã cấp trên\n06472,Xã Vân Thủy,,187\nn1,<b>Xã Mới</b>,Cấp xã,187\nn2,Lạc,,999\n"


def preview_of(browser: FlaskClient, text: str) -> tuple[str, str]:
    """The address of a preview and its page."""
    address = send(browser, text).location
    return address, browser.get(address).text


def fingerprint(page: str) -> dict[str, str]:
    found = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert found is not None
    return {"fingerprint": found[1]}


def test_a_list_is_shown_then_stored(secretary: FlaskClient, province: Province) -> None:
    address, page = preview_of(secretary, LIST)
    assert "Nhập 2 dòng đúng" in page
    assert "Không có đơn vị cấp trên này" in page
    assert queries.by_code("n1") is None
    assert secretary.post(address, data=fingerprint(page)).status_code == 303
    assert queries.by_code("n1") is not None
    assert secretary.get(address).status_code == 303  # the file is no longer kept


def test_the_preview_shows_what_changes_and_quotes_names(secretary: FlaskClient) -> None:
    address, _ = preview_of(secretary, LIST)
    assert "Xã Vân Thủy" in secretary.get(f"{address}&list=changed").text
    assert "&lt;b&gt;Xã Mới" in secretary.get(f"{address}&list=new").text


def test_lines_left_out_can_be_taken_along(secretary: FlaskClient) -> None:
    address, _ = preview_of(secretary, LIST)
    path, _, query = address.partition("?")
    sheet = secretary.get(f"{path}/faults.xlsx?{query}")
    assert sheet.data.startswith(b"PK")
    assert "attachment" in sheet.headers["Content-Disposition"]


def test_what_was_shown_is_what_is_stored(secretary: FlaskClient, province: Province) -> None:
    address, page = preview_of(secretary, LIST)
    services.delete(province.dong_mo.id)
    services.end(province.van_an.id, date(2024, 1, 1))
    db.session.commit()
    again = secretary.post(address, data=fingerprint(page))
    assert "vừa thay đổi" in again.text
    assert queries.by_code("n1") is None


def test_completing_codes_is_announced_and_can_be_declined(secretary: FlaskClient) -> None:
    address, page = preview_of(
        secretary, "code,name,type,parent_code\n6999,Xã Bốn Số,commune,187\n"
    )
    assert "Đã thêm lại số 0 ở đầu 1 mã" in page
    kept = secretary.get(f"{address}&keep_codes=1").text
    secretary.post(f"{address}&keep_codes=1", data=fingerprint(kept))
    assert queries.by_code("6999") is not None


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("", "rong.csv", "Tệp rỗng"),
        ("Họ tên,Chức vụ\nAn,Bí thư\n", "nguoi.csv", "Không thấy dòng tiêu đề"),
        ("PK\x03\x04 nửa tệp", "hong.xlsx", ""),
        ("<html></html>", "web.xls", "bên trong là trang web"),
    ],
)
def test_a_bad_file_is_refused_at_the_field(
    secretary: FlaskClient, text: str, name: str, sentence: str
) -> None:
    response = send(secretary, text, name)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'id="file-error"' in response.text


def test_a_preview_nobody_kept_asks_for_the_file_again(secretary: FlaskClient) -> None:
    for token in ("0" * 48, "..%2f..%2fetc%2fpasswd", "x"):
        response = secretary.get(f"/units/import/{token}")
        assert response.status_code in (303, 404)
