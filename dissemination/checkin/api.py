"""The check-in API of scanners: docs/api.md, and /api/v1/openapi.json.

It is a small application of its own beside the pages. A scan needs no session, no sign-in and no
language, and what every page pays for them, ten thousand arrivals in an hour should not.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import pydantic_core
from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import Counter
from pydantic import ValidationError
from spectree import Response as Answers
from spectree import SpecTree
from sqlalchemy.engine import Connection, Engine
from werkzeug.exceptions import HTTPException

from dissemination import clock
from dissemination.checkin import rosters, scanners
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.messages import (
    LARGEST_BATCH,
    Json,
    ProblemOut,
    RosterOut,
    ScanBatch,
    ScanIn,
    ScannerOut,
    ScanResults,
)
from dissemination.checkin.recording import Answer, Batch, Claim, Result
from dissemination.checkin.statements import DelegateRow
from dissemination.conferences.citizens import citizen_hash
from dissemination.database import reading
from dissemination.web.logs import log

LARGEST_BODY = 1024 * 1024
PREFIX = "/api/v1"
SCANS = Counter("checkin_scans", "Scans answered, by outcome", ["outcome"])

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
spec = SpecTree(
    "flask",
    title="Check-in API",
    version="1",
    path="api/v1",
    filename="openapi.json",
    annotations=False,
    page_templates={},  # the viewers that come with it load from other hosts
)


class Unauthorised(HTTPException):
    """No scanner, or a revoked one."""

    code = 401
    description = "the scanner's token is missing, unknown or revoked"


class Malformed(HTTPException):
    """A body that is no batch; says which scan and which field."""

    def __init__(self, status: int, **problem: Any) -> None:
        super().__init__(problem["error"])
        self.code = status
        self.problem = problem


def create_api(engine: Engine, ledger: Ledger, secret_key: str) -> Flask:
    """The API on the pages' own database and ledger."""
    api = Flask(__name__, static_folder=None)
    api.config["SECRET_KEY"] = secret_key
    api.extensions["engine"] = engine
    api.extensions["ledger"] = ledger
    api.register_blueprint(blueprint)
    api.register_error_handler(HTTPException, refuse)
    api.register_error_handler(Exception, fail)
    spec.register(api)
    return api


def mounted(pages: Callable[..., Any], api: Flask) -> Callable[..., Any]:
    """The WSGI callable that sends the API's addresses to the API."""

    def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        application = api if environ["PATH_INFO"].startswith(f"{PREFIX}/") else pages
        answer: Iterable[bytes] = application(environ, start_response)
        return answer

    return dispatch


@blueprint.get("/scanner")
@spec.validate(resp=Answers(HTTP_200=ScannerOut, HTTP_401=ProblemOut), skip_validation=True)
def scanner() -> Response:
    """Who this scanner is, where it stands and which policy holds there."""
    with reading(), _engine().connect() as connection:
        card = _card(connection)
    return _json(
        {
            "scanner": {"id": card.id, "name": card.name},
            "conference": {
                "id": card.conference_id,
                "title": card.title,
                "held_on": card.held_on,
                "state": card.state,
            },
            "point": {"id": card.point_id, "name": card.point_name, "unit_code": card.unit_code},
            "policy": {"elsewhere": card.elsewhere_policy},
            "server_time": clock.now(),
        }
    )


@blueprint.get("/scanner/roster")
@spec.validate(
    resp=Answers(HTTP_200=RosterOut, HTTP_304=None, HTTP_401=ProblemOut), skip_validation=True
)
def roster() -> Response:
    """The point's delegates and revoked passes: whole, or with `?since=VERSION` the changes."""
    with reading(), _engine().connect() as connection:
        card = _card(connection)
        current = rosters.Version(card.roster_floor, card.roster_revision)
        since = rosters.parsed(request.args.get("since", ""))
        if str(current) in request.if_none_match:
            response = Response(status=304)
        else:
            response = _json(_roster(connection, card.point_id, since, current))
    response.set_etag(str(current))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _roster(
    connection: Connection, point_id: int, since: rosters.Version | None, current: rosters.Version
) -> Json:
    after = since.revision if since and rosters.changes_suffice(since, current) else None
    return {
        "version": str(current),
        "full": after is None,
        "delegates": rosters.delegates(connection, point_id, after),
        "revoked": rosters.revoked(connection, point_id, after),
    }


