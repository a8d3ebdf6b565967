"""The progress report for a directive and a period, in official form. Pure: a paper out of figures.

Sentences with figures are made anew each time, so that nobody types a figure and none grows old;
what officers wrote follows them in each part.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from dissemination.clock import local
from dissemination.coverage.attendance_report import sentence as attendance_sentence
from dissemination.coverage.paper_models import ProgressPart
from dissemination.coverage.progress_facts import GroupLine, Progress, TargetLine, UnitLine
from dissemination.directives.asking import SHARE
from dissemination.directives.models import DirectiveKind, Operator, TargetValue
from dissemination.papers.committees import Issuer
from dissemination.papers.document import DASH, Cell, Column, Paper, Table, percent, told
from dissemination.papers.rulesets import ruleset
from dissemination.reporting import rates
from dissemination.reporting.models import ObligationState
from dissemination.reporting.rates import Rate

KINDS: Final = {
    DirectiveKind.RESOLUTION: "Nghị quyết",
    DirectiveKind.SCHEME: "Đề án",
    DirectiveKind.INSTRUCTION: "Chỉ thị",
    DirectiveKind.CONCLUSION: "Kết luận",
    DirectiveKind.REGULATION: "Quy định",
}
HEADINGS: Final = {
    ProgressPart.SITUATION: "I. TÌNH HÌNH CHUNG",
    ProgressPart.TARGETS: "II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
    ProgressPart.GROUPS: "III. KẾT QUẢ THEO NHÓM NHIỆM VỤ, GIẢI PHÁP",
    ProgressPart.LATE: "IV. ĐƠN VỊ CHẬM VÀ CHƯA BÁO CÁO",
    ProgressPart.DIFFICULTIES: "V. KHÓ KHĂN, VƯỚNG MẮC",
    ProgressPart.PROPOSALS: "VI. KIẾN NGHỊ, ĐỀ XUẤT",
    ProgressPart.DIRECTION: "VII. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
}
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
_MOST_SAID: Final = 12
Words = Mapping[ProgressPart, str]


def report(progress: Progress, words: Words, issuer: Issuer, rules: str) -> Paper:
    """BÁO CÁO kết quả thực hiện: seven parts, and each unit's duty and figures in appendices."""
    directive, name = _directive(progress), issuer.name(rules)
    paper = Paper(ruleset(rules), f"Báo cáo kết quả thực hiện {directive}")
    paper.heading(issuer.head(rules, "BC", progress.day.year))
    paper.title("Báo cáo", f"kết quả thực hiện {directive}\n{span(progress)}")
    paper.text(f"{_grounds(progress)}, {name} báo cáo kết quả thực hiện {span(progress)} như sau:")
    said = sentences(progress)
    for part, heading in HEADINGS.items():
        paper.section(heading)
        for text in said.get(part, ()):
            paper.text(text)
        if table := table_of(part, progress):
            paper.table(table.columns, table.rows, table.name, has_totals=table.has_totals)
        for text in filter(None, map(str.strip, words.get(part, "").splitlines())):
            paper.text(text)
    paper.closing(("Cấp ủy cấp trên (báo cáo)", issuer.keeps(rules)), issuer.signature(rules))
    _appendices(paper, progress)
    return paper


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


def _directive(progress: Progress) -> str:
    return f"{KINDS[progress.directive.kind]} số {progress.directive.number}"


def _grounds(progress: Progress) -> str:
    directive = progress.directive
    return (
        f"Thực hiện {_directive(progress)}, ngày {directive.issued_on:%d/%m/%Y} của"
        f" {directive.issuer} về {directive.subject[:1].lower()}{directive.subject[1:]}"
    )


