"""Printing passes from the browser, and taking one back."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role
from dissemination.conferences import pass_jobs, pass_orders, pass_queries
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    PassPrint,
    Point,
    PrintState,
)
from dissemination.conferences.passes import grouped
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def van_an(cast: Cast) -> Point:
    conference = cast.conference(state=ConferenceState.OPEN)
    return cast.point(conference, cast.unit("VA", "xã Vân An"), "xã Vân An")


@pytest.fixture
def chi_lang(cast: Cast, van_an: Point) -> Point:
    conference = db.session.get_one(Conference, van_an.conference_id)
    return cast.point(conference, cast.unit("CL", "Chi Lăng"), "huyện Chi Lăng")


@pytest.fixture
def an(cast: Cast, van_an: Point) -> Delegate:
    return cast.delegate(van_an, "Nguyễn Văn An")


@pytest.fixture
def organiser(signed_in: SignIn, van_an: Point) -> FlaskClient:
    return signed_in(Role.ORGANISER, conference_id=van_an.conference_id)


@pytest.fixture
def coordinator(signed_in: SignIn, van_an: Point) -> FlaskClient:
    return signed_in(Role.COORDINATOR, point_id=van_an.id)


def whole(point: Point, more: str = "") -> str:
    return f"/conferences/{point.conference_id}/passes{more}"


def part(point: Point, more: str = "") -> str:
    return f"/conferences/{point.conference_id}/points/{point.id}/passes{more}"


def one(delegate: Delegate, what: str) -> str:
    return (
        f"/conferences/{delegate.conference_id}/points/{delegate.point_id}"
        f"/delegates/{delegate.id}/pass/{what}"
    )


def codes(answer: TestResponse) -> set[str]:
    assert answer.content_type == "application/pdf"
    with answer, pypdfium2.PdfDocument(BytesIO(answer.data)) as document:
        pictures = [page.render(scale=2).to_pil() for page in document]
    return {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)}


def valid_digits(*delegates: Delegate) -> set[str]:
    return {
        issued.digits
        for delegate in delegates
        for issued in pass_queries.passes_of(delegate.id)
        if issued.is_valid
    }


def verbs() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)))


def without_pass(cast: Cast, point: Point, name: str) -> Delegate:
    delegate = cast.delegate(point, name)
    db.session.execute(sa.delete(Pass).where(Pass.delegate_id == delegate.id))
    db.session.commit()
    return delegate


# --- a point --------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["cards", "badges"])
def test_a_coordinator_prints_his_own_point(
    coordinator: FlaskClient, van_an: Point, an: Delegate, layout: str
) -> None:
    assert part(van_an, "/file") in coordinator.get(part(van_an)).text
    answer = coordinator.get(part(van_an, f"/file?layout={layout}"))
    assert codes(answer) == valid_digits(an)
    assert f"the-dai-bieu-xa-van-an-{layout}.pdf" in answer.headers["Content-Disposition"]
    assert verbs()[-1] == "download_passes"


def test_a_coordinator_prints_neither_another_point_nor_the_whole(
    coordinator: FlaskClient, van_an: Point, chi_lang: Point
) -> None:
    for address in (part(chi_lang), part(chi_lang, "/file"), whole(van_an)):
        assert coordinator.get(address).status_code == 403
    assert coordinator.post(whole(van_an, "/prints")).status_code == 403


@pytest.mark.parametrize("role", [Role.DESK, Role.UNIT_OFFICER, Role.INSPECTOR])
def test_who_may_not_print_sees_no_digits(signed_in: SignIn, van_an: Point, role: Role) -> None:
    scope = {"point_id": van_an.id} if role is Role.DESK else {}
    browser = signed_in(role, **scope)
    assert browser.get(part(van_an, "/file")).status_code == 403
    assert browser.get(whole(van_an)).status_code == 403


def test_a_point_of_another_conference_is_not_there(
    organiser: FlaskClient, cast: Cast, van_an: Point
) -> None:
    other = cast.conference("Hội nghị khác")
    address = f"/conferences/{other.id}/points/{van_an.id}/passes/file"
    assert organiser.get(address).status_code in {403, 404}


def test_a_point_without_delegates_says_the_next_step(
    coordinator: FlaskClient, van_an: Point
) -> None:
    assert "chưa có đại biểu nào" in coordinator.get(part(van_an)).text
    answer = coordinator.get(part(van_an, "/file"))
    assert answer.headers["Location"] == part(van_an)
    assert "download_passes" not in verbs()


def test_an_unknown_layout_is_not_there(coordinator: FlaskClient, van_an: Point) -> None:
    assert coordinator.get(part(van_an, "/file?layout=poster")).status_code == 404


def test_who_lacks_a_pass_is_told_and_gets_one(
    coordinator: FlaskClient, cast: Cast, van_an: Point, an: Delegate
) -> None:
    late = without_pass(cast, van_an, "Lê Văn Muộn")
    assert "1 đại biểu chưa có thẻ" in coordinator.get(part(van_an)).text
    answer = coordinator.post(part(van_an, "/issue"), follow_redirects=True)
    assert "Đã cấp 1 thẻ." in answer.text
    assert "chưa có thẻ nên" not in answer.text
    assert len(valid_digits(late)) == 1


def test_a_closed_conference_offers_no_new_passes(
    coordinator: FlaskClient, cast: Cast, van_an: Point
) -> None:
    late = without_pass(cast, van_an, "Lê Văn Muộn")
    db.session.get_one(Conference, van_an.conference_id).state = ConferenceState.CLOSED
    db.session.commit()
    assert "Cấp thẻ còn thiếu" not in coordinator.get(part(van_an)).text
    answer = coordinator.post(part(van_an, "/issue"), follow_redirects=True)
    assert "Hội nghị đã kết thúc" in answer.text
    assert not valid_digits(late)


# --- the whole conference -------------------------------------------------------------------


def test_an_organiser_orders_all_passes_and_takes_them(
    organiser: FlaskClient, cast: Cast, van_an: Point, chi_lang: Point, an: Delegate
) -> None:
    sen = cast.delegate(chi_lang, "Vi Thị Sen")
    answer = organiser.post(
        whole(van_an, "/prints"), data={"layout": "badges"}, follow_redirects=True
    )
    assert whole(van_an, "/prints/badges/file") in answer.text
    assert codes(organiser.get(whole(van_an, "/prints/badges/file"))) == valid_digits(an, sen)
    assert verbs()[-2:] == ["print_passes", "download_passes"]


def test_before_the_first_print_there_is_no_progress_to_show(
    organiser: FlaskClient, van_an: Point
) -> None:
    assert organiser.get(whole(van_an, "/prints/cards")).status_code == 404


def test_each_layout_has_a_print_of_its_own(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    assert codes(organiser.get(whole(van_an, "/prints/cards/file"))) == valid_digits(an)
    assert organiser.get(whole(van_an, "/prints/badges/file")).status_code == 404


def test_a_print_says_when_the_roster_has_changed_since(
    organiser: FlaskClient, cast: Cast, van_an: Point, an: Delegate
) -> None:
    organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    assert "đã thay đổi sau lần in này" not in organiser.get(whole(van_an)).text
    cast.delegate(van_an, "Lê Văn Muộn")
    assert "đã thay đổi sau lần in này" in organiser.get(whole(van_an)).text


def test_a_newer_print_takes_the_place_of_the_older(
    app: Flask, organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    for _again in range(2):
        organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    (kept,) = pass_jobs.folder().iterdir()
    newest = pass_orders.newest_file(van_an.conference_id, "cards")
    assert newest is not None
    assert kept.name == newest.stored_name
    assert kept.stat().st_mode & 0o077 == 0


def placed(van_an: Point, state: PrintState, minutes_ago: int = 0) -> PassPrint:
    order, _ = pass_orders.place(van_an.conference_id, "cards")
    order.state, order.done, order.total = state, 30, 100
    order.heard_at -= timedelta(minutes=minutes_ago)
    order.started_at = order.heard_at - timedelta(seconds=3)
    db.session.commit()
    return order


def test_a_print_under_way_says_how_far_it_is_and_is_not_doubled(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    placed(van_an, PrintState.RUNNING)
    organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    shown = organiser.get(whole(van_an, "/prints/cards")).text
    assert "30/100" in shown
    assert 'hx-trigger="every 1s"' in shown
    assert "<html" not in shown
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PassPrint)) == 1


def test_a_print_that_fell_silent_can_be_ordered_again(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    placed(van_an, PrintState.RUNNING, minutes_ago=5)
    assert "bị gián đoạn" in organiser.get(whole(van_an)).text
    organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    assert codes(organiser.get(whole(van_an, "/prints/cards/file"))) == valid_digits(an)


def test_while_a_print_is_under_way_the_one_before_can_be_taken(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    placed(van_an, PrintState.RUNNING)
    assert whole(van_an, "/prints/cards/file") in organiser.get(whole(van_an)).text
    assert codes(organiser.get(whole(van_an, "/prints/cards/file"))) == valid_digits(an)


def test_a_print_that_fails_says_so(
    organiser: FlaskClient, van_an: Point, an: Delegate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_paper(*_: object) -> bytes:
        raise OSError("no space left on device")

    monkeypatch.setattr(pass_jobs, "print_passes", no_paper)
    with pytest.raises(OSError, match="no space"):
        organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    db.session.rollback()
    order = pass_orders.latest(van_an.conference_id, "cards")
    assert order is not None
    assert order.state is PrintState.FAILED
    assert "bị gián đoạn" in organiser.get(whole(van_an)).text


def test_a_job_that_runs_again_after_it_ended_prints_nothing(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    organiser.post(whole(van_an, "/prints"), data={"layout": "cards"})
    (kept,) = pass_jobs.folder().iterdir()
    order = pass_orders.latest(van_an.conference_id, "cards")
    assert order is not None
    pass_jobs.print_all_passes(order.id)
    assert list(pass_jobs.folder().iterdir()) == [kept]


def test_points_are_searched_without_accents(
    organiser: FlaskClient, van_an: Point, chi_lang: Point
) -> None:
    found = organiser.get(whole(van_an, "?q=chi lang")).text
    assert "huyện Chi Lăng" in found
    assert "xã Vân An" not in found
    assert "Không có điểm cầu nào khớp" in organiser.get(whole(van_an, "?q=xyz")).text


def test_a_conference_without_points_says_the_next_step(signed_in: SignIn, cast: Cast) -> None:
    empty = cast.conference()
    browser = signed_in(Role.ORGANISER, conference_id=empty.id)
    assert "chưa có điểm cầu nào" in browser.get(f"/conferences/{empty.id}/passes").text


# --- one delegate ---------------------------------------------------------------------------


def test_a_lost_pass_is_replaced_with_its_reason(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    before = valid_digits(an)
    assert "Cấp lại thẻ của Nguyễn Văn An" in organiser.get(one(an, "reissue")).text
    answer = organiser.post(one(an, "reissue"), data={"reason": "Báo mất thẻ"})
    assert answer.status_code == 303
    db.session.rollback()
    latest, first = pass_queries.passes_of(an.id)
    assert {first.digits} == before
    assert first.revoked_reason == "Báo mất thẻ"
    assert latest.is_valid
    assert codes(organiser.get(one(an, "file"))) == {latest.digits}


def test_a_pass_is_taken_back_and_given_again(
    organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    organiser.post(one(an, "revoke"), data={"reason": "Nhầm người"})
    db.session.rollback()
    assert not valid_digits(an)
    organiser.post(one(an, "issue"))
    db.session.rollback()
    assert len(valid_digits(an)) == 1


@pytest.mark.parametrize("what", ["revoke", "reissue"])
def test_without_a_reason_the_pass_stays_and_the_field_says_why(
    organiser: FlaskClient, an: Delegate, what: str
) -> None:
    answer = organiser.post(one(an, what), data={"reason": "   "})
    assert answer.status_code == 422
    assert "Hãy nêu lý do" in answer.text
    assert len(valid_digits(an)) == 1


@pytest.mark.parametrize("what", ["revoke", "reissue", "issue"])
def test_a_coordinator_changes_passes_of_his_own_point_only(
    coordinator: FlaskClient, cast: Cast, chi_lang: Point, an: Delegate, what: str
) -> None:
    sen = cast.delegate(chi_lang, "Vi Thị Sen")
    astray = one(sen, what).replace(f"/points/{chi_lang.id}/", f"/points/{an.point_id}/")
    assert coordinator.post(one(sen, what), data={"reason": "x"}).status_code == 403
    assert coordinator.post(astray, data={"reason": "x"}).status_code == 404
    assert len(valid_digits(sen)) == 1


def test_a_name_with_markup_stays_text(organiser: FlaskClient, cast: Cast, van_an: Point) -> None:
    odd = cast.delegate(van_an, "<script>alert(1)</script>")
    page = organiser.get(one(odd, "revoke")).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_panel_shows_the_pass_in_force_and_those_before(
    app: Flask, organiser: FlaskClient, van_an: Point, an: Delegate
) -> None:
    organiser.post(one(an, "reissue"), data={"reason": "Báo mất thẻ"})
    db.session.rollback()
    latest, first = pass_queries.passes_of(an.id)
    page = organiser.get(one(an, "").removesuffix("/pass/")).text
    assert grouped(latest.digits) in page
    assert grouped(first.digits) in page
    assert "Báo mất thẻ" in page
