"""Two people do something to one plan at the same moment, in either order, on both databases."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.plans.models import PlanState, PlanVersion
from tests.at_once import at_once
from tests.conftest import Cast
from tests.plans.conftest import CLEAR, Office

pytestmark = pytest.mark.both_databases


@pytest.fixture
def presented(office: Office) -> PlanVersion:
    """A whole plan before the head."""
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    office.step("officer", "present", version)
    return office.version()


def steps(office: Office) -> list[str]:
    db.session.rollback()
    return [one.step for one in office.version().transitions]


def test_of_two_heads_who_submit_at_once_one_finds_it_done(
    app: Flask, office: Office, presented: PlanVersion, cast: Cast
) -> None:
    deputy = cast.user("deputy@example.vn", Role.HEAD_OF_UNIT, unit_id=office.unit.id)
    office.people["deputy"] = cast.sign_in(deputy)
    at = f"{office.at(presented)}/steps/submit"

    def submit(who: str) -> str:
        return office[who].post(at, follow_redirects=True).text

    told = at_once(app, lambda: submit("head"), lambda: submit("deputy"))
    assert sum("Đã gửi cấp trên." in page for page in told) == 1
    assert steps(office) == ["present", "submit"]


def test_one_accepts_while_another_returns(
    app: Flask, office: Office, presented: PlanVersion
) -> None:
    office.step("head", "submit", presented)
    at = f"{office.at(presented)}/steps"

    def decide(who: str, step: str) -> TestResponse:
        return office[who].post(f"{at}/{step}", data={"reason": "Chưa rõ"})

    at_once(app, lambda: decide("receiver", "accept"), lambda: decide("secretariat", "return"))
    *_, last = steps(office)
    assert len(steps(office)) == 3
    expected = {"accept": PlanState.ACCEPTED, "return": PlanState.RETURNED}[last]
    assert office.version().state is expected


@pytest.mark.parametrize("returned_first", [True, False])
def test_a_plan_is_returned_while_its_author_edits(
    app: Flask, office: Office, presented: PlanVersion, *, returned_first: bool
) -> None:
    """What he saves before the return is refused, what he saves after it is kept."""
    office.step("head", "submit", presented)
    read, task = office.version(), presented.tasks[0]
    at, revision = office.at(presented), str(read.revision)

    def give_back() -> TestResponse:
        said = {"reason": "Nêu rõ số người dự", "revision": revision}
        return office["receiver"].post(f"{at}/steps/return", data=said)

    def save() -> TestResponse:
        typed = {"revision": str(task.revision), "product": "Danh sách 120 người"}
        return office["officer"].post(f"{at}/rows/task/{task_id}", data=typed)

    task_id = task.id
    acts = (give_back, save) if returned_first else (save, give_back)
    answers = at_once(app, *acts)
    was_saved = answers[acts.index(save)].status_code == 303
    assert steps(office) == ["present", "submit", "return"]
    version = office.version()
    assert version.state is PlanState.RETURNED
    assert version.tasks[0].product == ("Danh sách 120 người" if was_saved else CLEAR["product"])


def test_two_who_write_at_once_lose_nothing(app: Flask, office: Office) -> None:
    """Different fields of a row are both kept; of one field the second is told what the first wrote."""
    version = office.begin()
    task_id, revision = version.tasks[0].id, str(version.tasks[0].revision)
    at = f"{office.at(version)}/rows/task/{task_id}"

    def write(who: str, **texts: str) -> TestResponse:
        typed = {"revision": revision, "seen": "", **texts}
        return office[who].post(at, data=typed, headers={"Accept": "application/json"})

    apart = at_once(
        app,
        lambda: write("officer", product="Báo cáo"),
        lambda: write("colleague", authority="Đảng ủy xã"),
    )
    assert [one.status_code for one in apart] == [200, 200]
    task = office.version().tasks[0]
    assert (task.product, task.authority) == ("Báo cáo", "Đảng ủy xã")
    db.session.rollback()
    both = at_once(
        app, lambda: write("officer", lead="Văn phòng"), lambda: write("colleague", lead="Mặt trận")
    )
    assert sorted(one.status_code for one in both) == [200, 409]
    [told] = [one.get_json()["theirs"] for one in both if one.status_code == 409]
    assert told == office.version().tasks[0].lead
