"""A unit's plan from the invitation to its being in force: four people, each in a browser of his own."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind, Target
from dissemination.plans.models import PlanState, PlanVersion
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, fits, serious_faults
from tests.journeys.steps import answer, follow, go, press

pytestmark = pytest.mark.browser
Enter = Callable[[str], Page]
WORD = Path(__file__).parents[1] / "plans" / "word-table.html"


@pytest.fixture
def enter(served: Served, cast: Cast, browser: Browser) -> Iterator[Enter]:
    """`enter("head")`: the home page of this person, in a browser of his own."""
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    district = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, root)
    commune = cast.unit("06472", "Xã Vân An", parent=district)
    directive = {
        "kind": DirectiveKind.RESOLUTION,
        "issuer": "Tỉnh ủy",
        "subject": "công tác cán bộ",
    }
    target = Target(code="T3", title="Tỷ lệ cán bộ trẻ cấp xã", level=UnitLevel.COMMUNE)
    issued_on = date(2023, 7, 4)
    db.session.add(
        Directive(number="116-NQ/TU", issued_on=issued_on, targets=[target], **directive)
    )
    db.session.commit()
    posts = {
        "officer": (Role.UNIT_OFFICER, commune.id),
        "colleague": (Role.UNIT_OFFICER, commune.id),
        "head": (Role.HEAD_OF_UNIT, commune.id),
        "receiver": (Role.UNIT_OFFICER, district.id),
    }
    cookies = {}
    for who, (role, unit_id) in posts.items():
        cookie = cast.sign_in(cast.user(f"{who}@example.vn", role, unit_id=unit_id)).get_cookie(
            "session"
        )
        assert cookie is not None
        cookies[who] = cookie.value
    db.session.rollback()
    contexts = []

    def enter(who: str) -> Page:
        context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.add_cookies([{"name": "session", "value": cookies[who], "url": served.address}])
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served.address}/plans")
        return page

    yield enter
    for context in contexts:
        context.close()


def begin(page: Page) -> str:
    """The officer begins with an empty sheet; the editor's address."""
    follow(page, "Lập kế hoạch")
    page.get_by_label("Để trống").check()
    press(page, "Lập dự thảo")
    expect(page.get_by_role("heading", name="Soạn kế hoạch")).to_be_visible()
    return page.url


def copy_in_word(page: Page) -> None:
    """Onto the machine's own clipboard, as Word puts a table there: as HTML of its own, and as text."""
    word = page.context.new_page()
    word.set_content("<p>Kế hoạch</p>")
    word.evaluate(
        """html => addEventListener("copy", event => {
          event.clipboardData.setData("text/html", html);
          event.clipboardData.setData("text/plain", "TT\tNội dung nhiệm vụ\tTổ chức thực hiện");
          event.preventDefault();
        })""",
        WORD.read_text("utf-8"),
    )
    word.keyboard.press("Control+A")
    word.keyboard.press("Control+C")
    word.close()


def paste_word_table(page: Page) -> None:
    copy_in_word(page)
    go(page.get_by_role("link", name="Dán bảng từ Word, Excel").last)
    page.get_by_label("Bảng nhiệm vụ").focus()
    page.keyboard.press("Control+V")
    press(page, "Xem trước")
    expect(page.get_by_text("Sẽ thêm 2 nhiệm vụ từ 4 dòng")).to_be_visible()


def test_a_communes_plan_goes_back_once_and_comes_into_force(enter: Enter, tmp_path: Path) -> None:
    officer = enter("officer")
    fits(officer, tmp_path, "list")
    editor = begin(officer)
    fits(officer, tmp_path, "editor")
    paste_word_table(officer)
    fits(officer, tmp_path, "pasted")
    press(officer, "Thêm 2 nhiệm vụ")
    for text in ("Biên soạn tài liệu, gửi các chi bộ", "Tổ chức hội nghị quán triệt nghị quyết"):
        expect(officer.locator(".plan-row-title").filter(has_text=text)).to_be_visible()
    expect(officer.locator("[data-clear]").filter(has_text="6/6")).to_have_count(2)
    officer.get_by_label("hoặc lý do không đưa vào").fill("Xã không có biên chế")
    press(officer, "Lưu lý do")
    follow(officer, "Xem và trình")
    answer(officer, "Trình người đứng đầu")
    expect(officer.get_by_text("Đã trình người đứng đầu đơn vị.")).to_be_visible()

    head = enter("head")
    follow(head, "Kế hoạch thực hiện Nghị quyết")
    fits(head, tmp_path, "with-the-head")
    answer(head, "Trả lại người soạn", Lý_do="Nêu rõ số lượng đảng viên dự")

    officer.goto(editor)
    row = officer.locator(".plan-row").last
    row.locator("summary").first.click()
    row.get_by_label("Sản phẩm").fill("Báo cáo, danh sách 120 đảng viên")
    row.get_by_label("Sản phẩm").blur()
    expect(officer.locator("#plan-status")).to_have_text("Đã lưu.")
    follow(officer, "Xem và trình")
    answer(officer, "Trình người đứng đầu")

    head.reload()
    answer(head, "Ký gửi cấp trên")
    receiver = enter("receiver")
    receiver.get_by_label("Đang chờ tôi").check()
    press(receiver, "Lọc")
    follow(receiver, "Kế hoạch thực hiện Nghị quyết")
    expect(receiver.get_by_text("danh sách 120 đảng viên")).to_be_visible()
    fits(receiver, tmp_path, "to-be-accepted")
    answer(receiver, "Tiếp nhận")

    head.reload()
    answer(head, "Ban hành", **{"Số, ký hiệu": "15-KH/ĐU", "Ngày ban hành": "2023-12-01"})
    expect(head.get_by_text("Kế hoạch đã ban hành và có hiệu lực.")).to_be_visible()
    fits(head, tmp_path, "in-force")
    officer.goto(f"{editor.rpartition('/units/')[0]}/tasks")
    fits(officer, tmp_path, "tasks")
    follow(officer, "Xem theo tháng")
    fits(officer, tmp_path, "month")
    [version] = db.session.scalars(db.select(PlanVersion))
    assert version.state is PlanState.ACTIVE


def test_two_who_write_the_same_field_are_shown_each_others_words(enter: Enter) -> None:
    officer, colleague = enter("officer"), enter("colleague")
    editor = begin(officer)
    go(officer.get_by_role("button", name="Thêm nhiệm vụ").first)
    colleague.goto(editor)
    colleague.locator(".plan-row").last.locator("summary").first.click()
    officer.get_by_label("Sản phẩm").fill("Báo cáo của tôi")
    officer.get_by_label("Sản phẩm").blur()
    expect(officer.locator("#plan-status")).to_have_text("Đã lưu.")
    colleague.get_by_label("Sản phẩm").fill("Báo cáo của đồng nghiệp")
    colleague.get_by_label("Sản phẩm").blur()
    conflict = colleague.locator(".plan-conflict")
    expect(conflict).to_contain_text("officer vừa sửa mục này thành: Báo cáo của tôi")
    assert serious_faults(colleague) == []
    conflict.get_by_role("button", name="Giữ bản của tôi").click()
    expect(colleague.locator("#plan-status")).to_have_text("Đã lưu.")
    officer.evaluate("dispatchEvent(new Event('focus'))")
    expect(officer.get_by_label("Sản phẩm")).to_have_value("Báo cáo của đồng nghiệp")
