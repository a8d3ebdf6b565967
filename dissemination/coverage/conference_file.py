"""The file of a conference: its agenda, points, rosters, attendance and documents in one bundle.

As one PDF, or as a ZIP with a table of contents, each part in the form it is used in, and the documents
themselves. Pure but for reading the documents' bytes.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from dissemination.clock import local
from dissemination.conferences.models import Conference, Standing
from dissemination.coverage import attendance_report
from dissemination.coverage.attendance_facts import Attended
from dissemination.coverage.board import Row
from dissemination.coverage.export_queries import Line
from dissemination.papers.committees import Issuer
from dissemination.papers.document import Appendix, Block, Cell, Column, Head, Paper, told
from dissemination.papers.forms import Form, write
from dissemination.papers.rulesets import ruleset

# Hears (steps done, steps in all).
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that goes in. `people` is None for whom names are closed, `attended` before the close."""

    conference: Conference
    points: Sequence[Row]
    people: Sequence[Line] | None
    attended: Attended | None
    issuer: Issuer
    rules: str
    documents: Path
    made_on: date


def whole(bundle: Bundle) -> Paper:
    """Everything as one paper: contents, then each part on a page of its own."""
    paper = Paper(ruleset(bundle.rules), f"Hồ sơ hội nghị: {bundle.conference.title}")
    paper.title("Hồ sơ hội nghị", bundle.conference.title)
    for text in _about(bundle.conference):
        paper.text(text)
    paper.section("MỤC LỤC")
    parts = list(_parts(bundle))
    for number, (subject, _part) in enumerate(parts, 1):
        paper.text(f"{number}. {subject}")
    for number, (subject, part) in enumerate(parts, 1):
        is_wide = subject in _WIDE
        paper.appendix(f"Phần {number}", subject, across=is_wide)
        paper.blocks.extend(part.blocks)
    return paper


_WIDE: Final = ("Danh sách đại biểu",)


def _about(conference: Conference) -> Iterator[str]:
    yield f"Ngày tổ chức: {conference.held_on:%d/%m/%Y}."
    if conference.chair:
        yield f"Chủ trì: {conference.chair}."
    for one in conference.directives:
        yield f"Văn bản được quán triệt: {one.number}, {one.subject}."


def _parts(bundle: Bundle) -> Iterator[tuple[str, Paper]]:
    """The parts in their order; what is wide stands last, since a page once turned stays so."""
    yield "Chương trình", _agenda(bundle)
    yield "Tài liệu hội nghị", _documents(bundle)
    yield "Các điểm cầu", _points(bundle)
    if bundle.attended is not None:
        yield "Báo cáo kết quả tham dự", _inner(bundle)
    if bundle.people is not None:
        yield "Danh sách đại biểu", _roster(bundle)


def _paper(bundle: Bundle, name: str) -> Paper:
    return Paper(ruleset(bundle.rules), name)


def _agenda(bundle: Bundle) -> Paper:
    paper, conference = _paper(bundle, "Chương trình"), bundle.conference
    for one in conference.sessions:
        starts, ends = local(one.starts_at), local(one.ends_at)
        paper.text(f"Phiên họp ngày {starts:%d/%m/%Y}, từ {starts:%H:%M} đến {ends:%H:%M}.")
    columns = (
        Column("TT", 12, True),
        Column("Giờ", 18),
        Column("Nội dung", 85),
        Column("Trình bày", 50),
    )
    rows = [
        (
            number,
            f"{local(item.starts_at):%H:%M}" if item.starts_at else "",
            item.title,
            item.presenter,
        )
        for number, item in enumerate(conference.agenda, 1)
    ]
    _table_or(paper, columns, rows, "Chương trình", "Chưa có nội dung chương trình.")
    return paper


