"""The scanners of the rehearsal: they speak the check-in API over HTTP, as devices at doors do."""

import json
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from dissemination import clock
from dissemination.checkin.models import ScanOutcome
from dissemination.sample.arrivals import UNDO_REASON, PlannedScan, Sending

_TRIES: Final = 8
_PAUSE_SECONDS: Final = 0.5
_ADMITS: Final = {ScanOutcome.ADMITTED, ScanOutcome.ADMITTED_ELSEWHERE}


class ServerUnusableError(Exception):
    """The server cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the served application listens on this machine."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def loopback(url: str) -> Address | None:
    """The address of an http URL on this machine; None for any other: the rehearsal stays here."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 80
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return None
    return Address(host, port) if parts.scheme == "http" and is_here else None


class Door:
    """One connection over which several scanners speak, one after another."""

    def __init__(self, address: Address, tokens: Mapping[int, str]) -> None:
        self.address = address
        self.tokens = tokens
        self.sequence: Counter[int] = Counter()
        self.connection = HTTPConnection(address.host, address.port, timeout=60)

    def whoami(self, point_id: int) -> dict[str, Any]:
        """What the server knows of the scanner of a point; asked once, to say soon if none is."""
        return self._request("GET", "/api/v1/scanner", point_id, tries=1)

    def send(self, sending: Sending, started: datetime, seconds: float) -> dict[str, Any]:
        """Post the scans; sent again until they are answered, which changes nothing twice."""
        body = {"scans": [self._scan(scan, started, seconds) for scan in sending.scans]}
        return self._request("POST", "/api/v1/scans", sending.point_id, body)

    def close(self) -> None:
        self.connection.close()

    def _scan(self, scan: PlannedScan, started: datetime, seconds: float) -> dict[str, Any]:
        self.sequence[scan.point_id] += 1
        moment = started + timedelta(seconds=scan.at * seconds) if scan.offline else clock.now()
        return {
            "id": str(scan.id),
            "seq": self.sequence[scan.point_id],
            "pass": scan.digits,
            "delegate_id": scan.delegate_id,
            "citizen_id": None,
            "direction": scan.direction,
            "undoes": str(scan.undoes) if scan.undoes else None,
            "reason": UNDO_REASON if scan.undoes else None,
            "method": scan.method,
            "scanned_at": moment.isoformat(),
            "offline": scan.offline,
        }

    def _request(
        self,
        method: str,
        path: str,
        point_id: int,
        body: dict[str, Any] | None = None,
        tries: int = _TRIES,
    ) -> dict[str, Any]:
        for number in range(tries):
            time.sleep(_PAUSE_SECONDS * number)
            with suppress(OSError, HTTPException):
                return self._once(method, path, point_id, body)
            self.connection.close()
        raise ServerUnusableError(f"Nothing answers at {self.address}. Start it with `make run`.")

    def _once(
        self, method: str, path: str, point_id: int, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self.tokens[point_id]}",
            "Content-Type": "application/json",
        }
        sent = {**body, "sent_at": clock.now().isoformat()} if body else None
        self.connection.request(method, path, json.dumps(sent) if sent else None, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status == 401:
            raise ServerUnusableError(
                f"The server at {self.address} does not know the scanners paired here: "
                "it serves another database."
            )
        if response.status >= 500:
            raise HTTPException(f"status {response.status}")
        if response.status != 200:
            raise ServerUnusableError(
                f"{self.address}{path} answered {response.status}: {text[:200]!r}"
            )
        answer: dict[str, Any] = json.loads(text)
        return answer


@dataclass(slots=True)
class Record:
    """What the doors heard so far; every thread writes here."""

    outcomes: Counter[str] = field(default_factory=Counter)
    answers: dict[UUID, str] = field(default_factory=dict)
    changed_answers: int = 0
    milliseconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def inside(self) -> int:
        """People admitted and not taken back, by the answers."""
        admitted = sum(self.outcomes[outcome] for outcome in _ADMITS)
        return admitted - self.outcomes[ScanOutcome.UNDONE]

    def hear(self, results: Sequence[Mapping[str, Any]], milliseconds: float) -> None:
        """Keep the answers; a scan sent again must get the answer it got first."""
        with self.lock:
            self.milliseconds.append(milliseconds)
            for result in results:
                scan_id, outcome = UUID(result["id"]), result["outcome"]
                if scan_id not in self.answers:
                    self.answers[scan_id] = outcome
                    self.outcomes[outcome] += 1
                elif self.answers[scan_id] != outcome:
                    self.changed_answers += 1


class Rehearsal:
    """Plays a plan over several connections; each scanner's scans stay in their order.

    The threads start at once and end with the plan, with `stop`, or with a `failure`.
    """

    def __init__(
        self,
        address: Address,
        tokens: Mapping[int, str],
        sendings: Sequence[Sending],
        seconds: float,
        connections: int,
    ) -> None:
        self.address = address
        self.tokens = tokens
        self.seconds = seconds
        self.record = Record()
        self.failure: Exception | None = None
        self.stop = threading.Event()
        self.started = clock.now()
        self._started = time.monotonic()
        shares = [
            [sending for sending in sendings if sending.point_id % connections == number]
            for number in range(connections)
        ]
        self.threads = [
            threading.Thread(target=self._play, args=(share,), daemon=True) for share in shares
        ]
        for thread in self.threads:
            thread.start()

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._started

    @property
    def is_playing(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def _play(self, sendings: Sequence[Sending]) -> None:
        door = Door(self.address, self.tokens)
        try:
            for sending in sendings:
                if self.stop.wait(max(0.0, sending.due * self.seconds - self.elapsed)):
                    return
                before = time.perf_counter()
                answer = door.send(sending, self.started, self.seconds)
                self.record.hear(answer["results"], 1000 * (time.perf_counter() - before))
        except Exception as failure:  # noqa: BLE001  # raised again by whoever waits
            self.failure = failure
            self.stop.set()
        finally:
            door.close()
