"""The sentences of a progress report that records alone say. Pure.

They are made anew each time, so that nobody types a figure and none grows old.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from dissemination.coverage.attendance_report import sentence as attendance_sentence
from dissemination.coverage.paper_models import ProgressPart
from dissemination.coverage.progress import GroupLine, Progress, TargetLine, UnitLine
from dissemination.directives.models import DirectiveKind
from dissemination.papers.document import DASH, percent, told
from dissemination.reporting.rates import Rate

KINDS: Final = {
    DirectiveKind.RESOLUTION: "Nghị quyết",
    DirectiveKind.SCHEME: "Đề án",
    DirectiveKind.INSTRUCTION: "Chỉ thị",
    DirectiveKind.CONCLUSION: "Kết luận",
    DirectiveKind.REGULATION: "Quy định",
}
_MOST_SAID: Final = 12
_MOST_NAMED: Final = 30


def span(progress: Progress) -> str:
    """ "quý III năm 2026" for a calendar quarter, else from day to day."""
    first, last = progress.period.starts_on, progress.period.ends_on
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    starts, ends = first.day == 1, (last.day >= 28 and _is_last(last))
    if starts and ends and months in _SPANS and (first.month - 1) % months == 0:
        return _SPANS[months].format(
            n=_ROMAN[(first.month - 1) // months], m=first.month, y=first.year
        )
    return f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"


_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SPANS: Final = {
    1: "tháng {m} năm {y}",
    3: "quý {n} năm {y}",
    12: "năm {y}",
}


def _is_last(day: date) -> bool:
    return day.month != date.fromordinal(day.toordinal() + 1).month


def directive_of(progress: Progress) -> str:
    return f"{KINDS[progress.directive.kind]} số {progress.directive.number}"


def grounds(progress: Progress) -> str:
    directive = progress.directive
    return (
        f"Thực hiện {directive_of(progress)}, ngày {directive.issued_on:%d/%m/%Y} của"
        f" {directive.issuer} về {directive.subject[:1].lower()}{directive.subject[1:]}"
    )


# --- by parts ----------------------------------------------------------------------------------


def sentences(progress: Progress) -> dict[ProgressPart, list[str]]:
    """What the records say in each part, in words; figures as they are now."""
    return {
        ProgressPart.SITUATION: _situation(progress),
        ProgressPart.TARGETS: [_of_targets(progress.targets)],
        ProgressPart.GROUPS: [_of_tasks(progress.groups)],
        ProgressPart.LATE: _of_late(progress),
    }


def rate(value: Rate) -> str:
    """ "241/267 đơn vị (90,3%)"; a dash when there is nobody."""
    if not value.of:
        return DASH
    return f"{told(value.n)}/{told(value.of)} đơn vị ({percent(value.n, value.of)})"


def _situation(progress: Progress) -> list[str]:
    held = [
        f"{one.title}, ngày {one.held_on:%d/%m/%Y}, tại {told(one.points)} điểm cầu:"
        f" {attendance_sentence(one.figures)}"
        for one in progress.held
    ]
    covered = progress.briefings
    reached = percent(covered.present, covered.due)
    return [
        *held,
        (
            f"Phổ biến, quán triệt tiếp: {rate(Rate(covered.verified, covered.units))} đã tổ chức và"
            f" được xác nhận; {told(covered.conferences)} hội nghị;"
            f" {told(covered.present)}/{told(covered.due)} đảng viên tham gia, đạt {reached}."
        ),
        f"Chương trình, kế hoạch thực hiện: {rate(progress.plans)} đã ban hành.",
        (
            f"Chế độ báo cáo: {rate(progress.tally.submission)} đã gửi;"
            f" {rate(progress.tally.acceptance)} được tiếp nhận;"
            f" {rate(progress.tally.timeliness)} đúng hạn. Số liệu đến ngày {progress.day:%d/%m/%Y}."
        ),
    ]


def _of_targets(lines: Sequence[TargetLine]) -> str:
    if not lines:
        return "Biểu mẫu báo cáo của kỳ này không yêu cầu số liệu chỉ tiêu."
    met = sum(one.reached.is_met is True for one in lines)
    unmet = sum(one.reached.is_met is False for one in lines)
    return (
        f"Trong {told(len(lines))} chỉ tiêu có yêu cầu báo cáo: {told(met)} đạt, {told(unmet)} chưa"
        f" đạt, {told(len(lines) - met - unmet)} chưa đủ số liệu để đánh giá. Số liệu cộng từ báo cáo"
        " đã được tiếp nhận; đơn vị thiếu số liệu không tính vào tử số, mẫu số. Mức đạt mục tiêu là"
        " phần đã đi được từ mức gốc đến mục tiêu; số còn cần tính trên các đơn vị đã có số liệu."
    )


def _of_tasks(lines: Sequence[GroupLine]) -> str:
    tasks, done = sum(one.tasks for one in lines), sum(one.done for one in lines)
    overdue = sum(one.overdue for one in lines)
    completion = percent(done, done + overdue)
    return (
        f"Các kế hoạch đang thực hiện có {told(tasks)} nhiệm vụ: {told(done)} đã hoàn thành,"
        f" {told(overdue)} quá hạn chưa hoàn thành, {told(tasks - done - overdue)} chưa đến hạn; tỷ lệ"
        f" hoàn thành (đã hoàn thành trên đã hoàn thành và quá hạn) {completion}."
    )


def _of_late(progress: Progress) -> list[str]:
    silent, late = progress.silent, progress.late
    day = f"{progress.day:%d/%m/%Y}"
    return [
        f"Đến ngày {day}, {told(len(silent))} đơn vị quá hạn chưa gửi báo cáo hoặc chưa gửi lại bản"
        f" được trả; {told(len(late))} đơn vị gửi chậm."
        + (" Danh sách đầy đủ nêu tại Phụ lục 1." if silent or late else ""),
        *_named("Quá hạn", silent),
        *_named("Gửi chậm", late),
    ]


def _named(how: str, lines: Sequence[UnitLine]) -> list[str]:
    """Who, and by how many days, the longest first; beyond a few dozen the appendix tells."""
    if not lines:
        return []
    ordered = sorted(lines, key=lambda one: -one.days)
    said = [f"{one.name} ({told(one.days)} ngày)" for one in ordered[:_MOST_NAMED]]
    more = len(lines) - len(said)
    rest = f" và {told(more)} đơn vị khác" if more else ""
    return [f"{how}: {'; '.join(said)}{rest}."]


def suggestions(progress: Progress) -> dict[ProgressPart, str]:
    """What parts of words alone begin with: what units themselves wrote, some of them."""
    return {
        ProgressPart.DIFFICULTIES: _some((one.name, one.difficulties) for one in progress.said),
        ProgressPart.PROPOSALS: _some((one.name, one.proposals) for one in progress.said),
    }


def _some(said: Iterable[tuple[str, str]]) -> str:
    """Each wording once, by who said it first; the rest stands in the appendix."""
    first: dict[str, str] = {}
    for name, text in said:
        if text:
            first.setdefault(in_line(text), name)
    lines = [f"- {name}: {text}" for text, name in list(first.items())[:_MOST_SAID]]
    more = len(first) - len(lines)
    return "\n".join(
        [*lines, f"- Ý kiến khác của các đơn vị nêu tại Phụ lục 3 ({told(more)} ý kiến)."]
        if more
        else lines
    )


def in_line(text: str) -> str:
    return "; ".join(filter(None, map(str.strip, text.splitlines())))
