"""Names, levels and parents are dated: no gap, no overlap, nobody beneath himself."""

from datetime import date

import pytest
import sqlalchemy as sa

from dissemination.database import db
from dissemination.units import queries, services
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.refusals import Refusal
from dissemination.units.services import Details
from dissemination.web.models import AuditEntry
from tests.conftest import Cast
from tests.units.conftest import BEGAN, Province

pytestmark = pytest.mark.both_databases

MAY = date(2024, 5, 1)
JULY = date(2025, 7, 1)


def periods(unit: Unit) -> list[tuple[str, date, date | None]]:
    return [(v.name, v.valid_from, v.valid_to) for v in queries.versions_of(unit.id)]


def commune(name: str, parent: Unit) -> Details:
    return Details(name, UnitLevel.COMMUNE, parent.id, "")


def test_a_renaming_ends_the_old_name_the_day_the_new_one_begins(province: Province) -> None:
    services.change(province.van_an.id, commune("Xã Vân Thủy", province.chi_lang), MAY)
    assert periods(province.van_an) == [("Xã Vân An", BEGAN, MAY), ("Xã Vân Thủy", MAY, None)]
    day_before = queries.version_on(province.van_an.id, date(2024, 4, 30))
    assert day_before is not None
    assert day_before.name == "Xã Vân An"


def test_a_renamed_unit_is_found_by_its_new_name(province: Province) -> None:
    version = services.change(province.van_an.id, commune("Xã Đức Thủy", province.chi_lang), MAY)
    assert isinstance(version, UnitVersion)
    assert version.search_key == " xa duc thuy"


def test_a_move_shows_in_the_tree_from_its_day_on(province: Province) -> None:
    services.change(province.van_an.id, commune("Xã Vân An", province.huu_lung), MAY)
    before, after = queries.tree_at(date(2024, 4, 30)), queries.tree_at(MAY)
    assert before.within(province.van_an.id, province.chi_lang.id)
    assert after.within(province.van_an.id, province.huu_lung.id)


@pytest.mark.parametrize(
    ("since", "refusal"),
    [(BEGAN, Refusal.SAME_DAY), (date(2019, 1, 1), Refusal.BEFORE_LAST_CHANGE)],
)
def test_a_change_must_follow_the_last_one(
    province: Province, since: date, refusal: Refusal
) -> None:
    details = commune("Xã Khác", province.chi_lang)
    assert services.change(province.van_an.id, details, since) is refusal
    assert len(periods(province.van_an)) == 1


def test_a_change_that_changes_nothing_is_refused(province: Province) -> None:
    details = commune("Xã Vân An", province.chi_lang)
    assert services.change(province.van_an.id, details, MAY) is Refusal.NOTHING_CHANGES


def test_a_unit_never_stands_beneath_itself(province: Province, cast: Cast) -> None:
    hamlet = cast.unit("X1", "Cụm Một", UnitLevel.COMMUNE, province.van_an)
    details = commune("Xã Vân An", hamlet)
    assert services.change(province.van_an.id, details, MAY) is Refusal.CIRCLE


def test_two_moves_planned_for_later_days_close_no_circle(province: Province, cast: Cast) -> None:
    a = cast.unit("A", "Cụm A", UnitLevel.COMMUNE, province.chi_lang)
    b = cast.unit("B", "Cụm B", UnitLevel.COMMUNE, province.chi_lang)
    assert isinstance(services.change(a.id, commune("Cụm A", b), JULY), UnitVersion)
    assert services.change(b.id, commune("Cụm B", a), MAY) is Refusal.CIRCLE


def test_nobody_answers_to_a_lower_level(province: Province) -> None:
    under_office = Details("Huyện Chi Lăng", UnitLevel.DISTRICT, province.office.id)
    refused = services.change(province.chi_lang.id, under_office, MAY)
    assert refused is Refusal.ABOVE_PARENT
    lowered = Details("Chi Lăng", UnitLevel.GRASSROOTS, province.top.id)
    assert services.change(province.chi_lang.id, lowered, MAY) is Refusal.BELOW_CHILD


def test_a_parent_must_exist_the_whole_time(province: Province, cast: Cast) -> None:
    late = services.create("N1", Details("Huyện Mới", UnitLevel.DISTRICT, province.top.id), JULY)
    assert isinstance(late, Unit)
    details = commune("Xã Vân An", late)
    assert services.change(province.van_an.id, details, MAY) is Refusal.PARENT_NOT_IN_FORCE
    assert isinstance(services.change(province.van_an.id, details, JULY), UnitVersion)


