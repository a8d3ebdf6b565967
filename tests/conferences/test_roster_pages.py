"""The pages of the import: a file goes in, is understood, previewed, corrected and written."""

import io
import os
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.conferences import roster_jobs
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    ImportState,
    Point,
    RosterImport,
)
from dissemination.web.models import AuditEntry
from tests.conferences.rosters import Cell, Page, plain_page, xlsx
from tests.conftest import Cast, SignIn

AN = ("Nguyễn Văn An", "Bí thư", "Xã Vân An", "Xã Vân An")
BUOI = ("Trần Thị Bưởi", "Chủ tịch", "Xã Đồng Giáp", "Xã Đồng Giáp")


@pytest.fixture
def conference(cast: Cast) -> Conference:
    conference = cast.conference(state=ConferenceState.OPEN)
    for code, name in [("06001", "Xã Vân An"), ("06004", "Xã Đồng Giáp")]:
        cast.point(conference, cast.unit(code, name), name)
    return conference


@pytest.fixture
def organiser(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ORGANISER)


def send(
    client: FlaskClient, conference: Conference, data: bytes, name: str = "danh sách.xlsx"
) -> TestResponse:
    address = f"/conferences/{conference.id}/imports"
    answer = client.post(address, data={"file": (io.BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()  # a temporary file when the upload is large
    return answer


def sent(client: FlaskClient, conference: Conference, *people: tuple[Cell, ...]) -> str:
    """The address of an import whose file was read."""
    answer = send(client, conference, xlsx(plain_page("Danh sách", people)))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def names(session: scoped_session[Session]) -> set[str]:
    session.rollback()
    return set(session.scalars(sa.select(Delegate.name)))


def text_of(answer: TestResponse) -> str:
    """What a reader sees, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


# --- the straight way ------------------------------------------------------------------------


def test_a_file_is_previewed_before_anything_is_written(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    address = sent(organiser, conference, AN, BUOI, ("", "Bí thư", "", "Xã Vân An"))
    page = organiser.get(address)
    assert page.status_code == 200
    told = text_of(page)
    assert "Thêm mới 2; cập nhật 0; không đổi 0; không nhận 1." in told
    assert "Thiếu họ và tên." in told
    assert "Số thứ tự · Họ và tên · Chức vụ · Đơn vị · Điểm cầu" in told
    assert names(session) == set()
    assert "Nguyễn Văn An" in organiser.get(f"{address}?list=added").text


def test_a_confirmed_preview_is_written_and_the_upload_forgotten(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session], app: Flask
) -> None:
    address = sent(organiser, conference, AN, BUOI)
    answer = organiser.post(f"{address}/apply")
    assert answer.location == address
    assert "Đã nhập lúc" in text_of(organiser.get(address))
    assert names(session) == {"Nguyễn Văn An", "Trần Thị Bưởi"}
    imported = session.scalars(sa.select(RosterImport)).one()
    assert imported.state is ImportState.DONE
    folder: Path = app.config["SETTINGS"].data_dir / "imports"
    assert not (folder / imported.stored_name).exists()
    assert organiser.post(f"{address}/apply").status_code == 404


def test_sending_the_file_again_finds_nothing_to_write(
    organiser: FlaskClient, conference: Conference
) -> None:
    organiser.post(f"{sent(organiser, conference, AN)}/apply")
    page = organiser.get(sent(organiser, conference, AN))
    assert "Không có gì để ghi" in page.text
    assert "/apply" not in page.text


def test_a_corrected_file_shows_what_changes(
    organiser: FlaskClient, conference: Conference
) -> None:
    organiser.post(f"{sent(organiser, conference, AN)}/apply")
    address = sent(organiser, conference, (AN[0], "Phó Bí thư", *AN[2:]))
    assert "Chức vụ: Bí thư → Phó Bí thư" in text_of(organiser.get(f"{address}?list=updated"))


def test_who_wrote_an_import_and_who_read_it_is_on_record(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    address = sent(organiser, conference, AN)
    organiser.get(address)
    organiser.post(f"{address}/apply")
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.verb for entry in entries] == ["upload_roster", "read", "import_roster"]
    assert len({entry.actor for entry in entries}) == 1
    assert entries[-1].actor.startswith("organiser")


def test_missing_people_are_withdrawn_only_on_request(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    other = ("Lý A Dơ", "Đảng viên", "Xã Vân An", "Xã Vân An")
    organiser.post(f"{sent(organiser, conference, AN, other)}/apply")
    address = sent(organiser, conference, AN)
    assert "Lý A Dơ" in organiser.get(f"{address}?list=missing").text
    organiser.post(f"{address}/apply", data={"withdraw_missing": "1"})
    assert "Đã rút khỏi danh sách 1 người" in organiser.get(address).text


# --- correcting ------------------------------------------------------------------------------


def test_an_unknown_point_is_explained_and_its_lines_come_in(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    address = sent(organiser, conference, (*AN[:3], "Xã Vân Ann"), (*BUOI[:3], "Chỗ khác"))
    page = organiser.get(address)
    van_an = session.scalars(sa.select(Point.id).where(Point.name == "Xã Vân An")).one()
    assert f'<option value="{van_an}">Xã Vân An</option>' in page.text
    organiser.post(f"{address}/names", data={"point-0": str(van_an), "other-1": "xã đồng giáp"})
    organiser.post(f"{address}/apply")
    assert names(session) == {"Nguyễn Văn An", "Trần Thị Bưởi"}


def test_a_wrong_guess_is_corrected_on_the_mapping_page(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    rows = [("Người dự", "Nhóm"), ("Nguyễn Văn An", "Bí thư"), ("Trần Thị Bưởi", "Chủ tịch")]
    hidden = Page("Ẩn", [("Họ và tên",), ("Lý A Dơ",)], hidden=True)
    answer = send(organiser, conference, xlsx(Page("Tờ 1", rows), hidden))
    address = answer.location
    page = organiser.get(f"{address}/mapping")
    assert "Trang tính “Tờ 1”" in page.text
    assert "Nguyễn Văn An" in page.text
    wrong = {"used-0": "1", "header-0": "1", "point-0": "Xã Nào", "column-0-0": "unused"}
    refused = organiser.post(f"{address}/mapping", data=wrong)
    assert refused.status_code == 422
    assert "Hội nghị không có điểm cầu này" in refused.text
    assert "Chưa có cột nào là họ và tên" in refused.text
    right = {
        "used-0": "1",
        "header-0": "1",
        "point-0": "Xã Vân An",
        "column-0-0": "name",
        "column-0-1": "position",
        "used-1": "1",
        "header-1": "1",
        "point-1": "Xã Đồng Giáp",
        "column-1-0": "name",
    }
    assert organiser.post(f"{address}/mapping", data=right).status_code == 303
    organiser.post(f"{address}/apply")
    told = session.execute(sa.select(Delegate.name, Delegate.position).order_by(Delegate.id))
    assert [tuple(row) for row in told] == [
        ("Nguyễn Văn An", "Bí thư"),
        ("Trần Thị Bưởi", "Chủ tịch"),
        ("Lý A Dơ", ""),
    ]


def test_a_sheet_named_a_little_differently_gets_a_suggestion(
    organiser: FlaskClient, conference: Conference
) -> None:
    rows = [("Họ và tên", "Chức vụ"), ("Nguyễn Văn An", "Bí thư")]
    address = send(organiser, conference, xlsx(Page("Xa Vân Ann", rows))).location
    assert "Chưa rõ có phải Xã Vân An?" in text_of(organiser.get(address))
    page = text_of(organiser.get(f"{address}/mapping"))
    assert "Gần giống tên trang: Xã Vân An" in page
    assert "A: Họ và tên" in page
    assert "Nguyễn Văn An" in page


def test_another_header_line_reads_the_columns_anew(
    organiser: FlaskClient, conference: Conference
) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("STT", "Họ và tên"),
        (1, "Bản cũ"),
        ("Họ tên đại biểu", "Chức vụ"),
        ("Vi Lan", "X"),
    ]
    address = send(organiser, conference, xlsx(Page("Xã Vân An", rows))).location
    form = {"used-0": "1", "header-0": "3", "point-0": "Xã Vân An"}
    organiser.post(f"{address}/mapping", data=form)
    page = organiser.get(f"{address}/mapping")
    assert 'value="3"' in page.text
    assert "Họ tên đại biểu" in page.text
    assert "Vi Lan" in organiser.get(f"{address}?list=added").text
    beyond = organiser.post(f"{address}/mapping", data={**form, "header-0": "99"})
    assert beyond.status_code == 422
    assert "Ghi số dòng từ 0 đến 4." in beyond.text


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"hello", "a.xlsx", "Tệp không phải bảng tính."),
        (xlsx(plain_page("S", [AN]))[:3000], "a.xlsx", "Tệp bị hỏng hoặc tải lên chưa hết."),
        (b"", "a.xlsx", "Tệp rỗng"),
        (b"PK\x03\x04" + bytes(21 * 1024 * 1024), "a.xlsx", "Tệp lớn hơn 20 MB."),
    ],
)
def test_a_bad_file_gets_a_sentence_at_the_field_and_nothing_is_kept(
    organiser: FlaskClient,
    conference: Conference,
    session: scoped_session[Session],
    app: Flask,
    data: bytes,
    name: str,
    sentence: str,
) -> None:
    answer = send(organiser, conference, data, name)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalars(sa.select(RosterImport)).all() == []
    assert list((app.config["SETTINGS"].data_dir / "imports").iterdir()) == []


def test_a_file_of_50_mb_is_turned_away(organiser: FlaskClient, conference: Conference) -> None:
    assert send(organiser, conference, bytes(50 * 1024 * 1024)).status_code == 413


def test_a_file_that_fails_inside_ends_with_a_sentence(
    organiser: FlaskClient, conference: Conference
) -> None:
    answer = send(organiser, conference, xlsx(Page("Trống", [])))
    page = organiser.get(answer.location)
    assert "Tệp không có dòng dữ liệu nào." in page.text
    assert organiser.post(f"{answer.location}/apply").status_code == 404


def test_no_file_is_no_error_page(organiser: FlaskClient, conference: Conference) -> None:
    answer = organiser.post(f"/conferences/{conference.id}/imports", data={})
    assert answer.status_code == 422
    assert "Chưa chọn tệp." in answer.text


def test_html_in_a_cell_is_shown_as_text(organiser: FlaskClient, conference: Conference) -> None:
    bad = ("<script>alert(1)</script>", "<b>Bí thư</b>", "", "Xã Vân An")
    page = organiser.get(sent(organiser, conference, bad, ("Vi Lan", "<i>x</i>", "", "Xã Vân An")))
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text


def test_refused_lines_come_back_as_texts_never_as_formulas(
    organiser: FlaskClient, conference: Conference
) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx(plain_page("S", [("", "x", "@SUM(A1)"), ("+84", "-1", "", "Xã Vân An")])))
    )
    cell = book.active["C2"]
    cell.value, cell.data_type = "=1+1", "s"
    saved = io.BytesIO()
    book.save(saved)
    address = send(organiser, conference, saved.getvalue()).location
    answer = organiser.get(f"{address}/refused.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    back = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    header, first, second = back.iter_rows()
    assert [cell.value for cell in header][:4] == ["Trang tính", "Dòng", "Lý do", "STT"]
    assert first[2].value == "Thiếu họ và tên."
    assert [(c.value, c.data_type) for c in first[5:7]] == [
        ("=1+1", "s"),
        ("@SUM(A1)", "s"),
    ]
    assert (second[4].value, second[4].data_type) == ("+84", "s")


# --- the template ----------------------------------------------------------------------------


def test_the_template_names_the_points_and_is_understood(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    answer = organiser.get(f"/conferences/{conference.id}/imports/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book["Điểm cầu"]["B2"].value == "Xã Đồng Giáp"
    sheet = book["Danh sách"]
    sheet.append([1, "Nguyễn Văn An", "Bí thư", "Xã Vân An", "Xã Vân An", "", "A1", "001200001234"])
    filled = io.BytesIO()
    book.save(filled)
    address = send(organiser, conference, filled.getvalue()).location
    organiser.post(f"{address}/apply")
    delegate = session.scalars(sa.select(Delegate)).one()
    assert (delegate.name, delegate.seat, delegate.point.name) == (
        "Nguyễn Văn An",
        "A1",
        "Xã Vân An",
    )
    assert delegate.citizen_hash


# --- long work -------------------------------------------------------------------------------


def test_progress_is_told_and_survives_a_reload(
    organiser: FlaskClient,
    conference: Conference,
    session: scoped_session[Session],
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.extensions, "run_job", lambda *_: None)
    address = sent(organiser, conference, AN)
    page = organiser.get(address)
    assert "Đang chờ đến lượt" in page.text
    assert f'hx-get="{address}/progress"' in page.text
    imported = session.scalars(sa.select(RosterImport)).one()
    imported.state, imported.step = ImportState.READING, "lines"
    imported.done_rows, imported.total_rows = 40, 100
    session.commit()
    for _again in range(2):
        told = text_of(organiser.get(f"{address}/progress"))
        assert "Đang đọc các dòng" in told
        assert "40/100" in told
    assert "HX-Refresh" not in organiser.get(f"{address}/progress").headers
    roster_jobs.read_roster(imported.id)
    assert organiser.get(f"{address}/progress").headers["HX-Refresh"] == "true"


def test_a_silent_job_may_be_run_again(
    organiser: FlaskClient,
    conference: Conference,
    session: scoped_session[Session],
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "run_job", lambda *_: None)
        address = sent(organiser, conference, AN)
        organiser.post(f"{address}/run")
    assert "Chạy lại" not in organiser.get(address).text
    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=False):
        assert "Chạy lại" in organiser.get(address).text
        organiser.post(f"{address}/run")
    session.rollback()
    assert session.scalars(sa.select(RosterImport.state)).one() is ImportState.MAPPED


def test_a_job_that_breaks_says_so_and_writes_nothing(
    organiser: FlaskClient,
    conference: Conference,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = sent(organiser, conference, AN)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("dissemination.conferences.roster_import.write", fail)
        with pytest.raises(RuntimeError):
            organiser.post(f"{address}/apply")
    assert "gián đoạn do lỗi của hệ thống" in organiser.get(address).text
    assert names(session) == set()
    organiser.post(f"{address}/run")
    assert names(session) == {"Nguyễn Văn An"}


def test_a_job_sent_twice_imports_once(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    address = sent(organiser, conference, AN)
    organiser.post(f"{address}/apply")
    imported = session.scalars(sa.select(RosterImport)).one()
    before = imported.report
    roster_jobs.apply_roster(imported.id)
    roster_jobs.read_roster(imported.id)
    session.refresh(imported)
    assert (imported.state, imported.report) == (ImportState.DONE, before)


def test_an_unwanted_file_is_dropped(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session], app: Flask
) -> None:
    address = sent(organiser, conference, AN)
    assert organiser.post(f"{address}/drop").status_code == 303
    assert organiser.get(address).status_code == 404
    assert list((app.config["SETTINGS"].data_dir / "imports").iterdir()) == []


def test_uploads_nobody_confirmed_go_after_a_week(
    organiser: FlaskClient, conference: Conference, app: Flask
) -> None:
    address = sent(organiser, conference, AN)
    (upload,) = (p for p in (app.config["SETTINGS"].data_dir / "imports").iterdir() if not p.suffix)
    week_ago = (clock.now() - timedelta(days=8)).timestamp()
    os.utime(upload, (week_ago, week_ago))
    sent(organiser, conference, BUOI)
    organiser.post(f"{address}/apply")
    assert "không còn được giữ" in organiser.get(address).text


# --- rights ----------------------------------------------------------------------------------


def test_a_coordinator_imports_his_own_point_and_sees_no_other_import(
    signed_in: SignIn,
    organiser: FlaskClient,
    conference: Conference,
    session: scoped_session[Session],
) -> None:
    points = {point.name: point.id for point in session.scalars(sa.select(Point))}
    coordinator = signed_in(Role.COORDINATOR, point_id=points["Xã Vân An"])
    whole = f"/conferences/{conference.id}/imports"
    own = f"/conferences/{conference.id}/points/{points['Xã Vân An']}/imports"
    file = xlsx(plain_page("S", [AN, BUOI]))
    assert coordinator.get(whole).status_code == 403
    answer = coordinator.post(own, data={"file": (io.BytesIO(file), "a.xlsx")})
    assert answer.location.startswith(own)
    assert "Dòng này ghi điểm cầu khác" in coordinator.get(answer.location).text
    coordinator.post(f"{answer.location}/apply")
    assert names(session) == {"Nguyễn Văn An"}
    others = sent(organiser, conference, BUOI).replace(whole, own)
    assert coordinator.get(others).status_code == 404


def test_a_running_or_closed_conference_says_why_nothing_is_imported(
    organiser: FlaskClient, conference: Conference, session: scoped_session[Session]
) -> None:
    address = sent(organiser, conference, AN)
    conference.state = ConferenceState.CLOSED
    session.commit()
    page = organiser.get(f"/conferences/{conference.id}/imports")
    assert "Đang khóa" in page.text
    assert 'type="file"' not in page.text
    organiser.post(f"{address}/apply")
    assert names(session) == set()
    assert send(organiser, conference, xlsx(plain_page("S", [AN]))).status_code == 303
    assert len(session.scalars(sa.select(RosterImport)).all()) == 1
