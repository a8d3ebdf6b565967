"""A conference with two points and a few delegates, and scanners that speak the API."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.checkin import scanners
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.database import db
from tests.conftest import Cast


@dataclass
class Device:
    """A paired scanner."""

    client: FlaskClient
    token: str
    scanner_id: int
    at: datetime = field(default_factory=clock.now)

    def claim(self, digits: str | None = None, **more: Any) -> dict[str, Any]:
        claim: dict[str, Any] = {
            "id": str(uuid4()),
            "seq": 1,
            "pass": digits,
            "direction": "in",
            "method": "qr",
            "scanned_at": self.at.isoformat(),
            "offline": False,
        }
        return {**claim, **more}

    def send(self, *claims: dict[str, Any], sent_at: datetime | None = None) -> TestResponse:
        return self.client.post(
            "/api/v1/scans",
            json={"sent_at": (sent_at or clock.now()).isoformat(), "scans": list(claims)},
            headers=self.headers,
        )

    def scan(self, digits: str | None = None, **more: Any) -> dict[str, Any]:
        """Send one scan; its result."""
        answer = self.send(self.claim(digits, **more))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        result: dict[str, Any] = answer.get_json()["results"][0]
        return result

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Hall:
    """Two points of one conference: An and Bình belong to the first, Chi to the second."""

    conference: Conference
    here: Point
    there: Point
    an: Delegate
    binh: Delegate
    chi: Delegate
    device: Device
    other_device: Device

    def pass_of(self, delegate: Delegate) -> str:
        return db.session.merge(delegate).passes[-1].digits


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Hall:
    unit = cast.unit("06040", "Xã Vân An")
    conference = cast.conference()
    here = cast.point(conference, unit, "Điểm cầu xã Vân An", is_main=True)
    there = cast.point(conference, unit, "Điểm cầu xã Chi Lăng")
    return Hall(
        conference,
        here,
        there,
        cast.delegate(here, "Nguyễn Văn An", position="Bí thư Đảng ủy", seat="4"),
        cast.delegate(here, "Hoàng Thị Bình"),
        cast.delegate(there, "Nông Thị Chi"),
        device_at(app, here),
        device_at(app, there),
    )


def device_at(app: Flask, point: Point, name: str = "cửa số 1") -> Device:
    scanner, token = scanners.pair(db.session.merge(point), name)
    db.session.commit()
    return Device(app.test_client(), token, scanner.id, clock.now() - timedelta(minutes=5))
