"""Units as the Party and the State name them on paper: their committee, their letters, who signs."""

from dataclasses import dataclass
from typing import Final

from dissemination.papers.document import Head, Signature
from dissemination.papers.rulesets import STATE

_STANDING: Final = Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ")
_COMMITTEE: Final = Signature("T/M ĐẢNG ỦY", "BÍ THƯ")
_CELL: Final = Signature("T/M CHI BỘ", "BÍ THƯ")
_CHAIR: Final = Signature("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
_BY_ORDER: Final = Signature("T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG")

# How a unit's name begins, what its committee and its Party organisation are called, and who signs
# its letters: a committee that has an office leaves them to the head of that.
_COMMITTEES: Final = (
    ("Tỉnh ủy", "Tỉnh ủy", "Đảng bộ tỉnh", "TU", _BY_ORDER),
    ("Tỉnh", "Tỉnh ủy", "Đảng bộ tỉnh", "TU", _BY_ORDER),
    ("Thành ủy", "Thành ủy", "Đảng bộ thành phố", "TU", _BY_ORDER),
    ("Thành phố", "Thành ủy", "Đảng bộ thành phố", "TU", _BY_ORDER),
    ("Thị xã", "Thị ủy", "Đảng bộ thị xã", "TU", _BY_ORDER),
    ("Huyện", "Huyện ủy", "Đảng bộ huyện", "HU", _BY_ORDER),
    ("Quận", "Quận ủy", "Đảng bộ quận", "QU", _BY_ORDER),
    ("Xã", "Đảng ủy xã", "Đảng bộ xã", "ĐU", _STANDING),
    ("Phường", "Đảng ủy phường", "Đảng bộ phường", "ĐU", _STANDING),
    ("Thị trấn", "Đảng ủy thị trấn", "Đảng bộ thị trấn", "ĐU", _STANDING),
    ("Đặc khu", "Đảng ủy đặc khu", "Đảng bộ đặc khu", "ĐU", _STANDING),
)
# Bodies that are no committee of a place: their letters before those of the committee they serve.
_BODIES: Final = (
    ("Văn phòng", "VP", Signature("", "CHÁNH VĂN PHÒNG")),
    ("Ban Tổ chức", "BTC", Signature("", "TRƯỞNG BAN")),
    ("Ban Tuyên giáo", "BTG", Signature("", "TRƯỞNG BAN")),
    ("Ban Dân vận", "BDV", Signature("", "TRƯỞNG BAN")),
    ("Ban Nội chính", "BNC", Signature("", "TRƯỞNG BAN")),
    ("Ủy ban Kiểm tra", "UBKT", Signature("T/M ỦY BAN KIỂM TRA", "CHỦ NHIỆM")),
)
_SERVED: Final = (
    ("Tỉnh ủy", "TU"),
    ("Thành ủy", "TU"),
    ("Thị ủy", "TU"),
    ("Huyện ủy", "HU"),
    ("Quận ủy", "QU"),
)
# Organisations of work places: how the name begins, and who signs.
_ORGANISATIONS: Final = (
    ("Đảng ủy Khối", _STANDING),
    ("Đảng ủy các cơ quan", _STANDING),
    ("Chi bộ", _CELL),
)


@dataclass(frozen=True, slots=True)
class Committee:
    """A unit's Party committee; `place` is the proper name, "" where the unit is no place.

    `signs` is who signs what it decides, `writes` who signs its letters.
    """

    name: str
    organisation: str
    letters: str
    place: str
    signs: Signature
    writes: Signature

    @property
    def keeps(self) -> str:
        """The last line of Nơi nhận: its office keeps what it issues, where it has one."""
        office = "Văn phòng " if self.writes is _BY_ORDER else ""
        return f"Lưu {office}{self.name}"


def committee_of(unit: str) -> Committee:
    """By the unit's name: "Huyện Chi Lăng" has "Huyện ủy Chi Lăng" and "Đảng bộ huyện Chi Lăng"."""
    for start, committee, organisation, letters, writes in _COMMITTEES:
        if unit.startswith(f"{start} "):
            place = unit.removeprefix(start).strip()
            return Committee(
                f"{committee} {place}", f"{organisation} {place}", letters, place, _STANDING, writes
            )
    return _body(unit) or _organisation(unit)


def _body(unit: str) -> Committee | None:
    """An office or commission of a committee: its head signs for himself."""
    for start, own, signs in _BODIES:
        for served, letters in _SERVED:
            if unit.startswith(f"{start} {served}"):
                return Committee(unit, unit, own + letters, "", signs, signs)
    return None


def _organisation(unit: str) -> Committee:
    signs = next((who for start, who in _ORGANISATIONS if unit.startswith(start)), _COMMITTEE)
    return Committee(unit, unit, "ĐU" if signs is not _CELL else "CB", "", signs, signs)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues a paper: a unit by name, the one above it ("" for none) and the topmost."""

    unit: str
    above: str
    top: str

    def head(self, rules: str, kind: str, year: int) -> Head:
        """What stands on top of a paper of this kind ("BC") by a ruleset; number and day are blank."""
        place = committee_of(self.top).place or self.top
        if rules == STATE:
            above = _in_lines(people_committee_of(self.above)) if self.above else ""
            name = _in_lines(people_committee_of(self.unit))
            return Head(above, name, kind, "UBND", place, str(year))
        above, own = committee_of(self.above).organisation if self.above else "", self.committee
        return Head(above, own.name, kind, own.letters, place, str(year))

    @property
    def committee(self) -> Committee:
        return committee_of(self.unit)

    def name(self, rules: str) -> str:
        """As it calls itself in the text."""
        return people_committee_of(self.unit) if rules == STATE else self.committee.name

    def keeps(self, rules: str) -> str:
        """The last line of Nơi nhận."""
        return "Lưu: VT" if rules == STATE else self.committee.keeps

    def signature(self, rules: str) -> Signature:
        """Who usually signs what it decides; people change it in Word."""
        return _CHAIR if rules == STATE else self.committee.signs


def people_committee_of(unit: str) -> str:
    """ "Huyện Chi Lăng" has "Ủy ban nhân dân huyện Chi Lăng"; what is no place is its own name."""
    organisation = committee_of(unit).organisation
    if not organisation.startswith("Đảng bộ "):
        return unit
    return f"Ủy ban nhân dân {organisation.removeprefix('Đảng bộ ')}"


def _in_lines(name: str) -> str:
    """Too long for one line of a heading, it breaks before the place, not within its name."""
    return name.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n")
