"""The desk as its people use it: every answer has its screen, and no one sees another's roster."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.checkin.batches import Result
from dissemination.checkin.desk_wording import verdict
from dissemination.checkin.models import Attendance, Method, Scan, Scanner, ScanOutcome
from dissemination.conferences.citizens import citizen_hash
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    ElsewherePolicy,
    Point,
    Standing,
)
from dissemination.conferences.roster import roster_changed
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.checkin.conftest import Hall
from tests.conftest import SECRET, Cast, SignIn


@dataclass
class Desk:
    """A signed-in person at a point's desk."""

    browser: FlaskClient
    address: str

    def open(self) -> TestResponse:
        return self.browser.get(self.address)

    def send(self, *scans: dict[str, Any]) -> TestResponse:
        body = {"sent_at": clock.now().isoformat(), "scans": list(scans)}
        return self.browser.post(f"{self.address}/scans", json=body)

    def scan(self, text: str = "", **more: Any) -> dict[str, Any]:
        answer = self.send(claim(text, **more))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        result: dict[str, Any] = answer.get_json()["results"][0]
        return result

    def find(self, typed: str) -> TestResponse:
        return self.browser.post(f"{self.address}/people", data={"q": typed})

    def fill(self, what: str, form: str, **fields: Any) -> TestResponse:
        data = {f"{form}-{name}": value for name, value in fields.items()}
        return self.browser.post(f"{self.address}/{what}", data=data)


def claim(text: str = "", **more: Any) -> dict[str, Any]:
    scan = {
        "id": str(uuid4()),
        "text": text,
        "direction": "in",
        "hand": "usb",
        "scanned_at": clock.now().isoformat(),
        "offline": False,
    }
    return {**scan, **more}


def address_of(point: Point) -> str:
    return f"/conferences/{point.conference_id}/points/{point.id}/desk"


@pytest.fixture
def desk(hall: Hall, signed_in: SignIn) -> Desk:
    """The desk of Vân An, opened."""
    desk = Desk(signed_in(Role.DESK, point_id=hall.here.id), address_of(hall.here))
    assert desk.open().status_code == 200
    return desk


def scans() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) or 0


def entries(verb: str) -> list[AuditEntry]:
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == verb)))


# --- who gets in ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.DESK, Role.COORDINATOR])
def test_desk_and_coordinator_of_the_point_open_it(
    role: Role, hall: Hall, signed_in: SignIn
) -> None:
    browser = signed_in(role, point_id=hall.here.id)
    page = browser.get(address_of(hall.here))
    assert page.status_code == 200
    assert "Điểm cầu xã Vân An" in page.text
    assert "0/2" in page.text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UNIT_OFFICER, Role.HEAD_OF_UNIT])
def test_who_only_reads_does_not_stand_at_the_door(
    role: Role, hall: Hall, signed_in: SignIn
) -> None:
    assert signed_in(role).get(address_of(hall.here)).status_code == 403


def test_the_desk_of_another_point_neither_opens_nor_scans_nor_searches_here(
    hall: Hall, signed_in: SignIn
) -> None:
    other = Desk(signed_in(Role.DESK, point_id=hall.there.id), address_of(hall.here))
    assert other.open().status_code == 403
    assert other.send(claim(hall.pass_of(hall.an))).status_code == 403
    assert other.find("nguyen").status_code == 403
    assert other.fill("walk-ins", "walk-in", name="Lạ").status_code == 403
    assert scans() == 0


def test_a_stranger_is_sent_to_sign_in_and_a_script_of_his_is_told(
    hall: Hall, client: FlaskClient
) -> None:
    assert client.get(address_of(hall.here)).status_code == 302
    headers = {"Sec-Fetch-Mode": "cors"}
    answer = client.post(f"{address_of(hall.here)}/scans", json={}, headers=headers)
    assert answer.status_code == 401


def test_opening_the_page_twice_makes_one_scanner_and_two_entries(desk: Desk) -> None:
    desk.open()
    assert db.session.scalar(sa.select(sa.func.count(Scanner.id)).where(Scanner.user_id > 0)) == 1
    assert len(entries("open_desk")) == 2


def test_a_desk_that_was_never_opened_must_be_opened_first(hall: Hall, signed_in: SignIn) -> None:
    unopened = Desk(signed_in(Role.DESK, point_id=hall.here.id), address_of(hall.here))
    assert unopened.send(claim(hall.pass_of(hall.an))).status_code == 409
    assert scans() == 0


# --- every outcome has its screen -------------------------------------------------------------


