"""Waiving, transferring and giving time from the lists of a period, without looking each report up."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting.models import Obligation, ObligationState
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.reporting.conftest import Desks

S = ObligationState


@pytest.fixture
def owed(desks: Desks, opened: object) -> Obligation:
    return opened()  # type: ignore[operator,no-any-return]


def ask(owed: Obligation, step: str, of: int | None = None) -> str:
    return f"/units/{owed.unit_id}/reports/{owed.id}/settle/{step}" + (f"?of={of}" if of else "")


def lists(owed: Obligation) -> tuple[str, str]:
    root = owed.period.regime.root_unit_id
    return f"/units/{root}/periods/{owed.period_id}", f"/reports?period={owed.period_id}"


def test_a_period_offers_them_to_who_receives_and_to_nobody_else(
    desks: Desks, owed: Obligation
) -> None:
    root = owed.period.regime.root_unit_id
    for page, of in zip(lists(owed), (root, None), strict=True):
        shown = desks.secretary.get(page).text
        for step in ("waive", "transfer", "extend"):
            assert ask(owed, step, of) in shown
        assert "/settle/" not in desks.inspector.get(page).text
        assert 'href="/reports" aria-current="true"' in shown
    assert "/settle/" not in desks.officer.get("/reports").text


def test_a_waiver_asks_why_and_goes_back_to_the_period(desks: Desks, owed: Obligation) -> None:
    root = owed.period.regime.root_unit_id
    at = ask(owed, "waive", root)
    assert "không tính vào tỷ lệ" in desks.secretary.get(at).text
    refused = desks.secretary.post(at, data={"reason": " "})
    assert refused.status_code == 422
    assert owed.state is S.OPEN
    done = desks.secretary.post(at, data={"reason": "Đơn vị sáp nhập"})
    assert (done.status_code, done.location) == (303, lists(owed)[0])
    assert (owed.state, owed.settled_reason) == (S.WAIVED, "Đơn vị sáp nhập")
    said = sa.select(AuditEntry.reason).where(AuditEntry.subject == "report")
    assert db.session.scalars(said).all()[-1] == "Đơn vị sáp nhập"
    restore = ask(owed, "restore")
    assert restore in desks.secretary.get(lists(owed)[1]).text
    desks.secretary.post(restore, data={"reason": "Nhầm đơn vị"})
    assert owed.state is S.OPEN


def test_a_transfer_names_a_unit_beneath_and_keeps_what_was_typed(
    desks: Desks, owed: Obligation, cast: Cast
) -> None:
    heir = cast.unit("09", "Xã hợp nhất", UnitLevel.COMMUNE, owed.period.regime.root_unit)
    at, beside = ask(owed, "transfer"), desks.office.communes[1]
    for successor, why in (("khong-co", "không báo cáo theo"), (beside.code, "đã có báo cáo")):
        refused = desks.secretary.post(at, data={"reason": "Sáp nhập xã", "successor": successor})
        assert refused.status_code == 422
        assert why in refused.text
        assert "Sáp nhập xã</textarea>" in refused.text
    assert owed.state is S.OPEN
    desks.secretary.post(at, data={"reason": "Sáp nhập xã", "successor": heir.code})
    assert (owed.state, owed.transferred_to_id) == (S.TRANSFERRED, heir.id)


def test_time_is_given_before_it_is_up(desks: Desks, owed: Obligation) -> None:
    at = ask(owed, "extend")
    early = desks.secretary.post(at, data={"reason": "Mưa lũ", "until": owed.due_on.isoformat()})
    assert "Hạn mới phải sau hạn hiện nay." in early.text
    desks.secretary.post(at, data={"reason": "Mưa lũ", "until": "2026-05-04"})
    assert owed.due_on.isoformat() == "2026-05-04"
    owed.due_on = date(2026, 4, 3)
    db.session.commit()
    late = desks.secretary.get(lists(owed)[1]).text
    assert ask(owed, "waive") in late
    assert at not in late, "lateness stays"


def test_what_does_not_follow_is_not_asked_and_strangers_are_turned_away(
    desks: Desks, owed: Obligation, signed_in: SignIn
) -> None:
    beside = signed_in(Role.HEAD_OF_UNIT, unit_id=desks.office.communes[1].id)
    who: tuple[FlaskClient, ...] = (desks.officer, desks.head, desks.inspector, beside)
    for browser in who:
        answer = browser.post(ask(owed, "waive"), data={"reason": "Có lý do"})
        assert answer.status_code in (303, 403)
    assert owed.state is S.OPEN
    desks.send(owed)
    told = desks.secretary.get(ask(owed, "waive"), follow_redirects=True).text
    assert "Báo cáo vừa đổi trạng thái" in told
