"""One paper in three forms: the same words and figures, whatever characters they hold."""

import io
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pytest
from docx.table import _Cell

from dissemination.papers.committees import Issuer
from dissemination.papers.document import Column, Paper, Signature, Table, told
from dissemination.papers.forms import Form, write
from dissemination.papers.rulesets import PARTY, STATE, ruleset
from tests.coverage import papers

TODAY = date(2026, 11, 26)
# Markup to Typst, a formula to Excel, a tag to Word.
EVIL = '=HYPERLINK("http://x") #let *đậm* _nghiêng_ <w:b/> \\ $x$ [Xã] @ref // --'
COLUMNS = (
    Column("TT", 12, is_figure=True),
    Column("Đơn vị", 60),
    Column("Triệu tập", 30, is_figure=True, adds=True),
    Column("Có mặt", 30, is_figure=True, adds=True),
    Column("Tỷ lệ", 30, is_figure=True, share_of=(3, 2)),
)
ROWS = [(1, EVIL, 1000, 985, None), (2, "Xã Vân An", 39, None, None), (3, "Xã Lâu Năm", 0, 0, None)]


@pytest.fixture
def paper() -> Paper:
    made = Paper(ruleset(PARTY), "Báo cáo thử")
    made.title("Báo cáo", EVIL)
    made.section("1. Phần nhỏ đứng trước phần lớn", 2)
    made.text(EVIL)
    made.table(COLUMNS, ROWS, "Có: [tên] / lạ?", has_totals=True)
    made.appendix("Phụ lục", "ngang trang", across=True)
    made.section("a) Phần nhỏ ngay dưới phụ lục", 2)
    made.table(COLUMNS[:2], [])
    return made


def test_what_somebody_typed_is_text_in_every_form(paper: Paper) -> None:
    word = docx.Document(io.BytesIO(write(paper, Form.WORD, TODAY)))
    assert EVIL in papers.said(word)
    pdf = papers.pdf_text(write(paper, Form.PDF, TODAY)).replace(" ", "")
    assert pdf.count(EVIL.replace(" ", "")) == 3
    sheet = papers.workbook(write(paper, Form.EXCEL, TODAY)).worksheets[1]
    [cell] = [cell for row in sheet for cell in row if cell.value == EVIL and cell.column == 2]
    assert cell.data_type == "s"


def test_missing_is_not_zero_and_a_share_of_nothing_is_a_dash() -> None:
    table = Table(COLUMNS, ROWS, has_totals=True)
    assert [row[2:] for row in table.told()] == [
        ["1.000", "985", "98,5%"],
        ["39", "—", "—"],
        ["0", "0", "—"],
        ["1.039", "985", "94,8%"],
    ]


def test_every_row_of_a_word_table_is_set_alike_and_says_its_own() -> None:
    """Rows are copied from one pattern: breaks, blanks and signs of XML are each row's own."""
    made = Paper(ruleset(PARTY), "Danh sách")
    columns = (
        Column("TT", 14, True),
        Column("Họ và tên", 60),
        Column("Có mặt", 30, True, adds=True),
    )
    told_of = ["An", "hai\ndòng", "", " thụt vào ", "<b>&", "a\tb", "Bình"]
    made.table(columns, [(n, text, n) for n, text in enumerate(told_of)], has_totals=True)
    [table] = docx.Document(io.BytesIO(write(made, Form.WORD, date(2023, 11, 15)))).tables
    rows = table.rows[1:-1]
    assert [row.cells[1].text for row in rows] == told_of
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "21"]
    looks = {tuple(_look(cell) for cell in row.cells) for row in rows}
    assert len(looks) == 1
    assert [cell.width.mm for cell in rows[0].cells] == pytest.approx([14, 60, 30], abs=0.1)
    assert all("w:cantSplit" in row._tr.xml for row in rows)


def _look(cell: _Cell) -> tuple[object, ...]:
    [line] = cell.paragraphs
    [run] = line.runs
    shape = line.paragraph_format
    return (
        cell.width, line.alignment, shape.space_before, shape.space_after,
        run.font.name, run.font.size, run.bold,
    )  # fmt: skip


def test_rows_of_a_workbook_are_as_high_as_their_words(paper: Paper) -> None:
    """LibreOffice and printing servers do not stretch them by themselves."""
    paper.text("Câu dài " * 60)
    paper.appendix("Phụ lục 1", "Danh sách")
    paper.section("T1. Tỷ lệ", 2)
    columns = (Column("TT", 14, True), Column("Đơn vị", 30))
    paper.table(
        columns, [(1, "Xã"), (2, "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng"), (3, "a\nb")]
    )
    book = papers.workbook(write(paper, Form.EXCEL, TODAY))
    words, table = book.worksheets[0], book.worksheets[-1]
    said = {row[0].value: row[0].row for row in words.iter_rows()}
    assert words.row_dimensions[said["Câu dài " * 60]].height >= 6 * 15
    assert "T1. Tỷ lệ" not in said
    heights = {row[1].value: table.row_dimensions[row[1].row].height for row in table.iter_rows()}
    assert heights["Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng"] >= 3 * 15
    assert heights["a\nb"] >= 2 * 15
    assert heights["Xã"] is None


