"""Devices of a point: paired once, listed, revoked with a reason."""

import re

import pytest
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.checkin.models import Scanner
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


def test_a_desk_may_not_pair(hall: Hall, address: str, signed_in: SignIn) -> None:
    desk = signed_in(Role.DESK, point_id=hall.here.id)
    assert desk.get(address).status_code == 403
    assert desk.post(address, data={"name": "lạ"}).status_code == 403


def test_a_coordinator_sees_the_devices_of_his_point_alone(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    hall.device.scan(hall.pass_of(hall.an))
    page = coordinator.get(address)
    assert page.text.count(">cửa số 1</th>") == 1
    assert "Đang dùng" in page.text
    assert coordinator.get(address.replace("points/1", "points/2")).status_code == 403


def test_the_token_is_shown_once_as_text_and_code_and_works(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    page = coordinator.post(address, data={"name": "cửa số 2"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="token">([^<]+)<', page.text)
    assert found is not None
    assert "<svg" in page.text
    device = Device(hall.device.client, found[1], 0)
    assert device.scan(hall.pass_of(hall.an))["outcome"] == "admitted"
    listed = coordinator.get(address).text
    assert "cửa số 2" in listed
    assert found[1] not in listed


def test_a_device_needs_a_name(address: str, coordinator: FlaskClient) -> None:
    answer = coordinator.post(address, data={"name": "  "})
    assert answer.status_code == 422
    assert "Hãy đặt tên cho thiết bị." in answer.text


def test_a_closed_conference_pairs_nothing(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    db.session.get_one(Conference, hall.conference.id).state = ConferenceState.CLOSED
    db.session.commit()
    assert coordinator.post(address, data={"name": "cửa số 2"}).status_code == 303
    assert "Hội nghị đã kết thúc" in coordinator.get(address).text
    assert db.session.query(Scanner).count() == 2


def test_a_revoked_device_is_refused_from_then_on(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    revoke = f"{address}/{hall.device.scanner_id}/revoke"
    assert coordinator.get(revoke).status_code == 200
    assert coordinator.post(revoke, data={"reason": ""}).status_code == 422
    assert coordinator.post(revoke, data={"reason": "mất máy"}).status_code == 303
    assert hall.device.send(hall.device.claim(hall.pass_of(hall.an))).status_code == 401
    assert "Đã thu hồi" in coordinator.get(address).text


def test_nobody_revokes_another_points_device_or_a_desk(
    hall: Hall, address: str, coordinator: FlaskClient
) -> None:
    desk = f"/conferences/{hall.conference.id}/points/{hall.here.id}/desk"
    assert coordinator.get(desk).status_code == 200
    desk_id = db.session.query(Scanner.id).where(Scanner.user_id.is_not(None)).scalar()
    for scanner_id in (hall.other_device.scanner_id, desk_id):
        answer = coordinator.post(f"{address}/{scanner_id}/revoke", data={"reason": "phá"})
        assert answer.status_code == 404
