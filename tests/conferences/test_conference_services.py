"""Conferences, their sessions, programme, points and documents, on both databases."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dissemination.accounts.models import Grant, Role
from dissemination.checkin.models import Tally
from dissemination.clock import at_local, local, now
from dissemination.conferences import documents, points, services
from dissemination.conferences.lifecycle import Step
from dissemination.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceSession,
    ConferenceState,
    Document,
    Point,
)
from dissemination.conferences.point_plans import Proposal, plan
from dissemination.conferences.points import PointDetails
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.services import AgendaDetails, ConferenceDetails
from dissemination.database import db
from dissemination.units.models import UnitLevel
from dissemination.units.queries import tree_at
from dissemination.web import file_keeping
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases

DAY = date(2023, 11, 15)


@pytest.fixture
def conference(cast: Cast) -> Conference:
    return cast.conference(state=ConferenceState.DRAFT)


def last_entry() -> AuditEntry:
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[return-value]


# --- the conference -------------------------------------------------------------------------


def test_moving_the_day_moves_sessions_and_programme(conference: Conference) -> None:
    services.add_session(conference.id, at_local(DAY, 7, 30), at_local(DAY, 11))
    services.add_agenda_item(
        conference.id, AgendaDetails("Khai mạc", starts_at=at_local(DAY, 7, 30))
    )
    later = ConferenceDetails(conference.title, DAY + timedelta(days=7))
    assert services.edit(conference.id, later) is None
    session, item = conference.sessions[0], conference.agenda[0]
    assert (local(session.starts_at).date(), local(session.ends_at).hour) == (
        date(2023, 11, 22),
        11,
    )
    assert item.starts_at == at_local(date(2023, 11, 22), 7, 30)
    assert last_entry().before["held_on"] == "2023-11-15"


def test_steps_are_recorded_and_a_closed_conference_reopens_with_a_reason(
    cast: Cast, conference: Conference
) -> None:
    assert services.take_step(conference.id, Step.OPEN) is Refusal.NO_POINTS
    cast.point(conference, cast.unit("20", "Tỉnh Lạng Sơn"), "Tỉnh ủy", is_main=True)
    for step, state in (
        (Step.OPEN, ConferenceState.OPEN),
        (Step.START, ConferenceState.RUNNING),
        (Step.CLOSE, ConferenceState.CLOSED),
    ):
        assert services.take_step(conference.id, step) is state
    assert conference.closed_at is not None
    assert services.take_step(conference.id, Step.REOPEN, " ") is Refusal.REASON_MISSING
    assert services.take_step(conference.id, Step.REOPEN, "Sửa số") is ConferenceState.RUNNING
    db.session.refresh(conference)
    assert conference.closed_at is None
    assert last_entry().reason == "Sửa số"


def test_a_closed_conference_is_locked(cast: Cast) -> None:
    closed = cast.conference(state=ConferenceState.CLOSED)
    details = ConferenceDetails("Tên khác", DAY)
    assert services.edit(closed.id, details) is Refusal.CLOSED
    assert services.add_agenda_item(closed.id, AgendaDetails("Bế mạc")) is Refusal.CLOSED
    assert services.add_session(closed.id, now(), now()) is Refusal.CLOSED


def test_sessions_end_after_they_start_and_do_not_overlap(conference: Conference) -> None:
    seven, eleven, nine = (at_local(DAY, hour) for hour in (7, 11, 9))
    assert services.add_session(conference.id, eleven, seven) is Refusal.ENDS_BEFORE_START
    morning = services.add_session(conference.id, seven, eleven)
    assert isinstance(morning, ConferenceSession)
    assert services.add_session(conference.id, nine, at_local(DAY, 12)) is Refusal.SESSIONS_OVERLAP
    assert services.edit_session(morning, seven, nine) is None
    assert isinstance(services.add_session(conference.id, nine, eleven), ConferenceSession)
    assert services.remove_session(morning) is None
    assert [session.starts_at for session in conference.sessions] == [nine]


def test_programme_items_move_and_close_up(conference: Conference) -> None:
    made = [
        services.add_agenda_item(conference.id, AgendaDetails(title))
        for title in ("Khai mạc", "Quán triệt", "Thảo luận", "Bế mạc")
    ]
    opening, second, third, _closing = (item for item in made if isinstance(item, AgendaItem))
    services.place_agenda_item(third, 1)
    assert order(conference) == ["Thảo luận", "Khai mạc", "Quán triệt", "Bế mạc"]
    services.place_agenda_item(opening, 99)
    services.remove_agenda_item(second)
    assert order(conference) == ["Thảo luận", "Bế mạc", "Khai mạc"]
    assert [item.position for item in conference.agenda] == [1, 2, 3]


def order(conference: Conference) -> list[str]:
    db.session.expire_all()
    return [item.title for item in conference.agenda]


def test_only_an_empty_draft_is_deleted(cast: Cast, conference: Conference) -> None:
    running = cast.conference(state=ConferenceState.RUNNING)
    assert services.delete(running.id) is Refusal.ONLY_IN_DRAFT
    cast.user("tochuc@example.vn", Role.ORGANISER, conference_id=conference.id)
    point = cast.point(conference, cast.unit("20", "Tỉnh Lạng Sơn"), "Tỉnh ủy")
    assert services.delete(conference.id) is Refusal.NOT_EMPTY
    assert points.delete(point.id) is None
    services.add_session(conference.id, at_local(DAY, 7), at_local(DAY, 11))
    assert services.delete(conference.id) is None
    assert db.session.get(Conference, conference.id) is None
    assert db.session.scalar(sa.select(Grant.id)) is None


# --- points ---------------------------------------------------------------------------------


@pytest.fixture
def province(cast: Cast) -> int:
    """Lạng Sơn, Chi Lăng and Bắc Sơn with a commune of the same name each."""
    top = cast.unit("20", "Tỉnh Lạng Sơn", UnitLevel.PROVINCE)
    for code, district in (("187", "Huyện Chi Lăng"), ("185", "Huyện Bắc Sơn")):
        unit = cast.unit(code, district, UnitLevel.DISTRICT, top)
        cast.unit(f"{code}1", "Xã Chiến Thắng", UnitLevel.COMMUNE, unit)
    return top.id


def proposals(conference: Conference, root: int, *levels: UnitLevel) -> list[Proposal]:
    have = db.session.execute(sa.select(Point.unit_id, Point.name)).all()
    return plan(
        tree_at(conference.held_on),
        root,
        levels or tuple(UnitLevel),
        taken_units={unit for unit, _ in have},
        taken_names={name for _, name in have},
    ).new


def test_one_button_makes_a_point_for_each_unit_once(conference: Conference, province: int) -> None:
    assert points.create_planned(conference.id, proposals(conference, province)) == 5
    assert points.create_planned(conference.id, proposals(conference, province)) == 0
    made = db.session.scalars(sa.select(Point).order_by(Point.id)).all()
    assert {point.name for point in made} == {
        "Tỉnh Lạng Sơn",
        "Huyện Chi Lăng",
        "Huyện Bắc Sơn",
        "Xã Chiến Thắng (Huyện Chi Lăng)",
        "Xã Chiến Thắng (Huyện Bắc Sơn)",
    }
    assert [point.name for point in made if point.is_main] == ["Tỉnh Lạng Sơn"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tally)) == 5


def test_two_who_press_the_button_make_the_points_once(
    conference: Conference, province: int
) -> None:
    seen_by_both = proposals(conference, province)
    assert points.create_planned(conference.id, seen_by_both) == 5
    assert points.create_planned(conference.id, seen_by_both) == 0


def test_moving_the_main_point_swaps_it(cast: Cast, conference: Conference) -> None:
    first = points.create(conference.id, cast.unit("1", "Xã A").id, PointDetails("Xã A"))
    second = points.create(conference.id, cast.unit("2", "Xã B").id, PointDetails("Xã B"))
    assert isinstance(first, Point)
    assert isinstance(second, Point)
    assert (first.is_main, second.is_main) == (True, False)
    assert points.make_main(second.id) is None
    db.session.expire_all()
    assert (first.is_main, second.is_main) == (False, True)
    assert last_entry().before == {"main_point": "Xã A"}


def test_two_points_never_have_one_name(cast: Cast, conference: Conference) -> None:
    unit = cast.unit("1", "Xã A")
    points.create(conference.id, unit.id, PointDetails("Xã A"))
    assert points.create(conference.id, unit.id, PointDetails("Xã A")) is Refusal.NAME_TAKEN
    other = points.create(conference.id, unit.id, PointDetails("Xã A, nhà văn hóa"))
    assert isinstance(other, Point)
    assert points.edit(other.id, PointDetails("Xã A")) is Refusal.NAME_TAKEN
    assert points.edit(other.id, PointDetails("Xã A, nhà văn hóa", capacity=60)) is None
    assert last_entry().after == {"capacity": 60}


def test_a_point_goes_with_its_grants_but_never_with_people(
    cast: Cast, conference: Conference
) -> None:
    main = cast.point(conference, cast.unit("1", "Xã A"), "Xã A", is_main=True)
    other = cast.point(conference, cast.unit("2", "Xã B"), "Xã B")
    cast.user("xab@example.vn", Role.COORDINATOR, point_id=other.id)
    assert points.delete(main.id) is Refusal.MAIN_POINT_STAYS
    person = cast.delegate(other, "Lê Bình")
    assert points.delete(other.id) is Refusal.DELEGATES_EXIST
    db.session.delete(person.passes[0])
    db.session.delete(person)
    db.session.commit()
    assert points.delete(other.id) is None
    assert db.session.scalar(sa.select(Grant.id)) is None
    assert points.delete(main.id) is None


# --- documents ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return file_keeping.folder_in(tmp_path)


def archive(*parts: str) -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for part in parts:
            made.writestr(part, "<xml/>")
    return content


def test_a_document_is_kept_under_a_random_name_and_given_back_whole(
    conference: Conference, folder: Path
) -> None:
    content = b"%PDF-1.7 noi dung"
    kept = documents.add(
        conference.id, folder, io.BytesIO(content), "C:\\tai lieu\\Nghị quyết 116.exe", ""
    )
    assert isinstance(kept, Document)
    assert (kept.title, kept.file_name) == ("Nghị quyết 116", "Nghị quyết 116.pdf")
    assert (folder / kept.stored_name).read_bytes() == content
    assert "116" not in kept.stored_name
    assert documents.remove(kept) is None
    file_keeping.delete(folder, kept.stored_name)
    file_keeping.delete(folder, kept.stored_name)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (io.BytesIO(b""), Refusal.FILE_EMPTY),
        (io.BytesIO(b"<html><script>"), Refusal.FILE_KIND),
        (io.BytesIO(b"MZ\x90\0"), Refusal.FILE_KIND),
        (archive("word/document.xml", "word/vbaProject.bin"), Refusal.FILE_MACROS),
        (archive("readme.txt"), Refusal.FILE_KIND),
        (io.BytesIO(b"PK\x03\x04 half a zip"), Refusal.FILE_KIND),
    ],
)
def test_a_file_is_judged_by_what_it_holds(
    conference: Conference, folder: Path, file: io.BytesIO, why: Refusal
) -> None:
    assert documents.add(conference.id, folder, file, "a.pdf", "") is why
    assert list(folder.iterdir()) == []


def test_word_is_word_whatever_it_is_called(conference: Conference, folder: Path) -> None:
    kept = documents.add(conference.id, folder, archive("word/document.xml"), "a.pdf", "Đề án 08")
    assert isinstance(kept, Document)
    assert (kept.file_name, kept.title) == ("a.docx", "Đề án 08")


def test_too_large_a_file_is_not_kept(
    conference: Conference, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_keeping, "LARGEST", 10)
    file = io.BytesIO(b"%PDF-1.7 too long")
    assert documents.add(conference.id, folder, file, "a.pdf", "") is Refusal.FILE_TOO_LARGE
