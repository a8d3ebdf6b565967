"""Documents of a conference: kept under random names outside the web's reach, given only as files."""

import hashlib
import secrets
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from dissemination import clock
from dissemination.conferences import document_kinds, lifecycle, services
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Document
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit

LARGEST: Final = 20 * 1024 * 1024
_CHUNK: Final = 1 << 20
_SUBJECT = "conference"


def folder_in(data_dir: Path) -> Path:
    """Where documents lie; made when first needed, closed to others."""
    folder = data_dir / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def add(
    conference_id: int, folder: Path, file: BinaryIO, file_name: str, title: str
) -> Document | Refusal:
    """Keep an uploaded file. Its kind is judged by its bytes; the name only labels the download."""
    conference = services.fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    size = file.seek(0, 2)
    if size > LARGEST:
        return Refusal.FILE_TOO_LARGE
    kind = document_kinds.judge(file)
    if isinstance(kind, Refusal):
        return kind
    content_type, suffix = kind
    stored_name = secrets.token_hex(24)
    label = _label(file_name)
    document = Document(
        conference_id=conference_id,
        title=nfc(title)[:255] or label[:255],
        file_name=(label[:200] or "tai-lieu") + suffix,
        content_type=content_type,
        size=size,
        sha256=_write(file, folder / stored_name),
        stored_name=stored_name,
        uploaded_at=clock.now(),
    )
    conference.documents.append(document)
    db.session.flush()
    audit.record("add_document", _SUBJECT, conference_id, after=_told(document))
    return document


def remove(document: Document) -> Refusal | None:
    """Forget a document; the caller deletes the file once that is committed."""
    conference = services.fresh(document.conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    audit.record("remove_document", _SUBJECT, conference.id, before=_told(document))
    conference.documents.remove(document)
    db.session.flush()
    return None


def delete_file(folder: Path, stored_name: str) -> None:
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


def _told(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "file_name": document.file_name,
        "size": document.size,
        "sha256": document.sha256,
    }
