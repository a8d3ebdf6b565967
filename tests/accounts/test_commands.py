"""flask users …, flask audit …: what they print, and what they refuse in one sentence."""

import json
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Grant, Role, User
from dissemination.sample.facts import NOTE
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


def letter(app: Flask, *words: str) -> dict[str, str]:
    answer: dict[str, str] = json.loads(run(app, *words, "--json").output)
    return answer


@pytest.mark.both_databases
def test_create_prints_a_link_that_lets_in(
    app: Flask, client: FlaskClient, session: scoped_session[Session]
) -> None:
    result = run(app, "users", "create", "--email", "Ai@Example.VN", "--role", "administrator")
    assert result.exit_code == 0
    address = urlsplit(result.output.strip())
    assert (address.scheme, address.netloc) == ("http", "127.0.0.1:8000")
    assert client.post(address.path).status_code == 302
    user = session.query(User).one()
    assert user.email == "ai@example.vn"
    assert [grant.role for grant in user.grants] == [Role.ADMINISTRATOR]


def test_create_gives_a_second_role_to_whoever_is_known(
    app: Flask, cast: Cast, session: scoped_session[Session]
) -> None:
    commune = cast.unit("06040", "Xã Vân An")
    for role in ("unit_officer", "desk"):
        letter(app, "users", "create", "--email", "a@b.vn", "--role", role, "--unit", "06040")
    assert session.query(User).count() == 1
    assert {grant.unit_id for grant in session.query(Grant)} == {commune.id}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--email", "a b", "--role", "desk"), "neither an address nor a user name"),
        (("--email", "a@b.vn", "--role", "desk", "--unit", "9"), "no unit with the code '9'"),
        (("--email", "a@b.vn", "--role", "desk", "--conference", "9"), "no conference 9"),
        (("--email", "a@b.vn", "--role", "desk", "--point", "9"), "no point 9"),
        (("--email", "a@b.vn", "--role", "desk", "--point", "9", "--unit", "9"), "not several"),
        (("--email", "a@b.vn", "--role", "king"), "'king' is not one of"),
    ],
)
def test_create_refuses_with_one_sentence_and_stores_nothing(
    app: Flask, session: scoped_session[Session], words: tuple[str, ...], sentence: str
) -> None:
    result = run(app, "users", "create", *words)
    assert result.exit_code != 0
    assert sentence in result.output
    assert session.query(User).count() == 0


def test_link_is_for_those_who_are_known_and_not_ended(
    app: Flask, cast: Cast, session: scoped_session[Session]
) -> None:
    ended = cast.user("da-nghi@example.vn")
    ended.active = False
    session.commit()
    for name in (ended.email, "khong-co@example.vn"):
        result = run(app, "users", "link", "--email", name)
        assert result.exit_code != 0
        assert name in result.output


def test_list_tells_roles_in_force(app: Flask, cast: Cast) -> None:
    cast.user("mot@example.vn", Role.INSPECTOR)
    cast.user("hai@example.vn")
    rows = {row["sign_in"]: row for row in json.loads(run(app, "users", "list", "--json").output)}
    assert rows["mot@example.vn"]["grants"] == [{"role": "inspector", "part": "everything"}]
    assert rows["hai@example.vn"]["grants"] == []
    assert "inspector for everything" in run(app, "users", "list").output


def sample(cast: Cast, session: scoped_session[Session]) -> None:
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    conference = cast.conference()
    conference.notes = NOTE
    session.commit()
    cast.point(conference, cast.unit("06040", "Xã Vân An", parent=root), "Điểm cầu xã Vân An")


def test_the_sample_gets_a_link_for_each_role_and_each_run_fresh_ones(
    app: Flask, cast: Cast, client: FlaskClient, session: scoped_session[Session]
) -> None:
    sample(cast, session)
    first, second = (
        json.loads(run(app, "users", "sample-links", "--json").output) for _ in range(2)
    )
    assert {row["role"] for row in first} == {str(role) for role in Role}
    assert session.query(User).count() == session.query(Grant).count() == len(Role)
    assert client.post(urlsplit(first[0]["link"]).path).status_code == 410
    assert client.post(urlsplit(second[0]["link"]).path).status_code == 302


def test_without_the_sample_nobody_is_made(app: Flask, session: scoped_session[Session]) -> None:
    assert json.loads(run(app, "users", "sample-links", "--json").output) == []
    assert session.query(User).count() == 0


def test_a_sample_account_that_was_ended_is_not_let_in_again(
    app: Flask, cast: Cast, session: scoped_session[Session]
) -> None:
    sample(cast, session)
    run(app, "users", "sample-links")
    session.query(User).filter_by(email="mau-quan-tri").update({"active": False})
    session.commit()
    rows = json.loads(run(app, "users", "sample-links", "--json").output)
    assert "administrator" not in {row["role"] for row in rows}


@pytest.mark.both_databases
def test_verify_finds_what_was_altered(app: Flask, session: scoped_session[Session]) -> None:
    for name in ("a@b.vn", "c@d.vn"):
        run(app, "users", "create", "--email", name, "--role", "desk")
    assert "unbroken" in run(app, "audit", "verify").output
    altered = session.query(AuditEntry).filter_by(verb="grant").order_by(AuditEntry.id).first()
    assert altered is not None
    session.execute(
        sa.update(AuditEntry).where(AuditEntry.id == altered.id).values(actor="ai đó khác")
    )
    session.commit()
    result = run(app, "audit", "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["broken"] == [altered.id]
