"""Every refusal is a page in Vietnamese that says what to do, or JSON for a program."""

from flask import Flask, g, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

PAGES = {400, 401, 403, 404, 405, 413, 429, 500, 503}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(Exception, fail)


def refuse(error: HTTPException) -> tuple[Response | str, int]:
    status = error.code or 500
    if error.response is not None:
        return error.response, status  # type: ignore[return-value]
    return _answer(status, error.description)


def fail(error: Exception) -> tuple[Response | str, int]:
    """A broken promise of ours: logged whole, shown as a number to quote."""
    from flask import current_app

    if current_app.testing:
        raise error
    current_app.logger.exception("unhandled", exc_info=error)
    return _answer(500, None)


def _answer(status: int, description: str | None) -> tuple[Response | str, int]:
    if request.path.startswith("/api/"):
        return jsonify(error=description or _("Máy chủ gặp sự cố.")), status
    page = status if status in PAGES else (400 if status < 500 else 500)
    return render_template(f"errors/{page}.html", request_id=g.get("request_id", "")), status
