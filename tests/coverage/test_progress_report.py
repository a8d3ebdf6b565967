"""The progress report: figures from the records, words from officers, neither lost nor mistyped."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.directives.models import Operator, SolutionGroup, TargetValue
from dissemination.plans.models import (
    Plan,
    PlanKind,
    PlanState,
    PlanTarget,
    PlanTargetValue,
    PlanTask,
    PlanTransition,
    PlanVersion,
    TaskStatus,
)
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import Obligation, ReportAnswer
from tests.conftest import Cast
from tests.coverage import papers
from tests.reporting.conftest import Office, Opened

LATE = datetime(2026, 4, 20, 3, tzinfo=UTC)


@pytest.fixture
def owed(office: Office, opened: Opened, session: scoped_session[Session]) -> Obligation:
    """The first commune's report was accepted, late; the second owes; each has tasks in its plan."""
    first = opened()
    office.walk(first, (Step.DRAFT, Capacity.DRAFTER))
    report = first.reports[-1]
    [figure] = report.figures
    figure.numerator, figure.denominator = Decimal(15), Decimal(120)
    report.answers.append(ReportAnswer(item_id=office.question.id, text="Có"))
    report.difficulties, report.proposals = "Thiếu cán bộ trẻ", "Bổ sung kinh phí"
    session.flush()
    office.walk(
        first,
        (Step.APPROVE, Capacity.HEAD),
        (Step.SUBMIT, Capacity.HEAD),
        (Step.ACCEPT, Capacity.RECEIVER),
    )
    first.first_submitted_at = LATE
    office.target.values = [TargetValue(year=2026, operator=Operator.AT_LEAST, value=Decimal(10))]
    group = SolutionGroup(
        directive_id=office.regime.directive_id, number=1, title="Đổi mới đào tạo"
    )
    session.add(group)
    session.flush()
    for number, unit in enumerate(office.communes):
        tasks = [_task(line, group.id, number) for line in range(1, 4)]
        version = PlanVersion(
            state=PlanState.ACTIVE, title="Kế hoạch", state_since=LATE, tasks=tasks
        )
        session.add(
            Plan(
                unit_id=unit.id, directive_id=office.regime.directive_id, kind=PlanKind.PLAN,
                first_year=2026, last_year=2026, created_at=LATE, versions=[version],
            )
        )  # fmt: skip
    session.commit()
    return first


def _task(line: int, group_id: int, unit: int) -> PlanTask:
    done = line == 1 or (line == 2 and unit == 0)
    return PlanTask(
        line=line, position=line, content=f"Việc {line}", solution_group_id=group_id,
        due_on=date(2026, 3, line), status=TaskStatus.DONE if done else TaskStatus.IN_PROGRESS,
        done_on=date(2026, 3, 1) if done else None, percentage=100 if done else 10,
    )  # fmt: skip


def address(office: Office, obligation: Obligation) -> str:
    return f"/units/{office.regime.root_unit_id}/progress/{obligation.period_id}"


@pytest.fixture
def secretary(cast: Cast) -> FlaskClient:
    return cast.sign_in(cast.user("thu-ky@example.vn", Role.SECRETARIAT))


