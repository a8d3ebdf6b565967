"""Finding delegates as people type names, and paging through them."""

import pytest
import sqlalchemy as sa

from dissemination.conferences import delegate_queries, delegates, point_queries
from dissemination.conferences.delegate_queries import DelegateFilter
from dissemination.conferences.models import Conference, ConferenceState, Delegate, Point, Standing
from dissemination.conferences.point_queries import PointFilter
from dissemination.database import db
from dissemination.units.models import UnitLevel
from dissemination.web import paging
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases


@pytest.fixture
def conference(cast: Cast) -> Conference:
    return cast.conference(state=ConferenceState.OPEN)


@pytest.fixture
def point(cast: Cast, conference: Conference) -> Point:
    return cast.point(conference, cast.unit("06388", "Xã Vân An"), "Xã Vân An")


def names(conference: Conference, wanted: DelegateFilter, sort: str = "name") -> list[str]:
    page = delegate_queries.find(conference.id, wanted, sort, 1)
    return [delegate.name for delegate in page.rows]


@pytest.mark.parametrize(
    "typed", ["duc nguyen", "NGUYỄN ĐỨC", "đức ngu", "nguyen van duc", "bi thu"]
)
def test_names_are_found_without_accents_case_or_order(
    cast: Cast, conference: Conference, point: Point, typed: str
) -> None:
    cast.delegate(point, "Nguyễn Văn Đức", position="Bí thư Đảng ủy")
    cast.delegate(point, "Nguyên Thị Dung", position="Chủ tịch")
    cast.delegate(point, "Hoàng Văn Đức", position="Chủ tịch")
    assert names(conference, DelegateFilter(text=typed)) == ["Nguyễn Văn Đức"]


def test_wildcards_are_only_letters(cast: Cast, conference: Conference, point: Point) -> None:
    cast.delegate(point, "Lê Bình")
    assert names(conference, DelegateFilter(text="l%h")) == []


def test_names_are_sorted_by_given_name_as_in_vietnamese(
    cast: Cast, conference: Conference, point: Point
) -> None:
    for name in ("Vi Đông", "Lê Ấm", "Nông An", "Hứa Dũng", "An Văn Yến"):
        cast.delegate(point, name)
    expected = ["Nông An", "Lê Ấm", "Hứa Dũng", "Vi Đông", "An Văn Yến"]
    assert names(conference, DelegateFilter()) == expected
    assert names(conference, DelegateFilter(), "-name") == expected[::-1]


def test_the_withdrawn_show_only_when_asked_for(
    cast: Cast, conference: Conference, point: Point
) -> None:
    stays, goes = cast.delegate(point, "Lê Bình"), cast.delegate(point, "Vi Thị Lan")
    delegates.withdraw(goes.id, "Trùng")
    db.session.commit()
    assert names(conference, DelegateFilter()) == [stays.name]
    assert names(conference, DelegateFilter(standing=Standing.WITHDRAWN)) == ["Vi Thị Lan"]


def test_filters_narrow_together(cast: Cast, conference: Conference, point: Point) -> None:
    other = cast.point(conference, cast.unit("06391", "Xã Bằng Mạc"), "Xã Bằng Mạc")
    cast.delegate(point, "Lê Bình", category="Lãnh đạo", excused_reason="Ốm")
    cast.delegate(point, "Lê Chi", category="Đảng viên")
    cast.delegate(other, "Lê Dũng", category="Lãnh đạo")
    bare = Delegate(conference_id=conference.id, point_id=point.id, name="Lê Én")
    delegates.index(bare)
    db.session.add(bare)
    db.session.commit()
    assert names(conference, DelegateFilter(category="Lãnh đạo")) == ["Lê Bình", "Lê Dũng"]
    assert names(conference, DelegateFilter(point_id=other.id)) == ["Lê Dũng"]
    assert names(conference, DelegateFilter(excused=True)) == ["Lê Bình"]
    assert names(conference, DelegateFilter(without_pass=True)) == ["Lê Én"]
    assert delegate_queries.categories(conference.id) == ["Đảng viên", "Lãnh đạo"]


def test_pages_hold_fifty_and_know_the_total(
    cast: Cast, conference: Conference, point: Point
) -> None:
    for number in range(103):
        person = Delegate(conference_id=conference.id, point_id=point.id, name=f"Lê A{number:03}")
        delegates.index(person)
        db.session.add(person)
    db.session.commit()
    found = delegate_queries.find(conference.id, DelegateFilter(), "name", 3)
    assert (found.total, found.pages, len(found.rows)) == (103, 3, 3)
    beyond = delegate_queries.find(conference.id, DelegateFilter(), "name", 99)
    assert (beyond.page, len(beyond.rows)) == (3, 3)


def test_counting_stops_where_it_would_cost_too_much(
    cast: Cast, conference: Conference, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED_AT_MOST", 50)
    for number in range(70):
        person = Delegate(conference_id=conference.id, point_id=point.id, name=f"Lê A{number:03}")
        delegates.index(person)
        db.session.add(person)
    db.session.commit()
    found = delegate_queries.find(conference.id, DelegateFilter(), "name", 9)
    assert (found.total, found.is_capped, len(found.rows)) == (50, True, 50)


def test_points_are_filtered_by_district_and_by_what_they_lack(
    cast: Cast, conference: Conference
) -> None:
    top = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    chi_lang = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, top)
    van_an = cast.unit("06388", "Xã Vân An", UnitLevel.COMMUNE, chi_lang)
    first = cast.point(conference, top, "Tỉnh ủy", is_main=True, capacity=400)
    second = cast.point(conference, van_an, "Xã Vân An", contact_name="A", contact_phone="1")
    cast.delegate(second, "Lê Bình")

    def found(wanted: PointFilter, sort: str = "") -> list[int]:
        query = point_queries.find(conference.id, wanted, sort, conference.held_on, sa.true())
        return [point.id for point in db.session.scalars(query)]

    assert found(PointFilter()) == [first.id, second.id]
    assert found(PointFilter(), "capacity") == [first.id, second.id]
    assert found(PointFilter(text="van xa")) == [second.id]
    assert found(PointFilter(district_id=chi_lang.id)) == [second.id]
    assert found(PointFilter(lacks="roster")) == [first.id]
    assert found(PointFilter(lacks="contact")) == [first.id]
    assert found(PointFilter(lacks="capacity")) == [second.id]
    assert found(PointFilter(only_main=True)) == [first.id]
    totals = point_queries.totals(conference.id, sa.true())
    assert (totals.points, totals.with_roster, totals.with_contact, totals.seats) == (2, 1, 1, 400)
    units = point_queries.unit_names([van_an.id], conference.held_on)
    assert (units[van_an.id].name, units[van_an.id].parent) == ("Xã Vân An", "Huyện Chi Lăng")