def test_a_delegate_of_the_point_is_welcomed_with_name_position_and_seat(
    desk: Desk, hall: Hall
) -> None:
    answer = desk.send(claim(hall.pass_of(hall.an)))
    result = answer.get_json()["results"][0]
    assert (result["outcome"], result["tone"], result["kind"]) == ("admitted", "welcome", "done")
    for word in ("MỜI VÀO", "Nguyễn Văn An", "Bí thư Đảng ủy", "Ghế 4"):
        assert word in result["html"]
        assert word in result["said"]
    state = answer.get_json()["state"]
    assert "1/2" in state["counts"]
    assert "Nguyễn Văn An" in state["recent"]
    assert db.session.scalar(sa.select(Scan.method)) is Method.USB


def test_a_delegate_of_another_point_is_welcomed_and_his_own_point_named(
    desk: Desk, hall: Hall
) -> None:
    result = desk.scan(hall.pass_of(hall.chi))
    assert result["outcome"] == "admitted_elsewhere"
    assert "khác điểm cầu" in result["html"]
    assert "Điểm cầu xã Chi Lăng" in result["html"]


def test_where_the_policy_refuses_he_is_told_where_to_go(desk: Desk, hall: Hall) -> None:
    conference = db.session.get_one(Conference, hall.conference.id)
    conference.elsewhere_policy = ElsewherePolicy.REFUSE
    db.session.commit()
    result = desk.scan(hall.pass_of(hall.chi))
    assert (result["outcome"], result["tone"], result["kind"]) == ("wrong_point", "refusal", "risk")
    assert "SAI ĐIỂM CẦU" in result["html"]
    assert "Mời sang Điểm cầu xã Chi Lăng" in result["html"]


def test_the_second_time_the_first_is_named_with_hour_and_door(desk: Desk, hall: Hall) -> None:
    hall.device.scan(hall.pass_of(hall.an))
    result = desk.scan(hall.pass_of(hall.an))
    assert (result["outcome"], result["tone"]) == ("already_admitted", "notice")
    assert "ĐÃ ĐIỂM DANH" in result["html"]
    assert " giờ " in result["html"]
    assert "tại cửa số 1" in result["html"]


def test_who_leaves_is_told_how_long_he_was_there(desk: Desk, hall: Hall) -> None:
    hall.device.scan(hall.pass_of(hall.an))  # five minutes ago
    result = desk.scan(hall.pass_of(hall.an), direction="out")
    assert result["outcome"] == "left"
    assert "ĐÃ RA" in result["html"]
    assert "Đã dự 5 phút" in result["html"]


def test_an_out_without_an_in_says_so(desk: Desk, hall: Hall) -> None:
    result = desk.scan(hall.pass_of(hall.an), direction="out")
    assert (result["outcome"], result["tone"]) == ("not_present", "notice")
    assert "CHƯA ĐIỂM DANH VÀO" in result["html"]


def test_a_revoked_pass_names_who_goes_instead(desk: Desk, hall: Hall) -> None:
    old = hall.pass_of(hall.an)
    desk.fill(
        "substitutes",
        "substitute",
        delegate_id=hall.an.id,
        name="Lê Văn Dũng",
        word="Bí thư Đảng ủy",
    )
    result = desk.scan(old)
    assert (result["outcome"], result["kind"]) == ("revoked", "late")
    assert "THẺ ĐÃ THU HỒI" in result["html"]
    assert "Người đi thay: Lê Văn Dũng" in result["html"]


def test_an_unknown_pass_leads_to_search_and_walk_in(desk: Desk) -> None:
    from dissemination.conferences.passes import new_digits

    result = desk.scan(new_digits(1)[0])
    assert (result["outcome"], result["tone"]) == ("unknown_pass", "refusal")
    assert "KHÔNG CÓ TRONG DANH SÁCH" in result["html"]
    assert "F2" in result["html"]


def test_a_pass_of_another_conference_shows_nobodys_name(
    desk: Desk, hall: Hall, cast: Cast
) -> None:
    other = cast.conference("Hội nghị khác")
    point = cast.point(other, db.session.merge(hall.here).unit, "Điểm cầu khác")
    stranger = cast.delegate(point, "Vi Văn Người Lạ")
    result = desk.scan(hall.pass_of(stranger))
    assert result["outcome"] == "wrong_conference"
    assert "Người Lạ" not in result["html"]
    assert "Người Lạ" not in desk.open().text


