"""The tables of a progress report, and its appendices. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dissemination.clock import local
from dissemination.coverage.attainment import Reached
from dissemination.coverage.paper_models import ProgressPart
from dissemination.coverage.progress import GroupLine, Progress, TargetLine, UnitLine
from dissemination.coverage.progress_sentences import directive_of, in_line, span
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Operator
from dissemination.papers.document import DASH, Cell, Column, Paper, Table, told
from dissemination.reporting import rates
from dissemination.reporting.models import ObligationState
from dissemination.reporting.rates import Aim

_OPERATORS: Final = {
    Operator.AT_LEAST: "từ",
    Operator.AT_MOST: "không quá",
    Operator.MAINTAIN: "duy trì",
    Operator.RANGE: "trong khoảng",
}
_STATES: Final = {
    ObligationState.SCHEDULED: "Chưa đến kỳ",
    ObligationState.OPEN: "Chưa lập",
    ObligationState.DRAFT: "Đang soạn",
    ObligationState.APPROVED: "Đã duyệt, chưa gửi",
    ObligationState.SUBMITTED: "Đã gửi, chờ tiếp nhận",
    ObligationState.RETURNED: "Trả lại để sửa",
    ObligationState.ACCEPTED: "Đã tiếp nhận",
    ObligationState.CONSOLIDATED: "Đã tổng hợp",
}
_TARGETS: Final = (
    Column("Mã", 10),
    Column("Chỉ tiêu", 33),
    Column("Mức gốc", 15, is_figure=True),
    Column("Mục tiêu", 25),
    Column("Thực hiện", 27, is_figure=True),
    Column("Mức đạt mục tiêu", 19, is_figure=True),
    Column("Còn cần", 16, is_figure=True),
    Column("Đánh giá (đơn vị có số liệu)", 20),
)
_GROUPS: Final = (
    Column("Nhóm", 17, is_figure=True),
    Column("Nhiệm vụ, giải pháp", 64),
    Column("Nhiệm vụ", 21, is_figure=True, adds=True),
    Column("Hoàn thành", 21, is_figure=True, adds=True),
    Column("Quá hạn", 18, is_figure=True, adds=True),
    Column("Tỷ lệ trên tổng số", 24, is_figure=True, share_of=(3, 2)),
)
_DUTIES: Final = (
    Column("TT", 12, is_figure=True),
    Column("Đơn vị", 78),
    Column("Hạn gửi", 24),
    Column("Gửi lần đầu", 24),
    Column("Tiếp nhận", 24),
    Column("Đúng hạn", 18),
    Column("Chậm (ngày)", 18, is_figure=True),
    Column("Tình trạng", 54),
)


_GIVEN: Final = (
    Column("TT", 14, is_figure=True),
    Column("Đơn vị", 120),
    Column("Tử số", 36, is_figure=True, adds=True),
    Column("Mẫu số", 36, is_figure=True, adds=True),
    Column("Tỷ lệ", 36, is_figure=True, share_of=(2, 3)),
)
_SAID: Final = (
    Column("TT", 14, is_figure=True),
    Column("Đơn vị", 58),
    Column("Khó khăn, vướng mắc", 90),
    Column("Kiến nghị, đề xuất", 90),
)


def table_of(part: ProgressPart, progress: Progress) -> Table | None:
    """The table that stands in a part, if one does."""
    if part is ProgressPart.TARGETS and progress.targets:
        return Table(_TARGETS, [_target(one) for one in progress.targets], "Chỉ tiêu")
    if part is ProgressPart.GROUPS and progress.groups:
        rows = [_group(one) for one in progress.groups]
        return Table(_GROUPS, rows, "Nhóm nhiệm vụ", has_totals=True)
    return None


def _target(line: TargetLine) -> Sequence[Cell]:
    """Baseline, aim, actual, the way gone from the one to the other, and heads still needed."""
    reached, measure = line.reached, line.target.measure
    pooled, attained = reached.pooled, reached.attained
    return (
        line.target.code,
        line.target.title,
        _measured(reached.baseline, measure),
        _asked(reached.aim, line.year, measure),
        _actual(reached),
        _measured(None if attained is None else 100 * attained, SHARE),
        _needed(reached.needed, measure),
        f"{_VERDICTS[reached.is_met]}\n({told(pooled.given)}/{told(pooled.asked)})",
    )


_VERDICTS: Final = {True: "Đạt", False: "Chưa đạt", None: "Chưa đủ số liệu"}
_ONE_PLACE: Final = Decimal("0.1")


def _measured(value: Decimal | None, measure: str) -> str:
    """12.53 → "12,5%", "12,5 người", rounded as the boards round it."""
    if value is None:
        return DASH
    return f"{told(value.quantize(_ONE_PLACE, ROUND_HALF_UP))}{_unit(measure)}"


def _actual(reached: Reached) -> str:
    """A share is never without what it was divided from."""
    said, pooled = _measured(reached.actual, reached.measure), reached.pooled
    if reached.measure != SHARE or not pooled.given:
        return said
    return f"{said}\n({told(pooled.numerator)}/{told(pooled.denominator)})"


def _needed(heads: int | None, measure: str) -> str:
    """Heads that must still come; of a ceiling, by how many it is exceeded."""
    if heads is None:
        return DASH
    what = "người" if measure == SHARE else measure
    return f"{'vượt ' if heads < 0 else ''}{told(abs(heads))} {what}".rstrip() if heads else "0"


def _asked(aim: Aim | None, year: int | None, measure: str) -> str:
    """ "từ 10% (năm 2025)"; a dash when nothing is asked."""
    if aim is None:
        return DASH
    is_range = aim.operator is Operator.RANGE
    number = f"{told(aim.low)} - {told(aim.high)}" if is_range else told(aim.value)
    return f"{_OPERATORS[aim.operator]} {number}{_unit(measure)} (năm {year})"


def _unit(measure: str) -> str:
    return measure if measure == SHARE else f" {measure}".rstrip()


def _group(line: GroupLine) -> Sequence[Cell]:
    number = line.group.number if line.group else ""
    title = line.group.title if line.group else "Nhiệm vụ khác"
    return number, title, line.tasks, line.done, line.overdue, None


def append(paper: Paper, progress: Progress) -> None:
    """The appendices: each unit's duty, its figures, what it wrote."""
    kept = f"(kèm theo Báo cáo kết quả thực hiện {directive_of(progress)}, {span(progress)})"
    _duties(paper, progress, kept)
    _figures(paper, progress, kept)
    _words(paper, progress, kept)


