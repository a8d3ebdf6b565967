"""The guides tell people to press what is really on the screen, in the language of the guide."""

from collections.abc import Iterator

from babel.messages.pofile import read_po

from tests.guards.test_translatable import ENGLISH, messages
from tests.tools.telling import names_told, scanner_words
from tools.provide import ROOT


def told_in(guide: str) -> set[str]:
    found = names_told((ROOT / "docs" / guide).read_text(encoding="utf-8"))
    assert len(found) > 100, "a guide that names nothing proves nothing"
    return set(found)


def english() -> Iterator[str]:
    with ENGLISH.open("rb") as file:
        for message in read_po(file, locale="en"):
            if isinstance(message.string, str):  # plurals count something: no name of a button
                yield message.string


def test_the_vietnamese_guide_names_what_is_on_the_screen() -> None:
    vietnamese, _english = scanner_words()
    on_screen = {text for text, _where in messages()} | vietnamese
    assert told_in("huong-dan.md") - on_screen == set()


def test_the_english_guide_names_what_is_on_the_english_screen() -> None:
    _vietnamese, words = scanner_words()
    assert told_in("guide.md") - set(english()) - words == set()


def test_both_guides_tell_of_the_same_things() -> None:
    headings = [
        [line.count("#") for line in _lines(guide) if line.startswith("##")]
        for guide in ("huong-dan.md", "guide.md")
    ]
    assert headings[0] == headings[1]


def _lines(guide: str) -> list[str]:
    return (ROOT / "docs" / guide).read_text(encoding="utf-8").splitlines()
