"""Everything people read can be read in English: each text stands inside a translation call."""

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAILS = sorted((ROOT / "templates").rglob("*.txt"))
MODULES = sorted((ROOT / "dissemination").rglob("*.py"))

# A pattern is not read by people.
CALLS = {
    "compile",
    "_",
    "gettext",
    "ngettext",
    "N_",
    "_l",
    "lazy_gettext",
    "lazy_ngettext",
    "pgettext",
}
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯà-ãè-íò-õùúýÀ-ÃÈ-ÍÒ-ÕÙÚÝĩũỳ-ỹạ-ỷ]", re.IGNORECASE)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_VALUES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WIDTH = re.compile(r"\{%-?\s*block width\s*-?%\}.*?\{%-?\s*endblock", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# A word as it begins a label; what macros put together is in small letters: "two-step", "-hint".
_WORD = re.compile(r"\b[A-Z][a-z]")
_READ_OUT = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}

# Not words of a language: names of things and of languages, said alike in both.
SAME_EVERYWHERE = {
    "Aa",
    "QR",
    "PDF",
    "Excel",
    "Word",
    "CSV",
    "English",
    "Tiếng Việt",
    "USB",
    "htmx",
}
# Modules whose Vietnamese is data, or paper, which is always Vietnamese; each with its reason.
VIETNAMESE_BY_NATURE = {
    "accounts/passwords.py": "words that guessers try",
    "conferences/account_letters.py": "names written into accounts",
    "conferences/letter_print.py": "paper",
    "conferences/pass_print.py": "paper",
    "coverage/attendance_report.py": "paper",
    "coverage/conference_file.py": "paper",
    "coverage/fact_sheet.py": "paper",
    "coverage/progress_report.py": "paper",
    "coverage/progress_sentences.py": "paper",
    "coverage/progress_tables.py": "paper",
    "plans/paper.py": "paper",
    "plans/sheet_layout.py": "headings of workbooks, read back in any language",
    "reporting/urging_letter.py": "paper",
    "web/form_messages.py": "a Vietnamese catalogue of WTForms' own English",
}
DATA_PACKAGES = ("papers/", "sample/", "sheets/")


class Texts(HTMLParser):
    """What a page shows or reads out, its Jinja parts taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "code"}
        self.found += [value or "" for name, value in attrs if name in _READ_OUT]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def bare_texts(source: str) -> list[str]:
    """Words of a template that no call translates."""
    page = Texts()
    page.feed(_JINJA.sub(" ", _VALUES.sub("\0", _WIDTH.sub("{%", source))))
    pieces = (piece.strip() for text in page.found for piece in text.split("\0"))
    return [piece for piece in pieces if _says_something(piece)]


def _says_something(text: str) -> bool:
    speaks = _VIETNAMESE.search(text) or _WORD.search(text)
    return bool(speaks) and text not in SAME_EVERYWHERE


def bare_constants(source: str) -> list[str]:
    """Vietnamese in Jinja's own strings that no call translates."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)  # nothing is rendered
    return [
        node.value
        for node in _outside_calls(tree)
        if isinstance(node, nodes.Const)
        and isinstance(node.value, str)
        and _VIETNAMESE.search(node.value)
        and node.value not in SAME_EVERYWHERE
    ]


def _outside_calls(node: nodes.Node) -> Iterator[nodes.Node]:
    called = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)
    if called and node.node.name in CALLS:  # type: ignore[attr-defined]  # told by the line above
        return
    yield node
    for child in node.iter_child_nodes():
        yield from _outside_calls(child)


def bare_strings(source: str) -> list[str]:
    """Vietnamese in Python's strings, docstrings aside, that no call translates."""
    return list(_bare_strings(ast.parse(source)))


def _bare_strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and (_called(node) in CALLS or _is_pattern(node)):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _VIETNAMESE.search(node.value):
            yield node.value
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from _bare_strings(child)


