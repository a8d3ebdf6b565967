"""The pages of people: who sees whom, who gives what, and what nobody gets by trying."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Grant, OneTimeLink, Role, User
from dissemination.conferences.models import Conference, Point
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.accounts.test_signing_in import PASSWORD, is_in, kept
from tests.conftest import Cast


class Province:
    """Two conferences with a point each, and the people around them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
        commune = cast.unit("06040", "Xã Vân An", parent=root)
        self.mine: Conference = cast.conference("Hội nghị quán triệt Nghị quyết 116")
        self.other: Conference = cast.conference("Hội nghị khác")
        self.point: Point = cast.point(self.mine, commune, "Điểm cầu xã Vân An")
        self.other_point: Point = cast.point(self.other, commune, "Điểm cầu xã Vân An")
        self.administrator = cast.user("quan-tri@example.vn", Role.ADMINISTRATOR)
        self.organiser = cast.user("to-chuc@example.vn", Role.ORGANISER, conference_id=self.mine.id)
        self.desk = cast.user("ban-1@example.vn", Role.DESK, point_id=self.point.id)
        self.stranger = cast.user("ban-2@example.vn", Role.DESK, point_id=self.other_point.id)


@pytest.fixture
def province(cast: Cast) -> Province:
    return Province(cast)


@pytest.fixture
def administrator(province: Province) -> FlaskClient:
    return province.cast.sign_in(province.administrator)


@pytest.fixture
def organiser(province: Province) -> FlaskClient:
    return province.cast.sign_in(province.organiser)


def grants_of(session: scoped_session[Session], user: User) -> list[Grant]:
    return session.query(Grant).filter_by(user_id=user.id, revoked_at=None).all()


@pytest.mark.both_databases
def test_the_administrator_sees_everybody_and_the_organiser_his_own(
    province: Province, administrator: FlaskClient, organiser: FlaskClient
) -> None:
    everybody = administrator.get("/people/").text
    for user in (province.organiser, province.desk, province.stranger):
        assert user.email in everybody
    own = organiser.get("/people/").text
    assert province.desk.email in own
    assert province.organiser.email in own
    assert province.stranger.email not in own
    assert province.administrator.email not in own


@pytest.mark.both_databases
def test_people_are_found_without_accents_by_role_and_by_conference(
    province: Province, administrator: FlaskClient, session: scoped_session[Session]
) -> None:
    province.desk.name = "Nông Thị Hằng"
    session.commit()
    for query, found in (
        ("q=hang nong", True),
        ("q=hang nguyen", False),
        ("role=desk", True),
        ("role=inspector", False),
        (f"conference={province.mine.id}", True),
        (f"conference={province.other.id}", False),
        ("status=waiting", True),
        ("status=ended", False),
        ("role=<script>&conference=x&page=-1", True),
    ):
        assert (province.desk.email in administrator.get(f"/people/?{query}").text) is found, query


def test_reading_the_list_of_people_is_recorded(
    administrator: FlaskClient, session: scoped_session[Session]
) -> None:
    administrator.get("/people/?q=hang")
    entry = session.query(AuditEntry).filter_by(verb="read", subject="people").one()
    assert entry.actor == "quan-tri@example.vn"
    assert entry.after["text"] == "hang"


def new_person(**fields: str) -> dict[str, str]:
    return {"name": "Nông Thị Hằng", "post": "Văn phòng Đảng ủy", "part": "all", **fields}


@pytest.mark.both_databases
def test_a_person_is_made_with_a_role_and_a_link_that_works(
    province: Province,
    organiser: FlaskClient,
    client: FlaskClient,
    session: scoped_session[Session],
) -> None:
    answer = organiser.post(
        "/people/new",
        data=new_person(
            role="desk", part="point", conference=str(province.mine.id), point="06040", sign_in=""
        ),
    )
    assert "nong-thi-hang" in answer.text
    found = re.search(r"http://localhost(/account/link/[\w-]+)", answer.text)
    assert found, answer.text
    assert client.post(found[1]).status_code == 302
    user = session.query(User).filter_by(email="nong-thi-hang").one()
    [grant] = grants_of(session, user)
    assert (grant.role, grant.point_id) == (Role.DESK, province.point.id)
    assert grant.granted_by == province.organiser.email


