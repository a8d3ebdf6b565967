"""Units as the Party names them on paper: their committee, their organisation, their letters."""

from dataclasses import dataclass
from typing import Final

# How a unit's name begins, and what its committee and its Party organisation are called.
_COMMITTEES: Final = (
    ("Tỉnh ủy", "Tỉnh ủy", "Đảng bộ tỉnh", "TU"),
    ("Tỉnh", "Tỉnh ủy", "Đảng bộ tỉnh", "TU"),
    ("Thành ủy", "Thành ủy", "Đảng bộ thành phố", "TU"),
    ("Thành phố", "Thành ủy", "Đảng bộ thành phố", "TU"),
    ("Thị xã", "Thị ủy", "Đảng bộ thị xã", "TU"),
    ("Huyện", "Huyện ủy", "Đảng bộ huyện", "HU"),
    ("Quận", "Quận ủy", "Đảng bộ quận", "QU"),
    ("Xã", "Đảng ủy xã", "Đảng bộ xã", "ĐU"),
    ("Phường", "Đảng ủy phường", "Đảng bộ phường", "ĐU"),
    ("Thị trấn", "Đảng ủy thị trấn", "Đảng bộ thị trấn", "ĐU"),
    ("Đặc khu", "Đảng ủy đặc khu", "Đảng bộ đặc khu", "ĐU"),
)


@dataclass(frozen=True, slots=True)
class Committee:
    """A unit's Party committee; `place` is the proper name, "" where the unit is no place."""

    name: str
    organisation: str
    letters: str
    place: str


def committee_of(unit: str) -> Committee:
    """By the unit's name: "Huyện Chi Lăng" has "Huyện ủy Chi Lăng" and "Đảng bộ huyện Chi Lăng"."""
    for start, committee, organisation, letters in _COMMITTEES:
        if unit.startswith(f"{start} "):
            place = unit.removeprefix(start).strip()
            return Committee(f"{committee} {place}", f"{organisation} {place}", letters, place)
    return Committee(unit, unit, "ĐU", "")
