"""How answers travel: pages and our own files in gzip, and each version of a file fetched once.

A page holds a secret (its CSRF token) beside words that a stranger may have put into the address.
Compressing the two together could give the secret away by the answer's length (BREACH), so every
page gets a random number of bytes that mean nothing; cookies that stay at home do the rest.
"""

import gzip
import hashlib
import io
import secrets
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.wrappers import Response

from dissemination.web.access import public

COMPRESSED_FILES = {".css", ".js", ".mjs", ".svg", ".json", ".wasm"}
# Named by other files of ours, which know no version: fonts by the style sheet that loads them.
UNVERSIONED = (".woff2",)
A_YEAR = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
WORTH_IT = 1400  # bytes; less fits into one packet anyway
PADDING = 100  # bytes, at most


def init_app(app: Flask) -> None:
    app.view_functions["static"] = public(app.view_functions["static"])
    folder = Path(app.static_folder or "")

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        name = values.get("filename", "")
        if endpoint == "static" and name and not name.endswith(UNVERSIONED):
            values.setdefault("v", version(folder / name))

    def send(response: Response) -> Response:
        if request.endpoint == "static":
            return send_file(response, folder / (request.view_args or {})["filename"])
        return send_page(response)

    app.url_defaults(add_version)
    app.after_request(send)


def version(path: Path) -> str:
    """Eight letters that change with the file's content; "" when there is no such file."""
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


def send_file(response: Response, path: Path) -> Response:
    """A file asked for by version never changes; a font may be a day old; the rest is asked after."""
    if response.status_code not in {200, 304}:
        return response
    if request.args.get("v"):
        response.headers["Cache-Control"] = A_YEAR
    elif path.suffix in UNVERSIONED:
        response.headers["Cache-Control"] = A_DAY
    if path.suffix in COMPRESSED_FILES and _takes_gzip(response):
        _replace(response, _squeezed_file(path, path.stat().st_mtime_ns))
    return response


def send_page(response: Response) -> Response:
    if response.mimetype != "text/html" or response.is_streamed or not _takes_gzip(response):
        return response
    content = response.get_data()
    if len(content) >= WORTH_IT:
        _replace(response, squeezed_page(content))
    return response


def squeezed_page(content: bytes) -> bytes:
    """The content in gzip, with a name of random length in its head, which browsers skip."""
    buffer = io.BytesIO()
    name = "x" * secrets.randbelow(PADDING)
    with gzip.GzipFile(name, "wb", compresslevel=4, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def _takes_gzip(response: Response) -> bool:
    response.vary.add("Accept-Encoding")
    return (
        response.status_code != 304
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["gzip"] > 0
    )


def _replace(response: Response, content: bytes) -> None:
    closing = getattr(response.response, "close", None)
    if closing:
        response.call_on_close(closing)
    response.direct_passthrough = False
    response.set_data(content)
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=64)
def _squeezed_file(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=zlib.Z_BEST_COMPRESSION, mtime=0)
