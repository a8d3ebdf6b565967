"""A served system and a browser: journeys go the way people go.

The server is the real one, in processes of its own, on a database of this test's own. What a
journey arranges with `cast` is committed at once; nothing of the test stays in a transaction while
the browser waits for the server.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from dissemination.accounts.models import User
from dissemination.database import db
from tests.conftest import SECRET, Cast
from tests.ports import own_port
from tools.provide import ROOT, find_browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SECONDS_TO_START = 60
# Milliseconds for whatever is to come about: a page, a job, an answer to a script. Long, because two
# cores may have four browsers and servers to serve; what comes about sooner is seen sooner.
PATIENCE: Final = 30_000
expect.set_options(timeout=PATIENCE)
# A frame or two, in which a page is laid out and tells who watches sizes; then as long as colours fade.
# Not until each says that it has ended: in what is folded away time stands still.
AT_REST = """async () => {
  const frames = async () => { for (const _ of "12") await new Promise(requestAnimationFrame); };
  await frames();
  const times = document.getAnimations().map((one) => one.effect?.getComputedTiming());
  const left = times.map((time) => Number(time?.endTime) - Number(time?.localTime)).filter(Number.isFinite);
  if (left.length) await new Promise((resolve) => setTimeout(resolve, Math.max(0, ...left)));
  await frames();
}"""
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Served:
    """Where the system is served, and what its log says when a journey fails."""

    address: str
    log: Path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One a worker: it may not be started twice in one thread."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The machine's own Chromium, which calls nobody."""
    browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of this test's own: no cookie and nothing kept from another."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield context
    context.close()


Visitor = Callable[..., BrowserContext]


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """`visitor(has_touch=True)`: one more browser, a phone say; gone with the test however it ends."""
    contexts = []

    def visitor(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "vi-VN", **options})
        contexts.append(context)
        return context

    yield visitor
    for context in contexts:
        context.close()


@pytest.fixture
def served(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Served]:
    """The production server on this test's database."""
    with serving(ROOT, database_url, tmp_path) as served:
        yield served


@contextmanager
def serving(root: Path, database_url: str, folder: Path) -> Iterator[Served]:
    """The production server of the project at `root`, which keeps its data in `folder`."""
    log = folder / "server.log"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET,
        "HOST": "127.0.0.1",
        "WORKERS": "1",
    }
    with log.open("wb") as output, own_port() as port:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"],
            cwd=root,
            env={**environment, "PORT": str(port)},
            stdout=output,
            stderr=output,
        )
        try:
            served = Served(f"http://127.0.0.1:{port}", log)
            _wait_until_ready(served, server)
            yield served
        finally:
            db.session.rollback()
            server.terminate()
            server.wait(60)


@pytest.fixture
def enter(served: Served, cast: Cast, context: BrowserContext) -> Callable[[User], Page]:
    """`enter(user)`: a page in which this person is signed in; pages of the one before are closed.

    An answer still on its way to such a page would bring the cookie of the one before back.
    """

    def enter(user: User) -> Page:
        for page in context.pages:
            page.close()
        cookie = cast.sign_in(user).get_cookie("session")
        assert cookie is not None
        db.session.rollback()
        context.add_cookies([{"name": "session", "value": cookie.value, "url": served.address}])
        return context.new_page()

    return enter


def expect_nothing_sideways(page: Page) -> None:
    """Nothing runs out of the window; one just made narrower is laid out a frame later."""
    stands(page)
    if not eventually(page, "document.documentElement.scrollWidth <= innerWidth"):
        pytest.fail(f"{page.url} runs out of the window")


def eventually(page: Page, expression: str) -> bool:
    """Whether an expression comes true within PATIENCE.

    Asked from here: a page of ours may not evaluate what a waiting function would ask again.
    """
    until = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        if time.monotonic() > until:
            return False
        page.wait_for_timeout(20)
    return True


def stands(page: Page) -> None:
    """The page is whole, as wide as it was made, and what fades or moves has come to rest."""
    page.wait_for_load_state()
    if page.viewport_size:
        assert eventually(page, f"innerWidth === {page.viewport_size['width']}"), "another width"
    page.evaluate(AT_REST)


def turn(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Light or dark by the device's wish, which a script of the page hears of a moment later."""
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)


def fits(page: Page, pictures: Path, name: str, *, dark: bool = False) -> None:
    """At a phone's and a desk's width: nothing runs out of the page, axe finds nothing serious.

    With `dark`, once more in the dark; pictures of all are kept for whoever wants to look.
    """
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark") if dark else ("light",)
    for scheme in schemes:
        turn(page, scheme)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            expect_nothing_sideways(page)
            page.screenshot(path=pictures / f"{name}-{scheme}-{width}.png", full_page=True)
        assert serious_faults(page) == [], f"{name}, {scheme}"
    turn(page, "light")


def serious_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is now."""
    stands(page)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def _wait_until_ready(served: Served, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{served.log.read_text()}")
