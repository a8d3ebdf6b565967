"""One pass at two doors: the list, the decision of a named person, and what follows from it."""

import io
from datetime import timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.checkin import conflicts, tallies
from dissemination.checkin.attendance import CountedScan, contradictions, derive
from dissemination.checkin.conflicts import Decider, Pair
from dissemination.checkin.models import (
    ConflictDecision,
    Direction,
    Ruling,
    Scan,
    Tally,
)
from dissemination.checkin.rebuild import rebuild
from dissemination.conferences.models import Conference, ConferenceState, Delegate, Standing
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.models import AuditEntry
from tests.checkin.conftest import Hall
from tests.checkin.test_any_order import (
    NOON,
    Sent,
    attendance,
    deliver,
    deliveries,
    forget_scans,
)
from tests.conftest import Cast, SignIn


@pytest.fixture
def organiser(hall: Hall, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ORGANISER, conference_id=hall.conference.id)


def seen_twice(hall: Hall) -> tuple[str, str]:
    """An is admitted here at 7:00 and there at 7:10, both without a network; the scans' ids."""
    start = clock.now() - timedelta(hours=1)
    claims = []
    for device, minutes in ((hall.device, 0), (hall.other_device, 10)):
        at = start + timedelta(minutes=minutes)
        claim = device.claim(hall.pass_of(hall.an), offline=True, scanned_at=at.isoformat())
        assert device.send(claim).status_code == 200
        claims.append(claim["id"])
    return claims[0], claims[1]


def page_of(hall: Hall) -> str:
    return f"/conferences/{hall.conference.id}/conflicts"


def decide(
    hall: Hall, client: FlaskClient, scans: tuple[str, str], ruling: Ruling, reason: str = "đã gọi"
) -> str:
    answer = client.post(
        f"{page_of(hall)}/{hall.an.id}",
        data={"first": scans[0], "second": scans[1], "ruling": ruling, "reason": reason},
        follow_redirects=True,
    )
    return answer.text


def present(hall: Hall) -> tuple[int, int]:
    """How many are counted present here and there."""
    db.session.rollback()
    kept = {tally.point_id: tally.present for tally in db.session.query(Tally)}
    return kept.get(hall.here.id, 0), kept.get(hall.there.id, 0)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("ruling", "counted"),
    [(Ruling.FIRST_STANDS, (1, 0)), (Ruling.SECOND_STANDS, (0, 1)), (Ruling.TWO_PEOPLE, (1, 0))],
)
def test_the_earliest_counts_until_a_named_person_decides(
    hall: Hall, organiser: FlaskClient, ruling: Ruling, counted: tuple[int, int]
) -> None:
    scans = seen_twice(hall)
    assert present(hall) == (1, 0)
    listed = organiser.get(page_of(hall)).text
    assert "Nguyễn Văn An" in listed
    assert "Điểm cầu xã Chi Lăng" in listed
    assert "0/1" in listed
    assert "Đã ghi quyết định" in decide(hall, organiser, scans, ruling, "đã gọi hai điểm cầu")
    assert present(hall) == counted
    decision = db.session.query(ConflictDecision).one()
    assert (decision.ruling, decision.reason) == (ruling, "đã gọi hai điểm cầu")
    assert decision.decided_by
    assert rebuild(hall.conference.id).agrees
    assert "Nguyễn Văn An" not in organiser.get(page_of(hall)).text
    settled = organiser.get(f"{page_of(hall)}?state=decided").text
    assert "đã gọi hai điểm cầu" in settled
    assert "1/1" in settled
    entry = db.session.query(AuditEntry).filter_by(verb="decide_conflict").one()
    assert entry.after["ruling"] == ruling


def test_no_scan_is_lost_by_a_decision(hall: Hall, organiser: FlaskClient) -> None:
    scans = seen_twice(hall)
    decide(hall, organiser, scans, Ruling.FIRST_STANDS)
    kept = db.session.query(Scan).order_by(Scan.received_at).all()
    assert [scan.direction for scan in kept] == [Direction.IN, Direction.IN, Direction.UNDO]
    assert kept[2].point_id == hall.there.id
    assert kept[2].corrected_at == kept[1].corrected_at


def test_a_decision_is_taken_once_and_only_about_what_still_contradicts(
    hall: Hall, organiser: FlaskClient
) -> None:
    scans = seen_twice(hall)
    for wrong in ((scans[1], scans[0]), (scans[0], scans[0])):
        assert "không còn trùng nhau" in decide(hall, organiser, wrong, Ruling.FIRST_STANDS)
    decide(hall, organiser, scans, Ruling.FIRST_STANDS)
    assert "không còn trùng nhau" in decide(hall, organiser, scans, Ruling.SECOND_STANDS)
    assert db.session.query(ConflictDecision).count() == 1
    assert present(hall) == (1, 0)


def test_a_decision_needs_a_reason_and_a_choice(hall: Hall, organiser: FlaskClient) -> None:
    scans = seen_twice(hall)
    assert "Hãy nêu lý do" in decide(hall, organiser, scans, Ruling.FIRST_STANDS, "")
    answer = organiser.post(f"{page_of(hall)}/{hall.an.id}", data={"reason": "đã gọi"})
    assert answer.status_code == 422
    assert "Hãy chọn một quyết định." in answer.text
    assert db.session.query(ConflictDecision).count() == 0


