"""One commit per request, at the edge."""

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from dissemination.database import db, read_only
from dissemination.web import jobs
from dissemination.web.access import rule_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    app.after_request(commit_or_roll_back)


def begin() -> None:
    """Ask SQLite for the right to write only where the request may write; runs before all else."""
    rule = rule_of(current_app, request.endpoint) if request.endpoint else None
    safe = request.method in SAFE_METHODS
    reads = rule.ledger or (safe and not rule.writes) if rule else safe
    read_only(enabled=reads)


def commit_or_roll_back(response: Response) -> Response:
    """Keep what a successful request did; an answer that refuses keeps nothing."""
    if response.status_code < 400:
        commit()
    else:
        db.session.rollback()
        jobs.forget_pending()
    return response


def commit() -> None:
    """Commit the work of a request or command, then send the jobs it asked for."""
    db.session.commit()
    jobs.send_pending()