def test_a_unit_does_not_outlive_its_new_parent(province: Province, cast: Cast) -> None:
    short = cast.unit("S", "Huyện Ngắn", UnitLevel.DISTRICT, province.top)
    assert services.end(short.id, JULY) is None
    details = commune("Xã Vân An", short)
    assert services.change(province.van_an.id, details, MAY) is Refusal.PARENT_ENDS


def test_a_code_is_given_once(province: Province) -> None:
    details = Details("Xã Trùng", UnitLevel.COMMUNE, province.chi_lang.id)
    assert services.create("06472", details, MAY) is Refusal.CODE_TAKEN
    assert services.create("có dấu cách", details, MAY) is Refusal.BAD_CODE


# --- correcting ---------------------------------------------------------------------------------


def test_a_correction_leaves_no_trace_in_the_history(province: Province) -> None:
    (version,) = queries.versions_of(province.van_an.id)
    services.correct(version.id, commune("Xã Vân Ân", province.chi_lang), date(2021, 1, 1))
    assert periods(province.van_an) == [("Xã Vân Ân", date(2021, 1, 1), None)]


def test_a_corrected_day_moves_the_end_of_the_name_before(province: Province) -> None:
    changed = services.change(province.van_an.id, commune("Mới", province.chi_lang), MAY)
    assert isinstance(changed, UnitVersion)
    services.correct(changed.id, commune("Mới", province.chi_lang), JULY)
    assert periods(province.van_an) == [("Xã Vân An", BEGAN, JULY), ("Mới", JULY, None)]
    refused = services.correct(changed.id, commune("Mới", province.chi_lang), BEGAN)
    assert refused is Refusal.BEFORE_PREVIOUS


def test_a_correction_cannot_take_a_parent_away_from_its_children(province: Province) -> None:
    (version,) = queries.versions_of(province.chi_lang.id)
    details = services.details_of(version)
    assert services.correct(version.id, details, MAY) is Refusal.HAS_CHILDREN


def test_a_code_typed_wrongly_can_be_mended(province: Province) -> None:
    assert services.correct_code(province.van_an.id, "06473") is None
    assert queries.by_code("06473") == province.van_an
    assert services.correct_code(province.van_an.id, "06463") is Refusal.CODE_TAKEN


# --- ending and undoing -------------------------------------------------------------------------


def test_an_ended_unit_leaves_the_tree_and_keeps_its_past(province: Province) -> None:
    assert services.end(province.van_an.id, JULY) is None
    assert province.van_an.id not in queries.tree_at(JULY).nodes
    assert province.van_an.id in queries.tree_at(date(2025, 6, 30)).nodes
    details = commune("Xã Vân An", province.chi_lang)
    assert services.change(province.van_an.id, details, date(2026, 1, 1)) is Refusal.HAS_ENDED


def test_a_unit_with_children_does_not_end(province: Province) -> None:
    assert services.end(province.chi_lang.id, JULY) is Refusal.HAS_CHILDREN


def test_an_ending_can_be_undone_while_the_parent_lives(province: Province) -> None:
    for unit in (province.van_an, province.dong_mo, province.chi_lang):
        assert services.end(unit.id, JULY) is None
    assert services.restore(province.van_an.id) is Refusal.PARENT_NOT_IN_FORCE
    assert services.restore(province.chi_lang.id) is None
    assert services.restore(province.van_an.id) is None
    assert periods(province.van_an) == [("Xã Vân An", BEGAN, None)]
    assert services.restore(province.van_an.id) is Refusal.HAS_NOT_ENDED


def test_the_last_change_can_be_undone(province: Province) -> None:
    services.change(province.van_an.id, commune("Xã Vân Thủy", province.huu_lung), MAY)
    assert services.undo_change(province.van_an.id) is None
    assert periods(province.van_an) == [("Xã Vân An", BEGAN, None)]
    assert services.undo_change(province.van_an.id) is Refusal.ONLY_VERSION


def test_only_a_unit_that_nothing_points_to_can_be_deleted(province: Province, cast: Cast) -> None:
    cast.point(cast.conference(), province.van_an, "Điểm cầu xã Vân An")
    assert services.delete(province.chi_lang.id) is Refusal.STILL_USED
    assert services.delete(province.van_an.id) is Refusal.STILL_USED
    assert services.delete(province.dong_mo.id) is None
    db.session.commit()
    assert queries.by_code("06463") is None
    assert periods(province.van_an) == [("Xã Vân An", BEGAN, None)]


def test_every_change_is_on_record_with_what_was_before(province: Province) -> None:
    services.change(province.van_an.id, commune("Xã Vân Thủy", province.chi_lang), MAY, "NQ 12")
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.subject, entry.reason) == ("change", "unit", "NQ 12")
    assert entry.before["name"] == "Xã Vân An"
    assert entry.after["valid_from"] == "2024-05-01"
