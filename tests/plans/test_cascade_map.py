"""The map of how far a directive has reached: found in the tree, printed by branch and depth."""

import re

import pytest
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.directives.models import Directive
from dissemination.plans import briefing_outline, briefing_tree_views
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast, SignIn
from tests.plans.briefings import directive


@pytest.fixture
def province(cast: Cast) -> dict[str, Unit]:
    """Two districts of five communes, in one of which three cells."""
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    units = {"root": root}
    for code, name in (("187", "Huyện Chi Lăng"), ("186", "Huyện Hữu Lũng")):
        units[code] = cast.unit(code, name, UnitLevel.DISTRICT, root)
        for number in range(5):
            key = f"{code}-{number}"
            units[key] = cast.unit(key, f"Xã số {number} {name}", parent=units[code])
    for number in range(3):
        key = f"cb-{number}"
        units[key] = cast.unit(key, f"Chi bộ {number}", UnitLevel.GRASSROOTS, units["187-4"])
    return units


@pytest.fixture
def about(province: dict[str, Unit]) -> Directive:
    return directive()


@pytest.fixture
def secretary(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


def lines(page: str) -> list[str]:
    return re.findall(r'<th scope="row" class="depth-\d">([^<]+)</th>', page)


def test_who_is_found_is_shown_in_the_tree_with_the_way_open(
    province: dict[str, Unit],
    about: Directive,
    secretary: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even when so many stand before it that the branch does not show it at first."""
    monkeypatch.setattr(briefing_outline, "AT_ONCE", 2)
    monkeypatch.setattr(briefing_outline, "AT_FIRST", 3)
    cell = province["cb-2"]
    found = secretary.get(f"/briefings/{about.id}?q=chi+bo+2").text
    [way] = re.findall(r'href="(/briefings/\d+\?unit=\d+)#unit-\d+"', found)
    tree = secretary.get(way).text
    assert f'id="unit-{cell.id}"' in tree
    assert f'id="unit-{province["187-4"].id}"' in tree
    assert f'id="unit-{cell.id}"' not in secretary.get(f"/briefings/{about.id}").text
    assert secretary.get(f"/briefings/{about.id}?unit=999999").status_code == 200


def test_a_branch_is_printed_down_to_a_depth(
    province: dict[str, Unit], about: Directive, secretary: FlaskClient
) -> None:
    address = f"/briefings/{about.id}/list"
    assert len(lines(secretary.get(address).text)) == len(province), "a small tree whole"
    assert len(lines(secretary.get(f"{address}?depth=2").text)) == 3
    branch = secretary.get(f"{address}?beneath={province['187'].id}&depth=2").text
    assert lines(branch)[0] == "Huyện Chi Lăng"
    assert len(lines(branch)) == 6
    assert "0/9 đơn vị đã xác nhận, 9 im lặng" in branch, "figures are of all beneath"
    assert lines(secretary.get(f"{address}?beneath=x&depth=99").text) == lines(
        secretary.get(address).text
    )


def test_of_a_large_tree_only_the_top_is_printed_unless_more_is_asked_for(
    province: dict[str, Unit],
    about: Directive,
    secretary: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(briefing_tree_views, "PRINTED_WHOLE", 10)
    address = f"/briefings/{about.id}/list"
    assert len(lines(secretary.get(address).text)) == 3
    assert len(lines(secretary.get(f"{address}?depth=5").text)) == len(province)


def test_a_district_prints_only_its_own_branch(
    province: dict[str, Unit], about: Directive, signed_in: SignIn
) -> None:
    head = signed_in(Role.HEAD_OF_UNIT, unit_id=province["187"].id)
    page = head.get(f"/briefings/{about.id}/list?beneath={province['186'].id}").text
    assert lines(page)[0] == "Huyện Chi Lăng"
    assert "Huyện Hữu Lũng" not in page
