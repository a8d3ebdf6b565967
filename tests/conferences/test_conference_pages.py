"""Conference pages by request: what each person may see and do, and what refusals say."""

import io
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceState,
    Document,
    Point,
)
from dissemination.database import db
from dissemination.units.models import UnitLevel
from tests.conftest import Cast, SignIn


@dataclass
class Place:
    """Two conferences with a point each; Chi Lăng's point stands beneath the district."""

    conference: Conference
    point: Point
    other: Conference
    district: int

    @property
    def page(self) -> str:
        return f"/conferences/{self.conference.id}"


@pytest.fixture
def place(cast: Cast) -> Place:
    conference = cast.conference("Hội nghị quán triệt Nghị quyết 116", ConferenceState.OPEN)
    other = cast.conference("Hội nghị khác", ConferenceState.OPEN)
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT)
    unit = cast.unit("06388", "Xã Vân An", UnitLevel.COMMUNE, district)
    point = cast.point(conference, unit, "Xã Vân An", is_main=True)
    cast.point(other, cast.unit("06400", "Xã Y Tịch"), "Xã Y Tịch", is_main=True)
    return Place(conference, point, other, district.id)


def put(place: Place, state: ConferenceState) -> None:
    place.conference.state = state
    db.session.commit()


def state_of(place: Place) -> ConferenceState:
    db.session.expire_all()
    return place.conference.state


# --- who sees what --------------------------------------------------------------------------


def test_each_sees_the_conferences_that_the_grants_reach(place: Place, signed_in: SignIn) -> None:
    own, others = "Nghị quyết 116", "Hội nghị khác"
    readers = {
        "all": signed_in(Role.SECRETARIAT),
        "conference": signed_in(Role.ORGANISER, conference_id=place.conference.id),
        "point": signed_in(Role.COORDINATOR, point_id=place.point.id),
        "unit": signed_in(Role.UNIT_OFFICER, unit_id=place.district),
    }
    lists = {name: reader.get("/conferences").text for name, reader in readers.items()}
    assert all(own in text for text in lists.values())
    assert [name for name, text in lists.items() if others in text] == ["all"]


@pytest.mark.parametrize("path", ["", "/points"])
def test_an_outsider_is_refused_by_every_page_of_a_conference(
    place: Place, signed_in: SignIn, path: str
) -> None:
    outsider = signed_in(Role.COORDINATOR, conference_id=place.other.id)
    assert outsider.get(place.page + path).status_code == 403
    assert (
        signed_in(Role.COORDINATOR, point_id=place.point.id).get(place.page + path).status_code
        == 200
    )


def test_nobody_is_sent_to_sign_in(place: Place, client: FlaskClient) -> None:
    answer = client.get(place.page)
    assert (answer.status_code, "/account/login" in answer.location) == (302, True)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DESK])
def test_a_draft_is_hidden_from_the_points_until_it_opens(
    place: Place, signed_in: SignIn, role: Role
) -> None:
    put(place, ConferenceState.DRAFT)
    person = signed_in(role, point_id=place.point.id)
    point_page = f"{place.page}/points/{place.point.id}"
    assert place.conference.title not in person.get("/conferences").text
    assert [person.get(page).status_code for page in (place.page, point_page)] == [403, 403]
    put(place, ConferenceState.OPEN)
    assert [person.get(page).status_code for page in (place.page, point_page)] == [200, 200]


def test_a_coordinator_counts_only_the_own_points(
    place: Place, cast: Cast, signed_in: SignIn
) -> None:
    cast.point(place.conference, cast.unit("06391", "Xã Bằng Mạc"), "Xã Bằng Mạc")
    page = signed_in(Role.COORDINATOR, point_id=place.point.id).get(place.page + "/points").text
    assert "Xã Vân An" in page
    assert "Xã Bằng Mạc" not in page


# --- what may be done -----------------------------------------------------------------------


