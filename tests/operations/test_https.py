"""`HTTPS=1`: served over TLS by an authority of our own, which vouches for us and for nobody else."""

import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from flask import Flask
from flask.testing import FlaskClient

from dissemination.web import certificates
from tests.conftest import SECRET
from tests.ports import own_port
from tools.provide import ROOT

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
NAMES = ["localhost", "127.0.0.1", "192.168.1.10", "hoi-truong.local"]


def trusted_by(files: certificates.Files, name: str, at: datetime) -> bool:
    """Whether a browser that has installed the authority takes the server for `name`."""
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    server = x509.load_pem_x509_certificate(files.server.read_bytes())
    verifier = PolicyBuilder().store(Store([authority])).time(at)
    try:
        verifier.build_server_verifier(certificates.general(name)).verify(server, [])
    except VerificationError:
        return False
    return True


def test_phones_that_installed_the_authority_trust_each_of_our_names(tmp_path: Path) -> None:
    files = certificates.provide(tmp_path, NAMES, NOW)
    assert all(trusted_by(files, name, NOW) for name in NAMES)
    assert not trusted_by(files, "bank.example.vn", NOW)
    assert not trusted_by(files, "localhost", NOW + timedelta(days=398))


def test_the_keys_are_for_our_eyes_only(tmp_path: Path) -> None:
    certificates.provide(tmp_path, NAMES, NOW)
    keys = sorted((tmp_path / "tls").glob("*.key"))
    assert [key.name for key in keys] == ["authority.key", "server.key"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}


def test_phones_need_not_install_it_again_when_the_server_moves(tmp_path: Path) -> None:
    files = certificates.provide(tmp_path, NAMES, NOW)
    installed = files.authority.read_bytes()
    before = files.server.read_bytes()
    assert certificates.provide(tmp_path, NAMES, NOW) == files
    assert files.server.read_bytes() == before, "nothing changed, nothing is made"
    moved = ["localhost", "10.20.30.40"]
    certificates.provide(tmp_path, moved, NOW)
    assert files.server.read_bytes() != before
    assert trusted_by(files, "10.20.30.40", NOW)
    later = NOW + timedelta(days=380)
    certificates.provide(tmp_path, moved, later)
    assert trusted_by(files, "localhost", later + timedelta(days=300))
    assert files.authority.read_bytes() == installed


def test_the_authority_may_vouch_for_no_public_name(tmp_path: Path) -> None:
    files = certificates.provide(tmp_path, NAMES, NOW)
    certificate = x509.load_pem_x509_certificate(files.authority.read_bytes())
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    hosts = [
        name.value
        for name in limits.value.permitted_subtrees or ()
        if isinstance(name, x509.DNSName)
    ]
    assert set(hosts) == {"localhost", "hoi-truong.local"}


def test_without_https_there_is_nothing_to_install(client: FlaskClient) -> None:
    assert "Không cần cài gì" in client.get("/certificate").text
    assert client.get("/certificate/authority.crt").status_code == 404


# --- as it is served ---------------------------------------------------------------------------


@pytest.fixture
def served(app: Flask, database_url: str, tmp_path: Path) -> Iterator[str]:
    """Its address; it has made its authority by itself."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": SECRET,
        "WORKERS": "1",
        "HTTPS": "1",
    }
    with (tmp_path / "server.log").open("wb") as log, own_port() as port:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"],
            cwd=ROOT,
            env={**environment, "PORT": str(port)},
            stdout=log,
            stderr=log,
        )
        try:
            yield f"https://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)


def fetch(address: str, trusted: ssl.SSLContext) -> bytes:
    """What is served, as soon as it is."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, context=trusted, timeout=10) as answer:
                content: bytes = answer.read()
                return content
        except (urllib.error.URLError, ConnectionError) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            if not isinstance(reason, ConnectionError | TimeoutError) or time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_it_is_served_over_tls_to_who_trusts_the_authority(served: str, tmp_path: Path) -> None:
    log, kept = tmp_path / "server.log", certificates.files(tmp_path)
    until = time.monotonic() + 60
    while not kept.server.exists() and time.monotonic() < until:
        time.sleep(0.1)
    trusted = ssl.create_default_context(cafile=str(kept.authority))
    assert fetch(f"{served}/healthz", trusted) == b"ok\n"
    offered = fetch(f"{served}/certificate/authority.crt", trusted)
    installed = x509.load_pem_x509_certificate(kept.authority.read_bytes())
    assert offered == installed.public_bytes(Encoding.DER)
    said = certificates.fingerprint(installed)
    assert said in fetch(f"{served}/certificate", trusted).decode()
    assert said in log.read_text()
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(f"{served}/healthz", ssl.create_default_context())
