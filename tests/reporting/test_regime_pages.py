"""Regimes are made and changed by the secretariat, for its own part; the working calendar too."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting import services
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import (
    CalendarDay,
    ItemKind,
    Obligation,
    ReportingPeriod,
    ReportingRegime,
)
from dissemination.reporting.services import Content
from dissemination.units.models import UnitLevel
from tests.conftest import Cast, SignIn
from tests.reporting.conftest import Office


@pytest.fixture
def secretary(office: Office, signed_in: SignIn) -> Iterator[FlaskClient]:
    """On 1 April 2026."""
    with time_machine.travel("2026-04-01T02:00:00Z", tick=False):
        yield signed_in(Role.SECRETARIAT)


def typed(office: Office, **more: object) -> dict[str, object]:
    return {
        "title": "Báo cáo quý",
        "directive": office.regime.directive_id,
        "obliged_by": "subtree",
        "level": "",
        "period_kind": "quarterly",
        "closing_day": "14",
        "due_number": "5",
        "due_rule": "working_days",
        "opens_before": "10",
        "grace_days": "3",
        "starts_on": "2025-12-15",
        "asks_tasks": "y",
        **more,
    }


def newest() -> ReportingRegime:
    return db.session.scalars(sa.select(ReportingRegime).order_by(-ReportingRegime.id)).first()  # type: ignore[return-value]


def test_a_regime_is_made_and_asks_for_all_targets(secretary: FlaskClient, office: Office) -> None:
    root = office.regime.root_unit_id
    answer = secretary.post(f"/units/{root}/regimes/new", data=typed(office))
    made = newest()
    assert answer.location.endswith(f"/regimes/{made.id}/form")
    assert [item.target_id for item in made.items] == [office.target.id]
    page = secretary.get(f"/units/{root}/regimes/{made.id}").text
    assert "chốt số liệu ngày 14" in page
    assert "5 ngày làm việc sau khi hết kỳ" in page
    assert "hiện nay 2 đơn vị" in page
    assert "Báo cáo quý" in secretary.get("/regimes").text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"obliged_by": "level"}, "Chọn cấp phải báo cáo."),
        ({"obliged_by": "list"}, "Ghi các đơn vị phải báo cáo"),
        ({"obliged_by": "list", "listed": "không có"}, "Không có đơn vị nào"),
        ({"obliged_by": "list", "listed": "20"}, "không trực thuộc đơn vị nhận"),
        ({"period_kind": "once"}, "phải có ngày kết thúc"),
        ({"ends_on": "2020-01-01"}, "Ngày kết thúc phải sau"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(
    secretary: FlaskClient, office: Office, more: dict[str, str], said: str
) -> None:
    before = newest().id
    path = f"/units/{office.regime.root_unit_id}/regimes/new"
    answer = secretary.post(path, data=typed(office, **more))
    assert (answer.status_code, said in answer.text) == (422, True)
    assert newest().id == before


def test_units_are_named_one_by_one(secretary: FlaskClient, office: Office) -> None:
    path = f"/units/{office.regime.root_unit_id}/regimes/new"
    codes = f"{office.communes[0].code}\n{office.communes[1].code} — gì đó"
    secretary.post(path, data=typed(office, obliged_by="list", listed=codes))
    assert {unit.id for unit in newest().listed} == {unit.id for unit in office.communes}


def test_the_form_keeps_what_was_answered(secretary: FlaskClient, office: Office) -> None:
    regime = office.regime
    path = f"/units/{regime.root_unit_id}/regimes/{regime.id}/form"
    asks = {"questions": "Cách làm hay?\n? Gương điển hình", "attachments": "Bản có chữ ký"}
    assert secretary.post(path, data=asks).status_code == 303
    db.session.expire_all()
    found = [(item.kind, item.text, item.is_required) for item in regime.items]
    assert found == [
        (ItemKind.QUESTION, "Cách làm hay?", True),
        (ItemKind.QUESTION, "Gương điển hình", False),
        (ItemKind.ATTACHMENT, "Bản có chữ ký", True),
    ]


def test_an_answered_question_stays(secretary: FlaskClient, office: Office, opened: object) -> None:
    obligation = opened()  # type: ignore[operator]
    office.walk(obligation, (Step.DRAFT, Capacity.DRAFTER))
    said = Content(answers={office.question.id: "Có"})
    services.save(obligation.id, office.doer(Capacity.DRAFTER), 1, said)
    db.session.commit()
    path = f"/units/{office.regime.root_unit_id}/regimes/{office.regime.id}"
    refused = secretary.post(f"{path}/form", data={"questions": "Khác"})
    assert "không bỏ được" in refused.text
    moved = secretary.post(f"{path}/edit", data=typed(office, period_kind="yearly"))
    assert "Đã mở kỳ báo cáo" in moved.text
    assert moved.status_code == 422


def test_a_period_is_opened_by_hand_once(secretary: FlaskClient, office: Office) -> None:
    path = f"/units/{office.regime.root_unit_id}/regimes/{office.regime.id}"
    assert "01/03/2026 – 31/03/2026" in secretary.get(path).text
    for _ in range(2):
        secretary.post(f"{path}/open", data={"starts_on": "2026-03-01"})
    secretary.post(f"{path}/open", data={"starts_on": "2026-03-02"})
    periods = db.session.scalars(sa.select(ReportingPeriod.starts_on)).all()
    assert list(periods) == [date(2026, 3, 1)]
    assert db.session.scalar(sa.select(sa.func.count(Obligation.id))) == 2
    assert "0/2" in secretary.get(path).text


def test_a_district_makes_regimes_for_itself_alone(
    office: Office, cast: Cast, signed_in: SignIn
) -> None:
    district = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, office.regime.root_unit)
    theirs = signed_in(Role.SECRETARIAT, unit_id=district.id)
    assert "Báo cáo tháng" not in theirs.get("/regimes").text
    root = office.regime.root_unit_id
    assert theirs.get(f"/units/{root}/regimes/{office.regime.id}").status_code == 403
    assert theirs.post(f"/units/{root}/regimes/new", data=typed(office)).status_code == 403
    assert theirs.get(f"/units/{district.id}/regimes/{office.regime.id}").status_code == 404
    codes = office.communes[0].code
    path = f"/units/{district.id}/regimes/new"
    outside = theirs.post(path, data=typed(office, obliged_by="list", listed=codes))
    assert "không trực thuộc đơn vị nhận" in outside.text


def test_the_calendar_is_kept_by_hand(secretary: FlaskClient, signed_in: SignIn) -> None:
    secretary.post("/working-calendar/seed", data={"year": "2026"})
    page = secretary.get("/working-calendar?year=2026").text
    assert "30/04/2026" in page
    assert "02/09/2026" in page
    worked = {"day": "2026-08-22", "kind": "worked", "name": "Làm bù"}
    assert secretary.post("/working-calendar", data=worked).status_code == 303
    again = secretary.post("/working-calendar", data=worked)
    assert (again.status_code, "đã có trong lịch" in again.text) == (422, True)
    secretary.post("/working-calendar/remove", data={"day": "2026-09-02"})
    days = set(db.session.scalars(sa.select(CalendarDay.day)))
    assert date(2026, 8, 22) in days
    assert date(2026, 9, 2) not in days
    inspector = signed_in(Role.INSPECTOR)
    assert "Làm bù" in inspector.get("/working-calendar?year=2026").text
    assert inspector.post("/working-calendar", data=worked).status_code == 403
