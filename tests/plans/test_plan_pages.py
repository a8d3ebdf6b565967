"""A plan on the web: begun, written by two people, moved on by three, amended, signed."""

import io

import pytest

from dissemination.plans.models import PlanState, PlanVersion
from tests.plans.conftest import CLEAR, Office


def save(
    office: Office, who: str, version: PlanVersion, **sent: object
) -> tuple[int, dict[str, str]]:
    """One field, as the page's script sends it."""
    [task] = version.tasks
    answer = office[who].post(
        f"{office.at(version)}/rows/task/{task.id}",
        data=sent,
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.get_json()


@pytest.mark.both_databases
def test_drafter_head_and_receiver_bring_a_plan_into_force(office: Office) -> None:
    version = office.begin()
    assert "Chưa rõ người, rõ thời gian" in office["officer"].get(office.page(version)).text
    office.write(version, version.tasks[0], **CLEAR)
    assert "Đã trình người đứng đầu đơn vị." in office.step("officer", "present", version).text
    assert "Đã gửi cấp trên." in office.step("head", "submit", version).text
    assert "Đã tiếp nhận kế hoạch." in office.step("receiver", "accept", version).text
    assert "Cần ghi số, ký hiệu" in office.step("head", "issue", version).text
    said = {"number": "15-KH/ĐU", "issued_on": "2023-12-01", "signer": "Vi Văn Sơn"}
    page = office.step("head", "issue", version, **said).text
    assert "15-KH/ĐU, 01/12/2023" in page
    assert office.version().state is PlanState.ACTIVE
    steps = [(one.step, one.actor) for one in office.version().transitions]
    expected = [
        ("present", "officer"),
        ("submit", "head"),
        ("accept", "receiver"),
        ("issue", "head"),
    ]
    assert steps == expected


def test_a_plan_starts_blank_or_from_the_superiors_or_last_years(office: Office) -> None:
    blank = office.begin(source="empty")
    assert (blank.tasks, blank.targets) == ([], [])
    refused = office["officer"].post(
        f"{office.home}/new",
        data={
            "directive_id": office.directive.id,
            "kind": "plan",
            "first_year": 2024,
            "last_year": 2024,
            "source": "superior",
        },
    )
    assert refused.status_code == 422
    assert "Chưa có kế hoạch đã ban hành để lấy làm mẫu." in refused.text
    office["officer"].post(f"{office.at(blank)}/discard")
    former = office.issued()
    following = office.begin(source="last_year", first_year=2026, last_year=2026)
    assert [task.content for task in following.tasks] == [CLEAR["content"]]
    assert [task.due_on for task in following.tasks] == [None]
    assert [one.title for one in following.targets] == [one.title for one in former.targets]


def test_of_two_who_write_one_field_the_later_sees_the_others(office: Office) -> None:
    version = office.begin()
    revision = version.tasks[0].revision
    mine = {"lead": "Văn phòng", "seen": "", "revision": revision}
    theirs = {"lead": "Ban Tổ chức", "seen": "", "revision": revision}
    assert save(office, "officer", version, **mine)[0] == 200
    status, told = save(office, "colleague", version, **theirs)
    assert (status, told["theirs"], told["by"]) == (409, "Văn phòng", "officer")
    status, told = save(
        office, "colleague", version, **theirs | {"seen": "Văn phòng", "revision": told["revision"]}
    )
    assert status == 200
    changes = office["officer"].get(f"{office.at(version)}/changes?since={revision}").get_json()
    [row] = changes["rows"]
    assert (row["by"], row["values"]["lead"]) == ("colleague", "Ban Tổ chức")


def test_without_scripts_nobodys_change_is_lost_either(office: Office) -> None:
    version = office.begin()
    [task] = version.tasks
    seen = str(task.revision)
    assert office.write(version, task, lead="Văn phòng").status_code == 303
    answer = office.write(version, task, lead="Ban Tổ chức", revision=seen)
    assert answer.status_code == 422
    assert "officer vừa sửa mục này thành: Văn phòng" in answer.text


def test_a_field_that_will_not_do_says_why(office: Office) -> None:
    version = office.begin()
    sent = {"due_on": "31/02/2024", "seen": "", "revision": 1}
    assert save(office, "officer", version, **sent) == (
        422,
        {"why": "Nhập ngày, ví dụ 31/01/2024."},
    )


def test_a_target_left_out_is_asked_for_its_reason(office: Office) -> None:
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    [aimed] = version.targets
    target_id = aimed.target_id
    office["officer"].post(f"{office.at(version)}/rows/target/{aimed.id}/remove")
    assert (
        "Chỉ tiêu của văn bản chưa có trong kế hoạch"
        in office["officer"].get(f"{office.page(version)}/edit").text
    )
    assert "chưa nêu lý do" in office.step("officer", "present", version).text
    assert office.version().state is PlanState.DRAFT
    reason = {"reason": "Xã không có biên chế"}
    office["officer"].post(f"{office.at(version)}/omissions/{target_id}", data=reason)
    assert "Đã trình" in office.step("officer", "present", version).text
    assert "Lý do: Xã không có biên chế" in office["receiver"].get(office.page(version)).text


def test_what_is_returned_bears_comments_on_the_very_line(office: Office) -> None:
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    office.step("officer", "present", version)
    office.step("head", "submit", version)
    assert "Cần nêu lý do" in office.step("receiver", "return", version).text
    line = version.tasks[0].line
    said = {"place": "task", "line": line, "text": "Ghi rõ sản phẩm là gì"}
    office["receiver"].post(f"{office.at(version)}/comments", data=said)
    assert "Đã trả lại đơn vị." in office.step("receiver", "return", version).text
    editor = office["officer"].get(f"{office.page(version)}/edit").text
    assert "Ghi rõ sản phẩm là gì" in editor
    [comment] = office.version().comments
    office["officer"].post(f"{office.at(version)}/comments/{comment.id}/settle")
    assert office.version().comments[0].settled_by == "officer"


def test_who_read_an_older_text_reads_anew_before_deciding(office: Office) -> None:
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    page = office.step("officer", "present", version, revision=1).text
    assert "vừa được người khác sửa sau khi trang này mở" in page


def test_an_amendment_shows_its_differences_and_leaves_the_issued_text(office: Office) -> None:
    first = office.issued()
    assert office.write(first, first.tasks[0], product="Khác").status_code == 422
    office.step("officer", "amend", first, reason="Bổ sung sản phẩm")
    second = office.version()
    office.write(second, second.tasks[0], product="Báo cáo và danh sách")
    page = office["receiver"].get(f"{office.at(second)}/differences").text
    assert "<del>Báo cáo kết quả</del>" in page
    assert "<ins>Báo cáo và danh sách</ins>" in page
    office.sign(second)
    states = [office.version(ordinal).state for ordinal in (1, 2)]
    assert states == [PlanState.AMENDED, PlanState.ACTIVE]
    assert office.version(1).tasks[0].product == "Báo cáo kết quả"
    office.step("head", "close", second, reason="Hết kỳ")
    assert office.version().state is PlanState.CLOSED


def test_the_signed_document_is_kept_once_the_plan_is_accepted(office: Office) -> None:
    version = office.begin()
    send = {"file": (io.BytesIO(b"%PDF-1.7 ky"), "ke-hoach.pdf")}
    where = f"/evidence/plan/{version.id}"
    early = office["officer"].post(where, data=send, follow_redirects=True)
    assert "Kế hoạch chưa có hiệu lực." in early.text
    office.write(version, version.tasks[0], **CLEAR)
    office.sign(office.version())
    for who, status in (("inspector", 403), ("receiver", 403), ("officer", 303)):
        send = {"file": (io.BytesIO(b"%PDF-1.7 ky"), "ke-hoach.pdf")}
        assert office[who].post(where, data=send).status_code == status
    assert "Văn bản đã ký" in office["inspector"].get(office.page(version)).text


@pytest.mark.both_databases
def test_the_list_says_who_has_a_plan_and_whose_turn_it_is(office: Office) -> None:
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    office.step("officer", "present", version)
    office.step("head", "submit", version)
    title = office.version().title
    assert title == "Kế hoạch thực hiện Nghị quyết số 116-NQ/TU"
    for query, shown in (
        ("", True),
        ("q=van an", True),
        ("q=chien thang", False),
        ("state=submitted", True),
        ("state=active", False),
        ("year=2024", True),
        ("year=2026", False),
        (f"directive={office.directive.id}", True),
        ("mine=1", True),
        ("whose=all", True),
        ("whose=unit", False),
    ):
        page = office["receiver"].get(f"/plans?{query}").text
        assert (title in page) is shown, query
    assert title not in office["officer"].get("/plans?mine=1").text
    without = office["receiver"].get("/plans?state=none").text
    assert "Xã Chiến Thắng" in without
    assert "Xã Vân An" not in without
