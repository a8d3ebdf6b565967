"""Coming in: by password, by a second step, by a recovery mail; and never by guessing."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from passlib.hash import argon2
from passlib.totp import TOTP
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.accounts.models import Role, User
from dissemination.accounts.sessions import IDLE, LONGEST
from dissemination.config import Settings
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

PASSWORD = "bốn con mèo tím"
ANOTHER = "năm con cá vàng"


def kept(password: str) -> str:
    """A password as the forms would keep it."""
    return str(hash_password(unicodedata.normalize("NFKD", password)))


@pytest.fixture
def officer(cast: Cast, session: scoped_session[Session]) -> User:
    """The officer of Vân An, who has a password."""
    user = cast.user("can-bo@van-an.example.vn", Role.SECRETARIAT)
    user.password = kept(PASSWORD)
    session.commit()
    return user


def enter(client: FlaskClient, name: str, password: str, **more: str) -> TestResponse:
    return client.post("/account/login", data={"email": name, "password": password, **more})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.both_databases
def test_the_right_password_lets_in(client: FlaskClient, officer: User) -> None:
    answer = client.post(
        "/account/login?next=/account/", data={"email": officer.email, "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert answer.location.endswith("/account/")
    assert is_in(client)


def test_the_address_may_be_typed_in_capitals_and_with_spaces(
    client: FlaskClient, officer: User
) -> None:
    enter(client, f"  {officer.email.upper()} ", PASSWORD)
    assert is_in(client)


def test_a_password_typed_with_separate_accents_is_the_same(
    client: FlaskClient, officer: User
) -> None:
    enter(client, officer.email, unicodedata.normalize("NFD", PASSWORD))
    assert is_in(client)


def test_a_local_account_signs_in_by_its_user_name(
    client: FlaskClient, cast: Cast, session: scoped_session[Session]
) -> None:
    desk = cast.user("diemcau-06040", Role.DESK)
    desk.password = kept(PASSWORD)
    session.commit()
    enter(client, "DiemCau-06040", PASSWORD)
    assert is_in(client)


def test_nobody_learns_whether_a_name_exists(
    client: FlaskClient, officer: User, cast: Cast, session: scoped_session[Session]
) -> None:
    ended = cast.user("da-nghi@example.vn", Role.DESK)
    ended.password, ended.active = kept(PASSWORD), False
    waiting = cast.user("chua-vao@example.vn", Role.DESK)
    session.commit()
    tries = [
        (officer.email, "sai mật khẩu rồi"),
        (ended.email, PASSWORD),
        (waiting.email, PASSWORD),
        ("khong-co@example.vn", PASSWORD),
        ("không phải địa chỉ", PASSWORD),
    ]
    pages = {
        re.sub(
            r'value="[^"]*"|content="[^"]*"',
            "",
            client.post("/account/login", data={"email": name, "password": password}).text,
        )
        for name, password in tries
    }
    assert len(pages) == 1
    assert "không đúng" in pages.pop()
    assert not is_in(client)


def test_others_may_write_while_a_password_is_checked(
    client: FlaskClient, officer: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """argon2 takes as long as a dozen scans, and SQLite lets one process write at a time."""
    path = settings.database_url.removeprefix("sqlite:///")
    written = []

    def check(_user: User, _password: str) -> bool:
        with closing(sqlite3.connect(path, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            written.append(True)
        return True

    monkeypatch.setattr(User, "verify_and_update_password", check)
    enter(client, officer.email, "bất kỳ")
    assert written
    assert is_in(client)


@pytest.mark.both_databases
def test_a_hash_of_weaker_times_is_made_anew(
    client: FlaskClient, officer: User, session: scoped_session[Session]
) -> None:
    plain = unicodedata.normalize("NFKD", PASSWORD)
    officer.password = weak = argon2.using(time_cost=1, memory_cost=1024).hash(plain)
    session.commit()
    for _ in range(2):
        client.post("/account/logout")
        enter(client, officer.email, PASSWORD)
        assert is_in(client)
    session.refresh(officer)
    assert officer.password != weak
    assert "m=19456,t=2,p=1" in str(officer.password)


def test_remember_me_is_not_offered_and_not_obeyed(client: FlaskClient, officer: User) -> None:
    assert "remember" not in client.get("/account/login").text
    enter(client, officer.email, PASSWORD, remember="y")
    assert client.get_cookie("remember_token") is None


def test_after_signing_in_one_is_not_sent_to_another_host(
    client: FlaskClient, officer: User
) -> None:
    for target in ("https://ke-xau.example", "//ke-xau.example", "/\\ke-xau.example"):
        answer = client.post(
            f"/account/login?next={target}", data={"email": officer.email, "password": PASSWORD}
        )
        location = answer.headers.get("Location", "")
        assert urlsplit(location).netloc == ""
        assert not location.startswith(("//", "/\\"))


def test_tokens_and_json_open_nothing(client: FlaskClient, officer: User) -> None:
    token = str(officer.get_auth_token())
    for headers in ({"Authentication-Token": token}, {"Authorization": f"Bearer {token}"}):
        assert client.get("/account/", headers=headers).status_code == 302
    assert client.get(f"/account/?auth_token={token}").status_code == 302
    answer = client.post("/account/login", json={"email": officer.email, "password": PASSWORD})
    assert answer.status_code == 415


def test_an_account_that_ended_is_out_at_once(
    client: FlaskClient, officer: User, session: scoped_session[Session]
) -> None:
    enter(client, officer.email, PASSWORD)
    officer.active = False
    session.commit()
    assert not is_in(client)


def test_four_idle_hours_end_a_session(client: FlaskClient, officer: User) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as time:
        enter(client, officer.email, PASSWORD)
        time.shift(IDLE - timedelta(minutes=1))
        assert is_in(client)
        time.shift(IDLE - timedelta(minutes=1))
        assert is_in(client), "each request begins the four hours anew"
        time.shift(IDLE + timedelta(minutes=1))
        assert not is_in(client)


def test_sixteen_hours_end_even_a_busy_session(client: FlaskClient, officer: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        enter(client, officer.email, PASSWORD)
        for _ in range(int(LONGEST / timedelta(hours=3))):
            time.shift(timedelta(hours=3))
            assert is_in(client)
        time.shift(timedelta(hours=3))
        assert not is_in(client)


def test_signing_in_and_out_is_recorded(
    client: FlaskClient, officer: User, session: scoped_session[Session]
) -> None:
    enter(client, officer.email, PASSWORD)
    entry = session.query(AuditEntry).filter_by(verb="sign_in").one()
    assert (entry.actor, entry.subject_id) == (officer.email, str(officer.id))
    assert client.post("/account/logout").status_code == 302
    assert not is_in(client)


def test_signing_out_takes_a_post(client: FlaskClient, officer: User) -> None:
    enter(client, officer.email, PASSWORD)
    assert client.get("/account/logout").status_code == 405
    assert is_in(client)


# --- changing and recovering a password ---------------------------------------------------


def change(client: FlaskClient, old: str, new: str) -> int:
    return client.post(
        "/account/change",
        data={"password": old, "new_password": new, "new_password_confirm": new},
    ).status_code


@pytest.mark.both_databases
def test_a_new_password_ends_all_other_sessions(app: Flask, officer: User) -> None:
    here, elsewhere = app.test_client(), app.test_client()
    for client in (here, elsewhere):
        enter(client, officer.email, PASSWORD)
    assert change(here, PASSWORD, ANOTHER) == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_one_may_end_the_other_sessions_without_changing_anything(
    app: Flask, officer: User
) -> None:
    here, elsewhere = app.test_client(), app.test_client()
    for client in (here, elsewhere):
        enter(client, officer.email, PASSWORD)
    here.post("/account/end-sessions")
    assert is_in(here)
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    "easy", ["ngắn", "aaaaaaaaaaaa", "matkhau12", "Abcdefghij1", "canbo2026!", "can-bo-123"]
)
def test_easy_passwords_are_refused_in_vietnamese(
    client: FlaskClient, officer: User, easy: str
) -> None:
    enter(client, officer.email, PASSWORD)
    answer = client.post(
        "/account/change",
        data={"password": PASSWORD, "new_password": easy, "new_password_confirm": easy},
    )
    assert answer.status_code == 200
    assert "Mật khẩu quá dễ đoán" in answer.text or "ít nhất 10 ký tự" in answer.text


@pytest.fixture
def mails(settings: Settings) -> "Mails":
    return Mails(settings.data_dir / "mail")


class Mails:
    """The folder that messages are kept in when there is no server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __len__(self) -> int:
        return len(list(self.folder.glob("*.eml")))

    def last(self) -> tuple[str, str, str]:
        """Recipient, subject and text of the newest message."""
        path = max(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        message = message_from_bytes(path.read_bytes(), policy=default)
        body = message.get_body()
        assert body is not None
        return message["To"], message["Subject"], body.get_content()


def link_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", text)
    assert found, text
    return found[1]


@pytest.mark.both_databases
def test_a_forgotten_password_is_replaced_by_mail(
    app: Flask, client: FlaskClient, officer: User, mails: Mails
) -> None:
    elsewhere = app.test_client()
    enter(elsewhere, officer.email, PASSWORD)
    client.post("/account/reset", data={"email": officer.email})
    recipient, subject, text = mails.last()
    assert (recipient, subject) == (officer.email, "Đặt lại mật khẩu")
    link = link_in(text)
    assert client.get(link).status_code == 200
    answer = client.post(link, data={"password": ANOTHER, "password_confirm": ANOTHER})
    assert answer.status_code == 302
    assert not is_in(client), "the mail does not sign anybody in"
    assert not is_in(elsewhere)
    enter(client, officer.email, ANOTHER)
    assert is_in(client)
    assert client.get(link).status_code == 302, "a used link leads back"


def test_recovery_answers_the_same_for_any_address(
    client: FlaskClient, officer: User, cast: Cast, mails: Mails
) -> None:
    cast.user("diemcau-06040", Role.DESK)
    pages = {
        re.sub(
            r'value="[^"]*"|content="[^"]*"',
            "",
            client.post("/account/reset", data={"email": name}).text,
        ).replace(name, "…")
        for name in (officer.email, "khong-co@example.vn", "diemcau-06040")
    }
    assert len(pages) == 1
    assert len(mails) == 1


def test_a_recovery_link_never_leads_to_the_host_that_was_asked_for(
    client: FlaskClient, officer: User, mails: Mails
) -> None:
    client.post("/account/reset", data={"email": officer.email}, headers={"Host": "ke-xau.example"})
    assert "ke-xau" not in mails.last()[2]


def test_messages_are_readable_by_the_service_alone(
    client: FlaskClient, officer: User, mails: Mails
) -> None:
    client.post("/account/reset", data={"email": officer.email})
    assert mails.folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in mails.folder.iterdir())


