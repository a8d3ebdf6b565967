"""The code on a point's screen for self check-in: it proves that a phone stands before it now. Pure.

A code is an HMAC of the screen and of the 20 seconds in which it was made. It is good for 45 seconds,
so that whoever begins to scan as it changes is in time, and useless a minute later at home.
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta

SECONDS_SHOWN = 20
GOOD_FOR = timedelta(seconds=45)
# Of two servers behind one address, one may be this far behind the other.
CLOCK_ERROR = timedelta(seconds=5)


def code_at(secret_key: str, screen_id: int, at: datetime) -> str:
    """The code that a screen shows at a moment: 16 letters and digits."""
    return _code(secret_key, screen_id, _slot(at))


def is_good(code: str, secret_key: str, screen_id: int, at: datetime) -> bool:
    """Whether a code that is offered at a moment was shown by the screen just now."""
    oldest = -int(-(at - GOOD_FOR).timestamp() // SECONDS_SHOWN)  # began 45 seconds ago or later
    newest = _slot(at + CLOCK_ERROR)
    return any(
        hmac.compare_digest(code.encode(), _code(secret_key, screen_id, slot).encode())
        for slot in range(oldest, newest + 1)
    )


def changes_at(at: datetime) -> datetime:
    """When the code of a moment gives way to the next."""
    return datetime.fromtimestamp((_slot(at) + 1) * SECONDS_SHOWN, UTC)


def _slot(at: datetime) -> int:
    return int(at.timestamp() // SECONDS_SHOWN)


def _code(secret_key: str, screen_id: int, slot: int) -> str:
    digest = hmac.digest(secret_key.encode(), f"self:{screen_id}:{slot}".encode(), "sha256")
    return base64.b32encode(digest[:10]).decode().lower()
