"""Units as the Party and the State name them on paper: their committee, their letters, who signs."""

from dataclasses import dataclass
from typing import Final

from dissemination.papers.document import Head, Signature
from dissemination.papers.rulesets import STATE

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
            above = people_committee_of(self.above) if self.above else ""
            name = people_committee_of(self.unit)
            return Head(above, name, kind, "UBND", place, str(year))
        above, own = committee_of(self.above).organisation if self.above else "", self.committee
        return Head(above, own.name, kind, own.letters, place, str(year))

    @property
    def committee(self) -> Committee:
        return committee_of(self.unit)

    def name(self, rules: str) -> str:
        """As it calls itself in the text."""
        return people_committee_of(self.unit) if rules == STATE else self.committee.name


def people_committee_of(unit: str) -> str:
    """ "Huyện Chi Lăng" has "Ủy ban nhân dân huyện Chi Lăng"; what is no place is its own name."""
    organisation = committee_of(unit).organisation
    if not organisation.startswith("Đảng bộ "):
        return unit
    return f"Ủy ban nhân dân {organisation.removeprefix('Đảng bộ ')}"


def signature_by(rules: str) -> Signature:
    """Who usually signs a report; people change it in Word."""
    if rules == STATE:
        return Signature("TM. Ủy ban nhân dân", "Chủ tịch")
    return Signature("T/M Ban Thường vụ", "Phó Bí thư")
