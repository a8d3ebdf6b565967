"""Documents of a conference: files for those who attend."""

from pathlib import Path
from typing import BinaryIO

from dissemination import clock
from dissemination.conferences import lifecycle, services
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Document
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit, file_keeping
from dissemination.web.file_kinds import FileFault

_SUBJECT = "conference"


def add(
    conference_id: int, folder: Path, file: BinaryIO, file_name: str, title: str
) -> Document | Refusal:
    """Keep an uploaded file in the folder and on record."""
    conference = services.fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.EDIT):
        return refused
    stored = file_keeping.store(folder, file, file_name)
    if isinstance(stored, FileFault):
        return Refusal(stored.value)
    document = Document(
        conference_id=conference_id,
        title=nfc(title)[:255] or stored.label[:255],
        uploaded_at=clock.now(),
        **stored.columns(),
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


def _told(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "file_name": document.file_name,
        "size": document.size,
        "sha256": document.sha256,
    }
