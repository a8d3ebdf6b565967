"""A plan as a workbook: taken away and sent back it is the same plan, edited it is the plan plus the edit."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from dissemination.plans.comparing import Rows, rows_of
from dissemination.plans.models import PlanVersion
from tests.plans.conftest import CLEAR, Office
from tools.provide import provide_office


def full(office: Office) -> PlanVersion:
    """A draft in which every kind of field says something."""
    version = office.begin()
    office.write(
        version,
        version.tasks[0],
        **CLEAR
        | {
            "content": "Dòng một\n=1+1, “ngoặc kép”\nđ, ư, ỵ",
            "is_breakthrough": "1",
            "partners": "0123",
        },
    )
    office["officer"].post(f"{office.at(version)}/tasks")
    version = office.version()
    second = version.tasks[1]
    office.write(version, second, content="Việc con", parent_line=str(version.tasks[0].line))
    office["officer"].post(f"{office.at(version)}/targets")
    version = office.version()
    own = version.targets[1]
    office["officer"].post(
        f"{office.at(version)}/rows/target/{own.id}",
        data={"revision": str(own.revision), "title": "Riêng", "operator": "range"},
    )
    version = office.version()
    own = version.targets[1]
    office["officer"].post(
        f"{office.at(version)}/rows/target/{own.id}",
        data={"revision": str(own.revision), "value-2025": "10,5–12", "baseline": "1234,5"},
    )
    return office.version()


def taken_away(office: Office, version: PlanVersion) -> bytes:
    answer = office["officer"].get(f"{office.page(version)}/plan.xlsx")
    assert answer.status_code == 200
    data: bytes = answer.data
    return data


def send(office: Office, version: PlanVersion, data: bytes, who: str = "officer") -> str:
    """The preview's address and page."""
    sent = {"file": (io.BytesIO(data), "ke-hoach.xlsx")}
    answer = office[who].post(f"{office.page(version)}/import", data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location


def take_in(office: Office, version: PlanVersion, data: bytes) -> PlanVersion:
    where = send(office, version, data)
    sent = {"revision": str(version.revision)}
    assert office["officer"].post(where, data=sent).status_code == 303
    return office.version()


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def texts(version: PlanVersion) -> Rows:
    return rows_of(version)


def test_sent_back_as_it_was_taken_nothing_changes(office: Office) -> None:
    version = full(office)
    before, revision = texts(version), version.revision
    where = send(office, version, taken_away(office, version))
    assert "Tệp giống hệt dự thảo" in office["officer"].get(where).text
    after = take_in(office, version, edited(taken_away(office, version), lambda _book: None))
    assert (texts(after), after.revision) == (before, revision)


@pytest.mark.both_databases
def test_an_edited_workbook_is_the_plan_plus_the_edit(office: Office) -> None:
    version = full(office)
    before = texts(version)
    first, child = version.tasks

    def edit(book: Workbook) -> None:
        sheet = book["Nhiệm vụ"]
        assert sheet["C2"].value == "Ban Tuyên giáo"
        sheet["C2"] = "Văn phòng"
        sheet["B4"], sheet["E4"], sheet["K4"] = "Việc mới", "tháng 3/2024", child.line
        book["Chỉ tiêu"].delete_rows(2)
        book["Không đưa vào"]["A2"], book["Không đưa vào"]["B2"] = "T3", "Không có biên chế"

    data = edited(taken_away(office, version), edit)
    page = office["officer"].get(send(office, version, data)).text
    for word in (
        "Nhiệm vụ số …",
        "<del>Ban Tuyên giáo</del>",
        "<ins>Văn phòng</ins>",
        "<ins>Việc mới</ins>",
    ):
        assert word in page
    after = take_in(office, version, data)
    assert [task.lead for task in after.tasks] == ["Văn phòng", "", ""]
    new = after.tasks[2]
    assert (new.content, str(new.due_on), new.parent_line) == ("Việc mới", "2024-03-31", child.line)
    assert [aimed.title for aimed in after.targets] == ["Riêng"]
    assert [one.reason for one in after.omissions] == ["Không có biên chế"]
    kept = {key: said for key, said in texts(after).items() if key in before}
    assert kept == {
        key: {**said, **({"lead": "Văn phòng"} if key[1] == first.line else {})}
        for key, said in before.items()
        if key in kept
    }


def test_cells_that_will_not_do_are_named_and_nothing_is_taken_in(office: Office) -> None:
    version = full(office)

    def edit(book: Workbook) -> None:
        book["Nhiệm vụ"]["E2"] = "ngày mai"
        book["Chỉ tiêu"]["B2"] = "T99"

    data = edited(taken_away(office, version), edit)
    page = office["officer"].get(send(office, version, data)).text
    assert "Trang “Nhiệm vụ”, dòng 2, cột Hạn hoàn thành: “ngày mai”" in page
    assert "cột Theo chỉ tiêu của văn bản: “T99”" in page
    before = texts(version)
    sent = {"revision": str(version.revision)}
    refused = office["officer"].post(send(office, version, data), data=sent)
    assert "Tệp còn ô không đọc được." in refused.text
    assert texts(office.version()) == before


def test_what_others_wrote_since_is_shown_before_it_would_be_lost(office: Office) -> None:
    version = full(office)
    data = taken_away(office, version)
    office.write(version, version.tasks[0], product="Do người khác ghi", is_breakthrough="1")
    where = send(office, version, data)
    page = office["officer"].get(where).text
    assert "Dự thảo đã được sửa sau khi tải tệp này" in page
    assert "<del>Do người khác ghi</del>" in page
    stale = office["officer"].post(where, data={"revision": str(version.revision - 1)})
    assert "vừa được người khác sửa" in stale.text
    assert office.version().tasks[0].product == "Do người khác ghi"


def test_a_workbook_of_another_plan_or_none_is_refused(office: Office) -> None:
    other = taken_away(office, office.begin(first_year=2022))
    version = office.begin()
    for data, why in (
        (other, "Tệp này là bảng của một kế hoạch hoặc một bản khác."),
        (edited(other, lambda book: book.remove(book["Kế hoạch"])), "không phải bảng kế hoạch"),
        (b"PK\x03\x04", "không"),
    ):
        sent = {"file": (io.BytesIO(data), "ke-hoach.xlsx")}
        answer = office["officer"].post(f"{office.page(version)}/import", data=sent)
        assert answer.status_code == 422
        assert why in answer.text


def test_only_the_drafter_of_an_open_draft_takes_a_workbook_in(office: Office) -> None:
    version = full(office)
    data = taken_away(office, version)
    where = send(office, version, data)
    for who, status in (("inspector", 403), ("outsider", 403), ("receiver", 200)):
        assert office[who].get(where).status_code == status
    refused = office["receiver"].post(where, data={"revision": str(version.revision)})
    assert "cán bộ theo dõi thuộc chính đơn vị" in refused.text


def test_a_workbook_that_libreoffice_saved_is_the_same_plan(office: Office, tmp_path: Path) -> None:
    version = full(office)
    source = tmp_path / "ke-hoach.xlsx"
    data = edited(
        taken_away(office, version),
        lambda book: book["Nhiệm vụ"].__setitem__("C2", "Văn phòng"),
    )
    source.write_bytes(data)
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(provide_office()),
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(  # the office suite of this machine, on a file of this test
        [*command, "--outdir", str(saved), str(source)], check=True, timeout=120
    )
    before = texts(version)
    after = texts(take_in(office, version, (saved / "ke-hoach.xlsx").read_bytes()))
    first = next(key for key in before if key[0] == "task")
    assert after == {**before, first: {**before[first], "lead": "Văn phòng"}}
