"""The counts of a closed conference are frozen: reports tell them, and openly what came afterwards."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.conferences.models import Conference, ConferenceState
from dissemination.coverage.freeze_models import Freeze, FreezeCause, FrozenCount
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.conftest import SignIn
from tests.coverage import papers
from tests.coverage.conftest import Morning

pytestmark = pytest.mark.both_databases


@pytest.fixture
def secretary(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


@pytest.fixture
def held(morning: Morning, secretary: FlaskClient) -> Morning:
    """Three came; then the organiser closed the conference on its page."""
    for who in range(3):
        came(morning, who)
    step(morning, secretary, "close")
    return morning


def came(morning: Morning, who: int, *, offline: bool = False) -> None:
    """One of the main point's people; the device says five minutes ago."""
    person = db.session.merge(morning.people[morning.main.name][who])
    device = morning.devices[morning.main.name]
    result = device.scan(person.passes[-1].digits, offline=offline)
    assert result["outcome"] == "admitted"


def step(morning: Morning, browser: FlaskClient, name: str, reason: str = "") -> None:
    address = f"/conferences/{morning.conference.id}/steps/{name}"
    assert browser.post(address, data={"reason": reason}).status_code == 303


def papers_page(morning: Morning) -> str:
    return f"/conferences/{morning.conference.id}/papers"


def report(morning: Morning, browser: FlaskClient) -> str:
    content = papers.ordered(browser, f"{papers_page(morning)}/attendance", "docx")
    return papers.said(papers.word(content))


def freezes(session: scoped_session[Session]) -> list[Freeze]:
    return list(session.scalars(sa.select(Freeze).order_by(Freeze.id)))


def frozen(session: scoped_session[Session], number: int) -> dict[int, int]:
    """Who came of each point's own, as one freeze keeps it."""
    kept = session.query(FrozenCount).filter_by(freeze_id=freezes(session)[number].id)
    return {count.point_id: count.own_attended for count in kept}


def now(at: Conference) -> str:
    assert at.closed_at is not None
    closed = clock.local(at.closed_at)
    return f"{closed.hour} giờ {closed:%M} ngày {closed:%d/%m/%Y}"


def test_the_close_freezes_every_point_and_says_who(
    held: Morning, session: scoped_session[Session]
) -> None:
    (freeze,) = freezes(session)
    conference = session.get_one(Conference, held.conference.id)
    assert (freeze.cause, freeze.frozen_at) == (FreezeCause.CLOSE, conference.closed_at)
    assert "secretariat" in freeze.frozen_by
    points = (held.main, held.van_an, held.bac_son, held.so_y_te)
    assert frozen(session, 0) == {point.id: 3 if point is held.main else 0 for point in points}
    verbs = [entry.verb for entry in session.query(AuditEntry) if entry.subject == "conference"]
    assert verbs[-2:] == ["close", "freeze_counts"]


def test_the_report_is_found_from_the_board_and_from_the_conference(
    held: Morning, secretary: FlaskClient
) -> None:
    for page in ("", "/board"):
        shown = secretary.get(f"/conferences/{held.conference.id}{page}").text
        head = shown.split("primary-action")[1].split("</div>")[0]
        assert papers_page(held) in head, page


