"""Files people send: kept under random names outside the web's reach, given only as files.

Whatever they belong to (a conference, a briefing, a report) keeps a `KeptFile` in its own table.
"""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from dissemination.text import nfc
from dissemination.web import file_kinds
from dissemination.web.file_kinds import FileFault

LARGEST: Final = 20 * 1024 * 1024
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a file once it lies in the folder. `label` is its name without suffix."""

    label: str
    file_name: str
    content_type: str
    size: int
    sha256: str
    stored_name: str

    def columns(self) -> dict[str, str | int]:
        """For a row of a table of kept files, all but its title."""
        return {
            "file_name": self.file_name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "stored_name": self.stored_name,
        }


def folder_in(data_dir: Path) -> Path:
    """Where files lie; made when first needed, closed to others."""
    folder = data_dir / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def store(folder: Path, file: BinaryIO, file_name: str) -> Stored | FileFault:
    """Keep an uploaded file. Its kind is judged by its bytes; the name only labels the download."""
    size = file.seek(0, 2)
    if size > LARGEST:
        return FileFault.TOO_LARGE
    kind = file_kinds.judge(file)
    if isinstance(kind, FileFault):
        return kind
    content_type, suffix = kind
    stored_name = secrets.token_hex(24)
    label = _label(file_name)
    return Stored(
        label=label,
        file_name=(label[:200] or "tai-lieu") + suffix,
        content_type=content_type,
        size=size,
        sha256=_write(file, folder / stored_name),
        stored_name=stored_name,
    )


def delete(folder: Path, stored_name: str) -> None:
    """May be called again for a file that is gone."""
    (folder / stored_name).unlink(missing_ok=True)


def _write(file: BinaryIO, path: Path) -> str:
    """Copy the file and return its SHA-256 in hex."""
    digest = hashlib.sha256()
    file.seek(0)
    with path.open("xb") as kept:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            kept.write(chunk)
    return digest.hexdigest()


def _label(file_name: str) -> str:
    """The uploader's name without folders and suffix, and without what names may not hold."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    return "".join(
        letter for letter in nfc(stem) if letter.isprintable() and letter not in ':*?"<>|'
    )
