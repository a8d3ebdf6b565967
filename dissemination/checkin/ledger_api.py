"""From the API's messages to the ledger."""

from flask import current_app
from prometheus_client import Counter

from dissemination.checkin.batches import Answer, Batch, Claim
from dissemination.checkin.edge_api import Unauthorised, engine
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.messages import ScanIn
from dissemination.checkin.scanners import TokenStanding, standing_of
from dissemination.conferences.citizens import citizen_hash
from dissemination.database import reading

SCANS = Counter("checkin_scans", "Scans answered, by outcome", ["outcome"])


def claimed(scan: ScanIn, secret_key: str) -> Claim:
    """What a scan claims; of a citizen's number only the hash goes on."""
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
        citizen_hash(number, secret_key) if number else None,
        scan.undoes,
        scan.reason,
        scan.act,
    )


def record(batch: Batch) -> Answer:
    """Hand a batch to the ledger; raises Unauthorised when it is of no scanner."""
    recorded = _ledger().record(batch)
    if recorded is None:
        raise Unauthorised(_standing(batch.token_hash))
    count(recorded)
    return recorded


def count(recorded: Answer) -> None:
    """For the metrics."""
    for result in recorded.results:
        SCANS.labels(result.outcome).inc()


def rehearse(batch: Batch) -> Answer:
    """What the ledger would answer; raises as `record` does."""
    would_be = _ledger().rehearse(batch)
    if would_be is None:
        raise Unauthorised(_standing(batch.token_hash))
    return would_be


def _ledger() -> Ledger:
    ledger: Ledger = current_app.extensions["ledger"]
    return ledger


def _standing(hashed: str | None) -> TokenStanding:
    with reading(), engine().connect() as connection:
        return standing_of(connection, hashed or "")
