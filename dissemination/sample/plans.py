"""The units' plans after the conference: in every state, their tasks done, late and overdue."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, Final, cast

import sqlalchemy as sa

from dissemination.database import Base
from dissemination.directives.models import Directive, Target
from dissemination.plans.lifecycle import Step
from dissemination.plans.models import (
    CommentPlace,
    OmittedTarget,
    Plan,
    PlanComment,
    PlanKind,
    PlanTarget,
    PlanTargetValue,
    PlanTask,
    PlanTransition,
    PlanVersion,
    TaskEntry,
    TaskExtension,
    TaskStatus,
)
from dissemination.plans.models import PlanState as S
from dissemination.sample import bulk
from dissemination.sample.duties import committee
from dissemination.sample.names import Sex, full_names
from dissemination.sample.units import SampleUnit, table
from dissemination.units.levels import RANK

MOST_PLANS: Final = 267
# Where the plans stand, over and over; None: the unit has begun none.
_STANDING: Final[Sequence[S | None]] = (
    *(S.ACTIVE, S.ACTIVE, S.SUBMITTED, S.ACTIVE, S.ACTIVE, S.DRAFT, S.ACTIVE, S.RETURNED),
    *(S.ACTIVE, S.ACTIVE, S.AMENDED, S.ACTIVE, None, S.ACTIVE, S.PRESENTED, S.ACTIVE),
    *(S.SUBMITTED, S.ACTIVE, S.ACCEPTED, S.ACTIVE, S.DRAFT, S.ACTIVE, None, S.CLOSED),
)
_WAY: Final[Sequence[tuple[Step, S, S]]] = (
    (Step.PRESENT, S.DRAFT, S.PRESENTED),
    (Step.SUBMIT, S.PRESENTED, S.SUBMITTED),
    (Step.ACCEPT, S.SUBMITTED, S.ACCEPTED),
    (Step.ISSUE, S.ACCEPTED, S.ACTIVE),
)
_LENGTH: Final = {S.DRAFT: 0, S.PRESENTED: 1, S.SUBMITTED: 2, S.RETURNED: 2, S.ACCEPTED: 3}
_BEGUN: Final = date(2023, 11, 20)
_TOLD_UNTIL: Final = date(2024, 12, 31)  # what was due later is not done yet
_COMMENTS: Final = ("Nêu rõ sản phẩm, số lượng.", "Thời hạn cần sớm hơn, trước kỳ sơ kết.")
_WHY: Final = "Rà soát lại theo ý kiến góp ý, bổ sung đủ 6 rõ."
_GOALS: Final = (
    "Tạo chuyển biến rõ nét về nhận thức, trách nhiệm của cấp ủy, người đứng đầu và mỗi cán bộ, đảng "
    "viên.\nCụ thể hóa Nghị quyết phù hợp với điều kiện của đơn vị; rõ người, rõ việc, rõ thời gian, "
    "rõ trách nhiệm, rõ sản phẩm, rõ thẩm quyền."
)


# What points at another table after that table.
_IN_ORDER: Final = (
    *(Plan, PlanVersion, PlanTransition, PlanComment, PlanTarget, PlanTargetValue, OmittedTarget),
    *(PlanTask, TaskEntry, TaskExtension),
)


@dataclass(slots=True)
class _Rows:
    """Rows of many tables on their way into the database, with ids given here."""

    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[type[Base], Iterator[int]] = field(default_factory=dict)

    def add(self, model: type[Base], **values: Any) -> int:  # what its columns hold
        """One row more, with the next id."""
        if model not in self.ids:
            self.ids[model] = count(bulk.next_id(_table(model)))
        number = next(self.ids[model])
        self.rows[model].append({"id": number, **values})
        return number

    def store(self) -> None:
        for model in _IN_ORDER:
            self._insert(model)

    def _insert(self, model: type[Base]) -> None:
        rows = self.rows[model]
        if rows:
            columns = [name for name in rows[0] if name in _table(model).columns]
            bulk.insert(
                _table(model), columns, (tuple(row[name] for name in columns) for row in rows)
            )
            if "id" in columns:
                bulk.continue_ids(_table(model))


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit, its people and its own chance."""

    unit: SampleUnit
    id: int
    officer: str
    head: str
    rng: Random

    @property
    def committee(self) -> str:
        return self.unit.name if self.unit.is_body else committee(self.unit)

    @property
    def head_post(self) -> str:
        return self.unit.head or "Bí thư"


def store_plans(
    chosen: Sequence[SampleUnit], unit_ids: dict[str, int], directive: Directive, seed: int
) -> int:
    """The plans of these units for a directive; how many there are."""
    rows = _Rows()
    for number, unit in enumerate(chosen[:MOST_PLANS]):
        state = _STANDING[number % len(_STANDING)]
        if state is not None:
            rng = Random(f"{seed} plan {unit.code}")
            officer, head = full_names([Sex.WOMAN, Sex.MAN], rng)
            _plan(rows, _Unit(unit, unit_ids[unit.code], officer, head, rng), directive, state)
    rows.store()
    return len(rows.rows[Plan])


