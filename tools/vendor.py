"""Copy the third-party browser files that pages use from node_modules/ to static/vendor/."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

# Folder under static/vendor/ → files of npm packages. Only what a template or a module names.
WANTED = {
    "bootstrap": [
        "bootstrap/dist/css/bootstrap.min.css",
        "bootstrap/dist/js/bootstrap.bundle.min.js",
        "bootstrap/LICENSE",
    ],
    "htmx": ["htmx.org/dist/htmx.min.js", "htmx.org/LICENSE"],
    "echarts": ["echarts/dist/echarts.simple.min.js", "echarts/LICENSE"],
    "idb": ["idb/build/index.js", "idb/LICENSE"],
    # The reader names its neighbour by "../share.js", so it lies a folder deeper, as in its package.
    "zxing": ["zxing-wasm/dist/es/share.js", "zxing-wasm/LICENSE"],
    "zxing/reader": [
        "zxing-wasm/dist/es/reader/index.js",
        "zxing-wasm/dist/reader/zxing_reader.wasm",
    ],
    "fonts": [
        *(
            f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
            for subset in ("latin", "vietnamese")
            for weight in (400, 600)
        ),
        "@fontsource/be-vietnam-pro/LICENSE",
    ],
}


def wanted(packages: Path, vendor: Path) -> Iterator[tuple[Path, Path]]:
    """Each file's place in `packages` and the place in `vendor` where pages look for it."""
    for folder, names in WANTED.items():
        for name in names:
            yield packages / name, vendor / folder / Path(name).name


def copy(packages: Path = PACKAGES, vendor: Path = VENDOR) -> int:
    """Make `vendor` hold exactly the wanted files; returns how many.

    Raises FileNotFoundError, and leaves `vendor` as it was, when a package lacks one.
    """
    pairs = list(wanted(packages, vendor))
    for source, _ in pairs:
        if not source.is_file():
            raise FileNotFoundError(source)
    shutil.rmtree(vendor, ignore_errors=True)
    for source, target in pairs:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return len(pairs)


if __name__ == "__main__":
    try:
        count = copy()
    except FileNotFoundError as missing:
        sys.exit(f"{missing.args[0]} is missing: remove node_modules/ and run make again.")
    print(f"{count} files in {VENDOR.relative_to(ROOT)}/")
