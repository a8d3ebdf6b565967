"""POST /api/v1/scans: every outcome, once and for ever."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination import clock
from dissemination.checkin import scanners, tallies
from dissemination.checkin.models import Attendance, Scan, Scanner, Tally
from dissemination.conferences.models import ConferenceState, ElsewherePolicy, Standing
from dissemination.database import db
from tests.checkin.conftest import Hall, device_at
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases


def test_a_valid_pass_is_admitted_with_name_position_and_seat(hall: Hall) -> None:
    result = hall.device.scan(hall.pass_of(hall.an))
    assert result["outcome"] == "admitted"
    assert result["delegate"]["name"] == "Nguyễn Văn An"
    assert result["delegate"]["position"] == "Bí thư Đảng ủy"
    assert result["delegate"]["seat"] == "4"


def test_the_answer_carries_the_points_tally(hall: Hall) -> None:
    answer = hall.device.send(hall.device.claim(hall.pass_of(hall.an)))
    assert answer.get_json()["tally"] == {"expected": 2, "present": 1}


def test_a_second_scan_says_when_and_where_the_first_was(hall: Hall) -> None:
    first = hall.device.scan(hall.pass_of(hall.an))
    again = hall.device.scan(hall.pass_of(hall.an))
    assert again["outcome"] == "already_admitted"
    assert again["first_scan"]["id"] == first["id"]
    assert again["first_scan"]["scanner"] == "cửa số 1"
    assert again["first_scan"]["point"]["name"] == "Điểm cầu xã Vân An"


def test_sending_an_id_again_returns_the_first_answer_and_changes_nothing(hall: Hall) -> None:
    claim = hall.device.claim(hall.pass_of(hall.an))
    first = hall.device.send(claim).get_json()
    hall.device.scan(direction="out", delegate_id=hall.an.id)
    again = hall.device.send(claim).get_json()
    assert again["results"] == first["results"]
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 2


def test_an_id_twice_in_one_batch_is_stored_once(hall: Hall) -> None:
    claim = hall.device.claim(hall.pass_of(hall.an))
    results = hall.device.send(claim, claim).get_json()["results"]
    assert results[0] == results[1]
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


def test_a_refused_scan_is_stored_too_and_repeats_its_answer(hall: Hall) -> None:
    claim = hall.device.claim("0000000000000000")
    assert hall.device.send(claim).get_json()["results"][0]["outcome"] == "unknown_pass"
    assert hall.device.send(claim).get_json()["results"][0]["outcome"] == "unknown_pass"
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 1


def test_a_delegate_of_another_point_is_admitted_and_counted_here(hall: Hall) -> None:
    answer = hall.device.send(hall.device.claim(hall.pass_of(hall.chi))).get_json()
    assert answer["results"][0]["outcome"] == "admitted_elsewhere"
    assert answer["results"][0]["delegate"]["point"]["name"] == "Điểm cầu xã Chi Lăng"
    assert answer["tally"] == {"expected": 2, "present": 1}
    tally = db.session.get_one(Tally, hall.there.id)
    assert (tally.present, tally.own_attended) == (0, 1)


def test_counting_through_ids_tells_no_name_of_another_point(hall: Hall) -> None:
    result = hall.device.scan(delegate_id=hall.chi.id, method="search")
    assert result == {"id": result["id"], "outcome": "admitted_elsewhere"}


def test_a_refusing_policy_turns_another_points_delegate_away(hall: Hall) -> None:
    db.session.merge(hall.conference).elsewhere_policy = ElsewherePolicy.REFUSE
    db.session.commit()
    assert hall.device.scan(hall.pass_of(hall.chi))["outcome"] == "wrong_point"
    assert db.session.scalar(sa.select(sa.func.count(Attendance.delegate_id))) == 0


def test_out_after_in_is_left_and_out_without_in_is_not_present(hall: Hall) -> None:
    assert hall.device.scan(hall.pass_of(hall.an), direction="out")["outcome"] == "not_present"
    hall.device.at += timedelta(seconds=1)
    hall.device.scan(hall.pass_of(hall.an))
    hall.device.at += timedelta(seconds=1)
    answer = hall.device.send(hall.device.claim(hall.pass_of(hall.an), direction="out"))
    assert answer.get_json()["results"][0]["outcome"] == "left"
    assert answer.get_json()["tally"]["present"] == 0


def test_undo_takes_the_named_scan_back(hall: Hall) -> None:
    first = hall.device.scan(hall.pass_of(hall.an))
    undo = hall.device.scan(direction="undo", undoes=first["id"], reason="quét nhầm người")
    assert undo["outcome"] == "undone"
    assert db.session.get(Attendance, hall.an.id) is None
    assert hall.device.scan(direction="undo", undoes=first["id"])["outcome"] == "nothing_to_undo"
    assert hall.device.scan(hall.pass_of(hall.an))["outcome"] == "admitted"


def test_an_undo_by_pass_takes_the_last_scan_back(hall: Hall) -> None:
    hall.device.scan(hall.pass_of(hall.an))
    hall.device.at += timedelta(seconds=1)
    assert hall.device.scan(hall.pass_of(hall.an), direction="undo")["outcome"] == "undone"
    assert db.session.get(Attendance, hall.an.id) is None


def test_another_points_scan_cannot_be_taken_back_or_learnt_of(hall: Hall) -> None:
    first = hall.other_device.scan(hall.pass_of(hall.chi))
    result = hall.device.scan(direction="undo", undoes=first["id"])
    assert result == {"id": result["id"], "outcome": "nothing_to_undo"}
    assert db.session.get(Attendance, hall.chi.id) is not None
    repeated = hall.device.send(hall.device.claim(hall.pass_of(hall.chi), id=first["id"]))
    assert "delegate" not in repeated.get_json()["results"][0]


def test_a_revoked_pass_says_who_goes_instead(hall: Hall) -> None:
    an = db.session.merge(hall.an)
    an.passes[0].revoked_at = clock.now()
    an.standing = Standing.REPLACED
    hall.binh = db.session.merge(hall.binh)
    hall.binh.substitute_for_id = an.id
    db.session.commit()
    result = hall.device.scan(hall.pass_of(hall.an))
    assert result["outcome"] == "revoked"
    assert result["delegate"]["substitute"] == "Hoàng Thị Bình"


def test_a_pass_of_another_conference_names_nobody(hall: Hall, cast: Cast) -> None:
    elsewhere = cast.conference("Hội nghị khác")
    point = cast.point(elsewhere, db.session.merge(hall.here).unit, "Điểm cầu khác")
    stranger = cast.delegate(point, "Lăng Văn Dũng")
    result = hall.device.scan(hall.pass_of(stranger))
    assert result == {"id": result["id"], "outcome": "wrong_conference"}


@pytest.mark.parametrize("state", [ConferenceState.DRAFT, ConferenceState.OPEN])
def test_before_the_conference_runs_nobody_is_admitted(hall: Hall, state: ConferenceState) -> None:
    db.session.merge(hall.conference).state = state
    db.session.commit()
    assert hall.device.scan(hall.pass_of(hall.an))["outcome"] == "not_open"


def test_after_the_close_only_scans_from_before_it_count(hall: Hall) -> None:
    conference = db.session.merge(hall.conference)
    conference.state, conference.closed_at = ConferenceState.CLOSED, clock.now()
    db.session.commit()
    early = hall.device.claim(hall.pass_of(hall.an), offline=True)
    late = hall.device.claim(hall.pass_of(hall.binh), scanned_at=clock.now().isoformat())
    outcomes = [r["outcome"] for r in hall.device.send(early, late).get_json()["results"]]
    assert outcomes == ["admitted", "closed"]


def test_a_delegate_is_found_by_id_and_by_citizen_card(hall: Hall, app: Flask) -> None:
    from dissemination.conferences.citizens import citizen_hash

    binh = db.session.merge(hall.binh)
    binh.citizen_hash = citizen_hash("020085001234", app.config["SECRET_KEY"])
    db.session.commit()
    assert hall.device.scan(delegate_id=hall.an.id, method="search")["outcome"] == "admitted"
    by_card = hall.device.scan(citizen_id="020085001234", method="citizen_id")
    assert (by_card["outcome"], by_card["delegate"]["id"]) == ("admitted", hall.binh.id)
    assert hall.device.scan(citizen_id="020085009999")["outcome"] == "unknown_pass"
    stored = db.session.scalars(sa.select(Scan.citizen_hash).where(Scan.citizen_hash.is_not(None)))
    assert all("020085" not in (kept or "") for kept in stored)


def test_a_wrong_clock_is_corrected_and_both_times_are_kept(hall: Hall) -> None:
    yesterday = clock.now() - timedelta(days=1)
    claim = hall.device.claim(
        hall.pass_of(hall.an), scanned_at=(yesterday - timedelta(minutes=3)).isoformat()
    )
    hall.device.send(claim, sent_at=yesterday)
    scan = db.session.scalars(sa.select(Scan)).one()
    assert scan.scanned_at == yesterday - timedelta(minutes=3)
    assert abs(scan.corrected_at - (clock.now() - timedelta(minutes=3))) < timedelta(seconds=30)


def test_the_earliest_arrival_counts_and_two_points_are_a_conflict(hall: Hall) -> None:
    digits = hall.pass_of(hall.an)
    hall.other_device.scan(digits)
    early = (hall.device.at - timedelta(minutes=20)).isoformat()
    late_news = hall.device.scan(digits, scanned_at=early, offline=True)
    assert late_news["outcome"] == "already_admitted"
    attendance = db.session.get_one(Attendance, hall.an.id)
    assert attendance.point_id == hall.here.id
    assert attendance.arrived_at.isoformat() == early
    assert attendance.in_conflict
    assert not tallies.differences(hall.conference.id)


@pytest.mark.parametrize(
    ("change", "scan", "field"),
    [
        ({"pass": "123"}, 0, "pass"),
        ({"id": "x"}, 0, "id"),
        ({"direction": "sideways"}, 0, "direction"),
        ({"scanned_at": "2023-11-15T07:30:00"}, 0, "scanned_at"),
        ({"pass": None}, 0, None),
    ],
)
def test_a_malformed_scan_is_named(hall: Hall, change: dict, scan: int, field: str | None) -> None:  # type: ignore[type-arg]
    answer = hall.device.send({**hall.device.claim(hall.pass_of(hall.an)), **change})
    assert answer.status_code == 400
    assert answer.get_json().get("scan") == scan
    assert answer.get_json().get("field") == field
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 0


def test_an_empty_batch_is_malformed_and_501_scans_are_too_many(hall: Hall) -> None:
    assert hall.device.send().status_code == 400
    many = [hall.device.claim("0000000000000000") for _ in range(501)]
    assert hall.device.send(*many).status_code == 413
    assert hall.device.send(*many[:500]).status_code == 200


def test_nobody_and_the_revoked_are_refused(hall: Hall) -> None:
    claim = hall.device.claim(hall.pass_of(hall.an))
    stranger = type(hall.device)(hall.device.client, "no-such-token", 0)
    assert stranger.send(claim).status_code == 401
    assert stranger.send({"nonsense": 1}).status_code == 401
    assert hall.device.client.post("/api/v1/scans", json={}).status_code == 401
    scanners.revoke(db.session.get_one(Scanner, hall.device.scanner_id), "mất máy")
    db.session.commit()
    refused = hall.device.send(claim)
    assert refused.status_code == 401
    assert refused.get_json()["error"]
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 0


def test_an_undo_that_overtakes_its_scan_still_takes_it_back(hall: Hall, app: Flask) -> None:
    target = str(uuid4())
    early = hall.device.scan(direction="undo", undoes=target)
    assert early["outcome"] == "nothing_to_undo"
    hall.device.scan(hall.pass_of(hall.an), id=target)
    assert db.session.get(Attendance, hall.an.id) is None
    second = device_at(app, hall.here, "cửa số 2")
    assert second.scan(hall.pass_of(hall.an))["outcome"] == "admitted"
