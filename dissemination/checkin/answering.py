"""What the ledger decided, as the API's JSON."""

from uuid import UUID

from dissemination.checkin.batches import Answer, Result
from dissemination.checkin.messages import Json
from dissemination.checkin.statements import DelegateRow


def answered(recorded: Answer) -> Json:
    """An answer as the API's JSON."""
    return {
        "results": [_result(result) for result in recorded.results],
        "tally": {"expected": recorded.expected, "present": recorded.present},
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
