"""The board as people see it, against an independent count after a random morning."""

import random
import re
from collections import Counter
from datetime import timedelta
from http import HTTPStatus

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.conferences.models import Conference, ConferenceState, Point
from dissemination.database import db
from dissemination.web.actions import Action
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.coverage.conftest import Morning

COUNTED = """
SELECT p.id,
  (SELECT count(*) FROM delegates d WHERE d.point_id = p.id AND d.standing = 'summoned'),
  (SELECT count(*) FROM delegates d JOIN attendances a ON a.delegate_id = d.id
    WHERE d.point_id = p.id AND d.standing = 'summoned'),
  (SELECT count(*) FROM delegates d LEFT JOIN attendances a ON a.delegate_id = d.id
    WHERE d.point_id = p.id AND d.standing = 'summoned' AND a.delegate_id IS NULL
    AND d.excused_reason IS NOT NULL),
  (SELECT count(*) FROM delegates d LEFT JOIN attendances a ON a.delegate_id = d.id
    WHERE d.point_id = p.id AND d.standing = 'summoned' AND a.delegate_id IS NULL
    AND d.excused_reason IS NULL),
  (SELECT count(*) FROM delegates d JOIN attendances a ON a.delegate_id = d.id
    WHERE a.point_id = p.id AND d.standing = 'walk_in'),
  (SELECT count(*) FROM delegates d JOIN attendances a ON a.delegate_id = d.id
    WHERE a.point_id = p.id AND d.point_id <> p.id),
  (SELECT count(*) FROM attendances a WHERE a.point_id = p.id AND a.presence = 'present')
FROM points p ORDER BY p.id
"""
COLUMNS = ("expected", "came", "excused", "unexcused", "walk-ins", "guests", "present")


def random_morning(morning: Morning, seed: int) -> None:
    """People come, to their own or another point, leave, and are taken back."""
    luck = random.Random(seed)
    everyone = [delegate for people in morning.people.values() for delegate in people]
    names = list(morning.devices)
    for delegate in everyone:
        if luck.random() < 0.25:
            continue
        digits = db.session.merge(delegate).passes[-1].digits
        device = morning.devices[luck.choice(names) if luck.random() < 0.3 else names[0]]
        device.at += timedelta(seconds=luck.randrange(40))
        result = device.scan(digits)
        assert result["outcome"].startswith("admitted")
        if luck.random() < 0.2:
            device.scan(digits, direction="out")
        elif luck.random() < 0.2:
            device.scan(digits, direction="undo", undoes=result["id"], reason="nhầm người")


def figures_in(page: str, key: str) -> tuple[int, ...]:
    found = []
    for column in COLUMNS:
        cell = re.search(rf'data-key="{key}-{column}">(.*?)</td>', page, re.DOTALL)
        assert cell, (key, column)
        found.append(int(re.sub(r"<[^>]+>|\.", "", cell[1])))
    return tuple(found)


def recount() -> dict[int, tuple[int, ...]]:
    return {row[0]: tuple(row[1:]) for row in db.session.execute(sa.text(COUNTED))}


def sums(rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True))


def address(morning: Morning, rest: str = "") -> str:
    return f"/conferences/{morning.conference.id}/board{rest}"


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == HTTPStatus.OK, url
    return answer.get_data(as_text=True)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_what_an_independent_count_gives(
    morning: Morning, signed_in: SignIn, seed: int
) -> None:
    random_morning(morning, seed)
    secretary = signed_in(Role.SECRETARIAT)
    counted = recount()
    points = text_of(secretary, address(morning, "?tab=point"))
    for point_id, figures in counted.items():
        assert figures_in(points, f"row-{point_id}") == figures
    everything = sums(list(counted.values()))
    for tab in ("point", "district", "unit"):
        assert figures_in(text_of(secretary, address(morning, f"?tab={tab}")), "listed") == (
            everything
        )
    districts = text_of(secretary, address(morning, "?tab=district"))
    assert figures_in(districts, f"row-{morning.district.id}") == counted[morning.van_an.id]
    assert figures_in(districts, f"row-{morning.other_district.id}") == counted[morning.bac_son.id]
    beneath_none = sums([counted[morning.main.id], counted[morning.so_y_te.id]])
    assert figures_in(districts, "row-0") == beneath_none
    units = text_of(secretary, address(morning, "?tab=unit"))
    assert figures_in(units, f"row-{morning.district.id}") == counted[morning.van_an.id]
    assert figures_in(units, "row-0") == counted[morning.main.id]
    sentence = re.search(r'data-key="sentence">(.*?)<', districts, re.DOTALL)
    assert sentence
    expected, came, excused, unexcused = everything[:4]
    share = f"{100 * came / expected:.1f}".replace(".", ",")
    assert sentence[1].strip() == (
        f"Tổng số đại biểu triệu tập {expected}; có mặt {came} ({share}%); "
        f"vắng {excused + unexcused}, trong đó có lý do {excused}."
    )


