"""Who is summoned to a point of its kind: first the posts every such place has, then the many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, islice
from random import Random
from typing import NamedTuple

from dissemination.sample.names import Sex, hamlets
from dissemination.sample.units import SampleUnit, table
from dissemination.units.models import UnitLevel

_PLACES = {
    UnitLevel.PROVINCE: "province",
    UnitLevel.DISTRICT: "district",
    UnitLevel.COMMUNE: "commune",
    UnitLevel.GRASSROOTS: "body",
}
_COMMITTEE_WORDS = {"province": "Tỉnh ủy", "city": "Thành ủy", "district": "Huyện ủy"}
_HAMLET_CHIEFS = {"ward": "Trưởng khối phố", "township": "Trưởng khu phố"}
_HAMLET_WORDS = {"ward": "khối phố", "township": "khu phố"}


class Duty(NamedTuple):
    """A post at a point, before somebody holds it; `sex` where only one holds such posts."""

    position: str
    unit_name: str
    unit_code: str
    category: str
    sex: Sex | None


@dataclass(frozen=True, slots=True)
class Role:
    """A line of roles.csv: templates of a post."""

    position: str
    unit: str
    category: str
    sex: Sex | None
    is_of_a_body: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The posts of one kind of point: those it has once, and those that fill it, weighted."""

    once: Sequence[Role]
    fillers: Sequence[Role]
    cumulative: Sequence[int]


def duties(
    unit: SampleUnit, bodies: Sequence[SampleUnit], size: int, rng: Random
) -> Iterator[Duty]:
    """`size` posts at the unit's point; a province's point also seats the heads of its bodies."""
    return islice(chain(_leading(unit, bodies), _filling(unit, bodies, size, rng)), size)


def committee(unit: SampleUnit) -> str:
    """The Party committee: "Huyện ủy Chi Lăng", "Đảng ủy xã Vân An"."""
    word = _COMMITTEE_WORDS.get(unit.kind)
    return f"{word} {unit.proper_name}" if word else f"Đảng ủy {unit.inner_name}"


def _leading(unit: SampleUnit, bodies: Sequence[SampleUnit]) -> Iterator[Duty]:
    words = _words(unit)
    for role in _place(unit).once:
        yield _duty(role, words, unit.code)
    for body in bodies:
        yield Duty(body.head, body.name, body.code, "Lãnh đạo, quản lý", None)


def _filling(
    unit: SampleUnit, bodies: Sequence[SampleUnit], count: int, rng: Random
) -> Iterator[Duty]:
    place, words = _place(unit), _words(unit)
    offices = _offices(unit, bodies)
    drawn = rng.choices(place.fillers, cum_weights=place.cumulative, k=count)
    for number, (role, hamlet) in enumerate(zip(drawn, hamlets(count, rng), strict=True), start=1):
        words["hamlet_name"] = hamlet
        words["hamlet"] = _hamlet(unit.kind, hamlet, number)
        code = unit.code
        if role.is_of_a_body:
            words["body"], words["deputy"], code = offices[int(rng.random() * len(offices))]
        yield _duty(role, words, code)


def _offices(unit: SampleUnit, bodies: Sequence[SampleUnit]) -> list[tuple[str, str, str]]:
    """Name, deputy's title and code of each body; of the committee itself where there is none."""
    of_bodies = [(body.name, body.deputy, body.code) for body in bodies]
    return of_bodies or [(committee(unit), "Phó Chánh Văn phòng", unit.code)]


def _duty(role: Role, words: dict[str, str], unit_code: str) -> Duty:
    return Duty(
        role.position.format_map(words),
        role.unit.format_map(words),
        unit_code,
        role.category,
        role.sex,
    )


def _words(unit: SampleUnit) -> dict[str, str]:
    """What the templates of roles.csv may name."""
    return {
        "unit": unit.inner_name,
        "committee": committee(unit),
        "committee_word": _COMMITTEE_WORDS.get(unit.kind, "Đảng ủy"),
        "deputy": unit.deputy,
        "hamlet_chief": _HAMLET_CHIEFS.get(unit.kind, "Trưởng thôn"),
    }


def _hamlet(kind: str, name: str, number: int) -> str:
    """Towns number their quarters, villages are named."""
    word = _HAMLET_WORDS.get(kind)
    return f"{word} {number}" if word else f"thôn {name}"


def _place(unit: SampleUnit) -> Place:
    places = _places()
    return places.get(unit.kind) or places[_PLACES[unit.level]]


@cache
def _places() -> dict[str, Place]:
    rows: dict[str, list[dict[str, str]]] = {}
    for row in table("roles.csv"):
        rows.setdefault(row["place"], []).append(row)
    return {name: _read_place(of_place) for name, of_place in rows.items()}


def _read_place(rows: list[dict[str, str]]) -> Place:
    fillers = [row for row in rows if row["weight"]]
    return Place(
        once=[_role(row) for row in rows if row["once"] for _ in range(int(row["once"]))],
        fillers=[_role(row) for row in fillers],
        cumulative=list(accumulate(int(row["weight"]) for row in fillers)),
    )


def _role(row: dict[str, str]) -> Role:
    sex = Sex(row["sex"]) if row["sex"] else None
    is_of_a_body = "{body}" in row["unit"]
    return Role(row["position"], row["unit"], row["category"], sex, is_of_a_body)