def _is_pattern(node: ast.Call) -> bool:
    """re.compile and its like: no person reads what they are given."""
    function = node.func
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) == "re"


def _called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_page_says_nothing_untranslated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert bare_texts(source) == []
    assert bare_constants(source) == []


@pytest.mark.parametrize("path", MAILS, ids=name_of)
def test_a_mail_says_nothing_untranslated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not _LETTERS.search(_JINJA.sub("", source))
    assert bare_constants(source) == []


def modules() -> Iterable[Path]:
    for path in MODULES:
        name = str(path.relative_to(ROOT / "dissemination"))
        if name not in VIETNAMESE_BY_NATURE and not name.startswith(DATA_PACKAGES):
            yield path


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_a_module_says_nothing_untranslated(path: Path) -> None:
    """Only modules that speak to people at all: they import Flask-Babel."""
    source = path.read_text(encoding="utf-8")
    if "flask_babel" in source:
        assert bare_strings(source) == []


def test_exceptions_are_still_needed() -> None:
    for name in VIETNAMESE_BY_NATURE:
        source = (ROOT / "dissemination" / name).read_text(encoding="utf-8")
        assert _VIETNAMESE.search(source) or name == "accounts/passwords.py", name


# --- the English catalogue ----------------------------------------------------------------


def messages() -> Iterator[tuple[str, str]]:
    """Every text that is marked for translation, and the file it stands in."""
    for path in (*TEMPLATES, *MAILS):
        with path.open("rb") as file:
            options = {"extensions": "jinja2.ext.i18n", "encoding": "utf-8", "silent": "false"}
            for _line, _call, text, _comments in babel_extract(file, tuple(KEYWORDS), (), options):
                if text is not None:  # a text chosen at run time stands where it is written
                    yield _single(text), name_of(path)
    for path in MODULES:
        with path.open("rb") as file:
            for _line, text, _comments, _context in extract("python", file, KEYWORDS):
                yield _single(text), name_of(path)


def _single(text: object) -> str:
    return str(text[0]) if isinstance(text, tuple) else str(text)


@pytest.mark.skipif(not ENGLISH.exists(), reason="the English catalogue is made last")
def test_the_english_catalogue_is_complete() -> None:
    catalogue = read_po(BytesIO(ENGLISH.read_bytes()), locale="en")
    translated = {
        _single(message.id)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
    missing = {text: where for text, where in messages() if text and text not in translated}
    assert not missing


@pytest.mark.skipif(not ENGLISH.exists(), reason="the English catalogue is made last")
def test_the_english_catalogue_keeps_what_is_filled_in() -> None:
    """A name between %( and )s that is lost or misspelt would break the page."""
    places = re.compile(r"%\((\w+)\)")
    catalogue = read_po(BytesIO(ENGLISH.read_bytes()), locale="en")
    wrong = {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.string
        and set(places.findall(message.id)) != set(places.findall(message.string))
    }
    assert not wrong


def test_messages_are_found_in_pages_and_in_code() -> None:
    found = {where.partition("/")[0] for _, where in messages()}
    assert found == {"templates", "dissemination"}


# --- the guard itself ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<p>Điểm cầu</p>",
        "<p>In</p>",
        '<img alt="Mã QR">',
        '<input placeholder="Tim">',
        "<th>Xem {{ n }}",
    ],
)
def test_the_guard_sees_a_bare_text(source: str) -> None:
    assert bare_texts(source)


def test_the_guard_sees_a_bare_constant() -> None:
    assert bare_constants('{{ "Có mặt" if here else _("Vắng") }}') == ["Có mặt"]
    assert bare_strings('"""Tài liệu."""\nx = _("Có") + "Vắng mặt"') == ["Vắng mặt"]


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("Điểm cầu") }}</p>',
        "<p>{{ n }}/{{ m }}</p>",
        '<p class="hint">×</p>',
        "{# Ghi chú #}",
    ],
)
def test_the_guard_lets_be(source: str) -> None:
    assert not bare_texts(source)
    assert not bare_constants(source)