def test_the_secretariat_makes_a_conference_with_its_morning(signed_in: SignIn) -> None:
    typed = {
        "title": "  Hội nghị  quán triệt ",
        "held_on": "2023-11-15",
        "starts_at": "07:30",
        "ends_at": "11:00",
        "elsewhere_policy": "refuse",
    }
    answer = signed_in(Role.SECRETARIAT).post("/conferences/new", data=typed, follow_redirects=True)
    assert "Đã tạo hội nghị" in answer.text
    assert "7 giờ 30 – 11 giờ 00, 15/11/2023" in answer.text
    made = db.session.scalars(sa.select(Conference)).one()
    assert (made.title, made.state) == ("Hội nghị quán triệt", ConferenceState.DRAFT)


def test_what_was_typed_stays_when_it_is_refused(signed_in: SignIn) -> None:
    typed = {"title": "Hội nghị <b>", "held_on": "2023-11-15", "starts_at": "07:30"}
    answer = signed_in(Role.SECRETARIAT).post("/conferences/new", data=typed)
    assert answer.status_code == 422
    assert "Nhập cả giờ bắt đầu và giờ kết thúc" in answer.text
    assert "Hội nghị &lt;b&gt;" in answer.text
    assert db.session.scalar(sa.select(Conference.id)) is None


def test_an_organiser_of_one_conference_makes_no_other(place: Place, signed_in: SignIn) -> None:
    organiser = signed_in(Role.ORGANISER, conference_id=place.conference.id)
    assert organiser.get("/conferences/new").status_code == 403
    assert organiser.get(place.page + "/edit").status_code == 200


def test_the_organiser_starts_and_closes_and_only_the_secretariat_reopens(
    place: Place, signed_in: SignIn
) -> None:
    organiser = signed_in(Role.ORGANISER, conference_id=place.conference.id)
    for step in ("start", "close"):
        organiser.post(f"{place.page}/steps/{step}")
    assert state_of(place) is ConferenceState.CLOSED
    reason = {"reason": "Sửa số liệu điểm cầu Vân An"}
    assert organiser.post(f"{place.page}/steps/reopen", data=reason).status_code == 403
    secretary = signed_in(Role.SECRETARIAT)
    silent = secretary.post(f"{place.page}/steps/reopen", follow_redirects=True)
    assert "Cần nêu lý do" in silent.text
    assert state_of(place) is ConferenceState.CLOSED
    secretary.post(f"{place.page}/steps/reopen", data=reason)
    assert state_of(place) is ConferenceState.RUNNING


def test_a_closed_conference_says_why_it_is_locked_and_who_can_lift_it(
    place: Place, signed_in: SignIn
) -> None:
    put(place, ConferenceState.CLOSED)
    organiser = signed_in(Role.ORGANISER, conference_id=place.conference.id)
    page = organiser.get(place.page).text
    assert "Thư ký mở lại hội nghị" in page
    assert "/edit" not in page
    typed = {"title": "Tên khác", "held_on": "2023-11-15", "elsewhere_policy": "admit"}
    assert organiser.post(place.page + "/edit", data=typed).status_code == 422


def test_the_programme_is_made_and_put_in_order(place: Place, signed_in: SignIn) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    for title in ("Khai mạc", "Quán triệt Nghị quyết"):
        secretary.post(place.page + "/agenda/new", data={"title": title})
    second = db.session.scalars(sa.select(AgendaItem).order_by(AgendaItem.id.desc())).first()
    assert second is not None
    secretary.post(f"{place.page}/agenda/{second.id}/up")
    page = secretary.get(place.page).text
    assert page.index("Quán triệt Nghị quyết</a>") < page.index("Khai mạc</a>")
    other = f"/conferences/{place.other.id}/agenda/{second.id}/remove"
    assert secretary.post(other).status_code == 404


def test_an_hour_of_the_programme_needs_its_day(place: Place, signed_in: SignIn) -> None:
    typed = {"title": "Khai mạc", "day": "", "starts_at": "07:30"}
    answer = signed_in(Role.SECRETARIAT).post(place.page + "/agenda/new", data=typed)
    assert answer.status_code == 422
    assert "Chọn ngày cho giờ đã nhập" in answer.text


