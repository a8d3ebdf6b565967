"""What every page can do: look as the reader wants, be printed, be read aloud; by keyboard too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dissemination.accounts.models import Role, User
from tests.conftest import Cast
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults
from tests.journeys.steps import follow, press

Enter = Callable[[User], Page]

# A device with a voice of its own; it speaks only as far as the test says.
DEVICE = """(voices => {
  const said = [];
  const fake = Object.assign(new EventTarget(), {
    said, getVoices: () => voices, speak: one => said.push(one), cancel: () => {},
    finish: () => said.at(-1).onend({}),
  });
  Object.defineProperty(window, "speechSynthesis", {value: fake});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})"""
OWN_VOICE = '[{lang: "vi-VN", localService: true, name: "An"}]'
FARAWAY_VOICE = '[{lang: "vi-VN", localService: false, name: "Online"}]'


@pytest.fixture
def reader(cast: Cast) -> User:
    cast.unit("20", "Tỉnh ủy Lạng Sơn")
    return cast.user("can.bo@example.vn", Role.ADMINISTRATOR)


def open_looks(page: Page) -> None:
    page.locator("details.appearance > summary").press("Enter")


def test_looks_are_chosen_by_keyboard_and_follow_to_another_device(
    served: Served, cast: Cast, reader: User, enter: Enter, context: BrowserContext
) -> None:
    page = enter(reader)
    page.goto(f"{served.address}/account/")
    root = page.locator("html")
    open_looks(page)
    for name in ("Chữ to hơn", "Chữ to hơn", "Tối"):
        with page.expect_response("**/appearance"):
            page.get_by_role("button", name=name).press("Enter")
    expect(root).to_have_attribute("data-text-size", "2")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("status").filter(has_text="4/6")).to_be_visible()
    expect(page.get_by_role("button", name="Tối")).to_have_attribute("aria-pressed", "true")
    assert serious_faults(page) == []
    context.clear_cookies(name="appearance")
    page.add_init_script("window.first = document.documentElement?.dataset.textSize")
    page.reload()
    expect(root).to_have_attribute("data-text-size", "2")
    assert {cookie["name"]: cookie.get("value") for cookie in context.cookies()}[
        "appearance"
    ] == "dark.2"


def test_the_theme_stands_before_the_page_is_painted(
    served: Served, context: BrowserContext
) -> None:
    """Also where scripts are off: the server has drawn it."""
    plain = context.browser
    assert plain is not None
    without = plain.new_context(java_script_enabled=False, locale="vi-VN")
    try:
        page = without.new_page()
        page.goto(f"{served.address}/account/login")
        open_looks(page)
        press(page, "Tối")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        open_looks(page)
        expect(page.get_by_role("button", name="In hoặc lưu PDF")).to_be_hidden()
    finally:
        without.close()


def test_a_page_is_read_aloud_passage_by_passage(
    served: Served, reader: User, enter: Enter, context: BrowserContext
) -> None:
    context.add_init_script(f"{DEVICE}({OWN_VOICE})")
    page = enter(reader)
    page.goto(f"{served.address}/account/")
    open_looks(page)
    page.get_by_role("button", name="Đọc thành tiếng").press("Enter")
    expect(page.locator(".being-read")).to_have_text("Tài khoản của tôi")
    expect(page.get_by_role("button", name="Tạm dừng đọc")).to_be_focused()
    page.evaluate("speechSynthesis.finish()")
    expect(page.locator(".being-read")).to_have_text("Họ và tên")
    assert serious_faults(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Đọc tiếp")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".being-read")).to_have_count(0)
    expect(page.locator("#aloud")).to_be_hidden()
    said = page.evaluate("speechSynthesis.said.map(one => one.text)")
    assert said == ["Tài khoản của tôi", "Họ và tên", "Họ và tên"]


def test_of_a_table_only_title_size_and_totals_are_read(
    served: Served, reader: User, enter: Enter, context: BrowserContext
) -> None:
    context.add_init_script(f"{DEVICE}({OWN_VOICE})")
    page = enter(reader)
    page.goto(f"{served.address}/people/")
    open_looks(page)
    page.get_by_role("button", name="Đọc thành tiếng").click()
    for _ in range(40):
        if page.locator("#aloud").is_hidden():
            break
        page.evaluate("speechSynthesis.finish()")
    said = page.evaluate("speechSynthesis.said.map(one => one.text)")
    assert any("Bảng có 1 dòng" in text for text in said)
    assert not any("can.bo@example.vn" in text for text in said)


def test_a_group_of_the_menu_opens_by_keyboard_and_on_a_phone(
    served: Served, reader: User, enter: Enter
) -> None:
    page = enter(reader)
    for width in (1440, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{served.address}/")
        box = page.locator(".site-nav").bounding_box()
        assert box
        assert box["height"] < 60, "one line"
    page.locator("summary", has_text="Báo cáo").press("Enter")
    assert serious_faults(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đôn đốc báo cáo")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Đôn đốc báo cáo")).to_be_hidden()
    expect(page.locator("summary", has_text="Báo cáo")).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Trình đơn").press("Enter")
    page.locator("summary", has_text="Quản trị").click()
    expect_nothing_sideways(page)
    assert serious_faults(page) == []
    follow(page, "Nhật ký")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nhật ký")


@pytest.mark.parametrize("voices", ["[]", FARAWAY_VOICE, '[{lang: "fr-FR", localService: true}]'])
def test_reading_is_not_offered_without_a_voice_that_keeps_names_to_itself(
    served: Served, reader: User, enter: Enter, context: BrowserContext, voices: str
) -> None:
    context.add_init_script(f"{DEVICE}({voices})")
    page = enter(reader)
    page.goto(f"{served.address}/account/")
    open_looks(page)
    expect(page.get_by_role("button", name="In hoặc lưu PDF")).to_be_visible()
    expect(page.get_by_role("button", name="Đọc thành tiếng")).to_be_hidden()


def test_nothing_runs_out_of_a_phone_at_the_largest_letters(
    served: Served, reader: User, enter: Enter, context: BrowserContext
) -> None:
    page = enter(reader)
    page.set_viewport_size({"width": 390, "height": 844})
    context.add_cookies([{"name": "appearance", "value": "auto.4", "url": served.address}])
    addresses = [
        "/",
        "/account/",
        "/people/",
        "/audit/",
        "/units/",
        "/directives/",
        "/conferences/",
        "/khong-co",
        "/conferences/new",
    ]
    for address in addresses:
        page.goto(f"{served.address}{address}")
        assert page.locator("html").get_attribute("data-text-size") == "4"
        expect_nothing_sideways(page)
    page.goto(f"{served.address}/account/")
    page.get_by_role("button", name="Trình đơn").click()
    open_looks(page)
    expect_nothing_sideways(page)
    context.clear_cookies(name="session")
    page.goto(f"{served.address}/account/login")
    open_looks(page)
    expect_nothing_sideways(page)
    assert serious_faults(page) == []
