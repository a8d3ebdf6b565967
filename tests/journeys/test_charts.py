"""Charts are asked with the pointer, the finger and the keyboard, in light, dark, grey and on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from dissemination.accounts.models import Role, User
from dissemination.checkin.models import Attendance
from dissemination.conferences.models import Conference
from dissemination.database import db
from dissemination.directives.models import Target
from tests.conftest import Cast
from tests.coverage.test_heat_board import sample
from tests.journeys.conftest import Served, Visitor, serious_faults, stands, turn

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]
HINT = "Đưa chuột"


@pytest.fixture
def directive_id(app: Flask) -> int:
    """The resolution of the sample after its morning."""
    return sample(40, 200)


def rows_of(page: Page, table: str) -> list[str]:
    """What each row of a table says, its figures in one run of words."""
    rows = page.locator(f"{table} tbody tr:not(.totals)").all()
    return [" ".join(row.inner_text().split()) for row in rows]


def expect_said(readout: Locator, row: str) -> None:
    """Every figure of a row, and its name, comes to be in what the chart says."""
    words = "".join(f"(?=.*{re.escape(word)})" for word in row.split())
    expect(readout).to_have_text(re.compile(words, re.DOTALL))


def test_a_trend_is_asked_by_pointer_keyboard_and_paper(
    directive_id: int, cast: Cast, served: Served, enter: Enter, tmp_path: Path
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.set_viewport_size({"width": 1440, "height": 1400})
    page.goto(f"{served.address}/boards/{directive_id}/trend?on=2024-09-30")
    frame = page.get_by_role("application", name="Biểu đồ tỷ lệ đơn vị đã phổ biến")
    readout = frame.get_by_role("status")
    rows = rows_of(page, "#trend-briefings")
    expect(readout).to_contain_text(HINT)
    canvas = frame.locator("canvas")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 60)
    expect_said(readout, rows[-1])
    page.mouse.move(box["x"] + 60, box["y"] + 120)
    expect(readout).to_contain_text(rows[0].split()[0])

    frame.focus()
    page.keyboard.press("End")
    expect_said(readout, rows[-1])
    page.keyboard.press("ArrowLeft")
    expect_said(readout, rows[-2])
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect_said(readout, rows[0])
    page.screenshot(path=tmp_path / "asked.png")
    assert serious_faults(page) == []
    page.keyboard.press("Escape")
    expect(readout).to_contain_text(HINT)
    expect(frame.locator("[data-cursor]")).to_be_hidden()
    light = ink_of(canvas)
    turn(page, "dark")
    stands(page)
    dark = ink_of(canvas)
    assert light != dark
    assert page.pdf(path=tmp_path / "trend.pdf")
    stands(page)  # drawn for the screen again once the sheet is gone
    assert ink_of(canvas) == dark, "paper's ink stays on paper"


def ink_of(canvas: Locator) -> list[int]:
    """The colour of which a drawing has most, beside its ground."""
    found: list[int] = canvas.evaluate("""canvas => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const counts = new Map();
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] < 255) continue;
            const key = [data[at], data[at + 1], data[at + 2]].join();
            counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0].split(",").map(Number);
    }""")
    return found


def test_a_targets_periods_are_asked_with_a_finger(
    directive_id: int, cast: Cast, served: Served, visitor: Visitor
) -> None:
    """The newest stands at the right of the chart and at the top of the table."""
    target = db.session.scalars(sa.select(Target.id).order_by(Target.id)).first()
    cookie = cast.sign_in(cast.user("thu-ky@example.vn", Role.SECRETARIAT)).get_cookie("session")
    assert cookie
    db.session.rollback()
    context = visitor(has_touch=True, viewport={"width": 390, "height": 900})
    context.add_cookies([{"name": "session", "value": cookie.value, "url": served.address}])
    page = context.new_page()
    page.goto(f"{served.address}/directives/{directive_id}/targets/{target}/attainment")
    frame = page.get_by_role("application", name="Kết quả chỉ tiêu")
    frame.scroll_into_view_if_needed()
    rows = rows_of(page, "#periods-table")
    for share, row in ((0.25, rows[-1]), (0.95, rows[0])):
        box = frame.locator("canvas").bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + share * box["width"], box["y"] + 100)
        expect_said(frame.get_by_role("status"), row)
    described = frame.get_by_role("img").get_attribute("aria-label") or ""
    assert "thấp nhất" in described
    assert serious_faults(page) == []


def test_the_bars_of_arrivals_are_asked(
    directive_id: int, cast: Cast, served: Served, enter: Enter
) -> None:
    conference = db.session.scalars(sa.select(Conference.id)).first()
    came = db.session.scalar(sa.select(sa.func.count()).select_from(Attendance))
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    page.goto(f"{served.address}/conferences/{conference}/board")
    page.locator("summary", has_text="Số liệu của biểu đồ").press("Enter")
    rows = rows_of(page, ".board-arrivals")
    frame = page.get_by_role("application", name="Biểu đồ số người đến")
    frame.focus()
    page.keyboard.press("Home")
    for row in rows:
        expect_said(frame.get_by_role("status"), row)
        page.keyboard.press("ArrowRight")
    assert 0 < sum(int(row.split()[-1]) for row in rows) <= (came or 0)
