"""Pages of delegates by request: by right only, and every view of names on record."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from dissemination.accounts.models import Role
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Point,
    Standing,
)
from dissemination.database import db
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn


@dataclass
class Place:
    """A conference with two communes' points, a delegate at the first."""

    conference: Conference
    point: Point
    other: Point
    an: Delegate

    @property
    def whole(self) -> str:
        return f"/conferences/{self.conference.id}/delegates"

    @property
    def list(self) -> str:
        return f"/conferences/{self.conference.id}/points/{self.point.id}/delegates"

    @property
    def page(self) -> str:
        return f"{self.list}/{self.an.id}"


@pytest.fixture
def place(cast: Cast) -> Place:
    conference = cast.conference(state=ConferenceState.OPEN)
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT)
    van_an = cast.unit("06388", "Xã Vân An", UnitLevel.COMMUNE, district)
    point = cast.point(conference, van_an, "Xã Vân An", is_main=True)
    other = cast.point(conference, cast.unit("06391", "Xã Bằng Mạc"), "Xã Bằng Mạc")
    an = cast.delegate(point, "Nguyễn Văn An", position="Bí thư <Đảng ủy>", category="Lãnh đạo")
    return Place(conference, point, other, an)


def reads() -> list[tuple[str, str, str]]:
    query = sa.select(AuditEntry.actor, AuditEntry.subject, AuditEntry.subject_id)
    rows = db.session.execute(query.where(AuditEntry.verb == "read").order_by(AuditEntry.id))
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_every_view_of_names_is_on_record_once(place: Place, cast: Cast, signed_in: SignIn) -> None:
    reader = cast.sign_in(cast.user("doc@example.vn", Role.INSPECTOR))
    for page in (place.whole, place.list, place.page):
        assert "Nguyễn Văn An" in reader.get(page).text
    assert reads() == [
        ("doc@example.vn", "roster", f"conference:{place.conference.id}"),
        ("doc@example.vn", "roster", f"point:{place.point.id}"),
        ("doc@example.vn", "delegate", str(place.an.id)),
    ]


@pytest.mark.parametrize(
    ("role", "part", "expected"),
    [
        (Role.SECRETARIAT, "", [200, 200, 200]),
        (Role.COORDINATOR, "point", [403, 200, 200]),
        (Role.UNIT_OFFICER, "unit", [403, 200, 200]),
        (Role.DESK, "point", [403, 403, 403]),
        (Role.COORDINATOR, "other", [403, 403, 403]),
    ],
)
def test_names_are_for_those_with_the_right(
    place: Place, signed_in: SignIn, role: Role, part: str, expected: list[int]
) -> None:
    parts = {
        "": {},
        "point": {"point_id": place.point.id},
        "other": {"point_id": place.other.id},
        "unit": {"unit_id": place.point.unit_id},
    }
    reader = signed_in(role, **parts[part])
    pages = (place.whole, place.list, place.page)
    assert [reader.get(page).status_code for page in pages] == expected
    assert len(reads()) == expected.count(200)


def test_a_delegate_is_not_found_beneath_another_point(place: Place, signed_in: SignIn) -> None:
    page = f"/conferences/{place.conference.id}/points/{place.other.id}/delegates/{place.an.id}"
    coordinator = signed_in(Role.COORDINATOR, point_id=place.other.id)
    assert coordinator.get(page).status_code == 404
    assert coordinator.post(f"{page}/excuse", data={"reason": "Ốm"}).status_code == 404


def test_reading_is_not_changing(place: Place, signed_in: SignIn) -> None:
    officer = signed_in(Role.UNIT_OFFICER, unit_id=place.point.unit_id)
    assert officer.post(f"{place.page}/excuse", data={"reason": "Ốm"}).status_code == 403
    assert officer.get(f"{place.page}/edit").status_code == 403
    assert "/edit" not in officer.get(place.page).text


def test_the_list_is_searched_filtered_and_safe(
    place: Place, cast: Cast, signed_in: SignIn
) -> None:
    cast.delegate(place.point, "Lê Bình")
    reader = signed_in(Role.SECRETARIAT)
    found = reader.get(place.list, query_string={"q": "an nguyen"}).text
    assert "Nguyễn Văn An" in found
    assert "Lê Bình" not in found
    assert "Bí thư &lt;Đảng ủy&gt;" in found
    nothing = reader.get(place.list, query_string={"standing": "withdrawn"}).text
    assert "Không có đại biểu nào khớp điều kiện lọc." in nothing
    odd = {"standing": "'", "page": "-1", "sort": "revision", "point": "x", "category": "Lãnh đạo"}
    assert "Nguyễn Văn An" in reader.get(place.whole, query_string=odd).text


