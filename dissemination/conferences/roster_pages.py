"""What the pages of the roster import share: two addresses for each, and whose import it is."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, url_for
from werkzeug.wrappers import Response

from dissemination.conferences import lifecycle, point_queries, roster_files
from dissemination.conferences.blueprint import stay_within_reach
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, ImportState, Point, RosterImport
from dissemination.conferences.roster_mapping import SheetMapping
from dissemination.database import db

blueprint = Blueprint("roster_imports", __name__, url_prefix="/conferences/<int:conference_id>")
blueprint.before_request(stay_within_reach)

Answer = str | tuple[str, int] | Response
# What an address names: conference_id, and point_id on the pages of one point.
Part = dict[str, Any]
_View = TypeVar("_View", bound=Callable[..., Answer])
# A list of more points than this to choose from would be slower than typing the name.
_MOST_OFFERED = 1_000


def page(rule: str, method: str = "GET") -> Callable[[_View], _View]:
    """The view for a conference, and for one of its points, whose coordinator imports only that."""

    def mount(view: _View) -> _View:
        for place in ("", "/points/<int:point_id>"):
            blueprint.add_url_rule(f"{place}/imports{rule}", view_func=view, methods=[method])
        return view

    return mount


def part_of(conference_id: int, point_id: int | None) -> Part:
    part = {"conference_id": conference_id}
    return part if point_id is None else {**part, "point_id": point_id}


def url_of(imported: RosterImport, point_id: int | None) -> str:
    """The import's page."""
    part = part_of(imported.conference_id, point_id)
    return url_for("roster_imports.show", **part, import_id=imported.id)


def import_or_404(
    conference_id: int, import_id: int, point_id: int | None, *states: ImportState
) -> RosterImport:
    """The import, which must belong to what the gate was asked about, and be in one of the states
    where any are given."""
    imported = db.get_or_404(RosterImport, import_id)
    elsewhere = imported.conference_id != conference_id or (
        point_id is not None and imported.point_id != point_id
    )
    if elsewhere or (states and imported.state not in states):
        abort(404)
    return imported


def shared(conference: Conference, point_id: int | None) -> dict[str, Any]:
    """What every template of the import takes. `offered`: points to choose from, if not too many."""
    choices = point_queries.choices(conference.id, sa.true(), _MOST_OFFERED + 1)
    return {
        "conference": conference,
        "point": db.session.get(Point, point_id) if point_id is not None else None,
        "part": part_of(conference.id, point_id),
        "offered": [name for _id, name in choices] if len(choices) <= _MOST_OFFERED else [],
    }


def names_of(sheets: Iterable[SheetMapping]) -> dict[int, str]:
    """Names of the points that sheets are for."""
    wanted = {sheet.point_id for sheet in sheets if sheet.point_id is not None}
    query = sa.select(Point.id, Point.name).where(Point.id.in_(sorted(wanted)))
    return {point_id: name for point_id, name in db.session.execute(query)}


def lock_of(conference: Conference) -> lifecycle.Lock | None:
    """Why nothing can be imported now."""
    return lifecycle.lock_on(conference.state, Operation.FILL_ROSTER)


def folder() -> Path:
    return roster_files.folder_in(current_app.config["SETTINGS"].data_dir)
