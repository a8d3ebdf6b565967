"""What a revoked or dying phone held, brought by a person who answers for it."""

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role
from dissemination.checkin import scanners
from dissemination.checkin.models import Act, Scan, Scanner
from dissemination.checkin.rebuild import rebuild
from dissemination.database import db
from dissemination.web.models import AuditEntry
from tests.checkin.conftest import Hall
from tests.checkin.test_acts import walk_in
from tests.checkin.test_relays import sealed
from tests.conftest import SignIn


def parcel(*envelopes: dict[str, Any]) -> bytes:
    return json.dumps({"kind": "scanner-hand-over", "envelopes": envelopes}).encode()


def bring(
    client: FlaskClient, hall: Hall, content: bytes, *, elsewhere: bool = False
) -> TestResponse:
    point = hall.there if elsewhere else hall.here
    return client.post(
        f"/conferences/{point.conference_id}/points/{point.id}/handover",
        data={"file": (io.BytesIO(content), "cua-so-1.scanner")},
        follow_redirects=True,
    )


@pytest.fixture
def coordinator(hall: Hall, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.COORDINATOR, point_id=hall.here.id)


def revoke(hall: Hall) -> None:
    scanners.revoke(db.session.get_one(Scanner, hall.device.scanner_id), "mất máy")
    db.session.commit()


@pytest.mark.both_databases
def test_a_revoked_phones_scans_are_taken_on_a_persons_word_and_once(
    hall: Hall, coordinator: FlaskClient
) -> None:
    act = walk_in()
    scan = hall.device.claim(hall.pass_of(hall.an), seq=1, offline=True)
    guest = hall.device.claim(act=act["id"], seq=3, offline=True)
    content = parcel(sealed(hall.device, scan, guest, acts=[act]))
    revoke(hall)
    for _ in range(2):
        page = bring(coordinator, hall, content).text
        assert "Đã nhận 2 lượt quét, 1 việc khác." in page
    assert db.session.query(Scan).filter(Scan.counted).count() == 2
    assert db.session.query(Act).count() == 1
    assert {scan.scanner_id for scan in db.session.query(Scan)} == {hall.device.scanner_id}
    assert rebuild(hall.here.conference_id).agrees
    assert db.session.query(AuditEntry).filter_by(verb="bring").count() == 2


def test_a_file_that_is_none_or_was_touched_is_refused_whole(
    hall: Hall, coordinator: FlaskClient
) -> None:
    good = sealed(hall.device, hall.device.claim(hall.pass_of(hall.an)))
    foreign = sealed(hall.other_device, hall.other_device.claim(hall.pass_of(hall.an)))
    turned = {**good, "sealed": ("A" if good["sealed"][0] != "A" else "B") + good["sealed"][1:]}
    for content, sentence in (
        (b"", "Đây không phải tệp bàn giao"),
        (b"PK\x03\x04", "Đây không phải tệp bàn giao"),
        (parcel(), "Đây không phải tệp bàn giao"),
        (parcel(good, foreign), "điểm cầu khác"),
        (parcel(good, turned), "Không mở được tệp"),
    ):
        answer = bring(coordinator, hall, content)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert db.session.query(Scan).count() == 0


def test_the_coordinator_of_another_point_may_not_bring_it(hall: Hall, signed_in: SignIn) -> None:
    content = parcel(sealed(hall.device, hall.device.claim(hall.pass_of(hall.an))))
    outsider = signed_in(Role.COORDINATOR, point_id=hall.there.id)
    assert bring(outsider, hall, content).status_code == 403
    assert bring(outsider, hall, content, elsewhere=True).status_code == 422
