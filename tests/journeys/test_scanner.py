"""A morning at the offline scanner: it lets people in whatever the network does, and loses nothing."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import BrowserContext, Error, Page, expect

from dissemination import clock
from dissemination.accounts.models import Role, User
from dissemination.checkin import scanners
from dissemination.checkin.models import Act, ActKind, Scan, ScanOutcome, Tally
from dissemination.conferences.models import Delegate, Standing
from dissemination.database import db
from tests.conftest import Cast
from tests.journeys.conftest import (
    Served,
    Visitor,
    expect_nothing_sideways,
    serious_faults,
    serving,
    turn,
)
from tests.journeys.scanning import hall, paired, scan
from tests.journeys.steps import go, press
from tools.provide import ROOT

pytestmark = pytest.mark.browser
PEOPLE = ("Nguyễn Văn An", "Hoàng Thị Bình", "Nguyễn Thị Én", "Lương Đức Giang")


@pytest.fixture
def copied(app: Flask, database_url: str, tmp_path: Path) -> Iterator[tuple[Served, Path]]:
    """A server whose static files may be changed under it, and where they lie."""
    root = tmp_path / "project"
    root.mkdir()
    shutil.copy(ROOT / "app.py", root)  # Flask would follow a link to the other project
    for name in ("dissemination", "templates", "translations", "migrations"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "static", root / "static")
    with serving(root, database_url, tmp_path) as served:
        yield served, root / "static"


def crash(page: Page) -> None:
    """Kill the tab's process in the middle of its work."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=2000)


def test_three_hundred_scans_survive_whatever_happens_to_the_page(
    copied: tuple[Served, Path], cast: Cast, context: BrowserContext
) -> None:
    served, static = copied
    here = hall(cast, [f"Đại biểu {number:03}" for number in range(260)])
    passes = list(here.passes.values())
    page = paired(context, served.address, here.token)
    address = f"{served.address}/scanner/"

    context.set_offline(True)
    assert set(scan(page, passes[:100])) == {"MỜI VÀO"}
    expect(page.locator("#unsent")).to_have_text("100")
    page.reload()
    expect(page.locator("#present")).to_have_text("100/260")
    assert scan(page, passes[100:160]) == ["MỜI VÀO"] * 60
    assert scan(page, passes[:1]) == ["ĐÃ ĐIỂM DANH"]  # the 161st: nobody is let in twice

    crash(page)
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#unsent")).to_have_text("161")
    assert scan(page, passes[160:200]) == ["MỜI VÀO"] * 40

    # The network is back for the page's own files only, and they are newer.
    context.route("**/api/**", lambda route: route.abort())
    context.set_offline(False)
    before = page.locator("body").get_attribute("data-version")
    with (static / "css" / "scanner.css").open("a") as sheet:
        sheet.write("\n/* newer */\n")
    page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept.update())")
    expect(page.locator("#update")).not_to_have_attribute("hidden", "")
    assert scan(page, passes[200:230]) == ["MỜI VÀO"] * 30
    assert page.locator("body").get_attribute("data-version") == before, "never in the middle"
    page.close()
    context.set_offline(True)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("body")).not_to_have_attribute("data-version", str(before))
    expect(page.locator("#unsent")).to_have_text("231")
    assert scan(page, passes[230:260]) == ["MỜI VÀO"] * 30
    page.get_by_role("button", name="Điểm danh ra").click()
    assert scan(page, passes[:39]) == ["ĐÃ RA"] * 39
    expect(page.locator("#unsent")).to_have_text("300")
    expect(page.locator("#present")).to_have_text("221/260")

    context.unroute("**/api/**")
    context.set_offline(False)
    expect(page.locator("#unsent")).to_have_text("0")
    expect(page.locator("#present")).to_have_text("221/260")
    ids = db.session.scalars(sa.select(Scan.id).where(Scan.scanner_id == here.scanner_id)).all()
    numbers = db.session.scalars(
        sa.select(Scan.seq).where(Scan.scanner_id == here.scanner_id).order_by(Scan.seq)
    ).all()
    assert len(set(ids)) == len(ids) == 300
    assert numbers == list(range(1, 301))
    tally = db.session.scalars(sa.select(Tally).where(Tally.point_id == here.point_id)).one()
    assert tally.present == 221


