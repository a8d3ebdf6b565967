"""What a newcomer's two commands stand on: locks, front-end files, ignored files."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.provide import ROOT
from tools.vendor import WANTED

PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NPM_LOCK = json.loads((ROOT / "package-lock.json").read_text())
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
VENDORED = re.compile(r"vendor/([\w./-]+\.\w+)")


def pins(lock: str) -> dict[str, str]:
    return {
        canonicalize_name(name): version for name, version in PIN.findall((ROOT / lock).read_text())
    }


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_a_python_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.findall(r"https?://\S+|--(?:index|extra|find|trusted)\S*", text)


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_pin_of_a_python_lock_has_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=\w)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_npm_lock_names_no_host() -> None:
    packages = NPM_LOCK["packages"].items()
    assert [name for name, package in packages if "resolved" in package] == []


def test_every_npm_package_has_a_hash() -> None:
    packages = [(name, package) for name, package in NPM_LOCK["packages"].items() if name]
    assert packages
    assert [name for name, package in packages if "integrity" not in package] == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-dev.txt", PROJECT["dependencies"]),
        ("requirements-dev.txt", PROJECT["optional-dependencies"]["dev"]),
        ("requirements-node.txt", PROJECT["optional-dependencies"]["node"]),
    ],
)
def test_a_python_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    locked = pins(lock)
    requirements = [Requirement(text) for text in wanted]
    unmet = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert unmet == [], "`make lock` mends this"


def test_developers_and_users_run_the_same_versions() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_the_npm_lock_holds_what_the_project_asks_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text())
    locked = NPM_LOCK["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert locked[kind] == asked[kind], "`make lock` mends this"


def test_pages_name_only_front_end_files_that_are_copied() -> None:
    named = {
        name
        for folder in ("templates", "static/css", "static/js")
        for file in (ROOT / folder).rglob("*.*")
        for name in VENDORED.findall(file.read_text())
    }
    copied = {f"{folder}/{Path(name).name}" for folder, names in WANTED.items() for name in names}
    assert named
    assert named <= copied


def test_nothing_generated_or_foreign_is_in_git() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    foreign = re.compile(r"^(\.venv|node_modules|static/vendor|var)/|\.(mo|pyc|db)$")
    assert tracked
    assert [name for name in tracked if foreign.search(name)] == []


def test_ci_runs_the_commands_of_a_newcomer() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^make \w+", script.read_text(), re.MULTILINE) == ["make check", "make test"]
