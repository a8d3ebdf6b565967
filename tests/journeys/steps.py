"""What journeys do on pages of ours: each step ends when the page it leads to stands.

Whoever reloads or leaves while an answer is on its way races the browser, which may then keep either page.
"""

from playwright.sync_api import Page


def press(page: Page, name: str) -> None:
    """A button whose form is answered with a page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def answer(page: Page, step: str, **said: str) -> None:
    """Open a step's question, answer it, send it."""
    question = page.locator("details.confirm", has=page.locator("summary", has_text=step)).first
    question.locator("summary").click()
    for label, text in said.items():
        question.get_by_label(label.replace("_", " ")).fill(text)
    with page.expect_navigation():
        question.get_by_role("button", name=step, exact=True).click()
