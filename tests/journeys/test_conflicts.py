"""The organiser judges a pass that was seen twice, from a phone in the corridor."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from dissemination.accounts.models import Role, User
from dissemination.checkin import scanners
from dissemination.checkin.models import ConflictDecision, Ruling
from dissemination.database import db
from tests.checkin.conftest import Device
from tests.conftest import Cast
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults
from tests.journeys.scanning import hall
from tests.journeys.steps import follow, press

Enter = Callable[[User], Page]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.mark.browser
def test_two_scans_of_one_pass_are_judged_on_a_phone(
    app: Flask, cast: Cast, served: Served, enter: Enter
) -> None:
    here = hall(cast, ["Nguyễn Văn An"])
    conference_id = here.point.conference_id
    second, token = scanners.pair(here.point, "Cửa số 2")
    db.session.commit()
    client, digits = app.test_client(), here.passes["Nguyễn Văn An"]
    Device(client, here.token, here.scanner_id).scan(digits, offline=True)
    Device(client, token, second.id).scan(digits, offline=True)
    page = enter(cast.user("to-chuc@example.vn", Role.ORGANISER, conference_id=conference_id))
    page.set_viewport_size(PHONE)
    page.goto(f"{served.address}/conferences/{conference_id}/conflicts")
    expect_nothing_sideways(page)
    frame = page.get_by_role("region", name="Chưa quyết định")
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    expect(frame).to_contain_text("Cửa số 2")
    assert serious_faults(page) == []
    follow(page, "Xem và quyết định Nguyễn Văn An")
    page.get_by_role("radio").first.check()
    page.get_by_label("Lý do").fill("Đã gọi điểm cầu.")
    press(page, "Ghi quyết định")
    expect(page.get_by_role("heading", level=1)).to_have_text("Điểm danh trùng")
    assert db.session.query(ConflictDecision).one().ruling is Ruling.FIRST_STANDS
