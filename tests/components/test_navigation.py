"""The menu: what belongs together stands under one word, for whoever has several of it."""

import re

from dissemination.accounts.models import Role
from dissemination.units.models import UnitLevel
from tests.conftest import Cast, SignIn


def menu(page: str) -> str:
    return page.partition('<nav class="site-nav"')[2].partition("</nav>")[0]


def groups(page: str) -> dict[str, list[str]]:
    """The entries of each group, by its word."""
    found = re.findall(
        r"<summary[^>]*>([^<]+)<svg.*?</summary>(.*?)</details>", menu(page), re.DOTALL
    )
    return {label.strip(): re.findall(r">([^<>]+)</a>", entries) for label, entries in found}


def plain(page: str) -> list[str]:
    """The entries that stand by themselves."""
    alone = re.sub(r"<details.*?</details>", "", menu(page), flags=re.DOTALL)
    return re.findall(r">([^<>]+)</a>", alone)


def test_a_secretarys_fourteen_entries_are_four_and_three_groups(signed_in: SignIn) -> None:
    page = signed_in(Role.SECRETARIAT).get("/").text
    assert groups(page) == {
        "Thực hiện": ["Quán triệt", "Kế hoạch", "Nhiệm vụ"],
        "Báo cáo": ["Báo cáo", "Đôn đốc báo cáo", "Báo cáo tổng hợp"],
        "Quản trị": ["Đơn vị", "Công khai", "Tài khoản", "Nhật ký"],
    }
    assert plain(page) == ["Văn bản", "Hội nghị", "Bảng theo dõi", "Tổng hợp thực hiện"]


def test_an_entry_without_companions_stands_by_itself(cast: Cast, signed_in: SignIn) -> None:
    unit = cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE)
    page = signed_in(Role.UNIT_OFFICER, unit_id=unit.id).get("/").text
    assert plain(page)[0] == "Đơn vị"
    assert "Quản trị" not in groups(page)


def test_the_menu_says_in_which_group_one_is(signed_in: SignIn) -> None:
    page = signed_in(Role.SECRETARIAT).get("/plans").text
    current = re.findall(r'<summary class="current">\s*([^<]+)', menu(page))
    assert [word.strip() for word in current] == ["Thực hiện"]
    assert re.findall(r'aria-current="true">([^<]+)</a>', menu(page)) == ["Kế hoạch"]
