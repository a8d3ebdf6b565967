"""Every step × every role × every state, by the address that takes it: only the table is possible."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    Report,
    ReportAnswer,
    ReportFigure,
    ReportTransition,
    report_editors,
)
from dissemination.units.models import Unit
from tests.conftest import Cast, SignIn
from tests.reporting.conftest import Office
from tests.reporting.table import TABLE

D, H, R = Capacity.DRAFTER, Capacity.HEAD, Capacity.RECEIVER
S = ObligationState
# The clock opens, and a whole period is consolidated at once: these have no address of their own.
NO_BUTTON = {Step.OPEN, Step.CONSOLIDATE}


@dataclass(frozen=True)
class Somebody:
    """One browser, and what its person is towards the report."""

    who: str
    client: FlaskClient
    capacities: frozenset[Capacity]


def everybody(office: Office, signed_in: SignIn, elsewhere: Unit) -> list[Somebody]:
    own, root = office.communes[0].id, office.regime.root_unit_id
    beside = office.communes[1].id
    told: list[tuple[Role, dict[str, int], set[Capacity]]] = [
        (Role.UNIT_OFFICER, {"unit_id": own}, {D}),
        (Role.HEAD_OF_UNIT, {"unit_id": own}, {H}),
        (Role.UNIT_OFFICER, {"unit_id": root}, {R}),
        (Role.HEAD_OF_UNIT, {"unit_id": root}, {R}),
        (Role.SECRETARIAT, {}, {R}),
        (Role.SECRETARIAT, {"unit_id": elsewhere.id}, set()),
        (Role.UNIT_OFFICER, {"unit_id": beside}, set()),
        (Role.HEAD_OF_UNIT, {"unit_id": beside}, set()),
        (Role.ADMINISTRATOR, {}, {D, H, R}),
        (Role.INSPECTOR, {}, set()),
        (Role.ORGANISER, {}, set()),
        (Role.COORDINATOR, {}, set()),
        (Role.DESK, {}, set()),
    ]
    return [
        Somebody(f"{role} of {part or 'all'}", signed_in(role, **part), frozenset(capacities))
        for role, part, capacities in told
    ]


def stand(obligation_id: int, state: S, office: Office, heir: Unit) -> None:
    """The report in a state, complete, with nothing of an earlier step left."""
    for table in (ReportFigure, ReportAnswer, ReportTransition, report_editors, Report):
        db.session.execute(sa.delete(table))
    db.session.execute(sa.delete(Obligation).where(Obligation.unit_id == heir.id))
    report = Report(obligation_id=obligation_id, changed_at=office.regime.created_at)
    report.figures = [ReportFigure(target_id=office.target.id, numerator=1, denominator=2)]
    report.answers = [ReportAnswer(item_id=office.question.id, text="Có")]
    settled = state in (S.WAIVED, S.TRANSFERRED)
    db.session.execute(
        sa.update(Obligation)
        .where(Obligation.id == obligation_id)
        .values(
            state=state,
            due_on=date(2099, 1, 1),
            grace_until=None,
            settled_reason="Có" if settled else "",
            transferred_to_id=office.communes[1].id if state is S.TRANSFERRED else None,
        )
    )
    db.session.add(report)
    db.session.commit()


def test_only_the_table_is_possible(
    office: Office, opened: object, cast: Cast, signed_in: SignIn
) -> None:
    obligation = opened()  # type: ignore[operator]
    obligation_id, unit_id = obligation.id, obligation.unit_id
    heir = cast.unit("09", "Xã hợp nhất", parent=office.regime.root_unit)
    said = {"reason": "Có lý do", "until": "2099-02-01", "successor": heir.code}
    people = everybody(office, signed_in, cast.unit("99", "Tỉnh khác"))
    wrong = []
    for state in S:
        stand(obligation_id, state, office, heir)
        for step in Step:
            who, after = TABLE.get((state, step), (set(), state))
            for person in people:
                may = bool(person.capacities & who) and step not in NO_BUTTON
                address = f"/units/{unit_id}/reports/{obligation_id}/{step}"
                person.client.post(address, data=said)
                found = db.session.scalar(
                    sa.select(Obligation.state).where(Obligation.id == obligation_id)
                )
                if found is not (after if may else state):
                    wrong.append(f"{person.who}: {state}, {step} → {found}")
                if may:
                    stand(obligation_id, state, office, heir)
    assert not wrong, "\n".join(wrong)
