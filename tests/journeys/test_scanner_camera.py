"""The scanner's camera, fed with a film of real passes as hands hold them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.conftest import Cast
from tests.journeys.conftest import BROWSER_ARGUMENTS, Served, serious_faults
from tests.journeys.scanning import hall, paired
from tools import film
from tools.provide import find_browser

pytestmark = pytest.mark.browser
# The film goes round in seven seconds, and a slow machine sees a pass only now and then.
ROUNDS: Final = 90_000  # milliseconds
PEOPLE = ("Nguyễn Văn An", "Hoàng Thị Bình", "Nguyễn Thị Én", "Lương Đức Giang", "Lò Văn Pá")
Filmed = Callable[[Path], BrowserContext]


@pytest.fixture
def filmed(playwright: Playwright) -> Iterator[Filmed]:
    """`filmed(path)`: a visitor whose camera is that film."""
    browsers: list[Browser] = []

    def filmed(path: Path) -> BrowserContext:
        browser = playwright.chromium.launch(
            executable_path=find_browser(),
            args=[
                *BROWSER_ARGUMENTS,
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={path}",
            ],
        )
        browsers.append(browser)
        return browser.new_context(locale="vi-VN", permissions=["camera"])

    yield filmed
    for browser in browsers:
        browser.close()


def test_passes_held_at_angles_and_blurred_are_read_without_a_network(
    served: Served, cast: Cast, filmed: Filmed, tmp_path: Path
) -> None:
    here = hall(cast, PEOPLE)
    film.write(tmp_path / "door.mjpeg", [*here.passes.values(), "0000000000000000"])
    context = filmed(tmp_path / "door.mjpeg")
    page = paired(context, served.address, here.token)
    context.set_offline(True)
    page.get_by_role("button", name="Bật máy ảnh").click()

    recent = page.locator("#recent")
    for name in PEOPLE:
        expect(recent).to_contain_text(name, timeout=ROUNDS)
    # Nobody's pass, on no list here.
    expect(recent).to_contain_text("Tạm ghi nhận", timeout=ROUNDS)
    expect(page.locator("#present")).to_have_text("6/5")
    # They come round.
    expect(page.locator("#verdict")).to_contain_text("ĐÃ ĐIỂM DANH", timeout=ROUNDS)
    page.locator("#camera-switch").dispatch_event("click")
    expect(page.locator("#camera-view")).to_be_hidden()


def test_a_pass_left_before_the_camera_is_one_scan(
    served: Served, cast: Cast, filmed: Filmed, tmp_path: Path
) -> None:
    here = hall(cast, PEOPLE)
    film.write(tmp_path / "door.mjpeg", [here.passes["Lò Văn Pá"]], in_view=2, between=0.2)
    page = paired(filmed(tmp_path / "door.mjpeg"), served.address, here.token)
    page.get_by_role("button", name="Bật máy ảnh").click()
    expect(page.locator("#verdict")).to_contain_text("Lò Văn Pá", timeout=ROUNDS)
    page.wait_for_timeout(4500)  # longer than three seconds, and it was never away for so long
    expect(page.locator("#recent > li")).to_have_count(1)


def test_a_photo_is_read_on_the_device_where_no_camera_may_be_used(
    served: Served, cast: Cast, context: BrowserContext, tmp_path: Path
) -> None:
    here = hall(cast, PEOPLE)
    context.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
    page = paired(context, served.address, here.token)
    expect(page.locator("#camera-told")).to_contain_text("Chụp ảnh thẻ")
    assert serious_faults(page) == []
    context.set_offline(True)
    film.still(tmp_path / "pass.jpg", here.passes["Nguyễn Thị Én"])
    page.locator("#photo").set_input_files(tmp_path / "pass.jpg")
    expect(page.locator("#verdict")).to_contain_text("Nguyễn Thị Én")
    (tmp_path / "nothing.jpg").write_bytes(b"no picture")
    page.locator("#photo").set_input_files(tmp_path / "nothing.jpg")
    expect(page.locator("#camera-told")).to_contain_text("Không thấy mã")
