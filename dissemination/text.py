"""Vietnamese text: one spelling to store, one folding to search by, one order to sort by."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[a-z0-9]+")

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: chr(ord("0") + rank) for rank, letter in enumerate(_LETTERS, start=10)}
# Tone order of Vietnamese dictionaries: none, grave, hook above, tilde, acute, dot below.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Text as stored: NFC, no invisible characters, single ordinary spaces, trimmed."""
    composed = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", composed)).strip()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without accents, đ as d: "Nguyễn Đức" → "nguyen duc"."""
    decomposed = unicodedata.normalize("NFD", nfc(text).casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def search_key(*texts: str | None) -> str:
    """What is stored to be searched: every folded word with a space before it."""
    return "".join(f" {word}" for text in texts if text for word in words(text))


def like_words(query: str) -> Iterator[str]:
    """LIKE patterns, all of which a matching `search_key` satisfies, in any word order."""
    return (f"% {word}%" for word in words(query))


def sort_key(name: str) -> str:
    """A byte-wise sortable key in Vietnamese name order: given name, then family and middle."""
    parts = nfc(name).casefold().split(" ")
    ordered = parts[-1:] + parts[:-1]
    return " ".join(_collate(part) for part in ordered)


@lru_cache(maxsize=20_000)
def _collate(word: str) -> str:
    """Letters rank first and tones only break ties, as in Vietnamese dictionaries."""
    letters, tones = [], []
    for letter in word:
        base, tone = _split_tone(letter)
        letters.append(_LETTER_RANK.get(base, base))
        tones.append(tone)
    return "".join(letters) + "!" + "".join(tones)


def _split_tone(letter: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[c] for c in decomposed if c in _TONES), "0")
    base = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return base, tone
