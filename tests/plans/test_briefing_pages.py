"""Recording a briefing: what can be said of it, where figures come from, and what stays on record."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.checkin.models import Attendance, Presence
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import evidence
from dissemination.plans.briefing_attendance import column_of
from dissemination.plans.briefing_models import BriefingOrder, BriefingState, OnwardBriefing
from dissemination.units.models import Unit, UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.plans.briefings import TYPED, directive

Db = scoped_session[Session]


class Office:
    """A commune's officer at the form, and the district above."""

    def __init__(self, cast: Cast, signed_in: SignIn) -> None:
        province = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
        self.district = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
        self.commune = cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, self.district)
        self.neighbour = cast.unit("06041", "Xã Vân Thủy", UnitLevel.COMMUNE, self.district)
        self.resolution = directive()
        self.officer = signed_in(Role.UNIT_OFFICER, unit_id=self.commune.id)
        self.above = signed_in(Role.UNIT_OFFICER, unit_id=self.district.id)

    def record(self, **typed: str) -> Any:  # noqa: ANN401  # the answer
        address = f"/briefings/{self.resolution.id}/units/{self.commune.id}/new"
        return self.officer.post(address, data={**TYPED, **typed})

    def page(self, path: str = "") -> str:
        return f"/briefings/units/{self.commune.id}/{self.kept().id}{path}"

    def kept(self) -> OnwardBriefing:
        db.session.expire_all()
        return db.session.scalars(
            sa.select(OnwardBriefing).order_by(OnwardBriefing.id.desc()).limit(1)
        ).one()

    def post(self, client: FlaskClient, path: str, **data: str) -> str:
        return client.post(self.page(path), data=data, follow_redirects=True).text


@pytest.fixture
def office(cast: Cast, signed_in: SignIn) -> Office:
    return Office(cast, signed_in)


