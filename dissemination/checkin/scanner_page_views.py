"""The offline scanner: a page that is the same for everyone, its manifest and its service worker.

The page holds nobody's data and asks for no session: what a device knows it gets by its token from the
check-in API. So it may be public, and be kept by the browser for as long as there is no network.
"""

import json
from pathlib import Path

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.checkin import scanner_shell
from dissemination.web.access import public
from dissemination.web.headers import CONTENT_SECURITY_POLICY

# The decoder is WebAssembly; nothing else may compile code, on no other page.
POLICY = f"{CONTENT_SECURITY_POLICY}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"

blueprint = Blueprint("scanner_page", __name__, url_prefix="/scanner")


@blueprint.get("/")
@public
def show() -> Response:
    """The scanner, paired or not: the page finds out by itself."""
    static = _static()
    page = render_template(
        scanner_shell.TEMPLATE,
        version=_version(),
        sheets=scanner_shell.SHEETS,
        modules=[_address(name) for name in scanner_shell.modules(static)],
        entrance=_address(scanner_shell.ENTRANCE),
    )
    return _asked_after(Response(page, mimetype="text/html"))


@blueprint.get("/pair")
@public
def pair() -> Response:
    """Where the QR code on a point's page leads; the code stands in the fragment, which stays there."""
    return show()


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What makes the page installable."""
    icon = {"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": _("Máy quét điểm danh"),
        "short_name": _("Điểm danh"),
        "lang": "vi",
        "id": url_for(".show"),
        "start_url": url_for(".show"),
        "scope": url_for(".show"),
        "display": "standalone",
        "background_color": "#FFFFFF",
        "theme_color": "#8E1B1B",
        "icons": [{**icon, "purpose": "any"}, {**icon, "purpose": "maskable"}],
    }
    return _asked_after(Response(json.dumps(content), mimetype="application/manifest+json"))


@blueprint.get("/service-worker.js")
@public
def service_worker() -> Response:
    """The worker that keeps the page; it lies here because it may only serve what lies beside it."""
    static = _static()
    shell = {
        "version": _version(),
        "page": url_for(".show"),
        "files": [url_for(".decoder"), *(_address(name) for name in scanner_shell.files(static))],
    }
    code = (static / scanner_shell.SERVICE_WORKER).read_text(encoding="utf-8")
    return _worker(f"self.SHELL = {json.dumps(shell)};\n{code}")


@blueprint.get("/decoder.js")
@public
def decoder() -> Response:
    """The worker that reads codes: here, because a worker is served by who serves its address, and
    obeys the policy that came with its own file."""
    return _worker((_static() / scanner_shell.DECODER).read_text(encoding="utf-8"))


def _worker(text: str) -> Response:
    return _asked_after(Response(text, mimetype="text/javascript"))


@blueprint.after_request
def _own_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _asked_after(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response


def _address(name: str) -> str:
    """Without a version: modules name each other by their place, and a file must be loaded once."""
    return f"{current_app.static_url_path}/{name}"


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _version() -> str:
    templates = Path(current_app.root_path) / str(current_app.template_folder)
    return scanner_shell.version(_static(), templates)
