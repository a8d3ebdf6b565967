"""The board of units × duties: every figure is that of a recount, today and on past days."""

import io
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.checkin import tallies
from dissemination.checkin.models import Attendance, Presence
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.coverage import heat, heat_grid, heat_queries, heat_scope
from dissemination.coverage.heat import Attended, Filed, Foot, Line
from dissemination.coverage.heat_scope import Narrowed, Scope
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans.briefing_coverage import Reached
from dissemination.reporting.models import (
    Obligation,
    ObligationState,
    PeriodKind,
    ReportingPeriod,
    ReportingRegime,
    ReportTransition,
)
from dissemination.sample.load import Wanted, load
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.web.actions import Action
from tests.conftest import Cast, SignIn
from tests.coverage import recount
from tests.guards.test_query_budget import counted
from tests.plans.briefings import directive

Db = scoped_session[Session]
PAST = (date(2023, 12, 20), date(2024, 1, 15), date(2024, 3, 25))
MORNING = datetime(2023, 11, 15, 1, tzinfo=UTC)


def sample(points: int = 60, delegates: int = 700) -> int:
    """The sample after its morning, where most came and some points scanned days later; its directive."""
    load(Wanted(points, delegates))
    chance = random.Random(116)
    rows = db.session.execute(sa.select(Delegate.id, Delegate.conference_id, Delegate.point_id))
    for delegate_id, conference_id, point_id in rows.all():
        if point_id % 9 and chance.random() < 0.9:
            arrived = MORNING if point_id % 7 else datetime(2024, 1, 10, 1, tzinfo=UTC)
            db.session.add(
                Attendance(
                    delegate_id=delegate_id,
                    conference_id=conference_id,
                    point_id=point_id,
                    presence=Presence.PRESENT,
                    arrived_at=arrived,
                    first_scan_id=uuid4(),
                )
            )
    db.session.flush()
    tallies.recount(list(db.session.scalars(sa.select(Point.id))))
    db.session.commit()
    return db.session.scalars(sa.select(Directive.id).where(Directive.number == "116-NQ/TU")).one()


def scope_on(directive_id: int, day: date) -> Scope:
    return heat_scope.scope(directive_id, day, clock.today(), None, None)


def units_now() -> set[int]:
    return set(
        db.session.scalars(sa.text("SELECT unit_id FROM unit_versions WHERE valid_to IS NULL"))
    )


def same_cells(lines: list[Line], whole: Scope, day: date) -> None:
    conference = db.session.scalars(sa.select(Conference.id)).one()
    came = recount.attended(conference, day)
    briefed = recount.briefed(whole.directive_id, day)
    planned = recount.planned(whole.directive_id, day)
    filed = [recount.filed(period.id, day) for period in whole.periods]
    assert {line.unit_id for line in lines} == units_now()
    for line in lines:
        unit = line.unit_id
        seen = line.attendance and (line.attendance.came, line.attendance.expected)
        assert seen == came.get(unit), (day, line)
        assert line.briefed is heat.BRIEFED[briefed.get(unit, 0)], (day, line)
        assert line.plan
        states = planned.get(unit, set()) - {"amended"}
        assert (line.plan.state is None) == (not planned.get(unit)), (day, line)
        assert line.plan.state is None or line.plan.state.value in states, (day, line)
        assert (line.plan.state in heat.ISSUED) == bool(states & {"active", "closed"}), (day, line)
        for report, told in zip(line.reports, filed, strict=True):
            assert (report and report.filed.value) == told.get(unit), (day, line)


