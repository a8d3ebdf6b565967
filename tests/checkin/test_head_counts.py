"""Heads that were counted where nobody could scan, and the names that take their place later."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.checkin.head_counts import unnamed
from dissemination.checkin.models import Attendance, Scan
from dissemination.checkin.rebuild import rebuild
from dissemination.conferences.models import Conference, ConferenceState
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.checkin.conftest import Hall
from tests.checkin.test_acts import head_count, send
from tests.conftest import Cast, SignIn


@pytest.fixture
def coordinator(hall: Hall, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.COORDINATOR, point_id=hall.here.id)


def page_of(hall: Hall) -> str:
    return f"/conferences/{hall.conference.id}/points/{hall.here.id}/head-count"


def name(client: FlaskClient, hall: Hall, *delegates: Any) -> str:
    ticked = [delegate.id for delegate in delegates]
    return client.post(page_of(hall), data={"delegate": ticked}, follow_redirects=True).text


def figures(client: FlaskClient, hall: Hall) -> str:
    """What the board says of heads and names: "n of N unnamed"."""
    page = client.get(f"/conferences/{hall.conference.id}/board").text
    start = page.find("Đếm đầu người:")
    return page[start : page.find("</p>", start)]


@pytest.mark.parametrize(
    ("counted", "named", "left"), [(30, 0, 30), (30, 12, 18), (30, 30, 0), (30, 41, 0), (0, 3, 0)]
)
def test_a_name_takes_the_place_of_a_head(counted: int, named: int, left: int) -> None:
    assert unnamed(counted, named) == left


@pytest.mark.both_databases
def test_names_added_lower_what_is_unnamed_and_nobody_counts_twice(
    hall: Hall, coordinator: FlaskClient, signed_in: SignIn
) -> None:
    secretariat = signed_in(Role.SECRETARIAT)
    counted = head_count(3)
    send(hall.device, counted)
    assert "báo 3 người" in figures(secretariat, hall)
    assert "còn 3 chưa có tên" in figures(secretariat, hall)
    assert "Đã ghi có mặt 1 người." in name(coordinator, hall, hall.an)
    assert "còn 2 chưa có tên" in figures(secretariat, hall)
    assert "Đã ghi có mặt 0 người." in name(coordinator, hall, hall.an)  # pressed twice
    hall.device.scan(hall.pass_of(hall.an))  # and scanned at the door too
    assert "còn 2 chưa có tên" in figures(secretariat, hall)
    came = db.session.query(Attendance).one()
    assert (came.delegate_id, came.point_id) == (hall.an.id, hall.here.id)
    assert rebuild(hall.conference.id).agrees
    assert db.session.query(AuditEntry).filter_by(verb="name_heads").count() == 2


def test_a_named_head_came_when_it_was_counted(hall: Hall, coordinator: FlaskClient) -> None:
    send(hall.device, head_count(2))
    name(coordinator, hall, hall.an)
    [scan] = db.session.query(Scan)
    assert scan.scanned_at == scan.corrected_at
    assert scan.corrected_at < scan.received_at


def test_a_newer_count_takes_the_place_of_the_older(hall: Hall, signed_in: SignIn) -> None:
    send(hall.device, head_count(3))
    send(hall.device, head_count(5, made_at=clock.now().isoformat()))
    assert "báo 5 người" in figures(signed_in(Role.SECRETARIAT), hall)


def test_names_are_put_after_the_close_too(hall: Hall, coordinator: FlaskClient) -> None:
    send(hall.device, head_count(2))
    conference = db.session.get_one(Conference, hall.conference.id)
    conference.state, conference.closed_at = ConferenceState.CLOSED, clock.now()
    db.session.commit()
    assert "Đã ghi có mặt 2 người." in name(coordinator, hall, hall.an, hall.binh)
    assert "Mọi đại biểu triệu tập đã được điểm danh." in coordinator.get(page_of(hall)).text


def test_only_the_points_own_people_get_a_name(
    hall: Hall, coordinator: FlaskClient, signed_in: SignIn, cast: Cast
) -> None:
    send(hall.device, head_count(2))
    page = coordinator.get(page_of(hall)).text
    assert "Nguyễn Văn An" in page
    assert "Nông Thị Chi" not in page
    assert "Đã ghi có mặt 0 người." in name(coordinator, hall, hall.chi)
    assert "Chưa chọn ai." in name(coordinator, hall)
    for role, part in (
        (Role.COORDINATOR, {"point_id": hall.there.id}),
        (Role.DESK, {"point_id": hall.here.id}),
        (Role.INSPECTOR, {}),
    ):
        assert signed_in(role, **part).get(page_of(hall)).status_code == 403
    assert db.session.query(Scan).count() == 0
