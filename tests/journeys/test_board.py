"""The secretariat watches the board while people arrive."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from dissemination.accounts.models import Role, User
from dissemination.database import db
from tests.checkin.conftest import Device
from tests.conftest import Cast
from tests.coverage.conftest import Morning, make_morning
from tests.journeys.conftest import Served, serious_faults
from tests.journeys.steps import follow, go

Enter = Callable[[User], Page]


@pytest.fixture
def morning(app: Flask, cast: Cast) -> Morning:
    return make_morning(app, cast)


def admit(morning: Morning, name: str, which: int) -> None:
    device: Device = morning.devices[name]
    device.scan(db.session.merge(morning.people[name][which]).passes[-1].digits)
    db.session.rollback()


@pytest.mark.browser
def test_the_secretary_watches_the_board_fill(
    morning: Morning, cast: Cast, served: Served, enter: Enter
) -> None:
    point_id, name = morning.van_an.id, morning.van_an.name
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.goto(f"{served.address}/")
    follow(page, "Bảng theo dõi")
    follow(page, "Theo điểm cầu")
    row = page.locator(f'[data-row="{point_id}"]')
    expect(row).to_contain_text("Im lặng")
    order = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")
    row.get_by_role("link").first.focus()
    for which in range(4):
        admit(morning, name, which)
    expect(row).to_contain_text("Đủ")
    expect(page.locator(f'[data-silent="{point_id}"]')).to_contain_text("4/5")
    expect(page.locator('[data-key="sentence"]')).to_contain_text("có mặt 4 (20,0%)")
    assert order == page.locator("[data-row]").evaluate_all("rows => rows.map(r => r.dataset.row)")
    assert row.get_by_role("link").first.evaluate("link => link === document.activeElement")
    assert serious_faults(page) == []
    go(page.get_by_role("button", name="xếp lại"))
    expect(page.locator("[data-row]").last).to_have_attribute("data-row", str(point_id))
    go(row.locator('[data-key$="-came"] a'))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đại biểu triệu tập có mặt")
    expect(page.locator("tbody tr")).to_have_count(4)
    assert serious_faults(page) == []


@pytest.mark.browser
def test_the_wall_shows_it_large_and_fetches_it_anew(
    morning: Morning, cast: Cast, served: Served, enter: Enter
) -> None:
    conference_id, name = morning.conference.id, morning.main.name
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.emulate_media(color_scheme="dark")
    page.goto(f"{served.address}/conferences/{conference_id}/board/projector")
    expect(page.locator(".wall-big")).to_have_text("0/20")
    admit(morning, name, 0)
    expect(page.locator(".wall-big")).to_have_text("1/20")
    assert serious_faults(page) == []
    follow(page, "Thoát")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng tổng hợp").click()
    assert download.value.suggested_filename == "bang-tong-hop-20231115.xlsx"
