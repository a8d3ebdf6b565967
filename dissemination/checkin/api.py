"""The check-in API of scanners: docs/api.md, and /api/v1/openapi.json."""

from typing import Any

import pydantic_core
from flask import Blueprint, Flask, Response, current_app, jsonify, request
from pydantic import ValidationError
from spectree import Response as Answers
from spectree import SpecTree
from sqlalchemy.engine import Row
from werkzeug.exceptions import HTTPException

from dissemination import clock
from dissemination.checkin import rosters, statements
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
from dissemination.checkin.scanners import token_hash
from dissemination.conferences.citizens import citizen_hash
from dissemination.database import db
from dissemination.web.access import device, public
from dissemination.web.extensions import csrf

LARGEST_BODY = 1024 * 1024
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
spec = SpecTree(
    "flask",
    title="Check-in API",
    version="1",
    path="api/v1",
    filename="openapi.json",
    annotations=False,
    page_templates={},  # those pages load from other hosts
)


class Unauthorised(HTTPException):
    """No scanner, or a revoked one."""

    code = 401
    description = "the scanner's token is missing, unknown or revoked"


@blueprint.get("/scanner")
@device
@spec.validate(resp=Answers(HTTP_200=ScannerOut, HTTP_401=ProblemOut), skip_validation=True)
def scanner() -> Response:
    """Who this scanner is, where it stands and which policy holds there."""
    card = _card()
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
@device
@spec.validate(
    resp=Answers(HTTP_200=RosterOut, HTTP_304=None, HTTP_401=ProblemOut), skip_validation=True
)
def roster() -> Response:
    """The point's delegates and revoked passes: whole, or with `?since=VERSION` the changes."""
    card = _card()
    current = rosters.Version(card.roster_floor, card.roster_revision)
    if str(current) in request.if_none_match:
        response = Response(status=304)
    else:
        since = rosters.parsed(request.args.get("since", ""))
        after = since.revision if since and rosters.changes_suffice(since, current) else None
        response = _json(
            {
                "version": str(current),
                "full": after is None,
                "delegates": rosters.delegates(card.point_id, after),
                "revoked": rosters.revoked(card.point_id, after),
            }
        )
    response.set_etag(str(current))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.post("/scans")
@device
@spec.validate(
    json=ScanBatch,
    resp=Answers(
        HTTP_200=ScanResults, HTTP_400=ProblemOut, HTTP_401=ProblemOut, HTTP_413=ProblemOut
    ),
    skip_validation=True,
)
def scans() -> Response:
    """Store 1 to 500 scans durably and answer each; repeating an id changes nothing."""
    received_at = clock.now()
    hashed = _offered_token()
    batch = _read_batch(hashed)
    if isinstance(batch, Response):
        return batch
    claims = [_claim(scan) for scan in batch.scans]
    ledger: Ledger = current_app.extensions["ledger"]
    answer = ledger.record(Batch(claims, batch.sent_at, received_at, token_hash=hashed))
    if answer is None:
        raise Unauthorised
    return _json(answered(answer))


def _offered_token() -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorised
    return token_hash(token.strip())


def _card() -> Row[Any]:
    card = statements.scanner_card(db.session, _offered_token())
    if card is None:
        raise Unauthorised
    return card


def _read_batch(hashed: str) -> ScanBatch | Response:
    """The batch, or the refusal of a body that is none; only a known scanner is told why."""
    if (request.content_length or 0) > LARGEST_BODY:
        return _known_or_401(hashed, 413, f"a body has at most {LARGEST_BODY} bytes")
    try:
        batch = ScanBatch.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        return _known_or_401(hashed, 400, *_first_fault(error))
    if len(batch.scans) > LARGEST_BATCH:
        return _known_or_401(hashed, 413, f"a batch has at most {LARGEST_BATCH} scans")
    return batch


def _known_or_401(
    hashed: str, status: int, error: str, scan: int | None = None, field: str | None = None
) -> Response:
    if statements.scanner_card(db.session, hashed) is None:
        raise Unauthorised
    body = ProblemOut(error=error, scan=scan, field=field).model_dump(exclude_none=True)
    response = jsonify(body)
    response.status_code = status
    return response


def _first_fault(error: ValidationError) -> tuple[str, int | None, str | None]:
    """The first thing wrong: a sentence, which scan (from 0) and which field."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = fault["loc"]
    scan = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    names = [part for part in place if isinstance(part, str) and part != "scans"]
    where = f"scans[{scan}]" if scan is not None else ""
    named = ".".join(filter(None, (where, *names))) or "body"
    return f"{named}: {fault['msg']}", scan, names[-1] if names else None


def _claim(scan: ScanIn) -> Claim:
    number = scan.citizen_id
    return Claim(
        id=scan.id,
        direction=scan.direction,
        method=scan.method,
        scanned_at=scan.scanned_at,
        offline=scan.offline,
        seq=scan.seq,
        digits=scan.digits,
        delegate_id=scan.delegate_id,
        citizen_hash=citizen_hash(number, current_app.config["SECRET_KEY"]) if number else None,
        undoes=scan.undoes,
        reason=scan.reason,
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
            "id": first.id,
            "scanned_at": first.corrected_at,
            "point": {"id": first.point_id, "name": first.point_name},
            "scanner": first.scanner_name,
        }
    return body


def _delegate(row: Row[Any], substitute: str | None) -> Json:
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


def _json(body: Json) -> Response:
    return Response(pydantic_core.to_json(body), mimetype="application/json")


def init_app(app: Flask) -> None:
    """Mount the API and its document, and give the process its ledger."""
    with app.app_context():
        app.extensions["ledger"] = Ledger(db.engine)
    csrf.exempt(blueprint)  # bearer tokens are not sent by browsers on their own
    app.register_blueprint(blueprint)
    known = set(app.view_functions)
    spec.register(app)
    for endpoint in set(app.view_functions) - known:
        app.view_functions[endpoint] = public(app.view_functions[endpoint])
