"""Reading and importing a roster in the background: the steps, how far they are, how they end.

A job may run again after a crash. Reading changes nothing; importing compares anew inside its
transaction and ends in the same transaction, so that running it twice imports once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from flask import current_app

from dissemination import clock
from dissemination.conferences import roster_files, roster_import, roster_mapping
from dissemination.conferences.citizens import citizen_hash
from dissemination.conferences.models import ImportState, RosterImport
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_import import Plan, Prepared
from dissemination.conferences.roster_lines import SheetLines
from dissemination.conferences.roster_mapping import Mapping
from dissemination.conferences.roster_places import Places
from dissemination.database import db, reading
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import FileRefusal
from dissemination.web import audit
from dissemination.web.jobs import job

WORKING = frozenset({ImportState.UPLOADED, ImportState.READING, ImportState.APPLYING})
# A running job says it is alive more often than this.
_SILENCE = timedelta(minutes=2)
_T = TypeVar("_T")


class _Failed(Exception):  # noqa: N818 - ends a job, seen nowhere else
    """The import ends here; `code` says why: see `import_words.failure_sentence`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Task:
    """What a job needs to know, held without a transaction."""

    import_id: int
    conference_id: int
    point_id: int | None
    file_name: str
    stored_name: str
    mapping: dict[str, Any]


@job
def read_roster(import_id: int) -> None:
    """Read the file, guess its mapping unless a person gave one, and prepare the preview."""
    with _ending(import_id, ImportState.READING) as task:
        if task is None:
            return
        sheets = _sheets(task)
        places = _survey(task)
        mapping = _mapping(task, sheets, places)
        lines = _lines(task, sheets, mapping)
        _say(import_id, "compare")
        plan = _reading(
            lambda: roster_import.plan(task.conference_id, lines, mapping, places, _hash_citizen)
        )
        roster_files.keep_lists(_folder(), task.stored_name, plan)
        imported = _get(import_id)
        imported.mapping = mapping.to_json()
        imported.report = {**imported.report, **_report(plan)}
        imported.state = ImportState.MAPPED


@job
def apply_roster(import_id: int) -> None:
    """Import the good lines, all of them or none."""
    with _ending(import_id, ImportState.APPLYING) as task:
        if task is None:
            return
        sheets = _sheets(task)
        mapping = Mapping.from_json(task.mapping)
        lines = _lines(task, sheets, mapping)
        places = _survey(task)
        _say(import_id, "write")
        _write(import_id, lines, mapping, places)


def _write(import_id: int, lines: list[SheetLines], mapping: Mapping, places: Places) -> None:
    audit.take_turn()
    imported = _get(import_id)
    if imported.state is not ImportState.APPLYING:
        return  # another run was faster
    report = imported.report
    audit.act_as(audit.Actor(report.get("applied_by", ""), report.get("applied_post", "")))
    done = roster_import.apply(
        imported.conference_id, lines, mapping, places, _hash_citizen, imported.file_name
    )
    if isinstance(done, Refusal):
        raise _Failed(f"state:{done}")
    imported = _get(import_id)
    roster_files.keep_lists(_folder(), imported.stored_name, done)
    imported.report = {**imported.report, **_report(done)}
    imported.state = ImportState.DONE
    imported.finished_at = clock.now()
    db.session.commit()
    roster_files.drop_upload(_folder(), imported.stored_name)


@contextmanager
def _ending(import_id: int, state: ImportState) -> Iterator[_Task | None]:
    """Within, the import is in `state`; whatever goes wrong is kept for the person to read.

    Gives None when the import has moved on since the job was asked for.
    """
    imported = db.session.get(RosterImport, import_id)
    expected = {state, ImportState.UPLOADED} if state is ImportState.READING else {state}
    if imported is None or imported.state not in expected:
        yield None
        return
    imported.state = state
    task = _Task(
        import_id,
        imported.conference_id,
        imported.point_id,
        imported.file_name,
        imported.stored_name,
        imported.mapping,
    )
    _say(import_id, "open")
    try:
        yield task
        db.session.commit()
    except _Failed as failed:
        _fail(import_id, failed.code)
    except Exception:
        _fail(import_id, "system")
        raise


def _fail(import_id: int, code: str) -> None:
    db.session.rollback()
    imported = _get(import_id)
    imported.state = ImportState.FAILED
    imported.failure = code
    imported.finished_at = clock.now()
    db.session.commit()
    if code.startswith("file:"):
        roster_files.drop_all(_folder(), imported.stored_name)


def _sheets(task: _Task) -> Prepared:
    data = roster_files.read_upload(_folder(), task.stored_name)
    if data is None:
        raise _Failed("gone")
    workbook = read_workbook(data, task.file_name)
    if isinstance(workbook, FileRefusal):
        raise _Failed(f"file:{workbook}")
    return roster_import.prepared(workbook)


def _mapping(task: _Task, sheets: Prepared, places: Places) -> Mapping:
    """As a person corrected it, else as guessed."""
    if not task.mapping:
        return roster_import.guess(sheets, places)
    return roster_mapping.refreshed(Mapping.from_json(task.mapping), sheets)


def _survey(task: _Task) -> Places:
    return _reading(lambda: roster_import.survey(task.conference_id, task.point_id))


def _lines(task: _Task, sheets: Prepared, mapping: Mapping) -> list[SheetLines]:
    """Read sheet by sheet, saying how far it is."""
    total = sum(sheet.lines for sheet in mapping.sheets if sheet.used)
    lines: list[SheetLines] = []
    done = 0
    for found in roster_import.read(sheets, mapping):
        lines.append(found)
        done += len(found.people) + len(found.refused) + len(found.skipped)
        if len(lines) % 20 == 1:
            _say(task.import_id, "lines", min(done, total), total)
    return lines


def _reading(look: Callable[[], _T]) -> _T:
    """Look something up in a transaction of its own that does not hold back writers."""
    db.session.rollback()
    with reading():
        found = look()
        db.session.rollback()
    return found


def _say(import_id: int, step: str, done: int = 0, total: int = 0) -> None:
    """Tell the progress page, in a transaction of its own."""
    imported = _get(import_id)
    imported.step, imported.done_rows, imported.total_rows = step, done, total
    imported.report = {**imported.report, "alive_at": clock.now().isoformat()}
    db.session.commit()


def _get(import_id: int) -> RosterImport:
    return db.session.get_one(RosterImport, import_id)


def is_stuck(imported: RosterImport) -> bool:
    """Whether a job that should be running has not been heard of for long: it may be run again."""
    heard = imported.report.get("alive_at") or imported.created_at.isoformat()
    silent_for = clock.now() - datetime.fromisoformat(heard)
    return imported.state in WORKING and silent_for > _SILENCE


def _report(plan: Plan) -> dict[str, Any]:
    return {
        "counts": plan.counts(),
        "unknown_points": [asdict(text) for text in plan.placed.unknown_points],
        "unknown_units": [asdict(text) for text in plan.placed.unknown_units],
    }


def _folder() -> Path:
    return roster_files.folder_in(current_app.config["SETTINGS"].data_dir)


def _hash_citizen(number: str) -> str:
    return citizen_hash(number, current_app.config["SECRET_KEY"])