def test_a_second_person_of_the_same_name_gets_another_user_name(
    province: Province, administrator: FlaskClient
) -> None:
    for expected in ("nong-thi-hang", "nong-thi-hang-2", "nong-thi-hang-3"):
        answer = administrator.post("/people/new", data=new_person(role="inspector"))
        assert f"<dd>{expected}</dd>" in answer.text


def test_whoever_has_an_account_gets_the_role_and_no_link(
    province: Province, organiser: FlaskClient, session: scoped_session[Session]
) -> None:
    """Else an organiser could come in as anybody whose address he knows."""
    fields = new_person(
        role="desk",
        part="conference",
        conference=str(province.mine.id),
        sign_in=province.administrator.email.upper(),
    )
    answer = organiser.post("/people/new", data=fields)
    assert answer.status_code == 302
    assert session.query(OneTimeLink).count() == 0
    assert len(grants_of(session, province.administrator)) == 2
    assert province.administrator.name != "Nông Thị Hằng"


@pytest.mark.parametrize(
    "stolen",
    [
        {"role": "administrator", "part": "all"},
        {"role": "desk", "part": "all"},
        {"role": "desk", "part": "unit", "unit_code": "20"},
        {"role": "organiser", "part": "conference", "conference": "1"},
        {"role": "desk", "part": "conference", "conference": "2"},
        {"role": "desk", "part": "point", "conference": "2", "point": "06040"},
    ],
)
def test_an_organiser_gives_nothing_beyond_his_conference(
    province: Province,
    organiser: FlaskClient,
    session: scoped_session[Session],
    stolen: dict[str, str],
) -> None:
    assert (province.mine.id, province.other.id) == (1, 2)
    before = session.query(Grant).count(), session.query(User).count()
    for address in ("/people/new", f"/people/{province.desk.id}/grants"):
        answer = organiser.post(address, data=new_person(sign_in="moi@example.vn", **stolen))
        assert answer.status_code == 200
        assert "field-error" in answer.text
    assert (session.query(Grant).count(), session.query(User).count()) == before


def test_nobody_gives_to_or_takes_from_himself(
    province: Province, administrator: FlaskClient, session: scoped_session[Session]
) -> None:
    me = province.administrator
    [mine] = grants_of(session, me)
    reason = {"reason": "thử xem sao"}
    role = {"role": "inspector", "part": "all"}
    for address, data in (
        (f"/people/{me.id}/grants", role),
        (f"/people/{me.id}/grants/{mine.id}/revoke", reason),
        (f"/people/{me.id}/deactivate", reason),
        (f"/people/{me.id}/link", {}),
        (f"/people/{me.id}/edit", {"name": "Ai", "sign_in": "x@example.vn"}),
    ):
        assert administrator.post(address, data=data).status_code == 403, address


ACCOUNT_ACTIONS = ("link", "deactivate", "reactivate", "two-step/reset", "edit")


@pytest.mark.parametrize("action", ACCOUNT_ACTIONS)
def test_an_organiser_cannot_touch_an_account_that_holds_more(
    province: Province, organiser: FlaskClient, session: scoped_session[Session], action: str
) -> None:
    """Each of these is a way into the account, and so to what it may do elsewhere."""
    session.add(
        Grant(
            user_id=province.administrator.id,
            role=Role.DESK,
            conference_id=province.mine.id,
            granted_at=province.administrator.created_at,
        )
    )
    session.commit()
    victim = province.administrator.id
    assert organiser.get(f"/people/{victim}").status_code == 200
    data = {"reason": "chiếm tài khoản", "name": "Ai", "sign_in": "ke-xau@example.vn"}
    assert organiser.post(f"/people/{victim}/{action}", data=data).status_code == 403
    assert organiser.post(f"/people/{province.desk.id}/{action}", data=data).status_code != 403


