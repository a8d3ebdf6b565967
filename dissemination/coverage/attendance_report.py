"""The attendance report of a conference, in official form. Pure: a paper out of figures."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from dissemination.clock import local
from dissemination.coverage.attendance_facts import Attended, People, Since
from dissemination.coverage.board import Figures, Row
from dissemination.coverage.export_queries import Line
from dissemination.coverage.freeze_models import FreezeCause
from dissemination.coverage.frozen import Change
from dissemination.papers.committees import Issuer
from dissemination.papers.document import Cell, Column, Paper, percent, told
from dissemination.papers.rulesets import ruleset
from dissemination.units.levels import LEVEL_WORDS

# Figures of a line, in the order of their columns; the share follows from the two before it.
_WIDTHS: Final = (20, 20, 18, 18, 18, 17)


def report(told_of: Attended, issuer: Issuer, rules: str) -> Paper:
    """BÁO CÁO kết quả tham dự: figures in front, points and people in appendices."""
    paper = Paper(ruleset(rules), f"Báo cáo kết quả tham dự: {told_of.title}")
    paper.heading(issuer.head(rules, "BC", local(told_of.closed_at).year))
    paper.title("Báo cáo", f"kết quả tham dự {_lower(told_of.title)}")
    _whole(paper, told_of, issuer.name(rules))
    _by_level(paper, told_of)
    _by_place(paper, told_of)
    _who(paper, told_of)
    recipients = "Thường trực cấp ủy (để báo cáo)", "Các điểm cầu", issuer.keeps(rules)
    paper.closing(recipients, issuer.signature(rules))
    _points(paper, told_of)
    last = 1 if told_of.people is None else _people(paper, told_of, told_of.people)
    if told_of.since.changes:
        _changes(paper, told_of, last + 1)
    return paper


def sentence(figures: Figures) -> str:
    """The line that every report begins with."""
    came = percent(figures.own_attended, figures.expected)
    return (
        f"Tổng số đại biểu triệu tập {told(figures.expected)}; có mặt {told(figures.own_attended)}"
        f" ({came}); vắng {told(figures.absent)}, trong đó có lý do {told(figures.absent_excused)}."
    )


def frozen(told_of: Attended) -> str:
    """When the counts were frozen, by which freeze."""
    kept = told_of.frozen
    said = f"Số liệu chốt lúc {_moment(kept.at)}"
    match kept.cause:
        case FreezeCause.UPGRADE:
            said += f", khi nâng cấp hệ thống; hội nghị kết thúc lúc {_moment(told_of.closed_at)}"
        case FreezeCause.AGAIN:
            if kept.instead_of:
                said += f", thay cho số liệu chốt lúc {_moment(kept.instead_of)}"
            said += f"; lý do: {kept.reason.rstrip('.')}"
    return f"{said}."


def came_since(since: Since) -> list[str]:
    """What has come in since the freeze, and what it would change: a sentence each."""
    said = []
    came = [
        f"{told(number)} {what}"
        for number, what in (
            (since.scans, "lượt quét thực hiện trước giờ kết thúc"),
            (since.decisions, "quyết định về điểm danh trùng"),
        )
        if number
    ]
    if came:
        said.append(f"Sau khi chốt, hệ thống nhận thêm {' và '.join(came)}.")
    if since.changes:
        said.append(
            f"So với số đã chốt, đến nay có {told(len(since.changes))} điểm cầu thay đổi:"
            f" {_moves(since)}. Số liệu trong báo cáo chưa tính các thay đổi này."
        )
    elif came:
        said.append("Số liệu đã chốt không thay đổi.")
    if since.missing:
        said.append(f"Còn {told(since.missing)} lượt quét trên thiết bị chưa gửi về.")
    return said


def _moves(since: Since) -> str:
    """Có mặt tăng 4, vắng không lý do giảm 4: what moved, all points together."""
    now = since.figures
    moved = [
        f"{what} {'tăng' if number > 0 else 'giảm'} {told(abs(number))}"
        for what, number in (
            ("triệu tập", now.expected),
            ("có mặt", now.own_attended),
            ("vắng có lý do", now.absent_excused),
            ("vắng không lý do", now.absent_unexcused),
            ("đi thay", since.substitutes),
            ("phát sinh", now.walk_ins),
        )
        if number
    ]
    return ", ".join(moved) if moved else "tổng số không đổi"


def _moment(at: datetime) -> str:
    """11 giờ 30 ngày 15/11/2023."""
    here = local(at)
    return f"{here.hour} giờ {here:%M} ngày {here:%d/%m/%Y}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


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
    paper.text(" ".join((frozen(told_of), *came_since(told_of.since))))


def _by_level(paper: Paper, told_of: Attended) -> None:
    paper.section("II. THEO CẤP")
    rows = (
        (LEVEL_WORDS[level] if level else "Đơn vị đã kết thúc", points, *_figures(figures))
        for level, points, figures in told_of.levels
    )
    lead = (Column("Cấp", 38), Column("Điểm cầu", 16, is_figure=True, adds=True))
    paper.table((*lead, *_columns(2)), rows, "Theo cấp", has_totals=True)


def _by_place(paper: Paper, told_of: Attended) -> None:
    paper.section("III. THEO ĐỊA BÀN")
    rows = (
        (row.name if row.key else "Trực thuộc cấp tỉnh", row.states.points, *_figures(row.figures))
        for row in told_of.groups
    )
    lead = (Column("Địa bàn, khối", 38), Column("Điểm cầu", 16, is_figure=True, adds=True))
    paper.table((*lead, *_columns(2)), rows, "Theo địa bàn", has_totals=True)


def _who(paper: Paper, told_of: Attended) -> None:
    figures = told_of.figures
    is_named = told_of.people is not None and any(told_of.people.every)
    paper.section("IV. ĐẠI BIỂU VẮNG, ĐI THAY, PHÁT SINH")
    paper.text(
        f"Vắng không lý do {told(figures.absent_unexcused)}; vắng có lý do"
        f" {told(figures.absent_excused)}; đi thay {told(told_of.substitutes)}; phát sinh"
        f" {told(figures.walk_ins)}."
        + (" Danh sách nêu tại các phụ lục kèm theo." if is_named else "")
    )
    if is_named and told_of.since.changes:
        paper.text(
            "Danh sách tại các phụ lục lập theo dữ liệu lúc lập văn bản, đã gồm các thay đổi sau"
            " khi chốt số liệu."
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
        Column("Điểm cầu", 75),
        Column("Đơn vị cấp trên", 52),
        *_columns(3),
    )
    rows = (_point(number, row) for number, row in enumerate(told_of.points, 1))
    paper.table(columns, rows, "Điểm cầu", has_totals=True)


def _point(number: int, row: Row) -> Sequence[Cell]:
    return number, row.name, row.detail, *_figures(row.figures)


_Lines = Sequence[Line]
_Last = Callable[[Line], Cell]


def _people(paper: Paper, told_of: Attended, people: People) -> int:
    """A list of each sort of people that there are any of; the number of the last appendix."""

    def reason(line: Line) -> Cell:
        return line.excused_reason or ""

    lists: tuple[tuple[str, str, _Lines, str, _Last], ...] = (
        ("Đại biểu vắng không lý do", "Vắng không lý do", people.unexcused, "Ghi chú", _nothing),
        ("Đại biểu vắng có lý do", "Vắng có lý do", people.excused, "Lý do", reason),
        ("Đại biểu đi thay", "Đi thay", people.substitutes, "Đi thay cho", _stood_for),
        ("Đại biểu phát sinh", "Phát sinh", people.walk_ins, "Ghi chú", _nothing),
    )
    number = 1
    for subject, name, lines, title, last in lists:
        rows = [_person(place, line, last) for place, line in enumerate(lines, 1)]
        if not rows:
            continue  # that there are none is said in front
        number += 1
        paper.appendix(f"Phụ lục {number}", f"{subject}\n({told_of.held_on:%d/%m/%Y})", across=True)
        paper.table((*_PERSON, Column(title, 50)), rows, name)
    return number


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


def _changes(paper: Paper, told_of: Attended, number: int) -> None:
    """The last appendix, so that a report without it has all others under the same numbers."""
    subject = f"Thay đổi sau khi chốt số liệu lúc {_moment(told_of.frozen.at)}"
    paper.appendix(f"Phụ lục {number}", subject, across=True)
    rows = (_change(place, one) for place, one in enumerate(told_of.since.changes, 1))
    paper.table(_CHANGE, rows, "Sau khi chốt", has_totals=True)


_CHANGE: Final = (
    Column("TT", 12, is_figure=True),
    Column("Điểm cầu", 62),
    Column("Có mặt khi chốt", 22, is_figure=True, adds=True),
    Column("Có mặt hiện nay", 22, is_figure=True, adds=True),
    *(
        Column(f"Tăng, giảm: {what}", 22, is_figure=True, adds=True)
        for what in ("có mặt", "vắng có lý do", "vắng không lý do", "đi thay", "phát sinh")
    ),
    Column("Tăng, giảm: từ điểm cầu khác", 22, is_figure=True, adds=True),
)


def _change(number: int, one: Change) -> Sequence[Cell]:
    now = one.figures
    moved = now.own_attended, now.absent_excused, now.absent_unexcused
    others = one.substitutes, now.walk_ins, now.guests
    return number, one.point, one.came_then, one.came_now, *moved, *others
