"""Every step of a briefing × every state × everybody: by rule, and by the address of each step."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.plans.briefing_lifecycle import (
    ACTION_OF_STEP,
    JUDGES,
    NEEDS_REASON,
    Facts,
    Sender,
    lock_on_editing,
    move,
    steps_from,
)
from dissemination.plans.briefing_models import BriefingState as S
from dissemination.plans.briefing_models import BriefingStep as Step
from dissemination.plans.briefing_models import OnwardBriefing
from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.units.models import UnitLevel
from tests.conftest import Cast
from tests.guards.world_briefings import held
from tests.plans.briefings import directive

TABLE: dict[tuple[S, Step], S] = {
    (S.DRAFT, Step.SUBMIT): S.SUBMITTED,
    (S.RETURNED, Step.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, Step.WITHDRAW): S.DRAFT,
    (S.SUBMITTED, Step.VERIFY): S.VERIFIED,
    (S.SUBMITTED, Step.RETURN): S.RETURNED,
    (S.VERIFIED, Step.RETURN): S.RETURNED,
    (S.VERIFIED, Step.CORRECT): S.DRAFT,
}
COMMUNE, DISTRICT = 3, 2
# A colleague of the district judges what the commune's officer (9) sent for the commune.
JUDGE = Facts(
    user_id=1,
    acts_for={DISTRICT},
    above={DISTRICT},
    sender=Sender(9, COMMUNE),
    is_complete=True,
    reason="Thiếu biên bản",
)


@pytest.mark.parametrize(("state", "step"), list(product(S, Step)))
def test_only_the_table_is_possible(state: S, step: Step) -> None:
    expected = TABLE.get((state, step), Refusal.STEP_DOES_NOT_FOLLOW)
    assert move(state, step, JUDGE) is expected
    assert (step in steps_from(state)) == ((state, step) in TABLE)
    if step in NEEDS_REASON and isinstance(expected, S):
        assert move(state, step, replace(JUDGE, reason="")) is Refusal.REASON_MISSING


@pytest.mark.parametrize("step", sorted(JUDGES))
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"acts_for": {COMMUNE}}, Refusal.NOT_SUPERIOR),
        ({"acts_for": {8}}, Refusal.NOT_SUPERIOR),
        ({"acts_for": ()}, Refusal.NOT_SUPERIOR),
        ({"acts_for": {None}, "user_id": 9}, Refusal.SENT_BY_ONESELF),
        ({"user_id": 9}, Refusal.SENT_BY_ONESELF),
        ({"sender": Sender(9, DISTRICT)}, Refusal.SENT_BY_OWN_UNIT),
        ({"acts_for": {None}, "sender": Sender(9, DISTRICT)}, None),
        ({"acts_for": {None}}, None),
        ({"sender": Sender(None, COMMUNE)}, None),
    ],
)
def test_nobody_judges_what_he_or_his_own_unit_sent(
    step: Step, change: dict[str, Any], why: Refusal | None
) -> None:
    assert move(S.SUBMITTED, step, replace(JUDGE, **change)) is (why or TABLE[S.SUBMITTED, step])


def test_what_is_incomplete_is_not_sent() -> None:
    for state in (S.DRAFT, S.RETURNED):
        assert move(state, Step.SUBMIT, replace(JUDGE, is_complete=False)) is Refusal.INCOMPLETE


def test_only_what_nobody_waits_for_is_edited() -> None:
    assert {state for state in S if lock_on_editing(state) is None} == {S.DRAFT, S.RETURNED}


# --- the same through the browser's door ------------------------------------------------------

SENDS, JUDGING = {Step.SUBMIT, Step.WITHDRAW, Step.CORRECT}, set(JUDGES)
# Who may take which steps of the commune's briefing, which its officer has sent.
PEOPLE: dict[str, tuple[Role, str, set[Step]]] = {
    "officer of the commune": (Role.UNIT_OFFICER, "commune", SENDS),
    "head of the commune": (Role.HEAD_OF_UNIT, "commune", SENDS),
    # The district may help a commune; it judges, because the commune sent it.
    "officer of the district": (Role.UNIT_OFFICER, "district", SENDS | JUDGING),
    "head of the district": (Role.HEAD_OF_UNIT, "district", SENDS | JUDGING),
    "officer of a neighbour": (Role.UNIT_OFFICER, "neighbour", set()),
    "head of another district": (Role.HEAD_OF_UNIT, "afar", set()),
    "secretariat": (Role.SECRETARIAT, "", JUDGING),
    "administrator": (Role.ADMINISTRATOR, "", SENDS | JUDGING),
    "inspector": (Role.INSPECTOR, "", set()),
    "organiser": (Role.ORGANISER, "", set()),
    "coordinator": (Role.COORDINATOR, "", set()),
    "desk": (Role.DESK, "", set()),
}


@dataclass
class Ground:
    """A commune's briefing, complete, and everybody who may come by."""

    address: str
    briefing_id: int
    sender_id: int
    clients: dict[str, FlaskClient]

    def put(self, state: S) -> None:
        db.session.execute(
            sa.update(OnwardBriefing).values(
                state=state,
                submitted_by_id=self.sender_id,
                submitted_for_id=OnwardBriefing.unit_id,
            )
        )
        db.session.commit()

    def state(self) -> S:
        db.session.expire_all()
        return db.session.get_one(OnwardBriefing, self.briefing_id).state


