"""A province on its morning: two districts, a department, people who come, go and stand in."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from dissemination.conferences import closing
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Point,
    Standing,
)
from dissemination.database import db
from dissemination.units.models import Unit, UnitLevel
from tests.checkin.conftest import Device, device_at
from tests.conftest import Cast
from tests.reporting.conftest import office, opened

__all__ = ["office", "opened"]

CLOSED_AT = datetime(2023, 11, 15, 4, 42, tzinfo=UTC)


def close(conference: Conference, at: datetime = CLOSED_AT) -> None:
    """As its organiser does, but at a moment of the test's own; committed."""
    conference = db.session.merge(conference)
    conference.state, conference.closed_at = ConferenceState.CLOSED, at
    closing.closed(conference)
    db.session.commit()


@dataclass
class Morning:
    """`van_an` and `bac_son` are communes of two districts, `so_y_te` a department of the province."""

    conference: Conference
    province: Unit
    district: Unit
    other_district: Unit
    main: Point
    van_an: Point
    bac_son: Point
    so_y_te: Point
    people: dict[str, list[Delegate]]
    devices: dict[str, Device]


@pytest.fixture
def morning(app: Flask, cast: Cast) -> Morning:
    return make_morning(app, cast)


def make_morning(app: Flask, cast: Cast) -> Morning:
    province = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    chi_lang = cast.unit("187", "Huyện Chi Lăng", UnitLevel.DISTRICT, province)
    huu_lung = cast.unit("186", "Huyện Hữu Lũng", UnitLevel.DISTRICT, province)
    communes = (
        cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, chi_lang),
        cast.unit("06041", "Xã Bắc Sơn", UnitLevel.COMMUNE, huu_lung),
        cast.unit("20-01", "Sở Y tế", UnitLevel.GRASSROOTS, province),
    )
    conference = cast.conference()
    main = cast.point(conference, province, "Điểm cầu chính", is_main=True)
    points = [cast.point(conference, unit, f"Điểm cầu {unit.code}") for unit in communes]
    people = {
        point.name: [
            cast.delegate(
                point,
                f"Nguyễn Văn {'ABCDEF'[n]} {point.id}",
                **({"excused_reason": "đi học"} if n == 4 else {}),
                **({"standing": Standing.WALK_IN} if n == 5 else {}),
            )
            for n in range(6)
        ]
        for point in [main, *points]
    }
    devices = {point.name: device_at(app, point) for point in [main, *points]}
    van_an, bac_son, so_y_te = points
    return Morning(
        conference, province, chi_lang, huu_lung, main, van_an, bac_son, so_y_te, people, devices
    )