# --- sentences of figures -----------------------------------------------------------------------


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
    met = sum(one.is_met is True for one in lines)
    unmet = sum(one.is_met is False for one in lines)
    return (
        f"Trong {told(len(lines))} chỉ tiêu có yêu cầu báo cáo: {told(met)} đạt, {told(unmet)} chưa"
        f" đạt, {told(len(lines) - met - unmet)} chưa đủ số liệu để đánh giá. Số liệu cộng từ báo cáo"
        " đã được tiếp nhận của các đơn vị trực tiếp; đơn vị thiếu số liệu không tính vào tử số, mẫu số."
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
    silent, late = len(progress.silent), len(progress.late)
    return [
        (
            f"Đến ngày {progress.day:%d/%m/%Y}, {told(silent)} đơn vị quá hạn chưa gửi báo cáo hoặc"
            f" chưa gửi lại bản được trả; {told(late)} đơn vị gửi chậm."
            + (" Danh sách nêu tại Phụ lục 1." if silent or late else "")
        )
    ]


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
            first.setdefault(_in_line(text), name)
    lines = [f"- {name}: {text}" for text, name in list(first.items())[:_MOST_SAID]]
    more = len(first) - len(lines)
    return "\n".join(
        [*lines, f"- Ý kiến khác của các đơn vị nêu tại Phụ lục 3 ({told(more)} ý kiến)."]
        if more
        else lines
    )


def _in_line(text: str) -> str:
    return "; ".join(filter(None, map(str.strip, text.splitlines())))


# --- tables -------------------------------------------------------------------------------------

_TARGETS: Final = (
    Column("Mã", 12),
    Column("Chỉ tiêu", 39),
    Column("Yêu cầu", 24),
    Column("Tử số", 16, is_figure=True),
    Column("Mẫu số", 16, is_figure=True),
    Column("Thực hiện", 20, is_figure=True),
    Column("Đơn vị có số liệu", 19, is_figure=True),
    Column("Đánh giá", 19),
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
    Column("Đơn vị", 55),
    Column("Hạn gửi", 24),
    Column("Gửi lần đầu", 24),
    Column("Tiếp nhận", 24),
    Column("Đúng hạn", 18),
    Column("Chậm (ngày)", 18, is_figure=True),
    Column("Tình trạng", 42),
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
    pooled, measure = line.sum.pooled, line.target.measure
    given = bool(pooled.given)
    actual = line.actual
    return (
        line.target.code,
        line.target.title,
        asked_text(line.asked, measure),
        pooled.numerator if given else None,
        pooled.denominator if given else None,
        DASH if actual is None else f"{told(actual)}{_unit(measure)}",
        f"{told(pooled.given)}/{told(pooled.asked)}",
        _VERDICTS[line.is_met],
    )


_VERDICTS: Final = {True: "Đạt", False: "Chưa đạt", None: "Chưa đủ số liệu"}


def asked_text(value: TargetValue | None, measure: str) -> str:
    """ "từ 10% (năm 2025)"; a dash when nothing is asked."""
    if value is None:
        return DASH
    number = (
        f"{told(value.low)} - {told(value.high)}"
        if value.operator is Operator.RANGE
        else told(value.value)
    )
    return f"{_OPERATORS[value.operator]} {number}{_unit(measure)} (năm {value.year})"


def _unit(measure: str) -> str:
    return measure if measure == SHARE else f" {measure}".rstrip()


def _group(line: GroupLine) -> Sequence[Cell]:
    number = line.group.number if line.group else ""
    title = line.group.title if line.group else "Nhiệm vụ khác"
    return number, title, line.tasks, line.done, line.overdue, None


def _appendices(paper: Paper, progress: Progress) -> None:
    kept = f"(kèm theo Báo cáo kết quả thực hiện {_directive(progress)}, {span(progress)})"
    paper.appendix(
        "Phụ lục 1", f"Tình hình chấp hành chế độ báo cáo của các đơn vị\n{kept}", across=True
    )
    rows = [_duty(number, one, progress.day) for number, one in enumerate(progress.duties, 1)]
    if rows:
        paper.table(_DUTIES, rows, "Chế độ báo cáo")
    else:
        paper.text("Không có đơn vị nào phải báo cáo kỳ này.")
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
    paper.appendix("Phụ lục 3", f"Khó khăn, kiến nghị của các đơn vị\n{kept}", across=True)
    said = [
        (number, one.name, _in_line(one.difficulties), _in_line(one.proposals))
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
