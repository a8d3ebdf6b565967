"""Mail: each message becomes a file in DATA_DIR/mail, from where it is sent when there is a server.

The request only writes the file and asks for a job: an answer takes no longer when a message goes
out than when none does, and a server that is away loses nothing. Without MAIL_SERVER the files
stay, for whoever administers the machine to read.
"""

import enum
import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import default as default_policy
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path

import email_validator
import structlog
from flask import Flask, current_app
from flask_security.mail_util import EmailValidateException, MailUtil

from dissemination import clock
from dissemination.accounts.usernames import is_username
from dissemination.config import Settings
from dissemination.text import nfc
from dissemination.web.jobs import enqueue, job

log = structlog.get_logger("dissemination")
SMTP_SECONDS = 30
SMTPS = 465
TEMPORARY = 400  # answers from here on mean: not now
PERMANENT = 500  # and from here on: never
HANGS_UP = 421
# A message of last month in the folder is not sent because a server was named today.
LATEST_SENDING = timedelta(days=1)


class Outbox(MailUtil):
    """Flask-Security's way to check addresses and to send."""

    def __init__(self, app: Flask) -> None:
        self.settings: Settings = app.config["SETTINGS"]

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **context: object,
    ) -> None:
        address = recipient if isinstance(recipient, str) else recipient[1]
        if "@" not in address:
            return  # a person without an address is helped by whoever gave him the account
        message = compose(str(subject), address, str(sender), body or "")
        keep(message, self.settings)
        if self.settings.mail_server:
            enqueue(deliver_mail)

    def normalize(self, email: str) -> str:
        """What one signs in with, as stored; raises EmailValidateException for neither kind."""
        given = nfc(email).lower()
        return given if is_username(given) else self.validate(given)

    def validate(self, email: str) -> str:
        """An address that mail could reach, in lower case; no look-up in the network."""
        try:
            checked = email_validator.validate_email(nfc(email), check_deliverability=False)
        except email_validator.EmailNotValidError as error:
            raise EmailValidateException(str(error)) from error
        return checked.normalized.lower()


