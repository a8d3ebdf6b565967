"""What a grant reaches: the whole, a unit with all it answers for, a conference, one point."""

from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.decision import reach_of, reaches
from dissemination.accounts.models import Grant, Role
from dissemination.units import standing
from dissemination.units.models import Unit, UnitLevel, UnitMerger, UnitVersion
from dissemination.web.access import gate
from dissemination.web.actions import Scope
from tests.conftest import Cast

TODAY = date(2026, 6, 1)
ABOLISHED = date(2025, 7, 1)


def answering(unit_id: int) -> set[int]:
    return standing.answering_for(unit_id, TODAY)


class Province:
    """A district with a commune until July 2025; a new commune since, made of the old one."""

    def __init__(self, cast: Cast, session: scoped_session[Session]) -> None:
        self.root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
        self.district = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, self.root)
        self.old = cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, self.district)
        self.neighbour = cast.unit("06041", "Xã Chiến Thắng", UnitLevel.COMMUNE, self.district)
        self.new = cast.unit("6401", "Xã Chi Lăng", UnitLevel.COMMUNE, self.root)
        for unit in (self.district, self.old):
            end(session, unit)
        session.add(
            UnitMerger(from_unit_id=self.old.id, into_unit_id=self.new.id, merged_on=ABOLISHED)
        )
        session.add(
            UnitMerger(
                from_unit_id=self.neighbour.id,
                into_unit_id=self.new.id,
                merged_on=ABOLISHED,
                part_only=True,
            )
        )
        session.commit()


def end(session: scoped_session[Session], unit: Unit) -> None:
    session.query(UnitVersion).filter_by(unit_id=unit.id).update({"valid_to": ABOLISHED})


@pytest.fixture
def province(cast: Cast, session: scoped_session[Session]) -> Province:
    return Province(cast, session)


@pytest.mark.both_databases
def test_a_unit_is_answered_for_by_those_above_it_even_when_they_are_abolished(
    province: Province,
) -> None:
    assert answering(province.old.id) == {
        province.old.id,
        province.district.id,
        province.root.id,
        province.new.id,
    }


@pytest.mark.both_databases
def test_an_heir_answers_for_the_whole_of_a_unit_and_not_for_a_part(province: Province) -> None:
    assert province.new.id in answering(province.old.id)
    assert province.new.id not in answering(province.neighbour.id)


@pytest.mark.both_databases
def test_beneath_is_above_turned_round(province: Province) -> None:
    units = [province.root, province.district, province.old, province.neighbour, province.new]
    for upper in units:
        expected = {unit.id for unit in units if upper.id in answering(unit.id)}
        assert standing.answered_by([upper.id], TODAY) == expected


def test_before_the_merger_the_heir_answered_for_nothing(province: Province) -> None:
    earlier = date(2025, 6, 30)
    assert province.new.id not in standing.answering_for(province.old.id, earlier)


def test_nobody_answers_for_no_units(province: Province) -> None:
    assert standing.answered_by([], TODAY) == set()


@pytest.fixture
def scopes(cast: Cast, province: Province) -> dict[str, Scope]:
    mine = cast.conference("Hội nghị 15/11")
    other = cast.conference("Hội nghị khác")
    points = {
        "old": cast.point(mine, province.old, "Điểm cầu xã Vân An"),
        "neighbour": cast.point(mine, province.neighbour, "Điểm cầu xã Chiến Thắng"),
        "elsewhere": cast.point(other, province.old, "Điểm cầu xã Vân An"),
    }
    found = {name: gate.resolvers["point_id"](point.id) for name, point in points.items()}
    return {name: scope for name, scope in found.items() if scope is not None}


def held(**part: int) -> Grant:
    return Grant(role=Role.COORDINATOR, **part)


def test_a_point_reaches_itself_alone(scopes: dict[str, Scope]) -> None:
    own = scopes["old"]
    assert own.point_id is not None
    grant = held(point_id=own.point_id)
    assert reaches(grant, own, answering)
    assert not reaches(grant, scopes["neighbour"], answering)
    assert not reaches(grant, scopes["elsewhere"], answering)
    assert not reaches(grant, Scope(conference_id=own.conference_id), answering)
    assert not reaches(grant, Scope(unit_id=own.unit_id), answering)
    assert not reaches(grant, Scope(), answering)


def test_a_conference_reaches_its_points_and_no_others(scopes: dict[str, Scope]) -> None:
    own = scopes["old"]
    assert own.conference_id is not None
    grant = held(conference_id=own.conference_id)
    assert reaches(grant, Scope(conference_id=own.conference_id), answering)
    assert reaches(grant, own, answering)
    assert reaches(grant, scopes["neighbour"], answering)
    assert not reaches(grant, scopes["elsewhere"], answering)
    assert not reaches(grant, Scope(unit_id=own.unit_id), answering)
    assert not reaches(grant, Scope(), answering)


def test_a_unit_reaches_points_that_stand_for_what_it_answers_for(
    scopes: dict[str, Scope], province: Province
) -> None:
    district = held(unit_id=province.district.id)
    assert reaches(district, scopes["old"], answering)
    assert reaches(district, scopes["elsewhere"], answering)
    assert reaches(district, Scope(unit_id=province.old.id), answering)
    assert not reaches(district, Scope(unit_id=province.root.id), answering)
    assert not reaches(district, Scope(conference_id=scopes["old"].conference_id), answering)
    heir = held(unit_id=province.new.id)
    assert reaches(heir, scopes["old"], answering)
    assert not reaches(heir, scopes["neighbour"], answering)


def test_a_grant_for_everything_reaches_everything(scopes: dict[str, Scope]) -> None:
    for scope in (*scopes.values(), Scope(), Scope(unit_id=1), Scope(conference_id=1)):
        assert reaches(held(), scope, answering)


def test_a_reach_joins_the_parts_of_several_grants(province: Province) -> None:
    together = reach_of([held(unit_id=province.district.id), held(point_id=7)])
    assert together.points == {7}
    assert not together.everything
    assert {province.district.id, province.old.id} <= together.units
    assert reach_of([held(point_id=7), held()]).everything


def test_today_is_the_day_that_counts(province: Province) -> None:
    assert clock.today() > ABOLISHED, "the cast's history lies in the past"