def same_totals(foot: Foot, whole: Scope, units: set[int], day: date) -> None:
    conference = db.session.scalars(sa.select(Conference.id)).one()
    came = [of for unit, of in recount.attended(conference, day).items() if unit in units]
    assert (foot.attended.n, foot.attended.of) == (sum(n > 0 for n, _ in came), len(came))
    assert (foot.people.n, foot.people.of) == tuple(map(sum, zip(*came, strict=True)))
    briefed = recount.briefed(whole.directive_id, day)
    assert (foot.briefed.n, foot.briefed.of) == (
        sum(briefed.get(unit, 0) == 3 for unit in units),
        len(units),
    )
    planned = recount.planned(whole.directive_id, day)
    issued = [unit for unit in units if planned.get(unit, set()) & {"active", "closed"}]
    assert (foot.planned.n, foot.planned.of) == (len(issued), len(units))
    for period, told in zip(whole.periods, foot.reports, strict=True):
        filed = recount.filed(period.id, day)
        words = Counter(word for unit, word in filed.items() if unit in units)
        obliged = words.total() - words["waived"]
        sent = obliged - words["missing"] - words["not_due"]
        taken = words["accepted"] + words["accepted_late"]
        assert (told.submission.n, told.submission.of) == (sent, obliged)
        assert (told.acceptance.n, told.acceptance.of) == (taken, obliged)
        assert (told.timeliness.n, told.timeliness.of) == (words["accepted"], obliged)


@pytest.mark.both_databases
def test_every_figure_is_that_of_a_recount_today_and_on_past_days(app: Flask) -> None:
    directive_id = sample()
    everybody = units_now()
    seen = []
    for day in (clock.today(), *PAST):
        whole = scope_on(directive_id, day)
        same_cells(heat_queries.lines(whole), whole, day)
        foot = heat_queries.foot(whole)
        same_totals(foot, whole, everybody, day)
        seen.append(foot)
        communes = heat_scope.narrow(whole, Narrowed(level=UnitLevel.COMMUNE))
        same_totals(heat_queries.foot(communes), whole, communes_among(everybody), day)
    assert len({repr(foot) for foot in seen}) == len(seen), "each of these days differs"
    assert [len(foot.reports) for foot in seen] == [2, 1, 1, 2], "a period is shown once it opened"


def communes_among(units: set[int]) -> set[int]:
    query = sa.select(UnitVersion.unit_id).where(UnitVersion.level == UnitLevel.COMMUNE)
    return units & set(db.session.scalars(query))


@pytest.mark.both_databases
def test_a_board_is_sorted_and_narrowed_by_any_column(app: Flask) -> None:
    whole = scope_on(sample(40, 300), date(2024, 3, 25))
    lines = heat_queries.lines(whole)
    assert [line.unit_id for line in ordered(whole, "-name")] == [
        line.unit_id for line in reversed(lines)
    ]
    last = whole.periods[-1].id
    by_report = [line.reports[-1] for line in ordered(whole, f"period-{last}")]
    codes = [heat.FILED.index(report.filed) for report in by_report if report]
    assert codes == sorted(codes)
    assert by_report[: len(codes)].count(None) == 0, "who owes nothing stands last"
    turned = [line.reports[-1] for line in ordered(whole, f"-period-{last}")]
    assert turned[: len(codes)].count(None) == 0
    shares = [line.attendance for line in ordered(whole, "attended") if line.attendance]
    assert [one.came / one.expected for one in shares] == sorted(
        one.came / one.expected for one in shares
    )
    for stands in heat_scope.STANDS:
        narrowed = heat_scope.narrow(whole, Narrowed(stands=stands))
        found = {line.unit_id for line in heat_queries.lines(narrowed)}
        assert found == {line.unit_id for line in lines if owes(line, stands)}, stands
        assert heat_queries.foot(narrowed).units == len(found)


def ordered(whole: Scope, sort: str) -> list[Line]:
    return heat_queries.board(whole, sort).lines


def owes(line: Line, stands: str) -> bool:
    filed = {report.filed for report in line.reports if report}
    match stands:
        case "absent":
            return line.attendance is not None and line.attendance.came == 0
        case "unbriefed":
            return line.briefed in heat.BRIEFED[:2]
        case "unplanned":
            return line.plan is not None and line.plan.state not in heat.ISSUED
        case "late":
            return bool(filed & {Filed.LATE, Filed.ACCEPTED_LATE})
    return Filed(stands) in filed


