"""A province with two districts, communes beneath them, and an office."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast

BEGAN = date(2020, 1, 1)  # when everything the cast makes begins


@dataclass(frozen=True)
class Province:
    """Lạng Sơn, much reduced. Vân An and Đồng Mỏ lie in Chi Lăng, Yên Bình in Hữu Lũng."""

    top: Unit
    chi_lang: Unit
    huu_lung: Unit
    van_an: Unit
    dong_mo: Unit
    yen_binh: Unit
    office: Unit


@pytest.fixture
def province(app: Flask, cast: Cast) -> Province:
    top = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    chi_lang = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, top)
    huu_lung = cast.unit("186", "Huyện Hữu Lũng", UnitLevel.DISTRICT, top)
    return Province(
        top,
        chi_lang,
        huu_lung,
        cast.unit("06472", "Xã Vân An", UnitLevel.COMMUNE, chi_lang),
        cast.unit("06463", "Thị trấn Đồng Mỏ", UnitLevel.COMMUNE, chi_lang),
        cast.unit("06445", "Xã Yên Bình", UnitLevel.COMMUNE, huu_lung),
        cast.unit("20-01", "Văn phòng Tỉnh ủy", UnitLevel.GRASSROOTS, top),
    )
