"""The check-in API of scanners: docs/api.md, and /api/v1/openapi.json.

It is a small application of its own beside the pages. A scan needs no session, no sign-in and no
language, and what every page pays for them, ten thousand arrivals in an hour should not.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from spectree import Response as Answers
from sqlalchemy.engine import Connection, Engine
from werkzeug.exceptions import HTTPException

from dissemination import clock
from dissemination.checkin import acts_api, devices_api, rosters
from dissemination.checkin.answering import answered
from dissemination.checkin.batches import Batch
from dissemination.checkin.edge_api import (
    PREFIX,
    Problem,
    answer,
    asking_card,
    card_of,
    engine,
    fail,
    offered_token,
    read_known_body,
    refuse,
    spec,
)
from dissemination.checkin.express_api import Express, send
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.ledger_api import claimed, record, rehearse
from dissemination.checkin.messages import (
    LARGEST_BATCH,
    Json,
    ProblemOut,
    RosterOut,
    ScanBatch,
    ScannerOut,
    ScanResults,
)
from dissemination.conferences.models import ConferenceState
from dissemination.database import reading

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


def create_api(database: Engine, ledger: Ledger, pages: Flask) -> Flask:
    """The API on the pages' own database and ledger."""
    api = Flask(__name__, static_folder=None)
    api.config["SECRET_KEY"] = pages.config["SECRET_KEY"]
    api.extensions |= {"engine": database, "ledger": ledger, "pages": pages}
    api.register_blueprint(blueprint)
    devices_api.init_app(api)
    api.register_blueprint(acts_api.blueprint, url_prefix=PREFIX)
    api.register_error_handler(HTTPException, refuse)
    api.register_error_handler(Exception, fail)
    spec.register(api)
    return api


def mounted(pages: Callable[..., Any], api: Flask) -> Callable[..., Any]:
    """The WSGI callable that sends the API's addresses to the API, and sound scans past it."""
    express = Express(api.extensions["ledger"], api.config["SECRET_KEY"])

    def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if express.takes(environ) and (body := express.answer(environ)) is not None:
            return send(body, start_response)
        application = api if environ["PATH_INFO"].startswith(f"{PREFIX}/") else pages
        body_parts: Iterable[bytes] = application(environ, start_response)
        return body_parts

    return dispatch


@blueprint.get("/scanner")
@spec.validate(resp=Answers(HTTP_200=ScannerOut, HTTP_401=ProblemOut), skip_validation=True)
def scanner() -> Response:
    """Who this scanner is, where it stands and which policy holds there."""
    card = asking_card()
    return answer(
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
    resp=Answers(HTTP_200=RosterOut, HTTP_304=None, HTTP_401=ProblemOut, HTTP_403=ProblemOut),
    skip_validation=True,
)
def roster() -> Response:
    """The point's delegates and revoked passes: whole, or with `?since=VERSION` the changes."""
    with reading(), engine().connect() as connection:
        card = card_of(connection, offered_token())
        if card.state is ConferenceState.CLOSED:
            raise Problem(403, "the conference is closed", reason="conference_closed")
        current = rosters.Version(card.roster_floor, card.roster_revision)
        since = rosters.parsed(request.args.get("since", ""))
        if str(current) in request.if_none_match:
            response = Response(status=304)
        else:
            response = answer(_roster(connection, card.point_id, since, current))
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
    hashed = offered_token()
    body = read_known_body(ScanBatch, "scans", LARGEST_BATCH)
    claims = [claimed(scan, current_app.config["SECRET_KEY"]) for scan in body.scans]
    batch = Batch(claims, body.sent_at, received_at, token_hash=hashed)
    return answer(answered(rehearse(batch) if body.is_rehearsal else record(batch)))
