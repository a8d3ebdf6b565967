"""The forms a paper is given in: to edit and sign, to keep, to reckon with."""

import enum
from datetime import date

from dissemination.papers import pdf, word, workbook
from dissemination.papers.document import Paper


class Form(enum.StrEnum):
    """By the suffix of its file."""

    WORD = "docx"
    PDF = "pdf"
    EXCEL = "xlsx"

    @property
    def content_type(self) -> str:
        match self:
            case Form.WORD:
                return word.DOCX_TYPE
            case Form.PDF:
                return pdf.PDF_TYPE
            case Form.EXCEL:
                return workbook.XLSX_TYPE


def write(paper: Paper, form: Form, made_on: date) -> bytes:
    """The paper as a file of this form."""
    match form:
        case Form.WORD:
            return word.write(paper)
        case Form.PDF:
            return pdf.write(paper, made_on)
        case Form.EXCEL:
            return workbook.write(paper)
