"""What every address of the check-in API stands on: who asks, what came, how it is answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pydantic_core
from flask import Flask, Response, current_app, request
from pydantic import BaseModel, ValidationError
from spectree import SpecTree
from sqlalchemy.engine import Connection, Engine
from werkzeug.exceptions import HTTPException

from dissemination.checkin import scanners
from dissemination.checkin.messages import Json
from dissemination.database import reading, writing
from dissemination.web import audit
from dissemination.web.logs import log

PREFIX = "/api/v1"
LARGEST_BODY = 1024 * 1024
Body = TypeVar("Body", bound=BaseModel)

spec = SpecTree(
    "flask",
    title="Check-in API",
    version="1",
    path="api/v1",
    filename="openapi.json",
    annotations=False,
    page_templates={},  # the viewers that come with it load from other hosts
)


class Problem(HTTPException):
    """A refusal: one sentence, and what else a program needs to act on it."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.code = status
        self.problem: Json = {"error": error, **more}


class Unauthorised(Problem):
    """No scanner, or a revoked one."""

    def __init__(self, standing: scanners.TokenStanding) -> None:
        super().__init__(401, f"the scanner's token is {standing}", reason=standing)


def engine() -> Engine:
    found: Engine = current_app.extensions["engine"]
    return found


@contextmanager
def pages() -> Iterator[None]:
    """Within, services of the pages' application work, and write."""
    application: Flask = current_app.extensions["pages"]
    with application.app_context(), writing():
        yield


def offered_token() -> str:
    """The hash of the token that the request brings."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorised(scanners.TokenStanding.MISSING)
    return scanners.token_hash(token.strip())


def card_of(connection: Connection, hashed: str) -> Any:  # noqa: ANN401 - a row with names
    """The scanner's card; raises Unauthorised, saying why."""
    card = scanners.card_of(connection, hashed)
    if card is None:
        raise Unauthorised(scanners.standing_of(connection, hashed))
    return card


def asking_card() -> Any:  # noqa: ANN401 - as above
    """The card of who asks."""
    with reading(), engine().connect() as connection:
        return card_of(connection, offered_token())


def actor_of(card: Any) -> audit.Actor:  # noqa: ANN401 - as above
    """How the audit trail names a scanner."""
    return audit.Actor(card.name, card.point_name)


def read_body(model: type[Body], listed: str = "", most: int = 0) -> Body:
    """The body as a model; `listed` may hold `most` items. Raises Problem."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise Problem(413, f"a body has at most {LARGEST_BODY} bytes")
    try:
        body = model.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise first_fault(error, listed) from None
    if listed and len(getattr(body, listed)) > most:
        raise Problem(413, f"a batch has at most {most} {listed}")
    return body


def read_known_body(model: type[Body], listed: str = "", most: int = 0) -> Body:
    """`read_body`; only a known scanner is told what is wrong with its body."""
    try:
        return read_body(model, listed, most)
    except Problem:
        asking_card()
        raise


def first_fault(error: ValidationError, listed: str) -> Problem:
    """The first thing wrong: a sentence, which item of the list (from 0) and which field."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = fault["loc"]
    item = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    kinds = {"walk_in", "substitution", "head_count"}  # pydantic names the branch it took
    names = [part for part in place if isinstance(part, str) and part not in {listed, *kinds}]
    where = f"{listed}[{item}]" if item is not None else ""
    named = ".".join(filter(None, (where, *names))) or "body"
    problem = {listed.removesuffix("s"): item, "field": names[-1] if names else None}
    known = {name: value for name, value in problem.items() if name and value is not None}
    return Problem(400, f"{named}: {fault['msg']}", **known)


def answer(body: Json, status: int = 200) -> Response:
    response = Response(pydantic_core.to_json(body), status, mimetype="application/json")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def refuse(error: HTTPException) -> Response:
    """Every refusal is JSON with one sentence."""
    problem = error.problem if isinstance(error, Problem) else {"error": error.description}
    response = answer(problem, error.code or 500)
    if "retry_after" in problem:
        response.headers["Retry-After"] = str(problem["retry_after"])
    return response


def fail(error: Exception) -> Response:
    """A broken promise of ours: nothing was stored, so the scanner keeps its scans."""
    log.error("unhandled", path=request.path, exc_info=error)
    return answer({"error": "the server failed; nothing was stored; send it again"}, 500)
