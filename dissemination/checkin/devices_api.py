"""The addresses by which a device is paired and says how it is."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from spectree import Response as Answers

from dissemination import clock
from dissemination.checkin import pairing, scanners, sequences
from dissemination.checkin.edge_api import (
    PREFIX,
    Problem,
    answer,
    card_of,
    engine,
    offered_token,
    pages,
    read_body,
    read_known_body,
    spec,
)
from dissemination.checkin.messages import (
    Json,
    PairedOut,
    PairIn,
    ProblemOut,
    StatusIn,
    StatusOut,
)
from dissemination.checkin.models import Scanner
from dissemination.checkin.pairing import CodeState, Paired
from dissemination.checkin.rosters import Version
from dissemination.conferences.models import ConferenceState
from dissemination.database import writing
from dissemination.web.transactions import commit

SECONDS_BETWEEN_REPORTS = 60
# Many points share one address behind their office's router; a code has 80 random bits.
WRONG_CODES: RateLimitItem = parse("30 per 10 minutes")
_STATUS = {
    CodeState.UNKNOWN: 404,
    CodeState.USED: 410,
    CodeState.EXPIRED: 410,
    CodeState.CONFERENCE_CLOSED: 409,
}

blueprint = Blueprint("devices", __name__)


def init_app(api: Flask) -> None:
    """Count wrong codes by address, in this process."""
    api.extensions["wrong_codes"] = FixedWindowRateLimiter(MemoryStorage())
    api.register_blueprint(blueprint, url_prefix=PREFIX)


@blueprint.post("/pair")
@spec.validate(
    json=PairIn,
    resp=Answers(
        HTTP_200=PairedOut,
        HTTP_400=ProblemOut,
        HTTP_404=ProblemOut,
        HTTP_409=ProblemOut,
        HTTP_410=ProblemOut,
        HTTP_429=ProblemOut,
    ),
    skip_validation=True,
)
def pair() -> Response:
    """Exchange a code for a token."""
    asking = request.remote_addr or ""
    limiter: FixedWindowRateLimiter = current_app.extensions["wrong_codes"]
    if not limiter.test(WRONG_CODES, asking):
        seconds = WRONG_CODES.get_expiry()
        raise Problem(429, "too many wrong codes", reason="too_many", retry_after=seconds)
    body = read_body(PairIn)
    with pages():
        paired = pairing.redeem(body.code, body.name, body.version)
        if isinstance(paired, CodeState):
            limiter.hit(WRONG_CODES, asking)
            raise Problem(_STATUS[paired], f"the code is {paired}", reason=paired)
        told = _told(paired)
        commit()
    response = answer(told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(paired: Paired) -> Json:
    scanner = paired.scanner
    point, conference = scanner.point, scanner.conference
    return {
        "token": paired.token,
        "relay_key": _relay_key(scanner.id),
        "expires": conference.closed_at,
        "scanner": {"id": scanner.id, "name": scanner.name},
        "conference": {
            "id": conference.id,
            "title": conference.title,
            "held_on": conference.held_on,
            "state": conference.state,
        },
        "point": {"id": point.id, "name": point.name, "unit_code": point.unit.code},
        "policy": {"elsewhere": conference.elsewhere_policy},
        "server_time": clock.now(),
    }


@blueprint.post("/scanner/status")
@spec.validate(
    json=StatusIn,
    resp=Answers(HTTP_200=StatusOut, HTTP_400=ProblemOut, HTTP_401=ProblemOut),
    skip_validation=True,
)
def status() -> Response:
    """Keep how the scanner is, and tell it what it must know."""
    report = read_known_body(StatusIn)
    with writing(), engine().begin() as connection:
        card = card_of(connection, offered_token())
        arrived = sequences.received(connection, card.id, card.point_id)
        gaps = sequences.gaps(arrived, report.last_seq)
        connection.execute(
            sa.update(Scanner)
            .where(Scanner.id == card.id)
            .values(
                heard_at=clock.now(),
                unsent=report.unsent,
                battery=report.battery,
                roster_version=report.roster_version,
                app_version=report.app_version,
                last_seq=report.last_seq,
                missing=gaps.count,
            )
        )
    return answer(_state(card, gaps))


def _state(card: Any, gaps: sequences.Gaps) -> Json:  # noqa: ANN401 - a row with names
    closed = card.state is ConferenceState.CLOSED
    version = Version(card.roster_floor, card.roster_revision)
    return {
        "server_time": clock.now(),
        "conference": {
            "id": card.conference_id,
            "state": card.state,
            "closed_at": card.closed_at,
        },
        "roster_version": None if closed else str(version),
        "wipe": closed,
        "missing": gaps.numbers,
        "missing_count": gaps.count,
        "relay_key": _relay_key(card.id),
        "again_in": SECONDS_BETWEEN_REPORTS,
    }


def _relay_key(scanner_id: int) -> str:
    return scanners.relay_key(scanner_id, current_app.config["SECRET_KEY"])
