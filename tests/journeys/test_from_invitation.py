"""A commune's officer from the one-time link he is given to a plan and a report that are accepted.

The head hands each back once with a reason, the secretariat returns each once and grants time for both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dissemination import clock
from dissemination.accounts import links
from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind, SolutionGroup, Target
from dissemination.plans.models import PlanState, PlanVersion
from dissemination.reporting import opening, regimes
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    PeriodKind,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.periods import span_of
from dissemination.reporting.regimes import Details, FormAsked
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, fits
from tests.journeys.steps import answer, follow, go, press, saved

pytestmark = pytest.mark.browser

TODAY = clock.today()  # also when midnight comes meanwhile
PASSWORD = "đồng ruộng bậc thang Bắc Sơn"
CLEAR = {
    "Nội dung nhiệm vụ": "Tổ chức hội nghị quán triệt nghị quyết",
    "Người, cơ quan chủ trì": "Ban Tuyên giáo",
    "Người chịu trách nhiệm": "Bí thư Đảng ủy",
    "Sản phẩm": "Báo cáo kết quả",
    "Thẩm quyền": "Đảng ủy xã",
}


@dataclass
class Matter:
    """A resolution with a monthly report, Vân An which owes both, and its officer's one-time link."""

    invitation: str
    sessions: dict[str, str]
    contexts: dict[str, BrowserContext] = field(default_factory=dict)


@pytest.fixture
def matter(cast: Cast) -> Matter:
    province = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    commune = cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, province)
    directive = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="công tác cán bộ",
        targets=[Target(code="T1", title="Cán bộ nữ", level=UnitLevel.PROVINCE)],
        solution_groups=[SolutionGroup(number=1, title="Nâng cao nhận thức")],
    )
    db.session.add(directive)
    db.session.flush()
    today = clock.today()
    details = Details(directive.id, "Báo cáo tháng", PeriodKind.MONTHLY, today.replace(day=1))
    regime = regimes.create(province.id, details)
    assert isinstance(regime, ReportingRegime)
    regimes.ask_for(regime.id, FormAsked((directive.targets[0].id,), ()))
    span = span_of(today, PeriodKind.MONTHLY, None)
    assert isinstance(opening.open_period(regime.id, span, span.ends_on), ReportingPeriod)
    officer = cast.user("can-bo@example.vn", Role.UNIT_OFFICER, unit_id=commune.id)
    token, _link = links.issue(officer)
    db.session.commit()
    people = {
        "head": cast.user("bi-thu@example.vn", Role.HEAD_OF_UNIT, unit_id=commune.id),
        "secretary": cast.user("van-phong@example.vn", Role.SECRETARIAT),
    }
    cookies = {who: cast.sign_in(user).get_cookie("session") for who, user in people.items()}
    db.session.rollback()
    sessions = {who: cookie.value for who, cookie in cookies.items() if cookie}
    return Matter(f"{links.PATH}{token}", sessions)


Enter = Callable[[str], Page]