def test_a_withdrawn_delegates_scans_are_left_as_they_are(
    hall: Hall, organiser: FlaskClient
) -> None:
    scans = seen_twice(hall)
    db.session.get_one(Delegate, hall.an.id).standing = Standing.WITHDRAWN
    db.session.commit()
    assert "Không bỏ được lượt quét" in decide(hall, organiser, scans, Ruling.FIRST_STANDS)
    assert db.session.query(Scan).count() == 2
    assert db.session.query(ConflictDecision).count() == 0


def test_what_is_decided_after_the_close_still_counts(hall: Hall, organiser: FlaskClient) -> None:
    scans = seen_twice(hall)
    conference = db.session.get_one(Conference, hall.conference.id)
    conference.state, conference.closed_at = ConferenceState.CLOSED, clock.now()
    db.session.commit()
    assert "Đã ghi quyết định" in decide(hall, organiser, scans, Ruling.SECOND_STANDS)
    assert present(hall) == (0, 1)


def test_the_list_goes_out_as_excel_with_what_waits_first(
    hall: Hall, organiser: FlaskClient
) -> None:
    scans = seen_twice(hall)
    decide(hall, organiser, scans, Ruling.TWO_PEOPLE, "cho mượn thẻ")
    for device in (hall.device, hall.other_device):
        device.scan(hall.pass_of(hall.binh), offline=True)
    sheet = pd.read_excel(
        io.BytesIO(organiser.get(f"{page_of(hall)}.xlsx").data), engine="calamine", dtype=str
    )
    assert list(sheet["Họ và tên"]) == ["Hoàng Thị Bình", "Nguyễn Văn An"]
    assert list(sheet["Quyết định"]) == ["Chưa quyết định", "Hai người dùng chung một thẻ"]
    assert sheet["Lý do"][1] == "cho mượn thẻ"


def test_only_who_runs_the_conference_decides(hall: Hall, signed_in: SignIn, cast: Cast) -> None:
    scans = seen_twice(hall)
    other = cast.conference("Hội nghị khác")
    for role, part in (
        (Role.COORDINATOR, {"point_id": hall.here.id}),
        (Role.INSPECTOR, {}),
        (Role.ORGANISER, {"conference_id": other.id}),
    ):
        client = signed_in(role, **part)
        assert client.get(page_of(hall)).status_code == 403
        assert client.get(f"{page_of(hall)}.xlsx").status_code == 403
        decide(hall, client, scans, Ruling.FIRST_STANDS)
    of_another = signed_in(Role.ORGANISER, conference_id=other.id)
    there = f"/conferences/{other.id}/conflicts/{hall.an.id}"
    assert of_another.get(there).status_code == 404
    assert db.session.query(ConflictDecision).count() == 0


def test_the_board_leads_to_the_decision(hall: Hall, organiser: FlaskClient) -> None:
    seen_twice(hall)
    board = organiser.get(f"/conferences/{hall.conference.id}/board").text
    assert f'href="{page_of(hall)}"' in board


# --- whatever the order ---------------------------------------------------------------------


def pairs() -> dict[int, list[Pair]]:
    db.session.rollback()
    found = conflicts.standing_pairs([1, 2, 3])
    db.session.rollback()
    return found


def decide_all(user_id: int) -> None:
    """Decide every conflict, one after the other, by what the two scans are and nothing else."""
    for who in (1, 2, 3):
        while found := pairs()[who]:
            pair = found[0]
            ruling = list(Ruling)[(pair.first.int + pair.second.int) % 3]
            delegate = db.session.get_one(Delegate, who)
            decision = conflicts.decide(delegate, pair, ruling, "thử", Decider(user_id, "bàn"))
            assert isinstance(decision, ConflictDecision)
            db.session.commit()


def forget_all(conference_id: int) -> None:
    db.session.rollback()
    db.session.execute(sa.delete(ConflictDecision))
    forget_scans(conference_id)


@pytest.mark.both_databases
def test_decisions_never_depend_on_the_order_in_which_scans_arrive(
    hall: Hall, app: Flask, cast: Cast
) -> None:
    doors = [hall.device.scanner_id, hall.other_device.scanner_id]
    conference_id, user_id = hall.conference.id, cast.user("phan-xu@example.vn").id

    @settings(
        max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(deliveries())
    def check(delivery: tuple[list[Sent], list[list[Sent]]]) -> None:
        scans, batches = delivery
        forget_all(conference_id)
        deliver(app, doors, [scans])
        offered = pairs()
        decide_all(user_id)
        expected = attendance()
        forget_all(conference_id)
        deliver(app, doors, batches)
        assert pairs() == offered
        decide_all(user_id)
        assert attendance() == expected
        forget_all(conference_id)
        for batch in batches:  # decided as soon as it is seen, while scans still arrive
            deliver(app, doors, [batch])
            decide_all(user_id)
        assert not any(row["in_conflict"] for row in attendance())
        assert tallies.differences(conference_id) == []
        assert rebuild(conference_id).agrees
        db.session.rollback()

    with audit.acting_as(audit.Actor("phan-xu@example.vn", "Văn phòng")):
        check()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Direction.IN, Direction.OUT, Direction.UNDO]),
            st.integers(0, 2),
            st.integers(0, 2),
            st.booleans(),
            st.integers(0, 5),
        ),
        max_size=8,
    )
)
def test_there_is_a_conflict_exactly_when_there_are_two_scans_to_show(
    made: list[tuple[Direction, int, int, bool, int]],
) -> None:
    scans = [
        CountedScan(f"{n:032x}", point, scanner, way, NOON + timedelta(minutes=at), None, offline)
        for n, (way, point, scanner, offline, at) in enumerate(made)
    ]
    came = derive(scans)
    assert bool(contradictions(scans)) == (came is not None and came.in_conflict)
