"""Several commands in one process end as they would alone."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tools.prepare import run_commands
from tools.provide import ROOT


@pytest.fixture
def notes() -> list[str]:
    """What the commands did, in order."""
    return []


@pytest.fixture
def app(notes: list[str]) -> Flask:
    """An application with a command that notes its word, and some that fail."""
    app = Flask(__name__)

    @app.cli.command("note")
    @click.argument("word")
    def note(word: str) -> None:
        notes.append(word)

    def failing(name: str, error: Callable[[], Exception]) -> None:
        @app.cli.command(name)
        def fail() -> None:
            raise error()

    failing("refuse", lambda: click.ClickException("There is no conference 9."))
    failing("lose", lambda: OperationalError("SELECT", {}, OSError("connection refused")))
    return app


def test_commands_run_in_their_order(app: Flask, notes: list[str]) -> None:
    run_commands(app, ["note one", "note two"])
    assert notes == ["one", "two"]


def test_nothing_runs_after_a_refusal(
    app: Flask, notes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        run_commands(app, ["note one", "refuse", "note two"])
    assert end.value.code == 1
    assert notes == ["one"]
    assert "There is no conference 9." in capsys.readouterr().err


def test_a_database_that_is_away_is_told_in_a_sentence(app: Flask) -> None:
    with pytest.raises(SystemExit, match="database does not do `flask lose`: connection refused"):
        run_commands(app, ["lose"])


def test_a_newcomers_first_start_is_ready_and_a_second_changes_nothing(tmp_path: Path) -> None:
    first, second = prepared(tmp_path), prepared(tmp_path)
    assert "267 units" in first
    assert "5 points, 40 delegates" in first
    assert "The database is not empty: no sample loaded." in second


def prepared(folder: Path) -> str:
    """What the preparation of `make run` prints, with a sample of five points."""
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tools.prepare", "db upgrade"),
            *("demo load --if-empty --points 5 --delegates 40", "users sample-links"),
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "", "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
