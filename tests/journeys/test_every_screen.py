"""Every screen of what follows a conference, as a secretary, a district's leader and a citizen see it.

On a phone, at a desk and on a projector, light and dark, and on paper. Pictures of all are kept.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from dissemination.accounts.models import Role, User
from dissemination.coverage.public_models import Publication
from dissemination.database import db
from dissemination.reporting.models import ReportingPeriod
from dissemination.units.models import Unit
from tests.conftest import Cast
from tests.coverage.test_heat_board import sample
from tests.journeys.conftest import (
    Served,
    expect_nothing_sideways,
    serious_faults,
    stands,
    turn,
)

pytestmark = pytest.mark.browser
Enter = Callable[[User], Page]
WIDTHS: Final = (390, 1440, 1920)
SCHEMES: Final = ("light", "dark")
UPRIGHT, LYING = 680, 1010  # what is left of an A4 sheet between its margins, in CSS pixels
# What on paper would be cut off, and names set one syllable beneath the other.
SPOILT = """() => [
    ...[...document.querySelectorAll("main table")]
        .filter(table => table.getBoundingClientRect().right > innerWidth + 1)
        .map(table => `cut off: ${table.caption?.textContent}`),
    ...[...document.querySelectorAll("main tbody th[scope=row]")]
        .filter(name => name.offsetWidth && name.offsetHeight > 6 * name.offsetWidth)
        .map(name => `set in syllables: ${name.textContent}`),
    ...[...document.querySelectorAll("main thead")]
        .filter(head => getComputedStyle(head).display !== "table-header-group")
        .map(head => `head on one sheet only: ${head.textContent}`),
    ...[...document.querySelectorAll(".site-menu, .filters, .pager ul")]
        .filter(part => part.offsetHeight).map(part => `printed: ${part.className}`),
]"""


@pytest.fixture
def directive_id(app: Flask) -> int:
    """The resolution of the sample after its morning."""
    return sample(40, 200)


def boards(directive_id: int, unit_id: int) -> dict[str, str]:
    """What both the secretary and a leader read of a directive."""
    here = f"/directives/{directive_id}"
    return {
        "home": "/",
        "thread-target": f"{here}/targets/3/thread",
        "thread-group": f"{here}/groups/1/thread",
        "thread-unit": f"/units/{unit_id}/thread/{directive_id}",
        "attainment": f"{here}/attainment",
        "attainment-target": f"{here}/targets/3/attainment",
        "map": f"/briefings/{directive_id}",
        "boards": "/boards",
        "heat": f"/boards/{directive_id}",
        "heat-past": f"/boards/{directive_id}?on=2024-03-20&state=missing",
        "heat-print": f"/boards/{directive_id}/print",
        "trend": f"/boards/{directive_id}/trend",
        "ranking": f"/boards/{directive_id}/ranking",
        "board": "/conferences/1/board",
        "papers": "/my-papers",
    }


def look(page: Page, served: Served, screens: Iterable[tuple[str, str]], pictures: Path) -> None:
    """Everything that can be judged without eyes; the rest is in the pictures."""
    spoilt = []
    for name, address in screens:
        page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
        answer = page.goto(f"{served.address}{address}")
        assert answer
        assert answer.ok, (name, answer.status)
        for scheme in SCHEMES:
            turn(page, scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                expect_nothing_sideways(page)
                page.screenshot(path=pictures / f"{name}-{scheme}-{width}.png")
            spoilt += [f"{name}, {scheme}: {fault}" for fault in serious_faults(page)]
        spoilt += [f"{name} on paper: {fault}" for fault in spoilt_on_paper(page)]
        page.screenshot(path=pictures / f"{name}-paper.png")
    assert not spoilt, "\n".join(spoilt)


def spoilt_on_paper(page: Page) -> list[str]:
    page.emulate_media(media="print", color_scheme="light")
    lies = page.locator("main.print-landscape, .print-landscape table").count() > 0
    page.set_viewport_size({"width": LYING if lies else UPRIGHT, "height": 900})
    stands(page)
    found: list[str] = page.evaluate(SPOILT)
    return found


def test_a_secretarys_screens(
    directive_id: int, cast: Cast, served: Served, enter: Enter, tmp_path: Path
) -> None:
    page = enter(cast.user("thu-ky@example.vn", Role.SECRETARIAT))
    root = db.session.scalars(sa.select(Unit.id).where(Unit.code == "20")).one()
    period = db.session.scalars(sa.select(sa.func.max(ReportingPeriod.id))).one()
    db.session.rollback()
    screens = {
        **boards(directive_id, root),
        "progress": "/progress-reports",
        "progress-editor": f"/units/{root}/progress/{period}",
        "projector": "/conferences/1/board/projector",
        "publication": f"/publications/{directive_id}",
    }
    look(page, served, screens.items(), tmp_path)


def test_a_districts_leaders_screens(
    directive_id: int, cast: Cast, served: Served, enter: Enter, tmp_path: Path
) -> None:
    district = db.session.scalars(sa.select(Unit.id).where(Unit.code == "187")).one()
    page = enter(cast.user("chi-lang@example.vn", Role.HEAD_OF_UNIT, unit_id=district))
    look(page, served, boards(directive_id, district).items(), tmp_path)


def test_a_citizens_screens(
    directive_id: int, served: Served, context: BrowserContext, tmp_path: Path
) -> None:
    assert db.session.get(Publication, directive_id)
    db.session.rollback()
    here = f"/public/{directive_id}"
    screens = {
        "public": "/public/",
        "public-directive": here,
        "public-units": f"{here}/units",
        "public-plans": f"{here}/plans",
        "public-comments": f"{here}/comments",
        "public-comment": f"{here}/comments/new",
        "public-receipt": "/public/receipt",
    }
    look(context.new_page(), served, screens.items(), tmp_path)
