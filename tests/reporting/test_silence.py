"""Who is silent, how it is urged, and the letter in the Party's form."""

from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
import time_machine
from docx import Document
from docx.document import Document as Opened
from flask.testing import FlaskClient

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.papers.committees import committee_of
from dissemination.papers.rulesets import PARTY, ruleset
from dissemination.reporting import daily_jobs, reminder_queries
from dissemination.reporting.ladders import DEFAULT, Rung
from dissemination.reporting.models import ObligationState, ReportingPeriod
from dissemination.reporting.reminder_models import Audience
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast
from tests.coverage import papers
from tests.reporting.conftest import Office
from tests.reporting.half_year import People, owed_in, people

MORNING = clock.at_local(date(2026, 3, 9), 7, 30)
LETTER = {
    "issuer": "Tỉnh ủy Lạng Sơn",
    "suffix": "TU",
    "place": "Lạng Sơn",
    "on_behalf": "T/L Ban Thường vụ",
    "post": "Chánh Văn phòng",
    "answer_by": "2026-03-16",
}


@pytest.fixture
def known(cast: Cast, office: Office) -> People:
    return people(cast, office)


@pytest.fixture
def period(office: Office, known: People) -> int:
    """February's period; both communes are three days late and were told so."""
    with time_machine.travel(MORNING, tick=False):
        daily_jobs.run_day()
    return owed_in(office, 0, 2).period_id


def at_the_office(cast: Cast, role: Role, **part: int) -> FlaskClient:
    return cast.sign_in(cast.user(f"{role}@example.vn", role, **part))


@time_machine.travel(MORNING, tick=False)
def test_the_secretariat_sees_who_is_silent_and_what_was_done(
    office: Office, period: int, cast: Cast
) -> None:
    browser = at_the_office(cast, Role.SECRETARIAT)
    listed = browser.get("/reminders/periods").text
    assert "2/2" in listed
    page = browser.get(f"/reminders/periods/{period}").text
    assert "Xã số 1" in page
    assert "Quá hạn 3 ngày" in page
    assert "Chưa xem" in page
    one = browser.get(f"/reminders/obligations/{owed_in(office, 1, 2).id}").text
    assert "1 ngày sau hạn" in one
    assert "Không có địa chỉ thư" in one
    owed_in(office, 0, 2).state = ObligationState.SUBMITTED
    db.session.commit()
    assert "Xã số 1" not in browser.get(f"/reminders/periods/{period}?show=all").text


@time_machine.travel(MORNING, tick=False)
def test_a_commune_sees_its_own_silence_alone_and_urges_nobody(
    office: Office, period: int, known: People, cast: Cast
) -> None:
    browser = cast.sign_in(known[0, "officer"][0])
    page = browser.get(f"/reminders/periods/{period}").text
    assert "Xã số 1" in page
    assert "Xã số 2" not in page
    assert "Công văn đôn đốc đã soạn" not in page
    assert browser.get(f"/reminders/obligations/{owed_in(office, 1, 2).id}").status_code == 403
    assert browser.post(f"/reminders/periods/{period}/letter", data=LETTER).status_code == 302
    assert browser.get(f"/reminders/regimes/{office.regime.id}").status_code == 403
    outsider = cast.unit("77", "Xã ngoài cuộc")
    stranger = at_the_office(cast, Role.HEAD_OF_UNIT, unit_id=outsider.id)
    assert stranger.get(f"/reminders/periods/{period}").status_code == 403


@time_machine.travel(MORNING, tick=False)
def test_the_letter_is_given_as_word_to_sign_and_as_pdf_to_keep(period: int, cast: Cast) -> None:
    browser = at_the_office(cast, Role.SECRETARIAT)
    where = f"/reminders/periods/{period}/letter"
    word = papers.said(papers.word(browser.post(where, data=LETTER).data))
    content = browser.post(where, data={**LETTER, "file": "pdf"}).data
    pdf = papers.pdf_text(content)
    assert "Số -CV/TU" in pdf
    assert all(piece in pdf for piece in word.split())
    assert papers.claims(content)["conformance"] == "A"


@time_machine.travel(MORNING, tick=False)
def test_an_inspector_sees_all_and_changes_nothing(office: Office, period: int, cast: Cast) -> None:
    browser = at_the_office(cast, Role.INSPECTOR)
    page = browser.get(f"/reminders/periods/{period}").text
    assert "Xã số 2" in page
    assert "/letter" not in page
    assert browser.post(f"/reminders/periods/{period}/letter", data=LETTER).status_code == 403
    assert browser.get(f"/reminders/regimes/{office.regime.id}").status_code == 403