def test_a_document_is_only_ever_a_file_to_save(
    place: Place, signed_in: SignIn, app: Flask
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    sent = {"file": (io.BytesIO(b"%PDF-1.7 <script>"), "Đề án 08.pdf"), "title": ""}
    secretary.post(place.page + "/documents/new", data=sent)
    document = db.session.scalars(sa.select(Document)).one()
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    answer = coordinator.get(f"{place.page}/documents/{document.id}")
    assert answer.data == b"%PDF-1.7 <script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
    outsider = signed_in(Role.COORDINATOR, conference_id=place.other.id)
    assert outsider.get(f"{place.page}/documents/{document.id}").status_code == 403
    folder = app.config["SETTINGS"].data_dir / "documents"
    assert len(list(folder.iterdir())) == 1
    secretary.post(f"{place.page}/documents/{document.id}/remove")
    assert list(folder.iterdir()) == []


def test_a_wrong_file_is_refused_at_the_field(place: Place, signed_in: SignIn) -> None:
    sent = {"file": (io.BytesIO(b"<html>"), "nghi-quyet.pdf"), "title": "Nghị quyết"}
    answer = signed_in(Role.SECRETARIAT).post(place.page + "/documents/new", data=sent)
    assert answer.status_code == 422
    assert "Nội dung tệp không phải PDF" in answer.text
    assert db.session.scalar(sa.select(Document.id)) is None


# --- the front page -------------------------------------------------------------------------


def test_a_fresh_system_asks_for_the_first_conference(signed_in: SignIn) -> None:
    assert "Tạo hội nghị đầu tiên" in signed_in(Role.SECRETARIAT).get("/").text
    assert "Hiện không có việc" in signed_in(Role.INSPECTOR).get("/").text


def test_the_front_page_shows_each_his_own_next_step(
    place: Place, cast: Cast, signed_in: SignIn
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    assert "Nhập danh sách đại biểu" in secretary.get("/").text
    cast.delegate(place.point, "Lê Bình")
    cast.point(place.conference, cast.unit("06391", "Xã Bằng Mạc"), "Xã Bằng Mạc")
    assert "1 điểm cầu chưa có danh sách" in secretary.get("/").text
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id).get("/").text
    assert "Rà danh sách đại biểu" in coordinator
    assert "Hội nghị khác" not in coordinator


@pytest.mark.parametrize("state", ConferenceState)
def test_how_far_points_are_prepared_is_told_until_the_doors_open(
    state: ConferenceState, place: Place, signed_in: SignIn
) -> None:
    place.conference.state, place.other.state = state, ConferenceState.RUNNING
    db.session.commit()
    page = signed_in(Role.SECRETARIAT).get("/").text
    being_prepared = state in {ConferenceState.DRAFT, ConferenceState.OPEN}
    for tile in ("Điểm cầu có danh sách", "Điểm cầu có người phụ trách"):
        assert (tile in page) == being_prepared


def test_who_was_granted_nothing_is_told_whom_to_ask(cast: Cast) -> None:
    browser = cast.sign_in(cast.user("moi@example.vn"))
    assert "Tài khoản chưa được giao việc" in browser.get("/").text


# --- commands -------------------------------------------------------------------------------


def test_commands_list_conferences_and_points(place: Place, cast: Cast, app: Flask) -> None:
    cast.delegate(place.point, "Lê Bình")
    run = app.test_cli_runner().invoke
    listed = run(args=["conferences", "list", "--json"])
    assert '"title": "Hội nghị quán triệt Nghị quyết 116"' in listed.output
    points = run(args=["points", "list", "--conference", str(place.conference.id)])
    assert points.output == f"{place.point.id}\t06388\tXã Vân An\t1\t0\n"
    missing = run(args=["points", "list", "--conference", "99"])
    assert (missing.exit_code, "no conference 99" in missing.output) == (1, True)