def _documents(bundle: Bundle) -> Paper:
    paper = _paper(bundle, "Tài liệu hội nghị")
    columns = (
        Column("TT", 12, True),
        Column("Tài liệu", 75),
        Column("Tệp", 58),
        Column("Cỡ (KB)", 20, True),
    )
    rows = [
        (number, one.title, one.file_name, -(-one.size // 1024))
        for number, one in enumerate(bundle.conference.documents, 1)
    ]
    _table_or(paper, columns, rows, "Tài liệu", "Hội nghị không có tài liệu.")
    return paper


def _points(bundle: Bundle) -> Paper:
    paper = _paper(bundle, "Các điểm cầu")
    columns = (
        Column("TT", 14, True),
        Column("Điểm cầu", 65),
        Column("Mã đơn vị", 22),
        Column("Đơn vị cấp trên", 40),
        Column("Triệu tập", 24, is_figure=True, adds=True),
    )
    rows = [
        (number, row.name, row.code, row.detail, row.figures.expected)
        for number, row in enumerate(bundle.points, 1)
    ]
    if rows:
        paper.table(columns, rows, "Điểm cầu", has_totals=True)
    return paper


def _inner(bundle: Bundle) -> Paper:
    """The attendance report within the file: without a heading, and appendices it could name."""
    assert bundle.attended is not None
    figures = replace(bundle.attended, people=None)
    paper = attendance_report.report(figures, bundle.issuer, bundle.rules)
    end = next(n for n, one in enumerate(paper.blocks) if isinstance(one, Appendix))
    blocks: list[Block] = [one for one in paper.blocks[:end] if not isinstance(one, Head)]
    return Paper(paper.rules, paper.name, blocks[1:-1])


def _roster(bundle: Bundle) -> Paper:
    paper = _paper(bundle, "Danh sách đại biểu")
    columns = (
        Column("TT", 14, is_figure=True),
        Column("Họ và tên", 48),
        Column("Chức vụ", 45),
        Column("Đơn vị", 50),
        Column("Điểm cầu", 50),
        Column("Tình trạng", 45),
    )
    rows = [
        (number, line.name, line.position, line.unit_name, line.point, _state(line))
        for number, line in enumerate(bundle.people or (), 1)
    ]
    _table_or(paper, columns, rows, "Danh sách đại biểu", "Chưa có đại biểu.")
    return paper


def _state(line: Line) -> Cell:
    if line.arrived_at is not None:
        said = f"Có mặt {local(line.arrived_at):%H:%M}"
        return f"{said}, đi thay {line.stands_for}" if line.stands_for else said
    if line.standing is Standing.REPLACED:
        return "Có người đi thay"
    if line.excused_reason is not None:
        return f"Vắng có lý do: {line.excused_reason}"
    return "Chưa điểm danh" if line.standing is Standing.WALK_IN else "Vắng không lý do"


def _table_or(
    paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], name: str, none: str
) -> None:
    if rows:
        paper.table(columns, rows, name)
    else:
        paper.text(none)


# --- the bundle ---------------------------------------------------------------------------------


def bundled(bundle: Bundle, tick: Tick) -> bytes:
    """The ZIP: each file's name and SHA-256 stand in its table of contents."""
    makers = _files(bundle)
    names: list[tuple[str, int, str]] = []
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, make) in enumerate(makers, 1):
            content = make()
            archive.writestr(name, content)
            names.append((name, len(content), hashlib.sha256(content).hexdigest()))
            tick(done, len(makers) + 1)
        contents = _contents(bundle, names)
        archive.writestr("00-muc-luc.pdf", write(contents, Form.PDF, bundle.made_on))
    return kept.getvalue()


def _files(bundle: Bundle) -> list[tuple[str, Callable[[], bytes]]]:
    """What goes into the ZIP, each made when its turn comes."""
    papers: list[tuple[str, Form, Callable[[], Paper]]] = [
        ("01-ho-so-hoi-nghi", Form.PDF, lambda: whole(bundle)),
        ("02-chuong-trinh", Form.WORD, lambda: _agenda(bundle)),
        ("03-diem-cau", Form.EXCEL, lambda: _points(bundle)),
    ]
    attended = bundle.attended
    if attended is not None:
        papers += [
            (
                "04-bao-cao-tham-du",
                form,
                lambda: attendance_report.report(attended, bundle.issuer, bundle.rules),
            )
            for form in Form
        ]
    if bundle.people is not None:
        papers.append(("05-danh-sach-dai-bieu", Form.EXCEL, lambda: _roster(bundle)))
    made = [(f"{name}.{form}", _writer(form, make, bundle.made_on)) for name, form, make in papers]
    return made + [
        (f"tai-lieu/{number:02d}-{one.file_name}", (bundle.documents / one.stored_name).read_bytes)
        for number, one in enumerate(bundle.conference.documents, 1)
        if (bundle.documents / one.stored_name).is_file()
    ]


def _writer(form: Form, make: Callable[[], Paper], made_on: date) -> Callable[[], bytes]:
    return lambda: write(make(), form, made_on)


def _contents(bundle: Bundle, names: Sequence[tuple[str, int, str]]) -> Paper:
    paper = _paper(bundle, f"Mục lục hồ sơ: {bundle.conference.title}")
    paper.title("Mục lục hồ sơ", bundle.conference.title)
    columns = (
        Column("TT", 12, True),
        Column("Tệp", 63),
        Column("Cỡ (KB)", 20, True),
        Column("SHA-256", 70),
    )
    rows = [
        (number, name, -(-size // 1024), f"{digest[:32]}\n{digest[32:]}")
        for number, (name, size, digest) in enumerate(names, 1)
    ]
    paper.table(columns, rows, "Mục lục")
    paper.text(f"Tổng số {told(len(rows))} tệp, lập ngày {bundle.made_on:%d/%m/%Y}.")
    return paper
