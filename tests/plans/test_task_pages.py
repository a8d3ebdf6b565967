"""Tasks of plans in force: told of, proved, given more time, listed and fed to calendars."""

import io
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from dissemination.database import db
from dissemination.plans.models import CalendarFeed, PlanVersion, TaskExtension, TaskStatus
from tests.plans.conftest import Office

DONE = {"status": "done", "percentage": "100", "result": "Đã học xong", "done_on": "2024-01-20"}


def task_page(office: Office, version: PlanVersion) -> str:
    return f"{office.page(version)}/tasks/{version.tasks[0].id}"


def report(office: Office, version: PlanVersion, **said: Any) -> str:
    answer = office["officer"].post(
        f"{task_page(office, version)}/progress", data=said, follow_redirects=True
    )
    return answer.text


@pytest.mark.both_databases
def test_progress_is_kept_with_every_word_said_before(office: Office) -> None:
    version = office.issued()
    report(office, version, status="in_progress", percentage="40", result="Xong đợt 1")
    assert "Hoàn thành thì cần ghi kết quả." in report(office, version, status="done", result="")
    page = report(office, version, **DONE)
    assert "Xong đợt 1" in page
    [task] = office.version().tasks
    assert (task.status, task.percentage, task.done_on) == (TaskStatus.DONE, 100, date(2024, 1, 20))


def test_a_task_that_asks_for_evidence_is_not_done_without(office: Office) -> None:
    version = office.issued(required_evidence="Danh sách ký tên")
    [task] = version.tasks
    assert "Gửi tệp minh chứng trước" in report(office, version, **DONE)
    sent = {"file": (io.BytesIO(b"%PDF-1.7 danh sach"), "danh-sach.pdf")}
    office["officer"].post(f"/evidence/plan_task/{task.id}", data=sent)
    assert "Đã ghi kết quả." in report(office, version, **DONE)


def test_evidence_and_progress_follow_their_line_into_an_amendment(office: Office) -> None:
    version = office.issued()
    sent = {"file": (io.BytesIO(b"%PDF-1.7 danh sach"), "danh-sach.pdf")}
    office["officer"].post(f"/evidence/plan_task/{version.tasks[0].id}", data=sent)
    report(office, version, status="in_progress", percentage="40", result="Xong đợt 1")
    office.step("officer", "amend", version, reason="Bổ sung")
    amended = office.sign(office.version())
    page = office["inspector"].get(task_page(office, amended)).text
    assert "danh-sach" in page
    assert "Xong đợt 1" in page
    assert office["inspector"].get("/evidence/1", buffered=True).status_code == 200


@pytest.mark.both_databases
def test_more_time_is_asked_with_a_reason_and_granted_by_the_superior(office: Office) -> None:
    version = office.issued()
    page = task_page(office, version)
    ask = {"until": "2199-01-31", "reason": "Chờ hướng dẫn"}
    office["officer"].post(f"{page}/extensions", data=ask)
    assert "officer xin gia hạn đến 31/01/2199" in office["receiver"].get(page).text
    assert page in office["receiver"].get("/tasks?whose=all&asking=1").text
    [asked] = db.session.scalars(db.select(TaskExtension))
    decide = f"{page}/extensions/{asked.id}/grant"
    own = office["head"].post(decide, data={"reason": "Tự đồng ý"}, follow_redirects=True)
    assert "đơn vị không tự tiếp nhận kế hoạch của mình" in own.text
    office["receiver"].post(decide, data={"reason": "Đồng ý"})
    [task] = office.version().tasks
    assert (task.due, task.late_since) == (date(2199, 1, 31), date(2024, 1, 31))
    again = office["receiver"].post(decide, data={"reason": "Đồng ý"}, follow_redirects=True)
    assert "vừa được người khác trả lời" in again.text


@pytest.mark.both_databases
def test_lists_show_mine_my_units_and_what_is_within_reach(office: Office) -> None:
    version = office.issued()
    page = task_page(office, version)
    for who, query, shown in (
        ("officer", "", True),
        ("officer", "whose=mine", False),
        ("receiver", "whose=unit", False),
        ("receiver", "whose=all", True),
        ("neighbour", "whose=all", False),
        ("inspector", "due=2024-01-31", True),
        ("inspector", "due=2024-02-01", False),
        ("inspector", "timing=overdue", True),
        ("inspector", "timing=done", False),
        ("inspector", "q=quan triet", False),  # words of a task are found as they are written
        ("inspector", "q=quán triệt", True),
        ("inspector", "q=van an", True),
    ):
        assert (page in office[who].get(f"/tasks?{query}").text) is shown, (who, query)
    assert page in office["officer"].get("/tasks/calendar?month=2024-01").text
    assert page not in office["officer"].get("/tasks/calendar?month=2024-03").text


def test_a_calendar_address_needs_no_sign_in_and_ends_when_renewed(office: Office) -> None:
    version = office.issued()
    old = feed_address(office)
    calendar = Calendar.from_ical(office["officer"].application.test_client().get(old).data)
    [event] = calendar.events
    assert event.start == date(2024, 1, 31)
    assert event["uid"] == f"task-{version.plan_id}-{version.tasks[0].line}@dissemination"
    new = feed_address(office)
    assert new != old
    assert office["outsider"].get(old).status_code == 404
    assert office["outsider"].get(new).status_code == 200
    assert office["outsider"].get(new.replace(".ics", "x.ics")).status_code == 404
    office["officer"].post("/tasks/feed/end")
    assert office["outsider"].get(new).status_code == 404


def feed_address(office: Office) -> str:
    """A fresh address, as the page shows it."""
    office["officer"].post("/tasks/feed/renew")
    page = office["officer"].get("/tasks/feed").text
    start = page.index("/tasks/feed/", page.index('id="feed-address"'))
    assert db.session.scalar(db.select(db.func.count()).select_from(CalendarFeed)) == 1
    return page[start : page.index('"', start)]
