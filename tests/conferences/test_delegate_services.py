"""What may be done to one delegate, and what becomes of rosters, passes, tallies and the trail."""

import threading
from dataclasses import dataclass
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination.checkin.models import (
    Attendance,
    Direction,
    Method,
    Presence,
    Scan,
    Scanner,
    ScanOutcome,
    Tally,
)
from dissemination.checkin.tallies import differences, recount
from dissemination.clock import now
from dissemination.conferences import delegates
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Point,
    Standing,
)
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases


@dataclass
class Place:
    """Chi Lăng with two communes' points and one delegate."""

    conference: Conference
    van_an: Point
    bang_mac: Point
    an: Delegate


@pytest.fixture
def place(cast: Cast) -> Place:
    conference = cast.conference(state=ConferenceState.OPEN)
    van_an = cast.point(conference, cast.unit("06388", "Xã Vân An"), "Xã Vân An", is_main=True)
    bang_mac = cast.point(conference, cast.unit("06391", "Xã Bằng Mạc"), "Xã Bằng Mạc")
    an = cast.delegate(van_an, "Nguyễn Văn An", position="Bí thư Đảng ủy", seat="A4")
    return Place(conference, van_an, bang_mac, an)


def put(place: Place, state: ConferenceState) -> None:
    place.conference.state = state
    db.session.commit()


def comes(delegate: Delegate) -> None:
    """The delegate is checked in at his own point."""
    scanner = Scanner(
        conference_id=delegate.conference_id,
        point_id=delegate.point_id,
        name="Cửa 1",
        token_hash=f"{delegate.id:064d}",
        created_at=now(),
    )
    db.session.add(scanner)
    db.session.flush()
    scan = Scan(
        id=uuid4(),
        scanner_id=scanner.id,
        conference_id=delegate.conference_id,
        point_id=delegate.point_id,
        delegate_id=delegate.id,
        direction=Direction.IN,
        method=Method.QR,
        offline=False,
        scanned_at=now(),
        corrected_at=now(),
        received_at=now(),
        outcome=ScanOutcome.ADMITTED,
        counted=True,
    )
    db.session.add(scan)
    db.session.flush()
    db.session.add(
        Attendance(
            delegate_id=delegate.id,
            conference_id=delegate.conference_id,
            point_id=delegate.point_id,
            presence=Presence.PRESENT,
            arrived_at=now(),
            first_scan_id=scan.id,
        )
    )
    db.session.flush()
    recount([delegate.point_id])
    db.session.commit()


def tally(point: Point) -> Tally:
    return db.session.get_one(Tally, point.id, populate_existing=True)


