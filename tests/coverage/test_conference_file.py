"""The file of a conference holds all of it in one bundle, and nobody's name without the right."""

import hashlib
import io
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.conferences.models import AgendaItem, ConferenceState, Delegate
from tests.conftest import SignIn
from tests.coverage import papers
from tests.coverage.conftest import Morning, close
from tests.coverage.test_attendance_report import address

SENT = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def closed(morning: Morning, session: scoped_session[Session], signed_in: SignIn) -> Morning:
    """With one item on its agenda and one document."""
    conference = session.merge(morning.conference)
    conference.agenda.append(AgendaItem(position=1, title="Quán triệt Nghị quyết 116"))
    session.commit()
    sent = {"file": (io.BytesIO(SENT), "nghi-quyet.pdf"), "title": "Nghị quyết"}
    answer = signed_in(Role.SECRETARIAT).post(
        f"/conferences/{conference.id}/documents/new", data=sent
    )
    assert answer.status_code == 303
    close(conference)
    return morning


def bundle(browser: FlaskClient, morning: Morning) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(papers.ordered(browser, f"{address(morning)}/file", "zip")))


def test_the_bundle_holds_every_part_and_says_what_it_holds(
    closed: Morning, signed_in: SignIn
) -> None:
    held = bundle(signed_in(Role.SECRETARIAT), closed)
    names = sorted(held.namelist())
    assert names == [
        "00-muc-luc.pdf",
        "01-ho-so-hoi-nghi.pdf",
        "02-chuong-trinh.docx",
        "03-diem-cau.xlsx",
        "04-bao-cao-tham-du.docx",
        "04-bao-cao-tham-du.pdf",
        "04-bao-cao-tham-du.xlsx",
        "05-danh-sach-dai-bieu.xlsx",
        "tai-lieu/01-nghi-quyet.pdf",
    ]
    assert held.read(names[-1]) == SENT
    contents = papers.pdf_text(held.read(names[0]))
    for name in names[1:]:
        assert name in contents
        assert hashlib.sha256(held.read(name)).hexdigest()[:32] in contents
    agenda = papers.said(papers.word(held.read("02-chuong-trinh.docx")))
    assert "Quán triệt Nghị quyết 116" in agenda


def test_the_single_pdf_holds_the_rosters_of_who_may_read_them(
    closed: Morning, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    content = papers.ordered(secretary, f"{address(closed)}/file", "pdf")
    text = papers.pdf_text(content)
    assert papers.claims(content)["part"] == "2"
    for person in session.query(Delegate):
        assert person.name in text
    assert "phụ lục" not in text  # the report in it stands without its own
    for part in ("Chương trình", "Tài liệu hội nghị", "Các điểm cầu", "Danh sách đại biểu"):
        assert part in text


def test_names_beyond_ones_own_part_are_in_none_of_its_files(
    closed: Morning, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    head = signed_in(Role.HEAD_OF_UNIT, unit_id=closed.district.id)
    held = bundle(head, closed)
    strangers = [
        person.name
        for person in session.query(Delegate).filter(Delegate.point_id != closed.van_an.id)
    ]
    assert strangers
    for name in held.namelist():
        content = held.read(name)
        if name.endswith(".docx"):
            text = papers.said(papers.word(content))
        elif name.endswith(".xlsx"):
            text = papers.cells_text(content)
        elif name.startswith("tai-lieu/"):
            continue
        else:
            text = papers.pdf_text(content)
        assert not [stranger for stranger in strangers if stranger in text], name


def test_before_the_close_it_has_no_attendance(
    closed: Morning, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    session.merge(closed.conference).state = ConferenceState.RUNNING
    session.commit()
    held = bundle(signed_in(Role.SECRETARIAT), closed)
    assert not [name for name in held.namelist() if "tham-du" in name]
