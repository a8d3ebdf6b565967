"""My documents: one's own alone, as long as the rights by which they were made hold, for a week."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Grant, Role, User
from dissemination.coverage import paper_jobs, paper_making, paper_orders
from dissemination.coverage.paper_models import OrderState, PaperOrder
from dissemination.database import writing
from tests.conftest import Cast
from tests.coverage import papers
from tests.coverage.conftest import Morning, close
from tests.coverage.test_attendance_report import address

pytestmark = pytest.mark.both_databases


@pytest.fixture
def closed(morning: Morning, session: scoped_session[Session]) -> Morning:
    close(morning.conference)
    return morning


@pytest.fixture
def head(cast: Cast, closed: Morning) -> User:
    return cast.user("bi-thu@example.vn", Role.HEAD_OF_UNIT, unit_id=closed.district.id)


@pytest.fixture
def browser(cast: Cast, head: User) -> FlaskClient:
    return cast.sign_in(head)


def order(browser: FlaskClient, closed: Morning, form: str = "xlsx") -> None:
    answer = browser.post(f"{address(closed)}/attendance", data={"form": form})
    assert answer.location.endswith("/my-papers")


def files(app: Flask) -> list[Path]:
    folder = app.config["SETTINGS"].data_dir / "papers"
    return list(folder.iterdir()) if folder.exists() else []


def test_what_one_ordered_is_there_closed_to_others(
    app: Flask, browser: FlaskClient, closed: Morning, cast: Cast
) -> None:
    order(browser, closed)
    assert papers.fetched(browser)
    [file] = files(app)
    assert file.stat().st_mode & 0o777 == 0o600
    colleague = cast.sign_in(cast.user("khac@example.vn", Role.ADMINISTRATOR))
    assert "Chưa có tài liệu nào" in colleague.get("/my-papers").text
    for rest in ("file", "progress"):
        assert colleague.get(f"/my-papers/1/{rest}").status_code == 404
    for rest in ("again", "delete"):
        assert colleague.post(f"/my-papers/1/{rest}").status_code == 404
    assert files(app) == [file]


def test_a_right_that_ended_closes_the_file(
    browser: FlaskClient, closed: Morning, head: User, session: scoped_session[Session]
) -> None:
    order(browser, closed)
    assert browser.get("/my-papers/1/file", buffered=True).status_code == 200
    session.query(Grant).filter_by(user_id=head.id).one().revoked_at = clock.now()
    session.commit()
    assert browser.get("/my-papers/1/file").status_code == 403


def test_another_right_to_the_same_does_not_open_what_was_made_by_one_that_ended(
    browser: FlaskClient, closed: Morning, head: User, session: scoped_session[Session]
) -> None:
    """The new one may reach less: the paper is ordered again, and then holds what it reaches."""
    order(browser, closed)
    old = session.query(Grant).filter_by(user_id=head.id).one()
    old.revoked_at = clock.now()
    session.add(
        Grant(
            user_id=head.id,
            role=Role.COORDINATOR,
            point_id=closed.van_an.id,
            granted_at=clock.now(),
        )
    )
    session.commit()
    assert browser.get("/my-papers/1/file").status_code == 403
    order(browser, closed)
    assert papers.fetched(browser)


def test_after_a_week_it_is_gone(
    app: Flask, browser: FlaskClient, closed: Morning, cast: Cast, head: User
) -> None:
    order(browser, closed)
    with time_machine.travel(clock.now() + paper_orders.KEPT_FOR + timedelta(hours=1), tick=True):
        late = cast.sign_in(head)
        assert late.get("/my-papers/1/file").status_code == 404
        app.extensions["run_job"]("clear_papers", ())
        assert files(app) == []
        assert "Chưa có tài liệu nào" in late.get("/my-papers").text


def test_deleting_takes_the_file_too(app: Flask, browser: FlaskClient, closed: Morning) -> None:
    order(browser, closed)
    assert browser.post("/my-papers/1/delete").status_code == 303
    assert files(app) == []
    assert browser.get("/my-papers/1/file").status_code == 404


def test_the_same_paper_under_way_is_not_made_twice(
    browser: FlaskClient,
    closed: Morning,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
) -> None:
    monkeypatch.setitem(app.extensions, "run_job", lambda _name, _arguments: None)
    order(browser, closed)
    order(browser, closed)
    order(browser, closed, "docx")
    assert session.query(PaperOrder).count() == 2


class Died(BaseException):
    """The process was killed: nothing after it ran."""


def test_a_job_that_was_killed_is_made_whole_by_running_it_again(
    app: Flask,
    browser: FlaskClient,
    closed: Morning,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_job = app.extensions["run_job"]
    with monkeypatch.context() as patched:
        patched.setitem(app.extensions, "run_job", lambda _name, _arguments: None)
        order(browser, closed)

    def die(*_anything: object) -> bytes:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(paper_making, "make", die)
        with pytest.raises(Died):
            paper_jobs.make_paper(1)
    session.rollback()
    assert session.get_one(PaperOrder, 1).state is OrderState.RUNNING
    session.rollback()
    assert "Đặt lại" not in browser.get("/my-papers").text
    run_job("make_paper", (1,))
    assert papers.fetched(browser)
    assert len(files(app)) == 1


def test_one_that_fell_silent_is_ordered_again(
    app: Flask,
    browser: FlaskClient,
    closed: Morning,
    cast: Cast,
    head: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(app.extensions, "run_job", lambda _name, _arguments: None)
        order(browser, closed)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
        later = cast.sign_in(head)
        assert "Đặt lại" in later.get("/my-papers").text
        assert later.post("/my-papers/1/again").status_code == 303
        assert papers.fetched(later)


def test_who_lost_the_right_while_waiting_gets_nothing(
    app: Flask,
    browser: FlaskClient,
    closed: Morning,
    head: User,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(app.extensions, "run_job", lambda _name, _arguments: None)
        order(browser, closed)
    session.query(Grant).filter_by(user_id=head.id).one().revoked_at = clock.now()
    session.commit()
    app.extensions["run_job"]("make_paper", (1,))
    assert session.get_one(PaperOrder, 1).state is OrderState.FAILED
    session.rollback()
    assert files(app) == []
    assert "Chưa lập được tài liệu này" in browser.get("/my-papers").text


def test_one_that_is_deleted_while_it_is_made_leaves_nothing(
    app: Flask,
    browser: FlaskClient,
    closed: Morning,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(app.extensions, "run_job", lambda _name, _arguments: None)
        order(browser, closed)

    def delete_meanwhile(*_anything: object) -> bytes:
        session.rollback()
        with writing():
            session.delete(session.get_one(PaperOrder, 1))
            session.commit()
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(paper_making, "make", delete_meanwhile)
        paper_jobs.make_paper(1)
    assert files(app) == []
    assert "Chưa có tài liệu nào" in browser.get("/my-papers").text
