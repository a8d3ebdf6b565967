"""A pass: what stands on it, and its number of 15 random digits and a Damm check digit.

The check digit catches every single wrong digit and every exchange of two neighbours.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date

LENGTH = 16

# The totally anti-symmetric quasigroup of order 10 of H. Michael Damm, "Total anti-symmetrische
# Quasigruppen", doctoral thesis, Philipps-Universität Marburg 2004, urn:nbn:de:hebis:04-z2004-05162.
# Its zero diagonal makes a number valid exactly when the walk over all of its digits ends at 0.
_QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_SIXTEEN = re.compile(r"[0-9]{16}")
_SEPARATORS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})  # spaces, invisibles, dashes


@dataclass(frozen=True, slots=True)
class PassCard:
    """What stands on one pass, and whose it is."""

    delegate_id: int
    digits: str
    name: str
    position: str
    unit: str
    point_id: int
    point: str
    point_unit_code: str
    seat: str = ""
    substitute_for: str = ""


@dataclass(frozen=True, slots=True)
class ConferenceLine:
    """The conference as every pass names it."""

    title: str
    day: date


def check_digit(digits15: str) -> str:
    """The Damm digit that makes 15 decimal digits a pass number.

    Raises ValueError when `digits15` is not 15 ASCII digits.
    """
    if len(digits15) != LENGTH - 1 or not (digits15.isascii() and digits15.isdecimal()):
        raise ValueError("a check digit needs exactly 15 digits before it")
    return str(_walk(digits15))


def is_valid(text: str) -> bool:
    """Whether `text` is 16 plain digits of which the last is the right check digit."""
    return _SIXTEEN.fullmatch(text) is not None and _walk(text) == 0


def normalise(text: str) -> str | None:
    """The 16 digits a person or a scanner meant, or None when there are not 16.

    Spaces, dots, dashes and invisible characters are dropped, digits of any script are read. The
    check digit is not judged here: see `is_valid`.
    """
    if _SIXTEEN.fullmatch(text):
        return text
    digits = "".join(_as_digit(character) for character in text)
    return digits if _SIXTEEN.fullmatch(digits) else None


def new_digits(count: int) -> list[str]:
    """`count` unguessable pass numbers, none twice; the database alone knows the older ones."""
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        body = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}}"
        chosen[body + check_digit(body)] = None
    return list(chosen)


def grouped(digits: str) -> str:
    """Digits as people read them aloud: '1234567890123456' → '1234 5678 9012 3456'."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _walk(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _QUASIGROUP[interim][int(digit)]
    return interim


def _as_digit(character: str) -> str:
    """A digit as ASCII, nothing for a separator, the character itself when it spoils the number."""
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    is_separator = character == "." or unicodedata.category(character) in _SEPARATORS
    return "" if is_separator else character
