"""A scanner reads and writes nothing of another point, tried on every address of the API."""

from typing import Any

import pytest
from flask import Flask

from dissemination.checkin.models import Act, Attendance, Scan
from dissemination.conferences.models import Delegate, Standing
from dissemination.database import db
from tests.checkin.conftest import Device, Hall
from tests.checkin.test_acts import substitution, walk_in
from tests.checkin.test_relays import sealed

HERE = ("Nguyễn Văn An", "Hoàng Thị Bình", "Điểm cầu xã Vân An", "Bí thư Đảng ủy")


def attempts(hall: Hall, own_scan: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Bodies by which the second point's scanner would get at the first one's, by route."""
    stranger = hall.other_device
    at = {"sent_at": stranger.at.isoformat()}
    scans = [
        stranger.claim(delegate_id=hall.an.id, method="search"),
        stranger.claim(direction="undo", undoes=own_scan, reason="phá"),
        stranger.claim(delegate_id=hall.an.id, direction="undo", reason="phá"),
        stranger.claim(delegate_id=hall.binh.id, rehearsal=True),
    ]
    mine = sealed(stranger, stranger.claim(delegate_id=hall.an.id, method="search"))
    return {
        ("GET", "/api/v1/scanner"): [{}],
        ("GET", "/api/v1/scanner/roster"): [{}],
        ("POST", "/api/v1/scans"): [{**at, "scans": [scan]} for scan in scans],
        ("POST", "/api/v1/acts"): [{**at, "acts": [substitution(hall.an), walk_in()]}],
        ("POST", "/api/v1/scanner/status"): [{**at, "last_seq": 9}],
        ("POST", "/api/v1/relays"): [mine, {**mine, "scanner": hall.device.scanner_id}],
    }


def routes_of(app: Flask) -> set[tuple[str, str]]:
    rules = app.extensions["api"].url_map.iter_rules()
    return {
        (method, rule.rule)
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }


@pytest.mark.both_databases
def test_a_scanner_gets_at_nothing_of_another_point(hall: Hall, app: Flask) -> None:
    own = hall.device.scan(hall.pass_of(hall.an))
    tried = attempts(hall, own["id"])
    open_to_all = {("GET", "/api/v1/openapi.json"), ("POST", "/api/v1/pair")}
    assert routes_of(app) == set(tried) | open_to_all, "say how each route could be misused"
    before = kept_of(hall)
    for (method, path), bodies in tried.items():
        for body in bodies:
            answer = ask(hall.other_device, method, path, body)
            assert answer.status_code < 500, (path, answer.text)
            assert not [name for name in HERE if name in answer.text], (path, answer.text)
    assert kept_of(hall) == before


def ask(device: Device, method: str, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401
    more: dict[str, Any] = {"json": body} if method == "POST" else {}
    return device.client.open(path, method=method, headers=device.headers, **more)


def kept_of(hall: Hall) -> tuple[Any, ...]:
    """What is kept of the first point: its people's standing, scans, acts, who is there."""
    db.session.rollback()
    here = hall.here.id
    found = (
        db.session.query(Delegate.id, Delegate.standing).filter_by(point_id=here).all(),
        db.session.query(Scan.id).filter_by(point_id=here).all(),
        db.session.query(Act.id).filter_by(point_id=here).all(),
        db.session.query(Attendance.point_id, Attendance.presence)
        .filter_by(delegate_id=hall.an.id)
        .all(),
        db.session.query(Delegate.id).filter_by(standing=Standing.REPLACED).all(),
    )
    db.session.rollback()
    return found