@time_machine.travel(MORNING, tick=False)
def test_a_regimes_ladder_is_set_on_its_page(office: Office, cast: Cast) -> None:
    browser, address = (
        at_the_office(cast, Role.SECRETARIAT),
        f"/reminders/regimes/{office.regime.id}",
    )
    assert 'value="10"' in browser.get(address).text
    twice = {f"rungs-{n}-{key}": value for n in (0, 1) for key, value in _rung(3).items()}
    refused = browser.post(address, data=twice)
    assert refused.status_code == 422
    assert "Mỗi ngày chỉ ghi một lần" in refused.text
    assert reminder_queries.ladder_of(office.regime.id) == DEFAULT
    one = {f"rungs-0-{key}": value for key, value in _rung(3).items()}
    empty = {f"rungs-1-{key}": value for key, value in _rung("").items()}
    assert browser.post(address, data=one | empty).status_code == 303
    assert reminder_queries.ladder_of(office.regime.id) == [Rung(-3, Audience.HEAD)]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "set_ladder")).one()
    assert entry.after == {"-3": "head"}


def _rung(days: object) -> dict[str, object]:
    return {"days": days, "side": "before", "audience": "head"}


# --- the letter ---------------------------------------------------------------------------------


def letter(browser: FlaskClient, period: int, **changes: str) -> Opened:
    answer = browser.post(f"/reminders/periods/{period}/letter", data=LETTER | changes)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(".docx")
    return Document(BytesIO(answer.data))


def text_of(document: Opened) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@time_machine.travel(MORNING, tick=False)
def test_the_letter_says_what_the_database_holds(office: Office, period: int, cast: Cast) -> None:
    browser = at_the_office(cast, Role.SECRETARIAT)
    form = browser.get(f"/reminders/periods/{period}/letter").text
    for guess in ("Tỉnh ủy Lạng Sơn", "T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"):
        assert f'value="{guess}"' in form
    said = text_of(letter(browser, period))
    assert "Kính gửi:" in said
    assert "- Đảng ủy xã số 1," in said
    assert "- Đảng ủy xã số 2." in said
    assert "Nghị quyết số 116-NQ/TU của Tỉnh ủy về công tác cán bộ" in said
    assert "kỳ từ ngày 01/02/2026 đến ngày 28/02/2026" in said
    assert "Đến ngày 09/03/2026, còn 2/2 đơn vị" in said
    assert "trước ngày 16/03/2026" in said
    owed_in(office, 0, 2).state = ObligationState.SUBMITTED
    db.session.commit()
    assert "còn 1/2 đơn vị" in text_of(letter(browser, period))
    assert db.session.scalars(sa.select(AuditEntry.verb)).all().count("draft_letter") == 2
    page = browser.get(f"/reminders/periods/{period}").text
    assert page.index("1 đơn vị <") < page.index("2 đơn vị <"), "both letters, the newest first"


@time_machine.travel(MORNING, tick=False)
def test_the_letter_keeps_the_partys_form(period: int, cast: Cast) -> None:
    document = letter(at_the_office(cast, Role.SECRETARIAT), period)
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides if side] == [20, 20, 30, 15]
    assert section.page_width
    assert section.page_height
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size.pt if normal.size else 0) == ("Times New Roman", 14)
    left, right = document.tables[0].rows[0].cells
    lines = [paragraph.text for paragraph in left.paragraphs]
    assert lines[:3] == ["TỈNH ỦY LẠNG SƠN", "*", "Số       -CV/TU"]
    motto, rule, dated = right.paragraphs
    assert (motto.text, motto.runs[0].bold) == ("ĐẢNG CỘNG SẢN VIỆT NAM", True)
    assert rule.text == ""
    assert "w:pBdr" in rule._p.xml
    assert dated.text == "Lạng Sơn, ngày       tháng       năm 2026"
    assert dated.runs[0].italic
    closing, signed = document.tables[1].rows[0].cells
    recipients = closing.paragraphs[0].runs[0]
    assert (recipients.text, recipients.underline) == ("Nơi nhận", True)
    assert [paragraph.text for paragraph in signed.paragraphs][:2] == [
        "T/L BAN THƯỜNG VỤ",
        "CHÁNH VĂN PHÒNG",
    ]
    whole = "".join(paragraph.text for cell in (left, right) for paragraph in cell.paragraphs)
    assert "CỘNG HÒA" not in whole


@time_machine.travel(MORNING, tick=False)
def test_a_superior_body_stands_above_the_issuer(period: int, cast: Cast) -> None:
    browser = at_the_office(cast, Role.SECRETARIAT)
    changes = {"superior": "Đảng bộ tỉnh Lạng Sơn", "issuer": "Huyện ủy Chi Lăng", "suffix": "HU"}
    left = letter(browser, period, **changes).tables[0].rows[0].cells[0]
    superior, issuer, mark, number = (paragraph for paragraph in left.paragraphs[:4])
    assert (superior.text, superior.runs[0].bold) == ("ĐẢNG BỘ TỈNH LẠNG SƠN", None)
    assert (issuer.text, issuer.runs[0].bold) == ("HUYỆN ỦY CHI LĂNG", True)
    assert (mark.text, number.text) == ("*", "Số       -CV/HU")