def is_sign_in(text: str) -> bool:
    """Whether a person could sign in with this: an address or a user name."""
    given = nfc(text).lower()
    try:
        email_validator.validate_email(given, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return is_username(given)
    return True


def compose(subject: str, recipient: str, sender: str, body: str) -> EmailMessage:
    """A plain-text message; line breaks in headers are refused by the standard library."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = sender if "<" in sender else formataddr(("", sender))
    message["To"] = recipient
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def folder(settings: Settings) -> Path:
    """Where messages lie; readable by the service alone, for they hold sign-in links."""
    path = settings.data_dir / "mail"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(message: EmailMessage, settings: Settings) -> Path:
    """Write a message to its own file."""
    name = f"{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(6)}.eml"
    path = folder(settings) / name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(message))
    return path


@job
def deliver_mail() -> None:
    """Send what lies there of the last day. Raises OSError when any must wait: tried again."""
    settings: Settings = current_app.config["SETTINGS"]
    claimed = list(_claimed(folder(settings)))
    if not claimed:
        return
    try:
        with carrier(settings) as found:
            waiting = [path for path in claimed if not _is_settled(found, path)]
    finally:
        for path in claimed:
            with suppress(FileNotFoundError):  # it is settled
                path.rename(path.with_suffix(".eml"))
    if waiting:
        raise OSError(f"{len(waiting)} messages wait for the mail server")


def _claimed(outbox: Path) -> Iterator[Path]:
    """Messages that this process alone will send: renaming can succeed only once."""
    oldest = clock.now().timestamp() - LATEST_SENDING.total_seconds()
    for path in sorted(outbox.glob("*.eml")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= oldest:
                yield path.rename(path.with_suffix(".sending"))


class Handed(enum.Enum):
    """What a hand-over came to."""

    SENT = "sent"
    KEPT = "kept"  # no server is named: the message lies in the folder
    LATER = "later"  # the server wants it another time
    REFUSED = "refused"
    AWAY = "away"  # the server cannot be reached: the message was not handed over
    UNKNOWN = "unknown"  # the connection broke while it was


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a hand-over went, and what the server said."""

    handed: Handed
    detail: str = ""


@dataclass(slots=True)
class Carrier:
    """Hands messages over one by one and says how each went; connects when it must."""

    settings: Settings
    server: smtplib.SMTP | None = field(default=None, init=False)

    def hand_over(self, message: EmailMessage) -> Receipt:
        if not self.settings.mail_server:
            keep(message, self.settings)
            return Receipt(Handed.KEPT)
        try:
            server = self.server = self.server or _server(self.settings)
        except smtplib.SMTPResponseException as error:
            return Receipt(Handed.AWAY, _answered(error.smtp_code, error.smtp_error).detail)
        except OSError as error:  # smtplib's other errors are of this kind
            return Receipt(Handed.AWAY, str(error))
        receipt = _handed_over(server, message, self.settings.mail_sender)
        if server.sock is None:
            self.server = None
        return receipt

    def leave(self) -> None:
        """Say good-bye; a server that is gone already does not mind."""
        if self.server is not None:
            with suppress(OSError):
                self.server.quit()


@contextmanager
def carrier(settings: Settings) -> Iterator[Carrier]:
    """For messages whose delivery somebody must be able to answer for."""
    found = Carrier(settings)
    try:
        yield found
    finally:
        found.leave()


def _handed_over(server: smtplib.SMTP, message: EmailMessage, sender: str) -> Receipt:
    """What the server answers; without an answer to the text nobody knows whether it has it."""
    is_given = False
    try:
        answer: tuple[int, bytes | str] = server.mail(sender)
        if answer[0] < TEMPORARY:
            answer = server.rcpt(str(message["To"]))
        if answer[0] < TEMPORARY:
            is_given = True
            answer = server.data(message.as_bytes(policy=SMTP_POLICY))
    except smtplib.SMTPResponseException as error:
        answer = (error.smtp_code, error.smtp_error)
    except OSError as error:
        server.close()
        return Receipt(Handed.UNKNOWN if is_given else Handed.LATER, str(error))
    return Receipt(Handed.SENT) if answer[0] < TEMPORARY else _turned_down(server, *answer)


def _turned_down(server: smtplib.SMTP, code: int, said: bytes | str) -> Receipt:
    """The server will not have this message; it may have the next, unless it hangs up."""
    with suppress(OSError):
        server.close() if code == HANGS_UP else server.rset()
    return _answered(code, said)


def _answered(code: int, said: bytes | str) -> Receipt:
    """The server refused, for ever or for now."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Receipt(Handed.REFUSED if code >= PERMANENT else Handed.LATER, f"{code} {words}")


def _server(settings: Settings) -> smtplib.SMTP:
    """A connection on which messages may be handed over. Raises OSError."""
    if settings.mail_port == SMTPS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.mail_server, settings.mail_port, timeout=SMTP_SECONDS, context=_trusting()
        )
    else:
        server = smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=SMTP_SECONDS)
    try:
        _greet(server, settings)
    except OSError:
        server.close()
        raise
    return server


def _greet(server: smtplib.SMTP, settings: Settings) -> None:
    """Encrypt where it is offered, and say who we are."""
    server.ehlo_or_helo_if_needed()
    if settings.mail_port != SMTPS and server.has_extn("starttls"):
        server.starttls(context=_trusting())
        server.ehlo_or_helo_if_needed()
    if settings.mail_username:
        server.login(settings.mail_username, settings.mail_password)


def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_settled(carrier: Carrier, path: Path) -> bool:
    """Hand a file over; whether that is done with. Raises OSError when the server is away."""
    message = message_from_bytes(path.read_bytes(), policy=default_policy)
    receipt = carrier.hand_over(message)
    match receipt.handed:
        case Handed.SENT:
            path.unlink()
            log.info("mail sent", message=path.stem)
        case Handed.REFUSED:
            path.rename(path.with_suffix(".refused"))
            log.warning("mail refused", message=path.stem, answer=receipt.detail[:3])
        case Handed.AWAY:
            raise OSError(receipt.detail)
        case _:
            return False
    return True
