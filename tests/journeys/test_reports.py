"""A report from the commune's officer to the secretariat, returned once with grace, accepted at last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dissemination import clock
from dissemination.accounts.models import Role, User
from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind, Target
from dissemination.reporting import opening, regimes
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    PeriodKind,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.periods import span_of
from dissemination.reporting.regimes import Asked, Details, FormAsked
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, fits, serious_faults
from tests.journeys.steps import answer, follow, press, saved

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]


@dataclass
class Duty:
    """What Vân An owes for this month, and the people it concerns."""

    obligation: Obligation
    path: str
    officer: User
    head: User
    secretary: User


@pytest.fixture
def duty(cast: Cast) -> Duty:
    province = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    commune = cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, province)
    directive = Directive(
        number="116-NQ/TU", kind=DirectiveKind.RESOLUTION, issuer="Tỉnh ủy",
        issued_on=date(2023, 7, 4), subject="cán bộ",
    )  # fmt: skip
    target = Target(code="T1", title="Cán bộ nữ", level=UnitLevel.COMMUNE, directive=directive)
    db.session.add_all((directive, target))
    db.session.flush()
    today = clock.today()
    details = Details(directive.id, "Báo cáo tháng", PeriodKind.MONTHLY, today.replace(day=1))
    regime = regimes.create(province.id, details)
    assert isinstance(regime, ReportingRegime)
    regimes.ask_for(regime.id, FormAsked((target.id,), (Asked("Cách làm hay?"),)))
    span = span_of(today, PeriodKind.MONTHLY, None)
    period = opening.open_period(regime.id, span, span.ends_on)
    assert isinstance(period, ReportingPeriod)
    owed = db.session.query(Obligation).filter_by(unit_id=commune.id).one()
    db.session.commit()
    return Duty(
        owed,
        f"/units/{commune.id}/reports/{owed.id}",
        cast.user("can-bo@example.vn", Role.UNIT_OFFICER, unit_id=commune.id),
        cast.user("bi-thu@example.vn", Role.HEAD_OF_UNIT, unit_id=commune.id),
        cast.user("van-phong@example.vn", Role.SECRETARIAT),
    )


def test_a_report_is_filled_returned_mended_and_accepted(
    served: Served, enter: Enter, duty: Duty, tmp_path: Path
) -> None:
    page = enter(duty.officer)
    page.goto(f"{served.address}/reports")
    follow(page, "Xã Vân An")
    fits(page, tmp_path, "open")
    press(page, "Soạn báo cáo")
    expect(page.get_by_text("Chưa duyệt được")).to_be_visible()
    page.get_by_label("Tử số").fill("9")
    page.get_by_label("Mẫu số").fill("10")
    expect(page.locator("[data-share]")).to_have_text("90,0%")
    page.get_by_label("Cách làm hay?").fill("Mỗi chi bộ một việc")
    saved(page)
    expect(page.get_by_text("Chưa duyệt được")).to_be_hidden()
    fits(page, tmp_path, "draft")
    loses_the_network(page)

    page = enter(duty.head)
    page.goto(served.address + duty.path)
    expect(page.get_by_text("Mỗi chi bộ một việc")).to_be_visible()
    expect(page.get_by_text("Mất điện hai ngày")).to_be_visible()
    press(page, "Duyệt")
    page = enter(duty.officer)
    page.goto(served.address + duty.path)
    press(page, "Gửi báo cáo")

    page = enter(duty.secretary)
    page.goto(f"{served.address}/reports/queue")
    fits(page, tmp_path, "queue")
    follow(page, "Xã Vân An")
    answer(page, "Trả lại báo cáo", Lý_do="Số liệu chưa khớp")
    fits(page, tmp_path, "returned")

    page = enter(duty.officer)
    page.goto(served.address + duty.path)
    press(page, "Soạn báo cáo")
    expect(page.get_by_text("Số liệu chưa khớp").first).to_be_visible()
    page.get_by_label("Tử số").fill("8")
    expect(page.locator("[data-share]")).to_have_text("80,0%")
    page.get_by_role("button", name="Lưu", exact=True).click()
    saved(page)
    page = enter(duty.head)
    page.goto(served.address + duty.path)
    press(page, "Duyệt")
    press(page, "Gửi báo cáo")
    page = enter(duty.secretary)
    page.goto(served.address + duty.path)
    press(page, "Tiếp nhận")
    expect(page.get_by_text("Đã ghi nhận: Tiếp nhận.")).to_be_visible()

    db.session.rollback()
    assert duty.obligation.state is ObligationState.ACCEPTED
    assert duty.obligation.grace_until is not None
    assert [one.figures[0].numerator for one in duty.obligation.reports] == [Decimal(9), Decimal(8)]


def loses_the_network(page: Page) -> None:
    """What is typed without a network outlives the page and is sent when it is opened again."""
    address = page.url
    page.context.set_offline(True)
    page.get_by_label("Khó khăn, vướng mắc").fill("Mất điện hai ngày")
    expect(page.locator("[data-save-state]")).to_contain_text("Mất kết nối")
    page.close()
    page.context.set_offline(False)
    page = page.context.new_page()
    page.goto(address)
    expect(page.get_by_label("Khó khăn, vướng mắc")).to_have_value("Mất điện hai ngày")
    saved(page)
    page.close()


@pytest.fixture
def beside(browser: Browser, served: Served, cast: Cast, duty: Duty) -> Iterator[Page]:
    """The same report before a colleague at another computer."""
    cookie = cast.sign_in(duty.officer).get_cookie("session")
    assert cookie is not None
    db.session.rollback()
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": served.address}])
    yield context.new_page()
    context.close()


def test_two_who_write_at_once_lose_nothing(
    served: Served, enter: Enter, duty: Duty, beside: Page
) -> None:
    page = enter(duty.officer)
    page.goto(served.address + duty.path)
    press(page, "Soạn báo cáo")
    beside.goto(served.address + duty.path)
    page.get_by_label("Tử số").fill("9")
    page.get_by_label("Khó khăn, vướng mắc").fill("Của người thứ nhất")
    saved(page)
    # The field of both first: it may save itself before the other is filled.
    beside.get_by_label("Khó khăn, vướng mắc").fill("Của người thứ hai")
    beside.get_by_label("Mẫu số").fill("10")
    expect(beside.locator("[data-save-state]")).to_contain_text("vừa lưu báo cáo này")
    expect(beside.get_by_label("Tử số")).to_have_value("9")
    expect(beside.locator(".clash")).to_contain_text("Của người thứ nhất")
    assert serious_faults(beside) == []
    beside.get_by_role("button", name="Giữ nội dung của tôi").click()
    saved(beside)
    db.session.rollback()
    [report] = duty.obligation.reports
    figure = report.figures[0]
    assert (figure.numerator, figure.denominator) == (Decimal(9), Decimal(10))
    assert report.difficulties == "Của người thứ hai"
