"""Structured logs, one JSON line each, with the id that an error page shows."""

import logging
import re
import sys
import time
import uuid

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

log = structlog.get_logger("dissemination")
_ACCEPTED_ID = re.compile(r"[\w-]{8,64}")
QUIET = ("/static/", "/healthz", "/readyz", "/metrics")


def configure(level: str) -> None:
    """Send structlog and the standard library's records to stderr as JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def init_app(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    offered = request.headers.get("X-Request-Id", "")
    g.request_id = offered if _ACCEPTED_ID.fullmatch(offered) else uuid.uuid4().hex[:16]
    g.started = time.perf_counter()


def end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if not request.path.startswith(QUIET):
        log.info(
            "request",
            request_id=g.get("request_id"),
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            milliseconds=round(1000 * (time.perf_counter() - g.get("started", 0)), 1),
        )
    return response
