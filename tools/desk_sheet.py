"""`python -m tools.desk_sheet`: the pictures of docs/quet-the.md from the running application, and the A4 sheet.

The pictures are small and kept beside the page; the sheet, var/quet-the.pdf, is made anew by whoever
wants to print it.
"""

import io
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typst
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.world import World, served
from dissemination.papers.typesetting import font_directory
from tools import film
from tools.provide import ROOT, provide_browser

PAGE = ROOT / "docs" / "quet-the.md"
PICTURES = ROOT / "docs" / "quet-the"
SHEET = ROOT / "var" / "quet-the.pdf"
TEMPLATE = Path(__file__).with_suffix(".typ")
PHONE: ViewportSize = {"width": 390, "height": 700}
WIDTH, COLOURS = 260, 48  # of a picture: small, and sharp enough on paper
STRANGER = "0000000000000000"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, picture in pictures(Path(folder)):
            (PICTURES / f"{name}.png").write_bytes(picture)
            print(f"docs/quet-the/{name}.png")
    SHEET.parent.mkdir(exist_ok=True)
    SHEET.write_bytes(sheet(PAGE.read_text(encoding="utf-8")))
    print(SHEET.relative_to(ROOT))


def sheet(page: str) -> bytes:
    """The page, set on one sheet of A4."""
    data = json.dumps(read(page), ensure_ascii=False)
    pdf: bytes = typst.compile(
        str(TEMPLATE), root=str(ROOT), font_paths=[font_directory()], sys_inputs={"data": data}
    )
    return pdf


def read(page: str) -> dict[str, object]:
    """Title, purpose and sections of the page, each with its text and its pictures."""
    head, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    title, _line, purpose = head.removeprefix("# ").partition("\n")
    return {
        "title": title,
        "purpose": purpose.strip(),
        "sections": [_section(part) for part in parts],
    }


def _section(part: str) -> dict[str, object]:
    title, _line, body = part.partition("\n")
    found = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", body)
    text = re.sub(r"!\[[^\]]*\]\([^)]+\)", "", body)
    return {"title": title, "text": " ".join(text.split()), "pictures": found}


def pictures(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What a phone shows on a morning with the sample conference, by the names of the files."""
    world = World(folder / "data", f"sqlite:///{folder / 'data' / 'dissemination.db'}")
    world.load(3, 60)
    passes = world.flask("passes", "list", "--conference", "1", "--point", "2").split("\n")
    digits = [line.split("\t")[-1] for line in passes if line]
    film.write(folder / "door.mjpeg", digits[:1], in_view=3, between=0)
    token = world.flask("scanners", "pair", "--conference", "1", "--point", "2").strip()
    with served(world) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=provide_browser(),
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={folder / 'door.mjpeg'}",
            ],
        )
        yield from _morning(browser, f"{server.url}/scanner/pair#{token}", digits)
        browser.close()


def _morning(browser: Browser, address: str, digits: list[str]) -> Iterator[tuple[str, bytes]]:
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport=PHONE, permissions=["camera"]
    )
    page = context.new_page()
    page.goto(address)
    page.locator("#pair-name").fill("Cửa số 1")
    yield "ghep-noi", _picture(page)
    page.keyboard.press("Enter")
    page.locator("#roster-age:not(:empty)").wait_for(state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.locator("#camera-switch").click()
    page.locator("#verdict:not([hidden])").wait_for()
    yield "moi-vao", _picture(page)
    page.keyboard.press("Escape")
    yield "may-anh", _picture(page)
    page.locator("#camera-switch").click()
    page.locator("[data-opens=more]").click()
    page.locator("[data-opens=rehearsal]").click()
    page.locator("#checks li").first.wait_for()
    page.locator("#camera-view").wait_for(state="attached")
    yield "kiem-tra", _picture(page)
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('camera-switch').click()")
    context.set_offline(True)
    _scan(page, STRANGER)
    yield "tam-ghi-nhan", _picture(page)
    for one in digits[1:4]:
        _scan(page, one)
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    yield "mat-mang", _picture(page)
    page.locator("#typed").press_sequentially("thi")
    page.locator("#people .person").first.wait_for()
    yield "tim-ten", _picture(page)


def _scan(page: Page, digits: str) -> None:
    page.locator("#typed").fill(digits)
    page.locator("#typed").press("Enter")
    page.locator("#verdict:not([hidden])").wait_for()


def _picture(page: Page) -> bytes:
    page.wait_for_timeout(200)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = shot.resize((WIDTH, round(shot.height * WIDTH / shot.width)), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