@blueprint.post("/scans")
@spec.validate(
    json=ScanBatch,
    resp=Answers(
        HTTP_200=ScanResults, HTTP_400=ProblemOut, HTTP_401=ProblemOut, HTTP_413=ProblemOut
    ),
    skip_validation=True,  # the bytes are validated once, below, on the shortest path
)
def scans() -> Response:
    """Store 1 to 500 scans durably and answer each; repeating an id changes nothing."""
    received_at = clock.now()
    hashed = _offered_token()
    batch = _read_batch(hashed)
    claims = [_claim(scan) for scan in batch.scans]
    ledger: Ledger = current_app.extensions["ledger"]
    answer = ledger.record(Batch(claims, batch.sent_at, received_at, token_hash=hashed))
    if answer is None:
        raise Unauthorised
    for result in answer.results:
        SCANS.labels(result.outcome).inc()
    return _json(answered(answer))


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine


def _offered_token() -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorised
    return scanners.token_hash(token.strip())


def _card(connection: Connection) -> Any:  # noqa: ANN401 - a row with names
    card = scanners.card_of(connection, _offered_token())
    if card is None:
        raise Unauthorised
    return card


def _read_batch(hashed: str) -> ScanBatch:
    """The batch; only a known scanner is told what is wrong with a body that is none."""
    try:
        if (request.content_length or 0) > LARGEST_BODY:
            raise Malformed(413, error=f"a body has at most {LARGEST_BODY} bytes")
        batch = ScanBatch.model_validate_json(request.get_data(cache=False))
        if len(batch.scans) > LARGEST_BATCH:
            raise Malformed(413, error=f"a batch has at most {LARGEST_BATCH} scans")
    except (ValidationError, Malformed) as error:
        with reading(), _engine().connect() as connection:
            _card(connection)
        raise error if isinstance(error, Malformed) else _first_fault(error) from None
    return batch


def _first_fault(error: ValidationError) -> Malformed:
    """The first thing wrong: a sentence, which scan (from 0) and which field."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = fault["loc"]
    scan = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    names = [part for part in place if isinstance(part, str) and part != "scans"]
    where = f"scans[{scan}]" if scan is not None else ""
    named = ".".join(filter(None, (where, *names))) or "body"
    problem = {"scan": scan, "field": names[-1] if names else None}
    known = {name: value for name, value in problem.items() if value is not None}
    return Malformed(400, error=f"{named}: {fault['msg']}", **known)


def _claim(scan: ScanIn) -> Claim:
    number = scan.citizen_id
    return Claim(
        scan.id,
        scan.direction,
        scan.method,
        scan.scanned_at,
        scan.offline,
        scan.seq,
        scan.digits,
        scan.delegate_id,
        citizen_hash(number, current_app.config["SECRET_KEY"]) if number else None,
        scan.undoes,
        scan.reason,
    )


def answered(answer: Answer) -> Json:
    """An answer as the API's JSON."""
    return {
        "results": [_result(result) for result in answer.results],
        "tally": {"expected": answer.expected, "present": answer.present},
    }


def _result(result: Result) -> Json:
    body: Json = {"id": result.id, "outcome": result.outcome}
    if result.delegate is not None:
        body["delegate"] = _delegate(result.delegate, result.substitute)
    if result.first_scan is not None:
        first = result.first_scan
        body["first_scan"] = {
            "id": str(UUID(first.id)),
            "scanned_at": first.at,
            "point": {"id": first.point_id, "name": first.point_name},
            "scanner": first.scanner_name,
        }
    return body


def _delegate(row: DelegateRow, substitute: str | None) -> Json:
    body: Json = {
        "id": row.id,
        "name": row.name,
        "position": row.position,
        "unit": row.unit_name,
        "seat": row.seat,
        "category": row.category,
        "standing": row.standing,
        "point": {"id": row.point_id, "name": row.point_name},
    }
    if substitute:
        body["substitute"] = substitute
    return body


def _json(body: Json, status: int = 200) -> Response:
    response = Response(pydantic_core.to_json(body), status, mimetype="application/json")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def refuse(error: HTTPException) -> Response:
    """Every refusal is JSON with one sentence."""
    problem = error.problem if isinstance(error, Malformed) else {"error": error.description}
    return _json(problem, error.code or 500)


def fail(error: Exception) -> Response:
    """A broken promise of ours: nothing was stored, so the scanner keeps its scans."""
    log.error("unhandled", path=request.path, exc_info=error)
    return _json({"error": "the server failed; nothing was stored; send it again"}, 500)
