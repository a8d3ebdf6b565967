"""Theme and text size: kept in the browser, and with the person on whatever device."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role, User
from dissemination.web import appearance
from dissemination.web.appearance import Appearance
from tests.conftest import Cast

SIGN_IN = "/account/login"
MINE = "/account/"


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.user("van.thu@example.vn", Role.UNIT_OFFICER)


def look(page: str) -> tuple[str, str]:
    """The theme and the text size with which a page begins."""
    found = re.search(r'<html [^>]*data-bs-theme="(\w+)" data-text-size="(-?\d)"', page)
    assert found is not None
    return found[1], found[2]


def test_a_visitors_choice_is_kept_in_the_browser_without_a_script(client: FlaskClient) -> None:
    assert look(client.get(SIGN_IN).text) == ("light", "0")
    back = client.post("/appearance", data={"text_size": "larger", "back": "/account/login?next=/"})
    assert back.location == "/account/login?next=/"
    client.post("/appearance", data={"theme": "dark"})
    assert look(client.get(SIGN_IN).text) == ("dark", "1")


def test_a_persons_choice_is_found_on_the_next_device(cast: Cast, officer: User) -> None:
    office, phone = cast.sign_in(officer), cast.sign_in(officer)
    assert "data-appearance-kept" in office.get(MINE).text
    assert office.post("/appearance", data={"choice": "dark.3"}).status_code == 204
    assert look(phone.get(MINE).text) == ("dark", "3")
    phone.post("/account/logout")
    assert look(phone.get(SIGN_IN).text) == ("dark", "3"), "the browser keeps what it last showed"


def test_one_persons_choice_does_not_change_anothers_page(cast: Cast, officer: User) -> None:
    cast.sign_in(officer).post("/appearance", data={"choice": "dark.3"})
    other = cast.user("khac@example.vn", Role.UNIT_OFFICER)
    assert look(cast.sign_in(other).get(MINE).text) == ("light", "0")


def test_who_has_not_chosen_keeps_what_the_browser_shows(cast: Cast, officer: User) -> None:
    browser = cast.sign_in(officer)
    browser.set_cookie("appearance", "dark.1")
    assert look(browser.get(MINE).text) == ("dark", "1")


def test_what_could_not_be_told_yet_is_not_undone(cast: Cast, officer: User) -> None:
    """A page open for hours, or no network: the browser's choice is newer than the account's."""
    browser = cast.sign_in(officer)
    browser.post("/appearance", data={"choice": "light.0"})
    browser.set_cookie("appearance", "dark.2!")
    assert look(browser.get(MINE).text) == ("dark", "2")
    browser.post("/appearance", data={"choice": "dark.2"})
    kept = browser.get_cookie("appearance")
    assert kept is not None
    assert kept.value == "dark.2"
    assert look(cast.sign_in(officer).get(MINE).text) == ("dark", "2")


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "dark",
        "pink.0",
        "dark.9",
        "dark.-2",
        "dark.1.1",
        "dark.x",
        "dark.1!!",
        "!",
    ],
)
def test_a_spoilt_choice_is_no_choice(client: FlaskClient, spoilt: str) -> None:
    client.set_cookie("appearance", spoilt)
    assert look(client.get(SIGN_IN).text) == ("light", "0")


@pytest.mark.parametrize("back", ["//khac.example", "/\\khac.example", "https://khac.example"])
def test_the_way_back_leads_to_our_own_pages_only(client: FlaskClient, back: str) -> None:
    answer = client.post("/appearance", data={"theme": "dark", "back": back})
    assert answer.location == "/"


def test_sizes_stop_at_the_ends() -> None:
    largest = Appearance(size=appearance.SIZES[-1])
    smallest = Appearance(size=appearance.SIZES[0])
    assert appearance.pressed(largest, "", "larger") == largest
    assert appearance.pressed(smallest, "", "smaller") == smallest
    assert appearance.pressed(largest, "", "normal") == Appearance()


def test_an_unknown_button_changes_nothing(
    session: scoped_session[Session], cast: Cast, officer: User
) -> None:
    browser = cast.sign_in(officer)
    browser.post("/appearance", data={"choice": "light.1"})
    browser.post("/appearance", data={"theme": "pink", "text_size": "huge"})
    session.refresh(officer)
    assert officer.appearance == "light.1"
