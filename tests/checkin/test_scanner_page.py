"""The offline scanner's page: for everyone the same, whole without a network, and light."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.checkin import scanner_shell
from tests.conftest import SignIn

FIRST_LOAD = 900 * 1024  # bytes, compressed, decoder included
GZIP = {"Accept-Encoding": "gzip"}


def shell(client: FlaskClient) -> dict[str, Any]:
    """What the service worker keeps."""
    first = client.get("/scanner/service-worker.js").text.partition("\n")[0]
    kept: dict[str, Any] = json.loads(first.removeprefix("self.SHELL = ").removesuffix(";"))
    return kept


def test_the_page_is_the_same_for_everybody_and_starts_no_session(
    client: FlaskClient, signed_in: SignIn
) -> None:
    page = client.get("/scanner/")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert signed_in(Role.ADMINISTRATOR).get("/scanner/").data == page.data
    assert client.get("/scanner/pair").data == page.data


def test_only_the_scanner_may_compile_its_decoder(client: FlaskClient) -> None:
    def policy(address: str) -> str:
        return client.get(address, buffered=True).headers["Content-Security-Policy"]

    for address in ("/scanner/", "/scanner/service-worker.js", "/scanner/decoder.js"):
        assert "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'" in policy(address)
    for address in ("/", "/static/scanner/app.js", "/account/login"):
        assert "wasm" not in policy(address)


def test_the_worker_keeps_the_page_and_nothing_that_a_server_says_about_people(
    client: FlaskClient,
) -> None:
    kept = shell(client)
    assert kept["page"] == "/scanner/"
    files = set(kept["files"]) - {"/scanner/decoder.js"}
    assert all(address.startswith("/static/") for address in files)


def test_everything_it_needs_is_there_and_weighs_little(client: FlaskClient) -> None:
    kept = shell(client)
    weight = 0
    for address in [kept["page"], "/scanner/service-worker.js", *kept["files"]]:
        answer = client.get(address, headers=GZIP, buffered=True)
        assert answer.status_code == 200, address
        weight += len(answer.data)
    assert weight < FIRST_LOAD, f"{weight / 1024:.0f} KiB"


def test_every_module_that_is_imported_is_kept(app: Flask) -> None:
    static = Path(app.static_folder or "")
    kept = set(scanner_shell.files(static))
    for name in scanner_shell.modules(static):
        for line in (static / name).read_text(encoding="utf-8").splitlines():
            _from, found, rest = line.partition('from "')
            if not found or not line.startswith(("import", "export", "}")):
                continue
            target = (static / name).parent / rest.partition('"')[0]
            assert str(target.resolve().relative_to(static.resolve())) in kept, line


def test_a_changed_file_is_another_version(tmp_path: Path) -> None:
    static, templates = tmp_path / "static", tmp_path / "templates"
    names = [*scanner_shell.files(static), scanner_shell.SERVICE_WORKER, scanner_shell.DECODER]
    for path in [templates / scanner_shell.TEMPLATE, *(static / name for name in names)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("first")
    before = scanner_shell.version(static, templates)
    assert before == scanner_shell.version(static, templates)
    (static / "css/scanner.css").write_text("second, longer")
    assert scanner_shell.version(static, templates) != before


@pytest.mark.parametrize("key", ["name", "start_url", "scope", "display", "icons"])
def test_the_page_can_be_installed(client: FlaskClient, key: str) -> None:
    manifest = client.get("/scanner/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.json
    assert manifest.json[key]
    assert manifest.json["scope"] == manifest.json["start_url"] == "/scanner/"
