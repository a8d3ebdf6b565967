"""What one scanner sealed and another, or a person, brings. Only the server can open it."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def opened(key: str, scanner_id: int, iv: str, sealed: str) -> bytes | None:
    """What was sealed with the scanner's relay key; None when it was not, or is damaged."""
    try:
        cipher = AESGCM(_bytes(key))
        return cipher.decrypt(_bytes(iv), _bytes(sealed), _bound_to(scanner_id))
    except (InvalidTag, ValueError, binascii.Error):
        return None


def sealed(key: str, scanner_id: int, iv: bytes, text: bytes) -> str:
    """As a scanner seals it."""
    content = AESGCM(_bytes(key)).encrypt(iv, text, _bound_to(scanner_id))
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bound_to(scanner_id: int) -> bytes:
    return f"scanner:{scanner_id}".encode()


def _bytes(text: str) -> bytes:
    """Base64url, with or without its padding."""
    return base64.b64decode(
        text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True
    )
