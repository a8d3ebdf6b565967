"""Reminders through a real mail server that takes, refuses, is away or hangs up: nobody is told twice."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import default as default_policy
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from dissemination import clock
from dissemination.accounts import mail
from dissemination.accounts.models import User
from dissemination.config import Settings
from dissemination.database import db
from dissemination.reporting import daily_jobs
from dissemination.reporting.reminder_models import Delivery, Digest, MailState
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, settings_for
from tests.ports import own_port
from tests.post_office import PASSWORD, PostOffice
from tests.reporting.conftest import Office
from tests.reporting.half_year import People, people

# The morning on which both communes are a day late: both heads and one officer have an address.
MORNING = clock.at_local(date(2026, 3, 9), 7, 30)
OFFICER, HEAD, OTHER_HEAD = "can-bo-0@example.vn", "bi-thu-0@example.vn", "bi-thu-1@example.vn"
ALL = sorted((OFFICER, HEAD, OTHER_HEAD))


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with own_port() as port:  # also while it is closed
        office = PostOffice(port)
        office.open()
        yield office
        office.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path, post: PostOffice) -> Settings:
    return replace(
        settings_for(database_url, tmp_path),
        mail_server="127.0.0.1",
        mail_port=post.port,
        mail_username="don-doc",
        mail_password=PASSWORD,
    )


@pytest.fixture
def known(cast: Cast, office: Office) -> People:
    return people(cast, office)


def hour(number: int = 0) -> None:
    """The clock's work, so many hours after the morning."""
    with time_machine.travel(MORNING + timedelta(hours=number), tick=False):
        daily_jobs.run_day()


def text_of(message: Message) -> str:
    return str(BytesParser(policy=default_policy).parsebytes(bytes(message)).get_content())


def mail_of(email: str) -> Digest:
    db.session.rollback()
    query = sa.select(Digest).join(User).where(User.email == email)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def last_try(email: str) -> Delivery:
    return mail_of(email).deliveries[-1]


@pytest.mark.usefixtures("known")
def test_each_letter_is_taken_once_and_says_so(settings: Settings, post: PostOffice) -> None:
    hour()
    hour()
    hour(1)
    assert sorted(post.recipients()) == ALL
    assert post.connections == 1
    for message, (recipient, content) in zip(post.messages(), post.letters, strict=True):
        digest = mail_of(recipient)
        assert (digest.mail, digest.tries) == (MailState.SENT, 1)
        assert message["To"] == recipient
        for line in digest.lines:
            owed = line.reminder.obligation
            address = f"{settings.address}/units/{owed.unit_id}/reports/{owed.id}"
            assert address in text_of(message)
        assert str(message["Message-ID"]).startswith(f"<don-doc-{digest.id}@")
        assert content.count(b"\n") == content.count(b"\r\n"), "lines end as SMTP wants them"
    assert mail_of("can-bo-1").mail is MailState.NO_ADDRESS


@pytest.mark.usefixtures("known")
def test_who_is_refused_is_not_tried_again_and_keeps_nobody_waiting(post: PostOffice) -> None:
    post.answers[OFFICER] = "550 5.1.1 no such mailbox"
    hour()
    hour(1)
    assert sorted(post.recipients()) == sorted((HEAD, OTHER_HEAD))
    assert mail_of(OFFICER).mail is MailState.REFUSED
    assert (last_try(OFFICER).number, last_try(OFFICER).detail) == (1, "550 5.1.1 no such mailbox")


@pytest.mark.usefixtures("known")
def test_who_is_wanted_later_is_tried_the_next_hour(post: PostOffice) -> None:
    post.answers[OFFICER] = "451 4.7.1 greylisted, come again"
    hour()
    assert mail_of(OFFICER).mail is MailState.WAITING
    post.answers.clear()
    hour(1)
    hour(2)
    assert sorted(post.recipients()) == ALL
    assert [one.result for one in mail_of(OFFICER).deliveries] == [
        MailState.WAITING,
        MailState.SENT,
    ]


@pytest.mark.usefixtures("known")
def test_a_server_that_is_away_is_asked_again_and_told_each_letter_once(post: PostOffice) -> None:
    post.close()
    hour()
    assert {mail_of(one).mail for one in ALL} == {MailState.WAITING}
    [tried] = db.session.scalars(sa.select(Delivery))
    assert "refused" in tried.detail, "one was enough to see that nobody is there"
    post.open()
    hour(1)
    hour(2)
    assert sorted(post.recipients()) == ALL
    assert {mail_of(one).mail for one in ALL} == {MailState.SENT}


@pytest.mark.usefixtures("known")
def test_a_letter_whose_answer_is_lost_is_never_sent_again(post: PostOffice) -> None:
    """The server has it, and nobody lived to hear so."""
    post.drops_after_text.add(HEAD)
    hour()
    hour(1)
    hour(24)
    assert post.recipients().count(HEAD) == 1
    assert mail_of(HEAD).mail is MailState.UNKNOWN
    assert mail_of(OFFICER).mail is mail_of(OTHER_HEAD).mail is MailState.SENT


@pytest.mark.usefixtures("known")
def test_a_line_that_breaks_before_the_text_loses_nothing(post: PostOffice) -> None:
    post.hangs_up_on.add(HEAD)
    hour()
    assert mail_of(HEAD).mail is MailState.WAITING
    post.hangs_up_on.clear()
    hour(1)
    hour(2)
    assert sorted(post.recipients()) == ALL


@pytest.mark.usefixtures("known")
def test_a_password_that_is_not_taken_stands_nowhere(
    post: PostOffice, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    post.password = "mật khẩu vừa đổi"
    hour()
    assert mail_of(OFFICER).mail is MailState.WAITING
    assert "535 5.7.8" in "".join(one.detail for one in db.session.scalars(sa.select(Delivery)))
    kept = [str(vars(row)) for table in (Delivery, AuditEntry) for row in db.session.query(table)]
    said = "".join((caplog.text, *capfd.readouterr(), *kept))
    for secret in (PASSWORD, b64encode(PASSWORD.encode()).decode().rstrip("=")):
        assert secret not in said


# --- links to sign in with go the same way --------------------------------------------------------


def test_one_refused_recipient_does_not_hold_up_the_others(
    app: Flask, settings: Settings, post: PostOffice
) -> None:
    post.answers["khong-co@example.vn"] = "550 no such mailbox"
    post.answers["ban@example.vn"] = "450 mailbox busy"
    for who in ("khong-co", "ban", "co"):
        mail.keep(mail.compose("Vào hệ thống", f"{who}@example.vn", "x@example.vn", "…"), settings)
    with pytest.raises(OSError, match="1 messages wait"):
        mail.deliver_mail()
    assert post.recipients() == ["co@example.vn"]
    assert sorted(path.suffix for path in mail.folder(settings).iterdir()) == [".eml", ".refused"]
    post.answers.clear()
    mail.deliver_mail()
    assert post.recipients() == ["co@example.vn", "ban@example.vn"]
