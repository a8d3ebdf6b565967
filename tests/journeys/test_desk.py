"""A morning at a desk, in a real browser against the real server."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from dissemination.accounts.models import Role, User
from dissemination.database import db
from tests.conftest import Cast
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults, turn
from tests.journeys.steps import follow, press

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]


# Says on the page whether a verdict covers its middle, as soon as one shows: a welcome is gone in a moment.
OVER_ALL = """() => {
  const verdict = document.getElementById("verdict");
  const look = () => {
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    if (!verdict.hidden) document.documentElement.dataset.covered = String(verdict.contains(middle));
  };
  new MutationObserver(look).observe(verdict, { attributes: true, childList: true });
}"""


@dataclass(frozen=True)
class Morning:
    """A point with five delegates, their passes, and a page at its desk."""

    page: Page
    address: str
    passes: dict[str, str]

    def scan(self, name: str) -> None:
        """As a USB scanner does: digits at once, then Enter, wherever the focus is."""
        self.page.keyboard.type(self.passes[name], delay=2)
        self.page.keyboard.press("Enter")


@pytest.fixture
def morning(served: Served, cast: Cast, enter: Enter) -> Morning:
    unit = cast.unit("06040", "Xã Vân An")
    conference = cast.conference("Hội nghị quán triệt Nghị quyết 116-NQ/TU")
    here = cast.point(conference, unit, "Điểm cầu xã Vân An", is_main=True)
    there = cast.point(conference, unit, "Điểm cầu xã Chi Lăng")
    people = [
        cast.delegate(here, "Nguyễn Văn An", position="Bí thư Đảng ủy", seat="4"),
        cast.delegate(here, "Hoàng Thị Bình", position="Chủ tịch Hội Phụ nữ"),
        cast.delegate(here, "Nguyễn Thị Én", position="Phó Bí thư Đảng ủy"),
        cast.delegate(here, "Lương Đức Giang", position="Chủ tịch UBND"),
        cast.delegate(there, "Nông Thị Chi", position="Trưởng ban"),
    ]
    passes = {delegate.name: delegate.passes[-1].digits for delegate in people}
    desk_person = cast.user("truc.cua", Role.DESK, point_id=here.id)
    path = f"/conferences/{conference.id}/points/{here.id}/desk"
    db.session.rollback()
    page = enter(desk_person)
    page.goto(served.address + path)
    expect(page.locator("#connection-word")).to_have_text("Đã kết nối")
    return Morning(page, served.address + path, passes)


def test_people_come_and_go_by_keyboard_alone(morning: Morning, tmp_path: Path) -> None:
    page = morning.page
    verdict = page.locator("#verdict")
    expect(page.locator("#typed")).to_be_focused()
    page.locator("#sound").focus()  # the scanner types on all the same

    morning.scan("Nguyễn Văn An")
    expect(verdict).to_contain_text("MỜI VÀO")
    expect(verdict).to_contain_text("Nguyễn Văn An")
    expect(verdict).to_contain_text("Ghế 4")
    expect(page.locator("html")).to_have_attribute("data-last-tone", "welcome")
    expect(page.locator("#counts")).to_contain_text("1/4")
    expect(verdict).to_be_hidden()  # by itself
    expect(page.locator("#typed")).to_be_focused()

    page.wait_for_timeout(2600)  # a scanner that reads twice within this means one scan
    morning.scan("Nguyễn Văn An")
    expect(verdict).to_contain_text("ĐÃ ĐIỂM DANH")
    expect(page.locator("html")).to_have_attribute("data-last-tone", "notice")

    morning.scan("Nông Thị Chi")
    expect(verdict).to_contain_text("khác điểm cầu")

    page.keyboard.type("1234")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("4 chữ số")
    expect(page.locator("html")).to_have_attribute("data-last-tone", "refusal")

    page.keyboard.type("nguyen")
    expect(page.locator("#people [role=option]")).to_have_count(2)
    assert serious_faults(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Nguyễn Thị Én")
    expect(page.locator("#counts")).to_contain_text("3/4")

    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="Điểm danh ra")).to_have_attribute(
        "aria-pressed", "true"
    )
    morning.scan("Nguyễn Văn An")
    expect(verdict).to_contain_text("ĐÃ RA")
    page.keyboard.press("F8")
    expect(page.locator("#counts")).to_contain_text("2/4")
    page.screenshot(path=tmp_path / "1440-light.png", full_page=True)


def test_walk_in_substitute_and_excused_each_in_two_steps(morning: Morning) -> None:
    page = morning.page
    verdict = page.locator("#verdict")
    recent = page.locator("#recent")

    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog", name="Đại biểu phát sinh")
    expect(dialog.get_by_label("Họ và tên")).to_be_focused()
    assert serious_faults(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Hãy nhập họ và tên.")
    dialog.get_by_label("Họ và tên").fill("Lò Văn Pá")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Đại biểu phát sinh")
    expect(recent).to_contain_text("Lò Văn Pá")

    page.keyboard.press("F3")
    dialog = page.get_by_role("dialog", name="Người đi thay")
    page.keyboard.type("binh")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Họ và tên người đi thay")).to_be_focused()
    page.keyboard.type("Lê Thị Dung")
    dialog.get_by_label("Theo ý kiến").fill("Chủ tịch Hội Phụ nữ huyện")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Lê Thị Dung")
    expect(recent).to_contain_text("đi thay Hoàng Thị Bình")

    page.keyboard.press("F4")
    dialog = page.get_by_role("dialog", name="Vắng có lý do")
    page.keyboard.type("giang")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Lý do vắng")).to_be_focused()
    page.keyboard.type("Đi công tác")
    page.keyboard.press("Enter")
    expect(page.locator("#counts")).to_contain_text("vắng có lý do 1")
    expect(page.locator("#typed")).to_be_focused()

    morning.scan("Hoàng Thị Bình")
    expect(verdict).to_contain_text("THẺ ĐÃ THU HỒI")
    expect(verdict).to_contain_text("Người đi thay: Lê Thị Dung")


def test_a_pass_scanned_into_a_window_is_the_next_person_not_a_name(morning: Morning) -> None:
    page = morning.page
    page.keyboard.press("F2")
    name = page.get_by_label("Họ và tên", exact=True)
    expect(name).to_be_focused()
    page.keyboard.type("Lò Văn")
    page.evaluate(OVER_ALL)
    morning.scan("Nguyễn Văn An")
    expect(page.locator("#verdict")).to_contain_text("MỜI VÀO")
    expect(page.locator("html")).to_have_attribute("data-covered", "true")
    expect(name).to_have_value("Lò Văn")
    page.keyboard.press("Escape")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#recent li")).to_have_count(1)


def test_a_signed_out_desk_keeps_its_scans_and_says_what_to_do(morning: Morning) -> None:
    page = morning.page
    page.context.clear_cookies()
    morning.scan("Nguyễn Văn An")
    expect(page.locator("#connection-word")).to_have_text("Phiên đăng nhập đã hết")
    expect(page.locator("#unsent")).to_contain_text("1 lượt chưa gửi")
    expect(page.get_by_role("link", name="Tải lại trang để đăng nhập")).to_be_visible()
    assert page.evaluate("localStorage.length") == 1


def test_an_undo_asks_for_its_reason(morning: Morning) -> None:
    page = morning.page
    morning.scan("Nguyễn Văn An")
    page.get_by_role("button", name="Hoàn tác Nguyễn Văn An").click()
    dialog = page.get_by_role("dialog", name="Hoàn tác lượt điểm danh")
    expect(dialog).to_contain_text("Nguyễn Văn An")
    assert serious_faults(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Hãy chọn hoặc gõ lý do.")
    dialog.get_by_role("button", name="Quét nhầm người").click()
    dialog.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(page.locator("#verdict")).to_contain_text("ĐÃ HOÀN TÁC")
    expect(page.locator("#counts")).to_contain_text("0/4")
    expect(page.locator("#recent")).to_contain_text("Quét nhầm người")


def test_without_a_network_nothing_is_lost_not_even_by_a_reload(morning: Morning) -> None:
    page = morning.page
    verdict = page.locator("#verdict")
    blocked = True
    page.route("**/desk/scans", lambda route: route.abort() if blocked else route.continue_())
    morning.scan("Nguyễn Văn An")
    expect(verdict).to_contain_text("TẠM GHI NHẬN")
    expect(page.locator("html")).to_have_attribute("data-last-tone", "notice")
    morning.scan("Hoàng Thị Bình")
    expect(page.locator("#unsent")).to_contain_text("2 lượt chưa gửi")
    expect(page.locator("#connection-word")).to_have_text("Mất kết nối")
    assert serious_faults(page) == []

    page.reload()
    expect(page.locator("#unsent")).to_contain_text("2 lượt chưa gửi")
    expect(page.locator("#counts")).to_contain_text("0/4")

    blocked = False
    expect(page.locator("#counts")).to_contain_text("2/4")
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("#recent li")).to_have_count(2)
    assert page.evaluate("localStorage.length") == 0


def test_who_was_let_in_offline_and_is_refused_later_stays_on_the_screen(morning: Morning) -> None:
    page = morning.page
    blocked = True
    page.route("**/desk/scans", lambda route: route.abort() if blocked else route.continue_())
    page.keyboard.type("0000000000000000")  # a valid check digit, nobody's pass
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("TẠM GHI NHẬN")
    blocked = False
    expect(page.locator("#review")).to_contain_text("KHÔNG CÓ TRONG DANH SÁCH")
    expect(page.locator("#verdict")).to_be_hidden()
    page.get_by_role("button", name="Đã xem").click()
    expect(page.locator("#review")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits_and_reads_on_phone_and_laptop(
    width: int, theme: Literal["light", "dark"], morning: Morning, tmp_path: Path
) -> None:
    page = morning.page
    page.set_viewport_size({"width": width, "height": 844 if width == 390 else 900})
    turn(page, theme)
    folder = tmp_path

    def look(name: str) -> None:
        expect_nothing_sideways(page)
        page.screenshot(path=folder / f"{name}-{width}-{theme}.png")

    look("empty")
    for name in ("Nguyễn Văn An", "Nông Thị Chi", "Hoàng Thị Bình"):
        morning.scan(name)
        expect(page.locator("#verdict")).to_contain_text(name)
        look(f"verdict-{name.split()[-1]}")
    assert serious_faults(page) == []
    page.keyboard.type("0000000000000000\n")
    expect(page.locator("#verdict")).to_contain_text("KHÔNG CÓ TRONG DANH SÁCH")
    look("unknown")
    page.keyboard.press("Escape")
    look("busy")
    page.keyboard.type("nguyen")
    expect(page.locator("#people [role=option]")).to_have_count(2)
    look("search")
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    look("out")
    page.keyboard.press("F3")
    expect(page.get_by_role("dialog")).to_be_visible()
    look("substitute")
    assert serious_faults(page) == []
    page.keyboard.press("Escape")
    page.evaluate("document.cookie = 'appearance=auto.4; path=/'")
    page.reload()
    expect(page.locator("#connection-word")).to_have_text("Đã kết nối")
    look("twice-as-large")
    morning.scan("Lương Đức Giang")
    expect(page.locator("#verdict")).to_contain_text("Lương Đức Giang")
    look("verdict-twice-as-large")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_device_is_paired_and_revoked(
    width: int, served: Served, cast: Cast, enter: Enter, tmp_path: Path
) -> None:
    point = cast.point(cast.conference(), cast.unit("06040", "Xã Vân An"), "Điểm cầu xã Vân An")
    coordinator = cast.user("phu.trach", Role.COORDINATOR, point_id=point.id)
    address = f"{served.address}/conferences/{point.conference_id}/points/{point.id}/scanners"
    page = enter(coordinator)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Điểm cầu chưa có thiết bị nào")
    page.get_by_text("Ghép chương trình khác bằng mã dài").click()
    page.get_by_label("Tên thiết bị").fill("cửa số 1")
    press(page, "Ghép nối")
    expect(page.locator("code.token")).to_have_text(re.compile(r"^[\w-]{43}$"))
    expect_nothing_sideways(page)
    assert serious_faults(page) == []
    page.screenshot(path=tmp_path / f"paired-{width}.png", full_page=True)
    follow(page, "Đã nhập mã, về danh sách thiết bị")
    expect(page.get_by_role("row", name="cửa số 1")).to_be_visible()
    expect_nothing_sideways(page)
    assert serious_faults(page) == []
    page.screenshot(path=tmp_path / f"scanners-{width}.png", full_page=True)
    follow(page, "Thu hồi cửa số 1")
    page.get_by_label("Lý do").fill("Mất máy")
    press(page, "Thu hồi")
    expect(page.locator("main")).to_contain_text("Đã thu hồi thiết bị cửa số 1.")
