"""A person gets through, a flood does not, and nobody else is asked."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from dissemination.coverage import comment_guard
from dissemination.coverage.comment_guard import LATEST, SOONEST, Doubt, Opened, Sent

SECRET = "a-secret"
NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def opened() -> Opened:
    found = comment_guard.read(SECRET, comment_guard.open_form(SECRET, NOW))
    assert found is not None
    return found


def solved(opened: Opened) -> str:
    return next(str(n) for n in count() if comment_guard.is_worked(opened.nonce, str(n)))


def test_a_browser_that_did_the_arithmetic_is_believed(opened: Opened) -> None:
    assert comment_guard.doubt(opened, Sent(work=solved(opened)), LATER) is None


def test_without_javascript_a_sum_is_enough(opened: Opened) -> None:
    right = str(sum(opened.sum))
    assert comment_guard.doubt(opened, Sent(answer=f" {right} "), LATER) is None
    assert comment_guard.doubt(opened, Sent(answer=right + "1"), LATER) is Doubt.UNPROVEN
    assert comment_guard.doubt(opened, Sent(), LATER) is Doubt.UNPROVEN


@pytest.mark.parametrize("work", ["", "x" * 21, "1"])
def test_work_that_solves_nothing_is_no_proof(work: str) -> None:
    assert not comment_guard.is_worked("another form", work)


def test_what_solves_one_form_does_not_solve_another() -> None:
    assert not comment_guard.is_worked("another form", solved(Opened("a form", NOW.timestamp())))


def test_a_form_is_good_for_a_working_day_and_not_at_once(opened: Opened) -> None:
    sent = Sent(answer=str(sum(opened.sum)))
    moment = timedelta(milliseconds=1)
    assert comment_guard.doubt(opened, sent, NOW + SOONEST - moment) is Doubt.TOO_SOON
    assert comment_guard.doubt(opened, sent, NOW + SOONEST) is None
    assert comment_guard.doubt(opened, sent, NOW + LATEST + moment) is Doubt.EXPIRED


def test_a_field_that_nobody_sees_must_stay_empty(opened: Opened) -> None:
    sent = Sent(answer=str(sum(opened.sum)), trap="http://spam.example")
    assert comment_guard.doubt(opened, sent, LATER) is Doubt.TRAPPED


@pytest.mark.parametrize("token", ["", "x", "WyJhIiwxXQ.forged"])
def test_a_form_that_we_did_not_make_is_none(token: str) -> None:
    assert comment_guard.read(SECRET, token) is None
    assert comment_guard.doubt(None, Sent(), NOW) is Doubt.EXPIRED


def test_another_servers_form_is_none() -> None:
    assert comment_guard.read("another", comment_guard.open_form(SECRET, NOW)) is None


def test_neighbours_count_as_one_network_and_strangers_do_not() -> None:
    def network(address: str) -> str:
        return comment_guard.network_of(SECRET, address)

    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2")
    assert network("2001:db8:0:1::1") != network("2001:db8:0:2::1")
    assert network("203.0.113.1") != network("203.0.113.2")
    assert network("203.0.113.1") != comment_guard.network_of("another", "203.0.113.1")
    assert network("no address")


def test_one_form_has_one_code_that_may_be_typed_carelessly(opened: Opened) -> None:
    code = comment_guard.receipt_code(SECRET, opened.nonce)
    assert code == comment_guard.receipt_code(SECRET, opened.nonce)
    assert len(code) == len("ABCD-EFGH-JKLM")
    careless = f" {code.lower().replace('-', ' ')} "
    assert comment_guard.receipt_hash(careless) == comment_guard.receipt_hash(code)
    assert code not in comment_guard.receipt_hash(code)


@pytest.mark.parametrize(
    ("sent", "too_many"),
    [((9, 9, 9), False), ((10, 10, 10), True), ((0, 40, 0), True), ((0, 0, 300), True)],
)
def test_how_many_may_come(sent: tuple[int, int, int], too_many: bool) -> None:
    assert comment_guard.too_many(*sent) is too_many
