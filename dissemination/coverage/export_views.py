"""The board as a workbook. Names only by right, and on record."""

import tempfile
from pathlib import Path

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from dissemination.coverage import exports
from dissemination.coverage.asking import may_read_names, number_asked, part_for
from dissemination.coverage.board_queries import totals
from dissemination.database import db, writing
from dissemination.sheets.writing import XLSX_TYPE
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action

# More would keep a worker busy for minutes: then districts are fetched one by one.
MOST_NAMES = 50_000

blueprint = Blueprint("coverage_export", __name__)


@blueprint.get("/conferences/<int:conference_id>/board.xlsx")
@requires(Action.VIEW_BOARD, anywhere=True)
def workbook(conference_id: int) -> Response:
    """The workbook of all points or of a unit's, made at once.

    Reading for seconds must not keep a door from writing.
    """
    conference, reached = part_for(conference_id, Action.VIEW_BOARD)
    unit_id = number_asked("unit")
    board = reached.narrowed(unit_id)
    names = None
    if may_read_names(conference_id) and totals(board)[0].expected <= MOST_NAMES:
        names = part_for(conference_id, Action.VIEW_ROSTER)[1].narrowed(unit_id)
    file_name = f"bang-tong-hop-{conference.held_on:%Y%m%d}.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "board.xlsx"
        exports.write(path, conference, board, names)
        content = path.read_bytes()
    _record(conference_id, with_names=names is not None)
    response = make_response(content)
    response.mimetype = XLSX_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename={file_name}"
    return response


def _record(conference_id: int, *, with_names: bool) -> None:
    """In a short transaction of its own, after the reading and before the file is handed out."""
    db.session.rollback()
    with writing():
        audit.record("export", "board", f"conference:{conference_id}", after={"names": with_names})
