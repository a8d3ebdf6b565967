"""Passes given, taken back and given anew, on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.conferences import pass_queries, pass_services
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    Point,
    Standing,
)
from dissemination.conferences.passes import is_valid
from dissemination.conferences.refusals import Refusal
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases


@pytest.fixture
def conference(cast: Cast) -> Conference:
    return cast.conference()


@pytest.fixture
def van_an(cast: Cast, conference: Conference) -> Point:
    return cast.point(conference, cast.unit("VA", "xã Vân An"), "xã Vân An")


@pytest.fixture
def main_point(cast: Cast, conference: Conference) -> Point:
    return cast.point(conference, cast.unit("TU", "Tỉnh ủy"), "Điểm cầu chính", is_main=True)


@pytest.fixture
def an(cast: Cast, van_an: Point) -> Delegate:
    return cast.delegate(van_an, "Nguyễn Văn An")


def valid_digits(delegate: Delegate) -> list[str]:
    return [one.digits for one in pass_queries.passes_of(delegate.id) if one.is_valid]


def entries(session: scoped_session[Session], verb: str) -> list[AuditEntry]:
    return list(session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == verb)))


# --- revoke and reissue ---------------------------------------------------------------------


def test_a_revoked_pass_stays_on_record_with_its_reason(an: Delegate) -> None:
    assert pass_services.revoke(an.id, " Làm mất thẻ ") is None
    (one,) = pass_queries.passes_of(an.id)
    assert not one.is_valid
    assert one.revoked_reason == "Làm mất thẻ"


def test_a_new_pass_replaces_the_lost_one(an: Delegate) -> None:
    (lost,) = valid_digits(an)
    issued = pass_services.reissue(an.id, "Làm mất thẻ")
    assert isinstance(issued, Pass)
    assert valid_digits(an) == [issued.digits]
    assert issued.digits != lost
    assert len(pass_queries.passes_of(an.id)) == 2


def test_scanners_of_the_point_learn_of_a_revoked_pass(
    session: scoped_session[Session], an: Delegate, van_an: Point
) -> None:
    before = van_an.roster_revision
    pass_services.revoke(an.id, "Làm mất thẻ")
    assert session.get_one(Point, van_an.id).roster_revision == before + 1
    assert session.get_one(Delegate, an.id).revision == before + 1


def test_the_trail_says_why_but_never_the_digits(
    session: scoped_session[Session], an: Delegate
) -> None:
    digits = [*valid_digits(an)]
    pass_services.reissue(an.id, "Làm mất thẻ")
    (entry,) = entries(session, "reissue_pass")
    assert (entry.subject, entry.subject_id, entry.reason) == (
        "delegate",
        str(an.id),
        "Làm mất thẻ",
    )
    kept = f"{entry.before}{entry.after}"
    assert not any(one in kept for one in [*digits, *valid_digits(an)])


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_nothing_is_revoked_without_a_reason(an: Delegate, reason: str) -> None:
    assert pass_services.revoke(an.id, reason) is Refusal.REASON_MISSING
    assert pass_services.reissue(an.id, reason) is Refusal.REASON_MISSING
    assert len(valid_digits(an)) == 1


def test_what_is_revoked_cannot_be_revoked_again(an: Delegate) -> None:
    pass_services.revoke(an.id, "Làm mất thẻ")
    assert pass_services.revoke(an.id, "Làm mất thẻ") is Refusal.PASS_MISSING
    assert pass_services.reissue(an.id, "Làm mất thẻ") is Refusal.PASS_MISSING


def test_after_revoking_a_pass_can_be_issued(an: Delegate) -> None:
    pass_services.revoke(an.id, "Nhầm người")
    assert isinstance(pass_services.issue(an.id), Pass)
    assert len(valid_digits(an)) == 1


def test_nobody_gets_a_second_pass(an: Delegate) -> None:
    assert pass_services.issue(an.id) is Refusal.PASS_VALID


@pytest.mark.parametrize("standing", [Standing.REPLACED, Standing.WITHDRAWN])
def test_who_left_the_roster_gets_no_pass(
    session: scoped_session[Session], an: Delegate, standing: Standing
) -> None:
    an.standing = standing
    session.commit()
    assert pass_services.reissue(an.id, "Làm mất thẻ") is Refusal.NOT_ON_ROSTER
    pass_services.revoke(an.id, "Không còn trong danh sách")
    assert pass_services.issue(an.id) is Refusal.NOT_ON_ROSTER


def test_a_closed_conference_keeps_its_passes(
    session: scoped_session[Session], conference: Conference, an: Delegate
) -> None:
    conference.state = ConferenceState.CLOSED
    session.commit()
    assert pass_services.revoke(an.id, "Làm mất thẻ") is Refusal.CLOSED
    assert pass_services.reissue(an.id, "Làm mất thẻ") is Refusal.CLOSED
    assert pass_services.issue_missing(conference.id) is Refusal.CLOSED


# --- all who lack one -----------------------------------------------------------------------


def bare_delegates(session: scoped_session[Session], point: Point, count: int) -> None:
    session.execute(
        sa.insert(Delegate),
        [
            {
                "conference_id": point.conference_id,
                "point_id": point.id,
                "name": f"Lê Thị {number}",
                "sort_key": str(number),
            }
            for number in range(count)
        ],
    )
    session.commit()


def test_everyone_who_lacks_a_pass_gets_exactly_one(
    session: scoped_session[Session],
    conference: Conference,
    van_an: Point,
    main_point: Point,
    an: Delegate,
) -> None:
    bare_delegates(session, van_an, 620)
    bare_delegates(session, main_point, 7)
    assert pass_services.issue_missing(conference.id) == 627
    assert pass_services.issue_missing(conference.id) == 0
    cards = pass_queries.pass_cards(conference.id)
    assert len(cards) == len({card.delegate_id for card in cards}) == 628
    assert len({card.digits for card in cards}) == 628
    assert all(is_valid(card.digits) for card in cards)


def test_issuing_at_a_point_leaves_the_others_and_tells_its_scanners(
    session: scoped_session[Session], conference: Conference, van_an: Point, main_point: Point
) -> None:
    bare_delegates(session, van_an, 3)
    bare_delegates(session, main_point, 2)
    before = (van_an.roster_revision, main_point.roster_revision)
    assert pass_services.issue_missing(conference.id, van_an.id) == 3
    assert len(pass_queries.delegates_without_pass(conference.id)) == 2
    assert (van_an.roster_revision, main_point.roster_revision) == (before[0] + 1, before[1])
    revisions = session.scalars(sa.select(Delegate.revision).where(Delegate.point_id == van_an.id))
    assert set(revisions) == {before[0] + 1}


def test_digits_that_exist_are_never_given_again(
    an: Delegate, monkeypatch: pytest.MonkeyPatch
) -> None:
    (taken,) = valid_digits(an)
    free = "0000000000000000"
    offers = iter([[taken], [free]])
    monkeypatch.setattr(pass_services, "new_digits", lambda count: next(offers))
    assert pass_services.unused_digits(1) == [free]


def test_the_database_refuses_the_same_digits_twice(
    session: scoped_session[Session], an: Delegate
) -> None:
    (taken,) = valid_digits(an)
    session.add(Pass(delegate_id=an.id, digits=taken, issued_at=clock.now()))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


# --- what is printed ------------------------------------------------------------------------


def test_the_main_point_is_printed_first_and_names_in_order(
    cast: Cast, conference: Conference, van_an: Point, main_point: Point
) -> None:
    for name in ("Trần Thị Đào", "Lê Văn Dũng", "Hoàng Thị Ánh"):
        cast.delegate(van_an, name)
    cast.delegate(main_point, "Nông Văn Út")
    names = [card.name for card in pass_queries.pass_cards(conference.id)]
    assert names == ["Nông Văn Út", "Hoàng Thị Ánh", "Lê Văn Dũng", "Trần Thị Đào"]


def test_a_card_says_point_unit_seat_and_in_whose_place(
    cast: Cast,
    session: scoped_session[Session],
    conference: Conference,
    van_an: Point,
    an: Delegate,
) -> None:
    an.standing = Standing.REPLACED
    more = {"position": "Phó Bí thư", "unit_name": "Đảng ủy xã", "seat": "12B"}
    substitute = cast.delegate(van_an, "Vi Thị Sen", substitute_for_id=an.id, **more)
    (card,) = pass_queries.pass_cards(conference.id, van_an.id)
    assert (card.delegate_id, card.name, card.position, card.unit, card.seat) == (
        substitute.id,
        "Vi Thị Sen",
        "Phó Bí thư",
        "Đảng ủy xã",
        "12B",
    )
    assert (card.point_id, card.point, card.point_unit_code) == (van_an.id, "xã Vân An", "VA")
    assert card.substitute_for == "Nguyễn Văn An"


def test_revoked_passes_and_people_off_the_roster_are_not_printed(
    cast: Cast,
    session: scoped_session[Session],
    conference: Conference,
    van_an: Point,
    an: Delegate,
) -> None:
    cast.delegate(van_an, "Lê Văn Bỏ", standing=Standing.WITHDRAWN)
    walk_in = cast.delegate(van_an, "Vi Văn Phát", standing=Standing.WALK_IN)
    pass_services.revoke(an.id, "Làm mất thẻ")
    assert [card.delegate_id for card in pass_queries.pass_cards(conference.id)] == [walk_in.id]


def test_points_say_how_many_hold_passes_and_how_many_do_not(
    cast: Cast,
    session: scoped_session[Session],
    conference: Conference,
    van_an: Point,
    main_point: Point,
    an: Delegate,
) -> None:
    bare_delegates(session, van_an, 2)
    cast.delegate(van_an, "Lê Văn Bỏ", standing=Standing.WITHDRAWN)
    first, second = pass_queries.points_with_passes(conference.id, "", 1).rows
    assert (first.point_id, first.is_main, first.holders, first.without) == (
        main_point.id,
        True,
        0,
        0,
    )
    assert (second.point_id, second.holders, second.without) == (van_an.id, 1, 2)
    assert pass_queries.count_passes(conference.id) == (1, 2)
    assert pass_queries.count_passes(conference.id, main_point.id) == (0, 0)


def test_points_are_found_without_accents(
    conference: Conference, van_an: Point, main_point: Point
) -> None:
    found = pass_queries.points_with_passes(conference.id, "van an", 1)
    assert [point.point_id for point in found.rows] == [van_an.id]


def test_another_conferences_passes_are_not_printed(cast: Cast, an: Delegate) -> None:
    other = cast.conference("Hội nghị khác")
    assert pass_queries.pass_cards(other.id) == []
    line = pass_queries.conference_line(other.id)
    assert line is not None
    assert line.title == "Hội nghị khác"
    assert pass_queries.conference_line(10**6) is None
