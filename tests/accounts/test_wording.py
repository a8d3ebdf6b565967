"""Flask-Security speaks Vietnamese on every page and in every message it can send here."""

import re

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_security.core import _default_messages
from flask_security.forms import _default_field_labels

from dissemination.accounts.models import Role
from dissemination.accounts.security import RULES
from dissemination.accounts.wording import WORDS
from tests.conftest import SignIn

# Features that are off: what they say is never said.
OFF = re.compile(
    "US_|WEBAUTHN_|CHANGE_EMAIL|USERNAME_|CONFIRM|EMAIL_CONFIRMED|ALREADY_CONFIRMED|OAUTH_|PHONE_"
    "|INVALID_CONFIRMATION|INVALID_LOGIN_TOKEN|LOGIN_EXPIRED|LOGIN_EMAIL|PASSWORDLESS|GENERIC_US"
    "|IDENTITY_|EMAIL_ALREADY|USE_CODE|PASSWORD_BREACHED|PASSWORD_RESET$|REFRESH_TOKEN"
)
OFF_LABELS = {"recover_username", "register", "send_confirmation", "send_login_link"}


def test_every_message_is_said_in_our_words() -> None:
    missing = {
        key: text
        for key, (text, _category) in _default_messages.items()
        if not OFF.match(key) and text not in WORDS
    }
    assert not missing


def test_every_label_is_said_in_our_words() -> None:
    used = {text for key, text in _default_field_labels.items() if key not in OFF_LABELS}
    assert used <= set(WORDS)


def test_what_is_filled_in_has_its_place_in_both() -> None:
    place = re.compile(r"%\((\w+)\)s")
    for english, vietnamese in WORDS.items():
        assert set(place.findall(vietnamese)) <= set(place.findall(english)), english


@pytest.fixture(scope="module")
def english() -> list[str]:
    """All that Flask-Security says in English, the single small words aside."""
    import flask_security

    path = flask_security.__path__[0] + "/translations/flask_security.pot"
    with open(path, "rb") as file:
        return [str(one.id) for one in read_po(file) if one.id and " " in str(one.id)]


PAGES = ["/account/login", "/account/reset", "/account/change", "/account/verify"]
PAGES += ["/account/tf-setup", "/account/mf-recovery-codes?show_codes=1"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_speaks_english(
    client: FlaskClient, signed_in: SignIn, english: list[str], address: str, method: str
) -> None:
    open_to_all = address in {"/account/login", "/account/reset"}
    browser = client if open_to_all else signed_in(Role.DESK)
    answer = browser.open(address, method=method, follow_redirects=True)
    assert answer.status_code == 200
    assert not [text for text in english if text in answer.text]
    assert "This field" not in answer.text


def test_every_view_of_flask_security_has_a_rule_and_a_page(app: Flask) -> None:
    brought = {name for name in app.view_functions if name.startswith("security.")}
    assert brought == set(RULES)
