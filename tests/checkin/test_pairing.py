"""A phone is paired by a code that works once, says how it is, and can be told to stop."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.checkin.models import Pairing, Scanner
from dissemination.checkin.sequences import gaps
from dissemination.conferences.models import Conference, ConferenceState
from dissemination.database import db
from tests.checkin.conftest import Device, Hall
from tests.conftest import SignIn


@pytest.fixture
def coordinator(hall: Hall, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.COORDINATOR, point_id=hall.here.id)


@pytest.fixture
def address(hall: Hall) -> str:
    return f"/conferences/{hall.conference.id}/points/{hall.here.id}/scanners"


def offered_code(coordinator: FlaskClient, address: str) -> str:
    page = coordinator.post(f"{address}/pairings").text
    found = re.search(r'class="token">([^<]+)<', page)
    assert found is not None
    assert f"/scanner/pair#{found[1]}" in html.unescape(page)
    return found[1]


def pair(client: FlaskClient, code: str, name: str = "Cửa số 2") -> tuple[int, dict[str, str]]:
    body = {"code": code, "name": name, "version": "2026.11.25"}
    answer = client.post("/api/v1/pair", json=body)
    return answer.status_code, answer.get_json()


def close(hall: Hall) -> None:
    conference = db.session.get_one(Conference, hall.conference.id)
    conference.state, conference.closed_at = ConferenceState.CLOSED, clock.now()
    db.session.commit()


@pytest.mark.both_databases
def test_a_code_pairs_one_phone_with_its_point_and_no_second(
    hall: Hall, address: str, coordinator: FlaskClient, client: FlaskClient
) -> None:
    code = offered_code(coordinator, address)
    status, paired = pair(client, f" {code.lower().replace('-', ' ')} ")
    assert status == 200
    assert paired["point"]["name"] == "Điểm cầu xã Vân An"  # type: ignore[index]
    assert paired["expires"] is None
    assert len(paired["relay_key"]) == 43
    device = Device(client, paired["token"], 0)
    assert device.scan(hall.pass_of(hall.an))["outcome"] == "admitted"
    assert pair(client, code) == (410, {"error": "the code is used", "reason": "used"})
    assert "Cửa số 2" in coordinator.get(address).text


def test_only_a_hash_of_the_code_is_kept(
    address: str, coordinator: FlaskClient, client: FlaskClient
) -> None:
    code = offered_code(coordinator, address)
    kept = db.session.query(Pairing).one()
    assert code not in str(vars(kept))
    assert code.replace("-", "") not in str(vars(kept))


def test_a_code_ends_after_ten_minutes_and_when_another_is_offered(
    address: str, coordinator: FlaskClient, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = offered_code(coordinator, address), offered_code(coordinator, address)
    assert pair(client, first)[1]["reason"] == "expired"
    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert pair(client, second) == (410, {"error": "the code is expired", "reason": "expired"})


def test_a_wrong_code_is_unknown_and_cannot_be_guessed_for_long(client: FlaskClient) -> None:
    answers = [pair(client, f"000{number}")[0] for number in range(31)]
    assert answers == [404] * 30 + [429]


def test_a_closed_conference_pairs_nothing(
    hall: Hall, address: str, coordinator: FlaskClient, client: FlaskClient
) -> None:
    code = offered_code(coordinator, address)
    close(hall)
    assert pair(client, code)[1]["reason"] == "conference_closed"
    assert coordinator.post(f"{address}/pairings").status_code == 303


def test_the_page_with_the_code_says_when_a_phone_was_paired(
    address: str, coordinator: FlaskClient, client: FlaskClient
) -> None:
    code = offered_code(coordinator, address)
    asked = f"{address}/pairings/{db.session.query(Pairing.id).scalar()}"
    assert "Đang chờ điện thoại" in coordinator.get(asked).text
    pair(client, code)
    assert "Đã ghép: Cửa số 2" in coordinator.get(asked).text
    elsewhere = asked.replace("/points/1/", "/points/2/")
    assert coordinator.get(elsewhere).status_code == 403


def report(device: Device, **more: object) -> dict[str, object]:
    body = {"sent_at": clock.now().isoformat(), "unsent": 0, **more}
    answer = device.client.post("/api/v1/scanner/status", json=body, headers=device.headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.get_json()
    return told


@pytest.mark.both_databases
def test_a_scanner_says_how_it_is_and_hears_what_never_arrived(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    device = hall.device
    device.send(device.claim(hall.pass_of(hall.an), seq=1), device.claim("1" * 16, seq=4))
    told = report(
        device, unsent=2, battery=64, roster_version="0.0", app_version="2026.11.25", last_seq=6
    )
    assert told["missing"] == [2, 3, 5, 6]
    assert told["missing_count"] == 4
    assert told["wipe"] is False
    page = coordinator.get(address).text
    for shown in ("64%", "2026.11.25", "cũ hơn", "Còn thiếu lượt quét"):
        assert shown in page
    kept = db.session.get_one(Scanner, device.scanner_id)
    assert (kept.unsent, kept.missing) == (2, 4)


def test_numbers_that_arrived_out_of_order_or_twice_leave_no_gap() -> None:
    assert gaps([3, 1, 2, 2, 0], None).count == 0
    assert gaps([], 3).numbers == [1, 2, 3]
    assert gaps([2**31 - 1], None).count == 2**31 - 2
    assert len(gaps([2**31 - 1], None).numbers) == 200


@pytest.mark.both_databases
def test_after_the_close_a_scanner_delivers_but_reads_no_roster(hall: Hall) -> None:
    device = hall.device
    made_before = device.claim(hall.pass_of(hall.an), offline=True)
    close(hall)
    refused = device.client.get("/api/v1/scanner/roster", headers=device.headers)
    assert (refused.status_code, refused.get_json()["reason"]) == (403, "conference_closed")
    told = report(device)
    assert told["wipe"] is True
    assert told["roster_version"] is None
    assert device.send(made_before).get_json()["results"][0]["outcome"] == "admitted"


def test_a_revoked_scanner_is_told_so_wherever_it_asks(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    device = hall.device
    coordinator.post(f"{address}/{device.scanner_id}/revoke", data={"reason": "mất máy"})
    for method, path in (
        ("GET", "/scanner"),
        ("GET", "/scanner/roster"),
        ("POST", "/scans"),
        ("POST", "/scanner/status"),
    ):
        answer = device.client.open(f"/api/v1{path}", method=method, headers=device.headers)
        assert (answer.status_code, answer.get_json()["reason"]) == (401, "revoked"), path
    scans = device.send(device.claim(hall.pass_of(hall.an)))
    assert scans.get_json()["reason"] == "revoked"


def test_a_token_of_nobody_and_none_are_told_apart(app: Flask, client: FlaskClient) -> None:
    assert client.get("/api/v1/scanner").get_json()["reason"] == "missing"
    stranger = Device(client, "nobody's", 0, datetime(2023, 11, 15, tzinfo=UTC))
    assert stranger.send(stranger.claim("1" * 16)).get_json()["reason"] == "unknown"
