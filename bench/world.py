"""A served system with the sample conference, on a database of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WORKERS = 2


@dataclass(frozen=True, slots=True)
class World:
    """Where one system's data lies."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "WORKERS": str(WORKERS),
            "LOG_LEVEL": "ERROR",
        }

    def flask(self, *arguments: str) -> str:
        """A command's output; raises when it fails."""
        command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def load(self, points: int, delegates: int) -> float:
        """Migrate and load the sample; seconds the loading took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.flask("db", "upgrade")
        started = time.perf_counter()
        self.flask("demo", "load", "--points", str(points), "--delegates", str(delegates))
        return time.perf_counter() - started

    def python(self, code: str, *arguments: str) -> Any:  # noqa: ANN401 - whatever JSON it prints
        """Run `bench.inside`'s function `code` in the application; what it prints as JSON."""
        command = [sys.executable, "-m", "bench.inside", code, *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return json.loads(done.stdout)


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(world: World) -> Iterator[Served]:
    """`flask serve` on a free port for as long as the block runs."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "serve"]
    with _running(command, world.environment | {"PORT": str(port)}, port, "/readyz") as pid:
        yield Served(port, pid)


@contextmanager
def empty_view() -> Iterator[Served]:
    """The empty view on the same server."""
    port = free_port()
    command = [sys.executable, "-m", "bench.empty", str(port), str(WORKERS)]
    with _running(command, dict(os.environ), port, "/empty") as pid:
        yield Served(port, pid)


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[int]:
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, path)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(port: int, path: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with (
            suppress(OSError),
            closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection,
        ):
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def memory(pid: int) -> int:
    """Bytes of a process and all beneath it: shared pages counted once (PSS)."""
    total = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            total += int(line.split()[1]) * 1024
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        total += sum(memory(int(child)) for child in children.read_text().split())
    return total
