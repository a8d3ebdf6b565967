"""What one box got: a pass, a citizen card, a name, or something that is none of them. Pure."""

import enum
import re
import unicodedata
from dataclasses import dataclass

from dissemination.conferences.citizens import number_of_card
from dissemination.conferences.passes import is_valid, normalise
from dissemination.text import nfc, words

SHORTEST_NAME = 3  # letters: fewer would list half a roster
LONGEST = 500
CITIZEN_DIGITS = 12

# What some scanners type before the code to say which kind it is (ISO/IEC 15424).
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")


class Kind(enum.StrEnum):
    """What was recognised."""

    PASS = "pass"
    CITIZEN = "citizen"
    NAME = "name"


class Unclear(enum.StrEnum):
    """Why nothing was recognised; `desk_wording.py` says what to do."""

    EMPTY = "empty"
    NAME_TOO_SHORT = "name_too_short"
    MISTYPED = "mistyped"
    WRONG_LENGTH = "wrong_length"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A kind with its value: 16 digits, 12 digits, or a name as it was typed."""

    kind: Kind
    value: str


def recognise(text: str) -> Recognised | Unclear:
    """What a person or a scanner put into the box.

    Digits may stand in groups; a citizen card is its QR text, `number|…` in seven or more fields,
    of which only the number is kept.
    """
    if len(text) > LONGEST:
        return Unclear.TOO_LONG
    typed = _SYMBOLOGY.sub("", nfc(text))
    if not typed:
        return Unclear.EMPTY
    if "|" in typed:
        number = number_of_card(typed)
        return Recognised(Kind.CITIZEN, number) if number else Unclear.UNREADABLE
    if any(character.isalpha() for character in typed):
        return _name(typed)
    return _number(typed)


def digits_in(text: str) -> str:
    """The decimal digits of a text, of any script, as ASCII."""
    found = (unicodedata.decimal(character, None) for character in text)
    return "".join(str(digit) for digit in found if digit is not None)


def _name(typed: str) -> Recognised | Unclear:
    if sum(map(len, words(typed))) < SHORTEST_NAME:
        return Unclear.NAME_TOO_SHORT
    return Recognised(Kind.NAME, typed)


def _number(typed: str) -> Recognised | Unclear:
    shown = normalise(typed)
    if shown:
        return Recognised(Kind.PASS, shown) if is_valid(shown) else Unclear.MISTYPED
    digits = digits_in(typed)
    if len(digits) == CITIZEN_DIGITS:
        return Recognised(Kind.CITIZEN, digits)
    return Unclear.WRONG_LENGTH if digits else Unclear.UNREADABLE
