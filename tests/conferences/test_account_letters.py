"""Account letters: an account for every point, a page a person, and no way in for anybody else."""

import re
from datetime import date
from io import BytesIO
from urllib.parse import urlsplit

import pypdfium2
import pytest
import time_machine
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Grant, OneTimeLink, Role, User
from dissemination.conferences.account_letters import fresh_letters, make_accounts, outlook
from dissemination.conferences.letter_orders import KEPT_FOR
from dissemination.conferences.letter_print import official_date
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

BASE = "https://quantriet.example.vn"


@pytest.fixture
def conference(cast: Cast) -> Conference:
    return cast.conference("Hội nghị quán triệt Nghị quyết 116")


@pytest.fixture
def van_an(cast: Cast, conference: Conference) -> Point:
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    commune = cast.unit("06040", "Xã Vân An", parent=root)
    return cast.point(conference, commune, "Điểm cầu xã Vân An", contact_name="Nông Thị Hằng")


@pytest.fixture
def chi_lang(cast: Cast, conference: Conference) -> Point:
    return cast.point(conference, cast.unit("06041", "Xã Chi Lăng"), "Điểm cầu xã Chi Lăng")


@pytest.fixture
def organiser(cast: Cast, conference: Conference) -> FlaskClient:
    user = cast.user("to-chuc@example.vn", Role.ORGANISER, conference_id=conference.id)
    return cast.sign_in(user)


@pytest.mark.both_databases
def test_every_point_gets_a_coordinator_and_a_desk_once(
    conference: Conference, van_an: Point, chi_lang: Point, session: scoped_session[Session]
) -> None:
    assert make_accounts(conference.id) == 4
    assert make_accounts(conference.id) == 0
    users = {user.email: user for user in session.query(User)}
    assert set(users) == {"diemcau-06040", "diemdanh-06040", "diemcau-06041", "diemdanh-06041"}
    assert users["diemcau-06040"].name == "Nông Thị Hằng"
    assert users["diemcau-06041"].name == "Phụ trách điểm cầu"
    [grant] = users["diemdanh-06040"].grants
    assert (grant.role, grant.point_id) == (Role.DESK, van_an.id)
    assert all(user.password is None for user in users.values())


@pytest.mark.both_databases
def test_who_is_there_already_gets_no_second_account(
    cast: Cast, conference: Conference, van_an: Point, session: scoped_session[Session]
) -> None:
    cast.user("hang@example.vn", Role.COORDINATOR, point_id=van_an.id)
    ended = cast.user("cu@example.vn", Role.DESK, point_id=van_an.id)
    ended.active = False
    session.commit()
    make_accounts(conference.id)
    assert {user.email for user in session.query(User)} == {
        "hang@example.vn",
        "cu@example.vn",
        "diemdanh-06040",
    }


@pytest.mark.both_databases
def test_the_next_conference_gets_accounts_of_its_own(
    cast: Cast, conference: Conference, van_an: Point, session: scoped_session[Session]
) -> None:
    """Whoever keeps last year's password must not come into this year's."""
    make_accounts(conference.id)
    later = cast.conference("Hội nghị năm sau")
    again = cast.point(later, van_an.unit, "Điểm cầu xã Vân An")
    make_accounts(later.id)
    [grant] = session.query(Grant).filter_by(point_id=again.id, role=Role.DESK)
    assert grant.user.email == "diemdanh-06040-2"


@pytest.mark.both_databases
def test_the_outlook_says_what_printing_does(
    cast: Cast,
    conference: Conference,
    van_an: Point,
    chi_lang: Point,
    session: scoped_session[Session],
) -> None:
    before = outlook(conference.id)
    assert (before.to_make, before.to_print, before.to_void) == (4, 4, 0)
    make_accounts(conference.id)
    letters = fresh_letters(conference.id, BASE)
    assert len(letters) == before.to_print
    [desk] = session.query(User).filter_by(email="diemdanh-06041")
    desk.password = "x"
    cast.user("ca-hai@example.vn", Role.DESK, point_id=van_an.id)
    session.add(
        Grant(
            user_id=session.query(User.id).filter_by(email="diemdanh-06040").scalar(),
            role=Role.INSPECTOR,
            granted_at=clock.now(),
        )
    )
    session.commit()
    after = outlook(conference.id)
    assert (after.to_make, after.to_print, after.to_void) == (0, 3, 2)
    assert (after.in_already, after.beyond) == (1, 1)
    assert len(fresh_letters(conference.id, BASE)) == after.to_print


@pytest.mark.both_databases
def test_letters_open_nothing_beyond_the_conference(
    cast: Cast, conference: Conference, van_an: Point, session: scoped_session[Session]
) -> None:
    """An organiser must not come in as the administrator by naming him to a desk."""
    administrator = cast.user("quan-tri@example.vn", Role.ADMINISTRATOR)
    other = cast.point(cast.conference("Khác"), van_an.unit, "Điểm cầu xã Vân An")
    guest = cast.user("khach@example.vn", Role.DESK, point_id=other.id)
    of_unit = cast.user("don-vi@example.vn", Role.UNIT_OFFICER, unit_id=van_an.unit_id)
    for user in (administrator, guest, of_unit):
        session.add(
            Grant(user_id=user.id, role=Role.DESK, point_id=van_an.id, granted_at=clock.now())
        )
    session.commit()
    make_accounts(conference.id)
    assert [one.sign_in for one in fresh_letters(conference.id, BASE)] == ["diemcau-06040"]


