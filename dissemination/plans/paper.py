"""A plan as the Word document that is signed, in the form of Party documents (Hướng dẫn 36-HD/VPTW).

A4, margins 20, 20, 30 and 15 mm, Times New Roman 14; the Party's name at the right, the committee's at
the left with the number beneath, both blank until the plan is issued, and the tasks in an annex across.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dissemination.directives.models import Directive, DirectiveKind, Operator
from dissemination.plans import fields, picture
from dissemination.plans.models import PlanKind, PlanTarget, PlanVersion
from dissemination.text import nfc
from dissemination.units.models import UnitLevel
from dissemination.units.tree import Node

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT: Final = "Times New Roman"
_BODY, _TABLE, _SMALL = Pt(14), Pt(12), Pt(12)
_TOP, _BOTTOM, _LEFT, _RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
_WIDTH, _HEIGHT = Mm(210), Mm(297)
_KINDS: Final = {PlanKind.PLAN: ("KẾ HOẠCH", "KH"), PlanKind.PROGRAMME: ("CHƯƠNG TRÌNH", "CTr")}
_DIRECTIVES: Final = {
    DirectiveKind.RESOLUTION: "Nghị quyết",
    DirectiveKind.SCHEME: "Đề án",
    DirectiveKind.INSTRUCTION: "Chỉ thị",
    DirectiveKind.CONCLUSION: "Kết luận",
    DirectiveKind.REGULATION: "Quy định",
}
_ASKED: Final = {
    Operator.AT_LEAST: "đạt từ",
    Operator.AT_MOST: "không quá",
    Operator.MAINTAIN: "duy trì",
    Operator.RANGE: "trong khoảng",
}
# How a unit's name begins, and what its committee and its Party organisation are called.
_COMMITTEES: Final = (
    ("Tỉnh ủy", "Tỉnh ủy", "Đảng bộ tỉnh", "TU"),
    ("Tỉnh", "Tỉnh ủy", "Đảng bộ tỉnh", "TU"),
    ("Huyện", "Huyện ủy", "Đảng bộ huyện", "HU"),
    ("Thành phố", "Thành ủy", "Đảng bộ thành phố", "TU"),
    ("Thị xã", "Thị ủy", "Đảng bộ thị xã", "TU"),
    ("Xã", "Đảng ủy xã", "Đảng bộ xã", "ĐU"),
    ("Phường", "Đảng ủy phường", "Đảng bộ phường", "ĐU"),
    ("Thị trấn", "Đảng ủy thị trấn", "Đảng bộ thị trấn", "ĐU"),
)
_TARGETS: Final = (("TT", 12), ("Chỉ tiêu", 73), ("Hiện trạng", 25), ("Mục tiêu", 55))
_TASKS: Final = (
    ("Số", 10),
    ("Nội dung nhiệm vụ", 75),
    ("Chủ trì, phối hợp", 45),
    ("Thời hạn", 25),
    ("Chịu trách nhiệm", 32),
    ("Sản phẩm", 35),
    ("Thẩm quyền", 30),
)


@dataclass(frozen=True, slots=True)
class Committee:
    """A unit's Party committee on paper: its name, its organisation's name, its letters in numbers."""

    name: str
    organisation: str
    letters: str
    place: str

    @classmethod
    def of(cls, unit: Node) -> "Committee":
        for start, committee, organisation, letters in _COMMITTEES:
            if unit.name.startswith(f"{start} "):
                place = unit.name.removeprefix(start).strip()
                return cls(f"{committee} {place}", f"{organisation} {place}", letters, place)
        letters = "TU" if unit.level is UnitLevel.PROVINCE else "ĐU"
        return cls(unit.name, unit.name, letters, "")


def document_of(version: PlanVersion, unit: Node, above: Node | None) -> bytes:
    """The document of a version; `above` is the unit's superior."""
    paper: Paper = Document()
    _set_up(paper, version)
    committee = Committee.of(unit)
    _letterhead(paper, version, committee, Committee.of(above) if above else None)
    _title(paper, version)
    _body(paper, version, committee)
    _signature(paper, version, committee)
    _annex(paper, version)
    output = io.BytesIO()
    paper.save(output)
    return output.getvalue()


# --- the page -----------------------------------------------------------------------------------


def _set_up(paper: Paper, version: PlanVersion) -> None:
    normal: Any = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, _BODY
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    paper.core_properties.title = version.title
    paper.core_properties.author = ""
    paper.core_properties.language = "vi-VN"
    section = paper.sections[0]
    section.page_width, section.page_height = _WIDTH, _HEIGHT
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    _number_pages(section)


