"""flask passes …"""

import json
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from click.testing import Result
from flask import Flask

from dissemination.conferences import pass_queries
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.conftest import Cast


@pytest.fixture
def van_an(cast: Cast) -> Point:
    return cast.point(cast.conference(), cast.unit("VA", "xã Vân An"), "xã Vân An")


@pytest.fixture
def an(cast: Cast, van_an: Point) -> Delegate:
    return cast.delegate(van_an, "Nguyễn Văn An")


@pytest.fixture
def elsewhere(cast: Cast, van_an: Point) -> Delegate:
    conference = db.session.get_one(Conference, van_an.conference_id)
    return cast.delegate(cast.point(conference, cast.unit("CL", "Chi Lăng"), "Chi Lăng"), "Vi Sen")


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["passes", *map(str, arguments)])


def digits_of(delegate: Delegate) -> str:
    (one,) = pass_queries.passes_of(delegate.id)
    return one.digits


def test_list_prints_what_other_programs_read(
    app: Flask, van_an: Point, an: Delegate, elsewhere: Delegate
) -> None:
    result = run(app, "list", "--conference", van_an.conference_id, "--json")
    first, second = json.loads(result.output)
    assert first == {
        "delegate_id": an.id,
        "name": "Nguyễn Văn An",
        "unit_code": "VA",
        "point_id": van_an.id,
        "digits": digits_of(an),
    }
    assert second["unit_code"] == "CL"


def test_list_of_one_point_as_text(
    app: Flask, van_an: Point, an: Delegate, elsewhere: Delegate
) -> None:
    result = run(app, "list", "--conference", van_an.conference_id, "--point", van_an.id)
    assert result.output == f"{an.id}\tNguyễn Văn An\tVA\t{van_an.id}\t{digits_of(an)}\n"


def test_list_of_nobody_is_an_empty_array(app: Flask, van_an: Point) -> None:
    result = run(app, "list", "--conference", van_an.conference_id, "--json")
    assert json.loads(result.output) == []


@pytest.mark.parametrize("layout", ["cards", "badges"])
def test_print_writes_a_pdf_that_reads_back(
    app: Flask, tmp_path: Path, van_an: Point, an: Delegate, layout: str
) -> None:
    path = tmp_path / "the.pdf"
    result = run(app, "print", "--conference", van_an.conference_id, "--layout", layout, "-o", path)
    assert result.exit_code == 0, result.output
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(scale=2).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [digits_of(an)]


def test_handing_out_digits_is_on_record(
    app: Flask, tmp_path: Path, van_an: Point, an: Delegate
) -> None:
    run(app, "list", "--conference", van_an.conference_id)
    run(app, "print", "--conference", van_an.conference_id, "-o", tmp_path / "the.pdf")
    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.verb for entry in entries][-2:] == ["list_passes", "print_passes"]
    assert digits_of(an) not in str([(entry.before, entry.after) for entry in entries])


@pytest.mark.parametrize("command", [["list"], ["print", "-o", "never.pdf"]])
def test_what_does_not_exist_is_said_in_one_sentence(
    app: Flask, cast: Cast, van_an: Point, command: list[str]
) -> None:
    other = cast.conference("Hội nghị khác")
    nowhere = run(app, *command, "--conference", 999)
    astray = run(app, *command, "--conference", other.id, "--point", van_an.id)
    assert (nowhere.exit_code, astray.exit_code) == (1, 1)
    assert "There is no conference 999." in nowhere.output
    assert f"There is no point {van_an.id} in conference {other.id}." in astray.output
    assert not Path("never.pdf").exists()


def test_nothing_to_print_is_said_in_one_sentence(
    app: Flask, tmp_path: Path, van_an: Point
) -> None:
    path = tmp_path / "the.pdf"
    result = run(app, "print", "--conference", van_an.conference_id, "-o", path)
    assert result.exit_code == 1
    assert "There are no valid passes to print." in result.output
    assert not path.exists()
