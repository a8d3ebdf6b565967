"""A unit's fact sheet: what is on record of it, on one or two pages. Pure: a paper out of facts."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from dissemination.clock import local
from dissemination.coverage.fact_queries import Attended, Briefed, Facts, Planned
from dissemination.coverage.progress import days_late
from dissemination.papers.document import Cell, Column, Paper, percent, told
from dissemination.papers.rulesets import ruleset
from dissemination.plans.briefing_coverage import Reached
from dissemination.reporting import rates
from dissemination.reporting.models import Obligation
from dissemination.reporting.rates import Rate
from dissemination.units.levels import LEVEL_WORDS

_REACHED: Final = {
    Reached.SILENT: "Chưa báo cáo tổ chức",
    Reached.RETURNED: "Trả lại để sửa",
    Reached.WAITING: "Chờ xác nhận",
    Reached.VERIFIED: "Đã xác nhận",
}


def sheet(facts: Facts, rules: str) -> Paper:
    """PHIẾU THÔNG TIN of one unit."""
    paper = Paper(ruleset(rules), f"Phiếu thông tin: {facts.unit.name}")
    paper.title("Phiếu thông tin đơn vị", f"{facts.unit.name}\n(đến ngày {facts.day:%d/%m/%Y})")
    _unit(paper, facts)
    _attendance(paper, facts.attended)
    _briefings(paper, facts.briefed)
    _plans(paper, facts)
    _reports(paper, facts)
    return paper


def _unit(paper: Paper, facts: Facts) -> None:
    above = f"; cấp trên trực tiếp: {facts.above}" if facts.above else ""
    paper.section("1. Đơn vị")
    paper.text(
        f"Mã {facts.unit.code}; {LEVEL_WORDS[facts.unit.level].lower()}{above}; số đơn vị trực thuộc"
        f" các cấp: {told(facts.beneath)}."
    )


def _attendance(paper: Paper, attended: Sequence[Attended]) -> None:
    paper.section("2. Dự hội nghị")
    if not attended:
        paper.text("Chưa có hội nghị nào đã kết thúc có điểm cầu của đơn vị.")
        return
    columns = (
        Column("Hội nghị", 61),
        Column("Ngày", 24),
        Column("Triệu tập", 20, is_figure=True),
        Column("Có mặt", 18, is_figure=True),
        Column("Tỷ lệ", 18, is_figure=True, share_of=(3, 2)),
        Column("Vắng không lý do", 24, is_figure=True),
    )
    rows = [
        (
            one.title,
            one.held_on,
            one.figures.expected,
            one.figures.own_attended,
            None,
            one.figures.absent_unexcused,
        )
        for one in attended
    ]
    paper.table(columns, rows, "Dự hội nghị")


def _briefings(paper: Paper, briefed: Sequence[Briefed]) -> None:
    paper.section("3. Phổ biến, quán triệt tiếp")
    for one in briefed:
        covered = one.coverage
        paper.text(
            f"{one.number}: đơn vị {_REACHED[covered.own].lower()}; cả đơn vị trực thuộc"
            f" {told(covered.verified)}/{told(covered.units)} đã xác nhận; {told(covered.present)}/"
            f"{told(covered.due)} đảng viên tham gia ({percent(covered.present, covered.due)})."
        )
    if not briefed:
        paper.text("Chưa có văn bản nào được phổ biến.")


def _plans(paper: Paper, facts: Facts) -> None:
    paper.section("4. Chương trình, kế hoạch và nhiệm vụ")
    for one in facts.planned:
        paper.text(f"{one.directive}: {_plan(one)}.")
    if not facts.planned:
        paper.text("Chưa ban hành chương trình, kế hoạch nào.")
    tasks = facts.tasks
    completion = percent(tasks.done, tasks.done + tasks.overdue)
    paper.text(
        f"Nhiệm vụ trong các kế hoạch đang thực hiện: {told(tasks.total)}; hoàn thành"
        f" {told(tasks.done)}, trong đó chậm {told(tasks.late_but_done)}; quá hạn {told(tasks.overdue)};"
        f" sắp đến hạn {told(tasks.due_soon)}; tỷ lệ hoàn thành {completion}."
    )


def _plan(one: Planned) -> str:
    number = f"số {one.number}, " if one.number else ""
    issued = f"ban hành ngày {one.issued_on:%d/%m/%Y}" if one.issued_on else "chưa có ngày ban hành"
    return f"{number}{issued}"


def _reports(paper: Paper, facts: Facts) -> None:
    paper.section("5. Chế độ báo cáo")
    tally = facts.tally
    if not facts.duties:
        paper.text("Không phải gửi báo cáo của kỳ nào.")
        return
    paper.text(
        f"Đã gửi {_rate(tally.submission)}; được tiếp nhận {_rate(tally.acceptance)}; đúng hạn"
        f" {_rate(tally.timeliness)}; hiện quá hạn {told(facts.overdue)}."
    )
    columns = (
        Column("Kỳ báo cáo", 49),
        Column("Hạn gửi", 25),
        Column("Gửi lần đầu", 26),
        Column("Tiếp nhận", 24),
        Column("Đánh giá", 23),
        Column("Chậm (ngày)", 18, is_figure=True),
    )
    rows = [_duty(one, facts.day) for one in facts.duties]
    paper.table(columns, rows, "Chế độ báo cáo")


def _rate(value: Rate) -> str:
    return f"{told(value.n)}/{told(value.of)} ({percent(value.n, value.of)})"


def _duty(duty: Obligation, day: date) -> Sequence[Cell]:
    period, came, accepted = duty.period, duty.first_submitted_at, duty.accepted_at
    return (
        f"{period.starts_on:%d/%m/%Y} - {period.ends_on:%d/%m/%Y}",
        duty.due_on,
        local(came).date() if came else None,
        local(accepted).date() if accepted else None,
        _verdict(duty, day),
        days_late(duty, day),
    )


def _verdict(duty: Obligation, day: date) -> str:
    if not rates.is_obliged(duty):
        return "Được miễn"
    if rates.is_overdue(duty, day):
        return "Quá hạn"
    if rates.was_late(duty):
        return "Gửi chậm"
    if rates.is_on_time(duty):
        return "Đúng hạn"
    return "Chờ tiếp nhận" if duty.first_submitted_at else "Chưa đến hạn"
