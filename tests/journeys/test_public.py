"""A citizen finds a directive, reads it, sends a comment and asks after it; the secretariat answers."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role, User
from dissemination.directives.models import Directive, DirectiveKind
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, Visitor, expect_nothing_sideways, serious_faults
from tests.journeys.steps import follow, go, press

Enter = Callable[[User], Page]
TEXT = "Hội nghị quán triệt ở xã tổ chức muộn so với lịch đã báo."


@pytest.fixture
def directive(cast: Cast, session: scoped_session[Session]) -> int:
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, root)
    found = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Ban Thường vụ Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="xây dựng đội ngũ cán bộ",
    )
    session.add(found)
    session.commit()
    return found.id


@pytest.mark.parametrize("width", [390, 1440])
def test_from_choosing_what_is_public_to_the_answer_a_citizen_reads(
    width: int,
    served: Served,
    cast: Cast,
    enter: Enter,
    visitor: Visitor,
    directive: int,
) -> None:
    office = enter(cast.user("thu.ky@example.vn", Role.SECRETARIAT))
    office.set_viewport_size({"width": width, "height": 844})
    publish(office, served, directive)

    citizen = visitor().new_page()
    citizen.set_viewport_size({"width": width, "height": 844})
    code = send_a_comment(citizen, served)

    office.goto(f"{served.address}/")
    go(office.get_by_text("1 ý kiến của người dân chờ trả lời"))
    go(office.get_by_role("link", name=re.compile("Hội nghị quán triệt ở xã")))
    assert serious_faults(office) == []
    office.get_by_label("Trả lời", exact=True).fill("Xã đã tổ chức ngày 28/02/2024.")
    go(office.get_by_role("button", name="Trả lời và công khai"), "Enter")
    expect(office.locator("main")).to_contain_text("Đã công khai ý kiến cùng câu trả lời")
    expect_nothing_sideways(office)

    citizen.goto(f"{served.address}/public/receipt")
    citizen.get_by_label("Mã biên nhận").fill(code.lower())
    citizen.keyboard.press("Enter")
    expect(citizen.locator("main")).to_contain_text("Xã đã tổ chức ngày 28/02/2024.")
    assert serious_faults(citizen) == []
    expect_nothing_sideways(citizen)


def publish(office: Page, served: Served, directive: int) -> None:
    office.goto(f"{served.address}/publications/{directive}")
    press(office, "Lưu lựa chọn")
    expect(office.locator("main")).to_contain_text("Đã lưu lựa chọn công khai")
    follow(office, "Xem trước")
    expect(office.locator("main")).to_contain_text("Chưa công khai: chỉ bộ phận thư ký xem được")
    assert serious_faults(office) == []
    expect_nothing_sideways(office)
    office.go_back()
    office.locator("summary", has_text="Công khai").press("Enter")
    go(office.locator("form.confirm-box").get_by_role("button", name="Công khai"), "Enter")
    expect(office.locator("main")).to_contain_text("Ai cũng đọc được trang này")
    expect_nothing_sideways(office)


def send_a_comment(citizen: Page, served: Served) -> str:
    """From the front of the public pages, by links and keys; the code of the receipt."""
    citizen.goto(f"{served.address}/public/")
    go(citizen.get_by_role("link", name="Nghị quyết số 116-NQ/TU"), "Enter")
    assert serious_faults(citizen) == []
    expect_nothing_sideways(citizen)
    go(citizen.get_by_role("link", name="Gửi ý kiến"), "Enter")
    expect(citizen.get_by_label("cộng")).to_be_hidden()
    citizen.get_by_label("Việc phổ biến, quán triệt").press("Space")
    citizen.get_by_label("Nội dung").fill(TEXT)
    assert serious_faults(citizen) == []
    expect_nothing_sideways(citizen)
    citizen.wait_for_timeout(4_500)  # nobody writes faster, and the form knows
    citizen.get_by_role("button", name="Gửi ý kiến").press("Enter")
    # The form goes by itself once the browser has done its arithmetic.
    expect(citizen.locator("main")).to_contain_text("Ý kiến đã được gửi", timeout=60_000)
    return citizen.locator("#receipt-code").inner_text()


def test_who_sends_sees_that_it_goes_on_while_the_browser_still_reckons(
    served: Served, cast: Cast, enter: Enter, visitor: Visitor, directive: int
) -> None:
    publish(enter(cast.user("thu.ky@example.vn", Role.SECRETARIAT)), served, directive)
    page = visitor().new_page()
    never = "export const solve = () => new Promise(() => {});"
    page.route(
        "**/proof.js*", lambda route: route.fulfill(body=never, content_type="text/javascript")
    )
    page.goto(f"{served.address}/public/{directive}/comments/new")
    page.get_by_label("Nội dung").fill(TEXT)
    button = page.get_by_role("button", name="Gửi ý kiến")
    button.press("Enter")
    expect(
        page.get_by_role("status").filter(has_text="Đang gửi, xin chờ vài giây…")
    ).to_be_visible()
    expect(button).to_be_disabled()
    assert serious_faults(page) == []


def test_without_javascript_a_sum_stands_in_for_the_browsers_work(
    served: Served,
    cast: Cast,
    enter: Enter,
    visitor: Visitor,
    directive: int,
) -> None:
    publish(enter(cast.user("thu.ky@example.vn", Role.SECRETARIAT)), served, directive)
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"{served.address}/public/{directive}/comments/new")
    page.get_by_label("Việc phổ biến, quán triệt").check()
    page.get_by_label("Nội dung").fill(TEXT)
    question = page.locator("label", has_text="cộng").inner_text()
    page.get_by_label("cộng").fill(str(sum(map(int, re.findall(r"\d+", question)))))
    page.wait_for_timeout(4_500)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.locator("#receipt-code")).to_have_text(
        re.compile(r"^[A-Z2-7]{4}(-[A-Z2-7]{4}){2}$")
    )
