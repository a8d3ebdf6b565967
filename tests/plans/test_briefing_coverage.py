"""How far a directive has reached: the reckoning, the tree, its lists and who may see them."""

import io
import threading
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pandas as pd
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import briefing_services
from dissemination.plans.briefing_coverage import Held, Reached, cover, total
from dissemination.plans.briefing_lifecycle import Facts, move
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingForm,
    BriefingOrder,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.plans.briefing_past import AFTER, Past, rewound
from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.reporting import rates
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.tree import Node, UnitTree
from tests.conftest import Cast, SignIn
from tests.guards.test_query_budget import counted
from tests.guards.world_briefings import held as columns
from tests.plans.briefings import directive

Db = scoped_session[Session]
S = BriefingState
DAY = date(2023, 11, 20)

# 1 province, 2 and 3 districts, 4 and 5 communes of 2, 6 a commune of 3, 7 grassroots of 4.
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3, 7: 4}


def tree(parents: dict[int, int | None] = PARENTS) -> UnitTree:
    return UnitTree(
        Node(unit, str(unit), f"Đơn vị {unit}", UnitLevel.COMMUNE, parent)
        for unit, parent in parents.items()
    )


def told(unit: int, state: S = S.VERIFIED, day: date = DAY, other: int | None = None) -> Held:
    """38 of the 40 members due were present."""
    return Held(100 * unit + day.day, unit, state, other, day, 42, 2, 38)


def test_every_level_knows_what_stands_beneath_it() -> None:
    briefings = [told(2), told(4, S.SUBMITTED), told(5, S.RETURNED), told(6, S.DRAFT), told(7)]
    covered = cover(tree(), briefings)
    own = {unit: covered[unit].own for unit in PARENTS}
    assert own == {
        1: Reached.SILENT,
        2: Reached.VERIFIED,
        3: Reached.SILENT,
        4: Reached.WAITING,
        5: Reached.RETURNED,
        6: Reached.SILENT,  # a draft tells nobody anything
        7: Reached.VERIFIED,
    }
    figures = {unit: (one.verified, one.units, one.silent) for unit, one in covered.items()}
    assert figures[1] == (2, 7, 3)
    assert figures[2] == (2, 4, 0)
    assert figures[3] == (0, 2, 2)
    assert figures[4] == (1, 2, 0)
    assert (covered[1].present, covered[1].due, covered[1].conferences) == (76, 80, 2)
    assert covered[2].waiting_conferences == 1


def test_essays_are_of_those_who_were_asked_for_them() -> None:
    wrote = told(4)._replace(present_cadres=2, essays=30)
    whole = total(tree().nodes, [wrote, told(5), told(6, S.SUBMITTED)._replace(essays=9)])
    assert (whole.essays, whole.writers) == (30, 40), "who told nothing of essays is left out"
    assert cover(tree(), [wrote, told(5)])[1].writers == 40


def test_the_whole_is_what_the_roots_add_up_to() -> None:
    briefings = [told(2), told(4, S.SUBMITTED), told(7), told(99)]
    whole, covered = total(tree().nodes, briefings), cover(tree(), briefings)
    top = covered[1]
    assert (whole.units, whole.by_state, whole.present, whole.due, whole.conferences) == (
        (top.units, top.by_state, top.present, top.due, top.conferences)
    )
    scattered = UnitTree([node for node in tree().nodes.values() if node.id in (4, 6, 7)])
    assert total(scattered.nodes, briefings).units == 3


def test_the_rates_are_those_of_reports() -> None:
    briefings = [told(2), told(4), told(4, day=date(2023, 11, 25)), told(6, S.SUBMITTED)]
    whole = total(tree().nodes, briefings)
    verified = {one.unit_id for one in briefings if one.state is S.VERIFIED}
    rate = rates.briefing_coverage(verified, tree().nodes)
    assert (whole.verified, whole.units) == (rate.n, rate.of)
    # 38 came twice to one unit of 40: nobody is present more often than there are members.
    assert (whole.present, whole.due) == (78, 80)


