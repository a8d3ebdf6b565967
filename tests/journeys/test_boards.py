"""The secretary reads the boards of a directive; a district's leader reads his own part of the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from dissemination.accounts.models import Role, User
from dissemination.database import db
from tests.conftest import Cast
from tests.coverage.test_heat_board import sample
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults, turn
from tests.journeys.steps import go

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]


@pytest.fixture
def boards(app: Flask) -> str:
    """The sample's boards of its resolution."""
    return f"/boards/{sample(40, 200)}"


def fits(page: Page, pictures: Path, name: str) -> None:
    """At a phone's, a desk's and a projector's width, light and dark, without waiting for colours."""
    page.emulate_media(reduced_motion="reduce")
    turn(page, "light")
    for width in (390, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        expect_nothing_sideways(page)
        page.screenshot(path=pictures / f"{name}-{width}.png")
    assert serious_faults(page) == [], name
    turn(page, "dark")
    assert serious_faults(page) == [], f"{name} in the dark"
    turn(page, "light")


def test_the_secretary_finds_who_owes_what_and_keeps_the_board(
    boards: str, cast: Cast, served: Served, enter: Enter, tmp_path: Path
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    told: list[str] = []
    page.on(
        "console", lambda message: told.append(message.text) if message.type == "error" else None
    )
    page.goto(f"{served.address}{boards}")
    fits(page, tmp_path, "heat")
    page.get_by_label("Còn việc").select_option(label="Có báo cáo quá hạn")
    page.get_by_label("Số liệu tại ngày").fill("2024-03-25")
    go(page.get_by_role("button", name="Lọc", exact=True), "Enter")
    expect(page.get_by_text("Số liệu tại ngày 25/03/2024")).to_be_visible()
    rows = page.locator("#heat tbody tr:not(.totals)")
    assert rows.count() == page.locator("#heat tbody tr", has_text="Quá hạn").count() > 0
    page.locator("summary", has_text="Lưu bảng").press("Enter")
    page.get_by_label("Đặt tên để mở lại").fill("Quá hạn cuối tháng ba")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu bảng “Quá hạn cuối tháng ba”")).to_be_visible()
    page.goto(f"{served.address}/boards")
    fits(page, tmp_path, "menu")
    go(page.get_by_role("link", name="Quá hạn cuối tháng ba"), "Enter")
    expect(page.get_by_label("Còn việc")).to_have_value("missing")
    go(page.get_by_role("link", name="Diễn biến", exact=True), "Enter")
    expect(page.get_by_text("Số liệu tại ngày 25/03/2024")).to_be_visible()
    expect(page.locator(".trend-chart canvas").first).to_be_visible()
    expect(page.locator(".trend-chart[role=img], .trend-chart[aria-label]")).to_have_count(2)
    fits(page, tmp_path, "trend")
    go(page.get_by_role("link", name="Xếp thứ tự", exact=True), "Enter")
    fits(page, tmp_path, "ranking")
    assert told == []


def test_a_districts_leader_reads_his_own_part_with_the_keyboard(
    boards: str, cast: Cast, served: Served, enter: Enter, tmp_path: Path
) -> None:
    district = db.session.scalars(
        sa.text("SELECT unit_id FROM unit_versions WHERE level = 'district' ORDER BY unit_id")
    ).all()[0]
    beneath = db.session.scalar(
        sa.text("SELECT count(*) FROM unit_versions WHERE parent_id = :id"), {"id": district}
    )
    page = enter(cast.user("bi-thu@example.vn", Role.HEAD_OF_UNIT, unit_id=district))
    page.goto(f"{served.address}{boards}")
    expect(page.get_by_text(f"Cộng {beneath + 1} đơn vị")).to_be_visible()
    expect(page.get_by_label("Trong phạm vi")).to_have_count(1)
    fits(page, tmp_path, "part")
    go(page.get_by_role("link", name="Kế hoạch", exact=True).last, "Enter")
    expect(page.locator("th[aria-sort]")).to_contain_text("Kế hoạch")
    go(page.get_by_role("link", name="Bản để in"), "Enter")
    expect(page.locator("tbody tr:not(.totals)")).to_have_count(beneath + 1)
    page.emulate_media(media="print")
    page.screenshot(path=tmp_path / "print.png", full_page=True)


def test_on_a_phone_every_duty_of_a_unit_is_in_sight_and_sorts(
    boards: str, cast: Cast, served: Served, enter: Enter
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{served.address}{boards}")
    heads = page.locator("#heat thead th").all_inner_texts()
    go(page.locator("#heat thead").get_by_role("link", name="Phổ biến, quán triệt"))
    expect(page.locator("#heat th[aria-sort]")).to_contain_text("Phổ biến, quán triệt")
    cells = page.locator("#heat tbody tr:not(.totals)").first.locator("td")
    assert cells.count() >= 4
    for cell in cells.all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
    named = [cell.get_attribute("data-column") for cell in cells.all()]
    assert named == [head.strip() for head in heads if head.strip()][-len(named) :]
