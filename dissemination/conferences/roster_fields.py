"""Mending single cells: a name, an office with its unit, a citizen number, a code."""

import re
from collections.abc import Iterable
from functools import lru_cache

from dissemination.conferences import roster_wording as wording
from dissemination.text import nfc

_NUMBERING = re.compile(r"^\d{1,5}[.)]\s*")
_SPLIT = re.compile(r"\s*(?:\n|,|;| [-–] )\s*")
_SEPARATORS = re.compile(r"[\s.\-']+")
_CITIZEN_LENGTH, _OLD_LENGTH = 12, 9
# A number cell drops leading zeros; cards begin with 001 to 096, old ones with 01 to 38.
_CITIZEN_LENGTHS = {12: 12, 11: 12, 10: 12, 9: 9, 8: 9}


@lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """NFC with single spaces on each line; the line breaks of a cell stay."""
    if text.isascii() and "\n" not in text:
        return " ".join(text.split())
    return "\n".join(line for part in text.splitlines() if (line := nfc(part)))


def name_of(text: str, *, was_tcvn3: bool) -> str:
    """A name on one line, without a number before it or punctuation behind.

    Fonts of TCVN3 capitals hold small letters, so a name from one gets its capitals here.
    """
    name = _NUMBERING.sub("", text.replace("\n", " ")).strip(" .,;:-")
    return " ".join(map(_capitalised, name.split())) if was_tcvn3 else name


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def split_position(text: str) -> tuple[str, str]:
    """Position and unit of a combined cell; the last part is the unit when it reads as one.

    "Bí thư Đảng ủy, xã Vân An" → ("Bí thư Đảng ủy", "xã Vân An"); "Bí thư, Chủ tịch HĐND" stays whole.
    """
    cuts = list(_SPLIT.finditer(text))
    if cuts:
        position, unit = text[: cuts[-1].start()], text[cuts[-1].end() :]
        starts_as_unit = wording.is_unit(unit)
        if position and (starts_as_unit or "\n" in cuts[-1][0]) and not wording.is_position(unit):
            return one_line(position), one_line(unit)
    return one_line(text), ""


def one_line(text: str) -> str:
    return text.replace("\n", " ")


def citizen_number(text: str) -> str | None:
    """12 or 9 digits with lost zeros restored, "" for a blank cell, None for anything else."""
    digits = _SEPARATORS.sub("", text)
    if not digits:
        return ""
    length = _CITIZEN_LENGTHS.get(len(digits))
    return digits.zfill(length) if length and digits.isascii() and digits.isdecimal() else None


def masked(number: str) -> str:
    """A citizen number of which only the end can be read."""
    return "•" * max(0, len(number) - 3) + number[-3:]


def code_width(codes: Iterable[str]) -> int:
    """The width of a column of codes in which some kept their leading zeros; 0 when none did."""
    padded = {len(code) for code in codes if code.isdecimal() and code.startswith("0")}
    return padded.pop() if len(padded) == 1 and padded != {1} else 0


def padded(code: str, width: int) -> str:
    """A code with the zeros that a number cell lost."""
    return code.zfill(width) if code.isdecimal() else code