@pytest.mark.parametrize(
    ("briefings", "conferences"),
    [
        ([told(4), told(5)], 2),
        ([told(4, other=5), told(5)], 1),
        ([told(4, other=5), told(5, other=4)], 1),
        ([told(4, other=5), told(5, other=6), told(6)], 1),
        ([told(4, other=5), told(5, day=date(2023, 11, 25))], 2),
        ([told(4, other=5)], 1),
    ],
)
def test_what_two_units_held_together_is_one_conference(
    briefings: list[Held], conferences: int
) -> None:
    assert total(tree().nodes, briefings).conferences == conferences
    assert cover(tree(), briefings)[1].conferences == conferences


def test_twelve_thousand_units_are_reckoned_at_once() -> None:
    parents: dict[int, int | None] = {1: None}
    parents |= {unit: max(1, unit // 10) for unit in range(2, 12_001)}
    briefings = [told(unit) for unit in range(1, 12_001, 2)]
    covered = cover(tree(parents), briefings)
    assert (covered[1].verified, covered[1].units) == (6_000, 12_000)


# --- a past day ---------------------------------------------------------------------------------

NOON = datetime(2023, 12, 1, 5, tzinfo=UTC)
# Sent on the 1st of December, returned on the 2nd, mended on the 3rd and sent, verified on the 5th.
HISTORY = [
    Past(BriefingStep.SUBMIT, NOON, {}),
    Past(BriefingStep.RETURN, NOON + timedelta(days=1), {}),
    Past(
        None, NOON + timedelta(days=2), {"present_members": [40, 38], "place": ["", "Hội trường"]}
    ),
    Past(None, NOON + timedelta(days=2), {"held_on": ["2023-11-19", "2023-11-20"]}),
    Past(BriefingStep.SUBMIT, NOON + timedelta(days=2), {"present_members": [38, 39]}),
    Past(BriefingStep.VERIFY, NOON + timedelta(days=4), {}),
]


@pytest.mark.parametrize(
    ("day", "state", "present", "held_on"),
    [
        (0, S.DRAFT, 40, date(2023, 11, 19)),
        (1, S.SUBMITTED, 40, date(2023, 11, 19)),
        (2, S.RETURNED, 40, date(2023, 11, 19)),
        (3, S.SUBMITTED, 39, DAY),
        (5, S.VERIFIED, 39, DAY),
    ],
)
def test_a_past_day_is_told_as_it_was(day: int, state: S, present: int, held_on: date) -> None:
    now = told(4)._replace(present_members=39)
    until = datetime(2023, 12, 1, tzinfo=UTC) + timedelta(days=day)
    [then] = rewound([now], {now.id: HISTORY}, until)
    assert (then.state, then.present_members, then.held_on) == (state, present, held_on)


def test_every_step_leads_to_the_same_state_in_the_past() -> None:
    facts = Facts(acts_for={None}, is_complete=True, reason="Đính chính")
    for state, step in product(S, BriefingStep):
        led_to = move(state, step, facts)
        assert isinstance(led_to, Refusal) or led_to is AFTER[step]


# --- the pages ----------------------------------------------------------------------------------


class Province:
    """Two districts; in the first one commune verified and one silent, in the second nobody."""

    def __init__(self, cast: Cast, session: Db) -> None:
        self.directive = directive()
        province = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
        self.first = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
        self.second = cast.unit("186", "Huyện Lộc Bình", UnitLevel.DISTRICT, province)
        self.heard = cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, self.first)
        self.silent = cast.unit("06041", "Xã Vân Thủy", UnitLevel.COMMUNE, self.first)
        self.afar = cast.unit("06050", "Xã Khuất Xá", UnitLevel.COMMUNE, self.second)
        self.briefing = made(self.heard, self.directive, S.VERIFIED)
        session.add_all((self.briefing, made(self.afar, self.directive, S.SUBMITTED)))
        session.commit()

    def address(self, rest: str = "") -> str:
        return f"/briefings/{self.directive.id}{rest}"


def made(unit: Unit, directive: Directive, state: S) -> OnwardBriefing:
    said = {**columns(directive.id), "state": state, "submitted_for_id": unit.id}
    return OnwardBriefing(unit_id=unit.id, **said)


@pytest.fixture
def province(cast: Cast, session: Db) -> Province:
    return Province(cast, session)


@pytest.fixture
def secretariat(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


def rows_of(answer: bytes) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(answer), engine="calamine", dtype=str)


@pytest.mark.both_databases
def test_the_tree_tells_n_of_n_and_silent_units_first(
    province: Province, secretariat: FlaskClient
) -> None:
    page = secretariat.get(province.address()).text
    assert "1 hội nghị; 36/38 đảng viên tham gia, đạt 94,74%." in page
    assert "Thêm 1 hội nghị đã gửi, chờ xác nhận." in page
    assert "1/6" in page
    assert page.index("Xã Vân Thủy") < page.index("Xã Vân An"), "silent first"
    branches = secretariat.get(province.address(f"/units/{province.first.id}/branches")).text
    assert branches.index("Xã Vân Thủy") < branches.index("Xã Vân An")
    index = secretariat.get("/briefings").text
    assert "1 kết quả chờ xác nhận" in index
    assert "Xã Khuất Xá" in secretariat.get("/briefings/waiting").text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("q=van", {"Xã Vân An", "Xã Vân Thủy"}),
        ("q=an+van", {"Xã Vân An"}),
        ("q=06041", {"Xã Vân Thủy"}),
        ("state=verified", {"Xã Vân An"}),
        ("state=waiting", {"Xã Khuất Xá"}),
        ("state=silent&level=commune", {"Xã Vân Thủy"}),
        ("beneath={first}&level=commune", {"Xã Vân An", "Xã Vân Thủy"}),
        ("q=nobody", set()),
    ],
)
def test_units_are_found_by_name_state_level_and_branch(
    province: Province, secretariat: FlaskClient, asked: str, expected: set[str]
) -> None:
    page = secretariat.get(province.address("?" + asked.format(first=province.first.id))).text
    assert {
        unit for unit in ("Xã Vân An", "Xã Vân Thủy", "Xã Khuất Xá") if unit in page
    } == expected


