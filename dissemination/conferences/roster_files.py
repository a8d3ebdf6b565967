"""Uploaded rosters and what was found in them, kept under random names outside the web's reach.

An upload holds citizens' numbers in clear: it goes as soon as it is imported, and after a week
in any case. The lists found in it hold none.
"""

import gzip
import json
import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dissemination.conferences.roster_diff import Change, Known, Person
from dissemination.conferences.roster_import import Plan
from dissemination.conferences.roster_lines import RefusedLine, SkippedLine

Entry = dict[str, Any]
LISTS = ("added", "updated", "unchanged", "refused", "skipped", "missing")
KEPT_FOR = timedelta(days=7)
_UNTOLD = "citizen_hash"


def folder_in(data_dir: Path) -> Path:
    """Where uploads lie; made when first needed, closed to others."""
    folder = data_dir / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_upload(folder: Path, data: bytes) -> str:
    """Keep a file; the random name it is kept under."""
    stored_name = secrets.token_hex(24)
    path = folder / stored_name
    path.touch(mode=0o600)
    path.write_bytes(data)
    return stored_name


def read_upload(folder: Path, stored_name: str) -> bytes | None:
    """The file, or None when it is no longer kept."""
    path = folder / stored_name
    return path.read_bytes() if path.is_file() else None


def drop_upload(folder: Path, stored_name: str) -> None:
    (folder / stored_name).unlink(missing_ok=True)


def drop_all(folder: Path, stored_name: str) -> None:
    """The upload and the lists found in it."""
    drop_upload(folder, stored_name)
    for name in LISTS:
        _path(folder, stored_name, name).unlink(missing_ok=True)


def drop_old(folder: Path, now: datetime) -> None:
    """Uploads nobody imported within a week."""
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.iterdir():
        if "." not in path.name and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def keep_lists(folder: Path, stored_name: str, plan: Plan) -> None:
    """Keep what a plan would do, line by line, for the pages of the preview and the result."""
    points = plan.point_names
    lists: dict[str, list[Entry]] = {
        "added": [_person(person, points) for person in plan.diff.added],
        "updated": [_change(change, points) for change in plan.diff.changed],
        "unchanged": [_person(person, points) for person in plan.diff.same],
        "refused": [_refused(line) for line in plan.refused],
        "skipped": [_skipped(line) for line in plan.skipped],
        "missing": [_known(known, points) for known in plan.diff.missing],
    }
    for name, entries in lists.items():
        _path(folder, stored_name, name).write_bytes(
            gzip.compress(json.dumps(entries, ensure_ascii=False).encode(), compresslevel=1)
        )


def read_list(folder: Path, stored_name: str, name: str) -> list[Entry]:
    """One of LISTS; empty when it is no longer kept."""
    path = _path(folder, stored_name, name)
    if not path.is_file():
        return []
    entries: list[Entry] = json.loads(gzip.decompress(path.read_bytes()))
    return entries


def _path(folder: Path, stored_name: str, name: str) -> Path:
    return folder / f"{stored_name}.{name}.json.gz"


def _person(person: Person, points: dict[int, str]) -> Entry:
    return {
        "sheet": person.sheet,
        "line": person.line,
        "name": person.name,
        "position": person.position,
        "unit": person.unit_name,
        "seat": person.seat,
        "point": points.get(person.point_id, ""),
    }


def _change(change: Change, points: dict[int, str]) -> Entry:
    values = {}
    for name, (old, new) in change.values.items():
        if name == "point_id":
            old, new = points.get(int(old or 0), ""), points.get(int(new or 0), "")
        elif name in (_UNTOLD, "unit_id"):
            old, new = "", ""  # that it differs is told; a hash or a key says nothing to a reader
        values[name] = [old, new]
    return {**_person(change.person, points), "id": change.known.id, "changes": values}


def _refused(line: RefusedLine) -> Entry:
    return asdict(line)


def _skipped(line: SkippedLine) -> Entry:
    return asdict(line)


def _known(known: Known, points: dict[int, str]) -> Entry:
    return {
        "id": known.id,
        "name": known.name,
        "position": known.position,
        "unit": known.unit_name,
        "seat": known.seat,
        "point": points.get(known.point_id, ""),
    }
