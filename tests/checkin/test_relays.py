"""A phone that cannot send seals what it holds; whoever brings it learns nothing and gains nothing."""

import base64
import json
import secrets
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination import clock
from dissemination.checkin import relays, scanners
from dissemination.checkin.models import Act, Scan, Scanner
from dissemination.database import db
from tests.checkin.conftest import Device, Hall, device_at
from tests.checkin.test_acts import walk_in
from tests.conftest import SECRET, Cast


def sealed(device: Device, *scans: dict[str, Any], **more: Any) -> dict[str, Any]:
    held = {"clock_offset": None, "sealed_at": clock.now().isoformat(), "scans": scans, **more}
    key, iv = scanners.relay_key(device.scanner_id, SECRET), secrets.token_bytes(12)
    text = json.dumps(held).encode()
    return {
        "scanner": device.scanner_id,
        "iv": base64.urlsafe_b64encode(iv).decode(),
        "sealed": relays.sealed(key, device.scanner_id, iv, text),
    }


def bring(device: Device, envelope: dict[str, Any]) -> TestResponse:
    return device.client.post("/api/v1/relays", json=envelope, headers=device.headers)


@pytest.mark.both_databases
def test_what_another_brings_is_stored_as_its_makers_and_once(hall: Hall) -> None:
    act = walk_in()
    scan = hall.device.claim(hall.pass_of(hall.an), seq=1, offline=True)
    guest = hall.device.claim(act=act["id"], seq=3, offline=True)
    envelope = sealed(hall.device, scan, guest, acts=[act])
    first = bring(hall.other_device, envelope).get_json()
    assert [result["outcome"] for result in first["results"]] == [
        "recorded",
        "admitted",
        "admitted",
    ]
    assert all(result.keys() == {"id", "outcome"} for result in first["results"])
    assert bring(hall.other_device, envelope).get_json() == first
    assert hall.device.send(scan).get_json()["results"][0]["outcome"] == "admitted"
    kept = db.session.query(Scan.scanner_id, Scan.point_id).distinct().all()
    assert kept == [(hall.device.scanner_id, hall.here.id)]
    assert db.session.query(Act.scanner_id).all() == [(hall.device.scanner_id,)]


def test_the_makers_clock_is_corrected_by_what_it_knew_and_not_by_the_way(hall: Hall) -> None:
    day_behind = timedelta(days=1)
    made = clock.now() - timedelta(hours=2)
    scan = hall.device.claim(hall.pass_of(hall.an), scanned_at=(made - day_behind).isoformat())
    bring(hall.other_device, sealed(hall.device, scan, clock_offset=day_behind.total_seconds()))
    assert abs(db.session.query(Scan).one().corrected_at - made) < timedelta(seconds=1)


def test_what_was_missing_is_reckoned_anew(hall: Hall) -> None:
    kept = db.session.get_one(Scanner, hall.device.scanner_id)
    kept.last_seq, kept.missing = 2, 2
    db.session.commit()
    scan = hall.device.claim(hall.pass_of(hall.an), seq=1)
    bring(hall.other_device, sealed(hall.device, scan))
    assert db.session.get_one(Scanner, hall.device.scanner_id).missing == 1


def test_an_envelope_opens_only_as_its_maker_sealed_it(hall: Hall) -> None:
    envelope = sealed(hall.device, hall.device.claim(hall.pass_of(hall.an)))
    turned = "A" if envelope["sealed"][0] != "A" else "B"
    for change in (
        {"scanner": hall.other_device.scanner_id},
        {"sealed": turned + envelope["sealed"][1:]},
        {"sealed": "không phải base64"},
        {"iv": "A" * 16},
    ):
        answer = bring(hall.other_device, {**envelope, **change})
        assert (answer.status_code, answer.get_json()["reason"]) == (422, "cannot_open")
    assert bring(hall.other_device, {**envelope, "scanner": 99}).status_code == 404
    assert db.session.query(Scan).count() == 0


def test_an_empty_or_malformed_envelope_is_refused(hall: Hall) -> None:
    assert bring(hall.other_device, sealed(hall.device)).status_code == 400
    broken = sealed(hall.device, {"id": "7"})
    assert bring(hall.other_device, broken).status_code == 400


def test_a_scanner_of_another_conference_brings_nothing(hall: Hall, app: Flask, cast: Cast) -> None:
    unit = cast.unit("185", "Huyện Hữu Lũng")
    elsewhere = cast.point(cast.conference("Hội nghị khác"), unit, "Điểm cầu khác")
    envelope = sealed(hall.device, hall.device.claim(hall.pass_of(hall.an)))
    answer = bring(device_at(app, elsewhere), envelope)
    assert (answer.status_code, answer.get_json()["reason"]) == (404, "unknown")


def test_a_revoked_scanners_envelope_needs_a_person(hall: Hall, client: FlaskClient) -> None:
    envelope = sealed(hall.device, hall.device.claim(hall.pass_of(hall.an)))
    scanners.revoke(db.session.get_one(Scanner, hall.device.scanner_id), "mất máy")
    db.session.commit()
    answer = bring(hall.other_device, envelope)
    assert (answer.status_code, answer.get_json()["reason"]) == (403, "revoked")
    assert bring(Device(client, "nobody's", 0), envelope).status_code == 401
