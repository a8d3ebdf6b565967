"""A delegate lets himself in: the point's second monitor on one side, his own phone on the other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dissemination import clock
from dissemination.accounts.models import Role, User
from dissemination.checkin import self_codes, self_service
from dissemination.checkin.models import Scan
from dissemination.database import db
from tests.conftest import SECRET, Cast
from tests.journeys.conftest import Served, Visitor, expect_nothing_sideways, serious_faults
from tests.journeys.scanning import hall
from tests.journeys.steps import press

pytestmark = pytest.mark.browser


def test_a_phone_before_the_screen_lets_its_owner_in(
    served: Served, cast: Cast, enter: Callable[[User], Page], visitor: Visitor
) -> None:
    here = hall(cast, ["Nguyễn Văn An", "Hoàng Thị Bình"])
    conference_id, point_id = here.point.conference_id, here.point.id
    digits = here.passes["Nguyễn Văn An"]
    page = enter(cast.user("dau-moi@example.vn", Role.COORDINATOR, point_id=point_id))
    page.goto(f"{served.address}/conferences/{conference_id}/points/{point_id}/scanners")
    press(page, "Bật tự điểm danh")
    expect(page.get_by_label("Mã QR để tự điểm danh")).to_be_visible()
    assert serious_faults(page) == []
    first = page.locator(".self-qr path").get_attribute("d")

    phone = visitor(viewport={"width": 390, "height": 844}).new_page()
    # The invitation's link keeps the number on the phone; no server ever hears the fragment.
    phone.goto(f"{served.address}/self-check-in/pass#{digits}")
    expect(phone.locator("[data-pass-shown]")).to_contain_text(digits[:4])
    expect(phone).not_to_have_url(re.compile("#"))
    screen = self_service.screen_of(point_id)
    assert screen is not None
    screen_id = screen.id
    db.session.rollback()
    code = self_codes.code_at(SECRET, screen_id, clock.now())
    phone.goto(f"{served.address}/self-check-in/{screen_id}/{code}")
    expect(phone.get_by_label("Số thẻ đại biểu")).to_have_value(
        " ".join(digits[start : start + 4] for start in range(0, 16, 4))
    )
    expect_nothing_sideways(phone)
    assert serious_faults(phone) == []
    press(phone, "Điểm danh")
    expect(phone.get_by_role("heading", name="Mời đồng chí vào")).to_be_visible()
    expect(phone.get_by_text("Nguyễn Văn An")).to_be_visible()
    assert serious_faults(phone) == []
    assert db.session.query(Scan).filter(Scan.counted).count() == 1
    db.session.rollback()

    expect(page.locator(".self-count")).to_contain_text("1/2")
    expect(page.locator(".self-qr path")).not_to_have_attribute("d", first or "")
