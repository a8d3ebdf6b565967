"""Trend and ranking: every figure is that of a recount, today and on past days."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.conferences.models import conference_directives
from dissemination.coverage import (
    chart_words,
    heat_scope,
    ranking_queries,
    trend,
    trend_queries,
)
from dissemination.coverage.chart_words import Spot
from dissemination.coverage.heat_scope import Narrowed, Scope
from dissemination.coverage.ranking import Ranked
from dissemination.coverage.trend import Event
from dissemination.database import db
from dissemination.plans.briefing_models import BriefingEntry, BriefingState, OnwardBriefing
from dissemination.plans.briefing_models import BriefingStep as Step
from dissemination.units.models import UnitLevel
from tests.conftest import SignIn
from tests.coverage import recount
from tests.coverage.test_heat_board import PAST, communes_among, sample, scope_on, units_now
from tests.guards.test_query_budget import counted


def same_trend(whole: Scope, units: set[int], day: date) -> None:
    for regime in trend_queries.reports(whole):
        for point in regime.points:
            filed = recount.filed(point.period.id, day)
            words = Counter(word for unit, word in filed.items() if unit in units)
            obliged = words.total() - words["waived"]
            rates = point.rates
            assert rates.submission.of == rates.acceptance.of == rates.timeliness.of == obliged
            assert rates.submission.n == obliged - words["missing"] - words["not_due"]
            assert rates.acceptance.n == words["accepted"] + words["accepted_late"]
            assert rates.timeliness.n == words["accepted"]
    seen = trend_queries.briefings(whole)
    assert seen[0].day == date(2023, 11, 30)
    assert seen[-1].day == day
    for month in seen[:6] + seen[-1:]:
        briefed = recount.briefed(whole.directive_id, month.day)
        verified = sum(rank == 3 for unit, rank in briefed.items() if unit in units)
        assert (month.coverage.n, month.coverage.of) == (verified, len(units)), month


def same_ranking(rows: Sequence[Ranked], whole: Scope, units: set[int], day: date) -> None:
    """The keys of every unit by a recount, then places counted one by one."""
    briefed = recount.briefed(whole.directive_id, day)
    planned = recount.planned(whole.directive_id, day)
    filed = [recount.filed(period.id, day) for period in whole.periods]
    keys = {}
    for unit in units:
        words = Counter(one[unit] for one in filed if unit in one)
        due = words.total() - words["waived"] - words["not_due"]
        judged = due - words["on_time"]
        sent = due - words["missing"]
        keys[unit] = (
            (words["accepted"], judged, sent, due),
            judged > 0 and Fraction(words["accepted"], judged),
            due > 0 and Fraction(sent, due),
            briefed.get(unit, 0),
            bool(planned.get(unit, set()) & {"active", "closed"}),
        )
    with_place: list[tuple[object, ...]] = [key[1:] for key in keys.values() if key[0][1]]
    assert {row.unit_id for row in rows} == units
    for row in rows:
        figures, *key = keys[row.unit_id]
        assert (row.on_time.n, row.on_time.of, row.sent.n, row.sent.of) == figures
        if not figures[1]:
            assert row.place is None
            continue
        assert row.place == 1 + sum(other > tuple(key) for other in with_place), row
        assert row.shared == (with_place.count(tuple(key)) > 1), row
    places = [row.place or len(rows) + 1 for row in rows]
    assert places == sorted(places)


@pytest.mark.both_databases
def test_every_figure_is_that_of_a_recount_today_and_on_past_days(app: Flask) -> None:
    directive_id = sample()
    take_back_and_verify_again(5)
    everybody = units_now()
    communes = communes_among(everybody)
    for day in (clock.today(), *PAST):
        whole = scope_on(directive_id, day)
        same_trend(whole, everybody, day)
        narrowed = heat_scope.narrow(whole, Narrowed(level=UnitLevel.COMMUNE))
        same_trend(narrowed, communes, day)
        rows = ranking_queries.ranking(narrowed, ranking_queries.judged_periods(narrowed))
        same_ranking(rows, whole, communes, day)
    assert {row.shared for row in rows} == {True, False}
    assert len({row.place for row in rows}) > 3


def take_back_and_verify_again(briefings: int) -> None:
    """Corrected in January and verified again in February, as its steps would say."""
    verified = sa.select(OnwardBriefing.id).where(OnwardBriefing.state == BriefingState.VERIFIED)
    for briefing_id in db.session.scalars(verified.order_by(OnwardBriefing.id).limit(briefings)):
        for step, day in (
            (Step.CORRECT, date(2024, 1, 5)),
            (Step.SUBMIT, date(2024, 1, 6)),
            (Step.VERIFY, date(2024, 2, 10)),
        ):
            entry = BriefingEntry(
                briefing_id=briefing_id, step=step, at=clock.at_local(day, 9), by="x", changes={}
            )
            db.session.add(entry)
            db.session.flush()


def test_the_database_is_asked_as_often_however_many_units_there_are(app: Flask) -> None:
    whole = scope_on(sample(40, 200), PAST[0])
    few = heat_scope.narrow(whole, Narrowed(beneath=min(communes_among(units_now()))))
    asked = []
    for one in (whole, few):
        with counted() as statements:
            trend_queries.reports(one)
            trend_queries.briefings(one)
            ranking_queries.ranking(one, one.periods)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 9


def test_without_a_conference_a_trend_begins_with_the_first_briefing_verified(app: Flask) -> None:
    directive_id = sample(40, 200)
    db.session.execute(sa.delete(conference_directives))
    verified = sa.select(sa.func.min(BriefingEntry.at)).join(OnwardBriefing)
    first = db.session.scalar(
        verified.where(
            BriefingEntry.step == Step.VERIFY, OnwardBriefing.directive_id == directive_id
        )
    )
    assert first is not None
    months = trend_queries.briefings(scope_on(directive_id, PAST[-1]))
    begun = clock.local(first)
    assert (months[0].day.year, months[0].day.month) == (begun.year, begun.month)
    assert months[0].coverage.n > 0


def test_a_briefing_taken_back_lowers_the_line_again() -> None:
    day = [date(2024, 1, number) for number in (10, 11, 12, 13)]
    at = [clock.at_local(one, 12) for one in day]
    events = [
        Event(1, 7, Step.VERIFY, at[0]),
        Event(2, 7, Step.VERIFY, at[1]),
        Event(1, 7, Step.CORRECT, at[1]),
        Event(2, 7, Step.CORRECT, at[2]),
        Event(1, 7, Step.SUBMIT, at[2]),
        Event(1, 7, Step.VERIFY, at[3]),
    ]
    reached = [(one, set(units)) for one, units in trend.verified_on(events, day)]
    assert reached == [(day[0], {7}), (day[1], {7}), (day[2], set()), (day[3], {7})]


def test_months_end_with_the_day_itself() -> None:
    ends = list(trend.month_ends(date(2023, 11, 15), date(2024, 1, 20)))
    assert ends == [date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 20)]
    assert list(trend.month_ends(date(2024, 2, 3), date(2024, 2, 29))) == [date(2024, 2, 29)]


# --- the pages ----------------------------------------------------------------------------------


def test_a_leader_compares_the_units_beneath_his_own(app: Flask, signed_in: SignIn) -> None:
    directive_id = sample(40, 200)
    district = db.session.scalars(
        sa.text("SELECT unit_id FROM unit_versions WHERE level = 'district' ORDER BY unit_id")
    ).first()
    children = db.session.execute(
        sa.text("SELECT name FROM unit_versions WHERE parent_id = :id"), {"id": district}
    )
    names = {name for (name,) in children}
    page = (
        signed_in(Role.HEAD_OF_UNIT, unit_id=district)
        .get(f"/boards/{directive_id}/ranking")
        .get_data(as_text=True)
    )
    assert f"Cấp xã: {len(names)} đơn vị" in page
    assert all(f">{name}</a>" in page for name in names)
    assert page.count('class="number rank"') == len(names)


def test_a_trend_says_in_a_table_what_it_draws(app: Flask, signed_in: SignIn) -> None:
    directive_id = sample(40, 200)
    secretary = signed_in(Role.SECRETARIAT)
    page = secretary.get(f"/boards/{directive_id}/trend?on=2024-03-25").get_data(as_text=True)
    whole = scope_on(directive_id, date(2024, 3, 25))
    for point in trend_queries.reports(whole)[0].points:
        rate = point.rates.timeliness
        assert f'data-n="{rate.n}" data-of="{rate.of}"' in page
    assert "Số liệu tại ngày 25/03/2024" in page


def test_a_trend_says_in_words_how_each_line_began_stands_and_was_lowest(
    app: Flask, signed_in: SignIn
) -> None:
    directive_id = sample(40, 200)
    page = text(signed_in(Role.SECRETARIAT), f"/boards/{directive_id}/trend?on=2024-03-25")
    whole = scope_on(directive_id, date(2024, 3, 25))
    points = trend_queries.reports(whole)[0].points
    first, last = points[0].rates.timeliness, points[-1].rates.timeliness
    told = re.findall(r'role="img" aria-label="([^"]+)"', page)
    assert len(told) == 2
    on_time = told[0].split("Đúng hạn: ")[1]
    assert on_time.startswith(f"đầu tiên {first.n}/{first.of} ")
    assert f"gần nhất {last.n}/{last.of} " in on_time
    lowest = min((first, last), key=lambda rate: rate.n / rate.of)
    assert f"thấp nhất {lowest.n}/{lowest.of} " in on_time


def test_words_of_a_line_leave_out_where_nothing_is_known(app: Flask) -> None:
    spots = [
        Spot("quý I", "—", None),
        Spot("quý II", "7/10", Decimal("0.7")),
        Spot("quý III", "0/10", Decimal(0)),
        Spot("quý IV", "9/10", Decimal("0.9")),
    ]
    with app.test_request_context():
        assert chart_words.course(spots) == (
            "đầu tiên 7/10 (quý II), gần nhất 9/10 (quý IV), thấp nhất 0/10 (quý III)"
        )
        assert chart_words.course(spots[:1]) == "chưa có số liệu"


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)
