"""The page that installs our own authority on a phone, so that its browser opens the camera."""

from cryptography.hazmat.primitives.serialization import Encoding
from flask import Blueprint, abort, current_app, render_template
from werkzeug.wrappers import Response

from dissemination.config import Settings
from dissemination.web import certificates
from dissemination.web.access import public

blueprint = Blueprint("certificate", __name__)


@blueprint.get("/certificate")
@public
def show() -> str:
    """How to install it, and by which fingerprint to know it; or that there is nothing to install."""
    found = certificates.authority(_settings().data_dir) if _settings().https else None
    return render_template(
        "web/certificate.html",
        certificate=found,
        fingerprint=certificates.fingerprint(found) if found else "",
    )


@blueprint.get("/certificate/authority.crt")
@public
def download() -> Response:
    """The certificate as phones and computers take it; the key never leaves the server."""
    found = certificates.authority(_settings().data_dir) if _settings().https else None
    content = (found or abort(404)).public_bytes(Encoding.DER)
    answer = Response(content, content_type="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = 'attachment; filename="authority.crt"'
    return answer


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
