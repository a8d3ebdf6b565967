"""Correcting what a roster file was taken for: sheets, columns, points and unknown names."""

from flask import redirect, render_template, request

from dissemination.conferences import (
    roster_corrections,
    roster_import,
    roster_uploads,
    roster_words,
)
from dissemination.conferences.models import Conference, ImportState, RosterImport
from dissemination.conferences.roster_corrections import Corrected
from dissemination.conferences.roster_layout import letter_of
from dissemination.conferences.roster_mapping import Mapping
from dissemination.conferences.roster_pages import (
    Answer,
    import_or_404,
    names_of,
    page,
    shared,
    url_of,
)
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import Page, page_number

_SHEETS_A_PAGE = 10


@page("/<int:import_id>/mapping")
@requires(Action.MANAGE_ROSTER, writes=True)
def mapping(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """What every sheet and column was taken for, to be corrected."""
    imported = import_or_404(conference_id, import_id, point_id, ImportState.MAPPED)
    audit.record("read", "roster_import", imported.id, after={"list": "mapping"})
    return _mapping_page(imported, point_id, Corrected(Mapping.from_json(imported.mapping)))


@page("/<int:import_id>/mapping", "POST")
@requires(Action.MANAGE_ROSTER)
def correct(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """Take the corrections and read the file again."""
    imported = import_or_404(conference_id, import_id, point_id, ImportState.MAPPED)
    find = roster_import.survey(conference_id).points.only
    found = roster_corrections.corrected(
        Mapping.from_json(imported.mapping), request.form.to_dict(), find
    )
    if not found.is_right:
        return _mapping_page(imported, point_id, found), 422
    roster_uploads.read_again(imported, found.mapping)
    return redirect(url_of(imported, point_id), 303)


@page("/<int:import_id>/names", "POST")
@requires(Action.MANAGE_ROSTER)
def explain(conference_id: int, import_id: int, point_id: int | None = None) -> Answer:
    """Take what unknown points and units mean and read the file again."""
    imported = import_or_404(conference_id, import_id, point_id, ImportState.MAPPED)
    roster_uploads.explain_names(imported, request.form.to_dict())
    return redirect(url_of(imported, point_id), 303)


def _mapping_page(imported: RosterImport, point_id: int | None, found: Corrected) -> str:
    sheets = list(enumerate(found.mapping.sheets))
    pages = max(1, -(-len(sheets) // _SHEETS_A_PAGE))
    number = min(page_number(request.args.get("page")), pages)
    first = (number - 1) * _SHEETS_A_PAGE
    shown = sheets[first : first + _SHEETS_A_PAGE]
    return render_template(
        "conferences/import_mapping.html",
        **shared(db.session.get_one(Conference, imported.conference_id), point_id),
        imported=imported,
        found=found,
        page=Page(shown, number, len(sheets), per_page=_SHEETS_A_PAGE),
        columns=roster_words.COLUMNS,
        letter_of=letter_of,
        point_names=names_of(sheet for _n, sheet in shown),
        typed=request.form,
    )