def test_a_coordinator_adds_and_edits(place: Place, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    typed = {"name": "Vi Thị Lan", "position": "Chủ tịch Hội LHPN", "seat": "B2"}
    added = coordinator.post(f"{place.list}/new", data=typed, follow_redirects=True)
    assert "Đã thêm Vi Thị Lan" in added.text
    coordinator.post(f"{place.page}/edit", data={"name": "Nguyễn Văn Ân"})
    history = coordinator.get(place.page).text
    assert "Tên: Nguyễn Văn An → Nguyễn Văn Ân" in history
    missing = coordinator.post(f"{place.page}/edit", data={"name": ""})
    assert missing.status_code == 422


def test_an_absence_is_recorded_and_taken_back(place: Place, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    coordinator.post(f"{place.page}/excuse", data={"reason": "Đi học"})
    assert "Vắng có lý do" in coordinator.get(place.list, query_string={"excused": 1}).text
    again = coordinator.post(
        f"{place.page}/excuse", data={"reason": "Đi học"}, follow_redirects=True
    )
    assert "Đại biểu đã được ghi vắng có lý do." in again.text
    coordinator.post(f"{place.page}/excuse/withdraw")
    assert db.session.get_one(Delegate, place.an.id).excused_reason is None


def test_a_substitute_says_for_whom_and_on_whose_word(place: Place, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    silent = coordinator.post(f"{place.page}/substitute", data={"name": "Lê Bình"})
    assert silent.status_code == 422
    typed = {"name": "Lê Bình", "word": "Đ/c Bí thư báo qua điện thoại"}
    sent = coordinator.post(f"{place.page}/substitute", data=typed, follow_redirects=True)
    assert "Đi thay Nguyễn Văn An" in sent.text
    assert "Đ/c Bí thư báo qua điện thoại" in sent.text
    stand_in = db.session.scalars(sa.select(Delegate).order_by(Delegate.id.desc())).first()
    assert stand_in is not None
    undo = f"{place.list}/{stand_in.id}/substitute/undo"
    coordinator.post(undo, data={"reason": "Đồng chí An dự được"})
    assert db.session.get_one(Delegate, place.an.id).standing is Standing.SUMMONED


def test_a_delegate_leaves_the_roster_and_returns(place: Place, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    coordinator.post(f"{place.page}/withdraw", data={"reason": "Trùng tên"})
    assert "Nguyễn Văn An" not in coordinator.get(place.list).text
    coordinator.post(f"{place.page}/restore")
    assert "Nguyễn Văn An" in coordinator.get(place.list).text


def test_a_delegate_moves_only_to_points_one_manages(place: Place, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    page = f"{place.page}/move"
    refused = coordinator.post(page, data={"point": place.other.id})
    assert refused.status_code == 422
    assert "Chuyển điểm cầu" not in coordinator.get(place.page).text
    secretary = signed_in(Role.SECRETARIAT)
    moved = secretary.post(page, data={"point": place.other.id}, follow_redirects=True)
    assert "Đã chuyển Nguyễn Văn An" in moved.text
    assert "Xã Vân An → Xã Bằng Mạc" in moved.text


def test_a_running_conference_offers_walk_ins_and_explained_corrections(
    place: Place, signed_in: SignIn
) -> None:
    place.conference.state = ConferenceState.RUNNING
    db.session.commit()
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    assert "Thêm đại biểu phát sinh" in coordinator.get(place.list).text
    came = coordinator.post(
        f"{place.list}/walk-in", data={"name": "Hứa Văn Cao"}, follow_redirects=True
    )
    assert "Đại biểu phát sinh" in came.text
    unexplained = coordinator.post(f"{place.page}/edit", data={"name": "Nguyễn Văn Ân"})
    assert unexplained.status_code == 422
    assert "Cần nêu lý do" in unexplained.text
    late = coordinator.post(f"{place.list}/new", data={"name": "Lê Bình"}, follow_redirects=True)
    assert "Đã thêm Lê Bình" in late.text


def test_a_closed_list_says_who_can_open_it(place: Place, signed_in: SignIn) -> None:
    place.conference.state = ConferenceState.CLOSED
    db.session.commit()
    coordinator = signed_in(Role.COORDINATOR, point_id=place.point.id)
    page = coordinator.get(place.page).text
    assert "Thư ký mở lại hội nghị" in page
    assert "/substitute" not in page
    assert "Vắng không lý do" in page