def _plan(rows: _Rows, of: _Unit, directive: Directive, state: S) -> None:
    began = _BEGUN + timedelta(of.rng.randrange(25))
    lines = len(_asked(of.unit, directive)) + len(_templates())
    plan_id = rows.add(
        Plan,
        unit_id=of.id,
        directive_id=directive.id,
        kind=PlanKind.PLAN,
        first_year=2023,
        last_year=2025,
        created_at=_moment(began),
        last_line=lines,
    )
    first = _version(rows, of, plan_id, 1, state, began)
    _rows_of(rows, of, first, directive, is_issued=state in (S.ACTIVE, S.CLOSED))
    if state is S.AMENDED:
        later = date(2024, 3, 1) + timedelta(of.rng.randrange(20))
        _step(rows, of, first, (Step.AMEND, S.ACTIVE, S.ACTIVE), later, _WHY)
        second = _version(rows, of, plan_id, 2, S.ACTIVE, later)
        _step(rows, of, first, (Step.REPLACE, S.ACTIVE, S.AMENDED), later + timedelta(12))
        _rows_of(rows, of, second, directive, is_issued=True)


def _version(rows: _Rows, of: _Unit, plan_id: int, ordinal: int, state: S, began: date) -> int:
    """A version and the steps that brought it to its state."""
    taken = _WAY[: _LENGTH.get(state, len(_WAY))]
    days = [began + timedelta(3 * number + 3) for number in range(len(taken) + 1)]
    is_issued = len(taken) == len(_WAY)
    version_id = rows.add(
        PlanVersion,
        plan_id=plan_id,
        ordinal=ordinal,
        state=state,
        title="Kế hoạch thực hiện Nghị quyết số 116-NQ/TU",
        goals=_GOALS,
        number=f"{of.rng.randrange(10, 200)}-KH/{_letters(of.unit)}" if is_issued else "",
        issued_on=days[-2] if is_issued else None,
        signer=of.head if is_issued else "",
        signer_post=of.head_post if is_issued else "",
        amends_because=_WHY if ordinal > 1 else "",
        changed_by=of.officer,
        changed_at=_moment(began),
        state_since=_moment(
            days[-1] if state in (S.RETURNED, S.CLOSED) else days[-2] if taken else began
        ),
    )
    for step, day in zip(taken, days, strict=False):
        _step(rows, of, version_id, step, day)
    if state is S.RETURNED:
        _step(rows, of, version_id, (Step.RETURN, S.SUBMITTED, S.RETURNED), days[-1], _WHY)
        _comments(rows, of, version_id, days[-1])
    if state is S.CLOSED:
        _step(
            rows,
            of,
            version_id,
            (Step.CLOSE, S.ACTIVE, S.CLOSED),
            days[-1],
            "Lồng vào kế hoạch chung.",
        )
    return version_id


def _step(
    rows: _Rows, of: _Unit, version_id: int, step: tuple[Step, S, S], day: date, reason: str = ""
) -> None:
    taken, before, after = step
    actor, post = _actor(of, taken)
    rows.add(
        PlanTransition,
        version_id=version_id,
        step=taken.value,
        from_state=before,
        to_state=after,
        at=_moment(day),
        actor=actor,
        post=post,
        reason=reason,
    )


def _actor(of: _Unit, step: Step) -> tuple[str, str]:
    match step:
        case Step.RETURN | Step.ACCEPT:
            return "Nông Thị Hằng", "Phó Trưởng phòng, Ban Tổ chức Tỉnh ủy"
        case Step.PRESENT | Step.AMEND:
            return of.officer, "Cán bộ theo dõi"
    return of.head, of.head_post


def _comments(rows: _Rows, of: _Unit, version_id: int, day: date) -> None:
    for line, text in zip(of.rng.sample(range(6, 11), 2), _COMMENTS, strict=True):
        author, post = _actor(of, Step.RETURN)
        rows.add(
            PlanComment,
            version_id=version_id,
            place=CommentPlace.TASK,
            line=line,
            text=text,
            at=_moment(day),
            author=author,
            post=post,
        )


# --- what a version says ------------------------------------------------------------------------


