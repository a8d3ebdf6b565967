"""PostgreSQL for the tests: one private server a run, a migrated database a test."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from flask_migrate import upgrade

from dissemination.application import create_app
from dissemination.config import Settings
from dissemination.database import db
from tools.postgres import Server, new_folder

TEMPLATE = "migrated"


class PostgresDatabases:
    """Databases on the run's server, which the first worker to ask starts.

    The server watches the process that began the run and ends with it, so no worker takes it
    from another and even a killed run leaves nothing behind.
    """

    def __init__(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        self.own = tmp_path_factory.getbasetemp()
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        self.shared = self.own.parent if self.worker else self.own
        self.numbers = count(1)

    def __enter__(self) -> Self:
        self.server = Server(_agreed_folder(self.shared / "postgresql"))
        self.server.start(os.getppid() if self.worker else os.getpid())
        self.server.template(TEMPLATE, self._migrate)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self.worker:
            self.server.stop()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """The address of an empty database with every table, gone afterwards."""
        with self._named("migrated", TEMPLATE) as url:
            yield url

    @contextmanager
    def bare(self) -> Iterator[str]:
        """The address of a database without any table, gone afterwards."""
        with self._named("bare", "template1") as url:
            yield url

    @contextmanager
    def _named(self, kind: str, template: str) -> Iterator[str]:
        name = f"{kind}_{self.worker or 'only'}_{next(self.numbers)}"
        yield self.server.create(name, template)
        self.server.drop(name)

    def _migrate(self, url: str) -> None:
        settings = Settings(
            data_dir=self.own, database_url=url, secret_key="a-secret-for-tests-only-0123456789"
        )
        with create_app(settings).app_context():
            upgrade()
            db.engine.dispose()


def _agreed_folder(note: Path) -> Path:
    """The server's folder that all workers of a run know by `note`; the first one makes it."""
    with note.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if known := file.read():
            return Path(known)
        folder = new_folder()
        file.write(str(folder))
    return folder
