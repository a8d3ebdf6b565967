"""What people see of reminders in the app."""

from datetime import date

import pytest
import time_machine

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting import daily_jobs
from dissemination.reporting.models import ObligationState
from tests.conftest import Cast
from tests.reporting.conftest import Office
from tests.reporting.half_year import People, owed_in, people

MORNING = clock.at_local(date(2026, 3, 9), 7, 30)


@pytest.fixture
def known(cast: Cast, office: Office) -> People:
    return people(cast, office)


@pytest.fixture
def reminded(office: Office, known: People) -> None:
    """The morning on which both communes are three days late."""
    with time_machine.travel(MORNING, tick=False):
        daily_jobs.run_day()


@pytest.mark.usefixtures("reminded")
def test_a_person_sees_his_own_digest_and_says_so(
    office: Office, known: People, cast: Cast
) -> None:
    with time_machine.travel(MORNING, tick=False):
        browser = cast.sign_in(known[0, "officer"][0])
        page = browser.get("/reminders/").text
        assert "Xã số 1" in page
        assert "Xã số 2" not in page
        assert "Quá hạn 3 ngày" in page
        owed = owed_in(office, 0, 2)
        assert f'href="/units/{owed.unit_id}/reports/{owed.id}"' in page
        assert '<span class="unseen">1<' in page
        assert "Đã xem 1 bản" in browser.post("/reminders/seen", follow_redirects=True).text
        assert 'class="unseen"' not in browser.get("/").text
    stranger = cast.sign_in(known[1, "head"][0]).get("/reminders/").text
    assert "Xã số 1" not in stranger


@pytest.mark.usefixtures("reminded")
def test_a_line_shows_how_the_report_stands_now(office: Office, known: People, cast: Cast) -> None:
    owed_in(office, 0, 2).state = ObligationState.SUBMITTED
    db.session.commit()
    page = cast.sign_in(known[0, "officer"][0]).get("/reminders/").text
    assert "Đã gửi" in page
    assert "state-late" not in page


def test_without_a_unit_nobody_is_shown_a_bell(cast: Cast) -> None:
    desk = cast.user("ban@example.vn", Role.ORGANISER)
    assert "/reminders/" not in cast.sign_in(desk).get("/").text
