"""Contacts, addresses and capacities of many points at once, from a spreadsheet, shown first."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dissemination.conferences import point_lists, points
from dissemination.conferences.matching import Matcher, Named
from dissemination.conferences.models import Point
from dissemination.conferences.point_lists import Change, Fault
from dissemination.conferences.points import PointDetails
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import FileRefusal
from dissemination.units.models import Unit

_TOKEN = re.compile(r"[0-9a-f]{48}")
_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One point as it is and as the file would have it."""

    line: int
    point_id: int
    before: PointDetails
    after: PointDetails

    @property
    def fields(self) -> list[tuple[str, str | int | None, str | int | None]]:
        """What differs: the field, what stands there, what the file says."""
        pairs = (
            (name, getattr(self.before, name), getattr(self.after, name))
            for name in ("address", "contact_name", "contact_phone", "capacity", "notes")
        )
        return [pair for pair in pairs if pair[1] != pair[2]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: what changes, how many lines change nothing, what is left out."""

    differences: list[Difference]
    unchanged: int
    faults: list[Fault]
    columns: tuple[str, ...]


def preview(conference_id: int, data: bytes, file_name: str) -> Preview | FileRefusal | Refusal:
    """Read a file without changing anything."""
    workbook = read_workbook(data, file_name)
    if isinstance(workbook, FileRefusal):
        return workbook
    known = _points(conference_id)
    listed = point_lists.read([s for s in workbook.sheets if not s.hidden], _matcher(conference_id))
    if not listed.has_heading:
        return Refusal.NO_HEADINGS
    differences = [_difference(change, known[change.point_id]) for change in listed.changes]
    changed = [difference for difference in differences if difference.fields]
    unchanged = len(differences) - len(changed)
    return Preview(changed, unchanged, listed.faults, listed.columns)


def apply(differences: Sequence[Difference]) -> int | Refusal:
    """Do what was previewed; how many points changed. All or none."""
    for difference in differences:
        if refused := points.edit(difference.point_id, difference.after):
            return refused
    return len(differences)


def keep(folder: Path, data: bytes) -> str:
    """Keep an uploaded file until it is confirmed; its token. Only the newest few stay."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    token = secrets.token_hex(24)
    (folder / token).write_bytes(data)
    by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[_KEPT:]:
        old.unlink(missing_ok=True)
    return token


def kept(folder: Path, token: str) -> bytes | None:
    """The file of a token, None when there is none any more."""
    path = folder / token
    return path.read_bytes() if _TOKEN.fullmatch(token) and path.is_file() else None


def _points(conference_id: int) -> dict[int, Point]:
    query = sa.select(Point).where(Point.conference_id == conference_id)
    return {point.id: point for point in db.session.scalars(query)}


def _matcher(conference_id: int) -> Matcher:
    query = (
        sa.select(Point.id, Point.name, Unit.code)
        .join(Unit, Unit.id == Point.unit_id)
        .where(Point.conference_id == conference_id)
    )
    return Matcher(Named(*row) for row in db.session.execute(query))


def _difference(change: Change, point: Point) -> Difference:
    before = points.details_of(point)
    after = replace(before, **change.values)  # type: ignore[arg-type]  # keys are its own fields
    return Difference(change.line, point.id, before, after)
