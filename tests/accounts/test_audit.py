"""The audit page: who sees it, what it finds, and that what was done is said in words."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.audit_words import SUBJECTS, VERBS
from dissemination.accounts.models import Role
from dissemination.application import ROOT
from dissemination.conferences.lifecycle import Step
from dissemination.web import audit
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn


@pytest.fixture
def inspector(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.INSPECTOR)


@pytest.fixture
def trail(session: scoped_session[Session]) -> None:
    """Three things that were done on two days."""
    with time_machine.travel(clock.now() - timedelta(days=3)):
        audit.act_as(audit.Actor("hang@example.vn", "Văn phòng"))
        audit.record("edit", "unit", 7, before={"name": "Xã cũ"}, after={"name": "Xã mới"})
    audit.record("delete", "point", 9, reason="Lập nhầm")
    audit.act_as(audit.Actor("son@example.vn"))
    audit.record("pair", "scanner", 1)
    session.commit()


def rows(page: str) -> int:
    return page.partition("<tbody>")[2].count("<tr>")


@pytest.mark.usefixtures("trail")
@pytest.mark.both_databases
def test_the_trail_is_narrowed_by_who_what_and_when(inspector: FlaskClient) -> None:
    today = clock.today()
    for query, expected in (
        ("", 3),
        ("who=HANG", 2),
        ("who=khong-ai", 0),
        ("verb=delete", 1),
        ("subject=unit", 1),
        ("subject=unit&id=7", 1),
        ("subject=unit&id=8", 0),
        (f"from={today}", 2),
        (f"to={today - timedelta(days=1)}", 1),
        (f"from={today - timedelta(days=3)}&to={today - timedelta(days=3)}", 1),
        ("from=hom-nay&to=2023-99-99", 3),
        ("who=%25", 0),
    ):
        page = inspector.get(f"/audit/?{query}").text
        others = page.count("<td>Xem</td>")
        assert rows(page) - others == expected, query


@pytest.mark.usefixtures("trail")
def test_it_is_said_in_words_before_and_after(inspector: FlaskClient) -> None:
    page = inspector.get("/audit/").text
    for word in ("Sửa", "Đơn vị 7", "Xã cũ", "Xã mới", "Lập nhầm", "Văn phòng", "Ghép thiết bị"):
        assert word in page


def test_reading_the_trail_is_on_the_trail(
    inspector: FlaskClient, session: scoped_session[Session]
) -> None:
    inspector.get("/audit/?who=hang")
    entry = session.query(AuditEntry).filter_by(verb="read", subject="audit").one()
    assert entry.after == {"who": "hang"}


@pytest.mark.parametrize("part", ["unit_id", "conference_id", "point_id"])
def test_an_inspector_of_a_part_does_not_read_the_whole_trail(
    cast: Cast, signed_in: SignIn, part: str
) -> None:
    unit = cast.unit("20", "Tỉnh ủy Lạng Sơn")
    conference = cast.conference()
    point = cast.point(conference, unit, "Điểm cầu chính")
    ids = {"unit_id": unit.id, "conference_id": conference.id, "point_id": point.id}
    browser = signed_in(Role.INSPECTOR, **{part: ids[part]})
    assert browser.get("/audit/").status_code == 403
    assert "/audit/" not in browser.get("/account/").text


@pytest.mark.usefixtures("trail")
@pytest.mark.both_databases
def test_the_check_says_whether_the_trail_is_whole(
    inspector: FlaskClient, session: scoped_session[Session]
) -> None:
    assert "nguyên vẹn: đã kiểm tra" in inspector.post("/audit/check", follow_redirects=True).text
    second = session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id).offset(1)).first()
    session.execute(sa.delete(AuditEntry).where(AuditEntry.id == second))
    session.commit()
    page = inspector.post("/audit/check", follow_redirects=True).text
    assert "đã bị sửa hoặc bị mất" in page


def test_more_than_a_page_is_paged(
    inspector: FlaskClient, session: scoped_session[Session]
) -> None:
    for number in range(60):
        audit.record("edit", "unit", number)
    session.commit()
    page = inspector.get("/audit/?verb=edit").text
    assert rows(page) == 50
    assert "verb=edit" in page.partition('rel="next"')[2][:200]
    assert rows(inspector.get("/audit/?verb=edit&page=2").text) == 10


def recorded() -> tuple[set[str], set[str]]:
    """Verbs and subjects that stand as such in the code.

    `audit.record` names both, in this order; a module's own `_record` adds its one subject.
    """
    verbs: set[str] = set()
    subjects: set[str] = set()
    for path in (ROOT / "dissemination").rglob("*.py"):
        for call in calls_of_record(path):
            texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
            if ast.unparse(call.func) == "_record":
                verbs |= {str(text) for text in texts if text}
                continue
            verb, subject = (*texts, None, None)[:2]
            verbs |= {str(verb)} if verb else set()
            subjects |= {str(subject)} if subject else set()
    return verbs, subjects


def calls_of_record(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"audit.record", "_record"}
    ]


def test_every_verb_and_subject_has_its_words() -> None:
    verbs, subjects = recorded()
    assert len(verbs) > 20
    assert verbs | {str(step) for step in Step} <= set(VERBS)
    assert subjects <= set(SUBJECTS)
