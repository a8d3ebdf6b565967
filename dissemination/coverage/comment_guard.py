"""What keeps machines from flooding the form for comments, asking no third party. Pure.

A page's token says, signed, when the form was opened, and works once: a form sent faster than a person
can write, or older than a day's work, is not taken. The browser does a little arithmetic before it
sends (a hash that begins with zeros); without JavaScript one answers a sum instead. A field that no
person sees must stay empty. How many come from one network is counted in the database, so that all
workers count together.
"""

import enum
import hashlib
import hmac
import ipaddress
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

SOONEST: Final = timedelta(seconds=4)
LATEST: Final = timedelta(hours=8)
WORK_BITS: Final = 14  # about 16,000 hashes: less than a second on an old phone, once
AN_HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
# A school or an office stands behind one address.
MOST_AN_HOUR: Final = 10
MOST_A_DAY: Final = 40
MOST_OF_ALL: Final = 300  # an hour, from everywhere: more than people could read
_SALT: Final = "citizen comment"


class Doubt(enum.StrEnum):
    """Why a form is not taken."""

    EXPIRED = "expired"
    TOO_SOON = "too_soon"
    UNPROVEN = "unproven"
    TRAPPED = "trapped"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as it was opened: its own number, and when."""

    nonce: str
    at: float

    @property
    def sum(self) -> tuple[int, int]:
        """The two numbers whose sum proves a person who has no JavaScript."""
        digest = hashlib.sha256(f"sum {self.nonce}".encode()).digest()
        return 2 + digest[0] % 8, 2 + digest[1] % 8


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with the form besides the comment."""

    work: str = ""
    answer: str = ""
    trap: str = ""


def open_form(secret: str, now: datetime) -> str:
    """The token of a form that is shown now."""
    return str(_signer(secret).dumps([secrets.token_urlsafe(12), now.timestamp()]))


def read(secret: str, token: str) -> Opened | None:
    """The form that a token stands for; None when we never made it."""
    try:
        nonce, at = _signer(secret).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return Opened(str(nonce), float(at))


def doubt(opened: Opened | None, sent: Sent, now: datetime) -> Doubt | None:
    """Why a form is not taken; None: a person may have sent it."""
    if opened is None:
        return Doubt.EXPIRED
    age = timedelta(seconds=now.timestamp() - opened.at)
    if age > LATEST:
        return Doubt.EXPIRED
    if sent.trap:
        return Doubt.TRAPPED
    if age < SOONEST:
        return Doubt.TOO_SOON
    proven = is_worked(opened.nonce, sent.work) or sent.answer.strip() == str(sum(opened.sum))
    return None if proven else Doubt.UNPROVEN


def is_worked(nonce: str, work: str) -> bool:
    """Whether SHA-256 of "nonce:work" begins with enough zeros; static/js/comment-form.js finds it."""
    if not 0 < len(work) <= 20:
        return False
    digest = hashlib.sha256(f"{nonce}:{work}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - WORK_BITS) == 0


def too_many(hour: int, day: int, of_all: int) -> bool:
    """Whether one more may not be taken, after so many from the network and from everywhere."""
    return hour >= MOST_AN_HOUR or day >= MOST_A_DAY or of_all >= MOST_OF_ALL


def network_of(secret: str, address: str) -> str:
    """A keyed hash of the network somebody writes from: enough to count by, nothing to find him by."""
    try:
        known = ipaddress.ip_address(address)
        width = 32 if known.version == 4 else 64
        address = str(ipaddress.ip_network((known, width), strict=False))
    except ValueError:
        pass
    return hmac.new(secret.encode(), f"network {address}".encode(), hashlib.sha256).hexdigest()


def receipt_code(secret: str, nonce: str) -> str:
    """What the citizen keeps: "ABCD-EFGH-JKLM", always the same for one form, whoever sends it twice."""
    digest = hmac.new(secret.encode(), f"receipt {nonce}".encode(), hashlib.sha256).digest()
    letters = b32encode(digest).decode()[:12]
    return "-".join(letters[start : start + 4] for start in range(0, 12, 4))


def receipt_hash(code: str) -> str:
    """What is stored of a code, however it was typed: O for 0, small letters, spaces."""
    tidy = "".join(letter for letter in code.upper() if letter.isalnum())
    tidy = tidy.translate(str.maketrans("018", "OIB"))
    return hashlib.sha256(tidy.encode()).hexdigest()


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT)
