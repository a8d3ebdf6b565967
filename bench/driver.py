"""wrk: how it is found, and one run of it."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.provide import CannotProvide

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the driver saw. Latencies in milliseconds."""

    requests: int
    seconds: float
    failed: int
    p50: float
    p95: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def find_wrk() -> str:
    """wrk on this machine, installed when we may; CannotProvide says what to do."""
    if not shutil.which("wrk") and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-qq", "-y", "wrk"], check=False, capture_output=True)
    found = shutil.which("wrk")
    if not found:
        raise CannotProvide("The load driver wrk is missing: install the package 'wrk'.")
    return found


def drive(url: str, script: Path, argument: Path | None, connections: int, seconds: int) -> Run:
    """Run wrk with one thread; the script reports, and may stop before the time is up."""
    command = [find_wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s"]
    command += ["-s", str(script), url, "--", *([str(argument)] if argument else [])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    line = next(row for row in done.stdout.splitlines() if row.startswith("RESULT "))
    seen = json.loads(line.removeprefix("RESULT "))
    return Run(
        seen["requests"],
        seen["microseconds"] / 1e6,
        seen["failed"],
        *(seen[name] / 1000 for name in ("p50", "p95", "p99")),
    )