def test_every_figure_is_that_of_an_independent_count(
    office: Office, owed: Obligation, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    content = papers.ordered(secretary, f"{address(office, owed)}/paper", "docx")
    paper = papers.word(content)
    text = papers.said(paper)
    period = {"id": owed.period_id}
    obliged, came, accepted = session.execute(
        sa.text(
            "SELECT count(*), count(first_submitted_at), count(accepted_at) FROM obligations"
            " WHERE period_id = :id AND state NOT IN ('waived', 'transferred')"
        ),
        period,
    ).one()
    assert (obliged, came, accepted) == (2, 1, 1)
    assert f"{came}/{obliged} đơn vị (50,0%) đã gửi; {accepted}/{obliged} đơn vị (50,0%)" in text
    above, below = session.execute(
        sa.text("SELECT sum(numerator), sum(denominator) FROM report_figures WHERE numerator > 0")
    ).one()
    targets = next(t for t in paper.tables if t.rows[0].cells[0].text == "Mã")
    assert [cell.text for cell in targets.rows[1].cells] == [
        "T1",
        "Cán bộ nữ",
        "—",
        "từ 10% (năm 2026)",
        f"12,5%\n({int(above)}/{int(below)})",
        "—",
        "0",
        "Đạt\n(1/2)",
    ]
    given = next(t for t in paper.tables if t.rows[0].cells[-1].text == "Tỷ lệ")
    assert [[cell.text for cell in row.cells][1:] for row in given.rows[1:]] == [
        ["Xã số 1", "15", "120", "12,5%"],
        ["Xã số 2", "—", "—", "—"],
        ["Tổng cộng", str(int(above)), str(int(below)), "12,5%"],
    ]
    tasks, done, overdue = session.execute(
        sa.text(
            "SELECT count(*), count(done_on), count(CASE WHEN done_on IS NULL AND due_on < :day"
            " THEN 1 END) FROM plan_tasks"
        ),
        {"day": date.today()},
    ).one()
    groups = next(t for t in paper.tables if t.rows[0].cells[0].text == "Nhóm")
    assert [cell.text for cell in groups.rows[-1].cells][2:5] == [
        str(tasks),
        str(done),
        str(overdue),
    ]
    assert f"{tasks} nhiệm vụ: {done} đã hoàn thành, {overdue} quá hạn" in text


@pytest.fixture
def planned(office: Office, owed: Obligation, session: scoped_session[Session]) -> Obligation:
    """The province's own plan starts from 10 and wants 14 of a hundred."""
    aim = PlanTarget(
        line=1, position=1, target_id=office.target.id, title="Cán bộ nữ", baseline=Decimal(10),
        values=[PlanTargetValue(year=2026, value=Decimal(14))],
    )  # fmt: skip
    issued = PlanTransition(
        step="issue", from_state=PlanState.ACCEPTED, to_state=PlanState.ACTIVE, at=LATE, actor="Vi"
    )
    version = PlanVersion(
        state=PlanState.ACTIVE,
        title="Kế hoạch",
        state_since=LATE,
        targets=[aim],
        transitions=[issued],
    )
    session.add(
        Plan(
            unit_id=office.regime.root_unit_id, directive_id=office.regime.directive_id,
            kind=PlanKind.PLAN, first_year=2026, last_year=2026, created_at=LATE, versions=[version],
        )
    )  # fmt: skip
    session.commit()
    return owed


def test_a_target_is_told_with_its_baseline_its_attainment_and_the_heads_still_needed(
    office: Office, planned: Obligation, secretary: FlaskClient
) -> None:
    """15 of 120 are 12.5%, of the 4 points from 10 to 14 2.5 are gone; ⌈14% × 120⌉ − 15 = 2."""
    where = address(office, planned)
    paper = papers.word(papers.ordered(secretary, f"{where}/paper", "docx"))
    targets = next(t for t in paper.tables if t.rows[0].cells[0].text == "Mã")
    assert [cell.text for cell in targets.rows[0].cells][2:7] == [
        "Mức gốc", "Mục tiêu", "Thực hiện", "Mức đạt mục tiêu", "Còn cần"
    ]  # fmt: skip
    told_of = ["10%", "từ 14% (năm 2026)", "12,5%\n(15/120)", "62,5%", "2 người"]
    assert [cell.text for cell in targets.rows[1].cells][2:7] == told_of
    assert targets.rows[1].cells[7].text == "Chưa đạt\n(1/2)"
    page = secretary.get(where).text
    board = secretary.get(f"/directives/{office.regime.directive_id}/attainment").text
    for said in ("62,5%", "2 người"):
        assert said in page
        assert said in board


def test_late_and_silent_units_are_named_and_empty_parts_are_left_to_be_written(
    office: Office, owed: Obligation, secretary: FlaskClient
) -> None:
    text = papers.said(
        papers.word(papers.ordered(secretary, f"{address(office, owed)}/paper", "docx"))
    )
    assert "Quá hạn: Xã số 2 (" in text
    assert "Gửi chậm: Xã số 1 (" in text
    assert "………" in text.split("VII. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI")[1]


def test_it_has_the_official_parts_and_what_units_wrote_until_somebody_writes(
    office: Office, owed: Obligation, secretary: FlaskClient
) -> None:
    where = address(office, owed)
    word = papers.said(papers.word(papers.ordered(secretary, f"{where}/paper", "docx")))
    for heading in (
        "I. TÌNH HÌNH CHUNG",
        "II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        "III. KẾT QUẢ THEO NHÓM NHIỆM VỤ, GIẢI PHÁP",
        "IV. ĐƠN VỊ CHẬM VÀ CHƯA BÁO CÁO",
        "V. KHÓ KHĂN, VƯỚNG MẮC",
        "VI. KIẾN NGHỊ, ĐỀ XUẤT",
        "VII. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
    ):
        assert heading in word
    assert "tháng 3 năm 2026" in word
    assert "- Xã số 1: Thiếu cán bộ trẻ" in word
    page = secretary.get(where).text
    assert "- Xã số 1: Bổ sung kinh phí" in page
    assert "1/2 đơn vị (50,0%) đã gửi" in page


def test_pdf_and_word_say_the_same_and_the_workbook_adds_up(
    office: Office, owed: Obligation, secretary: FlaskClient
) -> None:
    where = f"{address(office, owed)}/paper"
    word = papers.said(papers.word(papers.ordered(secretary, where, "docx")))
    content = papers.ordered(secretary, where, "pdf")
    pdf = papers.pdf_text(content)
    assert papers.claims(content)["part"] == "2"
    for piece in word.split():
        assert piece in pdf
    book = openpyxl.load_workbook(io.BytesIO(papers.ordered(secretary, where, "xlsx")))
    groups = book["2. Nhóm nhiệm vụ"]
    assert str(groups.cell(groups.max_row, 3).value).startswith("=SUM(")
    assert groups.freeze_panes


def save(
    browser: FlaskClient, where: str, revision: int, **texts: str
) -> tuple[int, dict[str, object]]:
    data = {"revision": str(revision), **texts}
    answer = browser.post(where, data=data, headers={"X-Requested-With": "autosave"})
    return answer.status_code, answer.get_json()


@pytest.mark.both_databases
def test_of_two_editors_neither_overwrites_the_other(
    office: Office, owed: Obligation, secretary: FlaskClient, cast: Cast
) -> None:
    where = address(office, owed)
    other = cast.sign_in(cast.user("thu-ky-2@example.vn", Role.SECRETARIAT))
    status, told = save(secretary, where, 0, situation="Tình hình ổn định.")
    assert (status, told["revision"]) == (200, 1)
    status, told = save(other, where, 0, direction="Tiếp tục thực hiện.")
    assert status == 409
    assert told["revision"] == 1
    assert told["cells"]["situation"] == "Tình hình ổn định."  # type: ignore[index]
    status, _told = save(
        other, where, 1, situation="Tình hình ổn định.", direction="Tiếp tục thực hiện."
    )
    assert status == 200
    word = papers.said(papers.word(papers.ordered(secretary, f"{where}/paper", "docx")))
    assert "Tình hình ổn định." in word
    assert "Tiếp tục thực hiện." in word


def test_a_page_saved_without_script_keeps_what_was_typed_when_refused(
    office: Office, owed: Obligation, secretary: FlaskClient
) -> None:
    where = address(office, owed)
    assert secretary.post(where, data={"revision": "0", "situation": "Một"}).status_code == 303
    refused = secretary.post(where, data={"revision": "0", "situation": "Hai"})
    assert refused.status_code == 409
    assert "vừa được người khác lưu" in refused.text
    assert ">Hai</textarea>" in refused.text


def test_who_only_reads_orders_it_but_writes_nothing(
    office: Office, owed: Obligation, cast: Cast
) -> None:
    where = address(office, owed)
    inspector = cast.sign_in(cast.user("thanh-tra@example.vn", Role.INSPECTOR))
    assert "<textarea" not in inspector.get(where).text
    assert inspector.post(where, data={"revision": "0"}).status_code == 403
    assert papers.ordered(inspector, f"{where}/paper", "pdf")


def test_a_commune_sees_nothing_of_the_provinces_report(
    office: Office, owed: Obligation, cast: Cast
) -> None:
    head = cast.user("bi-thu@example.vn", Role.HEAD_OF_UNIT, unit_id=office.communes[0].id)
    browser = cast.sign_in(head)
    where = address(office, owed)
    assert browser.get(where).status_code == 403
    assert browser.post(f"{where}/paper", data={"form": "pdf"}).status_code == 403
    own = f"/units/{office.communes[0].id}/progress/{owed.period_id}"
    assert browser.get(own).status_code == 404
    assert "Chưa có kỳ báo cáo nào" in browser.get("/progress-reports").text
