"""Self check-in: before the point's screen a phone lets its owner in, and from home it does not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.application import create_app
from dissemination.checkin import self_codes, self_service
from dissemination.checkin.models import Method, Scan, ScanOutcome, Tally
from dissemination.checkin.rebuild import rebuild
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.extensions import limiter
from tests.checkin.conftest import Hall
from tests.conftest import SECRET, Cast, SignIn

START = datetime(2023, 11, 15, 0, 40, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still until it is turned."""

    at: datetime

    def turn(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock(START)
    monkeypatch.setattr(clock, "now", lambda: stopped.at)
    return stopped


@dataclass
class Screen:
    """The switched-on screen of the first point."""

    id: int
    time: Clock

    @property
    def entrance(self) -> str:
        """Where its code of now leads."""
        return f"/self-check-in/{self.id}/{self_codes.code_at(SECRET, self.id, self.time.at)}"


@pytest.fixture
def screen(hall: Hall, time: Clock) -> Screen:
    made = self_service.switch_on(db.session.get_one(Point, hall.here.id), "Tự điểm danh")
    screen = Screen(made.id, time)
    db.session.commit()
    return screen


def type_in(phone: FlaskClient, digits: str) -> TestResponse:
    return phone.post("/self-check-in", data={"digits": digits})


@pytest.mark.both_databases
def test_before_the_screen_the_pass_lets_its_holder_in(
    hall: Hall, screen: Screen, client: FlaskClient
) -> None:
    assert "Điểm cầu xã Vân An" in client.get(screen.entrance).text
    screen.time.turn(90)  # he looks for his glasses; the code is old, he is not sent back
    digits = hall.pass_of(hall.an)
    answer = type_in(client, f"{digits[:4]} {digits[4:8]}.{digits[8:]}")
    assert answer.status_code == 200
    assert "Mời đồng chí vào" in answer.text
    assert "Nguyễn Văn An" in answer.text
    [scan] = db.session.query(Scan)
    assert (scan.method, scan.outcome) == (Method.SELF_SERVICE, ScanOutcome.ADMITTED)
    tally = db.session.get_one(Tally, hall.here.id)
    assert (tally.present, tally.expected) == (1, 2)
    assert rebuild(hall.conference.id).agrees


def test_a_photo_sent_home_is_useless_after_a_minute(
    app: Flask, hall: Hall, screen: Screen
) -> None:
    photo = screen.entrance
    at_once, at_home = app.test_client(), app.test_client()
    assert at_once.get(photo).status_code == 200
    screen.time.turn(60)
    answer = at_home.get(photo)
    assert answer.status_code == 410
    assert "Mã đã hết hạn" in answer.text
    assert type_in(at_home, hall.pass_of(hall.an)).status_code == 410
    assert db.session.query(Scan).count() == 0


def test_one_phone_lets_one_person_in_and_only_for_three_minutes(
    hall: Hall, screen: Screen, client: FlaskClient
) -> None:
    client.get(screen.entrance)
    assert type_in(client, hall.pass_of(hall.an)).status_code == 200
    assert "Đã quá thời gian" in type_in(client, hall.pass_of(hall.binh)).text
    client.get(screen.entrance)
    screen.time.turn(181)
    assert "Đã quá thời gian" in type_in(client, hall.pass_of(hall.binh)).text
    assert db.session.query(Scan).count() == 1


def test_a_code_opens_only_the_point_that_shows_it(
    hall: Hall, screen: Screen, client: FlaskClient
) -> None:
    other = self_service.switch_on(db.session.get_one(Point, hall.there.id), "Tự điểm danh")
    db.session.commit()
    code = screen.entrance.rpartition("/")[2]
    assert client.get(f"/self-check-in/{other.id}/{code}").status_code == 410
    assert client.get(f"/self-check-in/{hall.device.scanner_id}/{code}").status_code == 410


def test_it_is_off_until_switched_on_and_when_switched_off(
    hall: Hall, signed_in: SignIn, client: FlaskClient, time: Clock
) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=hall.here.id)
    page = f"/conferences/{hall.conference.id}/points/{hall.here.id}/self-check-in"
    assert coordinator.get(f"{page}/screen").status_code == 303
    assert coordinator.get(f"{page}/screen/code").status_code == 404
    assert "16 chữ số" in coordinator.post(page, follow_redirects=True).text
    on = self_service.screen_of(hall.here.id)
    assert on is not None
    shown = Screen(on.id, time)
    client.get(shown.entrance)
    coordinator.post(page, follow_redirects=True)  # pressed twice: the screen stays the same
    assert self_service.screen_of(hall.here.id) is not None
    coordinator.post(f"{page}/off")
    assert type_in(client, hall.pass_of(hall.an)).status_code == 410
    assert "không mở tự điểm danh" in client.get(shown.entrance).text
    assert db.session.query(Scan).count() == 0


