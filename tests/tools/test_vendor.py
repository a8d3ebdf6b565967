"""Copying front-end files: exactly the wanted ones, or none."""

from pathlib import Path

import pytest

from tools.vendor import WANTED, copy

NAMES = [name for names in WANTED.values() for name in names]


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """node_modules/ with every wanted file, and one that no page names."""
    for name in [*NAMES, "bootstrap/dist/js/unwanted.js"]:
        file = tmp_path / "node_modules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"content of {name}")
    return tmp_path / "node_modules"


def test_the_wanted_files_are_copied_and_no_other(packages: Path, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    assert copy(packages, vendor) == len(NAMES)
    copied = {file.read_text() for file in vendor.rglob("*.*")} | {
        file.read_text() for file in vendor.rglob("LICENSE")
    }
    assert copied == {f"content of {name}" for name in NAMES}


def test_what_an_older_version_copied_is_gone(packages: Path, tmp_path: Path) -> None:
    old = tmp_path / "vendor" / "old" / "script.js"
    old.parent.mkdir(parents=True)
    old.touch()
    copy(packages, tmp_path / "vendor")
    assert not old.exists()


def test_a_missing_file_leaves_the_copies_as_they_were(packages: Path, tmp_path: Path) -> None:
    copy(packages, tmp_path / "vendor")
    (packages / NAMES[-1]).unlink()
    with pytest.raises(FileNotFoundError):
        copy(packages, tmp_path / "vendor")
    assert len([file for file in (tmp_path / "vendor").rglob("*") if file.is_file()]) == len(NAMES)
