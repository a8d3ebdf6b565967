"""Pages reach no other host, and nothing runs or paints from inside a page."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = [
    path
    for folder in ("templates", "static")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".html", ".txt", ".css", ".js", ".mjs", ".svg", ".json", ".webmanifest"}
    and "vendor" not in path.parts
]

# Names of languages and schemas, which nobody fetches.
NAMES = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
)
_ADDRESS = re.compile(
    r"""(?:https?|wss?|ftp):\\?/\\?/[^\s"'<>)]+|(?<=["'(=\s])//[a-z0-9-]+\.[^\s"'<>)]+"""
)
_HANDLER = re.compile(r"on[a-z]+")
_URL_OF_STYLE = re.compile(r"""url\(\s*["']?((?:[a-z]+:)?//[^)]*)""")
# Text of a page may tell an address; what fetches may not.
_FETCHING = {"src", "href", "action", "formaction", "poster", "data", "srcset", "hx-get", "hx-post"}


def foreign_addresses(text: str) -> list[str]:
    """Addresses of other hosts, in code and style: all of it is ours, so none has a reason."""
    bare = text
    for name in NAMES:
        bare = bare.replace(name, "")
    return _ADDRESS.findall(bare)


class Page(HTMLParser):
    """Collects what a template must not hold. Jinja's own marks are plain text to it."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open_script: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        line = self.getpos()[0]
        if tag == "style":
            self.faults.append(f"line {line}: <style>")
        if tag == "script" and "src" not in given and given.get("type") != "importmap":
            self.faults.append(f"line {line}: <script> without src")
        for name, value in attrs:
            self._judge(line, name, value or "")

    def _judge(self, line: int, name: str, value: str) -> None:
        if name == "style" or _HANDLER.fullmatch(name):
            self.faults.append(f"line {line}: {name}=")
        if name in _FETCHING and foreign_addresses(f" {value}"):
            self.faults.append(f"line {line}: {name}={value}")
        if value.strip().lower().startswith("javascript:"):
            self.faults.append(f"line {line}: {name}={value}")
        if name.startswith("hx-on"):
            self.faults.append(f"line {line}: {name}=")


def faults_of(path: Path, text: str) -> Iterator[str]:
    if path.suffix == ".html":
        page = Page()
        page.feed(text)
        yield from page.faults
    elif path.suffix != ".txt":
        yield from foreign_addresses(_without_comments(path.suffix, text))
    if path.suffix == ".css":
        yield from _URL_OF_STYLE.findall(text)


def _without_comments(suffix: str, text: str) -> str:
    """Where a comment names its source, nothing is fetched."""
    if suffix == ".css":
        return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    if suffix in {".js", ".mjs"}:
        return re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return text


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_it_reaches_no_other_host_and_runs_nothing_inline(path: Path) -> None:
    assert list(faults_of(path, path.read_text(encoding="utf-8"))) == []


def test_there_is_something_to_look_at() -> None:
    assert {path.suffix for path in OURS} >= {".html", ".css", ".js"}


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", "<script>alert(1)</script>"),
        (".html", '<p style="color: red">'),
        (".html", '<a onclick="go()">'),
        (".html", '<div hx-on:click="go()">'),
        (".html", '<img src="https://anh.example/a.png">'),
        (".html", '<img src="//anh.example/a.png">'),
        (".html", '<a href="javascript:go()">'),
        (".html", "<style>p{}</style>"),
        (".css", "@import 'https://chu.example/font.css';"),
        (".css", "p { background: url(//anh.example/a.png) }"),
        (".js", "fetch('https://ke-xau.example')"),
        (".js", "new WebSocket('wss://ke-xau.example')"),
    ],
)
def test_the_guard_sees(suffix: str, text: str) -> None:
    assert list(faults_of(Path(f"x{suffix}"), text))


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", "<script src=\"{{ url_for('static', filename='js/page.js') }}\"></script>"),
        (".html", '<script type="importmap" src="x"></script>'),
        (".html", "<p>Địa chỉ: https://quantriet.example.vn</p>"),
        (".js", "// from https://example.org/explained\nconst a = 1;"),
        (".css", "p { background: url('../icon.svg') }"),
        (".svg", '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    ],
)
def test_the_guard_lets_be(suffix: str, text: str) -> None:
    assert not list(faults_of(Path(f"x{suffix}"), text))