@time_machine.travel(MORNING, tick=False)
def test_many_silent_units_stand_in_a_list_of_their_own(office: Office, cast: Cast) -> None:
    root = office.regime.root_unit
    for number in range(9):
        cast.unit(f"1{number}", f"Phường số {number}", UnitLevel.COMMUNE, root)
    daily_jobs.run_day()
    period = db.session.scalars(
        sa.select(ReportingPeriod.id).where(ReportingPeriod.starts_on == date(2026, 2, 1))
    ).one()
    document = letter(at_the_office(cast, Role.SECRETARIAT), period)
    assert "có tên trong danh sách kèm theo" in text_of(document)
    table = document.tables[-1]
    assert len(table.rows) == 12
    assert [cell.text for cell in table.rows[3].cells] == [
        "3",
        "Đảng ủy phường số 0",
        "06/03/2026",
        "3",
        "0",
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("Tỉnh Lạng Sơn", "Tỉnh ủy Lạng Sơn"),
        ("Tỉnh ủy Lạng Sơn", "Tỉnh ủy Lạng Sơn"),
        ("Thành phố Lạng Sơn", "Thành ủy Lạng Sơn"),
        ("Huyện Chi Lăng", "Huyện ủy Chi Lăng"),
        ("Thị xã Phú Thọ", "Thị ủy Phú Thọ"),
        ("Thị trấn Đồng Mỏ", "Đảng ủy thị trấn Đồng Mỏ"),
        ("Sở Nội vụ", "Sở Nội vụ"),
    ],
)
def test_a_letter_speaks_to_the_committee_of_a_place(unit: str, expected: str) -> None:
    assert committee_of(unit).name == expected


@pytest.mark.parametrize(
    ("unit", "letters", "signs", "writes"),
    [
        ("Tỉnh ủy Lạng Sơn", "TU", "T/M BAN THƯỜNG VỤ/BÍ THƯ", "T/L BAN THƯỜNG VỤ/CHÁNH VĂN PHÒNG"),
        ("Huyện Chi Lăng", "HU", "T/M BAN THƯỜNG VỤ/BÍ THƯ", "T/L BAN THƯỜNG VỤ/CHÁNH VĂN PHÒNG"),
        ("Xã Vân An", "ĐU", "T/M BAN THƯỜNG VỤ/BÍ THƯ", "T/M BAN THƯỜNG VỤ/BÍ THƯ"),
        ("Đảng ủy Khối các cơ quan tỉnh", "ĐU", "T/M BAN THƯỜNG VỤ/BÍ THƯ", ""),
        ("Sở Nội vụ", "ĐU", "T/M ĐẢNG ỦY/BÍ THƯ", ""),
        ("Chi bộ thôn Khòn Nưa", "CB", "T/M CHI BỘ/BÍ THƯ", ""),
        ("Văn phòng Tỉnh ủy", "VPTU", "/CHÁNH VĂN PHÒNG", ""),
        ("Văn phòng Ủy ban nhân dân tỉnh", "ĐU", "T/M ĐẢNG ỦY/BÍ THƯ", ""),
        ("Ban Tổ chức Huyện ủy Chi Lăng", "BTCHU", "/TRƯỞNG BAN", ""),
        ("Ủy ban Kiểm tra Tỉnh ủy", "UBKTTU", "T/M ỦY BAN KIỂM TRA/CHỦ NHIỆM", ""),
    ],
)
def test_who_signs_follows_the_unit(unit: str, letters: str, signs: str, writes: str) -> None:
    """In whose name and in which post; where it is not said, letters are signed like the rest."""
    committee = committee_of(unit)
    assert committee.letters == letters
    assert f"{committee.signs.on_behalf}/{committee.signs.post}" == signs
    assert f"{committee.writes.on_behalf}/{committee.writes.post}" == (writes or signs)


@time_machine.travel(MORNING, tick=False)
def test_who_signs_for_himself_has_no_line_above_his_post(period: int, cast: Cast) -> None:
    browser = at_the_office(cast, Role.SECRETARIAT)
    signed = letter(browser, period, on_behalf="").tables[1].rows[0].cells[1].paragraphs
    assert (signed[0].text, signed[0].runs[0].bold) == ("CHÁNH VĂN PHÒNG", True)


def test_both_forms_are_kept_as_data() -> None:
    party, state = ruleset(PARTY), ruleset("state-2020")
    assert (party.page.inside, party.page.left, party.page.right) == (165, 30, 15)
    assert party.heading.motto == ("ĐẢNG CỘNG SẢN VIỆT NAM",)
    assert state.heading.motto[1] == "Độc lập - Tự do - Hạnh phúc"
    assert state.heading.number.format(kind="BC", suffix="UBND") == "Số:        /BC-UBND"
    assert 15 <= state.page.right <= 20 <= state.page.top <= 25
