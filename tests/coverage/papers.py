"""Reading papers as their readers do: Word's text and measures, a PDF's text and claims, sheets."""

import io
import re
import zlib

import docx
import openpyxl
import pypdfium2
from docx.document import Document
from docx.shared import Length
from flask.testing import FlaskClient
from openpyxl.workbook import Workbook


def ordered(client: FlaskClient, address: str, form: str, **more: str) -> bytes:
    """Order a paper and fetch the newest of one's documents."""
    answer = client.post(address, data={"form": form, **more})
    assert answer.status_code == 303, answer.text
    return fetched(client)


def fetched(client: FlaskClient) -> bytes:
    page = client.get("/my-papers").text
    found = re.search(r"/my-papers/\d+/file", page)
    assert found, page
    answer = client.get(found[0], buffered=True)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    content: bytes = answer.data
    return content


def word(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def workbook(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells_text(content: bytes) -> str:
    """Everything that stands in a workbook."""
    rows = (row for sheet in workbook(content) for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(value) for row in rows for value in row)


def millimetres(*lengths: Length | None) -> list[float]:
    return [length.mm for length in lengths if length is not None]


def said(paper: Document) -> str:
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def pdf_pages(content: bytes) -> list[str]:
    """What each page says, with single spaces."""
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return [re.sub(r"\s+", " ", page.replace("\ufffe", "")) for page in pages]


def pdf_text(content: bytes) -> str:
    """All pages."""
    return " ".join(pdf_pages(content))


def claims(content: bytes) -> dict[str, str]:
    """What a PDF says of itself in its XMP metadata and its catalogue, compressed parts included."""
    parts = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    whole = b"\n".join(parts).decode("latin-1")

    def first(pattern: str) -> str:
        found = re.search(pattern, whole)
        return found[1] if found else ""

    return {
        "part": first(r"<pdfaid:part>(\d)"),
        "conformance": first(r"<pdfaid:conformance>(\w)"),
        "ua": first(r"<pdfuaid:part>(\d)"),
        "language": first(r"/Lang\s*\((.*?)\)"),
        "marked": first(r"/Marked\s+(true)"),
        "tree": first(r"/(StructTreeRoot)"),
    }
