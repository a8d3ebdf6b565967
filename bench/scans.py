"""Scans per second, one a request and in batches, beside the empty view."""

import json
import secrets
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.driver import HERE, Run, drive
from bench.world import World, empty_view, served

CONNECTIONS = (1, 8, 32)
BATCH = 200
SECONDS = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    connections: int
    scans_a_request: int
    run: Run

    @property
    def scans(self) -> float:
        """Scans per second."""
        return self.run.rate * self.scans_a_request


def empty_views() -> dict[int, Run]:
    """Requests per second of the empty view, by connections."""
    with empty_view() as server:
        url = f"{server.url}/empty"
        drive(url, HERE / "empty.lua", None, 8, 1)  # warm
        return {n: drive(url, HERE / "empty.lua", None, n, SECONDS) for n in CONNECTIONS}


def scan_figures(name: str, world: World) -> Iterator[Figure]:
    """Every delegate of the sample scanned once, one a request, then again in batches."""
    people = world.python("people")
    with tempfile.TemporaryDirectory() as folder, served(world) as server:
        for connections in CONNECTIONS:
            world.python("forget")
            limit = 3_000 if connections == 1 else len(people)
            requests = write_requests(Path(folder) / "single", people[:limit], 1)
            run = drive(server.url, HERE / "scans.lua", requests, connections, SECONDS)
            yield Figure(f"one scan a request, {name}", connections, 1, run)
        for connections in CONNECTIONS:
            world.python("forget")
            requests = write_requests(Path(folder) / "batch", people, BATCH)
            run = drive(server.url, HERE / "scans.lua", requests, connections, SECONDS)
            yield Figure(f"batches of {BATCH}, {name}", connections, BATCH, run)


def write_requests(path: Path, people: list[dict[str, Any]], size: int) -> Path:
    """A line a request: a token, a tab, a body. Single scans come from their own point; batches
    from any, as delegates of other points are admitted too."""
    now = datetime.now(UTC).isoformat()
    with path.open("w") as file:
        for start in range(0, len(people) - size + 1, size):
            chunk = people[start : start + size]
            scans = [scan(person["pass"], now) for person in chunk]
            body = json.dumps({"sent_at": now, "scans": scans})
            file.write(f"{chunk[0]['token']}\t{body}\n")
    return path


def scan(digits: str, at: str) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "seq": 1,
        "pass": digits,
        "delegate_id": None,
        "citizen_id": None,
        "direction": "in",
        "method": "qr",
        "scanned_at": at,
        "offline": False,
    }


def uuid7() -> UUID:
    """A time-ordered id, as scanners make them (RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds << 16) | 0x7000 | (random >> 62)
    return UUID(int=(high << 64) | (0b10 << 62) | (random & (2**62 - 1)))
