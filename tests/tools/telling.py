"""What pages for readers tell them to press, and the words that the scanner shows."""

import re

from tools.provide import ROOT

_WORD = re.compile(r'^  \w+: "(.*)",$', re.MULTILINE)
_SCANNER = ROOT / "static" / "scanner" / "words.js"


def names_told(text: str) -> list[str]:
    """Every name in bold; "**More → Sound**" tells of two."""
    bold = (" ".join(told.split()) for told in re.findall(r"\*\*([^*]+)\*\*", text))
    return [name for told in bold for name in told.split(" → ")]


def scanner_words() -> tuple[set[str], set[str]]:
    """The scanner's words in Vietnamese and in English."""
    vietnamese, english = _SCANNER.read_text(encoding="utf-8").split("\nconst en = ")
    return set(_WORD.findall(vietnamese)), set(_WORD.findall(english))
