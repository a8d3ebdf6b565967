"""A citizen sends a comment; it is held, answered or refused, and who sent it stays private."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.coverage import citizen_views, comment_guard, comment_services, publishing
from dissemination.coverage.public_models import CitizenComment, CommentState
from dissemination.coverage.publishing import Terms
from dissemination.directives.models import Directive, DirectiveKind
from dissemination.units.models import Unit, UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import SECRET, Cast, SignIn

FRIDAY = datetime(2024, 3, 1, 3, tzinfo=UTC)
TEXT = "Hội nghị ở xã tổ chức muộn. Gọi bà Hoàng Thị Mận 0987 654 321 để rõ."
PRIVATE = ("Hoàng Thị Mận", "0987 654 321", "Lê Văn Dân", "dan@example.vn")
WAIT = timedelta(minutes=2)

Send = Callable[..., str]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The clock, which a test may move."""
    told = {"now": FRIDAY}
    monkeypatch.setattr(clock, "now", lambda: told["now"])
    return told


@pytest.fixture
def directive(cast: Cast, session: scoped_session[Session]) -> int:
    """A public directive that takes comments, of a province with one commune."""
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, root)
    found = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Ban Thường vụ Tỉnh ủy",
        issued_on=datetime(2023, 7, 4, tzinfo=UTC).date(),
        subject="xây dựng đội ngũ cán bộ",
    )
    session.add(found)
    session.flush()
    publishing.save(found.id, Terms(answer_days=5))
    publishing.show(found.id)
    session.commit()
    return found.id


@pytest.fixture
def send(client: FlaskClient, directive: int, now: dict[str, datetime]) -> Send:
    """Fill in the form as a person does who has no JavaScript; the answer's page."""

    def send(**more: str) -> str:
        address = f"/public/{directive}/comments/new"
        token = _token(client.get(address).text)
        now["now"] += WAIT
        return client.post(address, data=filled(token) | more).text

    return send