def test_people_come_by_pass_by_name_and_by_hand(
    served: Served, cast: Cast, context: BrowserContext
) -> None:
    here = hall(cast, PEOPLE, seat="4")
    page = paired(context, served.address, here.token)
    verdict = page.locator("#verdict")
    context.set_offline(True)
    page.locator("#camera-switch").focus()  # the scanner types on all the same
    page.keyboard.type(here.passes["Nguyễn Văn An"])
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("MỜI VÀO")
    expect(verdict).to_contain_text("Ghế 4")
    expect(page.locator("html")).to_have_attribute("data-last-tone", "welcome")
    expect(verdict).to_be_hidden()

    page.keyboard.type("1234")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("4 chữ số")
    page.keyboard.press("Escape")

    page.keyboard.type("thi")
    expect(page.locator("#people [role=option]")).to_have_count(2)
    assert serious_faults(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Hoàng Thị Bình")

    assert scan(page, ["0000000000000000"]) == ["TẠM GHI NHẬN"]  # valid, and on no list here
    expect(page.locator("html")).to_have_attribute("data-last-tone", "notice")
    expect(page.locator("#present")).to_have_text("3/4")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Hoàn tác Hoàng Thị Bình").click()
    dialog = page.get_by_role("dialog", name="Hoàn tác lượt điểm danh")
    assert serious_faults(page) == []
    dialog.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(dialog).to_contain_text("Hãy chọn hoặc gõ lý do.")
    dialog.get_by_role("button", name="Quét nhầm người").click()
    dialog.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(verdict).to_contain_text("ĐÃ HOÀN TÁC")
    expect(page.locator("#present")).to_have_text("2/4")

    context.set_offline(False)
    expect(page.locator("#unsent")).to_have_text("0")
    expect(page.locator("#disputed")).to_contain_text("Không có trong danh sách")
    expect(page.locator("#present")).to_have_text("1/4")
    assert serious_faults(page) == []
    page.get_by_role("button", name="Đã xem").click()
    expect(page.locator("#disputed")).to_be_hidden()


def test_a_rehearsal_checks_the_device_and_leaves_no_trace(
    served: Served, cast: Cast, context: BrowserContext
) -> None:
    here = hall(cast, PEOPLE)
    page = paired(context, served.address, here.token)
    page.get_by_role("button", name="Việc khác").click()
    page.get_by_role("button", name="Diễn tập và kiểm tra máy").click()
    checks = page.locator("#checks")
    expect(checks).to_contain_text("Danh sách 4 người")
    expect(checks).to_contain_text("Dùng khi mất mạng tốt", use_inner_text=True)
    expect(checks.locator("li")).to_have_count(6)
    assert serious_faults(page) == []
    page.get_by_role("button", name="Bắt đầu diễn tập").click()
    expect(page.locator("#rehearsing")).to_be_visible()
    assert scan(page, [here.passes["Nguyễn Văn An"]]) == ["MỜI VÀO"]
    expect(page.locator("#recent")).to_contain_text("diễn tập")
    expect(page.locator("#present")).to_have_text("0/4")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Kết thúc diễn tập").click()
    expect(page.locator("#recent > li")).to_have_count(0)
    page.wait_for_timeout(3000)  # the same code within three seconds is the same person
    assert scan(page, [here.passes["Nguyễn Văn An"]]) == ["MỜI VÀO"]
    expect(page.locator("#present")).to_have_text("1/4")
    # What is recorded goes out oldest first: had the rehearsal been sent, it would be there by now.
    expect(page.locator("#unsent")).to_have_text("0")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 1


def test_the_page_speaks_english_too(served: Served, cast: Cast, context: BrowserContext) -> None:
    here = hall(cast, PEOPLE)
    page = paired(context, served.address, here.token)
    page.get_by_role("button", name="Việc khác").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.keyboard.press("Escape")
    assert scan(page, [here.passes["Nguyễn Văn An"]]) == ["WELCOME"]
    page.reload()
    expect(page.get_by_role("button", name="Walk-in")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits_and_reads_on_phone_and_laptop(
    width: int,
    theme: Literal["light", "dark"],
    served: Served,
    cast: Cast,
    context: BrowserContext,
    tmp_path: Path,
) -> None:
    here = hall(cast, PEOPLE)
    page = paired(context, served.address, here.token)
    page.set_viewport_size({"width": width, "height": 844 if width == 390 else 900})
    turn(page, theme)

    def look(name: str) -> None:
        expect_nothing_sideways(page)
        page.screenshot(path=tmp_path / f"{name}-{width}-{theme}.png")

    look("work")
    scan(page, here.passes.values())
    look("verdict")
    page.keyboard.press("Escape")
    for name, title in (("Phát sinh", "walk-in"), ("Đi thay", "substitute"), ("Việc khác", "more")):
        page.get_by_role("button", name=name, exact=True).click()
        look(title)
        assert serious_faults(page) == []
        page.keyboard.press("Escape")


def test_a_full_disk_is_said_and_the_scan_is_sent_all_the_same(
    served: Served, cast: Cast, context: BrowserContext
) -> None:
    here = hall(cast, PEOPLE)
    page = paired(context, served.address, here.token)
    context.set_offline(True)
    page.evaluate(
        """() => {
          window.put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError") };
        }"""
    )
    assert scan(page, [here.passes["Nguyễn Văn An"]]) == ["MỜI VÀO"]
    expect(page.locator("#told")).to_contain_text("Bộ nhớ máy đã đầy")
    expect(page.locator("#unsent")).to_have_text("1")
    page.evaluate("() => { IDBObjectStore.prototype.put = window.put }")  # somebody made room
    context.set_offline(False)
    expect(page.locator("#unsent")).to_have_text("0")
    expect(page.locator("#told")).to_be_hidden()
    expect(page.locator("#present")).to_have_text("1/4")


def test_a_phone_is_paired_by_the_code_on_the_points_page(
    served: Served, cast: Cast, enter: Callable[[User], Page], visitor: Visitor
) -> None:
    here = hall(cast, ("Nguyễn Văn An",))
    conference_id = here.point.conference_id
    coordinator = enter(cast.user("phu.trach", Role.COORDINATOR, point_id=here.point_id))
    place = f"{served.address}/conferences/{conference_id}/points/{here.point_id}/scanners"
    coordinator.goto(place)
    coordinator.get_by_role("button", name="Ghép điện thoại").click()
    expect(coordinator.locator("#pairing")).to_contain_text("Đang chờ điện thoại")
    code = coordinator.get_by_role("link", name="Mở trang quét trên máy này").get_attribute("href")
    assert serious_faults(coordinator) == []

    phone = visitor().new_page()
    phone.goto(str(code))
    phone.get_by_label("Tên của máy").fill("Điện thoại cửa chính")
    phone.keyboard.press("Enter")
    expect(phone.locator("#roster-age")).to_contain_text("Danh sách")
    assert scan(phone, here.passes.values()) == ["MỜI VÀO"]
    expect(coordinator.locator("#pairing")).to_contain_text("Đã ghép: Điện thoại cửa chính")

    late = visitor().new_page()
    late.goto(str(code))
    late.get_by_label("Tên của máy").fill("Máy khác")
    late.keyboard.press("Enter")
    expect(late.locator("#pair-error")).to_be_visible()

    coordinator.goto(place)
    row = coordinator.get_by_role("row", name="Điện thoại cửa chính")
    expect(row).to_contain_text("Đang dùng")
    go(row.get_by_role("link", name="Thu hồi"))
    coordinator.get_by_label("Lý do").fill("Mất máy")
    press(coordinator, "Thu hồi")
    phone.reload()
    expect(phone.locator("body")).to_contain_text("Máy này đã bị thu hồi")


def test_who_is_on_no_list_is_let_in_without_a_network_and_known_afterwards(
    served: Served, cast: Cast, context: BrowserContext
) -> None:
    here = hall(cast, ("Nguyễn Văn An", "Hoàng Thị Bình"))
    page = paired(context, served.address, here.token)
    context.set_offline(True)
    page.get_by_role("button", name="Phát sinh").click()
    page.locator('[id="walk_in.name"]').fill("Lò Văn Pá")
    page.locator('[id="walk_in.position"]').fill("Trưởng thôn")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Lò Văn Pá")
    page.get_by_role("button", name="Đi thay").click()
    page.locator('[id="substitution.delegate"]').fill("hoang thi")
    page.locator('[id="substitution.people"] [role=option]').first.click()
    page.locator('[id="substitution.name"]').fill("Vi Thị Sen")
    page.locator('[id="substitution.word"]').fill("Bí thư Đảng ủy")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Vi Thị Sen")
    page.get_by_role("button", name="Đếm người").click()
    page.locator('[id="head_count.number"]').fill("27")
    page.locator('[id="head_count.signed_by"]').fill("Nông Văn Tú, Văn phòng")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("ĐÃ GHI NHẬN")
    assert scan(page, [here.passes["Nguyễn Văn An"]]) == ["MỜI VÀO"]
    expect(page.locator("#unsent")).not_to_have_text("0")

    context.set_offline(False)
    expect(page.locator("#unsent")).to_have_text("0")
    db.session.rollback()
    people = {one.name: one for one in db.session.scalars(sa.select(Delegate))}
    assert people["Lò Văn Pá"].standing is Standing.WALK_IN
    assert people["Vi Thị Sen"].substitute_for_id == people["Hoàng Thị Bình"].id
    tally = db.session.get_one(Tally, here.point_id)
    assert (tally.present, tally.walk_ins) == (3, 1)
    count = db.session.scalars(sa.select(Act).where(Act.kind == ActKind.HEAD_COUNT)).one()
    assert count.number == 27


def test_a_dying_phone_shows_its_scans_as_codes_to_another(
    served: Served, cast: Cast, visitor: Visitor, tmp_path: Path
) -> None:
    here = hall(cast, ["Nguyễn Văn An", "Hoàng Thị Bình"])
    other, token = scanners.pair(here.point, "Cửa số 2")
    other_id = other.id
    db.session.commit()
    dying, saving = visitor(), visitor()
    page = paired(dying, served.address, here.token)
    dying.set_offline(True)
    assert set(scan(page, here.passes.values())) == {"MỜI VÀO"}
    page.get_by_role("button", name="Việc khác").click()
    page.get_by_role("button", name="Bàn giao lượt chưa gửi").click()
    dying.clock.install()
    dying.clock.pause_at(clock.now() + timedelta(minutes=1))  # a code stays until told to go
    page.get_by_role("button", name="Hiện thành mã QR").click()
    place = page.locator("#hand-over-place")
    expect(place).to_contain_text("Mã ")
    count = int(place.inner_text().partition("/")[2].partition(".")[0])
    helper = paired(saving, served.address, token)
    for number in range(count, 0, -1):
        picture = tmp_path / f"{number}.png"
        photograph(page, f"Mã {number}/{count}.", picture)
        helper.locator("#photo").set_input_files(picture)
        expect(helper.locator("#camera-told")).not_to_have_text("Đang đọc ảnh…")
    expect(helper.locator("#camera-told")).to_have_text("Máy chủ đã nhận 2 lượt.")
    kept = db.session.query(Scan).all()
    assert {one.scanner_id for one in kept} == {here.scanner_id} != {other_id}
    assert len(kept) == 2


def photograph(page: Page, told: str, picture: Path) -> None:
    """A picture of the code that says this of itself; the page's clock goes as far as that."""
    place = page.locator("#hand-over-place")
    while told not in (shown := place.inner_text()):
        page.clock.run_for(300)
        expect(place).not_to_have_text(shown)
    page.locator(".hand-over-code").screenshot(path=picture)


def test_without_a_network_a_citizen_card_is_let_in_and_known_by_its_name(
    served: Served, cast: Cast, context: BrowserContext
) -> None:
    here = hall(cast, [*PEOPLE, "Nguyễn Văn Ân"], seat="A4")
    page = paired(context, served.address, here.token)
    page.set_viewport_size({"width": 390, "height": 844})
    context.set_offline(True)
    card = "020085001234|080123456|Nguyễn Văn An|01011970|Nam|Xã Vân An|01012021"
    assert scan(page, [card]) == ["TẠM GHI NHẬN"]
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("Danh sách có 2 người mang tên này")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Xác nhận Nguyễn Văn An").click()
    window = page.get_by_role("dialog", name="Ai cầm thẻ căn cước này?")
    expect(window.get_by_role("listitem")).to_have_count(2)
    assert serious_faults(page) == []
    window.get_by_role("button", name="Nguyễn Văn An").click()
    expect(verdict).to_contain_text("MỜI VÀO")
    expect(verdict).to_contain_text("Ghế A4")
    expect(page.locator("#present")).to_have_text("1/5")
    expect(page.locator("#recent")).to_contain_text("đã xác nhận")
    context.set_offline(False)
    expect(page.locator("#unsent")).to_have_text("0")
    expect(page.locator("#present")).to_have_text("1/5")
    expect(page.locator("#disputed")).to_be_hidden()
    kept = db.session.query(Scan).order_by(Scan.seq).all()
    assert [one.outcome for one in kept] == [ScanOutcome.UNKNOWN_PASS, ScanOutcome.ADMITTED]