def test_what_was_typed_is_kept_and_shown(office: Office) -> None:
    answer = office.record()
    assert answer.status_code == 303
    found = office.kept()
    assert (found.state, found.presenter) == (BriefingState.DRAFT, "Lý Thị Thu, Bí thư Đảng ủy")
    assert (found.members_total, found.members_exempt, found.members_due) == (40, 2, 38)
    assert (found.present_members, found.present, found.essays) == (36, 52, None)
    page = office.officer.get(office.page()).text
    assert "36/38" in page
    assert "94,74%" in page
    assert "Nhà văn hóa xã" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"present_members": "39"}, "Có mặt 39, nhưng chỉ còn 38 đảng viên thuộc diện dự"),
        ({"members_exempt": "41"}, "Được miễn 41, nhiều hơn tổng số 40 đảng viên."),
        ({"essays": "53"}, "53 bài, nhiều hơn 52 người dự."),
        ({"held_on": "01/07/2023"}, "Ngày này trước ngày ban hành văn bản."),
        ({"held_on": "01/07/2199"}, "Ngày này chưa đến."),
        ({"form": "joint"}, "Ghi đơn vị cùng tổ chức"),
        ({"form": "joint", "other_unit": "06040"}, "Đơn vị cùng tổ chức phải là đơn vị khác."),
        ({"present_members": "-1"}, "error"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    office: Office, typed: dict[str, str], sentence: str
) -> None:
    answer = office.record(**typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Nhà văn hóa xã" in answer.text, "what was typed is kept"
    assert db.session.scalar(sa.select(sa.func.count(OnwardBriefing.id))) == 0


def test_a_second_briefing_counts_only_whom_the_first_did_not_reach(office: Office) -> None:
    office.record()
    office.post(office.officer, "/submit")
    answer = office.record(held_on="25/11/2023", present_members="3")
    assert "chỉ còn 2 đảng viên" in answer.text
    assert office.record(held_on="25/11/2023", present_members="2").status_code == 303


def test_what_is_missing_keeps_it_from_being_sent(office: Office) -> None:
    db.session.add(BriefingOrder(directive_id=office.resolution.id, asks_essays=True))
    db.session.commit()
    office.record(presenter="", members_exempt="", present_members="")
    page = office.post(office.officer, "/submit")
    assert "Chưa gửi được: còn mục chưa nhập." in page
    assert "Báo cáo viên; Được miễn" in page
    assert "Bài thu hoạch đã nộp." in page
    assert office.kept().state is BriefingState.DRAFT


def test_a_joint_briefing_names_the_other_unit(office: Office) -> None:
    assert office.record(form="joint", other_unit="06041 — Xã Vân Thủy").status_code == 303
    assert office.kept().other_unit_id == office.neighbour.id
    assert "Tổ chức chung với đơn vị khác: Xã Vân Thủy" in office.officer.get(office.page()).text


def test_neighbours_are_offered_for_it_and_nobody_further(office: Office, cast: Cast) -> None:
    afar = cast.unit("186", "Huyện Lộc Bình", UnitLevel.DISTRICT)
    cast.unit("06500", "Xã Vân Mộng", UnitLevel.COMMUNE, afar)
    address = f"/briefings/units/{office.commune.id}/offered?q=van"
    offered = office.officer.get(address).text
    assert "06041 — Xã Vân Thủy" in offered
    assert "Vân Mộng" not in offered


def test_returned_corrected_and_verified_it_tells_its_history(office: Office) -> None:
    office.record()
    office.post(office.officer, "/submit")
    assert "Cần ghi lý do." in office.post(office.above, "/return")
    office.post(office.above, "/return", reason="Thiếu biên bản, số dự họp chưa khớp")
    page = office.officer.get(office.page()).text
    assert "Thiếu biên bản, số dự họp chưa khớp" in page
    office.officer.post(office.page("/edit"), data={**TYPED, "present_members": "35"})
    office.post(office.officer, "/submit")
    office.post(office.above, "/verify")
    found = office.kept()
    assert found.state is BriefingState.VERIFIED
    told = [(str(entry.step), entry.changes) for entry in found.entries]
    changed = {"present_members": [36, 35]}
    steps = [("submit", {}), ("return", {}), ("None", changed), ("submit", {}), ("verify", {})]
    assert told == steps
    assert "Đảng viên có mặt: 36 → 35" in office.officer.get(office.page()).text
    verbs = set(db.session.scalars(sa.select(AuditEntry.verb).filter_by(subject="briefing")))
    assert {"create", "edit", "briefing_return", "briefing_verify"} <= verbs


def test_what_was_sent_is_locked_with_its_evidence(office: Office) -> None:
    office.record()
    office.post(office.officer, "/submit")
    page = office.officer.get(office.page("/edit"), follow_redirects=True).text
    assert "Đã gửi cấp trên nên không sửa được. Rút lại thì sửa được." in page
    sent = {"file": (io.BytesIO(b"%PDF-1.7 bien ban"), "Biên bản.pdf")}
    office.officer.post(f"/evidence/briefing/{office.kept().id}", data=sent)
    assert evidence.of(office.kept()) == []
    assert "không xóa được" in office.post(office.officer, "/delete")
    office.post(office.officer, "/withdraw")
    sent = {"file": (io.BytesIO(b"%PDF-1.7 bien ban"), "Biên bản.pdf")}
    office.officer.post(f"/evidence/briefing/{office.kept().id}", data=sent)
    assert [file.title for file in evidence.of(office.kept())] == ["Biên bản"]


def test_a_draft_is_deleted_with_its_files(office: Office, settings: Any) -> None:  # noqa: ANN401
    office.record()
    sent = {"file": (io.BytesIO(b"%PDF-1.7 bien ban"), "Biên bản.pdf")}
    office.officer.post(f"/evidence/briefing/{office.kept().id}", data=sent)
    office.post(office.officer, "/delete")
    assert db.session.scalar(sa.select(sa.func.count(OnwardBriefing.id))) == 0
    assert list((settings.data_dir / "documents").iterdir()) == []


def test_the_front_page_says_what_waits_for_whom(office: Office, signed_in: SignIn) -> None:
    assert "Kết quả quán triệt" not in office.officer.get("/").text, "nobody asked for it"
    order = BriefingOrder(
        directive_id=office.resolution.id, due_on=date(2023, 12, 31), asks_essays=False
    )
    db.session.add(order)
    db.session.commit()
    page = office.officer.get("/").text
    assert "Kết quả quán triệt Nghị quyết số 116-NQ/TU" in page
    assert "trước ngày 31/12/2023" in page
    office.record()
    assert "trước ngày 31/12/2023" in office.officer.get("/").text, "a draft tells nobody"
    office.post(office.officer, "/submit")
    assert "Kết quả quán triệt Nghị quyết" not in office.officer.get("/").text
    assert "1 kết quả quán triệt của các đơn vị" in office.above.get("/").text
    assert "kết quả quán triệt của" not in signed_in(Role.INSPECTOR).get("/").text
    office.post(office.above, "/return", reason="Thiếu biên bản")
    page = office.officer.get("/").text
    assert office.page() in page
    assert "Trả lại" in page


# --- a unit's own conference counts its people itself -------------------------------------------


def attend(cast: Cast, conference: Conference, unit: Unit, resolution: Directive) -> None:
    """Two members, an official, a guest member of another unit came; one member did not."""
    db.session.add_all((conference, resolution))
    conference.directives.append(resolution)
    db.session.commit()
    point = cast.point(conference, unit, "Hội trường xã", is_main=True)
    came = [
        cast.delegate(point, "Nông Văn An", category="Đảng viên", unit_id=unit.id),
        cast.delegate(point, "Vi Thị Bình", category="Cấp ủy viên"),
        cast.delegate(point, "Lê Văn Cường", category="Cán bộ, công chức", unit_id=unit.id),
    ]
    cast.delegate(point, "Lý Văn Dũng", category="Đảng viên", unit_id=unit.id)
    others = db.session.scalars(sa.select(Unit).where(Unit.id != unit.id)).first()
    assert others
    came.append(cast.delegate(point, "Hoàng Thị Én", category="Đảng viên", unit_id=others.id))
    come(*came)


def come(*delegates: Delegate) -> None:
    """They are at their points."""
    for delegate in delegates:
        db.session.add(
            Attendance(
                delegate_id=delegate.id,
                conference_id=delegate.conference_id,
                point_id=delegate.point_id,
                presence=Presence.PRESENT,
                arrived_at=datetime(2023, 11, 15, 5, tzinfo=UTC),
                first_scan_id=uuid4(),
            )
        )
    db.session.commit()


@pytest.mark.both_databases
def test_a_conference_in_the_system_counts_its_people_itself(office: Office, cast: Cast) -> None:
    conference = cast.conference("Hội nghị của xã")
    attend(cast, conference, office.commune, office.resolution)
    form = f"/briefings/{office.resolution.id}/units/{office.commune.id}/new"
    assert "Hội nghị của xã, 15/11/2023" in office.officer.get(form).text
    answer = office.record(conference_id=str(conference.id), present_members="9")
    assert answer.status_code == 303
    found = office.kept()
    counts = (found.present_members, found.present_cadres, found.present_union)
    assert (counts, found.present_others) == ((2, 1, 0), 1)
    assert found.held_on == conference.held_on
    again = office.record(conference_id=str(conference.id))
    assert "Đã có kết quả khác lấy số liệu từ hội nghị này." in again.text


def test_who_came_later_is_counted_when_it_is_sent_and_never_after(
    office: Office, cast: Cast
) -> None:
    conference = cast.conference("Hội nghị của xã")
    attend(cast, conference, office.commune, office.resolution)
    office.record(conference_id=str(conference.id))
    come(db.session.scalars(sa.select(Delegate).filter_by(name="Lý Văn Dũng")).one())
    office.post(office.officer, "/submit")
    found = office.kept()
    assert (found.state, found.present_members) == (BriefingState.SUBMITTED, 3)
    assert found.entries[-1].changes == {"present_members": [2, 3]}
    office.post(office.above, "/verify")
    point = db.session.scalars(sa.select(Point)).one()
    come(cast.delegate(point, "Nông Thị Muộn", category="Đảng viên"))
    office.post(office.officer, "/submit")
    assert office.kept().present_members == 3


def test_another_units_conference_is_not_ones_own(office: Office, cast: Cast) -> None:
    conference = cast.conference("Hội nghị của huyện")
    attend(cast, conference, office.district, office.resolution)
    answer = office.record(conference_id=str(conference.id))
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(OnwardBriefing.id))) == 0


@pytest.mark.parametrize(
    ("category", "column"),
    [
        ("", "present_members"),
        ("Đảng viên", "present_members"),
        ("Cấp ủy viên", "present_members"),
        ("Cán bộ, đảng viên", "present_members"),
        ("Cán bộ, công chức", "present_cadres"),
        ("Viên chức", "present_cadres"),
        ("Đoàn viên thanh niên", "present_union"),
        ("Hội viên Hội Nông dân", "present_union"),
        ("Quần chúng ưu tú", "present_others"),
        ("Khách mời", "present_others"),
    ],
)
def test_categories_fall_under_the_four_head_counts(category: str, column: str) -> None:
    assert column_of(category) == column
