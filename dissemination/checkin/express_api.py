"""The shortest way of scans: a sound batch of a known scanner goes to the ledger past Flask.

Routing, contexts and cookies cost a single scan more than storing it does. Whatever is not sound, a
refusal, a rehearsal or a failure, is left to the API, which takes it from the beginning and says why.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json
from sqlalchemy.exc import SQLAlchemyError

from dissemination import clock
from dissemination.checkin.answering import answered
from dissemination.checkin.batches import Batch
from dissemination.checkin.edge_api import LARGEST_BODY, PREFIX
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.ledger_api import claimed, count
from dissemination.checkin.messages import LARGEST_BATCH, ScanBatch
from dissemination.checkin.scanners import token_hash

BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Express:
    """`POST /api/v1/scans` without the API's application, where that can answer 200."""

    ledger: Ledger
    secret_key: str

    def takes(self, environ: dict[str, Any]) -> bool:
        path: str = environ["PATH_INFO"]
        method: str = environ["REQUEST_METHOD"]
        return path == f"{PREFIX}/scans" and method == "POST"

    def answer(self, environ: dict[str, Any]) -> bytes | None:
        """The answer's body; None: ask the API, for whom the request's body is kept."""
        received_at = clock.now()
        authorization: str = environ.get("HTTP_AUTHORIZATION", "")
        length: str = environ.get("CONTENT_LENGTH") or ""
        if not authorization.startswith(BEARER) or not length.isdecimal():
            return None
        if int(length) > LARGEST_BODY:
            return None
        content: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(content)
        body = _sound(content)
        if body is None:
            return None
        claims = [claimed(scan, self.secret_key) for scan in body.scans]
        hashed = token_hash(authorization.removeprefix(BEARER).strip())
        return self._recorded(Batch(claims, body.sent_at, received_at, token_hash=hashed))

    def _recorded(self, batch: Batch) -> bytes | None:
        try:
            recorded = self.ledger.record(batch)
        except SQLAlchemyError:
            return None  # nothing was stored; the API tries once more, and reports it
        if recorded is None:
            return None
        count(recorded)
        return to_json(answered(recorded))


def _sound(content: bytes) -> ScanBatch | None:
    try:
        body = ScanBatch.model_validate_json(content)
    except ValidationError:
        return None
    return None if body.is_rehearsal or len(body.scans) > LARGEST_BATCH else body


def send(body: bytes, start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("200 OK", headers)
    return [body]
