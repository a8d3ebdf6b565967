"""One-time links: once, for a while, for one person; and nobody burns one by looking."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts import links
from dissemination.accounts.links import LinkState, judge
from dissemination.accounts.models import OneTimeLink, Role, User
from dissemination.conferences.models import ConferenceState
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.accounts.test_signing_in import PASSWORD, enter, is_in, kept
from tests.conftest import Cast

NOON = datetime(2023, 11, 15, 5, tzinfo=UTC)


def link(**facts: object) -> OneTimeLink:
    return OneTimeLink(**{"expires_at": NOON + timedelta(days=1), **facts})


@pytest.mark.parametrize(
    ("known", "active", "closed", "state"),
    [
        (None, True, False, LinkState.UNKNOWN),
        (link(), True, False, LinkState.GOOD),
        (link(expires_at=NOON), True, False, LinkState.EXPIRED),
        (link(used_at=NOON), True, False, LinkState.USED),
        (link(voided_at=NOON), True, False, LinkState.VOIDED),
        (link(used_at=NOON, expires_at=NOON), True, False, LinkState.USED),
        (link(), False, False, LinkState.VOIDED),
        (link(), True, True, LinkState.EXPIRED),
    ],
)
def test_what_a_link_is_good_for(
    known: OneTimeLink | None, active: bool, closed: bool, state: LinkState
) -> None:
    assert judge(known, NOON, active=active, closed=closed) is state


@pytest.fixture
def coordinator(cast: Cast) -> User:
    return cast.user("dau-moi@van-an.example.vn", Role.COORDINATOR)


@pytest.fixture
def token(coordinator: User, session: scoped_session[Session]) -> str:
    token, _ = links.issue(coordinator)
    session.commit()
    return token


def page(token: str) -> str:
    return f"{links.PATH}{token}"


def test_the_token_itself_is_not_kept(token: str, session: scoped_session[Session]) -> None:
    stored = session.query(OneTimeLink).one()
    assert len(token) >= 43
    assert stored.token_hash == links.hashed(token)
    assert token not in str(vars(stored))
    trail = session.query(AuditEntry).all()
    assert token not in str([vars(entry) for entry in trail])


def test_looking_at_a_link_does_not_use_it(client: FlaskClient, token: str) -> None:
    for _ in range(3):
        answer = client.get(page(token))
        assert answer.status_code == 200
        assert "Vào hệ thống và đặt mật khẩu" in answer.text
    client.head(page(token))
    assert client.post(page(token)).status_code == 302


@pytest.mark.both_databases
def test_a_link_lets_in_and_asks_for_a_password_before_anything_else(
    client: FlaskClient, token: str, coordinator: User
) -> None:
    assert client.post(page(token)).location.endswith("/account/change")
    assert client.get("/account/").location.endswith("/account/change")
    form = client.get("/account/change").text
    assert "Đặt mật khẩu" in form
    assert "Mật khẩu đang dùng" not in form
    chosen = {"new_password": PASSWORD, "new_password_confirm": PASSWORD}
    assert client.post("/account/change", data=chosen).status_code == 302
    assert is_in(client)
    client.post("/account/logout")
    enter(client, coordinator.email, PASSWORD)
    assert is_in(client)


@pytest.mark.both_databases
def test_a_link_lets_in_once(app: Flask, client: FlaskClient, token: str) -> None:
    assert client.post(page(token)).status_code == 302
    second = app.test_client()
    for answer in (second.get(page(token)), second.post(page(token))):
        assert answer.status_code == 410
        assert "đã được dùng" in answer.text
    assert not is_in(second)


@pytest.mark.both_databases
def test_of_many_who_use_a_link_at_once_one_gets_in(app: Flask, token: str) -> None:
    db.session.remove()
    start, outcomes = threading.Barrier(6), []

    def try_it() -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(isinstance(links.use(token), User))
                db.session.commit()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 5 + [True]


def test_a_link_dies_after_fourteen_days(client: FlaskClient, token: str) -> None:
    with time_machine.travel(clock.now() + timedelta(days=14, seconds=1)):
        for answer in (client.get(page(token)), client.post(page(token))):
            assert answer.status_code == 410
            assert "hết hạn" in answer.text
    assert client.get(page(token)).status_code == 200


def test_a_new_link_voids_the_old(
    client: FlaskClient, token: str, coordinator: User, session: scoped_session[Session]
) -> None:
    fresh, _ = links.issue(coordinator)
    session.commit()
    assert "thu hồi" in client.post(page(token)).text
    assert client.post(page(fresh)).status_code == 302


@pytest.mark.both_databases
def test_letters_of_a_conference_die_when_it_closes(
    client: FlaskClient, cast: Cast, coordinator: User, session: scoped_session[Session]
) -> None:
    conference = cast.conference()
    [token] = links.issue_many([coordinator.id], conference.id).values()
    session.commit()
    assert client.get(page(token)).status_code == 200
    conference.state = ConferenceState.CLOSED
    session.commit()
    assert client.get(page(token)).status_code == 410
    assert client.post(page(token)).status_code == 410
    assert not is_in(client)


def test_an_account_that_ended_is_not_entered_by_a_link(
    client: FlaskClient, token: str, coordinator: User, session: scoped_session[Session]
) -> None:
    coordinator.active = False
    session.commit()
    assert client.post(page(token)).status_code == 410


def test_an_invented_link_opens_nothing(client: FlaskClient) -> None:
    for invented in ("x", "a" * 43, "Ω" * 10, "a" * 4000):
        assert client.get(page(invented)).status_code == 404
        assert client.post(page(invented)).status_code == 404


@pytest.mark.both_databases
def test_a_link_ends_the_old_password_and_every_session(
    app: Flask, client: FlaskClient, coordinator: User, session: scoped_session[Session]
) -> None:
    coordinator.password = kept(PASSWORD)
    token, _ = links.issue(coordinator)
    session.commit()
    elsewhere = app.test_client()
    enter(elsewhere, coordinator.email, PASSWORD)
    client.post(page(token))
    assert not is_in(elsewhere)
    enter(elsewhere, coordinator.email, PASSWORD)
    assert not is_in(elsewhere)


def test_whoever_is_signed_in_gives_way_to_the_holder_of_the_link(
    cast: Cast, token: str, coordinator: User, session: scoped_session[Session]
) -> None:
    browser = cast.sign_in(cast.user("khac@example.vn", Role.ADMINISTRATOR))
    browser.post(page(token))
    chosen = {"new_password": PASSWORD, "new_password_confirm": PASSWORD}
    browser.post("/account/change", data=chosen)
    assert coordinator.email in browser.get("/account/").text


def test_using_a_link_is_recorded_as_done_by_its_person(
    client: FlaskClient, token: str, coordinator: User, session: scoped_session[Session]
) -> None:
    client.post(page(token))
    entry = session.query(AuditEntry).filter_by(verb="use_link").one()
    assert entry.actor == coordinator.email
