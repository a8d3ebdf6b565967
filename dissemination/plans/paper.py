"""A plan as the paper that is signed, in the form of Party documents.

Its number and date are blank until it is issued, and the tasks stand in an annex across the page.
"""

from collections.abc import Sequence
from typing import Final

from dissemination.directives.models import Directive, DirectiveKind, Operator
from dissemination.papers.committees import Committee, committee_of
from dissemination.papers.document import Column, Head, Paper, Signature
from dissemination.papers.rulesets import PARTY, ruleset
from dissemination.plans import fields, picture
from dissemination.plans.models import PlanKind, PlanTarget, PlanVersion
from dissemination.text import nfc
from dissemination.units.tree import Node

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
_TARGETS: Final = (
    Column("TT", 12),
    Column("Chỉ tiêu", 73),
    Column("Hiện trạng", 25),
    Column("Mục tiêu", 55),
)
_TASKS: Final = (
    Column("Số", 10),
    Column("Nội dung nhiệm vụ", 75),
    Column("Chủ trì, phối hợp", 45),
    Column("Thời hạn", 25),
    Column("Chịu trách nhiệm", 32),
    Column("Sản phẩm", 35),
    Column("Thẩm quyền", 30),
)


def document_of(version: PlanVersion, unit: Node, above: Node | None) -> Paper:
    """The paper of a version; `above` is the unit's superior."""
    committee = committee_of(unit.name)
    paper = Paper(ruleset(PARTY), version.title)
    paper.heading(_heading(version, committee, committee_of(above.name) if above else None))
    paper.title(_word(version), _subject(version))
    _body(paper, version, committee)
    paper.closing(
        (
            "Cấp ủy cấp trên (báo cáo)",
            "Các cơ quan, đơn vị thực hiện",
            committee.keeps,
        ),
        Signature(
            committee.signs.on_behalf,
            version.signer_post or committee.signs.post,
            version.signer or "",
        ),
    )
    _annex(paper, version)
    return paper


# --- above the text -----------------------------------------------------------------------------


def _heading(version: PlanVersion, committee: Committee, above: Committee | None) -> Head:
    """As issued, or with the blanks that are filled in by hand."""
    return Head(
        above.organisation if above else "",
        committee.name,
        _KINDS[version.plan.kind][1],
        committee.letters,
        committee.place,
        "20…",
        version.number or "",
        version.issued_on,
    )


def _word(version: PlanVersion) -> str:
    return _KINDS[version.plan.kind][0]


def _subject(version: PlanVersion) -> str:
    """What the plan is about, without the word that stands above it, and its years."""
    plan, subject = version.plan, version.title.strip()
    if subject.upper().startswith(_word(version)):
        subject = subject[len(_word(version)) :].strip()
    is_one_year = len(plan.years) == 1
    years = f"năm {plan.first_year}"
    period = years if is_one_year else f"giai đoạn {plan.first_year} - {plan.last_year}"
    return f"{subject[:1].lower()}{subject[1:]}\n({period})"


# --- the text -----------------------------------------------------------------------------------


def _body(paper: Paper, version: PlanVersion, committee: Committee) -> None:
    grounds, word = _grounds(version.plan.directive), _word(version).lower()
    paper.text(f"{grounds}, {committee.name} ban hành {word} thực hiện như sau:")
    paper.section("I. MỤC ĐÍCH, YÊU CẦU")
    for paragraph in version.goals.splitlines() or ["…"]:
        paper.text(paragraph)
    paper.section("II. CHỈ TIÊU")
    if version.targets:
        rows = [_target(number, one) for number, one in enumerate(version.targets, 1)]
        paper.table(_TARGETS, rows)
    else:
        paper.text("Không đặt chỉ tiêu riêng.")
    paper.section("III. NHIỆM VỤ, GIẢI PHÁP")
    _tasks_by_group(paper, version)
    paper.section("IV. TỔ CHỨC THỰC HIỆN")
    paper.text(
        "Các cơ quan, đơn vị, cá nhân được giao chủ trì nêu trong Phụ lục tổ chức thực hiện "
        "đúng thời hạn, báo cáo kết quả theo chế độ báo cáo."
    )
    paper.text(f"{committee.name} theo dõi, đôn đốc, kiểm tra việc thực hiện.")


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
            paper.section(groups[group_id])
        elif own and groups:
            paper.section("Nhiệm vụ khác")
        for task in own:
            if group_id is None or nfc(task.content) != groups[group_id].partition(". ")[2]:
                paper.text(f"- {task.content}")


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


# --- the annex ----------------------------------------------------------------------------------


def _annex(paper: Paper, version: PlanVersion) -> None:
    """The tasks with their six clear, across the page."""
    paper.appendix(
        "Phụ lục", f"Phân công thực hiện nhiệm vụ\n(kèm theo {version.title})", across=True
    )
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
    paper.table(_TASKS, rows)