# --- the second step ----------------------------------------------------------------------


@pytest.fixture
def telephone(client: FlaskClient, officer: User) -> Iterator["Telephone"]:
    """The officer's telephone, after the second step was set up."""
    with time_machine.travel(clock.now(), tick=False) as time:
        enter(client, officer.email, PASSWORD)
        page = client.post("/account/tf-setup", data={"setup": "authenticator"}).text
        key = re.search(r'<code class="digits">([^<]+)</code>', page)
        action = re.search(r'action="(/account/tf-setup/[^"]+)"', page)
        assert key, page
        assert action, page
        assert 'src="data:image/svg+xml;base64,' in page
        telephone = Telephone(key[1], time)
        client.post(action[1], data={"code": telephone.code()})
        time.shift(timedelta(minutes=3))
        client.post("/account/logout")
        yield telephone


class Telephone:
    """Shows the code of the moment."""

    def __init__(self, key: str, time: time_machine.Traveller) -> None:
        self.totp = TOTP(key=key.replace("-", "").replace(" ", ""), format="base32")
        self.time = time

    def code(self) -> str:
        code: str = self.totp.generate(clock.now()).token
        return code


@pytest.mark.both_databases
def test_with_a_second_step_the_password_alone_does_not_let_in(
    client: FlaskClient, officer: User, telephone: Telephone
) -> None:
    answer = enter(client, officer.email, PASSWORD)
    assert "/account/tf-validate" in answer.location
    assert not is_in(client)
    assert "Mã không đúng" in client.post("/account/tf-validate", data={"code": "000000"}).text
    assert not is_in(client)
    client.post("/account/tf-validate", data={"code": telephone.code()})
    assert is_in(client)


