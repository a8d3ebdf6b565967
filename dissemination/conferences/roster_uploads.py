"""Starting, correcting, confirming and dropping an import: what the pages ask for."""

from dataclasses import replace
from pathlib import Path, PurePath

from dissemination import clock
from dissemination.conferences import (
    lifecycle,
    roster_corrections,
    roster_files,
    roster_import,
    roster_jobs,
)
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, ImportState, RosterImport
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_corrections import Form
from dissemination.conferences.roster_mapping import Mapping
from dissemination.database import db
from dissemination.sheets.reading import refuse_early
from dissemination.sheets.refusals import FileRefusal
from dissemination.text import nfc
from dissemination.web import audit
from dissemination.web.jobs import enqueue

_SUBJECT = "roster_import"


def start(
    conference_id: int, point_id: int | None, folder: Path, data: bytes, file_name: str
) -> RosterImport | Refusal | FileRefusal:
    """Keep an uploaded file and have it read. Nothing is kept of a file that is refused."""
    conference = db.session.get_one(Conference, conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.FILL_ROSTER):
        return refused
    name = nfc(PurePath(file_name.replace("\\", "/")).name)[-255:]
    if bad := refuse_early(data, name):
        return bad
    roster_files.drop_old(folder, clock.now())
    imported = RosterImport(
        conference_id=conference_id,
        point_id=point_id,
        file_name=name,
        stored_name=roster_files.keep_upload(folder, data),
        created_by=audit.current_actor().name,
        created_at=clock.now(),
    )
    db.session.add(imported)
    db.session.flush()
    audit.record("upload_roster", _SUBJECT, imported.id, after={"file": name, "bytes": len(data)})
    enqueue(roster_jobs.read_roster, imported.id)
    return imported


def read_again(imported: RosterImport, mapping: Mapping) -> None:
    """Have the file read with a corrected mapping."""
    imported.mapping = mapping.to_json()
    imported.state = ImportState.UPLOADED
    imported.failure = ""
    db.session.flush()
    enqueue(roster_jobs.read_roster, imported.id)


def explain_names(imported: RosterImport, form: Form) -> None:
    """Keep what a person says that unknown texts mean, and read the file again."""
    texts = {
        "point": [told["text"] for told in imported.report.get("unknown_points", ())],
        "unit": [told["text"] for told in imported.report.get("unknown_units", ())],
    }
    places = roster_import.survey(imported.conference_id)
    mapping = roster_corrections.explained(
        Mapping.from_json(imported.mapping), form, texts, places.points.only, places.tree.nodes
    )
    read_again(imported, mapping)


def confirm(imported: RosterImport, *, withdraw_missing: bool) -> Refusal | None:
    """Have the previewed lines imported."""
    conference = db.session.get_one(Conference, imported.conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.FILL_ROSTER):
        return refused
    mapping = replace(Mapping.from_json(imported.mapping), withdraw_missing=withdraw_missing)
    imported.mapping = mapping.to_json()
    imported.state = ImportState.APPLYING
    actor = audit.current_actor()
    told = {"applied_by": actor.name, "applied_post": actor.post, "alive_at": _moment()}
    imported.report = {**imported.report, **told}
    db.session.flush()
    enqueue(roster_jobs.apply_roster, imported.id)
    return None


def run_again(imported: RosterImport) -> None:
    """Send the job of an import that failed or fell silent once more."""
    applying = bool(imported.report.get("applied_by")) and bool(imported.mapping)
    imported.state = ImportState.APPLYING if applying else ImportState.UPLOADED
    imported.failure, imported.finished_at = "", None
    imported.report = {**imported.report, "alive_at": _moment()}
    db.session.flush()
    enqueue(roster_jobs.apply_roster if applying else roster_jobs.read_roster, imported.id)


def drop(imported: RosterImport, folder: Path) -> None:
    """Forget an import that was not carried out, with its file."""
    roster_files.drop_all(folder, imported.stored_name)
    audit.record("drop_roster", _SUBJECT, imported.id, before={"file": imported.file_name})
    db.session.delete(imported)
    db.session.flush()


def _moment() -> str:
    return clock.now().isoformat()