@pytest.mark.parametrize(
    ("state", "outcome"),
    [(ConferenceState.OPEN, "not_open"), (ConferenceState.CLOSED, "closed")],
)
def test_before_and_after_the_conference_the_page_and_the_verdict_say_so(
    state: ConferenceState, outcome: str, desk: Desk, hall: Hall
) -> None:
    conference = db.session.get_one(Conference, hall.conference.id)
    conference.state = state
    conference.closed_at = clock.now() if state is ConferenceState.CLOSED else None
    db.session.commit()
    assert desk.scan(hall.pass_of(hall.an))["outcome"] == outcome
    assert "notice-risk" in desk.open().text


def test_a_citizen_card_is_a_claim_that_finds_its_delegate_and_is_not_kept(
    desk: Desk, hall: Hall
) -> None:
    number = "012345678901"
    db.session.get_one(Delegate, hall.an.id).citizen_hash = citizen_hash(number, SECRET)
    db.session.commit()
    card = f"{number}||Nguyễn Văn An|01011980|Nam|Vân An|10052021"
    result = desk.scan(card)
    assert result["outcome"] == "admitted"
    stored = db.session.execute(sa.select(sa.text("*")).select_from(sa.table("scans"))).one()
    assert number not in " ".join(map(str, stored))
    assert db.session.scalar(sa.select(Scan.method)) is Method.CITIZEN_ID


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12345", "có 5 chữ số"),
        ("1234567890123456", "chữ số sai"),
        ("a|b|c", "không phải thẻ đại biểu"),
        ("Nguyễn Văn An", "Đây là họ tên"),
        ("an", "3 chữ cái"),
    ],
)
def test_what_is_no_pass_is_refused_with_a_sentence_and_not_recorded(
    text: str, sentence: str, desk: Desk
) -> None:
    result = desk.scan(text)
    assert result["outcome"] == ""
    assert result["tone"] == "refusal"
    assert sentence in result["html"]
    assert scans() == 0


def test_every_outcome_has_the_colour_that_lists_give_it(app: Flask) -> None:
    with app.test_request_context():
        states: Any = app.jinja_env.get_template("components/states.html").make_module(
            {"_": lambda text: text}
        )
        for outcome in ScanOutcome:
            shown = verdict(Result(uuid4(), outcome))
            assert f"state-{shown.kind}" in str(states.scan_outcome(outcome)), outcome
            assert shown.word


def test_a_name_with_html_in_it_is_only_text(desk: Desk, hall: Hall, cast: Cast) -> None:
    delegate = cast.delegate(db.session.merge(hall.here), "<b>Lê</b> Văn Đậm")
    answer = desk.send(claim(hall.pass_of(delegate)))
    assert "<b>Lê" not in answer.get_json()["results"][0]["html"]
    assert "<b>Lê" not in answer.get_json()["state"]["recent"]
    assert "<b>Lê" not in desk.find("đậm").text


# --- once, whatever happens on the way ------------------------------------------------------


def test_a_scan_sent_twice_is_stored_once_and_gets_the_same_screen(desk: Desk, hall: Hall) -> None:
    once = claim(hall.pass_of(hall.an))
    first = desk.send(once).get_json()["results"]
    again = desk.send(once, once).get_json()["results"]
    assert again == first * 2
    assert scans() == 1


def test_scans_that_waited_are_taken_together_at_their_own_times(desk: Desk, hall: Hall) -> None:
    answer = desk.send(
        claim("12", offline=True),
        claim(hall.pass_of(hall.an), offline=True),
        claim(hall.pass_of(hall.binh), offline=True),
    )
    outcomes = [result["outcome"] for result in answer.get_json()["results"]]
    assert outcomes == ["", "admitted", "admitted"]
    assert "2/2" in answer.get_json()["state"]["counts"]


@pytest.mark.parametrize(
    "broken",
    [{}, {"id": "no"}, {"direction": "undo"}, {"text": ""}, {"undoes": str(uuid4()), "text": "1"}],
)
def test_a_malformed_scan_is_refused_and_nothing_stored(broken: dict[str, str], desk: Desk) -> None:
    scan = {**claim("1"), **broken} if broken else {}
    assert desk.send(scan).status_code == 400
    assert scans() == 0


def test_the_state_brings_pages_only_when_something_changed(desk: Desk, hall: Hall) -> None:
    version = desk.send(claim(hall.pass_of(hall.an))).get_json()["state"]["version"]
    state = f"{desk.address}/state?seen="
    assert "recent" not in desk.browser.get(state + version).get_json()
    hall.device.scan(hall.pass_of(hall.binh))
    assert "Hoàng Thị Bình" in desk.browser.get(state + version).get_json()["recent"]


