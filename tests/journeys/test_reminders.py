"""The secretariat sees who is silent, drafts the letter that urges them, and sees that it was read."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from dissemination import clock
from dissemination.accounts.models import Role, User
from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind
from dissemination.reporting import daily_jobs, opening, regimes
from dissemination.reporting.models import PeriodKind, ReportingPeriod, ReportingRegime
from dissemination.reporting.periods import Span
from dissemination.reporting.regimes import Details
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.journeys.conftest import Served, fits
from tests.journeys.steps import go, press

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]
LONG_AGO = Span(date(2026, 1, 1), date(2026, 1, 31))


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    """Of two communes with an officer each neither has reported for January, and the clock has run."""
    province = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    communes = [
        cast.unit(code, name, UnitLevel.COMMUNE, province)
        for code, name in (("06472", "Xã Vân An"), ("06475", "Xã Chiến Thắng"))
    ]
    directive = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="công tác cán bộ",
    )
    db.session.add(directive)
    db.session.flush()
    details = Details(
        directive.id, "Báo cáo tháng", PeriodKind.MONTHLY, LONG_AGO.starts_on, LONG_AGO.ends_on
    )
    regime = regimes.create(province.id, details)
    assert isinstance(regime, ReportingRegime)
    opened = opening.open_period(regime.id, LONG_AGO, LONG_AGO.ends_on)
    assert isinstance(opened, ReportingPeriod)
    db.session.commit()
    people = {
        "secretary": cast.user("van-phong@example.vn", Role.SECRETARIAT),
        "officer": cast.user("can-bo@example.vn", Role.UNIT_OFFICER, unit_id=communes[0].id),
        "other": cast.user("can-bo-2@example.vn", Role.UNIT_OFFICER, unit_id=communes[1].id),
    }
    daily_jobs.run_day()
    return people


def test_the_silent_are_seen_urged_and_seen_to_have_read(
    served: Served, enter: Enter, people: dict[str, User], tmp_path: Path
) -> None:
    officer = enter(people["officer"])
    officer.goto(served.address)
    go(officer.get_by_role("link", name="Nhắc việc"))
    fits(officer, tmp_path, "mine", dark=True)
    press(officer, "Đánh dấu đã xem")
    expect(officer.get_by_text("Đã xem 1 bản nhắc việc.")).to_be_visible()
    go(officer.get_by_role("link", name="Xã Vân An"))
    expect(officer.get_by_role("button", name="Soạn báo cáo")).to_be_visible()

    page = enter(people["secretary"])
    page.goto(f"{served.address}/reminders/periods")
    fits(page, tmp_path, "periods", dark=True)
    go(page.get_by_role("link", name="Báo cáo tháng"))
    fits(page, tmp_path, "silent", dark=True)
    row = page.get_by_role("row", name="Xã Vân An")
    expect(row).to_contain_text("Đã xem")
    expect(page.get_by_role("row", name="Xã Chiến Thắng")).to_contain_text("Chưa xem")
    go(row.locator("td.number").get_by_role("link"))
    fits(page, tmp_path, "told", dark=True)
    page.go_back()

    go(page.get_by_role("link", name="Soạn công văn đôn đốc"))
    fits(page, tmp_path, "letter", dark=True)
    page.get_by_label("Nơi ban hành").fill("Lạng Sơn")
    before = clock.today()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải công văn").click()
    letter = tmp_path / "letter.docx"
    download.value.save_as(letter)
    said = "\n".join(paragraph.text for paragraph in Document(str(letter)).paragraphs)
    for name in ("Đảng ủy xã Vân An", "Đảng ủy xã Chiến Thắng", "còn 2/2 đơn vị"):
        assert name in said
    days = "|".join(f"{day:%d/%m/%Y}" for day in (before, clock.today()))  # at midnight two
    go(page.get_by_role("link", name="Hủy bỏ"))
    expect(page.get_by_role("heading", name="Công văn đôn đốc đã soạn")).to_be_visible()
    expect(page.get_by_text(re.compile(f"({days}): 2 đơn vị"))).to_be_visible()
