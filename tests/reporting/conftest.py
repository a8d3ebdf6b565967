"""The province, two communes, and what they owe for March 2026."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role, User
from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind, Target
from dissemination.reporting import opening, services
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import (
    ItemKind,
    Obligation,
    ObligationState,
    ObligedBy,
    PeriodKind,
    RegimeItem,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.periods import Span
from dissemination.reporting.services import Doer, Said
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast, SignIn

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
Opened = Callable[..., Obligation]
FEBRUARY = Span(date(2026, 2, 1), date(2026, 2, 28))
LONG = "Địa bàn rộng, cán bộ kiêm nhiệm nhiều việc, đề nghị bổ sung biên chế cho xã."


@dataclass
class Office:
    """A regime, its units, and the three people of a report."""

    regime: ReportingRegime
    target: Target
    question: RegimeItem
    communes: list[Unit]
    people: dict[Capacity, User]

    def doer(self, *capacities: Capacity, commune: int = 0) -> Doer:
        person = self.people[capacities[0]].id
        return Doer(person, self.communes[commune].id, frozenset(capacities))

    def owed(self, span: Span = MARCH, commune: int = 0) -> Obligation:
        query = sa.select(Obligation).join(ReportingPeriod)
        return db.session.scalars(
            query.where(
                Obligation.unit_id == self.communes[commune].id,
                ReportingPeriod.starts_on == span.starts_on,
            )
        ).one()

    def walk(self, obligation: Obligation, *steps: tuple[Step, Capacity]) -> Obligation:
        """These steps one after another, each by its person; each must be possible."""
        for step, capacity in steps:
            taken = services.take(obligation.id, step, self.doer(capacity), Said("Có lý do"))
            assert isinstance(taken, Obligation), (step, taken)
        return obligation


@pytest.fixture
def office(cast: Cast) -> Office:
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    communes = [cast.unit(f"0{n}", f"Xã số {n}", UnitLevel.COMMUNE, root) for n in (1, 2)]
    directive = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="công tác cán bộ",
    )
    target = Target(directive=directive, code="T1", title="Cán bộ nữ", level=UnitLevel.COMMUNE)
    db.session.add_all((directive, target))
    db.session.flush()
    question = RegimeItem(position=2, kind=ItemKind.QUESTION, text="Cách làm hay?")
    regime = ReportingRegime(
        directive_id=directive.id,
        root_unit_id=root.id,
        title="Báo cáo tháng",
        obliged_by=ObligedBy.SUBTREE,
        period_kind=PeriodKind.MONTHLY,
        starts_on=date(2026, 2, 1),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        items=[RegimeItem(position=1, kind=ItemKind.TARGET, target_id=target.id), question],
    )
    db.session.add(regime)
    db.session.commit()
    people = {capacity: cast.user(f"{capacity}@example.vn") for capacity in Capacity}
    return Office(regime, target, question, communes, people)


@pytest.fixture
def opened(office: Office) -> Opened:
    """`opened()`: the first commune's obligation for March."""

    def open_it(span: Span = MARCH) -> Obligation:
        made = opening.open_period(office.regime.id, span, span.ends_on)
        assert isinstance(made, ReportingPeriod)
        db.session.commit()
        return office.owed(span)

    return open_it


@dataclass
class Desks:
    """The browsers of those whom a report concerns, on 6 April 2026."""

    office: Office
    officer: FlaskClient
    head: FlaskClient
    secretary: FlaskClient
    inspector: FlaskClient
    neighbour: FlaskClient

    def at(self, obligation: Obligation) -> str:
        return f"/units/{obligation.unit_id}/reports/{obligation.id}"

    def step(self, who: FlaskClient, obligation: Obligation, step: str, **more: str) -> str:
        """Take a step and read what the page then says."""
        return who.post(f"{self.at(obligation)}/{step}", data=more, follow_redirects=True).text

    def typed(self, n: str = "9", d: str = "10", **more: str) -> dict[str, str]:
        target, question = self.office.target.id, self.office.question.id
        cells = {f"n-{target}": n, f"d-{target}": d, f"c-{target}": "", f"a-{question}": "Có"}
        return {**cells, "difficulties": LONG, "proposals": "", "revision": "1", **more}

    def save(self, obligation: Obligation, **more: str) -> TestResponse:
        """The officer saves the form he has just opened, or as he saw it at a `revision`."""
        newest = str(obligation.reports[-1].revision)
        typed = self.typed(**{"revision": newest, **more})
        return self.officer.post(self.at(obligation), data=typed)

    def send(self, obligation: Obligation, **more: str) -> None:
        """Drafted, approved and submitted."""
        self.step(self.officer, obligation, "draft")
        self.save(obligation, **more)
        self.step(self.head, obligation, "approve")
        self.step(self.officer, obligation, "submit")
        assert obligation.state is ObligationState.SUBMITTED


@pytest.fixture
def desks(office: Office, signed_in: SignIn) -> Iterator[Desks]:
    mine, other = (commune.id for commune in office.communes)
    with time_machine.travel("2026-04-06T02:00:00Z", tick=False):
        yield Desks(
            office,
            signed_in(Role.UNIT_OFFICER, unit_id=mine),
            signed_in(Role.HEAD_OF_UNIT, unit_id=mine),
            signed_in(Role.SECRETARIAT),
            signed_in(Role.INSPECTOR),
            signed_in(Role.UNIT_OFFICER, unit_id=other),
        )