def test_a_code_is_accepted_once(
    app: Flask, client: FlaskClient, officer: User, telephone: Telephone
) -> None:
    code = telephone.code()
    looking_over_the_shoulder = app.test_client()
    for browser, gets_in in ((client, True), (looking_over_the_shoulder, False)):
        enter(browser, officer.email, PASSWORD)
        browser.post("/account/tf-validate", data={"code": code})
        assert is_in(browser) is gets_in


def recovery_codes(client: FlaskClient, officer: User, telephone: Telephone) -> list[str]:
    enter(client, officer.email, PASSWORD)
    client.post("/account/tf-validate", data={"code": telephone.code()})
    page = client.post("/account/mf-recovery-codes", data={"generate_new_codes": "1"}).text
    return re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)


@pytest.mark.both_databases
def test_a_recovery_code_lets_in_once(
    client: FlaskClient, officer: User, telephone: Telephone, session: scoped_session[Session]
) -> None:
    codes = recovery_codes(client, officer, telephone)
    assert len(codes) == 8
    session.refresh(officer)
    assert not set(codes) & set(officer.mf_recovery_codes or ()), "kept encrypted"
    for lets_in in (True, False):
        client.post("/account/logout")
        enter(client, officer.email, PASSWORD)
        client.post("/account/mf-recovery", data={"code": codes[0]})
        assert is_in(client) is lets_in


def test_the_second_step_is_turned_off_only_freshly_signed_in(
    client: FlaskClient, officer: User, telephone: Telephone
) -> None:
    enter(client, officer.email, PASSWORD)
    client.post("/account/tf-validate", data={"code": telephone.code()})
    telephone.time.shift(timedelta(hours=1))
    answer = client.post("/account/tf-setup", data={"setup": "disable"})
    assert "/account/verify" in answer.location
    client.post("/account/verify", data={"password": PASSWORD})
    client.post("/account/tf-setup", data={"setup": "disable"})
    client.post("/account/logout")
    enter(client, officer.email, PASSWORD)
    assert is_in(client)


def test_without_recovery_codes_an_anonymous_form_helps_nobody(
    client: FlaskClient, officer: User, telephone: Telephone, mails: Mails
) -> None:
    enter(client, officer.email, PASSWORD)
    client.post("/account/tf-rescue", data={"help_setup": "help"})
    client.post("/account/tf-rescue", data={"help_setup": "email"})
    assert not len(mails)
    assert not is_in(client)
