"""Files between preview and import, kept under random names outside the web's reach."""

import json
import re
import secrets
from pathlib import Path
from typing import Final

from dissemination.text import nfc

_TOKEN: Final = re.compile(r"[0-9a-f]{48}")
_KEPT: Final = 20


def keep(folder: Path, data: bytes, file_name: str) -> str:
    """Keep a file until it is confirmed; its token. Only the newest few stay."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    token = secrets.token_hex(24)
    head = json.dumps(nfc(file_name)[:255]).encode()
    path = folder / token
    path.touch(mode=0o600)
    path.write_bytes(head + b"\n" + data)
    by_age = sorted(folder.iterdir(), key=_age)
    for old in by_age[_KEPT:]:
        old.unlink(missing_ok=True)
    return token


def kept(folder: Path, token: str) -> tuple[bytes, str] | None:
    """The file of a token and its name, None when there is none any more."""
    path = folder / token
    if not _TOKEN.fullmatch(token) or not path.is_file():
        return None
    head, _, data = path.read_bytes().partition(b"\n")
    return data, json.loads(head)


def drop(folder: Path, token: str) -> None:
    """Forget a file that was imported."""
    if _TOKEN.fullmatch(token):
        (folder / token).unlink(missing_ok=True)


def _age(path: Path) -> float:
    """The newest first; a file that another process just removed counts as old."""
    try:
        return -path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
