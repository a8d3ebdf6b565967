"""The units of the sample: Lạng Sơn in November 2023, then as many made-up provinces as asked."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from dissemination.units.models import UnitLevel

PROVINCE_CODE: Final = "20"
DATA = Path(__file__).with_name("data")

_LEVELS = {
    "province": UnitLevel.PROVINCE,
    "city": UnitLevel.DISTRICT,
    "district": UnitLevel.DISTRICT,
    "ward": UnitLevel.COMMUNE,
    "township": UnitLevel.COMMUNE,
    "commune": UnitLevel.COMMUNE,
}
# So 31,000 units are 64 provinces, Lạng Sơn among them; Việt Nam had 63 in 2023.
_DISTRICTS_OF_A_PROVINCE: Final = 14
_COMMUNES_OF_A_DISTRICT: Final = 30


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """A unit before it is stored; `head` and `deputy` are titles, of bodies only."""

    code: str
    name: str
    kind: str
    level: UnitLevel
    parent: "SampleUnit | None" = None
    head: str = ""
    deputy: str = ""

    @property
    def is_body(self) -> bool:
        """Whether it is an agency, union, force or school of its province."""
        return self.level is UnitLevel.GRASSROOTS

    @property
    def inner_name(self) -> str:
        """As within a sentence: "Xã Vân An" → "xã Vân An"; a body keeps its own capital."""
        return self.name if self.is_body else self.name[0].lower() + self.name[1:]

    @property
    def proper_name(self) -> str:
        """Without the word for its kind: "Thị trấn Đồng Mỏ" → "Đồng Mỏ"."""
        words = 2 if self.kind in ("city", "township") else 1
        return self.name.split(" ", words)[words]


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the sample's CSV files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def units(count: int) -> Iterator[SampleUnit]:
    """`count` units, parents first: all of Lạng Sơn, then made-up provinces.

    Never fewer than Lạng Sơn's 267: a smaller conference still has the whole province's tree.
    """
    province = lang_son()
    yield from province
    yield from islice(_made_up_provinces(province), max(0, count - len(province)))


def lang_son() -> list[SampleUnit]:
    """The 267 units: the province, its 55 bodies, then each district with its communes."""
    rows = table("lang_son_units_2023.csv")
    areas: dict[str, SampleUnit] = {}
    for row in rows:
        areas[row["code"]] = SampleUnit(
            row["code"],
            row["name"],
            row["type"],
            _LEVELS[row["type"]],
            areas.get(row["parent_code"]),
        )
    province, *rest = areas.values()
    return [province, *_bodies(province), *rest]


def _bodies(province: SampleUnit) -> Iterator[SampleUnit]:
    """Departments, Party commissions, unions, forces and schools of the province."""
    for row in table("lang_son_bodies_2023.csv"):
        yield SampleUnit(
            row["code"],
            row["name"],
            row["kind"],
            UnitLevel.GRASSROOTS,
            province,
            row["head"],
            row["deputy"],
        )


def _made_up_provinces(real: list[SampleUnit]) -> Iterator[SampleUnit]:
    """Provinces without end; their names say that they are made up, their codes are nobody's."""
    number = 1
    while True:
        province = SampleUnit(
            f"M{number:03}", f"Tỉnh Mẫu {number:02}", "province", UnitLevel.PROVINCE
        )
        yield province
        for unit in real:
            if unit.is_body:
                yield _copied_body(unit, province)
        for district in range(1, _DISTRICTS_OF_A_PROVINCE + 1):
            yield from _made_up_district(province, district)
        number += 1


def _copied_body(body: SampleUnit, province: SampleUnit) -> SampleUnit:
    return SampleUnit(
        body.code.replace(PROVINCE_CODE, province.code, 1),
        f"{body.name} ({province.name})",
        body.kind,
        body.level,
        province,
        body.head,
        body.deputy,
    )


def _made_up_district(province: SampleUnit, number: int) -> Iterator[SampleUnit]:
    name = f"{province.proper_name}-{number:02}"
    code = f"{province.code}.{number:02}"
    district = SampleUnit(code, f"Huyện {name}", "district", UnitLevel.DISTRICT, province)
    yield district
    for commune in range(1, _COMMUNES_OF_A_DISTRICT + 1):
        yield SampleUnit(
            f"{code}.{commune:02}",
            f"Xã {name}-{commune:02}",
            "commune",
            UnitLevel.COMMUNE,
            district,
        )
