"""The attendance report of a conference says what the database holds, once the counts are closed."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.conferences.models import ConferenceState, Delegate, Standing
from dissemination.conferences.roster import roster_changed
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.coverage import papers
from tests.coverage.conftest import Morning, close


@pytest.fixture
def closed(morning: Morning, session: scoped_session[Session]) -> Morning:
    """Some came, one of them to another point, one for somebody else; then the conference closed."""
    main, van_an = morning.people[morning.main.name], morning.people[morning.van_an.name]
    main[2].standing = Standing.REPLACED
    main[1].substitute_for_id = main[2].id
    roster_changed([morning.main.id])
    session.commit()
    for who, where in (
        (main[0], morning.main),
        (main[1], morning.main),
        (main[5], morning.main),
        (van_an[0], morning.van_an),
        (van_an[1], morning.main),
    ):
        digits = session.merge(who).passes[-1].digits
        assert morning.devices[where.name].scan(digits)["outcome"].startswith("admitted")
    close(morning.conference)
    return morning


def recounted(session: scoped_session[Session], conference_id: int) -> dict[str, int]:
    """The figures again, from people and arrivals, with SQL of this test's own."""
    row = session.execute(
        sa.text(
            "SELECT count(CASE WHEN d.standing = 'summoned' THEN 1 END) AS expected,"
            " count(CASE WHEN d.standing = 'summoned' AND a.delegate_id IS NOT NULL THEN 1 END) AS came,"
            " count(CASE WHEN d.standing = 'summoned' AND a.delegate_id IS NULL"
            " AND d.excused_reason IS NOT NULL THEN 1 END) AS excused,"
            " count(CASE WHEN d.standing = 'summoned' AND a.delegate_id IS NULL"
            " AND d.excused_reason IS NULL THEN 1 END) AS unexcused,"
            " count(CASE WHEN d.standing = 'walk_in' AND a.delegate_id IS NOT NULL THEN 1 END)"
            " AS walk_ins FROM delegates d LEFT JOIN attendances a ON a.delegate_id = d.id"
            " WHERE d.conference_id = :id"
        ),
        {"id": conference_id},
    ).one()
    return dict(row._mapping)


