"""Reading a plan's workbook back. Pure: nothing is changed, every cell that will not do is named."""

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dissemination.directives.models import Operator
from dissemination.plans import fields, sheet_layout
from dissemination.plans.editing import YEAR_PREFIX
from dissemination.plans.models import CommentPlace
from dissemination.plans.refusals import Refusal
from dissemination.plans.sheet_layout import Choices
from dissemination.sheets.grids import Sheet, Workbook
from dissemination.text import fold

_LAST_HEADING_ROW: Final = 10
_MARK: Final = re.compile(r"(\d{1,9})-(\d{1,6})-(\d{1,9})")
Texts = dict[str, str]


class SheetRefusal(enum.StrEnum):
    """Why a workbook is not this plan's."""

    NOT_A_PLAN = "not_a_plan"
    ANOTHER_PLAN = "another_plan"


@dataclass(frozen=True, slots=True)
class SheetFault:
    """A cell that will not do, where Excel shows it."""

    sheet: str
    row: int
    heading: str
    why: Refusal
    text: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of a sheet: `line` as it was typed (None: a new row), fields as `fields.tell` says them."""

    row: int
    line: int | None
    texts: Texts


@dataclass(slots=True)
class SheetPlan:
    """What a workbook says. `revision` is that of the text it was taken from."""

    plan_id: int
    ordinal: int
    revision: int
    about: Texts = field(default_factory=dict)
    rows: dict[CommentPlace, list[SheetRow]] = field(default_factory=dict)
    omissions: dict[int, str] | None = None
    faults: list[SheetFault] = field(default_factory=list)


def read(workbook: Workbook, choices: Choices) -> SheetPlan | SheetRefusal:
    """The plan that a workbook holds; sheets and columns that were taken out say nothing."""
    sheets = {fold(sheet.name): sheet for sheet in workbook.sheets}
    about = _pairs(sheets.get(fold(sheet_layout.PLAN)))
    mark = _MARK.fullmatch(about.get(fold(sheet_layout.MARK), "").strip())
    if mark is None:
        return SheetRefusal.NOT_A_PLAN
    plan_id, ordinal, revision = map(int, mark.groups())
    plan = SheetPlan(plan_id, ordinal, revision)
    _read_about(plan, about)
    for place, name in sheet_layout.SHEETS.items():
        if sheet := sheets.get(fold(name)):
            _read_rows(plan, place, sheet, choices)
    _check_parents(plan)
    if sheet := sheets.get(fold(sheet_layout.OMITTED)):
        _read_omissions(plan, sheet, choices)
    return plan


def _pairs(sheet: Sheet | None) -> dict[str, str]:
    rows = sheet.rows if sheet else []
    return {fold(row[0]): row[1] for row in rows if len(row) > 1}


def _read_about(plan: SheetPlan, about: Mapping[str, str]) -> None:
    for name, heading in sheet_layout.HEADINGS[CommentPlace.PLAN].items():
        text = about.get(fold(heading))
        if text is not None:
            value = fields.read(fields.FIELDS[CommentPlace.PLAN][name], text)
            _keep(plan, plan.about, name, value, (sheet_layout.PLAN, 0, heading, text))


def _read_rows(plan: SheetPlan, place: CommentPlace, sheet: Sheet, choices: Choices) -> None:
    found = _columns(place, sheet)
    if found is None:
        return
    top, line_column, columns = found
    rows: list[SheetRow] = []
    for number, cells in sheet.numbered():
        if number <= top or not any(cell.strip() for cell in cells):
            continue
        typed = cells[line_column].strip() if line_column is not None else ""
        row = SheetRow(number, int(typed) if typed.isdecimal() and len(typed) < 10 else None, {})
        if row.line is not None and row.line in {one.line for one in rows}:
            plan.faults.append(
                SheetFault(sheet.name, number, sheet_layout.LINE, Refusal.LINE_TWICE, typed)
            )
        _read_cells(plan, place, sheet, row, columns, choices)
        rows.append(row)
    plan.rows[place] = rows


def _columns(
    place: CommentPlace, sheet: Sheet
) -> tuple[int, int | None, Sequence[tuple[int, str]]] | None:
    """The heading's row, the column of line numbers, and the columns of fields."""
    for number, cells in sheet.numbered():
        if number > _LAST_HEADING_ROW:
            return None
        named = [(at, sheet_layout.field_of(place, cell)) for at, cell in enumerate(cells)]
        known = [(at, name) for at, name in named if name is not None]
        if len(known) > 1:
            lines = [at for at, cell in enumerate(cells) if fold(cell) == fold(sheet_layout.LINE)]
            return number, lines[0] if lines else None, known
    return None


