"""The organiser's days before: from nothing to a conference that has begun, passes in hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dissemination.accounts.models import Role, User
from dissemination.units.models import UnitLevel
from tests.conferences import rosters
from tests.conftest import Cast
from tests.journeys.conftest import Served, fits
from tests.journeys.steps import follow, go, press

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]


def messy(path: Path) -> Path:
    """Three sheets as they arrive: title rows, a section, a signature, a name that is none."""
    header = ("STT", "Họ và tên", "Chức vụ", "Đơn vị công tác")
    sheets = (
        rosters.Page(
            "Xã Vân An",
            [
                ("ĐẢNG BỘ XÃ VÂN AN",),
                ("DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ",),
                (),
                header,
                (1, "Nguyễn Văn Ân", "Bí thư Đảng ủy", "Đảng ủy xã Vân An"),
                (2, "Hoàng\u00a0Thị  Bình", "Phó Bí thư", "Đảng ủy xã Vân An"),
                (),
                ("", "", "", "T/M ĐẢNG ỦY"),
            ],
        ),
        rosters.Page(
            "Xã Chiến Thắng",
            [
                header,
                ("I", "BAN THƯỜNG VỤ", "", ""),
                (1, "Lương Đức Giang", "Bí thư Đảng ủy", "Đảng ủy xã Chiến Thắng"),
                (2, "Lương Đức Giang", "Bí thư Đảng ủy", "Đảng ủy xã Chiến Thắng"),
                (3, "Lò Văn Pá", "Chủ tịch UBND", "UBND xã Chiến Thắng"),
            ],
        ),
        rosters.Page("Ghi chú", [("Nộp trước ngày 10/11/2023",)]),
    )
    path.write_bytes(rosters.xlsx(*sheets))
    return path


def confirmed(page: Page, action: str, submit: str) -> None:
    """An action that says first what it does."""
    page.locator("summary", has_text=action).click()
    press(page, submit)


def test_from_nothing_to_a_conference_that_has_begun(
    served: Served, cast: Cast, enter: Enter, tmp_path: Path
) -> None:
    province = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
    cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, district)
    cast.unit("06475", "Xã Chiến Thắng", UnitLevel.COMMUNE, district)
    page = enter(cast.user("to-chuc@example.vn", Role.ORGANISER))
    page.goto(f"{served.address}/conferences")

    makes_a_conference(page, tmp_path)
    home = page.url
    makes_its_points(page, tmp_path)
    imports_a_roster(page, home, tmp_path)
    finds_a_delegate(page, home, tmp_path)
    prints_the_passes(page, home, tmp_path)
    starts_it(page, home, tmp_path)


def makes_a_conference(page: Page, pictures: Path) -> None:
    follow(page, "Tạo hội nghị")
    page.get_by_label("Tên hội nghị").fill("Hội nghị quán triệt Nghị quyết 116-NQ/TU")
    page.get_by_label("Ngày tổ chức").fill("2026-12-15")
    page.get_by_label("Giờ bắt đầu").fill("07:30")
    page.get_by_label("Giờ kết thúc").fill("11:30")
    fits(page, pictures, "new")
    go(page.locator("main form button[type=submit]"))
    expect(page.locator("main")).to_contain_text("7 giờ 30")
    fits(page, pictures, "conference")


def makes_its_points(page: Page, pictures: Path) -> None:
    follow(page, "Lập điểm cầu theo đơn vị")
    page.get_by_label("Đơn vị cấp trên").select_option(label="Huyện Chi Lăng")
    press(page, "Xem trước")
    fits(page, pictures, "points-planned")
    press(page, "Lập 3 điểm cầu")
    go(page.get_by_role("row", name="06472").get_by_role("link").first)
    confirmed(page, "Đặt làm điểm cầu chính", "Đặt làm điểm cầu chính")
    expect(page.locator("main")).to_contain_text("Điểm cầu chính")
    fits(page, pictures, "point")


def imports_a_roster(page: Page, home: str, pictures: Path) -> None:
    page.goto(f"{home}/imports")
    page.get_by_label("Tệp").set_input_files(messy(pictures / "danh-sach.xlsx"))
    fits(page, pictures, "import")
    press(page, "Đọc tệp và xem trước")
    expect(page.locator("summary", has_text="Ghi vào danh sách")).to_be_visible()
    fits(page, pictures, "preview")
    go(page.locator(".tile", has_text="Không nhận").get_by_role("link"))
    expect(page.locator("main")).to_contain_text("Lương Đức Giang")
    with page.expect_download() as refused:
        page.get_by_role("link", name="Tải các dòng không nhận").click()
    assert refused.value.path().read_bytes()[:2] == b"PK"
    confirmed(page, "Ghi vào danh sách", "Ghi danh sách")
    expect(page.locator("main")).to_contain_text("Đã nhập lúc")
    fits(page, pictures, "imported")


def finds_a_delegate(page: Page, home: str, pictures: Path) -> None:
    page.goto(f"{home}/delegates")
    page.get_by_role("searchbox").first.fill("binh hoang")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="Hoàng Thị Bình")).to_contain_text("Xã Vân An")
    expect(page.get_by_role("row", name="Nguyễn Văn Ân")).to_have_count(0)
    fits(page, pictures, "delegates")


def prints_the_passes(page: Page, home: str, pictures: Path) -> None:
    page.goto(f"{home}/passes")
    expect(page.locator("main")).to_contain_text("Cả hội nghị: 4 thẻ")
    go(page.get_by_role("button", name="In cả hội nghị").first)
    download = page.get_by_role("link", name="Tải").first
    expect(download).to_be_visible()
    fits(page, pictures, "passes")
    with page.expect_download() as paper:
        download.click()
    assert paper.value.path().read_bytes()[:5] == b"%PDF-"


def starts_it(page: Page, home: str, pictures: Path) -> None:
    for step in ("Mở cho các điểm cầu", "Bắt đầu hội nghị"):
        page.goto(home)
        confirmed(page, step, step)
    expect(page.locator("main h1")).to_contain_text("Đang diễn ra")
    fits(page, pictures, "running")
