"""The Word documents open in an office suite other than Word, with all they say."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from tests.conftest import SignIn
from tests.coverage import papers
from tests.coverage.conftest import Morning, close
from tests.coverage.test_attendance_report import address
from tests.reporting.conftest import Office, Opened
from tools.provide import provide_office


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
    morning: Morning,
    secretary: FlaskClient,
    session: scoped_session[Session],
    tmp_path: Path,
) -> None:
    close(morning.conference)
    orders = {
        "attendance": f"{address(morning)}/attendance",
        "facts": f"/units/{morning.district.id}/fact-sheet",
    }
    files = {name: papers.ordered(secretary, where, "docx") for name, where in orders.items()}
    _the_same(files, tmp_path)


def test_libreoffice_shows_all_that_a_progress_report_says(
    office: Office, opened: Opened, secretary: FlaskClient, tmp_path: Path
) -> None:
    duty = opened()
    where = f"/units/{office.regime.root_unit_id}/progress/{duty.period_id}/paper"
    _the_same({"progress": papers.ordered(secretary, where, "docx")}, tmp_path)


def _the_same(files: Mapping[str, bytes], folder: Path) -> None:
    for name, shown in opened_by_libreoffice(files, folder).items():
        text = papers.pdf_text(shown).replace(" ", "")
        missing = [
            piece for piece in papers.said(papers.word(files[name])).split() if piece not in text
        ]
        assert not missing, (name, text)
