"""Whose address counts when a proxy stands in front."""

from dataclasses import replace

import pytest
from flask import Flask, request

from dissemination.application import create_app
from dissemination.config import Settings
from dissemination.web import proxies

VISITOR, FORGED, PROXY = "203.0.113.9", "198.51.100.1", "127.0.0.1"


def seen_address(trusted: int, forwarded_for: str) -> tuple[str | None, bool]:
    """Which address and which safety an application believes of such a request."""
    app = Flask(__name__)
    proxies.init_app(app, trusted)

    @app.get("/")
    def seen() -> dict[str, object]:
        return {"address": request.remote_addr, "secure": request.is_secure}

    headers = {"X-Forwarded-For": forwarded_for, "X-Forwarded-Proto": "https"}
    answer = app.test_client().get("/", headers=headers, environ_overrides={"REMOTE_ADDR": PROXY})
    assert answer.json is not None
    return answer.json["address"], answer.json["secure"]


def test_without_a_trusted_proxy_the_header_is_not_believed() -> None:
    assert seen_address(0, FORGED) == (PROXY, False)


def test_a_trusted_proxy_says_who_asks_and_that_it_was_https() -> None:
    assert seen_address(1, VISITOR) == (VISITOR, True)


def test_what_the_visitor_wrote_before_the_proxys_entry_is_not_believed() -> None:
    assert seen_address(1, f"{FORGED}, {VISITOR}") == (VISITOR, True)


@pytest.mark.parametrize("trusted", [0, 1])
def test_metrics_stay_closed_to_who_comes_through_a_proxy(trusted: int, settings: Settings) -> None:
    client = create_app(replace(settings, trusted_proxies=trusted)).test_client()
    through = client.get("/metrics", headers={"X-Forwarded-For": VISITOR})
    assert through.status_code == 403
    assert client.get("/metrics").status_code == 200
