"""A plan from draft to amendment, and two people who do the same thing at once."""

from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from dissemination.directives.models import Directive, DirectiveKind, SolutionGroup, Target
from dissemination.plans import carrying_out, editing, queries, services
from dissemination.plans.carrying_out import Progress
from dissemination.plans.changing import Doer
from dissemination.plans.comparing import differences
from dissemination.plans.editing import Conflict, Edit, Saved
from dissemination.plans.lifecycle import Capacity, Step
from dissemination.plans.models import (
    CommentPlace,
    PlanKind,
    PlanState,
    PlanTask,
    PlanVersion,
    TaskExtension,
    TaskStatus,
)
from dissemination.plans.refusals import Refusal
from dissemination.plans.services import NewPlan, Said
from dissemination.units.models import UnitLevel
from tests.conftest import Cast

Db = scoped_session[Session]
CLEAR = {
    "content": "Tổ chức học tập, quán triệt",
    "lead": "Ban Tuyên giáo",
    "due_on": "31/01/2024",
    "responsible": "Bí thư Đảng ủy",
    "product": "Báo cáo",
    "authority": "Đảng ủy xã",
}


@pytest.fixture
def people(cast: Cast) -> dict[Capacity, Doer]:
    return {
        capacity: Doer(cast.user(f"{capacity}@example.vn").id, frozenset({capacity}))
        for capacity in Capacity
    }


@pytest.fixture
def draft(cast: Cast, session: Db, people: dict[Capacity, Doer]) -> PlanVersion:
    directive = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="công tác cán bộ",
        targets=[Target(code="T3", title="Cán bộ trẻ cấp xã", level=UnitLevel.COMMUNE)],
        solution_groups=[SolutionGroup(number=1, title="Nâng cao nhận thức")],
    )
    session.add(directive)
    session.flush()
    unit = cast.unit("06472", "Xã Vân An")
    wanted = NewPlan(unit.id, directive.id, PlanKind.PLAN, 2023, 2025, "Kế hoạch")
    made = services.begin(wanted, people[Capacity.DRAFTER])
    assert isinstance(made, PlanVersion)
    return made


def write(version: PlanVersion, doer: Doer, **texts: str) -> object:
    [task] = version.tasks
    edits = [Edit(name, text) for name, text in texts.items()]
    return editing.save(version.id, CommentPlace.TASK, task.id, edits, task.revision, doer)


def take(version: PlanVersion, step: Step, doer: Doer, **said: object) -> object:
    return services.take_step(version.id, step, Said(**said), doer)  # type: ignore[arg-type]


@pytest.fixture
def issued(draft: PlanVersion, people: dict[Capacity, Doer]) -> PlanVersion:
    assert isinstance(write(draft, people[Capacity.DRAFTER], **CLEAR), Saved)
    for step, capacity in (
        (Step.PRESENT, Capacity.DRAFTER),
        (Step.SUBMIT, Capacity.HEAD),
        (Step.ACCEPT, Capacity.RECEIVER),
    ):
        assert isinstance(take(draft, step, people[capacity]), PlanVersion)
    head = people[Capacity.HEAD]
    number = {"number": "15-KH/ĐU", "issued_on": date(2023, 12, 1)}
    assert isinstance(take(draft, Step.ISSUE, head, **number), PlanVersion)
    return draft


