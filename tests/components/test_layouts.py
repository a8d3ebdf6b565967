"""The frame of every page: nothing inline, readable in both themes, light to load."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask, render_template, render_template_string

from dissemination.web.errors import PAGES
from tests.components.conftest import ROOT

STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FIRST_LOAD = 200_000

PAGE = """{% extends "layouts/base.html" %}
{% block title %}Điểm cầu "A" & <b>B</b>{% endblock %}
{% block purpose %}Nơi ghi ai có mặt.{% endblock %}
{% block content %}<p>nội dung</p>{% endblock %}"""


@pytest.fixture
def page(bare: Flask) -> str:
    with bare.test_request_context("/?q=1"):
        menu = [{"label": "Hội nghị", "url": "/conferences", "active": True}]
        return render_template_string(PAGE, navigation=lambda: menu)


def test_a_page_has_one_title_and_says_what_it_is_for(page: str) -> None:
    assert len(re.findall("<h1", page)) == 1
    assert re.search(r'<h1>Điểm cầu "A" & <b>B</b></h1>', page)
    assert "<title>Điểm cầu" in page
    assert "Nơi ghi ai có mặt." in page


def test_the_menu_says_where_one_is(page: str) -> None:
    assert '<a href="/conferences" aria-current="true">Hội nghị</a>' in page


def test_a_page_can_be_read_without_its_menu(page: str) -> None:
    first_link = re.search(r'<a [^>]*href="([^"]*)"', page)
    assert first_link is not None
    assert first_link[1] == "#content"
    assert 'id="content"' in page


def test_nothing_is_kept_in_the_browsers_history_of_fragments(page: str) -> None:
    config = re.search(r"name=\"htmx-config\" content='([^']*)'", page)
    assert config is not None
    assert '"historyCacheSize":0' in config[1]
    assert '"allowEval":false' in config[1]


@pytest.mark.parametrize("status", sorted(PAGES))
def test_a_refusal_says_what_happened_what_to_do_and_its_number(bare: Flask, status: int) -> None:
    with bare.test_request_context("/"):
        html = render_template(f"errors/{status}.html", request_id="a1b2c3d4")
    body = html[html.index("<h1>") :]
    sentences = re.findall(r"<p>([^<]{30,})</p>", body)
    assert len(sentences) == 2
    assert "a1b2c3d4" in body
    assert status == 401 or 'href="/"' in body


def test_every_refusal_has_its_page() -> None:
    pages = {int(path.stem) for path in (ROOT / "templates/errors").glob("[0-9]*.html")}
    assert pages == PAGES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_code_or_style_inline_or_reaches_another_host(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<style|hx-on|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", text)


# --- colours ------------------------------------------------------------------------------


def palette(css: str, opening: str) -> dict[str, str]:
    block = css[css.index(opening) :]
    block = block[: block.index("}")]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


STATES = ("done", "waiting", "risk", "late", "none", "excused")
GROUNDS = ("paper", "paper-sunk", "paper-raised")
TEXT = [(ink, ground) for ink in ("ink", "ink-soft", "link", *STATES) for ground in GROUNDS]
TEXT += [("on-band", "band"), ("on-action", "action"), ("on-action", "action-hover")]
TEXT += [("link", "action-soft"), *((state, f"{state}-soft") for state in STATES[:5])]
TEXT += [("ink", f"{state}-soft") for state in STATES[:5]]
LINES = [("line-control", "paper"), ("line-control", "paper-raised"), ("focus", "paper")]


@pytest.fixture(params=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> dict[str, str]:
    css = (STATIC / "css/tokens.css").read_text()
    light = palette(css, ":root {")
    return light if request.param == "light" else light | palette(css, '[data-bs-theme="dark"] {')


def test_text_and_controls_can_be_seen_in_both_themes(colours: dict[str, str]) -> None:
    faint = [pair for pair in TEXT if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    faint += [pair for pair in LINES if contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert faint == []


# --- weight -------------------------------------------------------------------------------


def wanted_by(html: str) -> set[Path]:
    """The files a first visit fetches: those of the page, their modules and the fonts."""
    names = set(re.findall(r'(?:href|src)="/static/([^"?]+)"', html))
    names |= {f"js/{name}" for name in re.findall(r'from "\./([\w.-]+)"', modules(names))}
    tokens = (STATIC / "css/tokens.css").read_text()
    names |= {name.removeprefix("../") for name in re.findall(r'url\("([^"]+)"\)', tokens)}
    return {STATIC / name for name in names}


def modules(names: set[str]) -> str:
    return "".join((STATIC / name).read_text() for name in names if name.startswith("js/"))


def compressed(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))


def test_a_first_visit_is_light(page: str) -> None:
    files = wanted_by(page)
    assert len(files) >= 12
    frame = sum(compressed(path) for path in files) + len(gzip.compress(page.encode()))
    assert frame <= FIRST_LOAD * 0.8  # the rest is for what a page itself shows
