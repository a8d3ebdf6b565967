"""The planned morning: nearly all come, in an S, with every kind of small mishap."""

from collections import Counter
from random import Random

import pytest

from dissemination.checkin.models import Direction, Method
from dissemination.conferences.passes import is_valid
from dissemination.sample.arrivals import Invited, PlannedScan, Sending, plan
from dissemination.sample.pass_numbers import pass_numbers

POINTS = 40


def invited(count: int, excused_every: int = 60) -> list[Invited]:
    return [
        Invited(number, number % POINTS + 1, digits, number % excused_every == 0)
        for number, digits in zip(range(1, count + 1), pass_numbers(1), strict=False)
    ]


@pytest.fixture(scope="module")
def sendings() -> list[Sending]:
    return plan(invited(4_000), Random(116))


def scans(sendings: list[Sending]) -> dict[object, PlannedScan]:
    return {scan.id: scan for sending in sendings for scan in sending.scans}


def test_about_98_in_a_hundred_come(sendings: list[Sending]) -> None:
    known = {person.digits: person.delegate_id for person in invited(4_000)}
    arrived = {
        scan.delegate_id or known.get(scan.digits or "") for scan in scans(sendings).values()
    } - {None}
    assert 0.97 < len(arrived) / 4_000 < 0.99


def test_arrivals_make_an_s_within_the_hour(sendings: list[Sending]) -> None:
    times = [scan.at for scan in scans(sendings).values()]
    assert all(0 < at <= 1 for at in times)
    quarters = Counter(int(at * 4) for at in times)
    assert quarters[0] < quarters[1] < quarters[2]
    assert quarters[3] < quarters[2]


def test_sendings_are_in_order_of_time(sendings: list[Sending]) -> None:
    due = [sending.due for sending in sendings]
    assert due == sorted(due)
    assert due[-1] <= 1


def test_a_few_points_keep_their_scans_and_send_them_late(sendings: list[Sending]) -> None:
    batches = [sending for sending in sendings if len(sending.scans) > 1]
    assert batches
    for batch in batches:
        assert len({scan.point_id for scan in batch.scans}) == 1
        assert all(scan.offline and scan.at <= batch.due for scan in batch.scans)
    single = [sending.scans[0] for sending in sendings if len(sending.scans) == 1]
    assert sum(scan.offline for scan in single) < len(batches) + 5


def test_some_scans_are_sent_twice_with_the_same_id(sendings: list[Sending]) -> None:
    times_sent = Counter(scan.id for sending in sendings for scan in sending.scans)
    assert 2 in times_sent.values()


def test_an_undo_follows_the_scan_it_takes_back(sendings: list[Sending]) -> None:
    planned = scans(sendings)
    undos = [scan for scan in planned.values() if scan.direction is Direction.UNDO]
    assert len(undos) == 12
    for undo in undos:
        assert undo.undoes
        assert undo.at > planned[undo.undoes].at
        assert undo.point_id == planned[undo.undoes].point_id


def test_passes_of_nobody_have_a_right_check_digit(sendings: list[Sending]) -> None:
    known = {person.digits for person in invited(4_000)}
    strangers = [s for s in scans(sendings).values() if s.digits and s.digits not in known]
    assert len(strangers) == 12
    assert all(is_valid(scan.digits or "") for scan in strangers)


def test_a_few_come_to_another_point(sendings: list[Sending]) -> None:
    own = {person.digits: person.point_id for person in invited(4_000)}
    guests = [
        s for s in scans(sendings).values() if own.get(s.digits or "", s.point_id) != s.point_id
    ]
    assert 10 < len(guests) < 40


def test_people_are_recognised_in_several_ways(sendings: list[Sending]) -> None:
    methods = {scan.method for scan in scans(sendings).values()}
    assert methods == {Method.QR, Method.USB, Method.TYPED, Method.SEARCH}


def test_a_seed_decides_the_morning_but_never_a_scans_id() -> None:
    first, again = (plan(invited(300), Random(5)) for _ in range(2))
    assert [(s.due, s.point_id) for s in first] == [(s.due, s.point_id) for s in again]
    assert not scans(first).keys() & scans(again).keys()


def test_even_a_handful_meets_every_mishap() -> None:
    few = plan(invited(POINTS, excused_every=1_000), Random(3))
    planned = scans(few).values()
    assert any(scan.undoes for scan in planned)
    assert any(scan.offline for scan in planned)


def test_nobody_invited_is_an_empty_morning() -> None:
    assert plan([], Random(1)) == []