@pytest.mark.both_databases
def test_a_draft_begins_with_what_the_directive_asks(
    draft: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    assert [aimed.title for aimed in draft.targets] == ["Cán bộ trẻ cấp xã"]
    assert [task.content for task in draft.tasks] == ["Nâng cao nhận thức"]
    assert take(draft, Step.PRESENT, people[Capacity.DRAFTER]) is Refusal.NOT_CLEAR


@pytest.mark.both_databases
def test_an_issued_version_never_changes(issued: PlanVersion, people: dict[Capacity, Doer]) -> None:
    assert issued.state is PlanState.ACTIVE
    assert write(issued, people[Capacity.DRAFTER], content="Khác") is Refusal.ISSUED
    assert queries.in_force(issued.plan.unit_id, issued.plan.directive_id) is issued


@pytest.mark.both_databases
def test_the_second_who_submits_finds_it_done(
    draft: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    write(draft, people[Capacity.DRAFTER], **CLEAR)
    take(draft, Step.PRESENT, people[Capacity.DRAFTER])
    take(draft, Step.SUBMIT, people[Capacity.HEAD])
    assert take(draft, Step.SUBMIT, people[Capacity.HEAD]) is Refusal.STEP_DOES_NOT_FOLLOW
    assert [one.step for one in draft.transitions] == ["present", "submit"]


@pytest.mark.both_databases
def test_who_wrote_a_line_approves_nothing_whoever_presented(
    draft: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    head = people[Capacity.HEAD]
    in_both_posts = Doer(head.user_id, frozenset({Capacity.DRAFTER, Capacity.HEAD}))
    write(draft, in_both_posts, **CLEAR)
    take(draft, Step.PRESENT, people[Capacity.DRAFTER])
    assert take(draft, Step.SUBMIT, head) is Refusal.SAME_PERSON_DRAFTED
    assert draft.state is PlanState.PRESENTED


@pytest.mark.both_databases
def test_who_wrote_the_version_before_wrote_its_amendment_too(
    issued: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    amendment = take(issued, Step.AMEND, people[Capacity.HEAD], reason="Thêm nhiệm vụ")
    assert isinstance(amendment, PlanVersion)
    assert [one.id for one in amendment.editors] == [people[Capacity.DRAFTER].user_id]


@pytest.mark.both_databases
def test_of_two_who_change_one_field_the_later_is_told(
    draft: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    [task] = draft.tasks
    doer, seen = people[Capacity.DRAFTER], task.revision
    save = editing.save
    first = save(draft.id, CommentPlace.TASK, task.id, [Edit("lead", "Văn phòng", "")], seen, doer)
    other = save(draft.id, CommentPlace.TASK, task.id, [Edit("product", "Báo cáo", "")], seen, doer)
    third = save(draft.id, CommentPlace.TASK, task.id, [Edit("lead", "Tổ chức", "")], seen, doer)
    assert isinstance(first, Saved)
    assert isinstance(other, Saved)
    assert isinstance(third, Conflict)
    assert (third.theirs, task.lead, task.product) == ("Văn phòng", "Văn phòng", "Báo cáo")


@pytest.mark.both_databases
def test_an_amendment_takes_over_and_keeps_how_tasks_went(
    issued: PlanVersion, people: dict[Capacity, Doer], session: Db
) -> None:
    drafter, head = people[Capacity.DRAFTER], people[Capacity.HEAD]
    [task] = issued.tasks
    progress = Progress(TaskStatus.IN_PROGRESS, 40, "Đã học xong đợt 1")
    assert not isinstance(carrying_out.report(task.id, progress, drafter), Refusal)
    amendment = take(issued, Step.AMEND, drafter, reason="Bổ sung sản phẩm")
    assert isinstance(amendment, PlanVersion)
    assert issued.state is PlanState.ACTIVE
    assert isinstance(write(amendment, drafter, product="Báo cáo và danh sách"), Saved)
    [change] = differences(issued, amendment)
    assert change.fields == [("product", "Báo cáo", "Báo cáo và danh sách")]
    take(amendment, Step.PRESENT, drafter)
    take(amendment, Step.SUBMIT, head)
    take(amendment, Step.ACCEPT, people[Capacity.RECEIVER])
    take(amendment, Step.ISSUE, head, number="20-KH/ĐU", issued_on=date(2024, 3, 1))
    session.commit()
    assert (issued.state, amendment.state) == (PlanState.AMENDED, PlanState.ACTIVE)
    assert [(one.line, one.percentage) for one in amendment.tasks] == [(task.line, 40)]


def test_more_time_is_the_superiors_to_grant_and_lateness_stays(
    issued: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    [task] = issued.tasks
    until = date(2199, 1, 1)
    asked = carrying_out.ask_for_time(task.id, until, "Chờ hướng dẫn", people[Capacity.DRAFTER])
    assert isinstance(asked, TaskExtension)
    for stranger in (Capacity.DRAFTER, Capacity.HEAD):
        refused = carrying_out.decide(asked.id, granted=True, reason="x", doer=people[stranger])
        assert refused is Refusal.NOT_THE_RECEIVER
    receiver = people[Capacity.RECEIVER]
    assert carrying_out.decide(asked.id, granted=True, reason="Đồng ý", doer=receiver) is None
    assert (task.due, task.late_since) == (until, date(2024, 1, 31))


def test_a_line_taken_out_is_never_used_again(
    draft: PlanVersion, people: dict[Capacity, Doer]
) -> None:
    [task] = draft.tasks
    line, doer = task.line, people[Capacity.DRAFTER]
    assert editing.remove_row(draft.id, CommentPlace.TASK, task.id, doer) is None
    made = editing.add_tasks(draft.id, [{"content": "Khác"}], doer)
    assert isinstance(made, list)
    assert isinstance(made[0], PlanTask)
    assert made[0].line > line
