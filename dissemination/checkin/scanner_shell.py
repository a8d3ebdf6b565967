"""The files that the scanner's page is made of, and one version for all of them together."""

import hashlib
from functools import lru_cache
from pathlib import Path

TEMPLATE = "checkin/scanner/shell.html"
DECODER = "scanner/workers/decode.js"
SERVICE_WORKER = "scanner/workers/service-worker.js"
ENTRANCE = "scanner/app.js"
SHEETS = (
    "css/tokens.css",
    "css/scanner-base.css",
    "css/base.css",
    "css/components.css",
    "css/desk.css",
    "css/scanner.css",
)
# Modules of the desk that the scanner shares.
SHARED = (
    "js/desk-input.js",
    "js/desk-people.js",
    "js/desk-sound.js",
    "js/desk-verdict.js",
    "js/appearance.js",
)
DATABASE = "vendor/idb/index.js"
LIBRARIES = (
    "vendor/zxing/share.js",
    "vendor/zxing/reader/index.js",
    "vendor/zxing/reader/zxing_reader.wasm",
)
FONTS = tuple(
    f"vendor/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    for subset in ("latin", "vietnamese")
    for weight in (400, 600)
)
OTHERS = ("js/early.js", "icon.svg")


def modules(static: Path) -> list[str]:
    """What the entrance imports, in the order of their names."""
    own = sorted(f"scanner/{path.name}" for path in (static / "scanner").glob("*.js"))
    return [*own, *SHARED, DATABASE]


def files(static: Path) -> list[str]:
    """Everything the page needs without a network, below the static folder."""
    return [*modules(static), *SHEETS, *LIBRARIES, *FONTS, *OTHERS]


def version(static: Path, templates: Path) -> str:
    """Twelve letters that change with the content of any of the files."""
    parts = [
        templates / TEMPLATE,
        static / SERVICE_WORKER,
        *(static / name for name in files(static)),
    ]
    return _digest(tuple((path, path.stat().st_mtime_ns) for path in parts))


@lru_cache(maxsize=4)
def _digest(parts: tuple[tuple[Path, int], ...]) -> str:
    whole = hashlib.sha256()
    for path, _changed in parts:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]
