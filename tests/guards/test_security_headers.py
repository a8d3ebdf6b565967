"""What every answer tells the browser, and what no form may be sent without."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.application import create_app
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.access import rule_of
from dissemination.web.extensions import limiter
from tests.conftest import Cast, SignIn

ANSWERS = {
    "a page": "/account/login",
    "a page of a signed-in person": "/account/",
    "a file": "/static/icon.svg",
    "a refusal": "/audit/",
    "nothing there": "/khong-co",
    "health": "/healthz",
}


@pytest.fixture
def desk(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.DESK)


@pytest.mark.parametrize("address", ANSWERS.values(), ids=ANSWERS)
def test_every_answer_forbids_what_is_not_ours(desk: FlaskClient, address: str) -> None:
    headers = desk.get(address, buffered=True).headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"].replace("'wasm-unsafe-eval'", "")
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "camera=(self)" in headers["Permissions-Policy"]


def test_a_programs_answer_is_never_taken_for_a_page(client: FlaskClient) -> None:
    answer = client.get("/api/v1/scanner")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "address", [one for name, one in ANSWERS.items() if name not in {"a file", "nothing there"}]
)
def test_pages_are_not_kept_by_anybody_in_between(desk: FlaskClient, address: str) -> None:
    kept = desk.get(address).headers["Cache-Control"]
    assert "no-store" in kept or kept == "private, no-cache"


def test_https_is_insisted_on_where_it_is_used(desk: FlaskClient) -> None:
    secure = desk.get("/account/", base_url="https://localhost", buffered=True)
    assert "max-age=" in secure.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in desk.get("/account/").headers


# --- the application as it is served ------------------------------------------------------


@pytest.fixture
def served(settings: Settings) -> Iterator[Flask]:
    """Not in testing: CSRF and rate limits are on."""
    address = "https://quantriet.example.vn"
    app = create_app(replace(settings, testing=False, public_url=address, log_level="ERROR"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    limiter.reset()
    limiter.enabled = False


def test_the_session_cookie_is_for_https_and_for_no_script(served: Flask) -> None:
    client = served.test_client()
    client.get("/account/login", base_url="https://quantriet.example.vn")
    cookie = client.get_cookie("session", domain="quantriet.example.vn")
    assert cookie is not None
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")


def posts(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address that changes something, but those of devices, which send no cookie."""
    for rule in app.url_map.iter_rules():
        access = rule_of(app, rule.endpoint)
        if access and access.device:
            continue
        filled = dict.fromkeys(rule.arguments, 1)
        for name, converter in rule._converters.items():
            filled[name] = min(getattr(converter, "items", None) or {1})
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            built = rule.build(filled)
            assert built
            yield method, built[1]


def test_nothing_is_changed_without_the_token_of_a_page(served: Flask, cast: Cast) -> None:
    """As the administrator, so that nothing but the missing token can refuse."""
    uniquifier = cast.user("quan-tri@example.vn", Role.ADMINISTRATOR).fs_uniquifier
    unit = cast.unit("20", "Tỉnh ủy Lạng Sơn")
    cast.point(cast.conference(), unit, "Điểm cầu chính")
    db.session.remove()
    client = served.test_client()
    with client.session_transaction(base_url="https://quantriet.example.vn") as kept:
        kept["_user_id"] = uniquifier
    answers = {
        (method, address): client.open(
            address, method=method, base_url="https://quantriet.example.vn"
        ).status_code
        for method, address in posts(served)
    }
    assert len(answers) > 50
    open_ones = {step: status for step, status in answers.items() if status not in {400, 404}}
    assert not open_ones


def test_guessing_a_password_is_stopped_and_a_colleague_is_not(served: Flask) -> None:
    client = served.test_client()
    page = client.get("/account/login").text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]

    def attempt(name: str) -> int:
        form = {"email": name, "password": "sai", "csrf_token": token}
        return client.post("/account/login", data=form).status_code

    outcomes = [attempt("quan-tri@example.vn") for _ in range(12)]
    assert outcomes == [200] * 10 + [429] * 2
    assert attempt("Quan-Tri@example.vn ") == 429
    assert attempt("khac@example.vn") == 200