def test_a_changed_contact_is_the_one_addressed(
    conference: Conference, van_an: Point, session: scoped_session[Session]
) -> None:
    make_accounts(conference.id)
    van_an.contact_name = "Vi Văn Sơn"
    session.flush()
    assert "Vi Văn Sơn" in {one.name for one in fresh_letters(conference.id, BASE)}


def pages(pdf: bytes) -> list[tuple[str, str]]:
    """The text of each page and what its QR code says."""
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        found = []
        for page in document:
            text = page.get_textpage().get_text_bounded()
            [code] = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
            found.append((text, code.text))
        return found


@pytest.mark.both_databases
def test_a_page_a_person_whose_code_lets_that_person_in(
    client: FlaskClient,
    organiser: FlaskClient,
    conference: Conference,
    van_an: Point,
    session: scoped_session[Session],
) -> None:
    answer = organiser.post(f"/conferences/{conference.id}/account-letters")
    assert answer.content_type == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    first, second = pages(answer.data)
    assert "Đồng chí Nông Thị Hằng" in first[0]
    assert "diemcau-06040" in first[0]
    assert "Kính gửi: Bàn điểm danh" in second[0]
    for text, code in (first, second):
        assert "TỈNH ỦY LẠNG SƠN" in text
        assert "Điểm cầu xã Vân An" in text
        printed = re.sub(r"[\s\u200b]", "", text)
        assert code in printed
    path = urlsplit(first[1]).path
    assert client.post(path).status_code == 302
    page = client.post(
        "/account/change",
        data={"new_password": "bốn con mèo", "new_password_confirm": "bốn con mèo"},
    )
    assert page.status_code == 302
    assert "diemcau-06040" in client.get("/account/").text


def test_printing_again_voids_the_unread_and_says_so_before(
    client: FlaskClient, organiser: FlaskClient, conference: Conference, van_an: Point
) -> None:
    address = f"/conferences/{conference.id}/account-letters"
    assert "không có giấy nào mất hiệu lực" in organiser.get(address).text
    [(_, old), _] = pages(organiser.post(address).data)
    assert "2 liên kết đã cấp mà chưa dùng sẽ hết hiệu lực" in organiser.get(address).text
    [(_, new), _] = pages(organiser.post(address).data)
    assert client.post(urlsplit(old).path).status_code == 410
    assert client.post(urlsplit(new).path).status_code == 302
    assert "Tờ sẽ in" in organiser.get(address).text


def test_a_closed_conference_prints_none(
    organiser: FlaskClient,
    conference: Conference,
    van_an: Point,
    session: scoped_session[Session],
) -> None:
    conference.state = ConferenceState.CLOSED
    session.commit()
    address = f"/conferences/{conference.id}/account-letters"
    assert "In giấy báo" not in organiser.get(address).text.partition("<main")[2]
    assert organiser.post(address).status_code == 302
    assert session.query(OneTimeLink).count() == 0


@pytest.fixture
def many(cast: Cast, conference: Conference, van_an: Point) -> Conference:
    for number in range(26):
        unit = cast.unit(f"1{number:04d}", f"Xã số {number}")
        cast.point(conference, unit, f"Điểm cầu xã số {number}")
    return conference


def test_many_letters_are_printed_in_the_background_and_kept_for_two_hours(
    app: Flask, organiser: FlaskClient, many: Conference, session: scoped_session[Session]
) -> None:
    address = f"/conferences/{many.id}/account-letters"
    assert organiser.post(address).location.endswith(address)
    page = organiser.get(address).text
    assert "Hoàn thành" in page
    found = re.search(rf'href="({address}/\d+/file)"', page)
    assert found, page
    pdf = organiser.get(found[1])
    with pypdfium2.PdfDocument(BytesIO(pdf.data)) as document:
        assert len(document) == 54
    folder = app.config["SETTINGS"].data_dir / "letters"
    [file] = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    verbs = [entry.verb for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert verbs.count("download_letters") == 1
    assert verbs.count("print_letters") == 1


def test_a_file_whose_time_is_over_is_gone(
    app: Flask, cast: Cast, organiser: FlaskClient, many: Conference
) -> None:
    address = f"/conferences/{many.id}/account-letters"
    organiser.post(address)
    folder = app.config["SETTINGS"].data_dir / "letters"
    assert len(list(folder.iterdir())) == 1
    secretary = cast.user("thu-ky@example.vn", Role.SECRETARIAT)
    with time_machine.travel(clock.now() + KEPT_FOR * 1.1, tick=True):
        late = cast.sign_in(secretary)
        assert late.get(f"{address}/1/file").status_code == 404
        late.get(address)
        assert not list(folder.iterdir())


def test_the_file_of_one_conference_is_not_fetched_through_another(
    cast: Cast, organiser: FlaskClient, many: Conference
) -> None:
    organiser.post(f"/conferences/{many.id}/account-letters")
    other = cast.conference("Hội nghị khác")
    stranger = cast.sign_in(cast.user("khac@example.vn", Role.ORGANISER, conference_id=other.id))
    assert stranger.get(f"/conferences/{many.id}/account-letters/1/file").status_code == 403
    assert stranger.get(f"/conferences/{other.id}/account-letters/1/file").status_code == 404


def test_dates_are_written_as_on_official_papers() -> None:
    assert official_date(date(2023, 2, 5)) == "ngày 05 tháng 02 năm 2023"
    assert official_date(date(2023, 11, 15)) == "ngày 15 tháng 11 năm 2023"
