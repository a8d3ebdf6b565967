"""A plan as a workbook: which sheets it has, what their columns are called, and what it is written as.

Headings and words are Vietnamese whatever the reader's language: a workbook that one person took away
another sends back. Cells hold texts, days and whole numbers; the reader finds columns by heading.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dissemination.directives.models import Operator, SolutionGroup, Target
from dissemination.plans.editing import YEAR_PREFIX, Row, texts
from dissemination.plans.models import CommentPlace, PlanTarget, PlanTask, PlanVersion
from dissemination.sheets.writing import Cell, Column, Table
from dissemination.text import fold

PLAN, TARGETS, TASKS, OMITTED = "Kế hoạch", "Chỉ tiêu", "Nhiệm vụ", "Không đưa vào"
SHEETS: Final = {CommentPlace.TARGET: TARGETS, CommentPlace.TASK: TASKS}
ITEM, CONTENT, LINE, CODE, REASON = "Mục", "Nội dung", "Số", "Mã chỉ tiêu", "Lý do"
MARK: Final = "Mã bản (không sửa)"
# An account is not a word of the plan: it stays with its line, and out of files.
HEADINGS: Final[Mapping[CommentPlace, Mapping[str, str]]] = {
    CommentPlace.PLAN: {"title": "Tên kế hoạch", "goals": "Mục đích, yêu cầu"},
    CommentPlace.TARGET: {
        "target_id": "Theo chỉ tiêu của văn bản",
        "no_target_reason": "Lý do không theo chỉ tiêu nào",
        "title": "Nội dung chỉ tiêu",
        "measure": "Đơn vị tính",
        "operator": "Yêu cầu",
        "baseline": "Hiện trạng",
        "numerator": "Tử số là",
        "denominator": "Mẫu số là",
    },
    CommentPlace.TASK: {
        "content": "Nội dung nhiệm vụ",
        "lead": "Người, cơ quan chủ trì",
        "partners": "Phối hợp",
        "due_on": "Hạn hoàn thành",
        "responsible": "Người chịu trách nhiệm",
        "product": "Sản phẩm",
        "authority": "Thẩm quyền",
        "solution_group_id": "Nhóm nhiệm vụ, giải pháp",
        "is_breakthrough": "Đột phá",
        "parent_line": "Thuộc nhiệm vụ số",
        "required_evidence": "Minh chứng cần có",
    },
}
_YEAR: Final = re.compile(r"nam (\d{4})")
_WIDE: Final = {"content": 60, "title": 50, "target_id": 14, "measure": 10, "due_on": 14}
_OPERATORS: Final = {
    Operator.AT_LEAST: "ít nhất",
    Operator.AT_MOST: "không quá",
    Operator.MAINTAIN: "duy trì",
    Operator.RANGE: "trong khoảng",
}
TICK: Final = "x"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the directive's targets and groups are called in a workbook, by id."""

    targets: Mapping[int, str]
    groups: Mapping[int, str]

    @classmethod
    def of(cls, targets: Iterable[Target], groups: Iterable[SolutionGroup]) -> "Choices":
        return cls(
            {one.id: one.code for one in targets},
            {one.id: f"{one.number}. {one.title}" for one in groups},
        )


def mark_of(version: PlanVersion) -> str:
    """Which text a workbook was taken from: the plan, its version, and the revision."""
    return f"{version.plan_id}-{version.ordinal}-{version.revision}"


def field_of(place: CommentPlace, heading: str) -> str | None:
    """The field that a heading means."""
    folded = fold(heading)
    if place is CommentPlace.TARGET and (year := _YEAR.fullmatch(folded)):
        return f"{YEAR_PREFIX}{year[1]}"
    known = {fold(word): name for name, word in HEADINGS[place].items()}
    return known.get(folded)


def tables(version: PlanVersion, years: Sequence[int], choices: Choices) -> list[Table]:
    """The sheets of a version, its rows in their order."""
    named = [*HEADINGS[CommentPlace.TARGET], *(f"{YEAR_PREFIX}{year}" for year in years)]
    return [
        Table(PLAN, (Column(ITEM, 24), Column(CONTENT, 100)), _about(version)),
        _rows(CommentPlace.TARGET, version.targets, named, choices),
        _rows(CommentPlace.TASK, version.tasks, list(HEADINGS[CommentPlace.TASK]), choices),
        Table(
            OMITTED,
            (Column(CODE, 14), Column(REASON, 80)),
            sorted((choices.targets[one.target_id], one.reason) for one in version.omissions),
        ),
    ]


def _about(version: PlanVersion) -> Iterable[tuple[Cell, Cell]]:
    said = texts(version)
    for name, heading in HEADINGS[CommentPlace.PLAN].items():
        yield heading, said[name]
    yield MARK, mark_of(version)


def _rows(
    place: CommentPlace,
    rows: Sequence[PlanTarget] | Sequence[PlanTask],
    named: Sequence[str],
    choices: Choices,
) -> Table:
    columns = [
        Column(LINE, 6),
        *(Column(heading_of(place, name), _WIDE.get(name, 24)) for name in named),
    ]
    lines = [(row.line, *_cells(row, named, choices)) for row in rows]
    return Table(SHEETS[place], columns, lines)


def heading_of(place: CommentPlace, name: str) -> str:
    """What a field's column is called."""
    return HEADINGS[place].get(name) or f"Năm {name.removeprefix(YEAR_PREFIX)}"


def _cells(row: Row, named: Sequence[str], choices: Choices) -> Iterable[Cell]:
    said = texts(row)
    for name in named:
        match name:
            case "target_id" if isinstance(row, PlanTarget):
                yield choices.targets.get(row.target_id or 0, "")
            case "solution_group_id" if isinstance(row, PlanTask):
                yield choices.groups.get(row.solution_group_id or 0, "")
            case "due_on" if isinstance(row, PlanTask):
                yield row.due_on
            case "parent_line" if isinstance(row, PlanTask):
                yield row.parent_line
            case "operator":
                yield _OPERATORS[Operator(said[name])]
            case "is_breakthrough":
                yield TICK if said[name] else ""
            case _:
                yield said.get(name, "")


def understood(name: str, cell: str, choices: Choices) -> str:
    """A cell as `fields.read` takes it; what names no choice is left as it is, to be refused."""
    match name:
        case "target_id":
            return _chosen(cell, choices.targets)
        case "solution_group_id":
            return _chosen(cell, choices.groups)
        case "operator":
            words = {fold(word): operator.value for operator, word in _OPERATORS.items()}
            return words.get(fold(cell), cell)
    return cell


def _chosen(cell: str, known: Mapping[int, str]) -> str:
    """The id of what is named; a group by its number alone too."""
    folded = fold(cell)
    if not folded:
        return ""
    by_word = {fold(word): number for number, word in known.items()}
    by_word |= {fold(word).partition(". ")[0]: number for number, word in known.items()}
    return str(by_word.get(folded, cell if not cell.isdecimal() else f"{cell}?"))
