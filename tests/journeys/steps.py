"""What journeys do on pages of ours: each step ends when the page it leads to stands.

Whoever reloads or leaves while an answer is on its way races the browser, which may then keep either page.
"""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import eventually

# What a report's form keeps of what the server has not taken yet, static/js/report-form.js.
NOTHING_UNSENT = "!Object.keys(localStorage).some(key => /^(report|progress)-/.test(key))"


def go(target: Locator, key: str = "") -> None:
    """Through a link or a button that leads to a page, by the pointer or by a key."""
    with target.page.expect_navigation():
        if key:
            target.press(key)
        else:
            target.click()


def press(page: Page, name: str) -> None:
    """A button whose form is answered with a page."""
    go(page.get_by_role("button", name=name, exact=True))


def follow(page: Page, name: str) -> None:
    go(page.get_by_role("link", name=name).first)


def answer(page: Page, step: str, **said: str) -> None:
    """Open a step's question, answer it, send it."""
    question = page.locator("details.confirm", has=page.locator("summary", has_text=step)).first
    question.locator("summary").click()
    for label, text in said.items():
        question.get_by_label(label.replace("_", " ")).fill(text)
    go(question.get_by_role("button", name=step, exact=True))


def saved(page: Page) -> None:
    """A report has saved itself: all that was typed, for it may save while one still types."""
    assert eventually(page, NOTHING_UNSENT), "something typed was not saved"
    expect(page.locator("[data-save-state][data-kind=done]")).to_contain_text("Đã lưu lúc")
