"""The attendance report of a conference, in official form. Pure: a paper out of figures."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dissemination.clock import local
from dissemination.coverage.attendance_facts import Attended, People
from dissemination.coverage.board import Figures, Row
from dissemination.coverage.export_queries import Line
from dissemination.papers.committees import Issuer
from dissemination.papers.document import Cell, Column, Paper, percent, told
from dissemination.papers.rulesets import ruleset
from dissemination.units.levels import LEVEL_WORDS

# Figures of a line, in the order of their columns; the share follows from the two before it.
_WIDTHS: Final = (17, 16, 17, 18, 21, 18)


def report(told_of: Attended, issuer: Issuer, rules: str) -> Paper:
    """BÁO CÁO kết quả tham dự: figures in front, points and people in appendices."""
    paper = Paper(ruleset(rules), f"Báo cáo kết quả tham dự: {told_of.title}")
    paper.heading(issuer.head(rules, "BC", local(told_of.closed_at).year))
    paper.title("Báo cáo", f"kết quả tham dự {_lower(told_of.title)}")
    _whole(paper, told_of, issuer.name(rules))
    _by_level(paper, told_of)
    _by_place(paper, told_of)
    _who(paper, told_of)
    paper.closing(_recipients(issuer.name(rules)), issuer.signature(rules))
    _points(paper, told_of)
    if told_of.people is not None:
        _people(paper, told_of, told_of.people)
    return paper


def sentence(figures: Figures) -> str:
    """The line that every report begins with."""
    came = percent(figures.own_attended, figures.expected)
    return (
        f"Tổng số đại biểu triệu tập {told(figures.expected)}; có mặt {told(figures.own_attended)}"
        f" ({came}); vắng {told(figures.absent)}, trong đó có lý do {told(figures.absent_excused)}."
    )


def frozen(told_of: Attended) -> str:
    """When the counts were closed, and what has come in since."""
    closed = local(told_of.closed_at)
    said = f"Số liệu khóa lúc {closed.hour} giờ {closed:%M} ngày {closed:%d/%m/%Y}."
    if told_of.late:
        said += (
            f" Sau khi khóa đã nhận thêm {told(told_of.late)} lượt quét ngoại tuyến thực hiện trước"
            " giờ khóa; số liệu trong báo cáo đã tính cả các lượt này."
        )
    if told_of.missing:
        said += f" Còn {told(told_of.missing)} lượt quét trên thiết bị chưa gửi về."
    return said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _recipients(issuer: str) -> Sequence[str]:
    return "Thường trực cấp ủy (để báo cáo),", "Các điểm cầu,", f"Lưu {issuer}."


# --- in front -----------------------------------------------------------------------------------


def _whole(paper: Paper, told_of: Attended, name: str) -> None:
    figures, states = told_of.figures, told_of.states
    paper.text(
        f"Ngày {told_of.held_on:%d/%m/%Y}, {_lower(told_of.title)} được tổ chức tại"
        f" {told(states.points)} điểm cầu. {name} báo cáo kết quả tham dự như sau:"
    )
    paper.section("I. SỐ LIỆU CHUNG")
    paper.text(sentence(figures))
    paper.text(
        f"Trong số có mặt, đi thay {told(told_of.substitutes)}. Ngoài số triệu tập, đại biểu phát"
        f" sinh {told(figures.walk_ins)}. Dự tại điểm cầu khác {told(figures.guests)}."
    )
    paper.text(
        f"Trong {told(states.points)} điểm cầu: {told(states.full)} đủ, {told(states.short)} thiếu,"
        f" {told(states.silent)} không có lượt điểm danh, {told(states.empty)} không có danh sách."
    )
    paper.text(frozen(told_of))


def _by_level(paper: Paper, told_of: Attended) -> None:
    paper.section("II. THEO CẤP")
    rows = (
        (LEVEL_WORDS[level] if level else "Đơn vị đã kết thúc", points, *_figures(figures))
        for level, points, figures in told_of.levels
    )
    lead = (Column("Cấp", 38), Column("Điểm cầu", 20, is_figure=True, adds=True))
    paper.table((*lead, *_columns(2)), rows, "Theo cấp", has_totals=True)


def _by_place(paper: Paper, told_of: Attended) -> None:
    paper.section("III. THEO ĐỊA BÀN")
    rows = (
        (row.name if row.key else "Trực thuộc cấp tỉnh", row.states.points, *_figures(row.figures))
        for row in told_of.groups
    )
    lead = (Column("Địa bàn, khối", 38), Column("Điểm cầu", 20, is_figure=True, adds=True))
    paper.table((*lead, *_columns(2)), rows, "Theo địa bàn", has_totals=True)


def _who(paper: Paper, told_of: Attended) -> None:
    figures = told_of.figures
    paper.section("IV. ĐẠI BIỂU VẮNG, ĐI THAY, PHÁT SINH")
    paper.text(
        f"Vắng không lý do {told(figures.absent_unexcused)}; vắng có lý do"
        f" {told(figures.absent_excused)}; đi thay {told(told_of.substitutes)}; phát sinh"
        f" {told(figures.walk_ins)}."
        + ("" if told_of.people is None else " Danh sách nêu tại các phụ lục kèm theo.")
    )


def _columns(first: int) -> Sequence[Column]:
    """The columns of figures, of which the first is this many from the left."""
    titles = ("Triệu tập", "Có mặt", "Tỷ lệ", "Vắng có lý do", "Vắng không lý do", "Phát sinh")
    return tuple(
        Column(title, width, is_figure=True, share_of=(first + 1, first))
        if title == "Tỷ lệ"
        else Column(title, width, is_figure=True, adds=True)
        for title, width in zip(titles, _WIDTHS, strict=True)
    )


def _figures(f: Figures) -> Sequence[Cell]:
    return f.expected, f.own_attended, None, f.absent_excused, f.absent_unexcused, f.walk_ins


# --- appendices ---------------------------------------------------------------------------------


def _points(paper: Paper, told_of: Attended) -> None:
    paper.appendix("Phụ lục 1", "Tình hình tham dự tại các điểm cầu", across=True)
    columns = (
        Column("TT", 14, is_figure=True),
        Column("Điểm cầu", 70),
        Column("Đơn vị cấp trên", 45),
        *_columns(3),
    )
    rows = (_point(number, row) for number, row in enumerate(told_of.points, 1))
    paper.table(columns, rows, "Điểm cầu", has_totals=True)


def _point(number: int, row: Row) -> Sequence[Cell]:
    return number, row.name, row.detail, *_figures(row.figures)


_Lines = Iterable[Line]
_Last = Callable[[Line], Cell]


def _people(paper: Paper, told_of: Attended, people: People) -> None:
    """A list of each sort of people, whether anybody stands on it or not."""

    def reason(line: Line) -> Cell:
        return line.excused_reason or ""

    lists: tuple[tuple[str, str, _Lines, str, _Last], ...] = (
        ("Đại biểu vắng không lý do", "Vắng không lý do", people.unexcused, "Ghi chú", _nothing),
        ("Đại biểu vắng có lý do", "Vắng có lý do", people.excused, "Lý do", reason),
        ("Đại biểu đi thay", "Đi thay", people.substitutes, "Đi thay cho", _stood_for),
        ("Đại biểu phát sinh", "Phát sinh", people.walk_ins, "Ghi chú", _nothing),
    )
    for number, (subject, name, lines, title, last) in enumerate(lists, 2):
        paper.appendix(f"Phụ lục {number}", f"{subject}\n({told_of.held_on:%d/%m/%Y})", across=True)
        rows = [_person(place, line, last) for place, line in enumerate(lines, 1)]
        if rows:
            paper.table((*_PERSON, Column(title, 50)), rows, name)
        else:
            paper.text("Không có.")


_PERSON: Final = (
    Column("TT", 14, is_figure=True),
    Column("Họ và tên", 48),
    Column("Chức vụ", 45),
    Column("Đơn vị", 50),
    Column("Điểm cầu", 45),
)


def _person(number: int, line: Line, last: _Last) -> Sequence[Cell]:
    return number, line.name, line.position, line.unit_name, line.point, last(line)


def _nothing(_line: Line) -> Cell:
    return ""


def _stood_for(line: Line) -> Cell:
    return line.stands_for