def test_the_workbook_tells_what_the_tree_tells(
    province: Province, secretariat: FlaskClient
) -> None:
    rows = rows_of(secretariat.get(province.address("/export.xlsx")).data)
    found = {row["Đơn vị"].strip(): row for _, row in rows.iterrows()}
    assert len(rows) == 7, "six units and the whole"
    whole = found["Tổng cộng"]
    assert (whole["Đơn vị đã xác nhận"], whole["Tổng số đơn vị"]) == ("1", "6")
    assert (whole["Đơn vị im lặng"], whole["Tỷ lệ"]) == ("4", "94,74%")
    assert found["Huyện Chi Lăng"]["Đơn vị im lặng"] == "2"
    assert found["Xã Vân An"]["Tình trạng"] == "Đã xác nhận"


def test_nobody_sees_more_than_his_own_subtree(province: Province, signed_in: SignIn) -> None:
    """On every page and in the workbook; units outside are refused by address."""
    officer = signed_in(Role.UNIT_OFFICER, unit_id=province.first.id)
    for rest in ("", "?q=xa", "?state=waiting", "/list", f"?beneath={province.second.id}"):
        page = officer.get(province.address(rest))
        assert page.status_code == 200, rest
        assert "Khuất Xá" not in page.text, rest
        assert "Lộc Bình" not in page.text, rest
    rows = rows_of(officer.get(province.address("/export.xlsx")).data)
    names = {name.strip() for name in rows["Đơn vị"]}
    assert names == {"Tổng cộng", "Huyện Chi Lăng", "Xã Vân An", "Xã Vân Thủy"}
    assert "Khuất Xá" not in officer.get("/briefings/waiting").text
    for unit in (province.second, province.afar):
        for rest in ("", "/branches", "/new"):
            address = province.address(f"/units/{unit.id}{rest}")
            assert officer.get(address).status_code == 403, address
    other = db.session.scalars(sa.select(OnwardBriefing).filter_by(unit_id=province.afar.id)).one()
    for unit, status in ((province.afar, 403), (province.heard, 404)):
        assert officer.get(f"/briefings/units/{unit.id}/{other.id}").status_code == status


def test_a_unit_does_not_judge_its_own_in_its_queue(province: Province, signed_in: SignIn) -> None:
    officer = signed_in(Role.HEAD_OF_UNIT, unit_id=province.afar.id)
    assert "Không có kết quả nào chờ xác nhận" in officer.get("/briefings/waiting").text