# --- undo -------------------------------------------------------------------------------------


def test_an_undo_needs_a_reason(desk: Desk, hall: Hall) -> None:
    scan = desk.scan(hall.pass_of(hall.an))
    result = desk.scan(direction="undo", undoes=scan["id"], reason="  ")
    assert "lý do" in result["html"]
    assert db.session.get(Attendance, hall.an.id) is not None


def test_an_undo_takes_the_arrival_back_and_the_list_keeps_both(desk: Desk, hall: Hall) -> None:
    scan = desk.scan(hall.pass_of(hall.an))
    assert f'data-undo="{scan["id"]}"' in desk.open().text
    result = desk.scan(direction="undo", undoes=scan["id"], reason="Quét nhầm người")
    assert result["outcome"] == "undone"
    assert db.session.get(Attendance, hall.an.id) is None
    page = desk.open().text
    assert f'data-undo="{scan["id"]}"' not in page
    assert "Quét nhầm người" in page
    assert "0/2" in page


def test_nobody_undoes_another_points_scan(desk: Desk, hall: Hall) -> None:
    theirs = hall.other_device.scan(hall.pass_of(hall.chi))
    result = desk.scan(direction="undo", undoes=theirs["id"], reason="phá")
    assert result["outcome"] == "nothing_to_undo"
    assert db.session.get(Attendance, hall.chi.id) is not None


# --- search -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "n", "an", "12345", "1234567890123456"])
def test_a_search_needs_three_letters(typed: str, desk: Desk) -> None:
    answer = desk.find(typed)
    assert answer.status_code == 422
    assert "3 chữ cái" in answer.text
    assert entries("search") == []


@pytest.mark.parametrize("typed", ["nguyen van", "VAN NGUYỄN", "an nguy", "bi thu", "  văn   an "])
def test_a_search_is_free_of_accents_case_and_order(typed: str, desk: Desk) -> None:
    answer = desk.find(typed)
    assert answer.status_code == 200
    assert "Nguyễn Văn An" in answer.text
    assert "Chưa điểm danh" in answer.text


def test_a_search_never_shows_another_points_people(desk: Desk, hall: Hall) -> None:
    desk.scan(hall.pass_of(hall.chi))  # even when he is here now
    answer = desk.find("nong thi chi")
    assert "Nông Thị Chi" not in answer.text
    assert "F2" in answer.text


def test_a_search_is_on_record_once_with_its_words_and_count(desk: Desk) -> None:
    desk.find("hoàng")
    (entry,) = entries("search")
    assert entry.after == {"query": "hoàng", "found": 1}
    assert entry.subject == "point"


def test_who_was_found_is_admitted_by_a_choice(desk: Desk, hall: Hall) -> None:
    result = desk.scan(delegate_id=hall.binh.id)
    assert result["outcome"] == "admitted"
    assert db.session.scalar(sa.select(Scan.method)) is Method.SEARCH
    assert "Có mặt" in desk.find("hoang").text


def test_nobody_is_named_by_guessing_ids_of_another_points_people(desk: Desk, hall: Hall) -> None:
    result = desk.scan(delegate_id=hall.chi.id)
    assert result["outcome"] == ""
    assert "Chi" not in result["html"]
    assert scans() == 0


# --- walk-in, substitute, excused ----------------------------------------------------------------


def test_a_walk_in_is_added_and_let_in_by_the_scan_that_follows(desk: Desk) -> None:
    made = desk.fill("walk-ins", "walk-in", name=" Lò  Văn Pá ", position="Trưởng bản").get_json()
    assert made["name"] == "Lò Văn Pá"
    result = desk.scan(delegate_id=made["delegate_id"])
    assert result["outcome"] == "admitted"
    assert "Đại biểu phát sinh" in result["html"]
    assert "phát sinh 1" in desk.open().text
    assert len(entries("add_walk_in")) == 1


def test_a_walk_in_sent_twice_is_one_person(desk: Desk, hall: Hall) -> None:
    first, again = (desk.fill("walk-ins", "walk-in", name="Lò Văn Pá") for _ in range(2))
    assert first.get_json() == again.get_json()
    other = desk.fill("walk-ins", "walk-in", name="Lò Văn Pá", unit_name="Bản Khau")
    assert other.get_json()["delegate_id"] != first.get_json()["delegate_id"]