def trail(delegate: Delegate) -> list[str]:
    query = sa.select(AuditEntry.verb).where(
        AuditEntry.subject == "delegate", AuditEntry.subject_id == str(delegate.id)
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def valid_passes(delegate: Delegate) -> int:
    db.session.refresh(delegate)
    return sum(one.is_valid for one in delegate.passes)


def test_a_walk_in_gets_a_pass_and_is_not_expected(place: Place) -> None:
    put(place, ConferenceState.RUNNING)
    came = delegates.add_walk_in(place.van_an.id, " Hoàng  Thị Bình ", "Trưởng thôn", "Thôn Nà Pê")
    assert isinstance(came, Delegate)
    assert (came.name, came.standing, valid_passes(came)) == (
        "Hoàng Thị Bình",
        Standing.WALK_IN,
        1,
    )
    assert tally(place.van_an).expected == 1
    assert trail(came) == ["add_walk_in"]


def test_each_change_lets_scanners_fetch_who_changed(place: Place) -> None:
    known = place.van_an.roster_revision
    delegates.excuse(place.an.id, "Đi công tác tại Hà Nội")
    db.session.refresh(place.van_an)
    db.session.refresh(place.an)
    assert place.van_an.roster_revision == known + 1
    assert place.an.revision == place.van_an.roster_revision


def test_an_excuse_is_counted_and_can_be_withdrawn(place: Place) -> None:
    assert delegates.excuse(place.an.id, "Ốm, có giấy của trạm y tế xã") is None
    assert tally(place.van_an).excused == 1
    assert delegates.excuse(place.an.id, "Ốm") is Refusal.ALREADY_EXCUSED
    assert delegates.withdraw_excuse(place.an.id) is None
    assert tally(place.van_an).excused == 0
    assert delegates.withdraw_excuse(place.an.id) is Refusal.NOT_EXCUSED


def test_an_excuse_needs_its_reason(place: Place) -> None:
    assert delegates.excuse(place.an.id, "  \u00a0 ") is Refusal.REASON_MISSING
    assert tally(place.van_an).excused == 0


def test_a_substitute_takes_seat_and_place_and_the_old_pass_ends(place: Place) -> None:
    binh = delegates.substitute(place.an.id, "Lê Bình", "Phó Bí thư", "Xã Vân An", "Đ/c An báo")
    assert isinstance(binh, Delegate)
    db.session.refresh(place.an)
    assert place.an.standing is Standing.REPLACED
    assert (valid_passes(place.an), valid_passes(binh)) == (0, 1)
    assert (binh.seat, binh.substitute_for_id, binh.substitute_word) == (
        "A4",
        place.an.id,
        "Đ/c An báo",
    )
    assert place.an.passes[0].revoked_reason == "Lê Bình"
    assert tally(place.van_an).expected == 1
    assert trail(place.an)[-1] == "substitute"


def test_undoing_a_substitution_brings_the_delegate_back_with_a_new_pass(place: Place) -> None:
    binh = delegates.substitute(place.an.id, "Lê Bình", "", "", "Công văn số 12-CV/ĐU")
    assert isinstance(binh, Delegate)
    assert delegates.undo_substitution(binh.id, "Đồng chí An dự được") is None
    assert (valid_passes(place.an), valid_passes(binh)) == (1, 0)
    assert (place.an.standing, binh.standing) == (Standing.SUMMONED, Standing.WITHDRAWN)
    assert tally(place.van_an).expected == 1
    assert delegates.restore(binh.id, "lại đi thay") is Refusal.SUBSTITUTION_UNDONE


def test_substitutes_of_substitutes_are_undone_last_first(place: Place) -> None:
    binh = delegates.substitute(place.an.id, "Lê Bình", "", "", "Đ/c An")
    assert isinstance(binh, Delegate)
    chi = delegates.substitute(binh.id, "Nông Chi", "", "", "Đ/c Bình")
    assert isinstance(chi, Delegate)
    assert delegates.undo_substitution(binh.id, "nhầm") is Refusal.SUBSTITUTE_REPLACED
    assert delegates.undo_substitution(chi.id, "nhầm") is None
    assert delegates.undo_substitution(binh.id, "nhầm") is None
    assert valid_passes(place.an) == 1


def test_a_substitution_needs_a_name_and_a_word(place: Place) -> None:
    assert delegates.substitute(place.an.id, " ", "", "", "Đ/c An") is Refusal.NAME_MISSING
    assert delegates.substitute(place.an.id, "Lê Bình", "", "", "") is Refusal.WORD_MISSING


def test_withdrawing_a_substitute_is_undoing_the_substitution(place: Place) -> None:
    binh = delegates.substitute(place.an.id, "Lê Bình", "", "", "Đ/c An")
    assert isinstance(binh, Delegate)
    assert delegates.withdraw(binh.id, "Bận đột xuất") is None
    db.session.refresh(place.an)
    assert place.an.standing is Standing.SUMMONED


@pytest.mark.parametrize("standing", [Standing.SUMMONED, Standing.WALK_IN])
def test_the_withdrawn_are_restored_as_they_were(
    place: Place, cast: Cast, standing: Standing
) -> None:
    lan = cast.delegate(place.van_an, "Vi Thị Lan", standing=standing)
    assert delegates.withdraw(lan.id, "Trùng tên") is None
    assert valid_passes(lan) == 0
    assert delegates.restore(lan.id) is None
    assert (lan.standing, valid_passes(lan)) == (standing, 1)
    assert delegates.restore(lan.id) is Refusal.NOT_WITHDRAWN


def test_moving_tells_both_points_and_keeps_the_pass(place: Place) -> None:
    delegates.move(place.an.id, place.bang_mac.id)
    for point in (place.van_an, place.bang_mac):
        db.session.refresh(point)
    assert (tally(place.van_an).expected, tally(place.bang_mac).expected) == (0, 1)
    assert place.van_an.roster_floor == place.van_an.roster_revision
    assert place.an.revision == place.bang_mac.roster_revision
    assert (valid_passes(place.an), place.an.seat) == (1, "")
    assert delegates.move(place.an.id, place.bang_mac.id) is Refusal.SAME_POINT


def test_nobody_moves_into_another_conference(place: Place, cast: Cast) -> None:
    elsewhere = cast.conference(state=ConferenceState.OPEN)
    point = cast.point(elsewhere, cast.unit("06400", "Xã Y Tịch"), "Xã Y Tịch")
    assert delegates.move(place.an.id, point.id) is Refusal.OTHER_CONFERENCE


def test_a_renamed_delegate_is_found_and_sorted_by_the_new_name(place: Place) -> None:
    assert delegates.edit(place.an.id, {"name": "Nguyễn Đức Ấn"}) is None
    assert " nguyen duc an" in place.an.search_key
    entry = db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert entry is not None
    assert (entry.before, entry.after) == ({"name": "Nguyễn Văn An"}, {"name": "Nguyễn Đức Ấn"})


def test_an_edit_that_changes_nothing_leaves_no_trace(place: Place) -> None:
    known = place.van_an.roster_revision
    assert delegates.edit(place.an.id, {"name": "Nguyễn  Văn An"}) is None
    db.session.refresh(place.van_an)
    assert (place.van_an.roster_revision, trail(place.an)) == (known, [])


def test_while_it_runs_corrections_need_a_reason(place: Place) -> None:
    put(place, ConferenceState.RUNNING)
    assert delegates.edit(place.an.id, {"seat": "B1"}) is Refusal.REASON_MISSING
    assert delegates.edit(place.an.id, {"seat": "B1"}, "Đổi ghế theo sơ đồ") is None
    assert delegates.move(place.an.id, place.bang_mac.id) is Refusal.REASON_MISSING


def test_while_it_runs_a_late_list_and_a_walk_in_are_both_taken(place: Place) -> None:
    put(place, ConferenceState.RUNNING)
    assert isinstance(delegates.add(place.van_an.id, {"name": "Lê Hoa"}), Delegate)
    assert isinstance(delegates.add_walk_in(place.van_an.id, "Lê Bình"), Delegate)


def test_in_a_draft_nobody_walks_in(place: Place) -> None:
    put(place, ConferenceState.DRAFT)
    assert delegates.add_walk_in(place.van_an.id, "Lê Bình") is Refusal.STILL_DRAFT
    assert isinstance(delegates.add(place.van_an.id, {"name": "Lê Bình"}), Delegate)


def test_a_closed_conference_changes_nobody(place: Place) -> None:
    put(place, ConferenceState.CLOSED)
    an = place.an.id
    refused = (
        delegates.add(place.van_an.id, {"name": "Lê Bình"}),
        delegates.add_walk_in(place.van_an.id, "Lê Bình"),
        delegates.edit(an, {"seat": "B1"}, "vì sao"),
        delegates.excuse(an, "Ốm"),
        delegates.withdraw(an, "Nhầm"),
        delegates.move(an, place.bang_mac.id, "Nhầm"),
        delegates.substitute(an, "Lê Bình", "", "", "Đ/c An"),
    )
    assert set(refused) == {Refusal.CLOSED}
    assert trail(place.an) == []


def test_who_has_come_is_neither_excused_nor_replaced_nor_moved(place: Place) -> None:
    put(place, ConferenceState.RUNNING)
    comes(place.an)
    an = place.an.id
    refused = (
        delegates.excuse(an, "Ốm"),
        delegates.withdraw(an, "Nhầm"),
        delegates.move(an, place.bang_mac.id, "Nhầm"),
        delegates.substitute(an, "Lê Bình", "", "", "Đ/c An"),
    )
    assert set(refused) == {Refusal.ALREADY_CAME}
    assert delegates.edit(an, {"position": "Chủ tịch UBND"}, "Ghi sai chức vụ") is None


def test_tallies_stay_what_a_recount_gives(place: Place, app: Flask) -> None:
    put(place, ConferenceState.RUNNING)
    binh = delegates.substitute(place.an.id, "Lê Bình", "", "", "Đ/c An")
    assert isinstance(binh, Delegate)
    comes(binh)
    came = delegates.add_walk_in(place.bang_mac.id, "Hứa Văn Cao")
    assert isinstance(came, Delegate)
    comes(came)
    delegates.withdraw(came.id, "Ghi nhầm")
    assert differences(place.conference.id) == []


def test_two_desks_that_send_a_substitute_at_once_send_one(place: Place, app: Flask) -> None:
    results: list[object] = []
    ready = threading.Barrier(2)
    an = place.an.id
    db.session.rollback()

    def send(name: str) -> None:
        with app.app_context():
            ready.wait()
            sent = delegates.substitute(an, name, "", "", "Đ/c An")
            results.append(sent if isinstance(sent, Refusal) else Standing.SUMMONED)
            db.session.commit()
            db.session.remove()

    desks = [threading.Thread(target=send, args=(name,)) for name in ("Lê Bình", "Vi Lan")]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(map(str, results)) == [str(Refusal.NOT_EXPECTED), str(Standing.SUMMONED)]
    assert tally(place.van_an).expected == 1
