"""Word documents in an official form, to be edited, numbered, dated and signed by people."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dissemination.papers.document import (
    Addressees,
    Appendix,
    Block,
    Closing,
    Head,
    Paper,
    Section,
    Signature,
    Table,
    Text,
    Title,
    addressee_lines,
    number_line,
    place_and_date,
    recipient_lines,
)
from dissemination.papers.rulesets import Ruleset
from dissemination.papers.word_tables import add_run, pad_cells, set_table

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_THICKNESS = "6"  # of rules, in eighths of a point


def write(paper: Paper) -> bytes:
    """The paper as a Word document."""
    document = _Document(paper.rules, paper.name)
    for block in paper.blocks:
        document.add(block)
    return document.bytes()


class _Document:
    """A document that grows from the top down."""

    def __init__(self, rules: Ruleset, title: str) -> None:
        self.rules = rules
        self.document = docx.Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = ""
        self._set_page()
        self._set_body()

    def add(self, block: Block) -> None:
        """Set the next block of a paper."""
        match block:
            case Head():
                self.heading(block)
            case Title(title, subject):
                self.title(title, subject)
            case Section(text, level):
                self.section(text, level)
            case Text(text):
                self.text(text)
            case Addressees(names):
                self.addressees(names)
            case Closing(recipients, signature):
                self.closing(recipients, signature)
            case Appendix(title, subject, across):
                self.appendix(title, subject, across=across)
            case Table():
                set_table(self.document, block, self.rules)

    def bytes(self) -> bytes:
        kept = BytesIO()
        self.document.save(kept)
        return kept.getvalue()

    def _set_page(self) -> None:
        page, section = self.rules.page, self.document.sections[0]
        section.page_width, section.page_height = Mm(page.width), Mm(page.height)
        section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
        section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
        self._number_pages(section)

    def _number_pages(self, section: WordSection) -> None:
        """In the middle above the text, from the second page on."""
        section.different_first_page_header_footer = True
        section.header_distance = Mm(self.rules.page.top / 2)
        line = section.header.paragraphs[0]
        line.alignment = CENTRE
        run = line.add_run()
        for kind in ("begin", "", "end"):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = "PAGE"
            run._r.append(part)  # python-docx has no fields

    def _set_body(self) -> None:
        """The one style everything is set in; Word keeps East Asian letters by a name of their own."""
        style, body = self.document.styles["Normal"], self.rules.body
        style.font.name, style.font.size = self.rules.font, Pt(body.size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), self.rules.font)
        style.paragraph_format.space_after = Pt(0)

    # --- the heading ----------------------------------------------------------------------------

    def heading(self, head: Head) -> None:
        """Issuer and number on the left, the motto, place and date on the right."""
        rules = self.rules.heading
        table = self._bare_table([rules.left, self.rules.page.inside - rules.left])
        left, right = table.rows[0].cells
        self._issuer(left, head)
        self._motto(right, head)
        self.document.add_paragraph()

    def _issuer(self, cell: _Cell, head: Head) -> None:
        rules, size = self.rules.heading, self.rules.size
        lines = [(head.superior.upper(), size["superior"], False)] if head.superior else []
        lines.append((head.issuer.upper(), size["issuer"], True))
        for text, points, bold in lines:
            self._centred(cell, text, points, bold=bold)
        if rules.issuer_mark:
            self._centred(cell, rules.issuer_mark, size["issuer"])
        if rules.issuer_rule:
            self._rule(cell, rules.left, rules.issuer_rule)
        self._centred(cell, number_line(self.rules, head), size["number"])
        if head.about:
            self._centred(cell, head.about, size["about"], italic=True)

    def _motto(self, cell: _Cell, head: Head) -> None:
        rules, size = self.rules.heading, self.rules.size
        for text, points in zip(rules.motto, (size["motto"], size["motto_second"]), strict=False):
            self._centred(cell, text, points, bold=True)
        self._rule(cell, self.rules.page.inside - rules.left, rules.rule)
        self._centred(cell, place_and_date(self.rules, head), size["date"], italic=True)

    def _bare_table(self, widths: Sequence[float]) -> WordTable:
        """A table nobody sees, for what stands side by side."""
        table: WordTable = self.document.add_table(rows=1, cols=len(widths))
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        pad_cells(table, 0)
        for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
            column.width = cell.width = Mm(width)
        return table

    def _centred(
        self, cell: _Cell, text: str, points: float, *, bold: bool = False, italic: bool = False
    ) -> Paragraph:
        paragraph: Paragraph = self._next_in(cell)
        paragraph.alignment = CENTRE
        self._run(paragraph, text, points, bold=bold, italic=italic)
        return paragraph

    def _next_in(self, cell: _Cell) -> Paragraph:
        """A cell comes with one empty paragraph, which is used first."""
        first: Paragraph = cell.paragraphs[0]
        is_unused = len(cell.paragraphs) == 1 and not first.runs
        return first if is_unused else cell.add_paragraph()

    def _rule(self, cell: _Cell, width: float, length: float) -> None:
        """A line of `length` in the middle of a cell: the border of a paragraph without text."""
        paragraph = cell.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm((width - length) / 2)
        paragraph.paragraph_format.right_indent = Mm((width - length) / 2)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(3)
        paragraph.paragraph_format.space_after = Pt(6)
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, value in (
            ("val", "single"),
            ("sz", _THICKNESS),
            ("space", "1"),
            ("color", "auto"),
        ):
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        paragraph._p.get_or_add_pPr().append(borders)

    # --- the text -------------------------------------------------------------------------------

    def title(self, title: str, subject: str) -> None:
        """BÁO CÁO, and beneath it what it is about."""
        self._titled(title, subject)
        if mark := self.rules.heading.title_mark:
            self._centred_line(mark, self.rules.size["subject"])
        self.document.add_paragraph()

    def _titled(self, title: str, subject: str) -> None:
        for text, points in ((title.upper(), "title"), (subject, "subject")):
            self._centred_line(text, self.rules.size[points], bold=True)

    def _centred_line(self, text: str, points: float, *, bold: bool = False) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = CENTRE
        self._run(paragraph, text, points, bold=bold)

    def section(self, text: str, level: int) -> None:
        """It stays with what follows, and Word's outline finds it."""
        paragraph = self.text("", bold=text)
        paragraph.paragraph_format.keep_with_next = True
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)

    def text(self, text: str, *, bold: str = "") -> Paragraph:
        """A paragraph of running text; `bold` stands in front of it."""
        body = self.rules.body
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        shape = paragraph.paragraph_format
        shape.first_line_indent, shape.space_after = Mm(body.first_line), Pt(body.after)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(body.line)
        if bold:
            self._run(paragraph, bold, body.size, bold=True)
        if text:
            self._run(paragraph, text, body.size)
        return paragraph

    def addressees(self, names: Sequence[str]) -> None:
        """The first line further left than the names beneath it."""
        for number, line in enumerate(addressee_lines(names)):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(50 if number else 30)
            self._run(paragraph, line, self.rules.body.size)
        self.document.add_paragraph()

    def closing(self, recipients: Sequence[str], signature: Signature) -> None:
        """Nơi nhận on the left, who signs on the right; they stay on one page."""
        self._hold_on()
        half = self.rules.page.inside / 2
        left, right = self._bare_table([half, half]).rows[0].cells
        size = self.rules.size
        self._recipients(left, recipients)
        if signature.on_behalf:
            self._centred(right, signature.on_behalf.upper(), size["signature"], bold=True)
        is_bold = self.rules.closing.post_bold or not signature.on_behalf
        self._centred(right, signature.post.upper(), size["signature"], bold=is_bold)
        for _ in range(4):
            right.add_paragraph()
        self._centred(right, signature.name, size["signature"], bold=True)

    def _hold_on(self) -> None:
        """Who signs stands on no page alone: the last words go with him."""
        for last in list(self.document.iter_inner_content())[-1:]:
            if isinstance(last, Paragraph):
                last.paragraph_format.keep_with_next = True

    def _recipients(self, cell: _Cell, names: Sequence[str]) -> None:
        points, title = self.rules.size["recipients_title"], self._next_in(cell)
        if self.rules.closing.recipients == "underlined":
            run = title.add_run("Nơi nhận")
            run.underline, run.font.size = True, Pt(points)
            self._run(title, ":", points)
        else:
            self._run(title, "Nơi nhận:", points, bold=True, italic=True)
        for line in recipient_lines(self.rules, names):
            self._run(cell.add_paragraph(), line, self.rules.size["recipients"])

    # --- tables and further pages ---------------------------------------------------------------

    def appendix(self, title: str, subject: str, *, across: bool = False) -> None:
        """A new page with a title of its own; `across`: it lies on its side, for wide tables."""
        if across:
            page = self.document.add_section(WD_SECTION.NEW_PAGE)
            page.orientation = WD_ORIENT.LANDSCAPE
            sides = self.rules.page.width, self.rules.page.height
            page.page_width, page.page_height = Mm(max(sides)), Mm(min(sides))
            page.different_first_page_header_footer = False
        else:
            self.document.add_paragraph().paragraph_format.page_break_before = True
        self._titled(title, subject)
        self.document.add_paragraph()

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        points: float,
        *,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        add_run(paragraph, text, self.rules.font, points, bold=bold, italic=italic)