def test_a_walk_in_without_a_name_comes_back_with_the_error_at_the_field(desk: Desk) -> None:
    answer = desk.fill("walk-ins", "walk-in", position="Trưởng bản")
    assert answer.status_code == 422
    assert "Hãy nhập họ và tên." in answer.text
    assert 'value="Trưởng bản"' in answer.text


def test_a_substitute_takes_the_place_and_the_old_pass_dies(desk: Desk, hall: Hall) -> None:
    fields = {"delegate_id": hall.an.id, "name": "Lê Văn Dũng", "word": "Bí thư"}
    made = desk.fill("substitutes", "substitute", **fields).get_json()
    assert desk.fill("substitutes", "substitute", **fields).get_json() == made
    assert db.session.get_one(Delegate, hall.an.id).standing is Standing.REPLACED
    assert desk.scan(delegate_id=made["delegate_id"])["outcome"] == "admitted"
    page = desk.open().text
    assert "đi thay Nguyễn Văn An" in page
    assert "1/2" in page
    assert "Lê Văn Dũng" in desk.find("nguyen van an").text


def test_a_substitute_needs_somebodys_word_and_a_delegate_of_this_point(
    desk: Desk, hall: Hall
) -> None:
    answer = desk.fill("substitutes", "substitute", delegate_id=hall.an.id, name="Lê Dũng")
    assert answer.status_code == 422
    assert "theo ý kiến của ai" in answer.text
    fields = {"delegate_id": hall.chi.id, "name": "Lê Dũng", "word": "Bí thư"}
    assert desk.fill("substitutes", "substitute", **fields).status_code == 422
    assert db.session.get_one(Delegate, hall.chi.id).standing is Standing.SUMMONED


def test_who_came_is_not_replaced(desk: Desk, hall: Hall) -> None:
    desk.scan(hall.pass_of(hall.an))
    fields = {"delegate_id": hall.an.id, "name": "Lê Dũng", "word": "Bí thư"}
    assert desk.fill("substitutes", "substitute", **fields).status_code == 422


def test_an_absence_is_recorded_once_with_its_reason_and_counted(desk: Desk, hall: Hall) -> None:
    for _ in range(2):
        answer = desk.fill("excuses", "excuse", delegate_id=hall.binh.id, reason="Ốm")
        assert answer.get_json()["name"] == "Hoàng Thị Bình"
    assert len(entries("excuse")) == 1
    assert "vắng có lý do 1" in desk.open().text
    assert "Ốm" in desk.find("binh").text
    assert "Đã báo vắng: Ốm" in desk.scan(hall.pass_of(hall.binh))["html"]


@pytest.mark.parametrize("chosen", ["", "x", "999999"])
def test_an_absence_needs_a_delegate_and_a_reason(chosen: str, desk: Desk) -> None:
    assert desk.fill("excuses", "excuse", delegate_id=chosen, reason="Ốm").status_code == 422
    assert desk.fill("excuses", "excuse", reason="").status_code == 422
    assert entries("excuse") == []


@pytest.mark.both_databases
def test_the_whole_way_on_either_database(desk: Desk, hall: Hall) -> None:
    scan = desk.scan(hall.pass_of(hall.an))
    made = desk.fill("walk-ins", "walk-in", name="Lò Văn Pá").get_json()
    assert desk.scan(delegate_id=made["delegate_id"])["outcome"] == "admitted"
    assert "Nguyễn Văn An" in desk.find("nguyen").text
    assert desk.scan(direction="undo", undoes=scan["id"], reason="nhầm")["outcome"] == "undone"
    assert desk.scan(hall.pass_of(hall.chi), direction="out")["outcome"] == "not_present"
    page = desk.open().text
    assert "1/2" in page
    assert "nhầm" in page
    roster_changed([hall.here.id])
    db.session.commit()
    assert "1/2" in desk.open().text


# --- the way there --------------------------------------------------------------------------


def test_who_has_one_desk_and_nothing_else_is_led_straight_to_it(
    hall: Hall, signed_in: SignIn
) -> None:
    home = signed_in(Role.DESK, point_id=hall.here.id).get("/")
    assert home.headers["Location"] == address_of(hall.here)
    assert signed_in(Role.COORDINATOR, point_id=hall.here.id).get("/").status_code == 200


def test_a_closed_conference_leads_nobody_to_its_desks(hall: Hall, signed_in: SignIn) -> None:
    db.session.get_one(Conference, hall.conference.id).state = ConferenceState.CLOSED
    db.session.commit()
    assert signed_in(Role.DESK, point_id=hall.here.id).get("/").status_code == 200
