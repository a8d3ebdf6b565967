"""What journeys at the offline scanner share: a point with people, and a device paired with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from dissemination.checkin import scanners
from dissemination.conferences.models import Point
from dissemination.database import db
from tests.conftest import Cast
from tests.journeys.conftest import PATIENCE

# Scans as a USB scanner does, one after the other, each only when the verdict of the one before stands.
SCAN = """async ({ passes, patience }) => {
  const verdict = document.getElementById("verdict");
  const box = document.getElementById("typed");
  const said = [];
  for (const digits of passes) {
    verdict.hidden = true;
    box.value = digits;
    box.form.requestSubmit();
    const until = performance.now() + patience;
    while (verdict.hidden && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 1));
    said.push(verdict.hidden ? "" : verdict.querySelector(".verdict-word").textContent);
  }
  return said;
}"""


@dataclass(frozen=True)
class Hall:
    """A point of a running conference, and the passes of its delegates by name."""

    point: Point
    point_id: int
    token: str
    scanner_id: int
    passes: dict[str, str]


def hall(cast: Cast, people: Iterable[str], seat: str = "") -> Hall:
    unit = cast.unit("06040", "Xã Vân An")
    conference = cast.conference("Hội nghị quán triệt Nghị quyết 116-NQ/TU")
    point = cast.point(conference, unit, "Điểm cầu xã Vân An", is_main=True)
    delegates = [cast.delegate(point, name, position="Bí thư", seat=seat) for name in people]
    passes = {delegate.name: delegate.passes[-1].digits for delegate in delegates}
    scanner, token = scanners.pair(point, "Cửa số 1")
    db.session.flush()
    found = Hall(point, point.id, token, scanner.id, passes)
    db.session.commit()
    return found


def paired(context: BrowserContext, address: str, token: str) -> Page:
    """A page whose device is paired and has its roster and its shell."""
    page = context.new_page()
    page.goto(f"{address}/scanner/pair#{token}")
    page.get_by_label("Tên của máy").fill("Cửa số 1")
    page.keyboard.press("Enter")
    expect(page.locator("#roster-age")).to_contain_text("Danh sách")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def scan(page: Page, passes: Iterable[str]) -> list[str]:
    """The large words of the verdicts."""
    said: list[str] = page.evaluate(SCAN, {"passes": list(passes), "patience": PATIENCE})
    return said