@pytest.mark.both_databases
def test_every_figure_opens_as_many_names(morning: Morning, signed_in: SignIn) -> None:
    random_morning(morning, 3)
    secretary = signed_in(Role.SECRETARIAT)
    counted = recount()
    for show, index in (("expected", 0), ("came", 1), ("excused", 2), ("unexcused", 3)):
        for point_id, figures in counted.items():
            page = text_of(secretary, address(morning, f"/names?show={show}&point={point_id}"))
            assert page.count('<th scope="row">') == figures[index]
    for show, index in (("walk_ins", 4), ("guests", 5), ("present", 6)):
        total = sum(figures[index] for figures in counted.values())
        page = text_of(secretary, address(morning, f"/names?show={show}"))
        assert page.count('<th scope="row">') == total


def test_silent_points_come_first_and_begin_to_speak_in_place(
    morning: Morning, signed_in: SignIn
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    delegate = morning.people[morning.van_an.name][0]
    morning.devices[morning.van_an.name].scan(db.session.merge(delegate).passes[-1].digits)
    page = text_of(secretary, address(morning, "?tab=point"))
    rows = [int(key) for key in re.findall(r'data-row="(\d+)"', page)]
    silent = [int(key) for key in re.findall(r'data-silent="(\d+)"', page)]
    assert rows[-1] == morning.van_an.id
    assert morning.van_an.id not in silent
    assert len(silent) == 3
    shown = ",".join(map(str, reversed(rows)))
    asked = f"/figures?tab=point&shown={shown}&silent={morning.van_an.id}"
    fresh = text_of(secretary, address(morning, asked))
    assert [int(key) for key in re.findall(r'data-row="(\d+)"', fresh)] == rows[::-1]
    assert 'data-board="moved"' in fresh
    assert "has-begun" in fresh


@pytest.mark.both_databases
def test_nothing_is_sent_again_until_something_changes(morning: Morning, signed_in: SignIn) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    url = address(morning, "/figures?tab=point")
    plain = {"Accept-Encoding": "identity"}
    first = secretary.get(url, headers=plain)
    tag, is_weak = first.get_etag()
    assert tag
    assert not is_weak
    known = plain | {"If-None-Match": f'"{tag}"'}
    again = secretary.get(url, headers=known)
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert not again.data
    assert secretary.get(f"{url}&page=2", headers=known).status_code == HTTPStatus.OK

    delegate = morning.people[morning.main.name][0]
    morning.devices[morning.main.name].scan(db.session.merge(delegate).passes[-1].digits)
    assert secretary.get(url, headers=known).status_code == HTTPStatus.OK


def test_an_earlier_arrival_told_late_changes_the_tag(morning: Morning, signed_in: SignIn) -> None:
    """All counts stay as they are, but the chart does not."""
    secretary = signed_in(Role.SECRETARIAT)
    url = address(morning, "/figures")
    digits = db.session.merge(morning.people[morning.main.name][0]).passes[-1].digits
    device = morning.devices[morning.main.name]
    device.scan(digits)
    before = secretary.get(url).get_etag()[0]
    device.scan(digits, scanned_at=(device.at - timedelta(minutes=30)).isoformat(), offline=True)
    assert secretary.get(url).get_etag()[0] != before


def test_a_coordinator_sees_the_own_point_alone(morning: Morning, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=morning.van_an.id)
    page = text_of(coordinator, address(morning))
    assert re.findall(r'data-row="(\d+)"', page) == [str(morning.van_an.id)]
    assert figures_in(page, "listed") == recount()[morning.van_an.id]
    other = text_of(coordinator, address(morning, f"/figures?shown={morning.bac_son.id}"))
    assert "data-row" not in other


def test_a_unit_officer_sees_the_own_subtree(morning: Morning, signed_in: SignIn) -> None:
    officer = signed_in(Role.UNIT_OFFICER, unit_id=morning.district.id)
    for tab in ("point", "district", "unit"):
        page = text_of(officer, address(morning, f"?tab={tab}"))
        assert figures_in(page, "listed") == recount()[morning.van_an.id]
    names = text_of(officer, address(morning, f"/names?point={morning.bac_son.id}"))
    assert "Nguyễn Văn" not in names


def test_a_desk_and_a_stranger_see_no_board(
    morning: Morning, signed_in: SignIn, client: FlaskClient, cast: Cast
) -> None:
    desk = signed_in(Role.DESK, point_id=morning.van_an.id)
    elsewhere = cast.conference("Hội nghị khác")
    organiser = signed_in(Role.ORGANISER, conference_id=elsewhere.id)
    for rest in (
        "",
        "/figures",
        "/names",
        "/projector",
        "/projector/figures",
        "/arrivals",
        ".xlsx",
    ):
        url = address(morning, rest)
        assert desk.get(url).status_code == HTTPStatus.FORBIDDEN
        assert organiser.get(url).status_code == HTTPStatus.FORBIDDEN
        assert client.get(url).status_code in {HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED}


def test_names_are_read_by_right_only_and_on_record(
    morning: Morning, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = signed_in(Role.INSPECTOR)
    page = text_of(inspector, address(morning, f"/names?show=unexcused&point={morning.van_an.id}"))
    assert "Nguyễn Văn A" in page
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.subject == "board_names")
    ).one()
    assert entry.after["names"] == 4
    assert entry.after["show"] == "unexcused"
    assert entry.after["point"] == morning.van_an.id
    without = ROLE_ACTIONS[Role.INSPECTOR] - {Action.VIEW_ROSTER}
    monkeypatch.setitem(ROLE_ACTIONS, Role.INSPECTOR, without)
    assert inspector.get(address(morning, "/names")).status_code == HTTPStatus.FORBIDDEN
    for rest in ("", "?tab=point", "?tab=unit", "/figures", "/projector", "/projector/figures"):
        page = text_of(inspector, address(morning, rest))
        assert "Nguyễn Văn" not in page
        assert "board/names" not in page
    assert figures_in(text_of(inspector, address(morning)), "listed")[0] > 0
    workbook = inspector.get(address(morning, ".xlsx")).data
    assert b"Nguy" not in workbook


