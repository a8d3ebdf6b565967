"""Tables copied from Word and Excel become tasks, once a person has seen how they were read."""

import json
from datetime import date
from pathlib import Path

from dissemination.plans import pasting
from dissemination.plans.sheet_layout import Choices
from tests.plans.conftest import Office

EXCEL = (
    "TT\tNội dung công việc\tĐơn vị chủ trì\tThời gian hoàn thành\tSản phẩm\n"
    '1\t"Tổ chức hội nghị\nphổ biến nghị quyết"\tBan Tuyên giáo\t31/01/2024\tBáo cáo\n'
    "2\tRà soát quy hoạch\tBan Tổ chức\ttháng 3/2024\tDanh sách\n"
)
WORD = """<html><body><p>Phụ lục</p><table><tr><th><p>STT</p></th><th><p>Nhiệm vụ,<br>giải pháp</p></th>
<th>Chủ trì</th><th>Phối hợp</th><th>Hạn</th></tr>
<tr><td colspan=5><b>I. CÔNG TÁC TƯ TƯỞNG</b></td></tr>
<tr><td>1</td><td><p>Tổ chức&nbsp;hội nghị</p><p>phổ biến nghị quyết</p></td><td rowspan=2>Ban Tuyên giáo</td>
<td>Đoàn thể</td><td>31/01/2024</td></tr>
<tr><td>2</td><td>Biên soạn
 tài liệu</td><td></td><td>cuối năm</td></tr></table></body></html>"""
NONE = Choices({}, {1: "1. Nâng cao nhận thức"})


def test_cells_of_excel_and_word_keep_their_lines() -> None:
    assert pasting.grid_of(EXCEL)[1][1] == "Tổ chức hội nghị\nphổ biến nghị quyết"
    grid = pasting.grid_of("chữ", WORD)
    assert grid[0] == ["STT", "Nhiệm vụ,\ngiải pháp", "Chủ trì", "Phối hợp", "Hạn"]
    assert grid[1] == ["I. CÔNG TÁC TƯ TƯỞNG", "", "", "", ""]
    assert grid[2][1] == "Tổ chức hội nghị\nphổ biến nghị quyết"
    assert grid[3] == ["2", "Biên soạn tài liệu", "Ban Tuyên giáo", "", "cuối năm"]


def test_a_table_as_word_writes_it_is_what_one_sees() -> None:
    """Two rows of heading, cells merged both ways, paragraphs and line breaks, rows nobody sees."""
    grid = pasting.grid_of("", (Path(__file__).parent / "word-table.html").read_text("utf-8"))
    heading, section, first, second = grid
    assert heading == [
        "TT",
        "Nội dung nhiệm vụ",
        "Chủ trì",
        "Phối hợp",
        "Thời hạn",
        "Người chịu\ntrách nhiệm",
        "Sản phẩm",
        "Thẩm quyền",
    ]
    assert section == ["I. CÔNG TÁC TƯ TƯỞNG", *[""] * 7]
    assert first[1:4] == ["Tổ chức hội nghị\nquán triệt nghị quyết", "Ban Tuyên giáo", "Đoàn thể"]
    assert second == [
        "2",
        "Biên soạn tài liệu,\ngửi các chi bộ",
        "Ban Tuyên giáo",
        "",
        "15/02/2024",
        "Bí thư",
        "Bộ tài liệu",
        "Đảng ủy",
    ]
    named = ["", "content", "lead", "partners", "due_on", "responsible", "product", "authority"]
    assert pasting.guess(grid) == named
    found = pasting.tasks(grid, named, NONE, skip_first=True)
    assert [(one.row, dict(one.faults)) for one in found] == [(3, {}), (4, {})]


def test_a_first_task_over_two_rows_is_no_heading() -> None:
    rows = (
        "<tr><td rowspan=2>Tổ chức hội nghị</td><td>Văn phòng</td></tr><tr><td>Mặt trận</td></tr>"
    )
    grid = pasting.grid_of("", f"<table>{rows}</table>")
    assert grid == [["Tổ chức hội nghị", "Văn phòng"], ["Tổ chức hội nghị", "Mặt trận"]]


def test_columns_are_known_by_what_offices_call_them() -> None:
    assert pasting.guess(pasting.grid_of(EXCEL)) == ["", "content", "lead", "due_on", "product"]
    grid = pasting.grid_of("", WORD)
    assert pasting.guess(grid) == ["", "content", "lead", "partners", "due_on"]
    assert pasting.guess([["Tổ chức hội nghị quán triệt", "x"]]) == ["content", ""]


def test_rows_without_content_are_no_tasks_and_bad_cells_say_why() -> None:
    grid = pasting.grid_of("", WORD)
    found = pasting.tasks(grid, pasting.guess(grid), NONE, skip_first=True)
    assert [one.row for one in found] == [3, 4]
    assert found[0].values["due_on"] == date(2024, 1, 31)
    assert list(found[1].faults) == ["due_on"]


def test_a_pasted_word_table_becomes_tasks_after_its_preview(office: Office) -> None:
    version = office.begin(source="empty")
    paste = f"{office.page(version)}/paste"
    preview = office["officer"].post(paste, data={"text": "…", "html": WORD}).text
    assert "Sẽ thêm 2 nhiệm vụ từ 4 dòng" in preview
    assert "Dòng 4, Hạn hoàn thành: Nhập ngày" in preview
    assert office.version().tasks == []
    sent = {
        "grid": json.dumps(pasting.grid_of("", WORD)),
        "column": ["", "content", "lead", "", "due_on"],
        "first": "1",
        "take": "1",
    }
    assert office["officer"].post(paste, data=sent).status_code == 303
    tasks = office.version().tasks
    assert [(task.lead, task.partners) for task in tasks] == [("Ban Tuyên giáo", "")] * 2
    assert office["inspector"].post(paste, data=sent).status_code == 403
    assert len(office.version().tasks) == 2


def test_what_is_no_table_is_asked_for_again(office: Office) -> None:
    version = office.begin(source="empty")
    answer = office["officer"].post(f"{office.page(version)}/paste", data={"text": "  "})
    assert answer.status_code == 422
    assert "Chưa thấy bảng nào." in answer.text
