"""From the front page to the break in a thread: the secretary at a desk, a district's head on a phone."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from dissemination.accounts.models import Role, User
from dissemination.database import db
from dissemination.sample.load import Wanted as Sample
from dissemination.sample.load import load
from dissemination.units.models import Unit
from tests.conftest import Cast
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults
from tests.journeys.steps import follow, go

Enter = Callable[[User], Page]
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_STEPS = 90


@pytest.fixture
def district(app: Flask) -> int:
    """The sample, and one of its districts."""
    load(Sample(points=267, delegates=300))
    db.session.commit()
    return db.session.scalars(sa.select(Unit.id).where(Unit.code == "187")).one()


def walk_to(page: Page, words: str) -> None:
    """By Tab alone to a link with these words, and through it."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.closest('a')?.textContent ?? ''"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach {words!r}")


def sound(page: Page) -> None:
    """At a desk and on a phone, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.reload()  # colours that fade into others are judged when they are there
        assert serious_faults(page) == []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        expect_nothing_sideways(page)


@pytest.mark.browser
def test_the_secretary_finds_with_the_keyboard_where_a_target_is_lost(
    district: int, served: Served, enter: Enter, cast: Cast
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.set_viewport_size(DESK)
    page.goto(served.address)
    for label in ("Có kế hoạch", "Báo cáo đúng hạn", "Im lặng sau hội nghị", "Chỉ tiêu đạt"):
        expect(page.locator(".home-figures").get_by_text(label)).to_be_visible()
    sound(page)
    walk_to(page, "T3 Tỷ lệ cán bộ trẻ")
    expect(page.get_by_role("heading", name="Mức đạt chỉ tiêu T3")).to_be_visible()
    expect(page.locator("#chart canvas")).to_be_visible()
    sound(page)
    walk_to(page, "Xem mạch")
    expect(page.get_by_role("heading", name="Mạch thực hiện chỉ tiêu T3")).to_be_visible()
    sound(page)
    walk_to(page, "Chỉ xem chỗ đứt")
    expect(page.locator("td.is-break").first).to_be_visible()
    walk_to(page, "Chưa có kế hoạch")
    expect(page.get_by_role("heading", name="Kế hoạch thực hiện")).to_be_visible()
    expect(page.get_by_label("Văn bản")).to_have_value("1")


@pytest.mark.browser
def test_the_map_opens_to_who_is_sought_and_goes_by_arrows(
    district: int, served: Served, enter: Enter, cast: Cast
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.set_viewport_size(DESK)
    page.goto(f"{served.address}/briefings/1?q=chi+lang&level=commune")
    follow(page, "xem trong cây")
    current = page.locator('.branch-line[tabindex="0"]')
    expect(current).to_contain_text("Chi Lăng")
    assert serious_faults(page) == []
    current.focus()
    page.keyboard.press("ArrowLeft")  # to the unit above
    expect(page.locator(".branch-line:focus")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".branch-line:focus")).to_have_attribute("aria-expanded", "false")


@pytest.mark.browser
def test_a_districts_head_follows_his_own_part_on_a_phone(
    district: int, served: Served, enter: Enter, cast: Cast
) -> None:
    page = enter(cast.user("chi-lang@example.vn", Role.HEAD_OF_UNIT, unit_id=district))
    page.set_viewport_size(PHONE)
    page.goto(served.address)
    expect(page.locator("#figures")).to_contain_text("Huyện Chi Lăng")
    assert serious_faults(page) == []
    expect_nothing_sideways(page)
    go(page.locator(".home-figures").get_by_role("link", name="T3"))
    expect(page.locator(".attainment-where")).to_contain_text("Huyện Chi Lăng")
    expect_nothing_sideways(page)
    follow(page, "Xem mạch")
    follow(page, "Huyện Chi Lăng")
    expect(page.get_by_role("heading", name="Mạch thực hiện của Huyện Chi Lăng")).to_be_visible()
    assert serious_faults(page) == []
    expect_nothing_sideways(page)
