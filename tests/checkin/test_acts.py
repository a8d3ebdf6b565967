"""Walk-ins, substitutes and head-counts of scanners: each stored once, in any order with scans."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.checkin.models import Act, Attendance, Presence, Scan, Tally
from dissemination.checkin.rebuild import rebuild
from dissemination.conferences.models import Conference, ConferenceState, Delegate, Standing
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.checkin.conftest import Device, Hall
from tests.conftest import SignIn


def walk_in(name: str = "Lý Văn Khách", **more: Any) -> dict[str, Any]:
    made = (clock.now() - timedelta(minutes=4)).isoformat()
    act = {"id": str(uuid4()), "seq": 2, "kind": "walk_in", "made_at": made, "offline": True}
    return {**act, "name": name, **more}


def substitution(absent: Delegate, name: str = "Vi Thị Thay", **more: Any) -> dict[str, Any]:
    whom = {"kind": "substitution", "delegate_id": absent.id, "word": "Bí thư xã"}
    return walk_in(name, **whom, **more)


def head_count(number: int, **more: Any) -> dict[str, Any]:
    act = walk_in(kind="head_count", number=number, signed_by="Hoàng Văn Thái, Phó Bí thư", **more)
    del act["name"]
    return act


def send(device: Device, *acts: dict[str, Any]) -> TestResponse:
    body = {"sent_at": clock.now().isoformat(), "acts": list(acts)}
    return device.client.post("/api/v1/acts", json=body, headers=device.headers)


def outcomes(device: Device, *acts: dict[str, Any]) -> list[str]:
    answer = send(device, *acts)
    assert answer.status_code == 200, answer.text
    return [result["outcome"] for result in answer.get_json()["results"]]


def attended(point_id: int) -> Tally:
    db.session.rollback()
    tally = db.session.get_one(Tally, point_id)
    db.session.rollback()
    return tally


def agrees(hall: Hall) -> bool:
    db.session.rollback()
    found = rebuild(hall.conference.id).agrees
    db.session.rollback()
    return found


def set_state(hall: Hall, state: ConferenceState) -> None:
    conference = db.session.get_one(Conference, hall.conference.id)
    conference.state = state
    conference.closed_at = clock.now() if state is ConferenceState.CLOSED else None
    db.session.commit()


@pytest.mark.both_databases
def test_a_walk_in_is_added_once_and_the_scan_that_names_it_lets_him_in(hall: Hall) -> None:
    act = walk_in(position="Phó Chủ tịch", unit="Xã Vân An")
    first = send(hall.device, act).get_json()["results"][0]
    assert first["outcome"] == "recorded"
    assert first["delegate"]["standing"] == "walk_in"
    assert send(hall.device, act).get_json()["results"] == [first]
    result = hall.device.scan(act=act["id"], method="search")
    assert result["outcome"] == "admitted"
    assert result["delegate"]["name"] == "Lý Văn Khách"
    assert db.session.query(Delegate).filter_by(standing=Standing.WALK_IN).count() == 1
    assert attended(hall.here.id).walk_ins == 1
    assert agrees(hall)


@pytest.mark.both_databases
def test_a_scan_that_comes_before_its_walk_in_counts_once_that_is_there(hall: Hall) -> None:
    act = walk_in()
    scan = hall.device.claim(act=act["id"], method="search", offline=True)
    assert hall.device.send(scan).get_json()["results"][0]["outcome"] == "unknown_pass"
    assert attended(hall.here.id).present == 0
    answer = send(hall.device, act).get_json()
    assert answer["tally"]["present"] == 1
    assert hall.device.send(scan).get_json()["results"][0]["outcome"] == "unknown_pass"
    assert hall.device.scan(act=act["id"])["outcome"] == "already_admitted"
    left = hall.device.claim(act=act["id"], direction="out", scanned_at=clock.now().isoformat())
    assert hall.device.send(left).get_json()["results"][0]["outcome"] == "left"
    assert agrees(hall)


def test_an_undo_of_a_scan_that_waits_for_its_act_holds(hall: Hall) -> None:
    act = walk_in()
    scan = hall.device.claim(act=act["id"], offline=True)
    hall.device.send(scan)
    hall.device.scan(direction="undo", undoes=scan["id"], reason="nhầm")
    send(hall.device, act)
    assert attended(hall.here.id).attended == 0
    assert agrees(hall)


def test_another_points_act_names_nobody(hall: Hall) -> None:
    act = walk_in()
    early = hall.other_device.claim(act=act["id"])
    assert hall.other_device.send(early).get_json()["results"][0]["outcome"] == "unknown_pass"
    send(hall.device, act)
    late = hall.other_device.scan(act=act["id"])
    assert late == {"id": late["id"], "outcome": "unknown_pass"}
    assert db.session.query(Attendance).count() == 0
    assert agrees(hall)


@pytest.mark.both_databases
def test_a_substitute_takes_the_place_and_a_second_one_is_kept_as_a_walk_in(hall: Hall) -> None:
    first, second = substitution(hall.an), substitution(hall.an, "Nông Văn Hai")
    assert outcomes(hall.device, first, second) == ["recorded", "kept_as_walk_in"]
    assert db.session.get_one(Delegate, hall.an.id).standing is Standing.REPLACED
    assert hall.device.scan(hall.pass_of(hall.an))["outcome"] == "revoked"
    assert hall.device.scan(act=first["id"])["outcome"] == "admitted"
    assert hall.device.scan(act=second["id"])["outcome"] == "admitted"
    tally = attended(hall.here.id)
    assert (tally.expected, tally.own_attended, tally.walk_ins) == (2, 1, 1)
    assert agrees(hall)


def test_a_delegate_of_another_point_is_not_replaced_from_here(hall: Hall) -> None:
    assert outcomes(hall.device, substitution(hall.chi)) == ["kept_as_walk_in"]
    assert db.session.get_one(Delegate, hall.chi.id).standing is Standing.SUMMONED


@pytest.mark.both_databases
@pytest.mark.parametrize("act_first", [True, False])
def test_whoever_was_let_in_offline_counts_though_another_came_in_his_place(
    hall: Hall, act_first: bool
) -> None:
    act = substitution(hall.an)
    scan = hall.device.claim(hall.pass_of(hall.an), offline=True)
    if act_first:
        send(hall.device, act)
    assert hall.device.send(scan).get_json()["results"][0]["outcome"] == "admitted"
    if not act_first:
        send(hall.device, act)
    tally = attended(hall.here.id)
    assert (tally.expected, tally.attended, tally.own_attended) == (2, 1, 0)
    assert agrees(hall)


def test_acts_made_before_the_close_are_taken_however_late(hall: Hall) -> None:
    before = [walk_in(), head_count(35)]
    set_state(hall, ConferenceState.CLOSED)
    later = walk_in("Người Đến Sau", made_at=(clock.now() + timedelta(hours=1)).isoformat())
    monday = walk_in("Người Hôm Sau", made_at=clock.now().isoformat())
    assert outcomes(hall.device, *before) == ["recorded", "recorded"]
    assert outcomes(hall.device, monday, later)[0] == "closed"
    early = hall.device.claim(act=before[0]["id"], offline=True)
    assert hall.device.send(early).get_json()["results"][0]["outcome"] == "admitted"


def test_a_conference_in_preparation_takes_no_act_and_an_open_one_no_head_count(hall: Hall) -> None:
    set_state(hall, ConferenceState.DRAFT)
    assert outcomes(hall.device, walk_in()) == ["not_open"]
    set_state(hall, ConferenceState.OPEN)
    assert outcomes(hall.device, walk_in(), head_count(3)) == ["recorded", "not_open"]


def test_a_head_count_is_shown_beside_the_names_and_added_to_nothing(
    hall: Hall, signed_in: SignIn
) -> None:
    send(hall.device, head_count(35))
    send(hall.device, head_count(37, made_at=clock.now().isoformat()))
    assert attended(hall.here.id).present == 0
    coordinator = signed_in(Role.COORDINATOR, point_id=hall.here.id)
    page = coordinator.get(f"/conferences/{hall.conference.id}/points/{hall.here.id}/scanners").text
    assert "Đếm đầu người tại điểm cầu: 37" in page
    assert "Hoàng Văn Thái, Phó Bí thư" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"kind": "dance"}, None),
        ({"made_at": "hôm qua"}, "made_at"),
        ({"id": "7"}, "id"),
    ],
)
def test_a_malformed_act_is_named_and_nothing_is_stored(
    hall: Hall, change: dict[str, Any], field: str | None
) -> None:
    answer = send(hall.device, walk_in(), {**walk_in(), **change})
    assert answer.status_code == 400
    assert answer.get_json()["act"] == 1
    assert answer.get_json().get("field") == field
    assert db.session.query(Act).count() == 0


def test_more_than_two_hundred_acts_are_too_many(hall: Hall) -> None:
    assert send(hall.device, *[walk_in() for _ in range(201)]).status_code == 413


def test_the_audit_names_the_scanner_that_added_somebody(hall: Hall) -> None:
    send(hall.device, walk_in())
    entry = db.session.query(AuditEntry).filter_by(verb="add_walk_in").one()
    assert (entry.actor, entry.post) == ("cửa số 1", "Điểm cầu xã Vân An")


def test_a_rehearsal_answers_as_the_door_will_and_keeps_nothing(hall: Hall) -> None:
    set_state(hall, ConferenceState.OPEN)
    assert hall.device.scan(hall.pass_of(hall.an))["outcome"] == "not_open"
    digits = hall.pass_of(hall.an)
    claims = [hall.device.claim(digits, rehearsal=True) for _ in range(2)]
    results = hall.device.send(*claims).get_json()["results"]
    assert [result["outcome"] for result in results] == ["admitted", "already_admitted"]
    assert results[0]["delegate"]["seat"] == "4"
    assert db.session.query(Scan).count() == 1
    assert db.session.query(Attendance).count() == 0
    mixed = hall.device.send(hall.device.claim(digits), hall.device.claim(digits, rehearsal=True))
    assert mixed.status_code == 400


def test_presence_follows_from_the_scans_of_a_walk_in(hall: Hall) -> None:
    act = walk_in()
    send(hall.device, act)
    hall.device.scan(act=act["id"])
    found = db.session.scalar(sa.select(Attendance.presence))
    assert found is Presence.PRESENT


def test_nobody_without_a_token_records_acts(hall: Hall, client: FlaskClient) -> None:
    assert send(Device(client, "nobody's", 0), walk_in()).status_code == 401
