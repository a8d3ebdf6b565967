"""Giving kept files to people, and deleting them once that is committed."""

from pathlib import Path

from flask import abort, current_app, send_file
from werkzeug.wrappers import Response

from dissemination.web import file_keeping, jobs
from dissemination.web.models import KeptFile


def folder() -> Path:
    """Where this application keeps files."""
    return file_keeping.folder_in(current_app.config["SETTINGS"].data_dir)


def send(kept: KeptFile) -> Response:
    """The file to save; never shown in the browser, whatever it holds."""
    path = folder() / kept.stored_name
    if not path.is_file():
        abort(404)
    return send_file(
        path, mimetype=kept.content_type, as_attachment=True, download_name=kept.file_name
    )


def delete_after_commit(stored_name: str) -> None:
    """So that a file on record always lies in the folder."""
    jobs.enqueue(delete_kept_file, stored_name)


@jobs.job
def delete_kept_file(stored_name: str) -> None:
    file_keeping.delete(folder(), stored_name)
