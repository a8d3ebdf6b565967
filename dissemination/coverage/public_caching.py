"""Public pages are made once as long as nothing has changed: the browser keeps its copy and asks.

What a page says follows from the recorded changes, the day and the reader's look and language; its form
for the language carries the session's token. All of these make its tag, and asking costs one query.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import make_response, request, session
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.coverage.public_queries import last_change
from dissemination.web import appearance
from dissemination.web.languages import chosen_language

P = ParamSpec("P")
# A token in a kept page must still be good when its form is sent (Flask-WTF: an hour).
_TOKEN_SECONDS = 1_800


def kept(view: Callable[P, str]) -> Callable[P, Response]:
    """Answer 304 to a browser whose copy is still right."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        changed = last_change()
        if "_flashes" not in session and request.if_none_match.contains_weak(_tag(changed)):
            return _marked(Response(status=304), changed)
        return _marked(make_response(view(*args, **kwargs)), changed)

    return answer


def _marked(response: Response, changed: int) -> Response:
    response.set_etag(_tag(changed), weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response


def _tag(changed: int) -> str:
    now = clock.now()
    parts: list[Any] = [
        request.full_path,
        changed,
        clock.local(now).date(),
        int(now.timestamp()) // _TOKEN_SECONDS,
        chosen_language(),
        appearance.chosen(),
        session.get("csrf_token"),
        session.get("_user_id"),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