@pytest.fixture
def ground(cast: Cast, session: scoped_session[Session]) -> Ground:
    province = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    district = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
    units = {
        "district": district,
        "commune": cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, district),
        "neighbour": cast.unit("06041", "Xã Vân Thủy", UnitLevel.COMMUNE, district),
        "afar": cast.unit("186", "Huyện Lộc Bình", UnitLevel.DISTRICT, province),
    }
    sender = cast.user("gui@example.vn", Role.UNIT_OFFICER, unit_id=units["commune"].id)
    made = OnwardBriefing(
        unit_id=units["commune"].id,
        submitted_for_id=units["commune"].id,
        **held(directive().id),
    )
    session.add(made)
    session.commit()
    clients = {
        who: cast.sign_in(
            cast.user(f"{number}@example.vn", role, **({"unit_id": units[unit].id} if unit else {}))
        )
        for number, (who, (role, unit, _)) in enumerate(PEOPLE.items())
    }
    address = f"/briefings/units/{units['commune'].id}/{made.id}"
    return Ground(address, made.id, sender.id, clients)


def test_by_address_nobody_does_more_than_the_table(ground: Ground) -> None:
    """Twelve people, four states, five steps."""
    for (who, client), state, step in product(ground.clients.items(), S, Step):
        ground.put(state)
        answer = client.post(f"{ground.address}/{step}", data={"reason": "Thiếu biên bản"})
        may = step in PEOPLE[who][2]
        expected = TABLE.get((state, step), state) if may else state
        assert ground.state() is expected, (who, state, step)
        if not may:
            is_recorder = PEOPLE[who][2] == SENDS  # the gate lets him in, the rule refuses
            assert answer.status_code == (303 if is_recorder else 403), (who, state, step)


def test_a_page_offers_what_its_reader_may_do(ground: Ground) -> None:
    for (who, client), state in product(ground.clients.items(), S):
        ground.put(state)
        answer = client.get(ground.address)
        offered = {step for step in Step if f"{ground.address}/{step}" in answer.text}
        assert offered == {
            step for step in PEOPLE[who][2] if (state, step) in TABLE and step in ACTION_OF_STEP
        }, (who, state)


def test_who_sent_it_does_not_judge_it_though_he_sits_in_the_district(ground: Ground) -> None:
    sends, judges = (
        ground.clients["officer of the district"],
        ground.clients["head of the district"],
    )
    ground.put(S.DRAFT)
    sends.post(f"{ground.address}/submit")
    assert ground.state() is S.SUBMITTED
    for client in (sends, judges):  # the district sent it, so the district does not verify it
        client.post(f"{ground.address}/verify")
        assert ground.state() is S.SUBMITTED
    ground.clients["secretariat"].post(f"{ground.address}/verify")
    assert ground.state() is S.VERIFIED


def test_the_inspector_reads_and_changes_nothing(ground: Ground) -> None:
    inspector = ground.clients["inspector"]
    page = inspector.get(ground.address)
    assert page.status_code == 200
    assert "Thêm tệp minh chứng" not in page.text
    for path in ("edit", "delete"):
        assert inspector.post(f"{ground.address}/{path}").status_code == 403
    assert inspector.post(f"/evidence/briefing/{ground.briefing_id}").status_code == 403
