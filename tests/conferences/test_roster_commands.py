"""flask delegates import, as a person and as a program use it."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from dissemination.conferences.models import Conference, ConferenceState, Delegate, Point
from tests.conferences.rosters import Page, plain_page, xlsx
from tests.conftest import Cast

AN = ("Nguyễn Văn An", "Bí thư", "Xã Vân An", "Xã Vân An")
LOST = ("Trần Thị Bưởi", "Chủ tịch", "", "Xã Nào Đó")


@pytest.fixture
def conference(cast: Cast) -> Conference:
    conference = cast.conference(state=ConferenceState.OPEN)
    cast.point(conference, cast.unit("06001", "Xã Vân An"), "Xã Vân An")
    return conference


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    file = tmp_path / "danh sach.xlsx"
    file.write_bytes(xlsx(plain_page("Tờ 1", [AN, LOST]), Page("Tổng hợp", [("Số lượng",), (2,)])))
    return file


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["delegates", "import", *map(str, arguments)])


def test_counts_and_refused_lines_are_told(
    app: Flask, conference: Conference, roster: Path, session: scoped_session[Session]
) -> None:
    result = run(app, "--conference", conference.id, roster)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "added\t1",
        "updated\t0",
        "unchanged\t0",
        "refused\t1",
        "Tờ 1\t3\tKhông có điểm cầu “Xã Nào Đó” trong hội nghị.",
        "not read\tTổng hợp",
    ]
    assert session.scalars(sa.select(Delegate.name)).all() == ["Nguyễn Văn An"]


def test_a_program_gets_json_and_the_second_time_nothing_changes(
    app: Flask, conference: Conference, roster: Path
) -> None:
    run(app, "--conference", conference.id, roster)
    result = run(app, "--conference", conference.id, "--json", roster)
    told = json.loads(result.output)
    assert (told["added"], told["updated"], told["unchanged"]) == (0, 0, 1)
    (refused,) = told["refused"]
    assert (refused["sheet"], refused["line"], refused["reason"]) == ("Tờ 1", 3, "unknown_point")


def test_one_point_takes_only_its_lines(
    app: Flask, cast: Cast, conference: Conference, roster: Path, session: scoped_session[Session]
) -> None:
    other = cast.point(conference, cast.unit("06004", "Xã Đồng Giáp"), "Xã Đồng Giáp")
    result = run(app, "--conference", conference.id, "--point", other.id, "--json", roster)
    told = json.loads(result.output)
    assert [line["reason"] for line in told["refused"]] == ["other_point"]
    assert session.scalars(sa.select(Point.id).join(Delegate.point)).all() == [other.id]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "Tệp không phải bảng tính."),
        (xlsx(Page("S", [("Số lượng", "Điểm cầu"), (2, "Xã Vân An")])), "no visible sheet"),
    ],
)
def test_a_bad_file_ends_with_one_sentence(
    app: Flask, conference: Conference, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)
    result = run(app, "--conference", conference.id, file)
    assert result.exit_code == 1
    assert sentence in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_what_does_not_exist_is_named(app: Flask, conference: Conference, roster: Path) -> None:
    assert "There is no conference 99." in run(app, "--conference", 99, roster).output
    wrong_point = run(app, "--conference", conference.id, "--point", 99, roster)
    assert "There is no point 99 in conference" in wrong_point.output
    missing = run(app, "--conference", conference.id, "nowhere.xlsx")
    assert missing.exit_code == 2
    assert "does not exist" in missing.output
