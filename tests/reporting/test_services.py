"""What is owed is frozen once; steps, versions and times stay on record; two at once lose nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from dissemination.database import db
from dissemination.reporting import opening, queries, services, working_calendar
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import (
    DayKind,
    Obligation,
    ObligationState,
    Report,
)
from dissemination.reporting.periods import Span
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.services import Content, Doer, Said, Told
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast
from tests.reporting.conftest import FEBRUARY, MARCH, Office

APRIL = Span(date(2026, 4, 1), date(2026, 4, 30))
SAME = Refusal.SAME_PERSON_DRAFTED
D, H, R = Capacity.DRAFTER, Capacity.HEAD, Capacity.RECEIVER
Opened = Callable[..., Obligation]


def filled(office: Office, n: int | None = 9, comment: str = "") -> Content:
    told = Told(None if n is None else Decimal(n), Decimal(10), comment)
    return Content({office.target.id: told}, {office.question.id: "Có"}, "Khó", "Xin")


def drafted(office: Office, obligation: Obligation) -> Report:
    office.walk(obligation, (Step.DRAFT, D))
    report = services.save(obligation.id, office.doer(D), 1, filled(office))
    assert isinstance(report, Report)
    return report


@pytest.mark.both_databases
def test_opening_freezes_who_owes_what(office: Office, cast: Cast) -> None:
    assert opening.run_daily(date(2026, 3, 25)) == (2, 0)
    assert opening.run_daily(date(2026, 3, 25)) == (0, 0)
    db.session.commit()
    again = opening.open_period(office.regime.id, MARCH, date(2026, 3, 25))
    assert again is Refusal.PERIOD_OPENED
    assert office.owed().due_on == date(2026, 4, 7)
    assert office.owed(FEBRUARY).due_on == date(2026, 3, 6)
    cast.unit("03", "Xã mới", UnitLevel.COMMUNE)
    assert db.session.scalar(sa.select(sa.func.count(Obligation.id))) == 4


def test_a_period_opened_early_waits_for_its_day(office: Office) -> None:
    opening.open_period(office.regime.id, MARCH, date(2026, 3, 1))
    assert office.owed().state is ObligationState.SCHEDULED
    refused = services.take(office.owed().id, Step.DRAFT, office.doer(D))
    assert refused is Refusal.STEP_DOES_NOT_FOLLOW
    opening.run_daily(date(2026, 3, 20))
    assert office.owed().state is ObligationState.SCHEDULED
    opening.run_daily(date(2026, 3, 21))
    assert office.owed().state is ObligationState.OPEN


@pytest.mark.both_databases
def test_the_database_refuses_a_second_obligation(office: Office, opened: Opened) -> None:
    obligation = opened()
    twin = Obligation(
        period_id=obligation.period_id, unit_id=obligation.unit_id, due_on=obligation.due_on
    )
    db.session.add(twin)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.both_databases
def test_times_and_versions_stay_on_record(office: Office, opened: Opened) -> None:
    obligation = opened()
    with time_machine.travel("2026-04-06T02:00:00Z", tick=False):
        drafted(office, obligation)
        office.walk(obligation, (Step.APPROVE, H), (Step.SUBMIT, H), (Step.RETURN, R))
    first = obligation.first_submitted_at
    assert obligation.grace_until == date(2026, 4, 9)
    with time_machine.travel("2026-04-08T02:00:00Z", tick=False):
        steps = (Step.DRAFT, D), (Step.APPROVE, H), (Step.SUBMIT, D), (Step.ACCEPT, R)
        office.walk(obligation, *steps)
    accepted = obligation.accepted_submitted_at
    office.walk(obligation, (Step.CORRECT, D), (Step.APPROVE, H), (Step.SUBMIT, H))
    office.walk(obligation, (Step.ACCEPT, R))
    db.session.commit()
    assert (obligation.first_submitted_at, obligation.accepted_submitted_at) == (first, accepted)
    assert accepted != first
    assert [report.ordinal for report in obligation.reports] == [1, 2, 3]
    assert {report.figures[0].numerator for report in obligation.reports} == {Decimal(9)}
    assert obligation.reports[2].corrects_because == "Có lý do"
    assert len(obligation.transitions) == 12


def test_a_missing_or_jumping_figure_wants_a_word(office: Office, opened: Opened) -> None:
    before = opened(FEBRUARY)
    drafted(office, before)
    office.walk(before, (Step.APPROVE, H), (Step.SUBMIT, H))
    obligation = opened()
    office.walk(obligation, (Step.DRAFT, D))
    revision = 1
    for n, comment, expected in [
        (None, "", Refusal.FIGURE_UNEXPLAINED),
        (5, "", Refusal.FIGURE_UNEXPLAINED),  # 90% in February
        (5, "Sáp nhập chi bộ", None),
    ]:
        services.save(obligation.id, office.doer(D), revision, filled(office, n, comment))
        revision += 1
        taken = services.take(obligation.id, Step.APPROVE, office.doer(H))
        assert (taken if isinstance(taken, Refusal) else None) is expected


def test_of_two_editors_the_second_is_told(office: Office, opened: Opened) -> None:
    obligation = opened()
    report = drafted(office, obligation)
    late = services.save(obligation.id, office.doer(D), 1, filled(office, 1))
    assert late is Refusal.CHANGED_MEANWHILE
    assert report.figures[0].numerator == Decimal(9)
    stranger = services.save(obligation.id, office.doer(H), 2, filled(office, 1))
    assert stranger is Refusal.NOT_THE_DRAFTER


def test_what_is_sent_cannot_be_written(office: Office, opened: Opened) -> None:
    obligation = opened()
    drafted(office, obligation)
    office.walk(obligation, (Step.APPROVE, H))
    locked = services.save(obligation.id, office.doer(D), 2, filled(office, 1))
    assert locked is Refusal.WITH_THE_HEAD


def test_a_transfer_moves_the_duty_once(office: Office, opened: Opened, cast: Cast) -> None:
    obligation = opened()
    heir = cast.unit("09", "Xã hợp nhất", parent=office.regime.root_unit)
    neighbour = office.communes[1].id
    given = services.take(obligation.id, Step.TRANSFER, office.doer(R), Said("Sáp nhập", neighbour))
    assert given is Refusal.UNIT_OWES_ALREADY
    services.take(obligation.id, Step.TRANSFER, office.doer(R), Said("Sáp nhập", heir.id))
    assert obligation.state is ObligationState.TRANSFERRED
    moved = queries.owed_by(obligation.period_id, heir.id)
    assert moved is not None
    assert moved.due_on == obligation.due_on


def test_who_drafted_does_not_approve(office: Office, opened: Opened) -> None:
    obligation = opened()
    drafted(office, obligation)
    assert services.take(obligation.id, Step.APPROVE, office.doer(D, H)) is SAME


def test_who_wrote_first_does_not_approve_though_another_wrote_last(
    office: Office, opened: Opened
) -> None:
    obligation = opened()
    drafted(office, obligation)
    both = office.doer(H, D)
    services.save(obligation.id, both, 2, filled(office, 8))
    services.save(obligation.id, office.doer(D), 3, filled(office, 9))
    assert services.take(obligation.id, Step.APPROVE, both) is SAME


def test_who_wrote_the_version_before_does_not_approve_its_copy(
    office: Office, opened: Opened
) -> None:
    obligation = opened()
    drafted(office, obligation)
    office.walk(obligation, (Step.APPROVE, H), (Step.SUBMIT, H), (Step.RETURN, R))
    second = Doer(office.people[Capacity.CLOCK].id, obligation.unit_id, frozenset({D}))
    assert isinstance(services.take(obligation.id, Step.DRAFT, second), Obligation)
    assert services.take(obligation.id, Step.APPROVE, office.doer(D, H)) is SAME


def test_of_another_units_report_nobody_touches_anything(office: Office, opened: Opened) -> None:
    obligation = opened()
    drafted(office, obligation)
    for step in Step:
        stranger = office.doer(*Capacity, commune=1)
        assert services.take(obligation.id, step, stranger) is Refusal.OF_ANOTHER_UNIT
    saved = services.save(obligation.id, office.doer(D, commune=1), 2, filled(office, 1))
    assert saved is Refusal.OF_ANOTHER_UNIT


def test_a_waiver_is_taken_back_to_where_the_report_stood(office: Office, opened: Opened) -> None:
    obligation = opened()
    drafted(office, obligation)
    office.walk(obligation, (Step.WAIVE, R), (Step.RESTORE, R))
    assert obligation.state is ObligationState.DRAFT
    opening.open_period(office.regime.id, APRIL, date(2026, 4, 1))
    scheduled = office.owed(APRIL)
    office.walk(scheduled, (Step.WAIVE, R), (Step.RESTORE, R))
    assert scheduled.state is ObligationState.SCHEDULED


@time_machine.travel("2026-04-06T02:00:00Z", tick=False)
def test_more_time_is_granted_before_the_time_is_up(office: Office, opened: Opened) -> None:
    obligation = opened()
    for until, expected in [
        (None, Refusal.DAY_NOT_LATER),
        (date(2026, 4, 7), Refusal.DAY_NOT_LATER),
        (date(2026, 4, 10), None),
    ]:
        said = Said("Mất điện", until=until)
        taken = services.take(obligation.id, Step.EXTEND, office.doer(R), said)
        assert (taken if isinstance(taken, Refusal) else None) is expected
    assert obligation.due_on == date(2026, 4, 10)
    with time_machine.travel("2026-04-11T02:00:00Z", tick=False):
        late = Said("Mất điện", until=date(2026, 4, 20))
        taken = services.take(obligation.id, Step.EXTEND, office.doer(R), late)
    assert taken is Refusal.TIME_IS_UP


@time_machine.travel("2026-04-06T02:00:00Z", tick=False)
def test_the_receiver_may_name_the_day_of_grace(office: Office, opened: Opened) -> None:
    obligation = opened()
    drafted(office, obligation)
    office.walk(obligation, (Step.APPROVE, H), (Step.SUBMIT, H))
    past = services.take(
        obligation.id, Step.RETURN, office.doer(R), Said("Sai", until=date(2026, 4, 5))
    )
    assert past is Refusal.DAY_IS_PAST
    services.take(obligation.id, Step.RETURN, office.doer(R), Said("Sai", until=date(2026, 4, 15)))
    assert (obligation.due_on, obligation.grace_until) == (date(2026, 4, 7), date(2026, 4, 15))
    more = Said("Mất điện", until=date(2026, 4, 17))
    services.take(obligation.id, Step.EXTEND, office.doer(R), more)
    assert (obligation.due_on, obligation.grace_until) == (date(2026, 4, 7), date(2026, 4, 17))


def test_the_calendar_is_seeded_and_corrected(office: Office) -> None:
    assert working_calendar.seed(2026) > 8
    assert working_calendar.seed(2026) == 0
    kept = queries.calendar()
    assert {date(2026, 2, 17), date(2026, 4, 30), date(2026, 5, 1)} <= kept.holidays
    assert date(2026, 9, 2) in kept.holidays
    assert working_calendar.add(date(2026, 8, 21), DayKind.WORKED, "") is Refusal.NOT_A_WEEKEND
    assert working_calendar.add(date(2026, 9, 2), DayKind.WORKED, "") is Refusal.DAY_KNOWN
    assert working_calendar.add(date(2026, 8, 22), DayKind.WORKED, "Làm bù") is None
    assert queries.calendar().worked >= {date(2026, 8, 22)}
    assert working_calendar.remove(date(2026, 8, 22)) is None
    assert working_calendar.remove(date(2026, 8, 22)) is Refusal.DAY_UNKNOWN
    verbs = sa.select(AuditEntry.verb).where(AuditEntry.subject == "working_calendar")
    assert list(db.session.scalars(verbs)) == ["load", "create", "delete"]


def test_an_ended_regime_opens_no_more(office: Office) -> None:
    office.regime.ends_on = date(2026, 2, 28)
    db.session.commit()
    assert opening.run_daily(date(2026, 6, 1)) == (1, 0)
    late = opening.open_period(office.regime.id, MARCH, date(2026, 6, 1))
    assert late is Refusal.REGIME_ENDED