def _rows_of(
    rows: _Rows, of: _Unit, version_id: int, directive: Directive, *, is_issued: bool
) -> None:
    asked = _asked(of.unit, directive)
    left_out = len(asked) > 1 and of.rng.random() < 0.3
    for line, target in enumerate(asked, start=1):
        if left_out and target is asked[-1]:
            reason = "Do các đơn vị cấp dưới trực tiếp thực hiện, theo dõi qua kế hoạch của họ."
            omitted = {"version_id": version_id, "target_id": target.id, "reason": reason}
            rows.rows[OmittedTarget].append(omitted)
        else:
            _target(rows, of, version_id, line, target)
    groups = {one.number: one for one in directive.solution_groups}
    for position, row in enumerate(_templates(), start=1):
        if of.rng.random() < 0.92:
            group = groups[int(row["group"])]
            line = len(asked) + position
            more = {"solution_group_id": group.id, "is_breakthrough": group.is_breakthrough}
            _task(rows, of, version_id, row, is_issued, line=line, position=position, **more)


def _asked(unit: SampleUnit, directive: Directive) -> list[Target]:
    return [one for one in directive.targets if RANK[one.level] >= RANK[unit.level]]


def _target(rows: _Rows, of: _Unit, version_id: int, line: int, target: Target) -> None:
    first = target.values[0]
    asked = float(first.value or first.low or 0)
    aimed = rows.add(
        PlanTarget,
        version_id=version_id,
        line=line,
        position=line,
        target_id=target.id,
        title=target.title,
        measure=target.measure,
        operator=first.operator,
        baseline=round(asked * of.rng.uniform(0.5, 0.85), 1),
        denominator=target.denominator,
    )
    for one in target.values[:1]:
        rows.add(
            PlanTargetValue,
            plan_target_id=aimed,
            year=one.year,
            value=one.value,
            low=one.low,
            high=one.high,
        )


def _task(
    rows: _Rows,
    of: _Unit,
    version_id: int,
    row: dict[str, str],
    is_issued: bool,  # passed on from a keyword
    **place: Any,  # columns
) -> None:
    words = {"committee": of.committee, "head": f"{of.head_post} {of.head}"}
    due = date.fromisoformat(row["due"]) + timedelta(of.rng.randrange(-6, 7))
    said = {
        name: row[name].format_map(words)
        for name in ("content", "lead", "responsible", "product", "authority")
    }
    how = _progress(of.rng, due) if is_issued else _NOT_BEGUN
    task_id = rows.add(
        PlanTask,
        version_id=version_id,
        due_on=due,
        required_evidence=row["evidence"],
        **said,
        **place,
        **how,
    )
    if how["percentage"]:
        at = how["done_on"] or due - timedelta(20)
        _entry(rows, of, task_id, how, min(at, _TOLD_UNTIL))
    if is_issued and not how["done_on"] and of.rng.random() < 0.06:
        _extension(rows, of, task_id, due)


_NOT_BEGUN: Final[dict[str, Any]] = {
    "status": TaskStatus.NOT_STARTED,
    "percentage": 0,
    "result": "",
    "done_on": None,
    "late_since": None,
}


def _progress(rng: Random, due: date) -> dict[str, Any]:
    """Most of what was due is done, a seventh of that late; the rest is under way or not begun."""
    if due <= _TOLD_UNTIL and rng.random() < 0.86:
        is_late = rng.random() < 0.15
        done_on = due + timedelta(rng.randrange(3, 40) if is_late else -rng.randrange(0, 20))
        return {
            "status": TaskStatus.DONE,
            "percentage": 100,
            "result": "Đã hoàn thành, có sản phẩm kèm theo.",
            "done_on": done_on,
            "late_since": due if is_late else None,
        }
    if rng.random() < 0.3:
        return _NOT_BEGUN
    return _NOT_BEGUN | {
        "status": TaskStatus.IN_PROGRESS,
        "percentage": rng.randrange(1, 9) * 10,
        "result": "Đang thực hiện theo tiến độ.",
    }


def _entry(rows: _Rows, of: _Unit, task_id: int, how: dict[str, Any], day: date) -> None:
    rows.add(
        TaskEntry,
        task_id=task_id,
        at=_moment(day),
        author=of.officer,
        post="Cán bộ theo dõi",
        status=how["status"],
        percentage=how["percentage"],
        result=how["result"],
    )


def _extension(rows: _Rows, of: _Unit, task_id: int, due: date) -> None:
    """Asked for; answered or not is left to whoever tries the sample."""
    rows.add(
        TaskExtension,
        task_id=task_id,
        due_before=due,
        asked_to=due + timedelta(60),
        reason="Chờ hướng dẫn của cấp trên.",
        asked_at=_moment(min(due - timedelta(5), _TOLD_UNTIL)),
        asked_by=of.officer,
    )


# --- small things -------------------------------------------------------------------------------


@cache
def _templates() -> Sequence[dict[str, str]]:
    return table("plan_tasks.csv")


def _letters(unit: SampleUnit) -> str:
    return {"province": "TU", "city": "TU", "district": "HU"}.get(unit.kind, "ĐU")


def _moment(day: date) -> datetime:
    """Half past nine in the morning there."""
    return datetime.combine(day, time(2, 30), UTC)


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
