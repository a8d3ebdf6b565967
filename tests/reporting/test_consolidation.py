"""A parent's report draws on its children's; who is missing is named, and missing is never zero."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting import consolidation, opening, services
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import Obligation, ObligationState, ReportingPeriod
from dissemination.reporting.services import Content, Doer, Said, Told
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast, SignIn
from tests.reporting.conftest import MARCH, Office

D, H, R = Capacity.DRAFTER, Capacity.HEAD, Capacity.RECEIVER


@pytest.fixture
def district(office: Office, cast: Cast) -> Unit:
    """Over three communes more, all of whom owe for March as it does."""
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, office.regime.root_unit)
    for number in range(3):
        cast.unit(f"0{number}9", f"Xã thứ {number}", UnitLevel.COMMUNE, district)
    return district


@pytest.fixture
def period(office: Office, district: Unit) -> Iterator[ReportingPeriod]:
    with time_machine.travel("2026-04-01T02:00:00Z", tick=False):
        made = opening.open_period(office.regime.id, MARCH, MARCH.ends_on)
        assert isinstance(made, ReportingPeriod)
        db.session.commit()
        yield made


def file(office: Office, duty: Obligation, told: Told, *, accept: bool = True) -> None:
    """Drafted, approved and submitted; accepted too when it should be."""
    unit_id = duty.unit_id

    def doer(capacity: Capacity) -> Doer:
        return Doer(office.people[capacity].id, unit_id, frozenset({capacity}))

    services.take(duty.id, Step.DRAFT, doer(D))
    content = Content({office.target.id: told}, {office.question.id: "Có"})
    services.save(duty.id, doer(D), 1, content)
    steps = [(Step.APPROVE, H), (Step.SUBMIT, H), (Step.ACCEPT, R)]
    for step, capacity in steps[: 3 if accept else 2]:
        taken = services.take(duty.id, step, doer(capacity), Said())
        assert isinstance(taken, Obligation), taken
    db.session.commit()


def test_a_unit_has_the_children_whose_nearest_superior_it_is(
    office: Office, period: ReportingPeriod, district: Unit
) -> None:
    beneath = consolidation.children(period, office.regime.root_unit_id)
    assert {duty.unit_id for duty in beneath} == {district.id, *(u.id for u in office.communes)}
    assert len(consolidation.children(period, district.id)) == 3
    assert consolidation.children(period, office.communes[0].id) == []


@pytest.mark.both_databases
def test_only_what_is_in_force_is_summed_and_the_rest_is_missing(
    office: Office, period: ReportingPeriod, district: Unit
) -> None:
    first, second, third = consolidation.children(period, district.id)
    file(office, first, Told(Decimal(0), Decimal(10)))
    file(office, second, Told(Decimal(4), Decimal(10)), accept=False)
    file(office, third, Told(None, Decimal(9), "Chưa có"))
    [one] = consolidation.sums(period, consolidation.children(period, district.id))
    assert (one.pooled.numerator, one.pooled.denominator) == (Decimal(0), Decimal(10))
    assert (one.pooled.given, one.pooled.asked) == (1, 3)
    assert set(one.missing) == {second.unit_id, third.unit_id}


def test_a_correction_counts_once_it_is_accepted(
    office: Office, period: ReportingPeriod, district: Unit
) -> None:
    duty = consolidation.children(period, district.id)[0]
    file(office, duty, Told(Decimal(2), Decimal(10)))
    drafter = Doer(office.people[D].id, duty.unit_id, frozenset({D}))
    services.take(duty.id, Step.CORRECT, drafter, Said("Sai"))
    wrong = Content({office.target.id: Told(Decimal(9), Decimal(10))})
    services.save(duty.id, drafter, 1, wrong)
    db.session.commit()
    [one] = consolidation.sums(period, [duty])
    assert one.pooled.numerator == 2


def test_a_district_draws_its_communes_into_its_own_report(
    office: Office, period: ReportingPeriod, district: Unit, signed_in: SignIn
) -> None:
    first, second, _third = consolidation.children(period, district.id)
    file(office, first, Told(Decimal(3), Decimal(10)))
    file(office, second, Told(Decimal(2), Decimal(15)))
    officer = signed_in(Role.UNIT_OFFICER, unit_id=district.id)
    [own] = [
        one
        for one in consolidation.children(period, office.regime.root_unit_id)
        if one.unit_id == district.id
    ]
    address = f"/units/{district.id}/reports/{own.id}"
    officer.post(f"{address}/draft")
    page = officer.get(address).text
    assert "2/3" in page
    assert "20,0%" in page
    officer.post(f"{address}/draw")
    page = officer.get(address).text
    assert 'value="5"' in page
    assert 'value="25"' in page
    assert "Tổng hợp từ 2/3 đơn vị. Chưa có số liệu: Xã thứ 2." in page


def test_the_receiver_sees_the_whole_and_consolidates_it(
    office: Office, period: ReportingPeriod, district: Unit, signed_in: SignIn
) -> None:
    duties = consolidation.children(period, office.regime.root_unit_id)
    file(office, duties[0], Told(Decimal(3), Decimal(10)))
    secretary: FlaskClient = signed_in(Role.SECRETARIAT)
    address = f"/units/{office.regime.root_unit_id}/periods/{period.id}"
    page = secretary.get(address).text
    assert "30,0%" in page
    assert "Chưa được tiếp nhận: 2/3 đơn vị" in page
    assert signed_in(Role.INSPECTOR).post(f"{address}/consolidate").status_code == 403
    secretary.post(f"{address}/consolidate")
    db.session.expire_all()
    assert duties[0].state is ObligationState.CONSOLIDATED
    assert "30,0%" in secretary.get(address).text
    own = signed_in(Role.UNIT_OFFICER, unit_id=district.id)
    assert own.get(address).status_code == 403
    assert own.get(f"/units/{district.id}/periods/{period.id}").status_code == 200
