"""A plan of everything that addresses of plans can name, for the guards' world."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import User
from dissemination.directives.models import Target
from dissemination.plans.models import (
    CalendarFeed,
    CommentPlace,
    OmittedTarget,
    Plan,
    PlanComment,
    PlanKind,
    PlanState,
    PlanTarget,
    PlanTargetValue,
    PlanTask,
    PlanTransition,
    PlanVersion,
    TaskEntry,
    TaskExtension,
    TaskStatus,
)

NOON = datetime(2023, 12, 1, 5, tzinfo=UTC)


def populate(
    session: scoped_session[Session], unit_id: int, directive_id: int, user_id: int
) -> dict[str, int]:
    """One plan in force with one of everything; what its addresses name."""
    target = session.query(Target).filter_by(directive_id=directive_id).one()
    aimed = PlanTarget(line=1, position=1, target_id=target.id, title="Cán bộ trẻ")
    aimed.values = [PlanTargetValue(year=2025, value=Decimal(10))]
    version = _version(PlanState.ACTIVE, "Kế hoạch của xã Vân An", aimed, _task(1))
    version.omissions = [OmittedTarget(target_id=target.id, reason="Không thuộc cấp xã")]
    comment = PlanComment(
        place=CommentPlace.TASK, line=1, text="Ghi rõ sản phẩm", at=NOON, author="Nông Thị Hằng"
    )
    version.comments = [comment]
    version.editors = [session.get_one(User, user_id)]
    step = {"from_state": PlanState.ACCEPTED, "to_state": PlanState.ACTIVE}
    version.transitions = [PlanTransition(step="issue", at=NOON, actor="Vi Văn Sơn", **step)]
    plan = Plan(
        unit_id=unit_id,
        directive_id=directive_id,
        kind=PlanKind.PLAN,
        first_year=2023,
        last_year=2025,
        created_at=NOON,
        versions=[version],
    )
    session.add(plan)
    session.flush()
    [task] = version.tasks
    asked = TaskExtension(
        task_id=task.id, asked_to=date(2024, 3, 1), reason="Chờ hướng dẫn", asked_at=NOON,
        asked_by="Lý Thị Thu",
    )  # fmt: skip
    session.add_all(
        (
            asked,
            TaskEntry(
                task_id=task.id, at=NOON, author="Lý Thị Thu", status=TaskStatus.IN_PROGRESS,
                percentage=40,
            ),
            CalendarFeed(user_id=user_id, secret="0" * 32, renewed_at=NOON),
        )
    )  # fmt: skip
    session.flush()
    return {
        "plan_id": plan.id,
        "ordinal": 1,
        "plan_target_id": aimed.id,
        "task_id": task.id,
        "extension_id": asked.id,
        "comment_id": comment.id,
    }


def grow(session: scoped_session[Session], values: dict[str, int]) -> None:
    """A dozen more plans, and a dozen more rows of the one there is."""
    plan = session.get_one(Plan, values["plan_id"])
    [version] = plan.versions
    for number in range(12):
        version.tasks.append(_task(number + 2))
        version.targets.append(PlanTarget(line=number + 2, position=number + 2, title="Thêm"))
        version.comments.append(
            PlanComment(place=CommentPlace.PLAN, text="Thêm", at=NOON, author="Vi Văn Sơn")
        )
        another = Plan(
            unit_id=plan.unit_id,
            directive_id=plan.directive_id,
            kind=PlanKind.PLAN,
            first_year=2000 + number,
            last_year=2000 + number,
            created_at=NOON,
            versions=[_version(PlanState.SUBMITTED, f"Kế hoạch số {number}", None, _task(1))],
        )
        session.add(another)
    session.flush()


def _version(
    state: PlanState, title: str, aimed: PlanTarget | None, *tasks: PlanTask
) -> PlanVersion:
    return PlanVersion(
        state=state,
        title=title,
        number="12-KH/ĐU",
        issued_on=date(2023, 12, 1),
        state_since=NOON,
        targets=[aimed] if aimed else [],
        tasks=list(tasks),
    )


def _task(line: int) -> PlanTask:
    return PlanTask(
        line=line,
        position=line,
        content=f"Tổ chức học tập nghị quyết, lần {line}",
        lead="Ban Tuyên giáo",
        due_on=date(2024, 1, 31),
        responsible="Bí thư Đảng ủy",
        product="Báo cáo kết quả",
        authority="Đảng ủy xã",
        status=TaskStatus.IN_PROGRESS,
        percentage=40,
    )
