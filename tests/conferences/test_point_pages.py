"""Pages of points by request."""

import io

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.database import db
from dissemination.sheets.grids import Workbook
from dissemination.sheets.reading import read_workbook
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast, SignIn


@pytest.fixture
def district(cast: Cast) -> Unit:
    top = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, top)
    cast.unit("06388", "Xã Vân An", UnitLevel.COMMUNE, district)
    cast.unit("06391", "Xã Bằng Mạc", UnitLevel.COMMUNE, district)
    return top


@pytest.fixture
def conference(cast: Cast) -> Conference:
    return cast.conference(state=ConferenceState.DRAFT)


@pytest.fixture
def secretary(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


def made(conference: Conference) -> list[str]:
    query = sa.select(Point.name).where(Point.conference_id == conference.id)
    return list(db.session.scalars(query.order_by(Point.search_key)))


def test_what_the_preview_shows_is_what_the_button_makes(
    secretary: FlaskClient, conference: Conference, district: Unit
) -> None:
    page = f"/conferences/{conference.id}/points/plan"
    query = {"root": district.id, "levels": ["district", "commune"]}
    shown = secretary.get(page, query_string=query).text
    assert "Lập 3 điểm cầu" in shown
    assert made(conference) == []
    secretary.post(page, data=query)
    assert made(conference) == ["Huyện Chi Lăng", "Xã Bằng Mạc", "Xã Vân An"]
    again = secretary.get(page, query_string={"root": district.id, "levels": ["commune"]}).text
    assert "2 đơn vị đã có điểm cầu" in again


def test_a_point_is_added_by_the_units_code_or_name(
    secretary: FlaskClient, conference: Conference, district: Unit
) -> None:
    page = f"/conferences/{conference.id}/points/new"
    secretary.post(page, data={"unit": "06388 · Xã Vân An", "name": "Xã Vân An"})
    secretary.post(page, data={"unit": "huyện chi lăng", "name": "UBND huyện Chi Lăng"})
    assert made(conference) == ["UBND huyện Chi Lăng", "Xã Vân An"]
    unclear = secretary.post(page, data={"unit": "Vân Anh", "name": "Xã Vân Anh"})
    assert unclear.status_code == 422
    assert "Có phải: Xã Vân An (06388)" in unclear.text


def test_a_coordinator_keeps_the_own_points_contact_and_nothing_else(
    cast: Cast, conference: Conference, district: Unit, signed_in: SignIn
) -> None:
    conference.state = ConferenceState.OPEN
    db.session.commit()
    point = cast.point(conference, district, "Xã Vân An", is_main=True)
    other = cast.point(conference, district, "Xã Bằng Mạc")
    coordinator = signed_in(Role.COORDINATOR, point_id=point.id)
    page = f"/conferences/{conference.id}/points/{point.id}"
    typed = {"name": "Xã Vân An", "contact_name": "Lê Bình", "contact_phone": "0912 345 678"}
    coordinator.post(f"{page}/edit", data=typed)
    assert db.session.get_one(Point, point.id).contact_name == "Lê Bình"
    refused = (
        coordinator.post(f"{page}/delete"),
        coordinator.post(f"{page}/main"),
        coordinator.get(f"/conferences/{conference.id}/points/{other.id}"),
        coordinator.get(f"/conferences/{conference.id}/points/new"),
        coordinator.get(f"/conferences/{conference.id}/points.xlsx"),
        signed_in(Role.DESK, point_id=point.id).get(f"{page}/edit"),
    )
    assert [answer.status_code for answer in refused] == [403, 403, 403, 403, 404, 403]


def test_a_phone_number_is_one(
    cast: Cast, secretary: FlaskClient, conference: Conference, district: Unit
) -> None:
    point = cast.point(conference, district, "Xã Vân An")
    page = f"/conferences/{conference.id}/points/{point.id}/edit"
    answer = secretary.post(page, data={"name": "Xã Vân An", "contact_phone": "gọi anh Bình"})
    assert answer.status_code == 422
    assert "0912 345 678" in answer.text


def test_the_main_point_moves_and_an_empty_point_goes(
    cast: Cast, secretary: FlaskClient, conference: Conference, district: Unit
) -> None:
    first = cast.point(conference, district, "Tỉnh ủy", is_main=True)
    second = cast.point(conference, district, "Xã Vân An")
    base = f"/conferences/{conference.id}/points"
    kept = secretary.post(f"{base}/{first.id}/delete", follow_redirects=True)
    assert "Chọn điểm cầu khác làm điểm cầu chính" in kept.text
    secretary.post(f"{base}/{second.id}/main")
    secretary.post(f"{base}/{first.id}/delete")
    assert made(conference) == ["Xã Vân An"]


def test_the_exported_list_is_filled_in_and_taken_back(
    cast: Cast, secretary: FlaskClient, conference: Conference, district: Unit
) -> None:
    cast.point(conference, district, "=HYPERLINK(1)", contact_name="Lê Bình", capacity=40)
    base = f"/conferences/{conference.id}/points"
    exported = secretary.get(f"{base}/list.xlsx")
    workbook = read_workbook(exported.data, "x.xlsx")
    assert isinstance(workbook, Workbook)
    assert workbook.sheets[0].rows[1][:4] == ["20", "=HYPERLINK(1)", "", "Lê Bình"]
    same = secretary.post(f"{base}/import", data={"file": (io.BytesIO(exported.data), "x.xlsx")})
    assert "0 điểm cầu thay đổi, 1 không đổi" in same.text


def test_contacts_are_shown_before_they_are_saved(
    cast: Cast, secretary: FlaskClient, conference: Conference, district: Unit
) -> None:
    point = cast.point(conference, district, "Xã Vân An")
    base = f"/conferences/{conference.id}/points/import"
    text = "Điểm cầu,Người phụ trách,Sức chứa\nxa van an,Lê Bình,60\nXã Lạ,Vi Lan,5\n"
    sent = {"file": (io.BytesIO(text.encode()), "dau-moi.csv")}
    preview = secretary.post(base, data=sent).text
    assert "1 điểm cầu thay đổi, 0 không đổi, 1 dòng không dùng được" in preview
    assert db.session.get_one(Point, point.id).contact_name == ""
    token = preview.partition('name="token" value="')[2].partition('"')[0]
    secretary.post(f"{base}/apply", data={"token": token, "file_name": "dau-moi.csv"})
    changed = db.session.get_one(Point, point.id)
    assert (changed.contact_name, changed.capacity) == ("Lê Bình", 60)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "rỗng"),
        (b"PK\x03\x04 half", "bị hỏng"),
        ("Họ tên,Chức vụ\nA,B\n".encode(), "Không thấy dòng tiêu đề"),
    ],
)
def test_a_bad_list_is_refused_in_words(
    secretary: FlaskClient, conference: Conference, data: bytes, says: str
) -> None:
    page = f"/conferences/{conference.id}/points/import"
    answer = secretary.post(page, data={"file": (io.BytesIO(data), "a.csv")})
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("token", ["", "../../secret_key", "0" * 48])
def test_only_a_kept_file_is_applied(
    secretary: FlaskClient, conference: Conference, token: str
) -> None:
    page = f"/conferences/{conference.id}/points/import/apply"
    answer = secretary.post(page, data={"token": token}, follow_redirects=True)
    assert "Hãy nạp lại tệp" in answer.text