def test_an_organiser_does_not_see_the_people_of_another_conference(
    province: Province, organiser: FlaskClient, session: scoped_session[Session]
) -> None:
    [foreign] = grants_of(session, province.stranger)
    someone = province.stranger.id
    assert organiser.get(f"/people/{someone}").status_code == 403
    revoke = f"/people/{someone}/grants/{foreign.id}/revoke"
    assert organiser.post(revoke, data={"reason": "thử"}).status_code == 403
    mixed = f"/people/{province.desk.id}/grants/{foreign.id}/revoke"
    assert organiser.post(mixed, data={"reason": "thử"}).status_code == 404


def test_taking_a_role_back_needs_a_reason_and_works_at_once(
    province: Province, organiser: FlaskClient, session: scoped_session[Session]
) -> None:
    [held] = grants_of(session, province.desk)
    address = f"/people/{province.desk.id}/grants/{held.id}/revoke"
    organiser.post(address, data={"reason": ""})
    assert grants_of(session, province.desk)
    organiser.post(address, data={"reason": "Đổi người phụ trách"})
    assert not grants_of(session, province.desk)
    entry = session.query(AuditEntry).filter_by(verb="revoke", subject="user").one()
    assert entry.reason == "Đổi người phụ trách"
    assert entry.before["role"] == "desk"


def test_ending_an_account_signs_its_person_out(
    province: Province, administrator: FlaskClient, session: scoped_session[Session]
) -> None:
    desk = province.cast.sign_in(province.desk)
    assert is_in(desk)
    address = f"/people/{province.desk.id}"
    administrator.post(f"{address}/deactivate", data={"reason": "Nghỉ hưu"})
    assert not is_in(desk)
    administrator.post(f"{address}/reactivate", data={"reason": "Trở lại"})
    assert not is_in(desk), "an old cookie stays worthless"
    assert province.desk.active


def test_a_new_address_ends_the_sessions_and_the_open_recoveries(
    province: Province, administrator: FlaskClient, session: scoped_session[Session]
) -> None:
    desk = province.cast.sign_in(province.desk)
    fields = {"name": "Nông Thị Hằng", "post": "", "sign_in": "hang@example.vn"}
    administrator.post(f"/people/{province.desk.id}/edit", data=fields)
    assert province.desk.email == "hang@example.vn"
    assert not is_in(desk)
    fields["sign_in"] = province.stranger.email
    answer = administrator.post(f"/people/{province.desk.id}/edit", data=fields)
    assert "Đã có tài khoản khác" in answer.text


def test_a_lost_telephone_is_helped_by_who_may_touch_the_account(
    province: Province, organiser: FlaskClient, session: scoped_session[Session]
) -> None:
    desk = province.desk
    desk.password, desk.tf_primary_method, desk.tf_totp_secret = (
        kept(PASSWORD),
        "authenticator",
        "x",
    )
    session.commit()
    organiser.post(f"/people/{desk.id}/two-step/reset", data={"reason": "Mất điện thoại"})
    assert not desk.has_two_step
    assert desk.tf_totp_secret is None


def test_an_unclear_point_is_asked_about(province: Province, organiser: FlaskClient) -> None:
    fields = {"role": "desk", "part": "point", "conference": str(province.mine.id)}
    for text, sentence in (("06041", "Không có điểm cầu nào"), ("", "Không có điểm cầu nào")):
        answer = organiser.post("/people/new", data=new_person(**fields, point=text))
        assert sentence in answer.text, text
    answer = organiser.post("/people/new", data=new_person(**fields, point="van an xã"))
    assert "Liên kết một lần" in answer.text


def test_what_a_person_is_called_is_text_on_every_page(
    province: Province, administrator: FlaskClient, session: scoped_session[Session]
) -> None:
    province.desk.name = province.desk.post = "<script>alert(1)</script>"
    session.commit()
    for address in ("/people/", f"/people/{province.desk.id}", "/audit/"):
        assert "<script>alert" not in administrator.get(address).text
