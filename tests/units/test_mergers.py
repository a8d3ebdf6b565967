"""Mergers: facts stay with the unit they were made for, another answers for it from a day on."""

from datetime import date

import pytest
import sqlalchemy as sa

from dissemination.conferences.models import Point
from dissemination.database import db
from dissemination.units import mergers, queries, services, standing
from dissemination.units.mergers import Merging
from dissemination.units.models import UnitLevel, UnitMerger
from dissemination.units.refusals import Refusal
from tests.conftest import Cast
from tests.units.conftest import Province

pytestmark = pytest.mark.both_databases

JULY = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)


def merge(*from_units: object, into: object, **more: bool) -> list[UnitMerger] | Refusal:
    ids = [unit.id for unit in from_units]  # type: ignore[attr-defined]
    return mergers.merge(Merging(ids, into.id, JULY, **more))  # type: ignore[attr-defined]


def test_a_merged_unit_ends_and_its_points_stay_its_own(province: Province, cast: Cast) -> None:
    point = cast.point(cast.conference(), province.van_an, "Điểm cầu xã Vân An")
    merge(province.van_an, into=province.dong_mo)
    assert db.session.get_one(Point, point.id).unit_id == province.van_an.id
    assert queries.version_on(province.van_an.id, JULY) is None
    assert province.dong_mo.id in standing.answering_for(province.van_an.id, JULY)


def test_what_stood_beneath_follows_into_the_new_unit(province: Province) -> None:
    merge(province.chi_lang, into=province.huu_lung)
    after = queries.tree_at(JULY)
    assert after.within(province.van_an.id, province.huu_lung.id)
    assert queries.tree_at(BEFORE).within(province.van_an.id, province.chi_lang.id)


def test_the_end_of_the_district_level_in_one_go(province: Province) -> None:
    """As on 1 July 2025: communes go straight under the province."""
    assert not isinstance(merge(province.chi_lang, province.huu_lung, into=province.top), Refusal)
    tree = queries.tree_at(JULY)
    parents = {tree.nodes[unit.id].parent_id for unit in (province.van_an, province.yen_binh)}
    assert parents == {province.top.id}


def test_a_split_unit_goes_into_several(province: Province) -> None:
    first = merge(province.van_an, into=province.dong_mo, part_only=True)
    second = merge(province.van_an, into=province.yen_binh, part_only=True)
    assert not isinstance(first, Refusal)
    assert not isinstance(second, Refusal)
    assert queries.version_on(province.van_an.id, JULY) is None
    assert province.dong_mo.id not in standing.answering_for(province.van_an.id, JULY)


def test_a_unit_that_gives_a_part_away_may_live_on(province: Province) -> None:
    merge(province.van_an, into=province.dong_mo, part_only=True, lives_on=True)
    assert queries.version_on(province.van_an.id, JULY) is not None


@pytest.mark.parametrize(
    ("from_unit", "into", "refusal"),
    [
        ("van_an", "van_an", Refusal.WITH_ITSELF),
        ("chi_lang", "van_an", Refusal.INTO_BENEATH),
    ],
)
def test_mergers_that_cannot_be(
    province: Province, from_unit: str, into: str, refusal: Refusal
) -> None:
    refused = merge(getattr(province, from_unit), into=getattr(province, into))
    assert refused is refusal


def test_a_merger_of_several_is_done_whole_or_not_at_all(province: Province) -> None:
    assert services.end(province.yen_binh.id, date(2024, 1, 1)) is None
    assert merge(province.van_an, province.yen_binh, into=province.dong_mo) is Refusal.HAS_ENDED
    assert queries.version_on(province.van_an.id, JULY) is not None
    assert db.session.scalars(sa.select(UnitMerger)).all() == []


def test_nothing_goes_into_a_unit_that_is_no_more(province: Province) -> None:
    assert services.end(province.dong_mo.id, JULY) is None
    assert merge(province.van_an, into=province.dong_mo) is Refusal.INTO_NOT_IN_FORCE


def test_the_same_merger_is_recorded_once(province: Province) -> None:
    merge(province.van_an, into=province.dong_mo)
    assert merge(province.van_an, into=province.dong_mo) is Refusal.MERGED_ALREADY


def test_children_that_would_rank_above_the_new_unit_stop_a_merger(
    province: Province, cast: Cast
) -> None:
    office = cast.unit("20-02", "Ban Tổ chức", UnitLevel.GRASSROOTS, province.top)
    assert merge(province.chi_lang, into=office) is Refusal.ABOVE_PARENT


def test_an_undone_merger_leaves_everything_as_it_was(province: Province) -> None:
    before = queries.tree_at(JULY).nodes
    made = merge(province.chi_lang, into=province.huu_lung)
    assert not isinstance(made, Refusal)
    assert services.restore(province.chi_lang.id) is Refusal.UNDO_MERGER_FIRST
    assert mergers.undo(made[0].id) is None
    assert queries.tree_at(JULY).nodes == before
    assert len(queries.versions_of(province.van_an.id)) == 1