def test_a_point_is_found_without_accents_and_by_its_state(
    morning: Morning, signed_in: SignIn
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    page = text_of(secretary, address(morning, "?tab=point&q=DIEM+cau+06040"))
    assert re.findall(r'data-row="(\d+)"', page) == [str(morning.van_an.id)]
    page = text_of(secretary, address(morning, "?tab=point&state=full"))
    assert "Không có dòng nào khớp" in page
    page = text_of(secretary, address(morning, f"?tab=point&unit={morning.district.id}"))
    assert re.findall(r'data-row="(\d+)"', page) == [str(morning.van_an.id)]
    page = text_of(secretary, address(morning, "?tab=point&unit=0"))
    found = Counter(re.findall(r'data-row="(\d+)"', page))
    assert found == Counter([str(morning.main.id), str(morning.so_y_te.id)])


def test_two_doors_that_contradict_each_other_are_shown(
    morning: Morning, signed_in: SignIn
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    digits = db.session.merge(morning.people[morning.main.name][0]).passes[-1].digits
    morning.devices[morning.main.name].scan(digits, offline=True)
    morning.devices[morning.van_an.name].scan(digits, offline=True)
    assert "1 người được điểm danh hai nơi" in text_of(secretary, address(morning))
    page = text_of(secretary, address(morning, "/names?show=conflicts"))
    assert page.count("khi mất mạng") == 2
    assert morning.main.name in page
    assert morning.van_an.name in page


def test_an_empty_conference_says_the_next_step(cast: Cast, signed_in: SignIn) -> None:
    conference = cast.conference(state=ConferenceState.OPEN)
    page = text_of(signed_in(Role.SECRETARIAT), f"/conferences/{conference.id}/board")
    assert "Hội nghị chưa có điểm cầu nào" in page


def test_the_menu_leads_to_the_conference_that_is_on(
    morning: Morning, signed_in: SignIn, cast: Cast
) -> None:
    cast.conference("Hội nghị cũ", ConferenceState.CLOSED)
    answer = signed_in(Role.SECRETARIAT).get("/board")
    assert answer.location == address(morning)


def test_silly_addresses_are_answered(morning: Morning, signed_in: SignIn) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    for rest in (
        "?tab=x&sort=nothing&page=99&state=x&unit=x",
        "?tab=unit&unit=999999999",
        "?tab=point&page=0&q=%00",
        "/figures?shown=a,1,99999999999&silent=-1",
        "/names?show=x&point=999999&unit=7",
    ):
        text_of(secretary, address(morning, rest))
    assert secretary.get("/conferences/99999/board").status_code == HTTPStatus.NOT_FOUND


def test_renaming_a_point_changes_the_tag(morning: Morning, signed_in: SignIn) -> None:
    from dissemination.web import audit

    secretary = signed_in(Role.SECRETARIAT)
    before = secretary.get(address(morning, "/figures")).get_etag()
    point = db.session.get_one(Point, morning.van_an.id)
    point.name = "Điểm cầu mới"
    audit.record("edit", "point", point.id)
    db.session.commit()
    assert db.session.get(Conference, morning.conference.id)
    assert secretary.get(address(morning, "/figures")).get_etag() != before