def test_more_units_ask_the_database_no_more(
    province: Province, secretariat: FlaskClient, cast: Cast, session: Db
) -> None:
    addresses = [
        "/briefings",
        province.address(),
        province.address("?q=xa"),
        province.address("/list"),
        province.address("/export.xlsx"),
        province.address(f"/units/{province.first.id}/branches"),
    ]

    def asked() -> list[int]:
        numbers = []
        for address in (*addresses, province.address("?date=2023-12-31")):
            with counted() as statements:
                assert secretariat.get(address).status_code == 200
            numbers.append(len(statements))
        return numbers

    few = asked()
    for number in range(40):
        unit = cast.unit(f"07{number:03}", f"Xã số {number}", UnitLevel.COMMUNE, province.first)
        session.add(made(unit, province.directive, S.VERIFIED))
        due_on = date(2023, 12, 1) + timedelta(days=number)
        order = BriefingOrder(directive_id=directive(f"{number}-NQ/TU").id, due_on=due_on)
        session.add(order)
    session.commit()
    assert asked() == few


def test_units_that_were_merged_are_told_of_as_they_stood(
    province: Province, secretariat: FlaskClient
) -> None:
    page = secretariat.get(province.address("?date=2019-12-31")).text
    assert "Xã Vân An" not in page
    page = secretariat.get(province.address("?date=2023-12-31")).text
    assert "Huyện Chi Lăng" in page
    assert "Số liệu đến hết ngày 31/12/2023" in page


def test_units_that_ended_since_the_conference_keep_what_they_told(
    province: Province, secretariat: FlaskClient, cast: Cast
) -> None:
    version = db.session.scalars(sa.select(UnitVersion).filter_by(unit_id=province.heard.id)).one()
    version.valid_to = date(2025, 7, 1)
    db.session.commit()
    assert "Chưa có hội nghị nào" in secretariat.get(province.address()).text
    conference = cast.conference()
    conference.directives.append(province.directive)
    db.session.commit()
    assert "1 hội nghị; 36/38 đảng viên" in secretariat.get(province.address()).text
    assert "36/38" in secretariat.get("/briefings").text


def test_what_is_asked_of_units_is_said_once_for_all(
    province: Province, secretariat: FlaskClient, signed_in: SignIn
) -> None:
    asked = {"due_on": "2023-12-31", "asks_essays": "y"}
    secretariat.post(province.address("/order"), data=asked)
    page = secretariat.get(province.address()).text
    assert "Hoàn thành trước ngày 31/12/2023." in page
    assert "Bài thu hoạch: 30/36 người dự, đạt 83,33%." in page
    officer = signed_in(Role.UNIT_OFFICER, unit_id=province.first.id)
    assert officer.post(province.address("/order"), data=asked).status_code == 403
    secretariat.post(province.address("/order"), data={"due_on": ""})
    assert db.session.scalar(sa.select(sa.func.count(BriefingOrder.directive_id))) == 0


def test_pages_of_units_and_directives_tell_of_it(
    province: Province, secretariat: FlaskClient
) -> None:
    assert "Chưa nhập kết quả" in secretariat.get(f"/units/{province.silent.id}").text
    assert "Hội nghị tại đơn vị, 20/11/2023; Đã xác nhận" in (
        secretariat.get(f"/units/{province.heard.id}").text
    )
    page = secretariat.get(f"/directives/{province.directive.id}").text
    assert "1/6 đơn vị đã xác nhận, 4 im lặng" in page


# --- two at once --------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_of_two_who_verify_at_once_one_is_told(app: Flask, province: Province) -> None:
    waiting = made(province.silent, province.directive, S.SUBMITTED)
    db.session.add(waiting)
    db.session.commit()
    briefing_id = waiting.id
    db.session.remove()
    gate, results = threading.Barrier(2), []
    facts = Facts(acts_for={None}, reason="")

    def verify() -> None:
        with app.app_context():
            # Both have read that it waits; SQLite lets the second read when the first is done.
            reads_first = db.engine.dialect.name == "postgresql"
            read = db.session.get(OnwardBriefing, briefing_id) if reads_first else None
            gate.wait()
            assert read is None or read.state is S.SUBMITTED
            step = BriefingStep.VERIFY
            results.append(briefing_services.take(briefing_id, step, facts, None))
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=verify) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [None, Refusal.STEP_DOES_NOT_FOLLOW]
    steps = sa.select(sa.func.count()).select_from(BriefingEntry).filter_by(briefing_id=briefing_id)
    assert db.session.scalar(steps) == 1
    assert BriefingForm.HALL is db.session.get_one(OnwardBriefing, briefing_id).form
