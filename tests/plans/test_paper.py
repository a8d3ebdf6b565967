"""The document that is signed is in the form of Party documents, to the millimetre."""

import io

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.shared import Length

from dissemination.plans.models import PlanVersion
from tests.coverage import papers
from tests.plans.conftest import CLEAR, Office


def paper(office: Office, version: PlanVersion, who: str = "officer") -> Paper:
    answer = office[who].get(f"{office.page(version)}/plan.docx")
    assert answer.status_code == 200
    return Document(io.BytesIO(answer.data))


def millimetres(*lengths: Length | None) -> list[float]:
    return [length.mm for length in lengths if length is not None]


def said(paper: Paper) -> str:
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


@pytest.fixture
def draft(office: Office) -> PlanVersion:
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    return office.version()


def test_page_margins_and_font_are_those_of_party_documents(
    office: Office, draft: PlanVersion
) -> None:
    document = paper(office, draft)
    page, annex = document.sections
    assert millimetres(page.page_width, page.page_height) == pytest.approx([210, 297], abs=0.1)
    assert millimetres(annex.page_width, annex.page_height) == pytest.approx([297, 210], abs=0.1)
    assert annex.orientation is WD_ORIENT.LANDSCAPE
    for section in (page, annex):
        margins = (
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
        assert millimetres(*margins) == pytest.approx([20, 20, 30, 15], abs=0.1)
    assert {run.font.name for line in document.paragraphs for run in line.runs} == {
        "Times New Roman"
    }
    body = next(
        line for line in document.paragraphs if line.text.startswith("Thực hiện Nghị quyết")
    )
    assert [run.font.size.pt for run in body.runs if run.font.size] == [14]


def test_letterhead_names_the_committee_and_its_superior(
    office: Office, draft: PlanVersion
) -> None:
    left, right = paper(office, draft).tables[0].rows[0].cells
    assert left.text.split("\n")[:3] == ["ĐẢNG BỘ HUYỆN CHI LĂNG", "ĐẢNG ỦY XÃ VÂN AN", "*"]
    assert right.text.startswith("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert "w:pBdr" in right.paragraphs[1]._p.xml


def test_columns_are_as_wide_as_what_they_hold(office: Office, draft: PlanVersion) -> None:
    """A cell's width is read by Word, the grid's by LibreOffice: both say the same."""
    annex = paper(office, draft).tables[-1]
    grid = millimetres(*(column.width for column in annex.columns))
    assert grid == pytest.approx(millimetres(*(cell.width for cell in annex.rows[1].cells)))
    assert grid[1] > 5 * grid[0]
    assert sum(grid) < 297 - 30 - 15 + 1


def test_pages_are_numbered_from_the_second_on(office: Office, draft: PlanVersion) -> None:
    first, annex = paper(office, draft).sections
    assert first.different_first_page_header_footer
    assert not annex.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml


def test_number_and_day_are_blank_until_issued(office: Office, draft: PlanVersion) -> None:
    assert "Số       -KH/ĐU" in said(paper(office, draft))
    assert "Vân An, ngày       tháng       năm 20…" in said(paper(office, draft))
    document = said(paper(office, office.sign(draft), "inspector"))
    assert "Số 15-KH/ĐU" in document
    assert "Vân An, ngày 01 tháng 12 năm 2023" in document


def test_who_signs_stands_as_the_unit_has_it(office: Office, draft: PlanVersion) -> None:
    """A commune's committee has a standing committee, in whose name its secretary signs."""
    signed = paper(office, draft).tables[-2].rows[0].cells[1]
    assert signed.text.split("\n")[:2] == ["T/M BAN THƯỜNG VỤ", "BÍ THƯ"]


def test_every_task_stands_in_the_annex_with_its_six_clear(
    office: Office, draft: PlanVersion
) -> None:
    annex = paper(office, draft).tables[-1]
    assert [cell.text for cell in annex.rows[1].cells] == [
        str(draft.tasks[0].line),
        CLEAR["content"],
        CLEAR["lead"],
        "31/01/2024",
        CLEAR["responsible"],
        CLEAR["product"],
        CLEAR["authority"],
    ]


def test_an_outsider_gets_no_document(office: Office, draft: PlanVersion) -> None:
    assert office["outsider"].get(f"{office.page(draft)}/plan.docx").status_code == 403


def test_the_pdf_says_what_word_says_and_is_for_keeping(office: Office, draft: PlanVersion) -> None:
    answer = office["officer"].get(f"{office.page(draft)}/plan.pdf")
    pdf = papers.pdf_text(answer.data)
    assert all(piece in pdf for piece in said(paper(office, draft)).split())
    assert papers.claims(answer.data)["part"] == "2"