@pytest.fixture
def secretary(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


def address(morning: Morning) -> str:
    return f"/conferences/{morning.conference.id}/papers"


def test_every_figure_is_that_of_an_independent_count(
    closed: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    counts = recounted(session, closed.conference.id)
    assert counts["came"] < counts["expected"]
    content = papers.ordered(secretary, f"{address(closed)}/attendance", "docx")
    text = papers.said(papers.word(content))
    absent = counts["expected"] - counts["came"]
    share = f"{100 * counts['came'] / counts['expected']:.1f}%".replace(".", ",")
    assert (
        f"Tổng số đại biểu triệu tập {counts['expected']}; có mặt {counts['came']} ({share});"
        f" vắng {absent}, trong đó có lý do {counts['excused']}." in text
    )
    assert f"đại biểu phát sinh {counts['walk_ins']}." in text
    totals = [counts[name] for name in ("expected", "came", "excused", "unexcused", "walk_ins")]
    _heading, by_level, by_place, _closing, points, *_people = papers.word(content).tables
    for table in (by_level, by_place, points):
        shown = [cell.text for cell in table.rows[-1].cells]
        figures = [text for text in shown[-6:] if not text.endswith("%")]
        assert figures == list(map(str, totals)), shown


def test_word_and_pdf_say_the_same(closed: Morning, secretary: FlaskClient) -> None:
    where = f"{address(closed)}/attendance"
    word = papers.said(papers.word(papers.ordered(secretary, where, "docx")))
    pdf = papers.pdf_text(papers.ordered(secretary, where, "pdf"))
    for line in word.splitlines():
        for piece in line.split():
            assert piece in pdf, line


def test_the_pdf_is_for_keeping_and_for_screen_readers(
    closed: Morning, secretary: FlaskClient
) -> None:
    content = papers.ordered(secretary, f"{address(closed)}/attendance", "pdf")
    assert papers.claims(content) == {
        "part": "2",
        "conformance": "A",
        "ua": "1",
        "language": "vi",
        "marked": "true",
        "tree": "StructTreeRoot",
    }


@pytest.mark.parametrize(
    ("rules", "motto", "number"),
    [
        ("party-2018", "ĐẢNG CỘNG SẢN VIỆT NAM", "Số       -BC/"),
        ("state-2020", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số:        /BC-UBND"),
    ],
)
def test_page_margins_font_and_blanks_are_those_of_the_ruleset(
    closed: Morning, secretary: FlaskClient, rules: str, motto: str, number: str
) -> None:
    content = papers.ordered(secretary, f"{address(closed)}/attendance", "docx", rules=rules)
    paper = papers.word(content)
    page = paper.sections[0]
    assert papers.millimetres(page.page_width, page.page_height) == pytest.approx(
        [210, 297], abs=0.1
    )
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert papers.millimetres(*margins) == pytest.approx([20, 20, 30, 15], abs=0.1)
    assert {run.font.name for line in paper.paragraphs for run in line.runs} == {"Times New Roman"}
    body = next(line for line in paper.paragraphs if line.text.startswith("Tổng số đại biểu"))
    assert [run.font.size.pt for run in body.runs if run.font.size] == [14]
    left, right = paper.tables[0].rows[0].cells
    assert motto in right.text
    assert number in left.text
    assert "ngày       tháng       năm" in right.text
    for table in paper.tables[1:]:
        if table.style is not None and table.style.name == "Table Grid":
            assert "w:tblHeader" in table.rows[0]._tr.xml


def test_the_workbook_adds_up_by_formula(
    closed: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    book = papers.workbook(papers.ordered(secretary, f"{address(closed)}/attendance", "xlsx"))
    sheet = book["3. Điểm cầu"]
    assert sheet.freeze_panes
    assert sheet.print_title_rows
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    rows = [row for row in sheet.iter_rows() if isinstance(row[0].value, int | float)]
    expected = sum(row[3].value for row in rows)
    assert expected == recounted(session, closed.conference.id)["expected"]
    last = sheet[sheet.max_row]
    assert last[1].value == "Tổng cộng" or last[0].value == "Tổng cộng"
    assert last[3].value == f"=SUM(D{rows[0][0].row}:D{rows[-1][0].row})"
    assert str(last[5].value).startswith("=IF(")


@pytest.mark.parametrize(
    ("state", "why"),
    [(ConferenceState.RUNNING, "còn thay đổi"), (ConferenceState.OPEN, "chưa diễn ra")],
)
def test_before_the_close_there_is_no_report_and_it_says_why(
    closed: Morning,
    secretary: FlaskClient,
    session: scoped_session[Session],
    state: ConferenceState,
    why: str,
) -> None:
    closed.conference.state = state
    session.commit()
    page = secretary.get(address(closed)).text
    assert "Chưa chốt số liệu" in page
    assert why in page
    assert "/attendance" not in page
    refused = secretary.post(f"{address(closed)}/attendance", data={"form": "pdf"})
    assert refused.location.endswith(address(closed))
    assert "Chưa có tài liệu nào" in secretary.get("/my-papers").text


def absentees(closed: Morning, session: scoped_session[Session]) -> list[str]:
    came = sa.text("SELECT delegate_id FROM attendances")
    ids = set(session.scalars(came))
    people = session.query(Delegate).filter_by(conference_id=closed.conference.id)
    return [one.name for one in people if one.standing == "summoned" and one.id not in ids]


def test_names_stand_in_it_for_whom_rosters_are_open_and_that_is_on_record(
    closed: Morning, secretary: FlaskClient, session: scoped_session[Session]
) -> None:
    absent = absentees(closed, session)
    text = papers.said(
        papers.word(papers.ordered(secretary, f"{address(closed)}/attendance", "docx"))
    )
    assert absent
    assert all(name in text for name in absent)
    verbs = [entry.verb for entry in session.query(AuditEntry) if entry.subject == "paper"]
    assert verbs == ["order_paper", "download_paper"]


def test_a_leader_of_one_district_gets_its_points_and_no_others_names(
    closed: Morning, signed_in: SignIn, session: scoped_session[Session]
) -> None:
    head = signed_in(Role.HEAD_OF_UNIT, unit_id=closed.district.id)
    for form in ("docx", "pdf", "xlsx"):
        content = papers.ordered(head, f"{address(closed)}/attendance", form)
        if form == "docx":
            text = papers.said(papers.word(content))
        elif form == "pdf":
            text = papers.pdf_text(content)
        else:
            text = papers.cells_text(content)
        for person in session.query(Delegate).filter(Delegate.point_id != closed.van_an.id):
            assert person.name not in text, (form, person.name)


def test_an_outsider_orders_nothing(closed: Morning, cast: Cast) -> None:
    elsewhere = cast.unit("9", "Tỉnh khác")
    outsider = cast.sign_in(
        cast.user("nguoi-ngoai@example.vn", Role.HEAD_OF_UNIT, unit_id=elsewhere.id)
    )
    assert outsider.get(address(closed)).status_code == 403
    answer = outsider.post(f"{address(closed)}/attendance", data={"form": "pdf"})
    assert answer.status_code == 403