def _read_cells(
    plan: SheetPlan,
    place: CommentPlace,
    sheet: Sheet,
    row: SheetRow,
    columns: Sequence[tuple[int, str]],
    choices: Choices,
) -> None:
    """Each cell as its field reads it; the aims of years by the row's own operator."""
    operator = Operator.AT_LEAST
    for at, name in sorted(columns, key=lambda column: column[1].startswith(YEAR_PREFIX)):
        cell = sheet.rows[row.row - 1][at]
        text = sheet_layout.understood(name, cell, choices)
        if name.startswith(YEAR_PREFIX):
            aim = fields.read_aim(text, operator)
            value = aim if isinstance(aim, Refusal) else fields.tell_aim(aim)
        else:
            value = fields.read(fields.FIELDS[place][name], text)
            if isinstance(value, Operator):
                operator = value
        heading = sheet_layout.heading_of(place, name)
        _keep(plan, row.texts, name, value, (sheet.name, row.row, heading, cell))


def _keep(
    plan: SheetPlan, texts: Texts, name: str, value: object, at: tuple[str, int, str, str]
) -> None:
    if isinstance(value, Refusal):
        sheet, row, heading, text = at
        plan.faults.append(SheetFault(sheet, row, heading, value, text))
    else:
        texts[name] = fields.tell(value)


def _check_parents(plan: SheetPlan) -> None:
    """A task stands under a line of the sheet, never under itself or what stands under it."""
    rows = plan.rows.get(CommentPlace.TASK, [])
    above = {row.line: row.texts.get("parent_line", "") for row in rows if row.line is not None}
    for row in rows:
        parent = row.texts.get("parent_line", "")
        if why := _unfit(row.line, parent, above):
            heading = sheet_layout.HEADINGS[CommentPlace.TASK]["parent_line"]
            plan.faults.append(SheetFault(sheet_layout.TASKS, row.row, heading, why, parent))


def _unfit(line: int | None, parent: str, above: Mapping[int, str]) -> Refusal | None:
    passed: Collection[str] = {str(line)}
    while parent:
        if parent in passed:
            return Refusal.OWN_PARENT
        if int(parent) not in above:
            return Refusal.NOT_A_CHOICE
        passed = {*passed, parent}
        parent = above[int(parent)]
    return None


def _read_omissions(plan: SheetPlan, sheet: Sheet, choices: Choices) -> None:
    plan.omissions = {}
    for number, cells in sheet.numbered():
        code, reason = cells[0], cells[1] if len(cells) > 1 else ""
        if not code.strip() or fold(code) == fold(sheet_layout.CODE):
            continue
        target = sheet_layout.understood("target_id", code, choices)
        read = fields.read(fields.FIELDS[CommentPlace.TARGET]["no_target_reason"], reason)
        if not target.isdecimal():
            plan.faults.append(
                SheetFault(sheet.name, number, sheet_layout.CODE, Refusal.NOT_A_CHOICE, code)
            )
        elif isinstance(read, Refusal):
            plan.faults.append(SheetFault(sheet.name, number, sheet_layout.REASON, read, reason))
        elif read:
            plan.omissions[int(target)] = read