def test_the_database_is_asked_as_often_however_many_units_there_are(app: Flask) -> None:
    directive_id = sample(60, 300)
    whole = scope_on(directive_id, PAST[0])
    few = replace(whole, within=frozenset([min(units_now())]))
    asked = []
    for one in (whole, few):
        with counted() as statements:
            heat_queries.foot(one)
            heat_queries.lines(one)
        asked.append(len(statements))
    assert asked == [4, 4]


# --- who sees what ------------------------------------------------------------------------------


def district_of(directive_id: int) -> Unit:
    query = sa.select(Unit).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    return (
        db.session.scalars(query.where(UnitVersion.level == UnitLevel.DISTRICT)).first() or Unit()
    )


def test_a_district_sees_its_own_part_as_the_province_sees_it(
    app: Flask, signed_in: SignIn
) -> None:
    directive_id = sample(60, 300)
    district = district_of(directive_id)
    beneath = set(
        db.session.scalars(
            sa.select(UnitVersion.unit_id).where(UnitVersion.parent_id == district.id)
        )
    )
    part = beneath | {district.id}
    whole = scope_on(directive_id, clock.today())
    same_totals(
        heat_queries.foot(replace(whole, within=frozenset(part))), whole, part, clock.today()
    )
    leader = signed_in(Role.HEAD_OF_UNIT, unit_id=district.id)
    page = leader.get(f"/boards/{directive_id}").get_data(as_text=True)
    names = dict(db.session.execute(sa.select(UnitVersion.unit_id, UnitVersion.name)).all())
    assert f"Cộng {len(part)} đơn vị" in page
    for unit_id, name in names.items():
        assert (f">{name}</a>" in page) == (unit_id in part), name
    outside = leader.get(f"/boards/{directive_id}?beneath={min(set(names) - part)}")
    assert "Không có đơn vị nào khớp" in outside.get_data(as_text=True) or (
        f"Cộng {len(part)} đơn vị" in outside.get_data(as_text=True)
    )