def test_a_late_scan_changes_nothing_in_the_report_but_is_told(
    held: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    before = report(held, secretary)
    came(held, 3, offline=True)
    after = report(held, secretary)
    for text in (before, after):
        assert "Tổng số đại biểu triệu tập 20; có mặt 3 (15,0%); vắng 17" in text
        assert f"Số liệu chốt lúc {now(session.get_one(Conference, held.conference.id))}." in text
    assert "Sau khi chốt" not in before
    assert "Sau khi chốt, hệ thống nhận thêm 1 lượt quét thực hiện trước giờ kết thúc." in after
    assert "có 1 điểm cầu thay đổi: có mặt tăng 1, vắng không lý do giảm 1." in after
    assert "Thay đổi sau khi chốt số liệu" in after


def test_levels_and_places_add_up_to_the_frozen_whole(
    held: Morning, secretary: FlaskClient
) -> None:
    came(held, 3, offline=True)
    content = papers.ordered(secretary, f"{papers_page(held)}/attendance", "docx")
    _heading, by_level, by_place, _closing, by_point, *_others, changes = papers.word(
        content
    ).tables
    for table in (by_level, by_place, by_point):
        shown = [cell.text for cell in table.rows[-1].cells]
        assert shown[-6:-3] == ["20", "3", "15,0%"], shown
    names = [row.cells[0].text for row in by_place.rows[1:-1]]
    assert names == ["Huyện Chi Lăng", "Huyện Hữu Lũng", "Trực thuộc cấp tỉnh"]
    assert [cell.text for cell in changes.rows[1].cells][1:5] == [held.main.name, "3", "4", "1"]


def test_frozen_again_with_a_reason_the_earlier_freeze_stays_on_record(
    held: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    came(held, 3, offline=True)
    page = secretary.get(papers_page(held)).text
    assert "Chốt lại số liệu" in page
    refused = secretary.post(f"{papers_page(held)}/freeze", data={"reason": "  "})
    assert "Cần nêu lý do" in secretary.get(refused.location).text
    assert len(freezes(session)) == 1
    reason = "Máy của điểm cầu chính mất mạng, gửi lượt quét sau giờ bế mạc."
    secretary.post(f"{papers_page(held)}/freeze", data={"reason": reason})
    assert [freeze.cause for freeze in freezes(session)] == [FreezeCause.CLOSE, FreezeCause.AGAIN]
    assert (frozen(session, 0)[held.main.id], frozen(session, 1)[held.main.id]) == (3, 4)
    text = report(held, secretary)
    assert "có mặt 4 (20,0%)" in text
    assert (
        f"thay cho số liệu chốt lúc {now(session.get_one(Conference, held.conference.id))}" in text
    )
    assert f"lý do: {reason}" in text
    page = secretary.get(papers_page(held)).text
    assert reason in page
    assert "3/20" in page
    last = session.query(AuditEntry).filter_by(verb="freeze_counts").all()[-1]
    assert (last.reason, last.after["own_attended"]) == (reason, 4)


def test_reopened_and_closed_again_it_is_frozen_anew(
    held: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    step(held, secretary, "reopen", "Còn đại biểu")
    assert "Chưa chốt số liệu" in secretary.get(papers_page(held)).text
    came(held, 3)
    step(held, secretary, "close")
    assert [freeze.cause for freeze in freezes(session)] == [FreezeCause.CLOSE] * 2
    assert frozen(session, 1)[held.main.id] == 4
    assert "có mặt 4 (20,0%)" in report(held, secretary)


def test_only_who_may_close_may_freeze_again(held: Morning, signed_in: SignIn) -> None:
    came(held, 3, offline=True)
    head = signed_in(Role.HEAD_OF_UNIT, unit_id=held.province.id)
    page = head.get(papers_page(held))
    assert page.status_code == 200
    assert "Chốt lại số liệu" not in page.text
    refused = head.post(f"{papers_page(held)}/freeze", data={"reason": "Thử"})
    assert refused.status_code == 403


def test_while_it_runs_nothing_is_frozen_again(
    morning: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    secretary.post(f"{papers_page(morning)}/freeze", data={"reason": "Thử"})
    assert not freezes(session)


def test_what_was_closed_before_freezes_were_kept_is_frozen_by_the_migration(
    app: Flask, held: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    kept = _rows(session)
    session.rollback()
    downgrade(revision="0024")
    upgrade()
    (freeze,) = freezes(session)
    assert (freeze.cause, freeze.frozen_by) == (FreezeCause.UPGRADE, "")
    assert _rows(session) == kept
    assert "khi nâng cấp hệ thống; hội nghị kết thúc lúc" in report(held, secretary)


def _rows(session: scoped_session[Session]) -> list[tuple[object, ...]]:
    query = sa.select(*(column for column in FrozenCount.__table__.c if column.name != "freeze_id"))
    return [tuple(row) for row in session.execute(query.order_by(FrozenCount.point_id))]


def test_a_conference_closed_without_a_freeze_offers_one(
    morning: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    conference = session.merge(morning.conference)
    conference.state, conference.closed_at = ConferenceState.CLOSED, clock.now()
    session.commit()
    assert "số liệu chưa được chốt" in secretary.get(papers_page(morning)).text
    secretary.post(f"{papers_page(morning)}/freeze", data={"reason": "Hồ sơ cũ"})
    assert "có mặt 0 (0,0%)" in report(morning, secretary)


def test_a_fact_sheet_tells_the_same_as_the_attendance_report(
    held: Morning, secretary: FlaskClient
) -> None:
    came(held, 3, offline=True)
    where = f"/units/{held.province.id}/fact-sheet"
    paper = papers.word(papers.ordered(secretary, where, "docx"))
    assert [cell.text for cell in paper.tables[0].rows[1].cells][2:5] == ["20", "3", "15,0%"]


def test_the_bundle_tells_the_frozen_counts_too(held: Morning, secretary: FlaskClient) -> None:
    came(held, 3, offline=True)
    text = papers.pdf_text(papers.ordered(secretary, f"{papers_page(held)}/file", "pdf"))
    assert "có mặt 3 (15,0%)" in text