@pytest.mark.parametrize("rows", [27, 36, 37, 38])
def test_neither_totals_nor_who_signs_begin_a_page_alone(rows: int) -> None:
    """Of these tables one ends a page too early, one too late."""
    made = Paper(ruleset(PARTY), "Báo cáo")
    made.title("Báo cáo", "thử")
    columns = (Column("TT", 14, True), Column("Đơn vị", 60), Column("Có mặt", 30, True, adds=True))
    made.table(columns, [(n, "Xã Vân An", 1) for n in range(rows)], has_totals=True)
    made.text("Trên đây là báo cáo.")
    made.closing(("Như trên", "Lưu Văn phòng"), Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ"))
    pages = papers.pdf_pages(write(made, Form.PDF, TODAY))
    assert len(pages) == 2
    assert "Xã Vân An" in pages[1].split("Tổng cộng")[0] or "Tổng cộng" in pages[0]
    assert "Trên đây là báo cáo." in pages[1]
    document = docx.Document(io.BytesIO(write(made, Form.WORD, TODAY)))
    last = document.tables[0].rows[-2].cells[1].paragraphs[0]
    assert last.paragraph_format.keep_with_next
    words = next(line for line in document.paragraphs if line.text == "Trên đây là báo cáo.")
    assert words.paragraph_format.keep_with_next


def test_the_end_of_a_paper_is_written_as_its_form_asks() -> None:
    """The Party underlines Nơi nhận and parts its lines by commas, the State slants it and its posts are bold."""
    told_of = {}
    for rules in (PARTY, STATE):
        made = Paper(ruleset(rules), "Báo cáo")
        issuer = Issuer("Huyện Chi Lăng", "Tỉnh Lạng Sơn", "Tỉnh Lạng Sơn")
        made.closing(("Như trên", issuer.keeps(rules)), issuer.signature(rules))
        [table] = docx.Document(io.BytesIO(write(made, Form.WORD, TODAY))).tables
        left, right = table.rows[0].cells
        run, post = left.paragraphs[0].runs[0], right.paragraphs[1].runs[0]
        told_of[rules] = (left.text, bool(run.underline), bool(run.italic), bool(post.bold))
    assert told_of[PARTY] == (
        "Nơi nhận:\n- Như trên,\n- Lưu Văn phòng Huyện ủy Chi Lăng.", True, False, False
    )  # fmt: skip
    assert told_of[STATE] == ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", False, True, True)


def test_the_workbook_reckons_what_the_paper_says(paper: Paper) -> None:
    content = write(paper, Form.EXCEL, TODAY)
    reckoned = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[1]
    last = [cell.value for cell in reckoned[reckoned.max_row]]
    assert last[1:4] == ["Tổng cộng", 1039, 985]
    assert last[4] == pytest.approx(985 / 1039)
    formulas = papers.workbook(content).worksheets[1]
    assert str(formulas.cell(formulas.max_row, 3).value).startswith("=SUM(C")


@pytest.mark.parametrize("rules", [PARTY, STATE])
def test_the_pdf_is_an_archives_and_a_screen_readers(paper: Paper, rules: str) -> None:
    paper.rules = ruleset(rules)
    claimed = papers.claims(write(paper, Form.PDF, TODAY))
    assert (claimed["part"], claimed["conformance"], claimed["ua"]) == ("2", "A", "1")
    assert (claimed["language"], claimed["tree"]) == ("vi", "StructTreeRoot")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (10300, "10.300"),
        (Decimal("12.5000"), "12,5"),
        (Decimal("1234.567"), "1.234,57"),
        (Decimal("100.0000"), "100"),
        (date(2023, 11, 15), "15/11/2023"),
        (None, "—"),
        ("", ""),
    ],
)
def test_figures_are_written_the_vietnamese_way(cell: object, said: str) -> None:
    assert told(cell) == said  # type: ignore[arg-type]


def test_who_issues_is_named_as_the_party_or_the_state_does() -> None:
    commune = Issuer("Xã Vân An", "Huyện Chi Lăng", "Tỉnh Lạng Sơn")
    party, state = (commune.head(rules, "BC", 2026) for rules in (PARTY, STATE))
    assert (party.superior, party.issuer) == ("Đảng bộ huyện Chi Lăng", "Đảng ủy xã Vân An")
    assert (state.superior, state.issuer) == (
        "Ủy ban nhân dân\nhuyện Chi Lăng",
        "Ủy ban nhân dân\nxã Vân An",
    )
    assert (party.place, party.suffix, state.suffix) == ("Lạng Sơn", "ĐU", "UBND")
    department = Issuer("Sở Y tế", "Tỉnh Lạng Sơn", "Tỉnh Lạng Sơn")
    assert department.head(STATE, "BC", 2026).issuer == "Sở Y tế"