@pytest.fixture
def enter(served: Served, browser: Browser, matter: Matter) -> Iterator[Enter]:
    """`enter("head")`: the front page of this person, in a browser of his own; "" is a visitor."""

    def enter(who: str) -> Page:
        context = browser.new_context(
            base_url=served.address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        matter.contexts[who] = context
        if who:
            session = matter.sessions[who]
            context.add_cookies([{"name": "session", "value": session, "url": served.address}])
        page = context.new_page()
        page.goto("/" if who else matter.invitation)
        return page

    yield enter
    for context in matter.contexts.values():
        context.close()


def iso(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def shown(days: int) -> str:
    return f"{TODAY + timedelta(days=days):%d/%m/%Y}"


def test_an_officer_goes_from_his_invitation_to_an_accepted_plan_and_report(
    enter: Enter, tmp_path: Path
) -> None:
    officer, head, secretary = enter(""), enter("head"), enter("secretary")
    come_in(officer, tmp_path)
    the_plan(officer, head, secretary, tmp_path)
    ask_for_time(officer, tmp_path)
    grant_time(secretary, tmp_path)
    officer.reload()
    expect(officer.get_by_text(f"gia hạn từ {shown(10)}").first).to_be_visible()
    the_report(officer, head, secretary, tmp_path)

    assert db.session.scalars(db.select(PlanVersion.state)).one() is PlanState.ACTIVE
    owed = db.session.scalars(db.select(Obligation)).one()
    assert owed.state is ObligationState.ACCEPTED
    assert owed.due_on == TODAY + timedelta(days=60)
    assert [one.figures[0].numerator for one in owed.reports] == [5, 6]


def the_plan(officer: Page, head: Page, secretary: Page, pictures: Path) -> None:
    """Handed back by the head, returned by the secretariat, accepted, issued."""
    write_a_plan(officer)
    answer(officer, "Trình người đứng đầu")
    follow_duty(head, "Chờ người đứng đầu duyệt")
    fits(head, pictures, "plan-with-the-head")
    answer(head, "Trả lại người soạn", Lý_do="Nêu rõ số lượng đảng viên dự")
    mend_the_plan(officer, "Nêu rõ số lượng đảng viên dự", "Báo cáo, danh sách 120 đảng viên")
    answer(officer, "Trình người đứng đầu")
    head.reload()
    answer(head, "Ký gửi cấp trên")
    follow_duty(secretary, "Chờ tiếp nhận")
    answer(secretary, "Trả lại đơn vị", Lý_do="Bổ sung thẩm quyền quyết định kinh phí")
    mend_the_plan(officer, "Bổ sung thẩm quyền quyết định kinh phí", "Báo cáo, dự toán")
    answer(officer, "Trình người đứng đầu")
    head.reload()
    answer(head, "Ký gửi cấp trên")
    secretary.reload()
    answer(secretary, "Tiếp nhận")
    head.reload()
    answer(head, "Ban hành", **{"Số, ký hiệu": "15-KH/ĐU", "Ngày ban hành": iso(0)})
    fits(head, pictures, "plan-in-force", dark=True)


def the_report(officer: Page, head: Page, secretary: Page, pictures: Path) -> None:
    """Handed back by the head, given more time, returned by the secretariat, accepted."""
    write_a_report(officer, pictures)
    report = officer.url
    head.goto(report)
    answer(head, "Đề nghị soạn lại", Lý_do="Tử số chưa tính cán bộ đi học")
    mend_the_report(officer, "Tử số chưa tính cán bộ đi học", "5")
    head.goto(report)
    press(head, "Duyệt")
    secretary.goto(report)
    answer(secretary, "Gia hạn", Hạn_mới=iso(60), Lý_do="Xã xin chờ số liệu thống kê")
    expect(secretary.get_by_text(shown(60)).first).to_be_visible()
    officer.reload()
    press(officer, "Gửi báo cáo")
    secretary.goto("/reports/queue")
    fits(secretary, pictures, "queue", dark=True)
    follow(secretary, "Xã Vân An")
    answer(secretary, "Trả lại báo cáo", Lý_do="Chưa nêu khó khăn")
    officer.reload()
    press(officer, "Soạn báo cáo")
    mend_the_report(officer, "Chưa nêu khó khăn", "6")
    head.goto(report)
    fits(head, pictures, "report-with-the-head")
    press(head, "Duyệt")
    officer.reload()
    press(officer, "Gửi báo cáo")
    secretary.reload()
    press(secretary, "Tiếp nhận")
    expect(secretary.get_by_text("Đã ghi nhận: Tiếp nhận.")).to_be_visible()


def come_in(page: Page, pictures: Path) -> None:
    """By the link, which then asks for a password before anything else."""
    fits(page, pictures, "invitation")
    press(page, "Vào hệ thống và đặt mật khẩu")
    for label in ("Mật khẩu mới", "Nhập lại mật khẩu mới"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    fits(page, pictures, "password")
    press(page, "Lưu mật khẩu mới")
    page.goto("/")
    fits(page, pictures, "home", dark=True)


def follow_duty(page: Page, word: str) -> None:
    """From the front page to the one plan whose turn is his."""
    page.goto("/")
    go(page.locator(".duties").get_by_role("link").filter(has_text="kế hoạch").first)
    follow(page, "Kế hoạch thực hiện Nghị quyết")


def write_a_plan(page: Page) -> None:
    page.goto("/plans")
    follow(page, "Lập kế hoạch")
    press(page, "Lập dự thảo")
    row = page.locator("#tasks ~ .plan-row").last
    row.locator("summary").first.click()
    for label, text in (CLEAR | {"Hạn hoàn thành": iso(10)}).items():
        row.get_by_label(label, exact=True).fill(text)
        row.get_by_label(label, exact=True).blur()
        expect(page.locator("#plan-status")).to_have_text("Đã lưu.")
    expect(row.locator("[data-clear]")).to_contain_text("6/6")
    follow(page, "Xem và trình")


def mend_the_plan(page: Page, because: str, product: str) -> None:
    """The reason stands on the plan; the officer changes the product of its task."""
    page.reload()
    expect(page.get_by_text(because).first).to_be_visible()
    follow(page, "Soạn tiếp")
    row = page.locator("#tasks ~ .plan-row").last
    row.locator("summary").first.click()
    row.get_by_label("Sản phẩm", exact=True).fill(product)
    row.get_by_label("Sản phẩm", exact=True).blur()
    expect(page.locator("#plan-status")).to_have_text("Đã lưu.")
    follow(page, "Xem và trình")
    expect(page.get_by_text(product).first).to_be_visible()


def ask_for_time(page: Page, pictures: Path) -> None:
    page.goto("/tasks?whose=unit")
    follow(page, CLEAR["Nội dung nhiệm vụ"])
    page.locator("summary", has_text="Xin gia hạn").click()
    page.get_by_label("Xin gia hạn đến").fill(iso(40))
    page.get_by_label("Lý do").fill("Chờ hướng dẫn của cấp trên")
    fits(page, pictures, "task", dark=True)
    press(page, "Gửi đề nghị")
    expect(page.get_by_text("Chờ trả lời")).to_be_visible()


def grant_time(page: Page, pictures: Path) -> None:
    """Found on the front page, among what waits for an answer."""
    page.goto("/")
    follow(page, "1 nhiệm vụ xin gia hạn")
    follow(page, CLEAR["Nội dung nhiệm vụ"])
    fits(page, pictures, "asked-for-time")
    answer(page, "Đồng ý", Ý_kiến_trả_lời="Nhất trí, không lùi thêm")
    expect(page.get_by_text("Nhất trí, không lùi thêm")).to_be_visible()


def write_a_report(page: Page, pictures: Path) -> None:
    page.goto("/reports")
    follow(page, "Xã Vân An")
    press(page, "Soạn báo cáo")
    fill_in(page, "4")
    fits(page, pictures, "report", dark=True)


def fill_in(page: Page, numerator: str) -> None:
    page.get_by_label("Tử số").fill(numerator)
    page.get_by_label("Mẫu số").fill("10")
    expect(page.locator("[data-share]")).to_have_text(f"{numerator}0,0%")
    page.get_by_label("Khó khăn, vướng mắc").fill("Địa bàn rộng")
    page.get_by_role("button", name="Lưu", exact=True).click()
    saved(page)


def mend_the_report(page: Page, because: str, numerator: str) -> None:
    page.reload()
    expect(page.get_by_text(because).first).to_be_visible()
    fill_in(page, numerator)
