"""Every step × every state × everybody, by the page's own addresses: nothing outside the table happens."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from dissemination import clock
from dissemination.accounts.models import Grant, Role
from dissemination.database import db
from dissemination.plans.lifecycle import Step
from dissemination.plans.models import PlanState as S
from dissemination.plans.models import PlanTransition, PlanVersion
from dissemination.sheets.grids import Workbook
from dissemination.sheets.reading import read_workbook
from tests.conftest import Cast
from tests.plans.conftest import CLEAR, Office

# Who may take a step from a state, and the state then. Everybody else, everywhere else: refused.
RECEIVERS = {"receiver", "secretariat", "superior"}
TABLE: dict[tuple[S, str], tuple[set[str], S]] = {
    (S.DRAFT, "present"): ({"officer", "colleague"}, S.PRESENTED),
    (S.RETURNED, "present"): ({"officer", "colleague"}, S.PRESENTED),
    (S.PRESENTED, "hand_back"): ({"head"}, S.DRAFT),
    (S.PRESENTED, "submit"): ({"head"}, S.SUBMITTED),
    (S.SUBMITTED, "return"): (RECEIVERS, S.RETURNED),
    (S.SUBMITTED, "accept"): (RECEIVERS, S.ACCEPTED),
    (S.ACCEPTED, "issue"): ({"head"}, S.ACTIVE),
    (S.ACTIVE, "amend"): ({"officer", "colleague", "head"}, S.ACTIVE),
    (S.ACTIVE, "close"): ({"head"} | RECEIVERS, S.CLOSED),
}
STEPS = [step.value for step in Step]
SAID = {"reason": "Theo quy định", "number": "15-KH/ĐU", "issued_on": "2023-12-01"}


@pytest.fixture
def everybody(office: Office, cast: Cast) -> Office:
    """With a superior's head, somebody at a door, and a complete draft."""
    head = cast.user("superior@example.vn", Role.HEAD_OF_UNIT, unit_id=office.district.id)
    desk = cast.user("desk@example.vn", Role.DESK)
    office.people |= {"superior": cast.sign_in(head), "desk": cast.sign_in(desk)}
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    return office


def test_nothing_outside_the_table_is_possible(everybody: Office) -> None:
    office, wrong = everybody, []
    for state, step, who in product(S, STEPS, office.people):
        version = stands_at(office, state)
        at = f"{office.at(version)}/steps/{step}"
        office[who].post(at, data=SAID)
        may, after = TABLE.get((state, step), (set(), state))
        expected = after if who in may else state
        found = office.version(1).state
        taken = transitions() > 0
        if found is not expected or taken is not (who in may):
            wrong.append((state, step, who, found))
    assert not wrong


def stands_at(office: Office, state: S) -> PlanVersion:
    """The one version in a state, as if nobody had taken a step of it yet."""
    for amendment in db.session.scalars(sa.select(PlanVersion).where(PlanVersion.ordinal > 1)):
        db.session.delete(amendment)
    db.session.flush()
    db.session.execute(sa.delete(PlanTransition))
    db.session.execute(
        sa.update(PlanVersion).values(state=state, presented_by_id=None, submitted_by_id=None)
    )
    db.session.commit()
    return office.version(1)


def transitions() -> int:
    return db.session.scalar(sa.select(sa.func.count(PlanTransition.id))) or 0


def test_nobody_approves_or_accepts_his_own_work(office: Office, cast: Cast) -> None:
    """A person with two posts takes one of the two parts."""
    both = cast.user("both@example.vn", Role.UNIT_OFFICER, unit_id=office.unit.id)
    for unit_id in (office.unit.id, office.district.id):
        more = {"role": Role.HEAD_OF_UNIT, "granted_at": clock.now(), "unit_id": unit_id}
        db.session.add(Grant(user_id=both.id, **more))
    db.session.commit()
    office.people["both"] = cast.sign_in(both)
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    office.step("both", "present", version)
    assert "Phải do người khác thực hiện" in office.step("both", "submit", version).text
    office.step("head", "submit", version)
    assert "Phải do người khác thực hiện" in office.step("both", "accept", version).text
    assert office.version().state is S.SUBMITTED


# --- who sees what ------------------------------------------------------------------------------


def rules(app: Flask) -> Iterator[Rule]:
    """Every route of plans and tasks."""
    blueprints = {"plans", "tasks"}
    return (
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in blueprints and rule.endpoint != "tasks.feed"
    )


def address(rule: Rule, office: Office, version: PlanVersion) -> str:
    values: dict[str, Any] = {
        "unit_id": office.unit.id,
        "plan_id": version.plan_id,
        "ordinal": 1,
        "task_id": version.tasks[0].id,
        "row_id": version.tasks[0].id,
        "target_id": version.targets[0].target_id,
        "comment_id": 1,
        "extension_id": 1,
        "place": "task",
        "step": "close",
        "decision": "grant",
        "form": "docx",
        "token": "0" * 48,
    }
    built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
    assert built
    return built[1]


def test_a_subtrees_officer_sees_the_subtree_on_every_route_and_in_every_export(
    app: Flask, office: Office
) -> None:
    version = office.issued()
    words = ("Xã Vân An", CLEAR["content"], version.title)
    seen, leaks = 0, []
    for rule in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        at = address(rule, office, version)
        query = "" if "unit_id" in rule.arguments else "?whose=all&month=2024-01"
        for who in ("neighbour", "outsider", "receiver", "inspector"):
            answer = office[who].get(at + query)
            shown = [word for word in words if word in readable(answer.data, answer.mimetype or "")]
            if who in ("neighbour", "outsider") and shown:
                leaks.append((at, who, shown))
            seen += bool(shown) and who in ("receiver", "inspector")
    assert not leaks
    assert seen >= 20, "the subtree's superior and the inspector do read these pages"


def readable(data: bytes, mimetype: str) -> str:
    """What an answer says, workbooks by their cells."""
    if not mimetype.endswith("spreadsheetml.sheet"):
        return data.decode(errors="replace")
    book = read_workbook(data, "x.xlsx")
    if not isinstance(book, Workbook):
        return ""
    return "\n".join(cell for sheet in book.sheets for row in sheet.rows for cell in row)


def test_an_inspector_sees_all_and_changes_nothing(app: Flask, office: Office) -> None:
    version = office.issued()
    before = db.session.scalar(sa.select(sa.func.count(PlanTransition.id)))
    for rule in rules(app):
        at = address(rule, office, version)
        methods = rule.methods or set()
        if "POST" in methods and not rule.endpoint.endswith("_feed"):  # his own calendar
            assert office["inspector"].post(at, data=SAID).status_code == 403, at
    assert office.version().revision == version.revision
    assert db.session.scalar(sa.select(sa.func.count(PlanTransition.id))) == before
