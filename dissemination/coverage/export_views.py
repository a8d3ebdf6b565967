"""The board as a workbook. Names only by right, and on record."""

import tempfile
from pathlib import Path

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from dissemination.coverage import exports
from dissemination.coverage.asking import may_read_names, part_for
from dissemination.database import db, writing
from dissemination.sheets.writing import XLSX_TYPE
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action

blueprint = Blueprint("coverage_export", __name__)


@blueprint.get("/conferences/<int:conference_id>/board.xlsx")
@requires(Action.VIEW_BOARD, anywhere=True)
def workbook(conference_id: int) -> Response:
    """The workbook, made at once: reading for seconds must not keep a door from writing."""
    conference, board = part_for(conference_id, Action.VIEW_BOARD)
    names = None
    if may_read_names(conference_id):
        names = part_for(conference_id, Action.VIEW_ROSTER)[1]
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
