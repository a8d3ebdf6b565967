"""The Word documents open in an office suite other than Word, with all they say."""

import io
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.papers.rulesets import PARTY, STATE
from tests.conftest import SignIn
from tests.coverage import papers
from tests.coverage.conftest import CLOSED_AT, Morning, close
from tests.coverage.test_attendance_report import address
from tests.reporting.conftest import Office, Opened
from tests.reporting.test_silence import LETTER
from tools.provide import provide_office

SHORTLY_BEFORE = CLOSED_AT - timedelta(minutes=5)


@pytest.fixture
def secretary(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


def opened_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each document as the PDF that LibreOffice makes of it."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [str(provide_office()), f"-env:UserInstallation=file://{folder}/profile"]
    documents = [str(folder / f"{name}.docx") for name in files]
    subprocess.run(  # the office suite of this machine, on files of this test
        [
            *command,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "out"),
            *documents,
        ],
        check=True,
        timeout=120,
    )
    return {name: (folder / "out" / f"{name}.pdf").read_bytes() for name in files}


def test_libreoffice_shows_all_that_the_word_documents_say(
    morning: Morning, secretary: FlaskClient, tmp_path: Path
) -> None:
    """In both forms; a scan that came after the freeze has its own sentence and appendix."""
    close(morning.conference)
    person = db.session.merge(morning.people[morning.main.name][0])
    late = morning.devices[morning.main.name]
    answer = late.scan(
        person.passes[-1].digits, scanned_at=SHORTLY_BEFORE.isoformat(), offline=True
    )
    assert answer["outcome"] == "admitted"
    report = f"{address(morning)}/attendance"
    files = {
        rules: papers.ordered(secretary, report, "docx", rules=rules) for rules in (PARTY, STATE)
    }
    files["facts"] = papers.ordered(secretary, f"/units/{morning.district.id}/fact-sheet", "docx")
    bundle = papers.ordered(secretary, f"{address(morning)}/file", "zip")
    files["agenda"] = zipfile.ZipFile(io.BytesIO(bundle)).read("02-chuong-trinh.docx")
    assert "Thay đổi sau khi chốt số liệu" in papers.said(papers.word(files[STATE]))
    _the_same(files, tmp_path)


def test_libreoffice_shows_all_that_a_progress_report_and_a_letter_say(
    office: Office, opened: Opened, secretary: FlaskClient, tmp_path: Path
) -> None:
    duty = opened()
    where = f"/units/{office.regime.root_unit_id}/progress/{duty.period_id}/paper"
    letter = secretary.post(f"/reminders/periods/{duty.period_id}/letter", data=LETTER)
    assert letter.status_code == 200
    files = {"progress": papers.ordered(secretary, where, "docx"), "letter": letter.data}
    _the_same(files, tmp_path)


def _the_same(files: Mapping[str, bytes], folder: Path) -> None:
    for name, shown in opened_by_libreoffice(files, folder).items():
        text = papers.pdf_text(shown).replace(" ", "")
        missing = [
            piece for piece in papers.said(papers.word(files[name])).split() if piece not in text
        ]
        assert not missing, (name, text)
