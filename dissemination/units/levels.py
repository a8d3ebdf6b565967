"""Levels and kinds of units: their order and their plain Vietnamese words. Pure.

The words are what files hold and what people type; screens say them through `wording.py`.
"""

import re
from typing import Final

from dissemination.text import fold
from dissemination.units.models import UnitLevel

RANK: Final = {level: rank for rank, level in enumerate(UnitLevel)}

LEVEL_WORDS: Final = {
    UnitLevel.PROVINCE: "Cấp tỉnh",
    UnitLevel.DISTRICT: "Cấp huyện",
    UnitLevel.COMMUNE: "Cấp xã",
    UnitLevel.GRASSROOTS: "Cơ sở",
}
KIND_WORDS: Final = {
    "province": "Tỉnh",
    "city": "Thành phố",
    "district": "Huyện",
    "town": "Thị xã",
    "urban_district": "Quận",
    "ward": "Phường",
    "township": "Thị trấn",
    "commune": "Xã",
    "special_zone": "Đặc khu",
    "party_body": "Cơ quan tham mưu, giúp việc của cấp ủy",
    "department": "Sở, ban, ngành",
    "agency": "Cơ quan, đơn vị sự nghiệp",
    "front_union": "Mặt trận, đoàn thể",
    "armed_forces": "Lực lượng vũ trang",
    "judiciary": "Cơ quan tư pháp",
    "school": "Trường",
    "media": "Cơ quan báo chí",
}
_LEVEL_OF_KIND: Final = {
    "province": UnitLevel.PROVINCE,
    "city": UnitLevel.DISTRICT,
    "district": UnitLevel.DISTRICT,
    "town": UnitLevel.DISTRICT,
    "urban_district": UnitLevel.DISTRICT,
    "ward": UnitLevel.COMMUNE,
    "township": UnitLevel.COMMUNE,
    "commune": UnitLevel.COMMUNE,
    "special_zone": UnitLevel.COMMUNE,
    "party_body": UnitLevel.GRASSROOTS,
    "department": UnitLevel.GRASSROOTS,
    "agency": UnitLevel.GRASSROOTS,
    "front_union": UnitLevel.GRASSROOTS,
    "armed_forces": UnitLevel.GRASSROOTS,
    "judiciary": UnitLevel.GRASSROOTS,
    "school": UnitLevel.GRASSROOTS,
    "media": UnitLevel.GRASSROOTS,
}
# How the official codes of the General Statistics Office are written: digits, zeros in front.
CODE_WIDTHS: Final = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}

_LEVELS_TYPED: Final = {
    **{level.value: level for level in UnitLevel},
    **{fold(word): level for level, word in LEVEL_WORDS.items()},
    **{str(rank + 1): level for level, rank in RANK.items()},
    "tinh": UnitLevel.PROVINCE,
    "huyen": UnitLevel.DISTRICT,
    "xa": UnitLevel.COMMUNE,
    "cap co so": UnitLevel.GRASSROOTS,
    "co so dang": UnitLevel.GRASSROOTS,
    "to chuc co so dang": UnitLevel.GRASSROOTS,
}
_KINDS_TYPED: Final = {
    **{kind: kind for kind in KIND_WORDS},
    **{fold(word): kind for kind, word in KIND_WORDS.items()},
    "tp": "city",
    "tx": "town",
    "tt": "township",
    "thanh pho truc thuoc trung uong": "city",
    "thanh pho thuoc tinh": "city",
    "special zone": "special_zone",
}
# "Tỉnh ủy", "Huyện đoàn", "Quân sự" name bodies, not the places they belong to.
_KIND_IN_NAME: Final = re.compile(
    r"(tinh|thanh pho|huyen|thi xa|quan|phuong|thi tran|xa|dac khu)\b(?! (?:uy|doan|doi|su)\b)"
)


def level_typed(text: str) -> UnitLevel | None:
    """The level a cell means, such as "Cấp xã", "commune" or "Xã"."""
    key = fold(text)
    return _LEVELS_TYPED.get(key) or (
        level_of_kind(_KINDS_TYPED[key]) if key in _KINDS_TYPED else None
    )


def kind_typed(text: str) -> str:
    """The kind a cell means; words of people's own stay as they are."""
    return _KINDS_TYPED.get(fold(text), text)


def kind_in_name(name: str) -> str:
    """The kind a name begins with, "" when it begins with none: "Xã Vân An" → "commune"."""
    found = _KIND_IN_NAME.match(fold(name))
    return _KINDS_TYPED[found[1]] if found else ""


def level_of_kind(kind: str, *, has_parent: bool = True) -> UnitLevel | None:
    """The level a kind stands at. A city that answers to nobody here is a province's equal."""
    if kind == "city" and not has_parent:
        return UnitLevel.PROVINCE
    return _LEVEL_OF_KIND.get(kind)


def may_stand_under(level: UnitLevel, parent: UnitLevel) -> bool:
    """Nobody answers to a lower level than his own."""
    return RANK[parent] <= RANK[level]
