"""A unit's fact sheet: what is on record of it, on two pages at most, without anybody's name."""

import html
import re

import pypdfium2
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.conferences.models import Delegate
from tests.conftest import Cast, SignIn
from tests.coverage import papers
from tests.coverage.conftest import Morning, close
from tests.reporting.conftest import Office, Opened


def ordered(browser: FlaskClient, unit_id: int, form: str) -> bytes:
    return papers.ordered(browser, f"/units/{unit_id}/fact-sheet", form)


def test_attendance_is_that_of_the_points_beneath(
    morning: Morning, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    close(morning.conference)
    content = ordered(signed_in(Role.SECRETARIAT), morning.district.id, "pdf")
    text = papers.pdf_text(content)
    expected = session.scalar(
        sa.text("SELECT count(*) FROM delegates WHERE point_id = :id AND standing = 'summoned'"),
        {"id": morning.van_an.id},
    )
    assert "Huyện Chi Lăng" in text
    assert f"15/11/2023 {expected} 0 0,0%" in text
    assert "số đơn vị trực thuộc các cấp: 1" in text
    with pypdfium2.PdfDocument(content) as pdf:
        assert len(pdf) <= 2
    for person in session.query(Delegate):
        assert person.name not in text


def test_reports_and_lateness_are_those_of_the_record(
    office: Office, opened: Opened, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    duty = opened()
    paper = papers.word(ordered(signed_in(Role.INSPECTOR), duty.unit_id, "docx"))
    table = next(one for one in paper.tables if one.rows[0].cells[0].text == "Kỳ báo cáo")
    assert [cell.text for cell in table.rows[1].cells][:3] == [
        "01/03/2026 - 31/03/2026",
        f"{duty.due_on:%d/%m/%Y}",
        "—",
    ]
    assert "Đã gửi 0/1 (0,0%)" in papers.said(paper)


def test_the_page_says_all_that_the_paper_says_of_reports(
    opened: Opened, signed_in: SignIn
) -> None:
    _page_says_the_paper(signed_in(Role.SECRETARIAT), opened().unit_id)


def test_the_page_says_all_that_the_paper_says_of_attendance(
    morning: Morning, signed_in: SignIn
) -> None:
    close(morning.conference)
    _page_says_the_paper(signed_in(Role.SECRETARIAT), morning.district.id)


def _page_says_the_paper(browser: FlaskClient, unit_id: int) -> None:
    page = words_of(browser.get(f"/units/{unit_id}/fact-sheet").text)
    paper = papers.said(papers.word(ordered(browser, unit_id, "docx")))
    assert not [piece for piece in paper.split("-----")[1].split() if piece not in page], page


def words_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_the_sheet_and_ones_documents_are_found_where_they_are_looked_for(
    office: Office, opened: Opened, signed_in: SignIn
) -> None:
    duty = opened()
    browser = signed_in(Role.SECRETARIAT)
    unit, directive = f"/units/{duty.unit_id}", office.regime.directive_id
    for page in (unit, f"{unit}/thread/{directive}"):
        assert f"{unit}/fact-sheet" in browser.get(page).text, page
    root = office.regime.root_unit_id
    period = browser.get(f"/units/{root}/periods/{duty.period_id}").text
    report = f"/units/{root}/progress/{duty.period_id}"
    assert report in period
    for page in (f"{unit}/fact-sheet", report):
        orders = browser.get(page).text.split('class="paper-order"')[1]
        assert "/my-papers" in orders.split("</form>")[0]


def test_a_unit_gets_its_own_and_not_its_neighbours(morning: Morning, cast: Cast) -> None:
    head = cast.sign_in(
        cast.user("bi-thu@example.vn", Role.HEAD_OF_UNIT, unit_id=morning.district.id)
    )
    assert ordered(head, morning.district.id, "xlsx")
    neighbour = f"/units/{morning.other_district.id}/fact-sheet"
    assert head.get(neighbour).status_code == 403
    assert head.post(neighbour, data={"form": "pdf"}).status_code == 403
