"""Killing the server in mid-load, many times: what was acknowledged must be there, once."""

import http.client
import json
import os
import random
import signal
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from bench.scans import scan
from bench.world import World, served

SENDERS = 8


def killed(world: World, times: int) -> str:
    """One sentence on what was sent, acknowledged, kept, lost and doubled."""
    people = world.python("people")
    acknowledged: list[str] = []
    for _ in range(times):
        with served(world) as server:
            threads = [
                threading.Thread(target=_send, args=(server.port, people, acknowledged))
                for _ in range(SENDERS)
            ]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.1, 0.6))
            os.killpg(server.pid, signal.SIGKILL)
            for thread in threads:
                thread.join()
    stored = world.python("scan_ids")
    lost = set(acknowledged) - set(stored)
    doubled = len(stored) - len(set(stored))
    agrees = "equal" if world.python("agrees") else "DIFFER FROM"
    return (
        f"killed {times} times; {len(acknowledged):,} scans acknowledged, {len(stored):,} stored, "
        f"{len(lost)} lost, {doubled} doubled; tallies {agrees} a recount"
    )


def _send(port: int, people: list[dict[str, Any]], acknowledged: list[str]) -> None:
    """One scan after the other on one connection until the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with suppress(OSError, http.client.HTTPException, ValueError):
        while True:
            person = random.choice(people)
            now = datetime.now(UTC).isoformat()
            claim = scan(person["pass"], now)
            body = json.dumps({"sent_at": now, "scans": [claim]})
            headers = {
                "Authorization": f"Bearer {person['token']}",
                "Content-Type": "application/json",
            }
            connection.request("POST", "/api/v1/scans", body, headers)
            response = connection.getresponse()
            if response.status == 200:
                acknowledged += [result["id"] for result in json.loads(response.read())["results"]]
    connection.close()
