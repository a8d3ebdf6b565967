"""A secretary walks the tree of units by keyboard and records a merger."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from dissemination.accounts.models import Role, User
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, serious_faults
from tests.journeys.steps import follow, press

Enter = Callable[[User], Page]


@pytest.fixture
def chi_lang(app: Flask, cast: Cast) -> Unit:
    """Beside a district so large that no commune is shown at first."""
    province = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    large = cast.unit("186", "Huyện Hữu Lũng", UnitLevel.DISTRICT, province)
    for number in range(160):
        cast.unit(f"X{number:03}", f"Xã Số {number}", UnitLevel.COMMUNE, large)
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
    cast.unit("06463", "Thị trấn Đồng Mỏ", UnitLevel.COMMUNE, district)
    cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, district)
    return district


def expect_focus(page: Page, name: str) -> None:
    """The line with this name has the focus."""
    expect(page.locator(".branch-line:focus .branch-name")).to_have_text(name)


@pytest.mark.browser
def test_the_tree_is_walked_by_keyboard_and_found_again_as_it_was(
    chi_lang: Unit, cast: Cast, served: Served, enter: Enter
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.goto(f"{served.address}/units")
    tree = page.get_by_role("tree")
    commune = page.get_by_role("treeitem", name="Xã Vân An")
    expect(commune).to_have_count(0)
    tree.get_by_role("treeitem").first.focus()
    page.keyboard.press("c")
    expect_focus(page, "Huyện Chi Lăng")
    page.keyboard.press("ArrowRight")
    expect(commune).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect_focus(page, "Xã Vân An")
    assert serious_faults(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Vân An")
    page.go_back()
    expect(commune).to_be_visible()
    district = page.get_by_role("treeitem", name="Huyện Chi Lăng")
    district.focus()
    page.keyboard.press("ArrowLeft")
    expect(district).to_have_attribute("aria-expanded", "false")
    expect(commune).to_be_hidden()


@pytest.mark.browser
def test_units_are_merged_by_typing_a_few_letters(
    chi_lang: Unit, cast: Cast, served: Served, enter: Enter
) -> None:
    district_id = chi_lang.id
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.goto(f"{served.address}/units/{district_id}")
    follow(page, "Thị trấn Đồng Mỏ")
    page.get_by_text("Việc khác").click()
    follow(page, "Sáp nhập đơn vị khác")
    field = page.get_by_role("combobox", name="Đơn vị được sáp nhập 1")
    field.fill("an van")  # at once: an offer for its beginning would be exchanged while one chooses
    expect(page.get_by_role("option")).to_contain_text("Xã Vân An")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("06472 — Xã Vân An")
    page.get_by_label("Lý do").fill("Nghị quyết 1672")
    press(page, "Xem trước khi ghi")
    expect(page.get_by_role("table")).to_contain_text("06472 — Xã Vân An")
    assert serious_faults(page) == []
    press(page, "Xác nhận")
    expect(page.locator("#messages")).to_contain_text("Đã ghi việc sáp nhập")
    follow(page, "Xã Vân An")
    expect(page.locator("main")).to_contain_text("Kết thúc hoạt động từ ngày")
