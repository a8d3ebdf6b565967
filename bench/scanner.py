"""How long a person with a pass waits at the offline scanner: from the code in view to the verdict.

A browser's camera is a film of passes as hands hold them, at 480 lines; while a pass is in view a corner
of the film is white, so the page itself can tell when it came. The network is off.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.pages import Wait
from bench.world import World, served
from tools import film
from tools.provide import provide_browser

PASSES = 12
BAR = 300  # milliseconds
# For each pass: when its first picture was on the screen, and when the verdict on it was.
WATCH = """() => {
  const video = document.getElementById("video");
  const verdict = document.getElementById("verdict");
  const corner = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  window.waits = [];
  let since = 0;
  let wasWhite = true;
  function look() {
    corner.drawImage(video, 2, 2, 8, 8, 0, 0, 1, 1);
    const isWhite = corner.getImageData(0, 0, 1, 1).data[0] > 200;
    if (isWhite && !wasWhite) since = performance.now();
    wasWhite = isWhite;
    video.requestVideoFrameCallback(look);
  }
  new MutationObserver(() => {
    if (!since || verdict.hidden) return;
    requestAnimationFrame(() => since && (window.waits.push(performance.now() - since), (since = 0)));
  }).observe(verdict, { childList: true, attributes: true });
  video.requestVideoFrameCallback(look);
}"""


def scanner_waits(world: World, folder: Path) -> Iterator[Wait]:
    """The median and the slowest of a dozen people, in the browser of this machine."""
    passes = world.flask("passes", "list", "--conference", "1", "--point", "1").split("\n")
    reel = folder / "door.mjpeg"
    film_length = film.write(reel, [line.split("\t")[-1] for line in passes[:PASSES]], between=0.6)
    with served(world) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=provide_browser(),
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={reel}",
            ],
        )
        page = _paired(browser, server.url, world)
        page.evaluate(WATCH)
        page.wait_for_timeout(
            film_length * 1500
        )  # the film runs round: each pass came at least once
        found = page.evaluate("window.waits")
        browser.close()
    yield Wait(
        f"code in view to verdict, offline, median of {len(found)}", median(found), "ms", BAR
    )
    yield Wait("code in view to verdict, the slowest of them", max(found), "ms", BAR)


def _paired(browser: Browser, address: str, world: World) -> Page:
    """A device of the first point, its camera on and its network off."""
    token = world.flask("scanners", "pair", "--conference", "1", "--point", "1").strip()
    context = browser.new_context(permissions=["camera"])
    page = context.new_page()
    page.goto(f"{address}/scanner/pair#{token}")
    page.locator("#pair-name").fill("bench")
    page.keyboard.press("Enter")
    page.locator("#camera-switch").click()
    page.locator("#camera-view").wait_for(state="visible")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    return page