def _token(page: str) -> str:
    found = re.search(r'name="opened" type="hidden" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def filled(token: str) -> dict[str, str]:
    opened = comment_guard.read(SECRET, token)
    assert opened is not None
    return {
        "topic": "dissemination",
        "unit": "Xã Vân An",
        "text": TEXT,
        "author": "Lê Văn Dân",
        "contact": "dan@example.vn",
        "opened": token,
        "sum": str(sum(opened.sum)),
    }


def code_on(page: str) -> str:
    found = re.search(r'id="receipt-code">([A-Z2-7-]{14})<', page)
    assert found is not None, page[page.index("<main") :]
    return found[1]


def moderate(browser: FlaskClient, comment_id: int, step: str, **typed: str) -> int:
    address = f"/citizen-comments/{comment_id}"
    return browser.post(address, data={"step": step, **typed}).status_code


def only_comment(session: scoped_session[Session]) -> CitizenComment:
    return session.scalars(sa.select(CitizenComment)).one()


def test_of_very_many_units_the_highest_are_suggested_and_any_may_be_typed(
    client: FlaskClient,
    directive: int,
    send: Send,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(citizen_views, "MOST_SUGGESTED", 1)
    page = client.get(f"/public/{directive}/comments/new").text
    assert re.findall(r'<option value="([^"]+)">', page) == ["Tỉnh ủy Lạng Sơn"]
    assert "gõ cả tên và cấp trên" in page
    code_on(send(unit="xã vân an"))
    assert only_comment(session).unit_id is not None


@pytest.mark.both_databases
def test_two_communes_of_one_name_are_told_apart_by_what_stands_above(
    client: FlaskClient,
    directive: int,
    send: Send,
    cast: Cast,
    session: scoped_session[Session],
) -> None:
    root = session.scalars(sa.select(Unit).where(Unit.code == "20")).one()
    communes = []
    for code, name in (("186", "Huyện Hữu Lũng"), ("187", "Huyện Chi Lăng")):
        district = cast.unit(code, name, UnitLevel.DISTRICT, root)
        communes.append(cast.unit(f"{code}-1", "Xã Tân Lập", parent=district))
    page = client.get(f"/public/{directive}/comments/new").text
    assert re.findall(r'<option value="([^"]+)">', page) == [
        "Tỉnh ủy Lạng Sơn", "Huyện Hữu Lũng", "Huyện Chi Lăng", "Xã Vân An",
        "Xã Tân Lập, Huyện Hữu Lũng", "Xã Tân Lập, Huyện Chi Lăng",
    ]  # fmt: skip
    for unclear in ("Xã Tân Lập", "Xã Tân Lập, Huyện Bắc Sơn", ",", "x" * 300):
        assert 'id="receipt-code"' not in send(unit=unclear), unclear
    code_on(send(unit="xa tan lap, HUYỆN CHI LĂNG"))
    assert only_comment(session).unit_id == communes[1].id


@pytest.mark.both_databases
def test_a_comment_goes_from_the_form_to_its_published_answer(
    client: FlaskClient,
    directive: int,
    send: Send,
    signed_in: SignIn,
    session: scoped_session[Session],
) -> None:
    code = code_on(send())
    held = only_comment(session)
    assert (held.state, held.unit_id is not None) == (CommentState.HELD, True)
    page = f"/public/{directive}/comments"
    assert "Hội nghị ở xã" not in client.get(page).text
    assert "Chờ xem xét" in client.post("/public/receipt", data={"code": code}).text

    secretariat = signed_in(Role.SECRETARIAT)
    shown = secretariat.get(f"/citizen-comments/{held.id}").text
    assert all(private in shown for private in PRIVATE)
    typed = {
        "published_text": "Hội nghị ở xã tổ chức muộn.",
        "answer": "Xã đã tổ chức ngày 28/02/2024.",
    }
    assert moderate(secretariat, held.id, "answer", **typed) == 303
    public = client.get(page).text
    assert typed["published_text"] in public
    assert typed["answer"] in public
    found = client.post("/public/receipt", data={"code": code.lower()}).text
    assert typed["answer"] in found
    assert not [private for private in PRIVATE if private in public + found]


def test_what_a_moderator_is_offered_to_publish_tells_no_number(
    send: Send, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    send()
    comment = only_comment(session)
    secretariat = signed_in(Role.SECRETARIAT)
    page = secretariat.get(f"/citizen-comments/{comment.id}").text
    offered = page[page.index('name="published_text"') :]
    offered = offered[: offered.index("</textarea>")]
    assert "Gọi bà Hoàng Thị Mận […] để rõ." in offered
    telling = {"published_text": "Gọi 0987 654 321", "answer": "Đã gọi."}
    assert moderate(secretariat, comment.id, "answer", **telling) == 422
    assert moderate(secretariat, comment.id, "answer", **telling, lets_stand="y") == 303


def test_a_refusal_tells_its_reason_to_the_sender_and_nothing_to_others(
    client: FlaskClient,
    directive: int,
    send: Send,
    signed_in: SignIn,
    session: scoped_session[Session],
) -> None:
    code = code_on(send())
    comment = only_comment(session)
    secretariat = signed_in(Role.SECRETARIAT)
    assert moderate(secretariat, comment.id, "refuse") == 422
    assert moderate(secretariat, comment.id, "refuse", reason="Không thuộc văn bản này") == 303
    assert "Không thuộc văn bản này" in client.post("/public/receipt", data={"code": code}).text
    assert "Hội nghị ở xã" not in client.get(f"/public/{directive}/comments").text


def test_the_same_form_sent_twice_is_one_comment_with_one_code(
    client: FlaskClient,
    directive: int,
    now: dict[str, datetime],
    session: scoped_session[Session],
) -> None:
    address = f"/public/{directive}/comments/new"
    form = filled(_token(client.get(address).text))
    now["now"] += WAIT
    codes = {code_on(client.post(address, data=form).text) for _ in range(2)}
    assert len(codes) == 1
    only_comment(session)


@pytest.mark.both_databases
def test_a_network_that_sends_too_much_is_stopped_whichever_worker_it_asks(
    send: Send, session: scoped_session[Session]
) -> None:
    for _ in range(comment_guard.MOST_AN_HOUR):
        code_on(send())
    assert "quá nhiều ý kiến" in send()
    counted = session.scalar(sa.select(sa.func.count(CitizenComment.id)))
    assert counted == comment_guard.MOST_AN_HOUR


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sum": "0"}, "phép cộng chưa đúng"),
        ({"website": "http://spam.example"}, "phải để trống"),
        ({"text": "ngắn"}, "Nội dung"),
        ({"unit": "Xã Không Có"}, "danh sách gợi ý"),
        ({"topic": "others"}, "Ý kiến về"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    send: Send, session: scoped_session[Session], wrong: dict[str, str], said: str
) -> None:
    page = send(**wrong)
    assert said in page
    assert "Lê Văn Dân" in page
    assert session.scalar(sa.select(sa.func.count(CitizenComment.id))) == 0


def test_an_answer_is_due_in_working_days_and_lateness_stands_on_the_front_page(
    send: Send,
    signed_in: SignIn,
    session: scoped_session[Session],
    now: dict[str, datetime],
) -> None:
    send()
    assert only_comment(session).due_on.isoformat() == "2024-03-08"
    secretariat = signed_in(Role.SECRETARIAT)
    assert "1 ý kiến của người dân chờ trả lời" in secretariat.get("/").text
    now["now"] = FRIDAY + timedelta(days=8)
    secretariat = signed_in(Role.SECRETARIAT)
    assert "1 ý kiến của người dân quá hạn trả lời" in secretariat.get("/").text
    assert "Hội nghị ở xã" in secretariat.get("/citizen-comments/?state=late").text
    assert "ý kiến của người dân" not in signed_in(Role.UNIT_OFFICER).get("/").text


def test_the_audit_trail_tells_what_was_done_and_nothing_of_what_was_said(
    send: Send, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    code = code_on(send())
    comment = only_comment(session)
    secretariat = signed_in(Role.SECRETARIAT)
    secretariat.get(f"/citizen-comments/{comment.id}")
    moderate(secretariat, comment.id, "answer", published_text="Xã làm muộn.", answer="Đã nhắc.")
    entries = session.scalars(
        sa.select(AuditEntry).filter_by(subject=comment_services.SUBJECT).order_by(AuditEntry.id)
    ).all()
    assert [entry.verb for entry in entries] == ["receive_comment", "read", "comment_answer"]
    told = json.dumps([[e.before, e.after, e.reason] for e in entries], ensure_ascii=False)
    assert not [private for private in (*PRIVATE, "Hội nghị ở xã", code) if private in told]


@pytest.mark.both_databases
def test_who_wrote_is_forgotten_in_time_and_the_comment_stays(
    send: Send, signed_in: SignIn, session: scoped_session[Session], now: dict[str, datetime]
) -> None:
    send()
    comment = only_comment(session)
    moderate(
        signed_in(Role.SECRETARIAT), comment.id, "answer", published_text="Muộn.", answer="Rồi."
    )
    settled = now["now"]
    comment_services.forget(settled + timedelta(days=89))
    session.refresh(comment)
    assert (comment.author, comment.network) == ("Lê Văn Dân", "")
    assert comment_services.forget(settled + timedelta(days=91)) == 1
    session.refresh(comment)
    assert (comment.author, comment.contact, comment.published_text) == ("", "", "Muộn.")
    assert comment_services.forget(settled + timedelta(days=92)) == 0


def test_a_directive_that_takes_no_comments_has_no_form(
    client: FlaskClient, directive: int, session: scoped_session[Session]
) -> None:
    publishing.save(directive, Terms(takes_comments=False))
    session.commit()
    assert client.get(f"/public/{directive}/comments/new").status_code == 404
    assert "Gửi ý kiến" not in client.get(f"/public/{directive}").text


def test_a_code_of_nobody_is_told_so(client: FlaskClient) -> None:
    page = client.post("/public/receipt", data={"code": "AAAA-BBBB-CCCC"}).text
    assert "Không có ý kiến nào mang mã này" in page
