"""What reporting adds to the small populated system."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import User
from dissemination.reporting.models import (
    CalendarDay,
    DayKind,
    ItemKind,
    Obligation,
    ObligationState,
    PeriodKind,
    RegimeItem,
    Report,
    ReportAnswer,
    ReportFigure,
    ReportingPeriod,
    ReportingRegime,
    ReportTask,
    ReportTransition,
)
from dissemination.units.models import Unit

NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)


def populate(
    session: scoped_session[Session],
    unit_id: int,
    directive_id: int,
    user_id: int,
    target_id: int,
) -> dict[str, int]:
    """A regime with one period, and one report that a unit has submitted."""
    session.add(CalendarDay(day=date(2023, 9, 2), kind=DayKind.HOLIDAY, name="Quốc khánh"))
    unit = session.get_one(Unit, unit_id)
    regime = ReportingRegime(
        directive_id=directive_id,
        root_unit_id=unit_id,
        title="Báo cáo tháng",
        period_kind=PeriodKind.MONTHLY,
        starts_on=date(2023, 7, 4),
        created_at=NOON,
        listed=[unit],
    )
    question = RegimeItem(position=2, kind=ItemKind.QUESTION, text="Cách làm hay?")
    regime.items = [RegimeItem(position=1, kind=ItemKind.TARGET, target_id=target_id), question]
    period = ReportingPeriod(
        regime=regime,
        starts_on=date(2023, 10, 1),
        ends_on=date(2023, 10, 31),
        opens_on=date(2023, 10, 21),
        due_on=date(2023, 11, 7),
        opened_at=NOON,
    )
    obligation = Obligation(
        period=period,
        unit_id=unit_id,
        state=ObligationState.SUBMITTED,
        due_on=date(2023, 11, 7),
        first_submitted_at=NOON,
        submitted_at=NOON,
    )
    session.add(obligation)
    session.flush()
    writer = session.get_one(User, user_id)
    report = Report(obligation_id=obligation.id, changed_at=NOON, editors=[writer])
    report.figures = [ReportFigure(target_id=target_id)]
    report.tasks = [ReportTask(line=1, content="Tuyên truyền", percentage=40)]
    report.answers = [ReportAnswer(item_id=question.id, text="Chưa có")]
    made = ReportTransition(
        obligation_id=obligation.id,
        ordinal=1,
        step="submit",
        from_state=ObligationState.APPROVED,
        to_state=ObligationState.SUBMITTED,
        at=NOON,
        actor="Cán bộ",
    )
    session.add_all((report, made))
    _owed_and_sent(session, regime, date(2021, 1, 1), unit_id)
    session.flush()
    return {
        "regime_id": regime.id,
        "period_id": period.id,
        "obligation_id": obligation.id,
        "report_id": report.id,
    }


def grow(session: scoped_session[Session], values: dict[str, int]) -> None:
    """A dozen more regimes, and a dozen more periods, reports and days of the one there is."""
    regime = session.get_one(ReportingRegime, values["regime_id"])
    for number in range(12):
        more = {name: getattr(regime, name) for name in ("directive_id", "root_unit_id")}
        session.add(
            ReportingRegime(
                title=f"Chế độ số {number}",
                period_kind=PeriodKind.MONTHLY,
                starts_on=date(2023, 7, 4),
                created_at=NOON,
                **more,
            )
        )
        session.add(CalendarDay(day=date(2023, 10, number + 1), kind=DayKind.HOLIDAY))
        _owed_and_sent(session, regime, date(2022, number + 1, 1), values["unit_id"])
    session.flush()


def _owed_and_sent(
    session: scoped_session[Session], regime: ReportingRegime, day: date, unit_id: int
) -> None:
    """One more period with the unit's report, like the last."""
    period = ReportingPeriod(
        regime=regime, starts_on=day, ends_on=day, opens_on=day, due_on=day, opened_at=NOON
    )
    obligation = Obligation(
        period=period,
        unit_id=unit_id,
        state=ObligationState.SUBMITTED,
        due_on=day,
        first_submitted_at=NOON,
        submitted_at=NOON,
    )
    [target] = [item.target_id for item in regime.items if item.target_id is not None]
    report = Report(changed_at=NOON, obligation=obligation)
    report.figures = [ReportFigure(target_id=target)]
    session.add_all((obligation, report))
