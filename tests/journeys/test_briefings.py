"""A commune records its briefing on a phone, the district returns it, and it is mended and verified."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from dissemination.accounts.models import Role, User
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults
from tests.journeys.steps import follow, go, press
from tests.plans.briefings import directive

Enter = Callable[[User], Page]
PHONE: ViewportSize = {"width": 390, "height": 844}
REASON = "Biên bản chưa có chữ ký của chủ trì"


@dataclass
class People:
    """Who takes part, by what he is."""

    officer: User
    superior: User
    secretary: User


@pytest.fixture
def people(app: Flask, cast: Cast) -> People:
    province = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
    commune = cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, district)
    cast.unit("06473", "Xã Vân Thủy", UnitLevel.COMMUNE, district)
    directive()
    return People(
        cast.user("van-an@example.vn", Role.UNIT_OFFICER, unit_id=commune.id),
        cast.user("chi-lang@example.vn", Role.UNIT_OFFICER, unit_id=district.id),
        cast.user("thu-ky@example.vn", Role.SECRETARIAT),
    )


def open_own(page: Page, served: Served) -> None:
    """From the menu to the unit's own results."""
    page.goto(f"{served.address}/briefings")
    follow(page, "Nghị quyết số 116-NQ/TU")
    follow(page, "Kết quả của đơn vị")


def fill(page: Page, counts: dict[str, str]) -> None:
    for label, count in counts.items():
        page.get_by_label(label).fill(count)


@pytest.mark.browser
def test_a_briefing_goes_from_the_commune_to_the_provinces_figures(
    people: People, served: Served, enter: Enter, tmp_path: Path
) -> None:
    page = enter(people.officer)
    page.set_viewport_size(PHONE)
    record_on_a_phone(page, served, tmp_path)

    page = enter(people.superior)
    page.goto(f"{served.address}/briefings")
    follow(page, "1 kết quả chờ xác nhận")
    follow(page, "Xã Vân An")
    expect(page.get_by_role("link", name="Biên bản hội nghị")).to_be_visible()
    assert serious_faults(page) == []
    page.locator("summary", has_text="Trả lại").click()
    page.get_by_label("Lý do, cần sửa gì").fill(REASON)
    go(page.locator(".confirm[open] button[type=submit]"))
    expect(page.locator("#messages")).to_contain_text("Đã trả lại đơn vị.")

    page = enter(people.officer)
    page.set_viewport_size(PHONE)
    mend(page, served)

    page = enter(people.superior)
    page.goto(f"{served.address}/briefings/waiting")
    follow(page, "Xã Vân An")
    expect(page.locator("main")).to_contain_text("Đảng viên có mặt: 36 → 35")
    press(page, "Xác nhận")
    expect(page.locator("#messages")).to_contain_text("Đã xác nhận kết quả.")

    page = enter(people.secretary)
    read_the_tree(page, served)


def record_on_a_phone(page: Page, served: Served, folder: Path) -> None:
    """What cannot be is said at its field; then the minutes are added and it is sent."""
    open_own(page, served)
    expect(page.locator("main")).to_contain_text("Đơn vị chưa nhập kết quả")
    follow(page, "Nhập kết quả hội nghị")
    other = page.get_by_role("combobox", name="Đơn vị cùng tổ chức")
    expect(other).to_be_hidden()
    page.get_by_label("Tổ chức chung với đơn vị khác").check()
    other.fill("van thuy")  # at once: what is offered half-way would be other units
    page.get_by_role("option", name="Xã Vân Thủy").click()
    page.get_by_label("Ngày tổ chức").fill("2023-11-28")
    page.get_by_label("Báo cáo viên").fill("Lý Văn Dũng, Bí thư Đảng ủy xã")
    fill(page, {"Tổng số đảng viên": "40", "Được miễn": "2", "Đảng viên có mặt": "39"})
    expect_nothing_sideways(page)
    assert serious_faults(page) == []
    press(page, "Lưu")
    expect(page.locator(".field-error")).to_contain_text("chỉ còn 38 đảng viên")
    page.get_by_label("Đảng viên có mặt").fill("36")
    press(page, "Lưu")
    minutes = folder / "Biên bản hội nghị.pdf"
    minutes.write_bytes(b"%PDF-1.7 bien ban")
    page.get_by_label("Thêm tệp minh chứng").set_input_files(minutes)
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_role("link", name="Biên bản hội nghị")).to_be_visible()
    expect_nothing_sideways(page)
    assert serious_faults(page) == []
    press(page, "Gửi cấp trên")
    expect(page.locator("#messages")).to_contain_text("Đã gửi cấp trên xác nhận.")
    expect(page.get_by_role("link", name="Sửa", exact=True)).to_have_count(0)


def mend(page: Page, served: Served) -> None:
    """The reason stands on top; what changed stays on record."""
    open_own(page, served)
    follow(page, "28/11/2023")
    expect(page.locator(".notice")).to_contain_text(REASON)
    follow(page, "Sửa")
    page.get_by_label("Đảng viên có mặt").fill("35")
    press(page, "Lưu")
    press(page, "Gửi cấp trên")
    expect(page.locator("#messages")).to_contain_text("Đã gửi cấp trên xác nhận.")


def read_the_tree(page: Page, served: Served) -> None:
    """The figures, the silent neighbour by a click on its number, and the tree by keyboard."""
    page.goto(f"{served.address}/briefings")
    follow(page, "Nghị quyết số 116-NQ/TU")
    expect(page.locator("main")).to_contain_text("1 hội nghị; 35/38 đảng viên tham gia, đạt 92,11%")
    expect(page.get_by_role("treeitem", name="Huyện Chi Lăng")).to_contain_text("1/3")
    assert serious_faults(page) == []
    page.get_by_role("treeitem").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Vân An")
    page.go_back()
    follow(page, "2 im lặng")
    expect(page.get_by_role("table")).to_contain_text("Xã Vân Thủy")
    expect(page.get_by_role("table")).not_to_contain_text("Xã Vân An")
    assert serious_faults(page) == []
