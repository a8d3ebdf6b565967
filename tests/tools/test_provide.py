"""Finding what the machine has, and saying in a sentence what it lacks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import provide


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with nothing on its path and nobody who may install; its one folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    monkeypatch.setattr("sys.executable", str(folder / "python"))
    monkeypatch.setattr(provide, "BROWSERS", ("chromium", "google-chrome"))
    monkeypatch.setattr(provide, "POSTGRES_FOLDERS", (str(tmp_path / "postgresql/*/bin"),))
    monkeypatch.setattr(provide, "_run", lambda command: None)
    provide.find_browser.cache_clear()
    provide.find_postgres.cache_clear()
    provide.find_office.cache_clear()
    yield folder
    provide.find_browser.cache_clear()
    provide.find_postgres.cache_clear()
    provide.find_office.cache_clear()


def program(path: Path, says: str, status: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_a_bare_machine_has_nothing(bare_machine: Path) -> None:
    assert provide.find_npm() is None
    assert provide.find_browser() is None
    assert provide.find_postgres() is None
    assert provide.find_office() is None


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        ("npm", "Node.js"),
        ("browser", "chromium"),
        ("postgres", "postgresql"),
        ("office", "libreoffice"),
    ],
)
def test_what_cannot_be_installed_is_asked_for_in_a_sentence(
    wanted: str, word: str, bare_machine: Path
) -> None:
    with pytest.raises(provide.CannotProvide, match=word):
        provide.PROVIDERS[wanted]()


def test_npm_beside_an_old_node_is_not_used(bare_machine: Path) -> None:
    program(bare_machine / "npm", "9.2.0")
    program(bare_machine / "node", "v18.19.0")
    assert provide.find_npm() is None


def test_npm_beside_a_young_node_is_used(bare_machine: Path) -> None:
    npm = program(bare_machine / "npm", "10.9.0")
    program(bare_machine / "node", "v22.1.0")
    assert provide.find_npm() == npm


def test_a_browser_that_only_advertises_another_is_passed_over(bare_machine: Path) -> None:
    program(bare_machine / "chromium", "install the snap: 1 command", status=1)
    chrome = program(bare_machine / "google-chrome", "Google Chrome 150.0")
    assert provide.find_browser() == chrome


def test_the_newest_complete_postgresql_is_used(bare_machine: Path, tmp_path: Path) -> None:
    for version in (9, 15, 16):
        folder = tmp_path / "postgresql" / str(version) / "bin"
        program(folder / "postgres", f"postgres (PostgreSQL) {version}.4")
        if version != 16:
            program(folder / "initdb", f"initdb (PostgreSQL) {version}.4")
    assert provide.find_postgres() == tmp_path / "postgresql" / "15" / "bin"


def test_an_office_suite_without_letters_is_not_enough(bare_machine: Path, tmp_path: Path) -> None:
    soffice = program(bare_machine / "soffice", "LibreOffice 25.2")
    (bare_machine / "libsclo.so").touch()
    with pytest.raises(provide.CannotProvide, match="libreoffice"):
        provide.provide_office()
    (bare_machine / "libswlo.so").touch()
    assert provide.provide_office() == soffice
