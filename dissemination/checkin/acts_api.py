"""The addresses for what scanners record besides scans, and for what one brings of another."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, current_app
from pydantic import ValidationError
from spectree import Response as Answers
from sqlalchemy.engine import Connection

from dissemination import clock
from dissemination.checkin import acts, desk_queries, relays, scanners, sequences
from dissemination.checkin.acts import Judged, Place, Sending
from dissemination.checkin.batches import Batch
from dissemination.checkin.edge_api import (
    Problem,
    actor_of,
    answer,
    asking_card,
    engine,
    first_fault,
    pages,
    read_known_body,
    spec,
)
from dissemination.checkin.ledger_api import claimed, record
from dissemination.checkin.messages import (
    LARGEST_ACT_BATCH,
    ActBatch,
    ActIn,
    ActResults,
    Json,
    ProblemOut,
    RelayIn,
    RelayResults,
    Sealed,
)
from dissemination.checkin.models import Scanner
from dissemination.conferences.models import Delegate
from dissemination.database import reading, writing
from dissemination.web import audit
from dissemination.web.transactions import commit

blueprint = Blueprint("acts", __name__)


@blueprint.post("/acts")
@spec.validate(
    json=ActBatch,
    resp=Answers(
        HTTP_200=ActResults, HTTP_400=ProblemOut, HTTP_401=ProblemOut, HTTP_413=ProblemOut
    ),
    skip_validation=True,
)
def record_acts() -> Response:
    """Store 1 to 200 acts durably and answer each; repeating an id changes nothing."""
    received_at = clock.now()
    card = asking_card()
    body = read_known_body(ActBatch, "acts", LARGEST_ACT_BATCH)
    with pages():
        results = _record(card, body.acts, Sending(body.sent_at, received_at))
        tally = desk_queries.counts(card.point_id)
        told = {
            "results": [_result(result) for result in results],
            "tally": {"expected": tally.expected, "present": tally.present},
        }
        commit()
    return answer(told)


def _record(card: Any, listed: list[ActIn], sending: Sending) -> list[Judged]:  # noqa: ANN401 - a row
    with audit.acting_as(actor_of(card)):
        return acts.record(Place(card.id, card.conference_id, card.point_id), listed, sending)


def _result(judged: Judged) -> Json:
    body: Json = {"id": judged.id, "outcome": judged.outcome}
    if judged.delegate is not None:
        body["delegate"] = _delegate(judged.delegate)
    return body


def _delegate(delegate: Delegate) -> Json:
    return {
        "id": delegate.id,
        "name": delegate.name,
        "position": delegate.position,
        "unit": delegate.unit_name,
        "seat": delegate.seat,
        "category": delegate.category,
        "standing": delegate.standing,
        "point": {"id": delegate.point_id, "name": delegate.point.name},
    }


@blueprint.post("/relays")
@spec.validate(
    json=RelayIn,
    resp=Answers(
        HTTP_200=RelayResults,
        HTTP_400=ProblemOut,
        HTTP_401=ProblemOut,
        HTTP_403=ProblemOut,
        HTTP_404=ProblemOut,
        HTTP_422=ProblemOut,
    ),
    skip_validation=True,
)
def relay() -> Response:
    """Store what another scanner of the conference sealed, as that scanner's."""
    bringer = asking_card()
    envelope = read_known_body(RelayIn)
    with reading(), engine().connect() as connection:
        maker = _maker(connection, envelope.scanner, bringer.conference_id)
    return answer({"results": _deliver(maker, _unsealed(envelope))})


def _maker(connection: Connection, scanner_id: int, conference_id: int) -> Any:  # noqa: ANN401 - a row
    """The card of who sealed an envelope; raises Problem."""
    found = connection.execute(
        sa.select(Scanner.token_hash, Scanner.revoked_at).where(
            Scanner.id == scanner_id,
            Scanner.conference_id == conference_id,
            Scanner.token_hash.is_not(None),
            Scanner.is_self_service.is_(False),
        )
    ).one_or_none()
    if found is None:
        raise Problem(404, "no such scanner in this conference", reason="unknown")
    if found.revoked_at is not None:
        raise Problem(403, "the scanner that sealed this was revoked", reason="revoked")
    return scanners.card_of(connection, found.token_hash)


def _unsealed(envelope: RelayIn) -> Sealed:
    key = scanners.relay_key(envelope.scanner, current_app.config["SECRET_KEY"])
    text = relays.opened(key, envelope.scanner, envelope.iv, envelope.sealed)
    if text is None:
        raise Problem(422, "not sealed by this scanner, or damaged", reason="cannot_open")
    try:
        return Sealed.model_validate_json(text)
    except ValidationError as error:
        raise first_fault(error, "scans") from None


def _deliver(maker: Any, held: Sealed) -> list[Json]:  # noqa: ANN401 - a row with names
    """Acts first, for scans may name them. The clock's error is what the scanner knew of it: how
    long the envelope travelled says nothing."""
    received_at = clock.now()
    sent_at = received_at - timedelta(seconds=held.clock_offset or 0)
    results: list[Json] = []
    if held.acts:
        with pages():
            judged = _record(maker, held.acts, Sending(sent_at, received_at))
            results += [{"id": one.id, "outcome": one.outcome} for one in judged]
            commit()
    if held.scans:
        claims = [claimed(scan, current_app.config["SECRET_KEY"]) for scan in held.scans]
        recorded = record(Batch(claims, sent_at, received_at, token_hash=maker.token_hash))
        results += [{"id": one.id, "outcome": one.outcome} for one in recorded.results]
    with writing(), engine().begin() as connection:
        sequences.reckon(connection, maker.id, maker.point_id)
    return results