def test_it_keeps_the_rules_of_the_door_and_names_nobody_else(
    hall: Hall, screen: Screen, client: FlaskClient, cast: Cast
) -> None:
    elsewhere = cast.conference("Hội nghị khác")
    stranger = cast.delegate(cast.point(elsewhere, hall.here.unit, "Nơi khác"), "Vi Thị Lạ")
    client.get(screen.entrance)
    for digits, said in (
        (hall.pass_of(stranger), "Thẻ của hội nghị khác"),
        ("0" * 16, "Không có thẻ mang số này"),
        ("1234", "Số thẻ chưa đúng"),
        ("1" + "0" * 15, "Số thẻ chưa đúng"),
        ("<b>", "Số thẻ chưa đúng"),
    ):
        answer = type_in(client, digits)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Vi Thị Lạ" not in answer.text
        assert "<b>" not in answer.text
    assert "Mời đồng chí vào" in type_in(client, hall.pass_of(hall.an)).text
    hall.device.scan(hall.pass_of(hall.binh))
    client.get(screen.entrance)
    assert "đã được điểm danh" in type_in(client, hall.pass_of(hall.binh)).text


def test_nobody_is_let_in_before_the_beginning(
    hall: Hall, screen: Screen, client: FlaskClient
) -> None:
    db.session.get_one(Conference, hall.conference.id).state = ConferenceState.OPEN
    db.session.commit()
    client.get(screen.entrance)
    assert "chưa mở điểm danh" in type_in(client, hall.pass_of(hall.an)).text


def test_only_the_points_own_people_see_its_screen(hall: Hall, signed_in: SignIn) -> None:
    page = f"/conferences/{hall.conference.id}/points/{hall.here.id}/self-check-in"
    outsider = signed_in(Role.COORDINATOR, point_id=hall.there.id)
    desk = signed_in(Role.DESK, point_id=hall.here.id)
    assert outsider.post(page).status_code == 403
    assert desk.post(page).status_code == 403
    assert self_service.screen_of(hall.here.id) is None
    self_service.switch_on(db.session.get_one(Point, hall.here.id), "Tự điểm danh")
    db.session.commit()
    assert desk.get(f"{page}/screen").status_code == 200
    assert outsider.get(f"{page}/screen").status_code == 403
    assert outsider.get(f"{page}/screen/code").status_code == 403


def test_the_screen_of_a_point_is_no_device_to_be_revoked_or_paired(
    hall: Hall, screen: Screen, signed_in: SignIn
) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=hall.here.id)
    devices = f"/conferences/{hall.conference.id}/points/{hall.here.id}/scanners"
    assert "Tự điểm danh" in coordinator.get(devices).text
    assert coordinator.get(f"{devices}/{screen.id}/revoke").status_code == 404


# --- as it is served: with limits ------------------------------------------------------------


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    served = create_app(replace(settings, testing=False, log_level="ERROR"))
    with served.app_context():
        yield served
        db.session.remove()
        db.engine.dispose()
    limiter.reset()
    limiter.enabled = False


def test_numbers_cannot_be_tried_out(hall: Hall, screen: Screen, limited: Flask) -> None:
    phone = limited.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.get(screen.entrance).text)
    assert token
    wrong = {"digits": "0" * 16, "csrf_token": token[1]}
    answers = [phone.post("/self-check-in", data=wrong).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