def test_figures_of_few_people_are_for_those_who_may_read_names(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    directive_id = sample(60, 200)
    whole = scope_on(directive_id, clock.today())
    few = [
        line for line in heat_queries.lines(whole) if line.attendance and line.attendance.is_small
    ]
    assert few
    blind = replace(whole, named=frozenset({few[0].unit_id}))
    hidden = {line.unit_id for line in heat_queries.lines(blind) if line.is_hidden}
    assert hidden == {line.unit_id for line in few[1:]}
    foot = heat_queries.foot(blind)
    assert (foot.hidden, foot.attended.of) == (len(hidden), 60 - len(hidden))
    absent = heat_scope.narrow(blind, Narrowed(stands="absent"))
    assert not hidden & {line.unit_id for line in heat_queries.lines(absent)}
    reads = ROLE_ACTIONS[Role.INSPECTOR] - {Action.VIEW_ROSTER}
    monkeypatch.setitem(ROLE_ACTIONS, Role.INSPECTOR, reads)
    page = signed_in(Role.INSPECTOR).get(f"/boards/{directive_id}").get_data(as_text=True)
    assert f"{len(few)} đơn vị có dưới 5 đại biểu" in page
    assert "đơn vị có dưới 5" not in (
        signed_in(Role.SECRETARIAT).get(f"/boards/{directive_id}").get_data(as_text=True)
    )


def test_nobody_is_called_absent_while_the_doors_are_open(app: Flask) -> None:
    directive_id = sample(40, 200)
    for state, word in (("running", Attended.NOT_YET), ("closed", Attended.NOBODY)):
        db.session.execute(sa.text("UPDATE conferences SET state = :state"), {"state": state})
        lines = heat_queries.lines(scope_on(directive_id, clock.today()))
        told = {one.attendance.word for one in lines if one.attendance and not one.attendance.came}
        assert told == {word}


# --- the pages ----------------------------------------------------------------------------------


def test_a_past_day_stands_in_the_address_and_over_the_figures(
    app: Flask, signed_in: SignIn
) -> None:
    directive_id = sample(40, 200)
    secretary = signed_in(Role.SECRETARIAT)
    past = secretary.get(f"/boards/{directive_id}?on=2023-12-20&level=commune").get_data(
        as_text=True
    )
    assert "Số liệu tại ngày 20/12/2023" in past
    assert f"/boards/{directive_id}/heat.xlsx?on=2023-12-20&amp;level=commune" in past
    assert "Số liệu tại ngày" not in (
        secretary.get(f"/boards/{directive_id}?on=2999-01-01").get_data(as_text=True)
    ).replace("Số liệu tại ngày</label>", "")


def test_the_workbook_adds_up_what_it_says(app: Flask, signed_in: SignIn) -> None:
    directive_id = sample(40, 300)
    address = f"/boards/{directive_id}/heat.xlsx?on=2024-03-25"
    answer = signed_in(Role.SECRETARIAT).get(address)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    kept = openpyxl.load_workbook(io.BytesIO(answer.data), data_only=True).worksheets[0]
    lines = heat_queries.lines(scope_on(directive_id, date(2024, 3, 25)))
    first, last = 5, 4 + len(lines)
    assert [sheet.cell(row, 3).value for row in range(first, last + 1)] == [x.name for x in lines]
    foot = heat_queries.foot(scope_on(directive_id, date(2024, 3, 25)))
    rates = [foot.attended, foot.briefed, foot.planned, *(one.submission for one in foot.reports)]
    for column, rate in enumerate(rates, start=5):
        words = [sheet.cell(row, column).value for row in range(first, last + 1)]
        assert str(sheet.cell(last + 1, column).value).startswith("=COUNTIF(")
        assert kept.cell(last + 1, column).value == rate.n
        assert kept.cell(last + 2, column).value == rate.of
        assert sum(word is not None and word != "Được miễn" for word in words) == rate.of
    assert sheet.freeze_panes == "D5"
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$4:$4")
    people = len(rates) + 5
    told = [sheet.cell(row, people).value for row in range(first, last + 1)]
    assert sum(one for one in told if one is not None) == foot.people.n
    assert kept.cell(last + 1, people).value == foot.people.n


# --- units that end, duties that are handed over ------------------------------------------------


def small_province(cast: Cast) -> tuple[Directive, dict[str, Unit]]:
    """A province whose two communes became one in July 2024, after the conference on a directive."""
    province = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    units = {
        name: cast.unit(code, name, UnitLevel.COMMUNE, province)
        for code, name in (("1", "Xã Cũ"), ("2", "Xã Còn"), ("3", "Xã Mới"))
    }
    made = directive()
    conference = cast.conference()
    conference.directives = [made]
    cast.point(conference, province, "Điểm cầu chính", is_main=True)
    versions = {one.unit_id: one for one in db.session.scalars(sa.select(UnitVersion))}
    versions[units["Xã Cũ"].id].valid_to = MERGED_ON
    versions[units["Xã Mới"].id].valid_from = MERGED_ON
    db.session.commit()
    return made, {**units, "Tỉnh": province}


MERGED_ON = date(2024, 7, 1)


def by_name(whole: Scope) -> dict[str, Line]:
    return {line.name: line for line in heat_queries.lines(whole)}


def test_a_unit_keeps_the_duties_of_its_time(app: Flask, cast: Cast) -> None:
    made, _units = small_province(cast)
    before = by_name(scope_on(made.id, date(2024, 6, 30)))
    after = by_name(scope_on(made.id, MERGED_ON))
    assert sorted(before) == ["Tỉnh ủy Lạng Sơn", "Xã Còn", "Xã Cũ"]
    assert sorted(after) == ["Tỉnh ủy Lạng Sơn", "Xã Còn", "Xã Cũ", "Xã Mới"]
    ended, new = after["Xã Cũ"], after["Xã Mới"]
    assert ended.has_ended
    assert ended.briefed is Reached.SILENT, "it was there when it was to brief"
    assert ended.plan is None, "who is no more needs no plan"
    assert (new.briefed, new.plan and new.plan.state) == (None, None)
    foot = heat_queries.foot(scope_on(made.id, MERGED_ON))
    assert (foot.units, foot.briefed.of, foot.planned.of) == (4, 3, 3)


def may_report(made: Directive, province: Unit) -> ReportingPeriod:
    """The month of May, due on 7 June."""
    regime = ReportingRegime(
        directive_id=made.id,
        root_unit_id=province.id,
        title="Báo cáo tháng",
        period_kind=PeriodKind.MONTHLY,
        starts_on=date(2024, 5, 1),
        created_at=MORNING,
    )
    return ReportingPeriod(
        regime=regime,
        starts_on=date(2024, 5, 1),
        ends_on=date(2024, 5, 31),
        opens_on=date(2024, 5, 21),
        due_on=date(2024, 6, 7),
        opened_at=datetime(2024, 5, 21, tzinfo=UTC),
    )


@pytest.mark.both_databases
def test_a_unit_that_came_and_went_keeps_its_reports_in_every_order(app: Flask, cast: Cast) -> None:
    made, units = small_province(cast)
    brief = cast.unit("4", "Xã Tạm", UnitLevel.COMMUNE, units["Tỉnh"])
    version = db.session.scalars(sa.select(UnitVersion).filter_by(unit_id=brief.id)).one()
    version.valid_from, version.valid_to = date(2024, 5, 2), MERGED_ON
    period = may_report(made, units["Tỉnh"])
    db.session.add(Obligation(period=period, unit_id=brief.id, due_on=period.due_on))
    db.session.commit()
    whole = scope_on(made.id, date(2024, 7, 15))
    for sort in (*heat_grid.SORTS, f"period-{period.id}"):
        told = {line.name: line for line in ordered(whole, sort)}
        assert _filed(told["Xã Tạm"]) is Filed.MISSING, sort
        assert (told["Xã Tạm"].briefed, told["Xã Tạm"].plan) == (None, None), "not its duties"
    assert heat_queries.foot(whole).units == len(told)


@pytest.mark.both_databases
def test_a_duty_handed_over_is_the_takers_only_from_that_day(app: Flask, cast: Cast) -> None:
    made, units = small_province(cast)
    giver, taker = units["Xã Cũ"], units["Xã Còn"]
    period = may_report(made, units["Tỉnh"])
    gone = Obligation(
        period=period, unit_id=giver.id, state=ObligationState.TRANSFERRED, due_on=period.due_on,
        settled_reason="Sáp nhập", transferred_to_id=taker.id,
    )  # fmt: skip
    gone.transitions = [
        ReportTransition(
            ordinal=0, step="transfer", from_state=ObligationState.OPEN,
            to_state=ObligationState.TRANSFERRED, at=datetime(2024, 6, 4, 3, tzinfo=UTC), actor="A",
        )
    ]  # fmt: skip
    db.session.add_all((gone, Obligation(period=period, unit_id=taker.id, due_on=period.due_on)))
    db.session.commit()
    days = (date(2024, 6, 3), date(2024, 6, 4), date(2024, 6, 8))
    told = [by_name(scope_on(made.id, day)) for day in days]
    filed = [tuple(_filed(one[name]) for name in ("Xã Cũ", "Xã Còn")) for one in told]
    assert filed == [
        (Filed.NOT_DUE, None),
        (Filed.WAIVED, Filed.NOT_DUE),
        (Filed.WAIVED, Filed.MISSING),
    ]
    sums = [heat_queries.foot(scope_on(made.id, day)).reports[0].submission.of for day in days]
    assert sums == [1, 1, 1], "one duty, whoever has it"


def _filed(line: Line) -> Filed | None:
    report = line.reports[0]
    return report.filed if report else None