def _number_pages(section: Section) -> None:
    """In the middle above the text, from the second page on."""
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    line = section.header.paragraphs[0]
    line.alignment = ALIGN.CENTER
    run = line.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)  # python-docx has no fields


# --- above the text -----------------------------------------------------------------------------


def _letterhead(
    paper: Paper, version: PlanVersion, committee: Committee, above: Committee | None
) -> None:
    table = paper.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(85)
    lines = [above.organisation.upper()] if above else []
    if above:
        _line(left.paragraphs[0], lines[0])
        _line(left.add_paragraph(), committee.name.upper(), bold=True)
    else:
        _line(left.paragraphs[0], committee.name.upper(), bold=True)
    _line(left.add_paragraph(), "*")
    _line(left.add_paragraph(), _number(version, committee))
    _line(right.paragraphs[0], "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, underlined=True)
    _line(right.add_paragraph(), "")
    _line(right.add_paragraph(), _dated(committee.place, version.issued_on), italic=True)


def _number(version: PlanVersion, committee: Committee) -> str:
    """As issued, or the blank that is filled in by hand."""
    letters = _KINDS[version.plan.kind][1]
    blank = " " * 8
    return f"Số {version.number or f'{blank}-{letters}/{committee.letters}'}"


def _dated(place: str, day: date | None) -> str:
    where = f"{place}, " if place else ""
    if day is None:
        return f"{where}ngày      tháng      năm 20…"
    return f"{where}ngày {day:%d} tháng {day:%m} năm {day.year}"


def _title(paper: Paper, version: PlanVersion) -> None:
    plan = version.plan
    word = _KINDS[plan.kind][0]
    _line(paper.add_paragraph(), "")
    _line(paper.add_paragraph(), word, bold=True, size=Pt(16))
    subject = version.title.strip()
    if subject.upper().startswith(word):
        subject = subject[len(word) :].strip()
    _line(paper.add_paragraph(), subject[:1].lower() + subject[1:], bold=True)
    years = (
        f"{plan.first_year}" if len(plan.years) == 1 else f"{plan.first_year} - {plan.last_year}"
    )
    _line(
        paper.add_paragraph(), f"(năm {years})" if len(plan.years) == 1 else f"(giai đoạn {years})"
    )
    _line(paper.add_paragraph(), "-----")


# --- the text -----------------------------------------------------------------------------------


def _body(paper: Paper, version: PlanVersion, committee: Committee) -> None:
    _text(paper, f"{_grounds(version.plan.directive)}, {committee.name} ban hành "
                 f"{_KINDS[version.plan.kind][0].lower()} thực hiện như sau:")  # fmt: skip
    _heading(paper, "I. MỤC ĐÍCH, YÊU CẦU")
    for paragraph in version.goals.splitlines() or ["…"]:
        _text(paper, paragraph)
    _heading(paper, "II. CHỈ TIÊU")
    if version.targets:
        _table(
            paper, _TARGETS, [_target(number, one) for number, one in enumerate(version.targets, 1)]
        )
    else:
        _text(paper, "Không đặt chỉ tiêu riêng.")
    _heading(paper, "III. NHIỆM VỤ, GIẢI PHÁP")
    _tasks_by_group(paper, version)
    _heading(paper, "IV. TỔ CHỨC THỰC HIỆN")
    _text(paper, "Các cơ quan, đơn vị, cá nhân được giao chủ trì nêu trong Phụ lục tổ chức thực hiện "
                 "đúng thời hạn, báo cáo kết quả theo chế độ báo cáo.")  # fmt: skip
    _text(paper, f"{committee.name} theo dõi, đôn đốc, kiểm tra việc thực hiện.")


def _grounds(directive: Directive) -> str:
    day = directive.issued_on
    return (
        f"Thực hiện {_DIRECTIVES[directive.kind]} số {directive.number}, ngày {day:%d/%m/%Y} của "
        f"{directive.issuer} về {directive.subject[:1].lower()}{directive.subject[1:]}"
    )


def _tasks_by_group(paper: Paper, version: PlanVersion) -> None:
    """What is to be done, group by group; who does it by when stands in the annex."""
    groups = {one.id: f"{one.number}. {one.title}" for one in picture.groups_of(version)}
    outline = picture.outline(version)
    for group_id in [*groups, None]:
        own = [task for _depth, task in outline if task.solution_group_id == group_id]
        if own and group_id is not None:
            _text(paper, groups[group_id], bold=True)
        elif own and groups:
            _text(paper, "Nhiệm vụ khác", bold=True)
        for task in own:
            if group_id is None or nfc(task.content) != groups[group_id].partition(". ")[2]:
                _text(paper, f"- {task.content}")


def _target(number: int, aimed: PlanTarget) -> Sequence[str]:
    aims = [
        f"Năm {one.year}: {_ASKED[aimed.operator]} "
        f"{fields.tell_aim(fields.Aim(one.value, one.low, one.high))}{_unit(aimed.measure)}"
        for one in aimed.values
    ]
    baseline = (
        f"{fields.tell(aimed.baseline)}{_unit(aimed.measure)}" if aimed.baseline is not None else ""
    )
    return str(number), aimed.title, baseline, "\n".join(aims)


def _unit(measure: str) -> str:
    return measure if measure == "%" else f" {measure}".rstrip()


def _signature(paper: Paper, version: PlanVersion, committee: Committee) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(85)
    _line(left.paragraphs[0], "Nơi nhận:", align=ALIGN.LEFT, underlined=True)
    for receiver in (
        "- Cấp ủy cấp trên (báo cáo),",
        "- Các cơ quan, đơn vị thực hiện,",
        f"- Lưu {committee.name}.",
    ):
        _line(left.add_paragraph(), receiver, align=ALIGN.LEFT, size=_SMALL)
    _line(right.paragraphs[0], "T/M BAN THƯỜNG VỤ", bold=True)
    _line(right.add_paragraph(), (version.signer_post or "BÍ THƯ").upper())
    for _gap in range(4):
        _line(right.add_paragraph(), "")
    _line(right.add_paragraph(), version.signer or " ", bold=True)


# --- the annex ----------------------------------------------------------------------------------


def _annex(paper: Paper, version: PlanVersion) -> None:
    """The tasks with their six clear, across the page."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _HEIGHT, _WIDTH
    section.different_first_page_header_footer = False
    _line(paper.add_paragraph(), "PHỤ LỤC", bold=True)
    _line(paper.add_paragraph(), "Phân công thực hiện nhiệm vụ", bold=True)
    _line(paper.add_paragraph(), f"(kèm theo {version.title})", italic=True)
    _line(paper.add_paragraph(), "")
    rows = [
        (
            str(task.line),
            f"{'- ' * depth}{task.content}",
            task.lead + (f"\nPhối hợp: {task.partners}" if task.partners else ""),
            f"{task.due_on:%d/%m/%Y}" if task.due_on else "",
            task.responsible,
            task.product,
            task.authority,
        )
        for depth, task in picture.outline(version)
    ]
    _table(paper, _TASKS, rows)


# --- parts --------------------------------------------------------------------------------------


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    underlined: bool = False,
    align: Any = ALIGN.CENTER,  # noqa: ANN401  # an enumeration without types
    size: Pt = _BODY,
) -> None:
    paragraph.alignment = align
    _dress(paragraph.add_run(text), size, bold=bold, italic=italic).font.underline = underlined


def _text(paper: Paper, text: str, *, bold: bool = False) -> None:
    """A paragraph of the body: justified, its first line in by 10 mm."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.space_before, shape.line_spacing = Mm(10), Pt(6), Pt(18)
    _dress(paragraph.add_run(text), _BODY, bold=bold)


def _heading(paper: Paper, text: str) -> None:
    _text(paper, text, bold=True)
    paper.paragraphs[-1].paragraph_format.keep_with_next = True


def _dress(run: Run, size: Pt, *, bold: bool = False, italic: bool = False) -> Run:
    run.font.name, run.font.size = FONT, size
    run.bold, run.italic = bold, italic
    return run


def _table(paper: Paper, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
    """Ruled, its heading on every page, no row broken across two."""
    table = paper.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    widths = [Mm(width) for _word, width in columns]
    _fill(table.rows[0].cells, [word for word, _width in columns], widths, bold=True)
    _mark(table.rows[0], "w:tblHeader")
    for texts in rows:
        row = table.add_row()
        _fill(row.cells, texts, widths)
        _mark(row, "w:cantSplit")


def _fill(
    cells: Sequence[Cell], texts: Sequence[str], widths: Sequence[Mm], *, bold: bool = False
) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = width
        align = ALIGN.CENTER if bold else ALIGN.LEFT
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            _line(paragraph, line, bold=bold, align=align, size=_TABLE)


def _mark(row: Any, name: str) -> None:  # noqa: ANN401  # python-docx has no word for either
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # as above
