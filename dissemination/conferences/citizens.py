"""Citizen-card numbers: only a keyed hash is ever stored, and a card is a claim, not proof."""

import hashlib
import hmac
import re

_DIGITS = re.compile(r"\D")


def citizen_hash(number: str, secret: str) -> str:
    """HMAC-SHA256 of the 12 digits, in hex, keyed by the system's secret."""
    digits = _DIGITS.sub("", number)
    return hmac.new(secret.encode(), b"citizen:" + digits.encode(), hashlib.sha256).hexdigest()


def number_of_card(text: str) -> str | None:
    """The 12-digit number in a citizen card's QR text, or None when it is none.

    A card reads `number|old number|name|ddMMyyyy|sex|address|issued…`: seven or more fields.
    """
    fields = text.strip().split("|")
    number = fields[0].strip()
    is_card = len(fields) >= 7 and len(number) == 12 and number.isascii() and number.isdecimal()
    return number if is_card else None
