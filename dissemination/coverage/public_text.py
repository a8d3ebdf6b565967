"""Taking out of a text what is nobody's business: addresses, numbers and names of people. Pure.

What officers write into a task, and citizens into a comment, is free text: it may tell a telephone
number or say who is meant. A person looks before anything is published; this catches what he misses.
"""

import re
from collections.abc import Iterable
from typing import Final

GAP: Final = "[…]"
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Nine digits or more, as telephone, identity and account numbers have; single spaces, dots or dashes between.
_NUMBER: Final = re.compile(r"(?<![\w/])\+?\d(?:[ .-]?\d){8,}(?![\w/])")
_CAPITALISED: Final = r"[A-ZÀ-ỸĐ][a-zà-ỹđ]*"
# Whom one addresses so is a person: "đồng chí Nguyễn Văn An", "bà Lê Thị B".
_ADDRESSED: Final = re.compile(
    rf"(?i:\b(đồng chí|đ/c|ông|bà|anh|chị)) {_CAPITALISED}(?: {_CAPITALISED}){{1,4}}"
)


def tells_contact(text: str) -> bool:
    """Whether an address or a number of a person stands in it."""
    return bool(_MAIL.search(text) or _NUMBER.search(text))


def without_contacts(text: str) -> str:
    return _NUMBER.sub(GAP, _MAIL.sub(GAP, text))


def without_people(text: str, names: Iterable[str]) -> str:
    """Without these names, whoever is addressed as a person, addresses and numbers."""
    for name in sorted({one.strip() for one in names if " " in one.strip()}, key=len, reverse=True):
        text = text.replace(name, GAP)
    return without_contacts(_ADDRESSED.sub(rf"\1 {GAP}", text))
