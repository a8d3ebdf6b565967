"""A private PostgreSQL server in a folder of its own, reached only through a socket there.

`private_server()` is for a benchmark or a script. A test run shares one server between its
workers: whoever needs it first calls `Server.start`, and it stops when the watched process ends,
however that ends.
"""

import argparse
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tools.provide import CannotProvide, find_postgres, postgres_version

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0

# The tests' databases die with the run, so they need not survive a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SMALL = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server by its folder, so that several processes can speak of the same one."""

    folder: Path

    def url(self, database: str = "postgres") -> str:
        """A SQLAlchemy and `DATABASE_URL` address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder / 'data'}"

    def start(self, watched: int, *, durable: bool = False) -> None:
        """Start it unless it runs; it stops by itself when process `watched` has ended.

        Raises CannotProvide where the machine has no PostgreSQL or it does not come up.
        """
        with self._alone("start"):
            if self.answers():
                return
            command = [sys.executable, "-m", "tools.postgres", str(self.folder), str(watched)]
            done = subprocess.run(
                command + ["--durable"] * durable,
                cwd=ROOT,
                check=False,
                capture_output=True,
                text=True,
            )
        if done.returncode:
            raise CannotProvide(done.stderr.strip())

    def stop(self) -> None:
        """Stop it and remove its folder; nothing to do when it never started."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((self.folder / "keeper.pid").read_text()), signal.SIGTERM)
            ends(self)
        shutil.rmtree(self.folder, ignore_errors=True)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Database `name`, made once by whoever comes first: `fill` gets its address.

        `fill` must leave no connection open, or copying the database fails.
        """
        with self._alone(name):
            if not self._exists(name):
                unfinished = f"{name}_unfinished"
                self.create(unfinished)
                fill(self.url(unfinished))
                self._do("ALTER DATABASE {} RENAME TO {}", unfinished, name)
        return name

    def create(self, database: str, template: str = "template1") -> str:
        """A database copied from `template`, replacing any of that name; returns its address."""
        self.drop(database)
        self._do("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _exists(self, database: str) -> bool:
        with self._connect() as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database])
            return found.rowcount > 0

    def _do(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder / "data"), user="postgres", dbname="postgres", autocommit=True
        )

    def answers(self) -> bool:
        """Whether it takes connections now."""
        with contextlib.suppress(psycopg.OperationalError):
            self._connect().close()
            return True
        return False

    @contextlib.contextmanager
    def _alone(self, matter: str) -> Iterator[None]:
        """Let one process at a time deal with a matter."""
        with (self.folder / f"{matter}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def ends(server: Server) -> bool:
    """Whether a server that is to end has ended and cleared its folder away, a minute at most."""
    return _wait(lambda: not server.folder.exists())


def new_folder() -> Path:
    """An empty folder for a server, with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o711)
    return folder


@contextlib.contextmanager
def private_server(*, durable: bool) -> Iterator[Server]:
    """A server of one's own for as long as the block runs."""
    server = Server(new_folder())
    try:
        server.start(os.getpid(), durable=durable)
        yield server
    finally:
        server.stop()


def _start_and_keep(folder: Path, watched: int, settings: Mapping[str, str]) -> None:
    """Start the server and leave a keeper behind that ends it; returns when it answers."""
    programs = find_postgres()
    if programs is None:
        sys.exit("PostgreSQL's server programs are not installed: `make test` installs them.")
    owner = _owner()
    _initialise(programs, folder / "data", owner)
    keeper = os.fork()
    if keeper == 0:
        _keep(_launch(programs, folder, settings, owner), folder, watched)
    server = Server(folder)
    _wait(lambda: server.answers() or _ended(keeper))
    if not server.answers():
        sys.exit(f"PostgreSQL did not come up: {(folder / 'log').read_text()[-2000:]}")


def _owner() -> str | None:
    """Whose processes the server's are to be; None for our own. PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _initialise(programs: Path, data: Path, owner: str | None) -> None:
    data.mkdir(mode=0o700)
    if owner:
        shutil.chown(data, owner)
    # Vietnamese order, as a province's server may have it: no query may lean on byte order.
    order = ["--locale-provider=icu", "--icu-locale=vi"] if postgres_version(programs) >= 15 else []
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    done = subprocess.run(
        [*command, "-E", "UTF8", "--locale=C.UTF-8", *order, "--no-sync"],
        cwd=data,
        user=owner,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"PostgreSQL's initdb failed: {done.stderr.strip()}")


def _launch(
    programs: Path, folder: Path, settings: Mapping[str, str], owner: str | None
) -> subprocess.Popen[bytes]:
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            cwd=folder / "data",
            user=owner,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _keep(server: subprocess.Popen[bytes], folder: Path, watched: int) -> None:
    """The keeper's whole life: wait for the end of `watched` or of the wish for the server."""
    os.setsid()
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silence, stream)
    wished = True

    def no_longer(_signal: int, _frame: object) -> None:
        nonlocal wished
        wished = False

    signal.signal(signal.SIGTERM, no_longer)
    (folder / "keeper.pid").write_text(str(os.getpid()))
    while wished and _lives(watched):
        time.sleep(0.1)
        if server.poll() is not None:
            (folder / "keeper.pid").unlink()
            os._exit(1)  # the folder stays: its log says why
    server.send_signal(signal.SIGINT)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _ended(child: int) -> bool:
    return os.waitpid(child, os.WNOHANG) != (0, 0)


def _wait(reached: Callable[[], bool]) -> bool:
    """Whether it was reached within PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("watched", type=int)
    parser.add_argument("--durable", action="store_true")
    asked = parser.parse_args()
    _start_and_keep(asked.folder, asked.watched, SMALL if asked.durable else SMALL | FORGETFUL)
