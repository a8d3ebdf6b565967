"""flask delegates …"""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app

from dissemination.conferences import roster_import, roster_words
from dissemination.conferences.citizens import citizen_hash
from dissemination.conferences.models import Conference, Point
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_import import Plan
from dissemination.conferences.roster_mapping import Mapping
from dissemination.conferences.words import explain
from dissemination.database import db, reading
from dissemination.sheets.grids import Workbook
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import LIMITS, FileRefusal, sentence
from dissemination.web.transactions import commit


@click.group()
def delegates() -> None:
    """Delegates of a conference."""


@delegates.command("import")
@click.option("--conference", "conference_id", type=int, required=True, help="Its id.")
@click.option("--point", "point_id", type=int, help="Take the list of this point only.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def delegates_import(
    conference_id: int, point_id: int | None, file: Path, *, as_json: bool
) -> None:
    """Import a roster (.xlsx, .xls, .ods, .csv): the good lines, all of them or none.

    Prints how many were added, updated and unchanged, then each refused line with its sheet,
    line number and reason. Importing the same file again changes nothing.
    """
    gc.freeze()  # the program stays anyway: looking through it again and again slows long lists
    _require(conference_id, point_id)
    sheets = roster_import.prepared(_workbook(file))
    with reading():
        places = roster_import.survey(conference_id, point_id)
        db.session.rollback()
    mapping = roster_import.guess(sheets, places)
    if not any(sheet.used for sheet in mapping.sheets):
        raise click.ClickException(
            f"{file.name}: no visible sheet has a header with a column of names."
        )
    lines = list(roster_import.read(sheets, mapping))
    done = roster_import.apply(
        conference_id, lines, mapping, places, _hash_citizen, source=file.name
    )
    if isinstance(done, Refusal):
        db.session.rollback()
        raise click.ClickException(str(explain(done)))
    commit()
    told = _told(done, mapping)
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else _as_text(told))


def _require(conference_id: int, point_id: int | None) -> None:
    """Exit with one clear sentence unless both exist and belong together."""
    with reading():
        conference = db.session.get(Conference, conference_id)
        query = sa.select(Point.id).where(
            Point.id == point_id, Point.conference_id == conference_id
        )
        has_point = point_id is None or db.session.scalar(query) is not None
        db.session.rollback()
    if conference is None:
        raise click.ClickException(f"There is no conference {conference_id}.")
    if not has_point:
        raise click.ClickException(f"There is no point {point_id} in conference {conference_id}.")


def _workbook(file: Path) -> Workbook:
    try:
        with file.open("rb") as content:
            data = content.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise click.ClickException(f"Cannot read {file}: {error.strerror}.") from error
    workbook = read_workbook(data, file.name)
    if isinstance(workbook, FileRefusal):
        raise click.ClickException(f"{file.name}: {sentence(workbook)}")
    return workbook


def _told(done: Plan, mapping: Mapping) -> dict[str, Any]:
    """Counts, the refused lines, and the sheets that were not read."""
    counts = done.counts()
    return {
        **{name: counts[name] for name in ("added", "updated", "unchanged")},
        "refused": [
            {
                "sheet": line.sheet,
                "line": line.line,
                "reason": line.reason.value,
                "sentence": roster_words.reason(line.reason, line.details),
            }
            for line in done.refused
        ],
        "missing": counts["missing"],
        "unread_sheets": [sheet.name for sheet in mapping.sheets if not sheet.used],
    }


def _as_text(told: dict[str, Any]) -> str:
    return "\n".join(_lines(told))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    for name in ("added", "updated", "unchanged"):
        yield f"{name}\t{told[name]}"
    yield f"refused\t{len(told['refused'])}"
    for line in told["refused"]:
        yield f"{line['sheet']}\t{line['line']}\t{line['sentence']}"
    for name in told["unread_sheets"]:
        yield f"not read\t{name}"


def _hash_citizen(number: str) -> str:
    return citizen_hash(number, current_app.config["SECRET_KEY"])
