"""What the board tells of doors: scans that never arrived, heads that were counted."""

import pytest
from flask.testing import FlaskClient

from dissemination import clock
from dissemination.accounts.models import Role
from tests.checkin.conftest import Device
from tests.checkin.test_acts import head_count, send
from tests.conftest import SignIn
from tests.coverage.conftest import Morning


@pytest.fixture
def secretariat(morning: Morning, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


@pytest.fixture
def device(morning: Morning) -> Device:
    """The phone of Vân An."""
    return morning.devices[morning.van_an.name]


def board_of(morning: Morning) -> str:
    return f"/conferences/{morning.conference.id}/board"


def report(device: Device, last_seq: int) -> None:
    """The phone says how it is."""
    told = {"sent_at": clock.now().isoformat(), "last_seq": last_seq}
    answer = device.client.post("/api/v1/scanner/status", json=told, headers=device.headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.both_databases
def test_gaps_in_a_scanners_sequence_show_as_missing_scans(
    morning: Morning, device: Device, secretariat: FlaskClient
) -> None:
    assert "lượt quét còn thiếu" not in secretariat.get(board_of(morning)).text
    device.scan("0" * 16, seq=1)
    tag = secretariat.get(f"{board_of(morning)}/figures").headers["ETag"]
    report(device, 4)
    seen = secretariat.get(f"{board_of(morning)}/figures", headers={"If-None-Match": tag})
    assert seen.status_code == 200, "the board must notice"
    assert "3 lượt quét còn thiếu ở 1 điểm cầu" in seen.text
    page = secretariat.get(f"{board_of(morning)}/doors?show=missing").text
    assert morning.van_an.name in page
    assert morning.bac_son.name not in page
    for seq in (2, 3, 4):
        device.scan("0" * 16, seq=seq)
    report(device, 4)
    assert "lượt quét còn thiếu" not in secretariat.get(board_of(morning)).text


def test_a_point_that_counted_heads_is_listed_with_what_has_no_name(
    morning: Morning, device: Device, secretariat: FlaskClient
) -> None:
    send(device, head_count(4))
    page = secretariat.get(f"{board_of(morning)}/doors?show=head_count").text
    assert morning.van_an.name in page
    assert morning.bac_son.name not in page
    assert "Hoàng Văn Thái" not in page, "who signed is a name"


def test_only_the_points_within_reach_are_told(
    morning: Morning, device: Device, signed_in: SignIn
) -> None:
    report(device, 9)
    coordinator = signed_in(Role.COORDINATOR, point_id=morning.bac_son.id)
    assert "còn thiếu" not in coordinator.get(board_of(morning)).text
    assert morning.van_an.name not in coordinator.get(f"{board_of(morning)}/doors").text
