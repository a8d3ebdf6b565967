"""The workbook a secretary forwards: adds up, is typed, runs nothing."""

import io
from datetime import datetime

import openpyxl
import pytest
import sqlalchemy as sa
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dissemination.accounts.models import Role
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.database import db
from dissemination.web.actions import Action
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.coverage.conftest import Morning
from tests.coverage.test_board_pages import random_morning, recount, sums, text_of

EVIL = '=HYPERLINK("http://example.com")'


def workbook(morning: Morning, signed_in: SignIn, role: Role = Role.SECRETARIAT) -> Workbook:
    answer = signed_in(role).get(f"/conferences/{morning.conference.id}/board.xlsx")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=bang-tong-hop-20231115.xlsx"
    )
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def heading_row(sheet: Worksheet) -> int:
    return next(row for row in range(1, 20) if sheet.cell(row, 1).value == "STT")


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["Tổng hợp", "Điểm cầu"])
def test_totals_add_up_by_formula(morning: Morning, signed_in: SignIn, name: str) -> None:
    random_morning(morning, 5)
    sheet = workbook(morning, signed_in)[name]
    top = heading_row(sheet)
    headings = [cell.value for cell in sheet[top]]
    rows = list(sheet.iter_rows(min_row=top + 1, values_only=True))
    *lines, totals = rows
    assert totals[1] == "Tổng cộng"
    expected, came, excused, unexcused, walk_ins, guests, _present = sums(list(recount().values()))
    wanted = {
        "Triệu tập": expected,
        "Có mặt": came,
        "Vắng": excused + unexcused,
        "Vắng có lý do": excused,
        "Vắng không lý do": unexcused,
        "Đại biểu phát sinh": walk_ins,
        "Từ điểm cầu khác": guests,
    }
    for heading, number in wanted.items():
        column = headings.index(heading)
        assert sum(line[column] for line in lines) == number
        letter = openpyxl.utils.get_column_letter(column + 1)
        first, last = top + 1, top + len(lines)
        assert totals[column] == f"=SUM({letter}{first}:{letter}{last})"
    share = totals[headings.index("Tỷ lệ có mặt")]
    assert share.startswith("=IF(")
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref
    assert sheet.print_title_rows == f"${top}:${top}"


def test_it_begins_with_the_line_every_report_begins_with(
    morning: Morning, signed_in: SignIn
) -> None:
    sheet = workbook(morning, signed_in)["Tổng hợp"]
    assert sheet["A4"].value.startswith("Tổng số đại biểu triệu tập 20; có mặt 0 (0,0%); vắng 20")


def test_people_have_real_times_and_text_stays_text(
    morning: Morning, signed_in: SignIn, cast: Cast
) -> None:
    evil = cast.delegate(morning.van_an, EVIL, position="+1", unit_name="@x", seat="-4")
    morning.devices[morning.van_an.name].scan(db.session.merge(evil).passes[-1].digits)
    book = workbook(morning, signed_in)
    sheet = book["Đại biểu"]
    headings = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == EVIL)
    assert [row[place].data_type for place in (1, 2, 3, 5)] == ["s"] * 4
    assert row[2].value == "+1"
    arrived = row[headings.index("Giờ đến")]
    assert isinstance(arrived.value, datetime)
    assert arrived.is_date
    assert row[headings.index("Tình trạng")].value == "Có mặt"
    assert sheet.max_row == 1 + 25
    assert book["Vắng"].max_row == 1 + 20


def test_names_leave_by_right_only_and_on_record(
    morning: Morning, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workbook(morning, signed_in).sheetnames == ["Tổng hợp", "Điểm cầu", "Đại biểu", "Vắng"]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "export")).one()
    assert entry.after == {"names": True}
    without = ROLE_ACTIONS[Role.INSPECTOR] - {Action.VIEW_ROSTER}
    monkeypatch.setitem(ROLE_ACTIONS, Role.INSPECTOR, without)
    book = workbook(morning, signed_in, Role.INSPECTOR)
    assert book.sheetnames == ["Tổng hợp", "Điểm cầu"]


def test_a_coordinator_gets_the_own_point_alone(morning: Morning, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, point_id=morning.van_an.id)
    answer = coordinator.get(f"/conferences/{morning.conference.id}/board.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    people = book["Đại biểu"].iter_rows(min_row=2, values_only=True)
    assert {row[6] for row in people} == {morning.van_an.name}
    assert text_of(coordinator, f"/conferences/{morning.conference.id}/board")
