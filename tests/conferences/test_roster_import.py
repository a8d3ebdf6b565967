"""A workbook ends as the right people at the right points, once, on both databases."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination.conferences import delegates, roster_import
from dissemination.conferences.citizens import citizen_hash
from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Delegate,
    Pass,
    Point,
    Standing,
)
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_import import Plan
from dissemination.conferences.roster_lines import LineRefusal
from dissemination.conferences.roster_mapping import Mapping
from dissemination.database import db
from dissemination.sheets.grids import Workbook
from dissemination.sheets.reading import read_workbook
from dissemination.units.models import UnitLevel
from dissemination.web.audit import broken_links
from dissemination.web.models import AuditEntry
from tests.conferences.rosters import (
    Cell,
    Page,
    csv,
    ods,
    page_in_tcvn3,
    plain_page,
    xls,
    xlsx,
)
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases

Row = tuple[Cell, ...]
WRITERS: dict[str, Callable[..., bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}


@pytest.fixture
def conference(cast: Cast) -> Conference:
    """Open, with points for two communes and a township of Văn Quan district."""
    conference = cast.conference(state=ConferenceState.OPEN)
    district = cast.unit("184", "Huyện Văn Quan", UnitLevel.DISTRICT)
    for code, name in [
        ("06001", "Xã Vân An"),
        ("06004", "Xã Đồng Giáp"),
        ("06007", "Thị trấn Văn Quan"),
    ]:
        cast.point(conference, cast.unit(code, name, parent=district), name)
    return conference


def run(
    conference: Conference,
    data: bytes,
    name: str = "a.xlsx",
    change: Callable[[Mapping], Mapping] = lambda mapping: mapping,
    point: Point | None = None,
) -> Plan:
    """Import a file as the command does; everything is committed."""
    done = attempt(conference, data, name, change, point)
    assert isinstance(done, Plan), done
    return done


def attempt(
    conference: Conference,
    data: bytes,
    name: str = "a.xlsx",
    change: Callable[[Mapping], Mapping] = lambda mapping: mapping,
    point: Point | None = None,
) -> Plan | Refusal:
    workbook = read_workbook(data, name)
    assert isinstance(workbook, Workbook), workbook
    sheets = roster_import.prepared(workbook)
    places = roster_import.survey(conference.id, point.id if point else None)
    mapping = change(roster_import.guess(sheets, places))
    lines = list(roster_import.read(sheets, mapping))
    done = roster_import.apply(
        conference.id, lines, mapping, places, lambda n: citizen_hash(n, "k"), name
    )
    db.session.commit()
    return done


def roster(conference: Conference) -> set[tuple[str, str, str, str]]:
    """(point, name, position, unit) of everyone summoned."""
    query = (
        sa.select(Point.name, Delegate.name, Delegate.position, Delegate.unit_name)
        .join(Point, Point.id == Delegate.point_id)
        .where(Delegate.conference_id == conference.id, Delegate.standing == Standing.SUMMONED)
    )
    rows = [
        (point, name, position, unit) for point, name, position, unit in db.session.execute(query)
    ]
    assert len(rows) == len(set(rows))
    return set(rows)


def point_named(conference: Conference, name: str) -> Point:
    query = sa.select(Point).where(Point.conference_id == conference.id, Point.name == name)
    return db.session.scalars(query).one()


def refusals(done: Plan) -> list[tuple[str, int, LineRefusal]]:
    return [(line.sheet, line.line, line.reason) for line in done.refused]


def list_of(*people: Sequence[Cell]) -> bytes:
    return xlsx(plain_page("Danh sách", people))


AN = ("Nguyễn Văn An", "Bí thư", "Xã Vân An", "Xã Vân An")
BUOI = ("Trần Thị Bưởi", "Chủ tịch", "Xã Đồng Giáp", "Xã Đồng Giáp")

# --- the messy workbook --------------------------------------------------------------------

FIRST = Page(
    "Xã Vân An",
    [
        ("ĐẢNG BỘ HUYỆN VĂN QUAN", None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ", None, None, None, None),
        (None, None, None, None, None),
        ("STT", "Họ và tên", "Thông tin công tác", None, "Ghi chú"),
        (None, None, "Chức vụ", "Đơn vị công tác", None),
        ("1", "2", "3", "4", "5"),
        ("I", "Thường trực Đảng ủy", None, None, None),
        (1, "Nguye\u0302\u0303n Va\u0306n An", "Bí thư", "Xã\u00a0Vân An", None),
        (2, "Lê  Thái Hà", "Phó Bí thư", None, "mang tài liệu"),
        (None, None, None, None, None),
        ("II", "Ủy ban nhân dân (2 đồng chí)", None, None, None),
        (3, "Vi Văn Cường", "Chủ tịch", "Xã Vân An", None),
        (4, "Vi Văn Cường", "Chủ tịch", "Xã Vân An", None),
        (5, None, "Phó Chủ tịch", "Xã Vân An", None),
        (None, None, None, None, None),
        (None, "Tổng cộng: 5 đại biểu", None, None, None),
        (None, None, None, "Vân An, ngày 10 tháng 11 năm 2023", None),
        (None, "NGƯỜI LẬP", None, "TM. ĐẢNG ỦY", None),
        (None, "Hoàng Văn Ký", None, "Lý Thị Duyệt", None),
    ],
    merges=[
        (1, 0, 1, 4),
        (3, 0, 4, 0),
        (3, 1, 4, 1),
        (3, 2, 3, 3),
        (3, 4, 4, 4),
        (7, 3, 8, 3),
    ],
)
SECOND = Page(
    "Đ.Giáp",
    [
        ("DANH SÁCH TẠI ĐIỂM CẦU XÃ ĐỒNG GIÁP", None, None, None),
        ("TT", "Họ đệm", "Tên", "Chức danh, đơn vị"),
        ("1", "Trần Thị", "Bưởi", "Chủ tịch UBND, xã Đồng Giáp"),
        ("2", "Nông Văn", "Dũng", "Phó Chủ tịch HĐND"),
        ("3", "<b>Lý</b>", "X", "Công chức"),
        ("4", "Vi Văn", "Cường", "Chủ tịch, Xã Vân An"),
    ],
)
THIRD = Page(
    "Tổng hợp",
    [
        ("STT", "Họ tên đại biểu", "Chức vụ", "Đơn vị", "Điểm cầu"),
        (1, "Hứa Thị Mai", "Bí thư", "TT Văn Quan", "TT. Văn Quan"),
        (2, "Lộc Văn Nam", "Ủy viên", "Huyện Văn Quan", "T.Trấn Văn Quan"),
        (3, "Triệu A Páo", "Đảng viên", "Xã Vân An", "VÂN AN"),
        ("STT", "Họ tên đại biểu", "Chức vụ", "Đơn vị", "Điểm cầu"),
        (4, "Đỗ Thị Sen", "Đảng viên", None, None),
    ],
)
DRAFT = Page("Nháp", [("Họ và tên",), ("Người Cũ",)], hidden=True)
MESSY_ROSTER = {
    ("Xã Vân An", "Nguyễn Văn An", "Bí thư", "Xã Vân An"),
    ("Xã Vân An", "Lê Thái Hà", "Phó Bí thư", "Xã Vân An"),
    ("Xã Vân An", "Vi Văn Cường", "Chủ tịch", "Xã Vân An"),
    ("Xã Vân An", "Triệu A Páo", "Đảng viên", "Xã Vân An"),
    ("Xã Đồng Giáp", "Trần Thị Bưởi", "Chủ tịch UBND", "xã Đồng Giáp"),
    ("Xã Đồng Giáp", "Nông Văn Dũng", "Phó Chủ tịch HĐND", ""),
    ("Thị trấn Văn Quan", "Hứa Thị Mai", "Bí thư", "TT Văn Quan"),
}
MESSY_REFUSALS = [
    ("Xã Vân An", 13, LineRefusal.REPEATED),
    ("Xã Vân An", 14, LineRefusal.NAME_MISSING),
    ("Đ.Giáp", 5, LineRefusal.ODD_CHARACTERS),
    ("Đ.Giáp", 6, LineRefusal.AT_TWO_POINTS),
    ("Tổng hợp", 3, LineRefusal.UNKNOWN_POINT),
    ("Tổng hợp", 6, LineRefusal.POINT_MISSING),
]


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_messy_workbook_ends_with_the_right_people_at_the_right_points(
    conference: Conference, suffix: str
) -> None:
    data = WRITERS[suffix](FIRST, SECOND, THIRD, DRAFT)
    done = run(conference, data, f"a.{suffix}")
    assert roster(conference) == MESSY_ROSTER
    assert refusals(done) == MESSY_REFUSALS
    repeated, two_points, unknown = done.refused[0], done.refused[3], done.refused[4]
    assert repeated.details == {"sheet": "Xã Vân An", "line": "12"}
    assert two_points.details["point"] == "Xã Vân An"
    assert done.placed.unknown_points[0].text == unknown.details["value"] == "T.Trấn Văn Quan"
    assert done.placed.unknown_points[0].suggestions[0].name == "Thị trấn Văn Quan"
    assert len(db.session.scalars(sa.select(Pass)).all()) == len(MESSY_ROSTER)


@pytest.mark.parametrize("suffix", WRITERS)
def test_importing_the_same_file_twice_changes_nothing(
    conference: Conference, session: scoped_session[Session], suffix: str
) -> None:
    data = WRITERS[suffix](FIRST, SECOND, THIRD, DRAFT)
    first = run(conference, data, f"a.{suffix}")
    before = _everything(session)
    second = run(conference, data, f"a.{suffix}")
    assert _everything(session) == before
    assert second.counts()["added"] == second.counts()["updated"] == 0
    assert second.counts()["unchanged"] == first.counts()["added"] == len(MESSY_ROSTER)
    assert refusals(second) == refusals(first)


def _everything(session: scoped_session[Session]) -> list[list[tuple[object, ...]]]:
    session.rollback()
    tables = (Delegate, Pass, Point, AuditEntry)
    return [
        [tuple(row) for row in session.execute(sa.select(t.__table__).order_by(t.id))]
        for t in tables
    ]


def test_the_messy_workbook_typed_in_old_fonts_is_the_same(conference: Conference) -> None:
    pages = [page_in_tcvn3(page) for page in (FIRST, SECOND, THIRD)]
    # Excel's tab names never were in the old fonts, and line 8 is typed in Unicode here too.
    pages = [
        Page(o.name, p.rows, p.merges) for o, p in zip((FIRST, SECOND, THIRD), pages, strict=True)
    ]
    done = run(conference, xlsx(*pages))
    assert {row[:2] for row in roster(conference)} == {row[:2] for row in MESSY_ROSTER}
    assert refusals(done) == MESSY_REFUSALS


def test_csv_needs_no_sheet(conference: Conference) -> None:
    page = plain_page("", [AN, BUOI])
    run(conference, csv(page, ";", "utf-16"), "danh-sach.csv")
    assert {row[:2] for row in roster(conference)} == {
        ("Xã Vân An", "Nguyễn Văn An"),
        ("Xã Đồng Giáp", "Trần Thị Bưởi"),
    }


# --- importing again -----------------------------------------------------------------------


def test_a_corrected_file_updates_and_keeps_the_pass(conference: Conference) -> None:
    run(conference, list_of(AN, BUOI))
    delegate = db.session.scalars(sa.select(Delegate).order_by(Delegate.id)).first()
    assert delegate is not None
    digits, before = delegate.passes[0].digits, delegate.revision
    corrected = ("Nguyễn Văn An", "Phó Bí thư", "Xã Vân An", "Xã Vân An")
    done = run(conference, list_of(corrected, BUOI))
    assert done.counts()["updated"] == done.counts()["unchanged"] == 1
    assert done.diff.changed[0].values == {"position": ("Bí thư", "Phó Bí thư")}
    db.session.refresh(delegate)
    assert (delegate.position, delegate.passes[0].digits) == ("Phó Bí thư", digits)
    assert before < delegate.revision == delegate.point.roster_revision
    assert "pho" in delegate.search_key


def test_a_misspelt_name_is_corrected_but_toan_is_not_toán(conference: Conference) -> None:
    toan = ("Nguyễn Văn Toàn", "Công chức", "Xã Vân An", "Xã Vân An")
    tone = ("Nguyễn Văn Toán", "Công chức", "Xã Vân An", "Xã Vân An")
    run(conference, list_of(toan))
    assert run(conference, list_of(tone)).counts()["updated"] == 1
    done = run(conference, list_of(toan, tone))
    assert done.counts()["added"] == done.counts()["unchanged"] == 1


def test_two_of_one_name_are_told_apart_by_office(conference: Conference) -> None:
    first = ("Hoàng Văn Thụ", "Bí thư", "Xã Vân An", "Xã Vân An")
    second = ("Hoàng Văn Thụ", "Công an", "Xã Vân An", "Xã Vân An")
    assert run(conference, list_of(first, second)).counts()["added"] == 2
    ids = list(db.session.scalars(sa.select(Delegate.id).order_by(Delegate.id)))
    swapped = run(conference, list_of(second, first))
    assert swapped.counts()["unchanged"] == 2
    assert list(db.session.scalars(sa.select(Delegate.id).order_by(Delegate.id))) == ids


def test_a_citizen_number_recognises_a_person_whose_name_changed(conference: Conference) -> None:
    header: Row = ("STT", "Họ và tên", "Chức vụ", "CCCD", "Điểm cầu")
    run(conference, xlsx(Page("S", [header, (1, "Vi Thị Lan", "Bí thư", 20012345678, "Vân An")])))
    kept = db.session.scalars(sa.select(Delegate)).one()
    assert kept.citizen_hash == citizen_hash("020012345678", "k")
    renamed: list[Row] = [header, (1, "Vi Thị Lan Anh", "Chủ tịch", "020012345678", "Vân An")]
    assert run(conference, xlsx(Page("S", renamed))).counts()["updated"] == 1
    assert roster(conference) == {("Xã Vân An", "Vi Thị Lan Anh", "Chủ tịch", "")}
    assert "020012345678" not in str(db.session.scalars(sa.select(AuditEntry.after)).all())


def test_a_column_the_file_lacks_is_left_alone(conference: Conference) -> None:
    full = [("Họ và tên", "Chức vụ", "Ghế", "Điểm cầu"), ("Vi Thị Lan", "Bí thư", "A1", "Vân An")]
    run(conference, xlsx(Page("S", full)))
    short = [("Họ và tên", "Điểm cầu"), ("Vi Thị Lan", "Xã Vân An")]
    assert run(conference, xlsx(Page("S", short))).counts()["unchanged"] == 1
    blanked = [("Họ và tên", "Ghế", "Điểm cầu"), ("Vi Thị Lan", None, "Xã Vân An")]
    assert run(conference, xlsx(Page("S", blanked))).diff.changed[0].values == {"seat": ("A1", "")}


def test_a_person_whose_point_changed_moves_with_the_pass(conference: Conference) -> None:
    run(conference, list_of(AN, BUOI))
    kept = db.session.scalars(sa.select(Delegate).where(Delegate.name == AN[0])).one()
    digits, old = kept.passes[0].digits, point_named(conference, "Xã Vân An")
    moved = (*AN[:3], "Xã Đồng Giáp")
    other = ("Lý A Dơ", "Đảng viên", "Xã Vân An", "Xã Vân An")
    done = run(conference, list_of(moved, BUOI, other))
    assert (done.counts()["updated"], done.counts()["added"]) == (1, 1)
    db.session.refresh(kept)
    assert kept.point.name == "Xã Đồng Giáp"
    assert kept.passes[0].digits == digits
    db.session.refresh(old)
    assert old.roster_floor == old.roster_revision


def test_a_person_on_another_point_s_roster_is_refused_unless_allowed(
    conference: Conference,
) -> None:
    run(conference, list_of(AN))
    elsewhere = list_of((*AN[:3], "Xã Đồng Giáp"))
    assert [line.reason for line in run(conference, elsewhere).refused] == [
        LineRefusal.AT_OTHER_POINT
    ]
    allowed = run(conference, elsewhere, change=lambda m: replace(m, allow_two_points=True))
    assert allowed.counts()["added"] == 1


def test_who_is_missing_stays_unless_one_chooses_to_withdraw(conference: Conference) -> None:
    other = ("Lý A Dơ", "Đảng viên", "Xã Vân An", "Xã Vân An")
    run(conference, list_of(AN, other, BUOI))
    kept = run(conference, list_of(AN))
    assert [known.name for known in kept.diff.missing] == ["Lý A Dơ"]
    assert len(roster(conference)) == 3
    done = run(conference, list_of(AN), change=lambda m: replace(m, withdraw_missing=True))
    assert done.withdrawn == 1
    gone = db.session.scalars(sa.select(Delegate).where(Delegate.name == "Lý A Dơ")).one()
    assert (gone.standing, gone.withdrawn_standing) == (Standing.WITHDRAWN, Standing.SUMMONED)
    assert gone.passes[0].revoked_at is not None
    again = run(conference, list_of(AN, other))
    assert [line.reason for line in again.refused] == [LineRefusal.WITHDRAWN]


def test_who_stands_on_a_refused_line_is_not_missing(conference: Conference) -> None:
    rows: list[Row] = [
        ("STT", "Họ và tên", "Chức vụ", "CCCD", "Điểm cầu"),
        (1, "Vi Thị Lan", "Bí thư", None, "Vân An"),
        (2, "Lý A Dơ", "Đảng viên", None, "Vân An"),
    ]
    run(conference, xlsx(Page("S", rows)))
    rows[1] = (1, "Vi Thị Lan", "Bí thư", "12", "Vân An")
    done = run(
        conference, xlsx(Page("S", rows)), change=lambda m: replace(m, withdraw_missing=True)
    )
    assert [line.reason for line in done.refused] == [LineRefusal.BAD_CITIZEN_ID]
    assert not done.diff.missing
    assert done.withdrawn == 0


def test_a_substitute_and_whom_he_stands_for_survive_the_old_list(conference: Conference) -> None:
    run(conference, list_of(AN))
    kept = db.session.scalars(sa.select(Delegate)).one()
    stand_in = delegates.substitute(kept.id, "Lý A Dơ", "Phó Bí thư", "", "Công văn 12")
    assert isinstance(stand_in, Delegate)
    db.session.commit()
    done = run(conference, list_of(AN), change=lambda m: replace(m, withdraw_missing=True))
    assert (done.counts()["unchanged"], done.withdrawn) == (1, 0)
    db.session.refresh(kept)
    assert kept.standing is Standing.REPLACED


def test_while_it_runs_a_late_list_neither_moves_nor_withdraws_who_came(
    conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ("Lý A Dơ", "Đảng viên", "Xã Vân An", "Xã Vân An")
    run(conference, list_of(AN, other, BUOI))
    conference.state = ConferenceState.RUNNING
    db.session.commit()

    class Everyone:
        def arrivals(self, ids: Sequence[int]) -> dict[int, bool]:
            return dict.fromkeys(ids, True)

    monkeypatch.setattr("dissemination.conferences.roster_import.door", Everyone)
    late = ("Vi Thị Lan", "Đảng viên", "Xã Vân An", "Xã Vân An")
    done = run(
        conference,
        list_of((*AN[:3], "Xã Đồng Giáp"), BUOI, late),
        change=lambda m: replace(m, withdraw_missing=True),
    )
    assert [line.reason for line in done.refused] == [LineRefusal.AT_OTHER_POINT]
    assert (done.counts()["added"], done.withdrawn) == (1, 0)
    assert {row[1] for row in roster(conference) if row[0] == "Xã Vân An"} == {
        "Nguyễn Văn An",
        "Lý A Dơ",
        "Vi Thị Lan",
    }


# --- where lines go ------------------------------------------------------------------------


def test_a_point_s_own_import_takes_only_its_lines(conference: Conference) -> None:
    point = point_named(conference, "Xã Vân An")
    nobody_s = ("Lý A Dơ", "Đảng viên", "Xã Vân An", None)
    done = run(conference, list_of(AN, BUOI, nobody_s), point=point)
    assert {row[:2] for row in roster(conference)} == {
        ("Xã Vân An", "Nguyễn Văn An"),
        ("Xã Vân An", "Lý A Dơ"),
    }
    assert [line.reason for line in done.refused] == [LineRefusal.OTHER_POINT]


def test_a_person_s_choice_explains_a_point_and_a_unit(conference: Conference) -> None:
    point = point_named(conference, "Xã Vân An")
    odd = ("Nguyễn Văn An", "Bí thư", "VP", "Hội trường A")
    assert run(conference, list_of(odd)).refused[0].reason is LineRefusal.UNKNOWN_POINT
    chosen = run(
        conference,
        list_of(odd),
        change=lambda m: replace(m, points={"Hội trường A": point.id}, units={"VP": point.unit_id}),
    )
    assert chosen.counts()["added"] == 1
    kept = db.session.scalars(sa.select(Delegate)).one()
    assert (kept.point_id, kept.unit_id, kept.unit_name) == (point.id, point.unit_id, "VP")


def test_of_two_units_of_one_name_the_one_near_the_point_is_meant(
    conference: Conference, cast: Cast
) -> None:
    cast.unit("07001", "Xã Vân An")
    point = point_named(conference, "Xã Vân An")
    run(conference, list_of(AN))
    assert db.session.scalars(sa.select(Delegate.unit_id)).one() == point.unit_id


def test_headings_say_the_unit_or_the_category(conference: Conference) -> None:
    rows = [
        ("STT", "Họ và tên", "Chức vụ"),
        (None, "Ủy ban nhân dân xã", None),
        (1, "Nguyễn Văn An", "Chủ tịch"),
        (None, "Đại biểu mời", None),
        (2, "Lý A Dơ", "Đảng viên"),
    ]
    run(conference, xlsx(Page("Xã Vân An", rows)))
    told = db.session.execute(
        sa.select(Delegate.unit_name, Delegate.category).order_by(Delegate.id)
    )
    assert [tuple(row) for row in told] == [("Ủy ban nhân dân xã", ""), ("", "Đại biểu mời")]


# --- all or nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("state", [ConferenceState.CLOSED])
def test_a_closed_conference_keeps_its_roster(
    conference: Conference, state: ConferenceState
) -> None:
    conference.state = state
    db.session.commit()
    assert isinstance(attempt(conference, list_of(AN)), Refusal)
    assert roster(conference) == set()


def test_a_failure_half_way_leaves_nothing(
    conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_ids: Sequence[int]) -> None:
        raise RuntimeError("no more numbers")

    monkeypatch.setattr("dissemination.conferences.roster_writing.issue_to", fail)
    with pytest.raises(RuntimeError):
        attempt(conference, list_of(AN, BUOI))
    db.session.rollback()
    assert roster(conference) == set()
    assert db.session.scalars(sa.select(AuditEntry)).all() == []


def test_the_audit_trail_tells_the_import(conference: Conference) -> None:
    run(conference, list_of(AN, BUOI), "danh sach.xlsx")
    run(conference, list_of((AN[0], "Phó Bí thư", *AN[2:]), BUOI), "sua.xlsx")
    first, change, second = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    assert (first.verb, first.reason, first.after["added"]) == (
        "import_roster",
        "danh sach.xlsx",
        2,
    )
    assert (change.verb, change.subject, change.reason) == ("import", "delegate", "sua.xlsx")
    assert (change.before, change.after) == ({"position": "Bí thư"}, {"position": "Phó Bí thư"})
    assert (second.verb, second.after["updated"]) == ("import_roster", 1)
    assert list(broken_links()) == []
