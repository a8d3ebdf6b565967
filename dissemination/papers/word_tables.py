"""Tables of Word documents: their rows are copies of one pattern, since lists of names run to thousands."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph

from dissemination.papers.document import Column, Table
from dissemination.papers.rulesets import Ruleset

_IN_CELLS: Final = 2  # points above and beneath
_BESIDE: Final = 1.5  # millimetres left and right
_PARAGRAPH: Final = qn("w:p")
_RUN: Final = qn("w:r")


def set_table(document: Document, made: Table, rules: Ruleset) -> None:
    """A table with lines, its heading on top of each page it runs over, no row broken in two."""
    columns = made.columns
    table: WordTable = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER  # else its first line hangs out of the margin
    pad_cells(table, _BESIDE)
    for grid, column in zip(table.columns, columns, strict=True):
        grid.width = Mm(column.width)  # a cell's own width is not enough for LibreOffice
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on every page
    _fill(head, columns, [column.title for column in columns], rules, is_head=True)
    rows = made.told()
    plain, totals = (rows[:-1], rows[-1:]) if made.has_totals else (rows, [])
    if plain:
        _copy_rows(table, columns, plain, rules)
    for row in totals:
        _fill(_unbroken(table), columns, row, rules, is_total=True)
    _hold_together(table, has_totals=made.has_totals)
    document.add_paragraph()


def _hold_together(table: WordTable, *, has_totals: bool) -> None:
    """No page ends with a heading or begins with totals alone: both keep a row by them."""
    rows = table._tbl.tr_lst
    for row in [*rows[:1], *(rows[-2:-1] if has_totals else ())]:
        for paragraph in row.iter(_PARAGRAPH):
            Paragraph(paragraph, table).paragraph_format.keep_with_next = True


def pad_cells(table: WordTable, beside: float) -> None:
    """Millimetres left and right of what stands in the cells."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        one = OxmlElement(side)
        one.set(qn("w:w"), str(Mm(beside).twips))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)  # the order that the schema asks for


def _copy_rows(
    table: WordTable, columns: Sequence[Column], rows: Sequence[Sequence[str]], rules: Ruleset
) -> None:
    """What python-docx sets for one row is copied for all: it would need a millisecond a cell."""
    pattern = _unbroken(table)._tr
    _fill(_Row(pattern, table), columns, ["…"] * len(columns), rules)
    table._tbl.remove(pattern)
    for texts in rows:
        row = deepcopy(pattern)
        for run, text in zip(list(row.iter(_RUN)), texts, strict=True):
            _put(run, text)
        table._tbl.append(row)


def _put(run: CT_R, text: str) -> None:
    """What holds breaks or outer spaces, or nothing at all, python-docx must spell out."""
    if text and text.isprintable() and text == text.strip():
        run[-1].text = text
    else:
        run.text = text


def _unbroken(table: WordTable) -> _Row:
    """A new last row that no page's end breaks in two."""
    added: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx has half its types
    added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return added


def _fill(
    row: _Row,
    columns: Sequence[Column],
    texts: Sequence[str],
    rules: Ruleset,
    *,
    is_head: bool = False,
    is_total: bool = False,
) -> None:
    for cell, column, text in zip(row.cells, columns, texts, strict=True):
        cell.width = Mm(column.width)
        paragraph = cell.paragraphs[0]
        if is_head or column.is_figure:
            right = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_head else right
        paragraph.paragraph_format.space_before = Pt(_IN_CELLS)
        paragraph.paragraph_format.space_after = Pt(_IN_CELLS)
        points = rules.size["table"]
        add_run(paragraph, text, rules.font, points, bold=is_head or is_total)


def add_run(
    paragraph: Paragraph,
    text: str,
    font: str,
    points: float,
    *,
    bold: bool = False,
    italic: bool = False,
) -> None:
    """Its font is named too, so that a part copied into another document keeps it."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(points)
    run.bold, run.italic = bold or None, italic or None
