"""A progress report written in two windows at once and fetched; counts frozen again."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from dissemination import clock
from dissemination.accounts.models import Role, User
from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind, Target
from dissemination.reporting import opening, regimes
from dissemination.reporting.models import PeriodKind, ReportingPeriod, ReportingRegime
from dissemination.reporting.periods import span_of
from dissemination.reporting.regimes import Details, FormAsked
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.coverage import papers
from tests.coverage.conftest import CLOSED_AT, close, make_morning
from tests.journeys.conftest import Served, expect_nothing_sideways, serious_faults
from tests.journeys.steps import follow, go, saved

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]


@pytest.fixture
def address(cast: Cast, served: Served) -> str:
    """The province's report for this month."""
    province = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, province)
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
    regimes.ask_for(regime.id, FormAsked((target.id,)))
    span = span_of(today, PeriodKind.MONTHLY, None)
    period = opening.open_period(regime.id, span, span.ends_on)
    assert isinstance(period, ReportingPeriod)
    db.session.commit()
    return f"{served.address}/units/{province.id}/progress/{period.id}"


def test_two_windows_write_at_once_and_the_paper_holds_the_words_of_both(
    enter: Enter, cast: Cast, address: str, tmp_path: Path
) -> None:
    first = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    second = first.context.new_page()
    first.goto(address)
    second.goto(address)
    first.fill("textarea[name=situation]", "Tình hình cơ bản ổn định.")
    saved(first)
    second.fill("textarea[name=direction]", "Tập trung khắc phục đơn vị chậm.")
    expect(second.locator("textarea[name=situation]")).to_have_value("Tình hình cơ bản ổn định.")
    saved(second)
    for width in (390, 1440):
        second.set_viewport_size({"width": width, "height": 900})
        expect_nothing_sideways(second)
    assert not serious_faults(second)
    go(second.locator("button[value=docx]"))
    ready = second.get_by_role("link", name="Tải về")
    expect(ready).to_be_visible()
    assert not serious_faults(second)
    with second.expect_download() as download:
        ready.click()
    download.value.save_as(tmp_path / "bao-cao.docx")
    text = papers.said(papers.word((tmp_path / "bao-cao.docx").read_bytes()))
    assert "Tình hình cơ bản ổn định." in text
    assert "Tập trung khắc phục đơn vị chậm." in text


@pytest.fixture
def late(app: Flask, cast: Cast, served: Served) -> str:
    """The board of a conference that was closed before one telephone found its network again."""
    morning = make_morning(app, cast)
    close(morning.conference)
    person = db.session.merge(morning.people[morning.main.name][0])
    device, before = morning.devices[morning.main.name], CLOSED_AT - timedelta(minutes=5)
    device.scan(person.passes[-1].digits, scanned_at=before.isoformat(), offline=True)
    board = f"{served.address}/conferences/{morning.conference.id}/board"
    db.session.rollback()
    return board


def test_counts_are_frozen_again_by_the_keyboard_and_the_report_says_why(
    late: str, enter: Enter, cast: Cast
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.goto(late)
    follow(page, "Báo cáo kết quả tham dự")
    expect(page.get_by_text("đến nay có 1 điểm cầu thay đổi")).to_be_visible()
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        expect_nothing_sideways(page)
        assert not serious_faults(page)
    page.get_by_text("Chốt lại số liệu").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Máy mất mạng gửi muộn")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã chốt lại số liệu.")).to_be_visible()
    expect(page.get_by_text("Máy mất mạng gửi muộn")).to_be_visible()
    expect(page.get_by_text("đến nay có 1 điểm cầu thay đổi")).to_have_count(0)
