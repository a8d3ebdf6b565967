"""Two people do something to one report at the same moment, in either order, on both databases."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import Obligation, ObligationState, ReportTransition
from dissemination.web.models import AuditEntry
from tests.at_once import at_once
from tests.conftest import SignIn
from tests.reporting.conftest import Desks

S = ObligationState
Opened = Callable[[], Obligation]
LATE = "Báo cáo vừa đổi trạng thái"

pytestmark = pytest.mark.both_databases


def taken(obligation: Obligation, step: Step) -> int:
    """How often a step was really taken; the audit trail agrees."""
    db.session.rollback()
    db.session.expire_all()
    query = sa.select(ReportTransition).where(ReportTransition.step == step)
    steps = list(db.session.scalars(query))
    after = {"state": str(steps[0].to_state)} if steps else {}
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "report"))
    assert sum(one.after == after for one in entries) == len(steps)
    return len(steps)


def test_of_two_who_submit_at_once_one_finds_it_done(
    app: Flask, desks: Desks, opened: Opened
) -> None:
    obligation = opened()
    desks.step(desks.officer, obligation, "draft")
    desks.save(obligation)
    desks.step(desks.head, obligation, "approve")
    at = f"{desks.at(obligation)}/submit"

    def submit(who: FlaskClient) -> str:
        return who.post(at, follow_redirects=True).text

    told = at_once(app, lambda: submit(desks.officer), lambda: submit(desks.head))
    assert sum(LATE in page for page in told) == 1
    assert sum("Đã ghi nhận: Gửi báo cáo." in page for page in told) == 1
    assert taken(obligation, Step.SUBMIT) == 1
    assert obligation.state is S.SUBMITTED


def test_one_accepts_while_another_returns(
    app: Flask, desks: Desks, opened: Opened, signed_in: SignIn
) -> None:
    obligation = opened()
    desks.send(obligation)
    at, second = desks.at(obligation), signed_in(Role.SECRETARIAT)

    def decide(who: FlaskClient, step: str) -> str:
        return who.post(f"{at}/{step}", data={"reason": "Sai"}, follow_redirects=True).text

    told = at_once(app, lambda: decide(desks.secretary, "accept"), lambda: decide(second, "return"))
    assert sum(LATE in page for page in told) == 1
    assert taken(obligation, Step.ACCEPT) + taken(obligation, Step.RETURN) == 1
    assert obligation.state is (S.ACCEPTED if LATE in told[1] else S.RETURNED)
    assert (obligation.accepted_at is None) is (obligation.state is S.RETURNED)


@pytest.mark.parametrize("returned_first", [True, False])
def test_a_report_is_returned_while_its_author_edits(
    app: Flask, desks: Desks, opened: Opened, *, returned_first: bool
) -> None:
    """His page stayed open; the submitted text stays as it was, and what he typed is not lost."""
    obligation = opened()
    desks.send(obligation)
    at = desks.at(obligation)
    typed = desks.typed(n="1", revision=str(obligation.reports[0].revision))

    def give_back() -> TestResponse:
        return desks.secretary.post(f"{at}/return", data={"reason": "Số liệu chưa khớp"})

    def save() -> TestResponse:
        return desks.officer.post(at, data=typed)

    acts = (give_back, save) if returned_first else (save, give_back)
    answers = at_once(app, *acts)
    saved = answers[acts.index(save)]
    assert saved.status_code == 409
    assert 'value="1"' in saved.text or "Trả lại" in saved.text
    assert taken(obligation, Step.RETURN) == 1
    assert obligation.state is S.RETURNED
    assert [one.figures[0].numerator for one in obligation.reports] == [Decimal(9)]
    desks.step(desks.officer, obligation, "draft")
    assert desks.officer.post(at, data=typed).status_code == 409, "it is of the version before"
    assert desks.save(obligation, n="8").status_code == 303
    assert [one.figures[0].numerator for one in obligation.reports] == [Decimal(9), Decimal(8)]


@pytest.mark.parametrize("approved_first", [True, False])
def test_the_head_approves_while_the_officer_saves(
    app: Flask, desks: Desks, opened: Opened, *, approved_first: bool
) -> None:
    """Either the new text comes too late, or the head is asked to read it."""
    obligation = opened()
    desks.step(desks.officer, obligation, "draft")
    desks.save(obligation)
    at, read = desks.at(obligation), str(obligation.reports[0].revision)
    typed = desks.typed(n="8", revision=read)

    def approve() -> TestResponse:
        return desks.head.post(f"{at}/approve", data={"revision": read}, follow_redirects=True)

    def save() -> TestResponse:
        return desks.officer.post(at, data=typed)

    acts = (approve, save) if approved_first else (save, approve)
    answers = at_once(app, *acts)
    saved, told = answers[acts.index(save)], answers[acts.index(approve)].text
    db.session.rollback()
    db.session.expire_all()
    if saved.status_code == 303:
        assert "hãy đọc bản mới rồi quyết định" in told
        assert (obligation.state, kept(obligation)) == (S.DRAFT, Decimal(8))
    else:
        assert "Người đứng đầu đã duyệt" in saved.text
        assert (obligation.state, kept(obligation)) == (S.APPROVED, Decimal(9))


def kept(obligation: Obligation) -> Decimal | None:
    return obligation.reports[0].figures[0].numerator
