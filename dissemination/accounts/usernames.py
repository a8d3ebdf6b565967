"""User names for people without an address: `diemcau-06040`, `nguyen-van-an-2`."""

import re
from collections.abc import Collection
from itertools import count

from dissemination.text import words

LONGEST = 48
_USERNAME = re.compile(r"[a-z0-9][a-z0-9-]{2,63}")


def is_username(text: str) -> bool:
    """Whether this is a user name: small letters, figures and hyphens, and so no address."""
    return _USERNAME.fullmatch(text) is not None


def stem(*texts: str) -> str:
    """What a user name begins with: "Điểm cầu xã Vân An" → "diem-cau-xa-van-an"."""
    joined = "-".join(word for text in texts for word in words(text))
    return joined[:LONGEST].strip("-") or "tai-khoan"


def free(beginning: str, taken: Collection[str]) -> str:
    """The beginning itself, or with the first number from 2 on that nobody has."""
    if beginning not in taken and is_username(beginning):
        return beginning
    return next(name for number in count(2) if (name := f"{beginning}-{number}") not in taken)