def _duties(paper: Paper, progress: Progress, kept: str) -> None:
    subject = f"Tình hình chấp hành chế độ báo cáo của các đơn vị\n{kept}"
    paper.appendix("Phụ lục 1", subject, across=True)
    rows = [_duty(number, one, progress.day) for number, one in enumerate(progress.duties, 1)]
    if rows:
        paper.table(_DUTIES, rows, "Chế độ báo cáo")
    else:
        paper.text("Không có đơn vị nào phải báo cáo kỳ này.")


def _figures(paper: Paper, progress: Progress, kept: str) -> None:
    paper.appendix("Phụ lục 2", f"Số liệu chỉ tiêu của các đơn vị\n{kept}", across=True)
    for line in progress.targets:
        paper.section(f"{line.target.code}. {line.target.title}", 2)
        figures = [
            (number, one.name, one.numerator, one.denominator, None)
            for number, one in enumerate(line.given, 1)
        ]
        paper.table(_GIVEN, figures, f"Chỉ tiêu {line.target.code}", has_totals=True)
    if not progress.targets:
        paper.text("Biểu mẫu báo cáo của kỳ này không yêu cầu số liệu chỉ tiêu.")


def _words(paper: Paper, progress: Progress, kept: str) -> None:
    paper.appendix("Phụ lục 3", f"Khó khăn, kiến nghị của các đơn vị\n{kept}", across=True)
    said = [
        (number, one.name, in_line(one.difficulties), in_line(one.proposals))
        for number, one in enumerate(progress.said, 1)
    ]
    if said:
        paper.table(_SAID, said, "Khó khăn, kiến nghị")
    else:
        paper.text("Không có.")


def _duty(number: int, line: UnitLine, day: date) -> Sequence[Cell]:
    duty = line.duty
    came, accepted = duty.first_submitted_at, duty.accepted_at
    overdue = rates.is_overdue(duty, day)
    return (
        number,
        line.name,
        duty.due_on,
        local(came).date() if came else None,
        local(accepted).date() if accepted else None,
        "x" if rates.is_on_time(duty) else "",
        line.days,
        "Quá hạn" if overdue else _STATES.get(duty.state, ""),
    )
